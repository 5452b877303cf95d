/* SPDX-License-Identifier: MIT */
#include "settings.h"

#include <string.h>

const struct qw_option_spec settings_specs[] = {
	/* Not QW_ENUM, for a path may follow. */
	{ .name = "to",
	  .type = QW_STRING,
	  .default_value = "auto",
	  .help = "where events go: auto, stderr, syslog, journal, file:PATH or none",
	  .since = "0.1" },
	{ .name = "format",
	  .type = QW_ENUM,
	  .default_value = "text",
	  .help = "one line for people, or one JSON object a line",
	  .choices = "text json",
	  .since = "0.1" },
	{ .name = "level",
	  .type = QW_ENUM,
	  .default_value = "notice",
	  .help = "events and changes that weigh less are not logged",
	  .choices = LEVEL_WORDS,
	  .since = "0.1" },
	{ .name = "firmware-strings",
	  .type = QW_ENUM,
	  .default_value = "hide",
	  .help = "strings of -smbios and -fw_cfg; secrets by their key stay hidden",
	  .choices = "hide show",
	  .since = "0.1" },
	{ 0 }
};

static int read_place(struct qw_context *ctx, struct log_settings *settings)
{
	static const char *const words[] = {
		[TO_AUTO] = "auto",       [TO_STDERR] = "stderr", [TO_SYSLOG] = "syslog",
		[TO_JOURNAL] = "journal", [TO_NONE] = "none",
	};
	const char *text = qw_string(ctx, "to");
	const char *source = qw_source(ctx, "to");
	text = text ? text : "";
	for (enum place to = TO_AUTO; to <= TO_NONE; to++)
		if (words[to] && !strcmp(text, words[to])) {
			settings->to = to;
			return 0;
		}
	bool is_file = !strncmp(text, "file:", 5);
	if (is_file && text[5] == '/') {
		settings->to = TO_FILE;
		settings->path = text + 5;
		return 0;
	}
	return qw_error(ctx, EINVAL, "%s: to = %s: %s", source ? source : "default", text,
			is_file ? "the path behind file: must begin with /"
				: "write auto, stderr, syslog, journal, file:/PATH or none");
}

int settings_read(struct qw_context *ctx, struct log_settings *ret_settings)
{
	struct log_settings settings = { .level = LEVEL_NOTICE };
	const char *format = qw_string(ctx, "format");
	const char *level = qw_string(ctx, "level");
	const char *strings = qw_string(ctx, "firmware-strings");
	settings.json = format && !strcmp(format, "json");
	settings.firmware_strings = strings && !strcmp(strings, "show");
	if (level && level_read(level, &settings.level))
		return qw_error(ctx, EINVAL, "level = %s is none of " LEVEL_WORDS, level);
	int r = read_place(ctx, &settings);
	if (r == 0)
		*ret_settings = settings;
	return r;
}
