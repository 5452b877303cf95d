/* SPDX-License-Identifier: MIT */
/*
 * How QEMU cuts its argv (vl.c: main(), lookup_opt(); 0.10 to 11.1): a word that does not begin
 * with '-' is a disk image. Of any other one leading dash is dropped, and a second one; the rest
 * must be an option's name exactly. If the option takes a value, the next word is it, whatever it
 * looks like.
 *
 * QEMU itself refuses unknown options, so a line with one is meant for a fork, whose option may or
 * may not take a value. Both readings are followed at once. A word that is not the same in both is
 * opaque: found, shown, passed on, never edited. They mostly agree again after a word or two.
 */
#include "base/vector.h"
#include "command/command.h"

#include <string.h>

/* One word of argv with where it came from and the element it began, if it was cut before. */
struct word {
	const char *text;
	const char *origin;
	uint32_t serial;
};

typedef VECTOR(struct word) word_list;

static void cleanup_words(word_list *words)
{
	free(words->items);
}

static const struct option_info *lookup(const char *word)
{
	if (word[0] != '-')
		return NULL;
	return option_table_find(word + (word[1] == '-' ? 2 : 1));
}

/* Cuts one element off words[i..]; `uncertain` is told and answers whether the next word may be the
 * value of an unknown option. */
static size_t cut_one(struct element *element, const word_list *words, size_t i, bool *uncertain)
{
	const struct word *word = &words->items[i];
	*element = (struct element){ .word = word->text,
				     .word_origin = word->origin,
				     .value_origin = word->origin,
				     .option = lookup(word->text) };
	bool is_option = word->text[0] == '-';
	if (*uncertain) {
		element->kind = ELEMENT_OPAQUE;
		*uncertain = is_option && (!element->option || element->option->takes_value);
		return 1;
	}
	if (!element->option) {
		element->kind = is_option ? ELEMENT_UNKNOWN : ELEMENT_IMAGE;
		*uncertain = is_option;
		return 1;
	}
	element->kind = ELEMENT_OPTION;
	if (!element->option->takes_value || i + 1 == words->count)
		return 1;
	element->value = words->items[i + 1].text;
	element->value_origin = words->items[i + 1].origin;
	element_fold_display(element);
	return 2;
}

static int cut(struct command *command, const word_list *words, struct arena *arena,
	       struct error *err)
{
	bool uncertain = false;
	command->count = 0;
	for (size_t i = 0; i < words->count;) {
		if (vector_grow(&command->items, command->count, &command->room,
				sizeof(struct element *)))
			return error_memory(err);
		struct element *element = arena_alloc(arena, sizeof(*element));
		if (!element)
			return error_memory(err);
		size_t used = cut_one(element, words, i, &uncertain);
		element->serial = words->items[i].serial;
		if (!element->serial)
			element->serial = command->next_serial++;
		command->items[command->count++] = element;
		i += used;
	}
	return 0;
}

static int add_word(word_list *words, const char *text, const char *origin, uint32_t serial,
		    struct error *err)
{
	struct word *word = VECTOR_ADD(words);
	if (!word)
		return error_memory(err);
	*word = (struct word){ text, origin, serial };
	return 0;
}

int command_parse(struct command *ret_command, const char *const *argv, struct arena *arena,
		  struct error *err)
{
	CLEANUP_COMMAND struct command command = { .argv0 = argv[0], .next_serial = 1 };
	CLEANUP(cleanup_words) word_list words = { 0 };
	for (size_t i = 1; argv[0] && argv[i]; i++) {
		int status = add_word(&words, argv[i], ORIGIN_USER, 0, err);
		if (status)
			return status;
	}
	int status = cut(&command, &words, arena, err);
	if (status)
		return status;
	*ret_command = command;
	command = (struct command){ 0 };
	return 0;
}

static int take_words(word_list *words, const struct command *command, struct error *err)
{
	int status = 0;
	for (size_t i = 0; !status && i < command->count; i++) {
		const struct element *e = command->items[i];
		status = add_word(words, e->word, e->word_origin, e->serial, err);
		if (!status && e->value)
			status = add_word(words, e->value, e->value_origin, 0, err);
	}
	return status;
}

static int check_seam(const word_list *before, const char *whose, const char *added,
		      struct error *err)
{
	/* Only the last element matters, but where it begins is known only from the front. */
	struct element last = { 0 };
	bool uncertain = false;
	for (size_t i = 0; i < before->count;)
		i += cut_one(&last, before, i, &uncertain);
	if (before->count && element_is_incomplete(&last))
		return error_set(err, EINVAL,
				 "%s ends with %s, which needs a value: it would swallow the "
				 "first word of %s",
				 whose, last.word, added);
	return 0;
}

static int join(struct command *command, const word_list *front, const word_list *back,
		struct arena *arena, struct error *err)
{
	CLEANUP(cleanup_words) word_list all = { 0 };
	const word_list *parts[] = { front, back };
	for (size_t p = 0; p < 2; p++) {
		for (size_t i = 0; i < parts[p]->count; i++) {
			const struct word *w = &parts[p]->items[i];
			int status = add_word(&all, w->text, w->origin, w->serial, err);
			if (status)
				return status;
		}
	}
	return cut(command, &all, arena, err);
}

int command_join_words(struct command *command, bool last, const struct sourced_word *words,
		       size_t count, struct arena *arena, struct error *err)
{
	CLEANUP(cleanup_words) word_list line = { 0 };
	CLEANUP(cleanup_words) word_list more = { 0 };
	int status = take_words(&line, command, err);
	for (size_t i = 0; !status && i < count; i++)
		status = add_word(&more, words[i].text, words[i].origin, 0, err);
	if (status || !count)
		return status;
	if (last)
		status = check_seam(&line, "the command line", words[0].origin, err);
	else if (line.count)
		status = check_seam(&more, words[count - 1].origin, "the command line", err);
	if (status)
		return status;
	return last ? join(command, &line, &more, arena, err)
		    : join(command, &more, &line, arena, err);
}
