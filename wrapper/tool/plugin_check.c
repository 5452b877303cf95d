/* SPDX-License-Identifier: MIT */
#include "tool/tool.h"

#include "base/message.h"
#include "inspect/check_file.h"
#include "inspect/check_hooks.h"
#include "text/visible.h"
#include "tool/help.h"
#include "tool/print.h"

#include <string.h>

struct check_options {
	VECTOR(struct trial_option) list;
	struct arena arena;
	/** The files, NULL-terminated. */
	const char *const *files;
};

static void check_options_release(struct check_options *options)
{
	free(options->list.items);
	arena_release(&options->arena);
}

/* "KEY=VALUE". */
static int take_option(struct check_options *options, const char *text)
{
	const char *equals = text ? strchr(text, '=') : NULL;
	if (!equals || equals == text)
		return help_complain("plugin check", "--option needs KEY=VALUE");
	struct trial_option *room = VECTOR_ADD(&options->list);
	const char *key = arena_strndup(&options->arena, text, (size_t)(equals - text));
	if (!room || !key)
		return help_complain("plugin check", "out of memory");
	*room = (struct trial_option){ key, equals + 1 };
	return TOOL_OK;
}

static int read_options(const char *const *words, struct check_options *options)
{
	int status = TOOL_OK;
	for (; *words && **words == '-' && !status; words++) {
		if (!strcmp(*words, "--")) {
			words++;
			break;
		}
		if (!strncmp(*words, "--option=", 9))
			status = take_option(options, *words + 9);
		else if (!strcmp(*words, "--option"))
			status = take_option(options, words[1] ? *++words : NULL);
		else
			return help_complain("plugin check", "there is no option '%s'", *words);
	}
	options->files = words;
	if (!status && !*words)
		return help_complain("plugin check", "name a file");
	return status;
}

/* What is wrong with the file is a finding; -errno: it could not be found out. */
static int check(const char *word, const struct check_options *options, struct findings *findings,
		 struct error *err)
{
	CLEANUP_FREE char *path = realpath(word, NULL);
	findings_begin(findings, "plugin", word);
	if (!path) {
		findings_add(findings, SEVERITY_BROKEN, NULL, NULL, "%s: %s", word,
			     strerror(errno));
		return 0;
	}
	if (!check_file(path, findings))
		return 0;
	return check_hooks(path, options->list.items, options->list.count, findings, err);
}

static void add_line(struct strbuf *out, const char *before, const char *subject, const char *text)
{
	strbuf_adds(out, before);
	if (subject)
		strbuf_addf(out, "%s: ", subject);
	visible_text(out, text);
	strbuf_addc(out, '\n');
}

static void show(const struct findings *findings, struct strbuf *out)
{
	static const char *const levels[SEVERITY_COUNT] = { "ok: ", "info: ", "warning: ",
							    "error: " };
	for (size_t i = 0; i < findings->sections.count; i++) {
		const struct finding_section *section = &findings->sections.items[i];
		if (findings->sections.count > 1)
			add_line(out, i ? "\n" : "", NULL, section->title);
		for (size_t j = 0; j < section->list.count; j++) {
			const struct finding *finding = &section->list.items[j];
			add_line(out, levels[finding->severity], finding->subject, finding->text);
			if (finding->remedy)
				add_line(out, "   -> ", NULL, finding->remedy);
		}
	}
}

int tool_plugin_check(const char *const *words)
{
	CLEANUP(check_options_release) struct check_options options = { 0 };
	CLEANUP_FINDINGS struct findings findings = { 0 };
	CLEANUP_STRBUF struct strbuf text = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	if (help_wanted_among(words))
		return help_print("plugin check");
	int status = read_options(words, &options);
	if (status)
		return status;
	for (const char *const *file = options.files; *file && !status; file++)
		status = check(*file, &options, &findings, &err);
	show(&findings, &text);
	if (!status && findings.failed)
		status = error_memory(&err);
	if (status || tool_print(&text, &err)) {
		message_print(error_text(&err));
		return TOOL_REFUSED;
	}
	return findings_count(&findings, SEVERITY_BROKEN) ? TOOL_FOUND_PROBLEMS : TOOL_OK;
}
