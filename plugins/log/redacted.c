/* SPDX-License-Identifier: MIT */
#include "redacted.h"

#include <string.h>

static const char *hide(const char *value, const char *redacted)
{
	return value && !redacted ? "***" : redacted;
}

const char *redacted_text(const struct qw_command *cmd, const char *text)
{
	return hide(text, text ? qw_redact(cmd, NULL, text) : NULL);
}

const char *redacted_property(const struct qw_command *cmd, const char *option,
			      const char *property, const char *value)
{
	return hide(value, value ? qw_redact_property(cmd, option, property, value) : NULL);
}

/* The name that the host goes by, or NULL: text of unknown kind. */
static const char *kind_of(const char *option, bool firmware_strings)
{
	bool is_firmware = option && (!strcmp(option, "smbios") || !strcmp(option, "fw_cfg"));
	return is_firmware && firmware_strings ? NULL : option;
}

/*
 * If a word is an option's value, it is that of the word before it: the name is found without
 * knowing which options take one. A word that is no value is read by rules that hide too much at
 * worst.
 */
const char *redacted_argument(const struct qw_command *cmd, enum qw_argv which, size_t index,
			      bool firmware_strings)
{
	const char *word = qw_argument(cmd, which, index, NULL);
	const char *before = index ? qw_argument(cmd, which, index - 1, NULL) : NULL;
	if (!word || !before)
		return redacted_text(cmd, word);
	const char *option = NULL;
	if (index > 1 && before[0] == '-')
		option = before + (before[1] == '-' ? 2 : 1);
	option = option && *option ? option : NULL;
	return hide(word, qw_redact(cmd, kind_of(option, firmware_strings), word));
}

/* A word of which only its place tells whether it is an option, an image or the value of an option
 * that no QEMU has. */
static bool is_bare_word(const struct qw_change *change)
{
	return !strcmp(change->action, "add") && change->option && change->after &&
	       change->index > 0 &&
	       (!strcmp(change->option, "image") || !strcmp(change->option, change->after));
}

void redact_change(const struct qw_command *cmd, struct qw_change *change, bool firmware_strings)
{
	change->reason = redacted_text(cmd, change->reason);
	if (is_bare_word(change)) {
		bool is_image = !strcmp(change->option, "image");
		change->after =
			redacted_argument(cmd, QW_FINAL, (size_t)change->index, firmware_strings);
		change->option = is_image ? change->option : change->after;
		return;
	}
	const char *option = kind_of(change->option, firmware_strings);
	const char *property = change->variable ? change->variable : change->property;
	change->before = redacted_property(cmd, option, property, change->before);
	change->after = redacted_property(cmd, option, property, change->after);
	change->option = redacted_text(cmd, change->option);
}
