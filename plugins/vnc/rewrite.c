/* SPDX-License-Identifier: MIT */
#include "hooks.h"

#include <stdio.h>
#include <string.h>

#include "addition.h"
#include "correction.h"
#include "password.h"
#include "servers.h"
#include "settings.h"

/* What one call of the hook knows. */
struct rewriting {
	struct qw_context *ctx;
	struct qw_command *cmd;
	const struct settings *settings;
};

static bool is_managed(const struct qw_command *cmd)
{
	return qw_line(cmd) & QW_LINE_MANAGED;
}

static const char *manager(const struct qw_command *cmd)
{
	const char *name = qw_manager(cmd);
	return name ? name : "another program";
}

/* Until this hook edits something, only `default` can be of this plugin's making. */
static const char *place_of(const struct rewriting *rewriting, const struct qw_option *opt)
{
	const char *origin = qw_origin(rewriting->cmd, opt);
	return origin && !strcmp(origin, "plugin:vnc") ? qw_source(rewriting->ctx, "default")
						       : NULL;
}

static void high_displays_note(const struct rewriting *rewriting, struct qw_option *opt,
			       const struct properties *value)
{
	const char *address;
	if (properties_is_reverse(value) || properties_is_none(value))
		return;
	for (size_t i = 0; (address = properties_at(value, "vnc", i)); i++) {
		struct meaning meaning;
		char label[LABEL_MAX];
		meaning_of(address, &rewriting->settings->rules, &meaning);
		if (meaning.verdict != MEANING_NOTE)
			continue;
		server_label(rewriting->cmd, opt, address, place_of(rewriting, opt), label);
		qw_note(rewriting->ctx, QW_INFO, "%s %s", label, meaning.message);
	}
}

static int addresses_edit(const struct rewriting *rewriting, struct qw_option *opt,
			  const struct properties *value)
{
	for (size_t i = 0; i < value->count; i++) {
		struct meaning meaning;
		if (strcmp(value->property[i].key, "vnc") != 0)
			continue;
		meaning_of(value->property[i].value, &rewriting->settings->rules, &meaning);
		if (meaning.verdict != MEANING_CORRECT)
			continue;
		int r = qw_set_at(rewriting->cmd, opt, i, meaning.text, 0, meaning.message);
		if (r < 0)
			return r;
	}
	return 0;
}

static void left_alone_note(const struct rewriting *rewriting, const char *label,
			    const struct correction *correction)
{
	bool refuse = correction->verdict == CORRECTION_REFUSE;
	qw_note(rewriting->ctx, QW_INFO,
		"%s is left as it is, for %s keeps its own record of this line. Otherwise %s: %s",
		label, manager(rewriting->cmd), refuse ? "refused" : correction->meaning.text,
		correction->meaning.message);
}

static int server_correct(const struct rewriting *rewriting, struct qw_option *opt,
			  const struct properties *value, bool untouchable)
{
	struct qw_context *ctx = rewriting->ctx;
	struct correction correction;
	char label[LABEL_MAX];

	high_displays_note(rewriting, opt, value);
	correction_of(value, &rewriting->settings->rules, &correction);
	if (correction.verdict == CORRECTION_NONE)
		return 0;
	server_label(rewriting->cmd, opt, correction.address, place_of(rewriting, opt), label);
	if (untouchable) {
		left_alone_note(rewriting, label, &correction);
		return 0;
	}
	if (correction.verdict == CORRECTION_REFUSE)
		return qw_error(ctx, EINVAL, "%s: %s", label, correction.meaning.message);
	if (rewriting->settings->strict)
		return qw_error(ctx, EINVAL, "%s: %s; write %s%s%s (strict = yes corrects nothing)",
				label, correction.meaning.message, correction.meaning.text,
				*correction.to ? ",to=" : "", correction.to);

	int r = addresses_edit(rewriting, opt, value);
	if (r == 0 && *correction.to)
		r = qw_set(rewriting->cmd, opt, "to", correction.to, 0, correction.to_reason);
	return r;
}

static int server_rewrite(const struct rewriting *rewriting, struct qw_option *opt)
{
	struct properties value;

	/* The check hook tells of these. */
	if (qw_flags(rewriting->cmd, opt) & QW_UNCERTAIN)
		return 0;
	int r = server_read(rewriting->cmd, opt, &value);
	if (r == -ENODATA)
		return 0;
	if (r == -E2BIG) {
		qw_note(rewriting->ctx, QW_INFO,
			"argument %lld has too many properties and is left as it is",
			(long long)qw_index(rewriting->cmd, opt));
		return 0;
	}
	if (r < 0)
		return r;
	return server_correct(rewriting, opt, &value, server_is_untouchable(rewriting->cmd, opt));
}

static int default_add(const struct rewriting *rewriting)
{
	const char *value = rewriting->settings->default_value;
	if (!value || line_chooses_display(rewriting->cmd))
		return 0;
	if (is_managed(rewriting->cmd)) {
		qw_note(rewriting->ctx, QW_INFO,
			"no display is chosen; none is added, for %s keeps its own record of this "
			"line",
			manager(rewriting->cmd));
		return 0;
	}
	return qw_add(rewriting->cmd, "vnc", value, 0,
		      "no display is chosen; this one is configured for that");
}

int vnc_rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	struct settings settings;
	struct rewriting rewriting = { .ctx = ctx, .cmd = cmd, .settings = &settings };
	struct qw_option *opt = NULL;

	int r = settings_read(ctx, &settings);
	if (r == 0)
		r = default_add(&rewriting);
	while (r == 0 && (opt = qw_next(cmd, EVERY_SERVER, opt)))
		r = server_rewrite(&rewriting, opt);
	if (r == 0 && settings.websocket)
		r = websockets_add(ctx, cmd, &settings);
	if (r == 0 && settings.password_file)
		r = passwords_add(ctx, cmd, &settings);
	return r;
}
