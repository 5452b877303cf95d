/* SPDX-License-Identifier: MIT */
#include "wanted.h"

#include <stdio.h>
#include <string.h>

#include "failure.h"
#include "tcg.h"

bool line_is_managed(const struct rewriting *rewriting)
{
	return qw_line(rewriting->cmd) & QW_LINE_MANAGED;
}

const char *program_name(const struct rewriting *rewriting)
{
	const char *name = qw_program_name(rewriting->cmd);
	return name ? name : "";
}

bool target_is_foreign(const struct rewriting *rewriting)
{
	return rewriting->target[0] && !target_has_kvm(rewriting->target, target_of_host());
}

static bool is_isapc(const struct qw_command *cmd)
{
	return qw_next(cmd, "machine[isapc][*]", NULL);
}

/* KVM works, and QEMU will use it. */
static int kvm_use(struct rewriting *rewriting)
{
	struct qw_command *cmd = rewriting->cmd;
	int r = 0;

	if (rewriting->adding)
		r = qw_add(cmd, "machine", "accel=kvm:tcg", QW_GUEST_VISIBLE,
			   "KVM works here, and the line chooses no accelerator");
	if (r == 0 && rewriting->settings.host_cpu && !line_is_managed(rewriting) &&
	    !qw_next(cmd, "cpu[*]", NULL) && !is_isapc(cmd))
		r = qw_add(cmd, "cpu", "host", QW_GUEST_VISIBLE,
			   "KVM works here, and cpu = host is configured");
	rewriting->finding.accelerator = "kvm";
	if (rewriting->adding)
		rewriting->finding.chosen_by = "plugin";
	return r;
}

static int to_tcg(struct rewriting *rewriting, const struct failure *failure)
{
	bool by_line = rewriting->choice.kind == CHOICE_KVM;
	const char *target = rewriting->target[0] ? rewriting->target : NULL;
	char reason[64];

	snprintf(reason, sizeof(reason), "KVM does not work here (%.20s)", failure->cause);
	rewriting->finding.accelerator = "tcg";
	if (by_line || rewriting->by_name)
		rewriting->finding.chosen_by = "plugin";
	qw_note(rewriting->ctx, QW_WARNING,
		"KVM does not work, so the guest gets TCG, which is many times slower: %s",
		failure->text);
	if (rewriting->by_name) {
		int r = qw_add(rewriting->cmd, "machine", "accel=tcg", QW_GUEST_VISIBLE,
			       "by such a name QEMU would try KVM first");
		if (r)
			return r;
	}
	return tcg_rewrite(rewriting->cmd, target, by_line, reason);
}

/* TCG does not have that model, and QEMU refuses to go on with it. */
static bool has_host_cpu(const struct qw_command *cmd)
{
	const struct qw_option *opt = NULL;
	const char *model = NULL;
	while ((opt = qw_next(cmd, "cpu[*]", opt)))
		model = qw_get(cmd, opt, "model");
	return model && !strcmp(model, "host");
}

/* KVM is wanted and does not work. */
static int kvm_do_without(struct rewriting *rewriting, const struct failure *failure)
{
	bool managed = line_is_managed(rewriting);
	bool goes_on = (rewriting->choice.kind == CHOICE_NONE || rewriting->choice.falls_back) &&
		       !has_host_cpu(rewriting->cmd);

	rewriting->finding.kvm = failure->cause;
	if (rewriting->settings.mode == MODE_REQUIRE)
		return qw_error(rewriting->ctx, ENOTSUP,
				"KVM does not work, and mode = require wants it: %s",
				failure->text);
	if (rewriting->settings.to_tcg && !managed && !rewriting->by_file)
		return to_tcg(rewriting, failure);
	if (!goes_on) {
		qw_note(rewriting->ctx, QW_WARNING, "KVM does not work: %s", failure->text);
		return 0;
	}
	qw_note(rewriting->ctx, QW_WARNING,
		"KVM does not work, and QEMU goes on with TCG, which is many times slower (-accel "
		"tcg says that this is meant): %s",
		failure->text);
	return 0;
}

/* Descriptor sets exist inside QEMU only. */
static bool is_untestable(const char *device)
{
	return !strncmp(device, "/dev/fdset/", 11);
}

/* The line, a file or the program's name chooses KVM, or this plugin would add it. */
int kvm_try(struct rewriting *rewriting)
{
	const char *device =
		rewriting->choice.device ? rewriting->choice.device : rewriting->settings.device;
	struct kvm_probe probe;
	struct failure failure;

	if (target_is_foreign(rewriting)) {
		failure_of_target(program_name(rewriting), rewriting->target, &failure);
		return kvm_do_without(rewriting, &failure);
	}
	rewriting->finding.device = device;
	if (is_untestable(device)) {
		qw_note(rewriting->ctx, QW_INFO, "%s exists inside QEMU only and is not tested",
			device);
		return 0;
	}
	if (kvm_probe(device, &probe)) {
		rewriting->finding.kvm = "works";
		return kvm_use(rewriting);
	}
	failure_of_probe(device, &probe, &failure);
	return kvm_do_without(rewriting, &failure);
}
