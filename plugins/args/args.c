/* SPDX-License-Identifier: MIT */
#include "text/shell_words.h"
#include "word_file.h"

#include <qemu-wrapper/plugin.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST = 0, LAST = 1 };

static int complain(struct qw_context *ctx, const char *origin,
		    const struct shell_words_error *where)
{
	const char *problem = where->open == '\\' ? "nothing follows this backslash"
						  : "this quote is never closed";
	if (where->line > 1)
		return qw_error(ctx, EINVAL, "%s, line %zu, column %zu: %s (%c)", origin,
				where->line, where->column, problem, where->open);
	return qw_error(ctx, EINVAL, "%s, column %zu: %s (%c)", origin, where->column, problem,
			where->open);
}

static int add_split(struct qw_command *cmd, int where, const struct shell_words *split,
		     const char *origin, const char *reason)
{
	struct qw_word *words = calloc(split->count + 1, sizeof(*words));
	if (!words)
		return -ENOMEM;
	for (size_t i = 0; i < split->count; i++)
		words[i] = (struct qw_word){ split->words[i], origin };
	int status = qw_add_words(cmd, where, words, split->count, reason);
	free(words);
	return status;
}

/* Splits a text that a person wrote and adds its words. */
static int add_text(struct qw_context *ctx, struct qw_command *cmd, int where, const char *text,
		    const char *origin, const char *reason)
{
	struct shell_words split;
	struct shell_words_error problem;
	int status = shell_words_split(text, &split, &problem);
	if (status == -EINVAL)
		return complain(ctx, origin, &problem);
	if (!status && split.count)
		status = add_split(cmd, where, &split, origin, reason);
	shell_words_free(&split);
	return status;
}

static int add_file(struct qw_context *ctx, struct qw_command *cmd, int where, const char *path)
{
	struct word_file file;
	int status = word_file_read(ctx, path, &file);
	if (!status && file.count)
		status =
			qw_add_words(cmd, where, file.words, file.count, "lines of QEMU_ARGS_FILE");
	word_file_free(&file);
	return status;
}

static int add_variables(struct qw_context *ctx, struct qw_command *cmd, int where)
{
	const char *text = qw_env(cmd, "QEMU_ARGS");
	const char *path = qw_env(cmd, "QEMU_ARGS_FILE");
	int status = 0;
	/* What goes in front is put there last source first, so that QEMU_ARGS stands before the
	 * file's lines either way. */
	if (where == FIRST && path && *path)
		status = add_file(ctx, cmd, where, path);
	if (!status && text && *text)
		status = add_text(ctx, cmd, where, text, "QEMU_ARGS", "words of QEMU_ARGS");
	if (!status && where == LAST && path && *path)
		status = add_file(ctx, cmd, where, path);
	return status;
}

static size_t count_items(const struct qw_context *ctx, const char *key)
{
	size_t count = 0;
	while (qw_item(ctx, key, count, NULL))
		count++;
	return count;
}

static int add_items(struct qw_context *ctx, struct qw_command *cmd, int where, const char *key)
{
	size_t count = count_items(ctx, key);
	int status = 0;
	for (size_t i = 0; !status && i < count; i++) {
		const char *origin = NULL;
		size_t item = where == LAST ? i : count - 1 - i;
		const char *text = qw_item(ctx, key, item, &origin);
		status = add_text(ctx, cmd, where, text, origin ? origin : key,
				  "words of the configuration");
	}
	return status;
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	const char *position = qw_string(ctx, "position");
	int where = position && !strcmp(position, "before") ? FIRST : LAST;
	int status = add_variables(ctx, cmd, where);
	if (!status)
		status = add_items(ctx, cmd, LAST, "append");
	return status ? status : add_items(ctx, cmd, FIRST, "prepend");
}

static const struct qw_option_spec options[] = {
	{ .name = "append",
	  .type = QW_LIST,
	  .help = "words to add behind all others, quoted as for a shell",
	  .since = "0.1" },
	{ .name = "prepend",
	  .type = QW_LIST,
	  .help = "words to add before all others, quoted as for a shell",
	  .since = "0.1" },
	{ .name = "position",
	  .type = QW_ENUM,
	  .default_value = "after",
	  .help = "where the words of QEMU_ARGS and QEMU_ARGS_FILE go: after or before the others",
	  .choices = "after before",
	  .since = "0.1" },
	{ 0 },
};

QW_PLUGIN(.name = "args", .version = "0.1.0",
	  .summary = "adds the words of QEMU_ARGS and QEMU_ARGS_FILE", .options = options,
	  .rewrite = rewrite);
