/* SPDX-License-Identifier: MIT */
#include "hooks.h"

#include <stdio.h>
#include <string.h>

#include "config_files.h"
#include "forbids.h"
#include "line/machine.h"
#include "wanted.h"

static bool ends_in_kvm(const char *name)
{
	size_t length = strlen(name);
	return length >= 3 && !strcmp(name + length - 3, "kvm");
}

static bool files_forbid(struct rewriting *rewriting)
{
	struct config_finding found;
	const char *path = config_files_read(rewriting->cmd, &found);
	char *reason = rewriting->reason;

	if (!path)
		return false;
	if (found.verdict == CONFIG_FORBIDS)
		return against(reason, "%.100s: KVM may refuse its section [%s]", path,
			       found.section);
	if (found.verdict != CONFIG_CHOOSES)
		return against(reason, "%.100s may choose an accelerator, and is for QEMU to read",
			       path);
	choice_of_list(found.accelerator, &rewriting->choice);
	rewriting->by_file = true;
	rewriting->finding.chosen_by = path;
	rewriting->finding.accelerator = rewriting->choice.words;
	return false;
}

/* True if KVM must not be added; `reason` says why. */
static bool is_forbidden(struct rewriting *rewriting)
{
	const struct line line = { .cmd = rewriting->cmd,
				   .target = rewriting->target,
				   .device = rewriting->settings.device,
				   .host_cpu = rewriting->settings.host_cpu };
	const char *manager = qw_manager(rewriting->cmd);

	if (files_forbid(rewriting))
		return true;
	if (rewriting->choice.kind != CHOICE_NONE)
		return false;
	if (line_is_managed(rewriting))
		return against(rewriting->reason, "%.60s keeps its own record of this line",
			       manager ? manager : "another program");
	return forbids_find(&line, rewriting->reason);
}

static int without_choice(struct rewriting *rewriting)
{
	/* QEMU 4.0 and later; hw/core/machine.c and vl.c look at the end of argv[0]. */
	rewriting->by_name = ends_in_kvm(program_name(rewriting));
	rewriting->finding.chosen_by = "nobody";
	rewriting->finding.accelerator = rewriting->by_name ? "kvm:tcg" : "tcg";
	if (!rewriting->target[0] || target_is_foreign(rewriting)) {
		if (rewriting->target[0])
			against(rewriting->reason, "KVM can't run %s here", rewriting->target);
		else
			against(rewriting->reason,
				"the program's name does not say what it emulates");
		rewriting->finding.reason = rewriting->reason;
		return 0;
	}
	if (is_forbidden(rewriting)) {
		rewriting->finding.reason = rewriting->reason;
		qw_note(rewriting->ctx, QW_INFO, "KVM is not added: %s", rewriting->reason);
		return rewriting->by_name ? kvm_try(rewriting) : 0;
	}
	if (rewriting->choice.kind == CHOICE_OTHER)
		return 0;
	rewriting->adding = rewriting->choice.kind == CHOICE_NONE;
	return kvm_try(rewriting);
}

static int unsure_choice(struct rewriting *rewriting)
{
	const struct qw_option *opt = rewriting->choice.unsure;
	against(rewriting->reason, "%s (argument %lld) may or may not choose an accelerator",
		qw_spelling(rewriting->cmd, opt), (long long)qw_index(rewriting->cmd, opt));
	rewriting->finding.reason = rewriting->reason;
	qw_note(rewriting->ctx, QW_INFO, "KVM is not added: %s", rewriting->reason);
	return 0;
}

static int line_choice(struct rewriting *rewriting)
{
	rewriting->finding.chosen_by = "line";
	rewriting->finding.accelerator = rewriting->choice.words;
	return rewriting->choice.kind == CHOICE_KVM ? kvm_try(rewriting) : 0;
}

int kvm_rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	struct rewriting rewriting = { .ctx = ctx, .cmd = cmd };
	int r;

	settings_read(ctx, &rewriting.settings);
	if (rewriting.settings.mode == MODE_OFF)
		return 0;
	machine_target(cmd, rewriting.target);
	choice_read(cmd, &rewriting.choice);
	if (rewriting.choice.kind == CHOICE_UNSURE)
		r = unsure_choice(&rewriting);
	else if (rewriting.choice.kind == CHOICE_NONE)
		r = without_choice(&rewriting);
	else
		r = line_choice(&rewriting);
	return r == 0 ? finding_publish(ctx, &rewriting.finding) : r;
}
