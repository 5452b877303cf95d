/* SPDX-License-Identifier: MIT */
/*
 * Which accelerator a command line chooses, in any spelling that a QEMU release had: -accel,
 * -machine accel=, -enable-kvm, -no-kvm, and the options of HAXM and kqemu.
 *
 * As QEMU has read it since 5.0: each -accel is a candidate, in order; without one the last writer
 * of the machine's accel= counts, whatever option that was.
 */
#ifndef KVM_CHOICE_H
#define KVM_CHOICE_H

#include <stdbool.h>

#include <qemu-wrapper/plugin.h>

#define CHOICE_WORDS_MAX 64

enum choice_kind {
	CHOICE_NONE,
	/* KVM is tried first. */
	CHOICE_KVM,
	CHOICE_OTHER,
	/* Something chooses that may not be an option, has no value, or is JSON. */
	CHOICE_UNSURE
};

struct choice {
	enum choice_kind kind;
	/* KVM is not the only candidate: QEMU goes on by itself where it fails. */
	bool falls_back;
	/* The candidates: "kvm", "kvm:tcg". Empty if nothing is chosen. */
	char words[CHOICE_WORDS_MAX];
	/* The device of -accel kvm,device=, or NULL; the host's. */
	const char *device;
	/* CHOICE_UNSURE: that option. Otherwise NULL. */
	const struct qw_option *unsure;
};

void choice_read(const struct qw_command *cmd, struct choice *ret_choice);

/* The same for a list that stands somewhere else, such as "kvm:tcg". */
void choice_of_list(const char *list, struct choice *ret_choice);

/* True if `list` names KVM first. */
bool choice_is_kvm(const char *list);

#endif
