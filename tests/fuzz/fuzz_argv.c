/* SPDX-License-Identifier: MIT */
/* Lines are words of argv. What nobody edits comes out as the very same strings; joining words and
 * adding an option never lose or reorder a word. */
#include "fuzz.h"

#include "command/command.h"
#include "command/line_kind.h"

static void check_same(const char *const *a, const char *const *b)
{
	size_t i = 0;
	for (; a[i] && b[i]; i++)
		MUST(a[i] == b[i]);
	MUST(a[i] == b[i]);
}

static void check_join(const struct command *command, const char *const *words, size_t count,
		       struct arena *arena)
{
	static const struct sourced_word more[] = { { "-vnc", "QEMU_ARGS" },
						    { ":1", "QEMU_ARGS" } };
	CLEANUP_COMMAND struct command joined = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *const *argv;
	MUST(!command_copy(&joined, command, &err));
	if (command_join_words(&joined, true, more, 2, arena, &err))
		return;
	MUST(!command_emit(&joined, arena, &argv, NULL, &err));
	for (size_t i = 0; i < count; i++)
		MUST(argv[i] == words[i]);
	MUST(!strcmp(argv[count], "-vnc") && !strcmp(argv[count + 1], ":1") && !argv[count + 2]);
}

static void check_insert(const struct command *command, size_t count, struct arena *arena)
{
	CLEANUP_COMMAND struct command longer = { 0 };
	CLEANUP_COMMAND struct command again = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *const *argv;
	MUST(!command_copy(&longer, command, &err));
	struct element *element = element_new(arena, "nodefaults", NULL, "plugin:x");
	MUST(element);
	MUST(!command_insert(&longer, command_end(&longer), element, &err));
	MUST(command_word_count(&longer) == count + 1);
	/* Cut anew, the addition must be an option for certain. */
	MUST(!command_emit(&longer, arena, &argv, NULL, &err));
	MUST(!command_parse(&again, argv, arena, &err));
	bool found = false;
	for (size_t i = 0; i < again.count; i++)
		found = found || (again.items[i]->word == element->word &&
				  again.items[i]->kind == ELEMENT_OPTION);
	MUST(found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_COMMAND struct command command = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_FREE char *text = fuzz_text(data, size);
	CLEANUP_FREE const char **words = fuzz_words(text, 64);
	const char *const *argv;
	size_t count = 0;
	while (words[count])
		count++;
	MUST(!command_parse(&command, words, &arena, &err));
	MUST(!command_emit(&command, &arena, &argv, NULL, &err));
	check_same(argv, words);
	line_kind_of(&command);
	if (count) {
		check_join(&command, words, count, &arena);
		check_insert(&command, count, &arena);
	}
	return 0;
}
