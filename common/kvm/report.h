/* SPDX-License-Identifier: MIT */
/*
 * Why KVM works or does not, layer by layer, and what to do about it. For people, and one word for
 * machines. Made when a probe failed, or when somebody asks; reads a few small files of /proc and
 * /sys, and changes nothing.
 *
 * What is a guess says so: the verdict comes from the probe alone, the files only explain it.
 */
#ifndef KVM_REPORT_H
#define KVM_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "kvm/probe.h"

enum kvm_layer_state { KVM_LAYER_OK, KVM_LAYER_BAD, KVM_LAYER_UNKNOWN };

struct kvm_layer {
	/* "processor", "module", "device node"...: constant text. */
	const char *name;
	enum kvm_layer_state state;
	char *text;
};

struct kvm_report {
	bool works;
	/* One word, constant text: "works", "no-device", "no-permission"... */
	const char *cause;
	/* One line: what and why, with path, numbers and the system's own words. */
	char *summary;
	/* One or two lines: what to do. NULL if it works. */
	char *remedy;
	struct kvm_layer *layers;
	size_t layer_count;
};

/*
 * `root` is put in front of every file that is read for the explanation: "", or the folder of a
 * test. The device is looked at there as well; `probe` is what kvm_probe() said of it. Returns 0,
 * or -ENOMEM and leaves nothing to release. What ret_report gets, the caller releases.
 */
int kvm_report_make(const char *device, const struct kvm_probe *probe, const char *root,
		    struct kvm_report *ret_report);

void kvm_report_release(struct kvm_report *report);

#endif
