/* SPDX-License-Identifier: MIT */
#include "tcg.h"

#include <string.h>

#include "choice.h"

/* One rewriting; once an edit has failed, `status` says so and nothing more is done. */
struct tcg_rewriting {
	struct qw_command *cmd;
	const char *reason;
	int status;
};

static bool go_on(const struct tcg_rewriting *rewriting)
{
	return rewriting->status == 0;
}

static bool is_editable(const struct tcg_rewriting *rewriting, const struct qw_option *opt)
{
	return !(qw_flags(rewriting->cmd, opt) & (QW_UNCERTAIN | QW_INCOMPLETE));
}

static bool is_kvm(const struct tcg_rewriting *rewriting, const struct qw_option *opt)
{
	const char *name = qw_get(rewriting->cmd, opt, "accel");
	return name && choice_is_kvm(name);
}

static bool has_tcg_candidate(const struct tcg_rewriting *rewriting)
{
	const struct qw_option *opt = NULL;
	while ((opt = qw_next(rewriting->cmd, "accel[*]", opt))) {
		const char *name = qw_get(rewriting->cmd, opt, "accel");
		if (name && !strcmp(name, "tcg"))
			return true;
	}
	return false;
}

/* The line's own -accel tcg is kept, with its properties; without one the first kvm becomes it. */
static void candidates_rewrite(struct tcg_rewriting *rewriting)
{
	bool has_tcg = has_tcg_candidate(rewriting);
	struct qw_option *opt, *previous = NULL;
	while (go_on(rewriting) && (opt = qw_next(rewriting->cmd, "accel[*]", previous))) {
		previous = opt;
		if (!is_kvm(rewriting, opt))
			continue;
		if (has_tcg)
			rewriting->status =
				qw_remove(rewriting->cmd, opt, QW_GUEST_VISIBLE, rewriting->reason);
		else
			rewriting->status = qw_replace(rewriting->cmd, opt, "tcg", QW_GUEST_VISIBLE,
						       rewriting->reason);
		has_tcg = true;
	}
}

static void flags_remove(struct tcg_rewriting *rewriting)
{
	struct qw_option *opt;
	while (go_on(rewriting) && (opt = qw_next(rewriting->cmd, "enable-kvm[*]", NULL)))
		rewriting->status =
			qw_remove(rewriting->cmd, opt, QW_GUEST_VISIBLE, rewriting->reason);
}

static void machines_rewrite(struct tcg_rewriting *rewriting)
{
	struct qw_option *opt = NULL;
	while (go_on(rewriting) && (opt = qw_next(rewriting->cmd, "machine[*]", opt))) {
		if (is_kvm(rewriting, opt))
			rewriting->status = qw_set(rewriting->cmd, opt, "accel", "tcg",
						   QW_GUEST_VISIBLE, rewriting->reason);
	}
}

static void accelerator_rewrite(struct tcg_rewriting *rewriting)
{
	struct choice choice;

	candidates_rewrite(rewriting);
	flags_remove(rewriting);
	machines_rewrite(rewriting);
	if (!go_on(rewriting))
		return;
	choice_read(rewriting->cmd, &choice);
	/* Nothing is left that says it, or something that -enable-kvm had overruled. */
	if (strcmp(choice.words, "tcg") != 0 && !qw_next(rewriting->cmd, "accel[*]", NULL))
		rewriting->status = qw_add(rewriting->cmd, "machine", "accel=tcg", QW_GUEST_VISIBLE,
					   rewriting->reason);
}

/* Without KVM they mean nothing on x86 and are errors elsewhere; with `enforce` QEMU would not
 * start for want of a feature that TCG lacks. */
static bool is_for_kvm(const char *key)
{
	return !strcmp(key, "kvm") || !strncmp(key, "kvm-", 4) || !strncmp(key, "kvm_", 4) ||
	       !strncmp(key, "hv-", 3) || !strncmp(key, "hv_", 3) || !strcmp(key, "enforce");
}

static void features_remove(struct tcg_rewriting *rewriting, struct qw_option *opt)
{
	const char *key, *value;
	size_t i = 1;
	while (go_on(rewriting) && qw_property(rewriting->cmd, opt, i, &key, &value) == 1) {
		if (is_for_kvm(key))
			rewriting->status = qw_unset(rewriting->cmd, opt, key, QW_GUEST_VISIBLE,
						     "it means nothing without KVM");
		else
			i++;
	}
}

static bool has_max(const char *target)
{
	return !target || (strncmp(target, "ppc", 3) != 0 && strncmp(target, "mips", 4) != 0);
}

static void model_rewrite(struct tcg_rewriting *rewriting, const char *target,
			  struct qw_option *opt)
{
	const char *model = qw_get(rewriting->cmd, opt, "model");
	if (!model || strcmp(model, "host") != 0 || !is_editable(rewriting, opt))
		return;
	if (!has_max(target)) {
		rewriting->status = qw_remove(rewriting->cmd, opt, QW_GUEST_VISIBLE,
					      "TCG does not have the host's CPU");
		return;
	}
	rewriting->status = qw_set_at(rewriting->cmd, opt, 0, "max", QW_GUEST_VISIBLE,
				      "TCG does not have the host's CPU; max is all that it has");
	features_remove(rewriting, opt);
}

static void models_rewrite(struct tcg_rewriting *rewriting, const char *target)
{
	struct qw_option *opt, *previous = NULL;
	while (go_on(rewriting) && (opt = qw_next(rewriting->cmd, "cpu[*]", previous))) {
		previous = opt;
		model_rewrite(rewriting, target, opt);
	}
}

static void gic_rewrite(struct tcg_rewriting *rewriting)
{
	struct qw_option *opt = NULL;
	while (go_on(rewriting) && (opt = qw_next(rewriting->cmd, "machine[*].gic-version", opt))) {
		if (!strcmp(qw_get(rewriting->cmd, opt, "gic-version"), "host") &&
		    is_editable(rewriting, opt))
			rewriting->status =
				qw_set(rewriting->cmd, opt, "gic-version", "max", QW_GUEST_VISIBLE,
				       "TCG does not have the host's GIC");
	}
}

int tcg_rewrite(struct qw_command *cmd, const char *target, bool chosen, const char *reason)
{
	struct tcg_rewriting rewriting = { .cmd = cmd, .reason = reason };
	if (chosen)
		accelerator_rewrite(&rewriting);
	models_rewrite(&rewriting, target);
	gic_rewrite(&rewriting);
	return rewriting.status;
}
