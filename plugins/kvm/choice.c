/* SPDX-License-Identifier: MIT */
#include "choice.h"

#include <stdio.h>
#include <string.h>

/* Options without value that choose, and what. */
static const struct {
	char selector[20], accelerator[8];
} flags[] = {
	{ "enable-kvm[*]", "kvm" },     { "no-kvm[*]", "tcg" },         { "enable-hax[*]", "hax" },
	{ "enable-kqemu[*]", "kqemu" }, { "kernel-kqemu[*]", "kqemu" }, { "no-kqemu[*]", "tcg" },
};

/* What the machine's accel= would be: the last writer counts. */
struct machine_choice {
	const char *accelerator;
	int64_t index;
};

bool choice_is_kvm(const char *list)
{
	return !strncmp(list, "kvm", 3) && (list[3] == '\0' || list[3] == ':');
}

void choice_of_list(const char *list, struct choice *ret_choice)
{
	*ret_choice = (struct choice){ .kind = choice_is_kvm(list) ? CHOICE_KVM : CHOICE_OTHER };
	ret_choice->falls_back = ret_choice->kind == CHOICE_KVM && strchr(list, ':');
	snprintf(ret_choice->words, sizeof(ret_choice->words), "%s", list);
}

static bool is_readable(const struct qw_command *cmd, const struct qw_option *opt,
			struct choice *choice)
{
	/* JSON: no release takes it here; should one, it would be read otherwise. */
	const char *value = qw_value(cmd, opt);
	if (!(qw_flags(cmd, opt) & (QW_UNCERTAIN | QW_INCOMPLETE)) && !(value && *value == '{'))
		return true;
	choice->kind = CHOICE_UNSURE;
	choice->unsure = opt;
	return false;
}

static void candidate_add(const struct qw_command *cmd, const struct qw_option *opt,
			  struct choice *choice)
{
	const char *name = qw_get(cmd, opt, "accel");
	size_t used = strlen(choice->words);
	if (!name)
		name = "";
	snprintf(choice->words + used, sizeof(choice->words) - used, "%s%s",
		 choice->kind == CHOICE_NONE ? "" : ":", name);
	if (choice->kind != CHOICE_NONE) {
		choice->falls_back |= choice->kind == CHOICE_KVM && strcmp(name, "kvm") != 0;
		return;
	}
	choice->kind = choice_is_kvm(name) ? CHOICE_KVM : CHOICE_OTHER;
	choice->falls_back = choice->kind == CHOICE_KVM && strchr(name, ':');
	if (choice->kind == CHOICE_KVM)
		choice->device = qw_get(cmd, opt, "device");
}

static bool candidates_read(const struct qw_command *cmd, struct choice *choice)
{
	const struct qw_option *opt = NULL;
	while ((opt = qw_next(cmd, "accel[*]", opt))) {
		if (!is_readable(cmd, opt, choice))
			return false;
		candidate_add(cmd, opt, choice);
	}
	return true;
}

static void written(const struct qw_command *cmd, const struct qw_option *opt,
		    const char *accelerator, struct machine_choice *machine)
{
	int64_t index = qw_index(cmd, opt);
	if (accelerator && (!machine->accelerator || index > machine->index))
		*machine = (struct machine_choice){ accelerator, index };
}

static bool machine_read(const struct qw_command *cmd, struct machine_choice *ret_machine,
			 struct choice *choice)
{
	const struct qw_option *opt = NULL;
	while ((opt = qw_next(cmd, "machine[*]", opt))) {
		if (!is_readable(cmd, opt, choice))
			return false;
		written(cmd, opt, qw_get(cmd, opt, "accel"), ret_machine);
	}
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		while ((opt = qw_next(cmd, flags[i].selector, opt))) {
			if (!is_readable(cmd, opt, choice))
				return false;
			written(cmd, opt, flags[i].accelerator, ret_machine);
		}
	}
	return true;
}

void choice_read(const struct qw_command *cmd, struct choice *ret_choice)
{
	struct choice choice = { .kind = CHOICE_NONE };
	struct machine_choice machine = { 0 };

	if (candidates_read(cmd, &choice) && machine_read(cmd, &machine, &choice) &&
	    choice.kind == CHOICE_NONE && machine.accelerator)
		choice_of_list(machine.accelerator, &choice);
	*ret_choice = choice;
}
