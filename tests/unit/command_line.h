/* SPDX-License-Identifier: MIT */
/* Command lines for unit tests of the command model: given as one text, its words parted by single
 * blanks ("''" is the empty word). Everything lives in the arena. */
#ifndef TESTS_COMMAND_LINE_H
#define TESTS_COMMAND_LINE_H

#include "command/command.h"

#include "unit.h"

static inline const char *const *words_of(const char *line, struct arena *arena, size_t *ret_count)
{
	const char **words = arena_array(arena, strlen(line) + 2, sizeof(char *));
	char *rest = *line ? arena_strdup(arena, line) : NULL;
	size_t count = 0;
	for (char *word; (word = strsep(&rest, " "));)
		words[count++] = strcmp(word, "''") ? word : "";
	words[count] = NULL;
	*ret_count = count;
	return words;
}

/* The line without argv[0], which is added. */
static inline struct command parse_line(const char *line, struct arena *arena)
{
	CLEANUP_ERROR struct error err = { 0 };
	struct command command;
	size_t count;
	const char *whole = arena_printf(arena, *line ? "qemu %s" : "qemu", line);
	assert_int_equal(command_parse(&command, words_of(whole, arena, &count), arena, &err), 0);
	return command;
}

/* What the model makes of it: "O:vnc=:1 I:disk U:-foo Q:-bar", kinds option, image, unknown and
 * opaque (Q: question). */
static inline const char *outline(const struct command *command, struct arena *arena)
{
	const char *text = "";
	for (size_t i = 0; i < command->count; i++) {
		const struct element *e = command->items[i];
		const char *value = element_value(e);
		text = arena_printf(arena, "%s%s%c:%s%s%s", text, i ? " " : "", "OIUQ"[e->kind],
				    e -> kind == ELEMENT_OPTION ? element_name(e) : e -> word,
				    value ? "=" : "", value ? value : "");
	}
	return text;
}

/* The words that QEMU would get, parted by blanks, without argv[0]. */
static inline const char *emitted(const struct command *command, struct arena *arena)
{
	CLEANUP_ERROR struct error err = { 0 };
	const char *const *argv;
	const char *text = "";
	assert_int_equal(command_emit(command, arena, &argv, NULL, &err), 0);
	for (size_t i = 1; argv[0] && argv[i]; i++)
		text = arena_printf(arena, "%s%s%s", text, i > 1 ? " " : "", argv[i]);
	return text;
}

#endif
