/* SPDX-License-Identifier: MIT */
#include "hooks.h"

#include <stdio.h>
#include <string.h>

#include "choice.h"
#include "config_files.h"
#include "failure.h"
#include "finding.h"
#include "forbids.h"
#include "settings.h"
#include "target.h"
#include "tcg.h"

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
	struct finding finding;
	char reason[REASON_MAX];
};

static bool is_managed(const struct rewriting *rewriting)
{
	return qw_line(rewriting->cmd) & QW_LINE_MANAGED;
}

static const char *name_of(const struct rewriting *rewriting)
{
	const char *name = qw_program_name(rewriting->cmd);
	return name ? name : "";
}

static bool ends_in_kvm(const char *name)
{
	size_t length = strlen(name);
	return length >= 3 && !strcmp(name + length - 3, "kvm");
}

/* A name of people's own may lead to a program with one that says more. */
static void target_find(struct rewriting *rewriting)
{
	const char *path = qw_program(rewriting->cmd);
	const char *slash = path ? strrchr(path, '/') : NULL;
	if (target_of_program(name_of(rewriting), rewriting->target))
		return;
	if (!slash || !target_of_program(slash + 1, rewriting->target))
		rewriting->target[0] = '\0';
}

static bool target_is_foreign(const struct rewriting *rewriting)
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
	if (r == 0 && rewriting->settings.host_cpu && !is_managed(rewriting) &&
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
	if (by_line)
		rewriting->finding.chosen_by = "plugin";
	qw_note(rewriting->ctx, QW_WARNING,
		"KVM does not work, so the guest gets TCG, which is many times slower: %s",
		failure->text);
	return tcg_rewrite(rewriting->cmd, target, by_line, reason);
}

/* KVM is wanted and does not work. */
static int kvm_do_without(struct rewriting *rewriting, const struct failure *failure)
{
	bool by_file = rewriting->finding.chosen_by[0] == '/';
	bool managed = is_managed(rewriting);
	bool goes_on = rewriting->choice.kind == CHOICE_NONE || rewriting->choice.falls_back;

	rewriting->finding.kvm = failure->cause;
	if (rewriting->settings.mode == MODE_REQUIRE && !managed)
		return qw_error(rewriting->ctx, ENOTSUP,
				"KVM does not work, and mode = require wants it: %s",
				failure->text);
	if (rewriting->settings.to_tcg && !managed && !by_file)
		return to_tcg(rewriting, failure);
	if (!goes_on) {
		qw_note(rewriting->ctx, QW_WARNING, "KVM does not work: %s", failure->text);
		return 0;
	}
	qw_note(rewriting->ctx, QW_WARNING,
		"KVM does not work, and QEMU goes on with TCG, which is many times slower: %s",
		failure->text);
	return 0;
}

/* Descriptor sets exist inside QEMU only. */
static bool is_untestable(const char *device)
{
	return !strncmp(device, "/dev/fdset/", 11);
}

/* The line, a file or the program's name chooses KVM, or this plugin would add it. */
static int kvm_try(struct rewriting *rewriting)
{
	const char *device =
		rewriting->choice.device ? rewriting->choice.device : rewriting->settings.device;
	struct kvm_probe probe;
	struct failure failure;

	if (target_is_foreign(rewriting)) {
		failure_of_target(name_of(rewriting), rewriting->target, &failure);
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
		return against(reason, "%.100s may choose one; it is not read before QEMU reads it",
			       path);
	choice_of_list(found.accelerator, &rewriting->choice);
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
	if (is_managed(rewriting))
		return against(rewriting->reason, "%.60s keeps its own record of this line",
			       manager ? manager : "another program");
	return forbids_find(&line, rewriting->reason);
}

static int without_choice(struct rewriting *rewriting)
{
	/* QEMU 4.0 and later; hw/core/machine.c and vl.c look at the end of argv[0]. */
	bool by_name = ends_in_kvm(name_of(rewriting));

	rewriting->finding.chosen_by = "nobody";
	rewriting->finding.accelerator = by_name ? "kvm:tcg" : "tcg";
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
		return by_name ? kvm_try(rewriting) : 0;
	}
	if (rewriting->choice.kind == CHOICE_OTHER)
		return 0;
	rewriting->adding = rewriting->choice.kind == CHOICE_NONE;
	return kvm_try(rewriting);
}

static int unsure_choice(struct rewriting *rewriting)
{
	const struct qw_option *opt = rewriting->choice.unsure;
	against(rewriting->reason, "%s (argument %lld) may choose one, but it is not certain",
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
	target_find(&rewriting);
	choice_read(cmd, &rewriting.choice);
	if (rewriting.choice.kind == CHOICE_UNSURE)
		r = unsure_choice(&rewriting);
	else if (rewriting.choice.kind == CHOICE_NONE)
		r = without_choice(&rewriting);
	else
		r = line_choice(&rewriting);
	return r == 0 ? finding_publish(ctx, &rewriting.finding) : r;
}
