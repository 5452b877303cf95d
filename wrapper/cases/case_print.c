/* SPDX-License-Identifier: MIT */
#include "cases/case_print.h"

#include "cases/case_words.h"
#include "text/shell_quote.h"
#include "text/visible.h"

#include <string.h>

/* A word that has a line break goes on in the next line, where blanks and # at the beginning would
 * not be its own: '' stands before them. */
static void add_word(const char *word, struct strbuf *out)
{
	CLEANUP_STRBUF struct strbuf quoted = { 0 };
	shell_quote(&quoted, word);
	out->failed |= quoted.failed;
	for (const char *p = quoted.text; p && *p; p++) {
		strbuf_addc(out, *p);
		if (*p != '\n')
			continue;
		strbuf_addc(out, '\t');
		if (strchr(" \t\n#|", p[1]))
			strbuf_adds(out, "''");
	}
}

static void add_words(const char *key, const char *const *words, size_t count, struct strbuf *out)
{
	strbuf_addf(out, "%s:", key);
	for (size_t i = 0; i < count; i++) {
		strbuf_addc(out, ' ');
		add_word(words[i], out);
	}
	strbuf_addc(out, '\n');
}

static void add_text(const char *key, const char *text, struct strbuf *out)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	const char *folded = case_text_fold(text, &arena);
	out->failed |= !folded;
	strbuf_addf(out, "%s: %s\n", key, folded ? folded : "");
}

static bool is_unchanged(const struct test_case *test, const struct case_result *result)
{
	size_t i = 0;
	while (i < result->words.count && test->command[i] &&
	       !strcmp(test->command[i], result->words.items[i]))
		i++;
	return i == result->words.count && !test->command[i];
}

static void add_variables(const struct case_result *result, struct strbuf *out)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	for (size_t i = 0; i < result->variables.count; i++) {
		const struct result_variable *variable = &result->variables.items[i];
		const char *word = variable->name;
		if (variable->value)
			word = arena_printf(&arena, "%s=%s", variable->name, variable->value);
		out->failed |= !word;
		if (word)
			add_words(variable->value ? "set-variable" : "unset-variable", &word, 1,
				  out);
	}
}

static void add_facts(const struct case_result *result, struct strbuf *out)
{
	for (size_t i = 0; i < result->facts.count; i++) {
		const struct result_fact *fact = &result->facts.items[i];
		strbuf_adds(out, "fact: ");
		add_word(fact->key, out);
		for (size_t k = 0; k < fact->fields.count; k++) {
			strbuf_addc(out, ' ');
			add_word(fact->fields.items[k], out);
		}
		strbuf_addc(out, '\n');
	}
}

static void add_result(const struct test_case *test, const struct case_result *result,
		       struct strbuf *out)
{
	if (result->accident) {
		strbuf_addf(out, "# the plugin %s\n", result->accident);
		return;
	}
	if (result->refused_phase) {
		strbuf_addf(out, "refused: %s", result->refused_phase);
		add_text("", result->refused_text, out);
	} else if (is_unchanged(test, result)) {
		strbuf_adds(out, "expect: unchanged\n");
	} else {
		add_words("expect", result->words.items, result->words.count, out);
	}
	if (!result->refused_phase)
		add_variables(result, out);
	for (size_t i = 0; i < result->notes.list.count; i++) {
		const struct note *note = &result->notes.list.items[i];
		add_text(note->level == NOTE_INFO ? "note" : "warning", note->text, out);
	}
	add_facts(result, out);
}

/* The case that a line belongs to. */
static size_t case_of_line(const struct case_file *file, size_t line)
{
	size_t at = 0;
	while (at + 1 < file->cases.count && file->cases.items[at + 1].line <= line)
		at++;
	return at;
}

/* The line is a part of an expectation that is written anew. Comments in it stay. */
static bool is_replaced(const struct case_file *file, const struct case_print *prints, size_t line)
{
	const char *text = file->lines.lines.items[line - 1];
	if (text[strspn(text, " \t")] == '#' || prints[case_of_line(file, line)].keep)
		return false;
	for (size_t i = 0; i < file->lines.entries.count; i++) {
		const struct case_entry *entry = &file->lines.entries.items[i];
		if (line >= entry->first && line <= entry->last)
			return case_key_expects(entry->key);
	}
	return false;
}

void case_print_file(const struct case_file *file, const struct case_print *prints,
		     struct strbuf *out)
{
	for (size_t line = 1; line <= file->lines.lines.count; line++) {
		if (!is_replaced(file, prints, line))
			strbuf_addf(out, "%s\n", file->lines.lines.items[line - 1]);
		size_t at = case_of_line(file, line);
		if (line == file->cases.items[at].input_end && !prints[at].keep)
			add_result(&file->cases.items[at], &prints[at].result, out);
	}
}
