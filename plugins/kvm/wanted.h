/* SPDX-License-Identifier: MIT */
/*
 * KVM is wanted, because a line, a file or the program's name chooses it or because this plugin
 * would add it: tests it, and uses it or does without.
 */
#ifndef KVM_WANTED_H
#define KVM_WANTED_H

#include <stdbool.h>

#include <qemu-wrapper/plugin.h>

#include "choice.h"
#include "finding.h"
#include "line.h"
#include "settings.h"
#include "target/target.h"

/* What one call of the hook knows. */
struct rewriting {
	struct qw_context *ctx;
	struct qw_command *cmd;
	struct settings settings;
	struct choice choice;
	/* Empty: the program's name does not say it. */
	char target[TARGET_MAX];
	/* The line is to get KVM, which nobody has chosen. */
	bool adding;
	/* One of QEMU's configuration files chooses. */
	bool by_file;
	/* Nobody chooses, and the program's name makes QEMU try KVM. */
	bool by_name;
	struct finding finding;
	char reason[REASON_MAX];
};

bool line_is_managed(const struct rewriting *rewriting);
/* Never NULL. */
const char *program_name(const struct rewriting *rewriting);
/* True if KVM can't run the target on this host, whatever the device does. */
bool target_is_foreign(const struct rewriting *rewriting);

/* 0, or what qw_error() or an edit returned; `finding` says what was found. */
int kvm_try(struct rewriting *rewriting);

#endif
