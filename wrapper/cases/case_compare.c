/* SPDX-License-Identifier: MIT */
#include "cases/case_compare.h"

#include "base/strbuf.h"
#include "cases/case_words.h"
#include "text/visible.h"

#include <string.h>

struct comparison {
	const struct test_case *test;
	const struct case_result *result;
	struct arena *arena;
	struct case_differences *differences;
};

/* `expected` and `got` are in the arena; NULL where there is nothing to show. */
static int differ(struct comparison *c, size_t line, const char *what, const char *expected,
		  const char *got)
{
	struct case_difference *difference = what ? VECTOR_ADD(&c->differences->list) : NULL;
	if (!difference)
		return -ENOMEM;
	*difference = (struct case_difference){ line, what, expected, got };
	return 0;
}

static const char *quote_words(const char *const *words, size_t count, struct arena *arena)
{
	CLEANUP_STRBUF struct strbuf text = { 0 };
	for (size_t i = 0; i < count; i++) {
		strbuf_adds(&text, i ? " " : "");
		visible_word(&text, words[i]);
	}
	return strbuf_finish(&text, arena);
}

static const char *show_text(const char *text, struct arena *arena)
{
	CLEANUP_STRBUF struct strbuf shown = { 0 };
	const char *folded = case_text_fold(text, arena);
	if (!folded)
		return NULL;
	visible_text(&shown, folded);
	return strbuf_finish(&shown, arena);
}

static int compare_words(struct comparison *c)
{
	const struct test_case *test = c->test;
	const struct case_result *result = c->result;
	size_t count = 0, same = 0;
	while (test->expect[count])
		count++;
	while (same < count && same < result->words.count &&
	       !strcmp(test->expect[same], result->words.items[same]))
		same++;
	if (same == count && same == result->words.count)
		return 0;
	const char *expected = quote_words(test->expect, count, c->arena);
	const char *got = quote_words(result->words.items, result->words.count, c->arena);
	if (!expected || !got)
		return -ENOMEM;
	return differ(c, test->expect_line, "QEMU gets another line", expected, got);
}

static const char *show_variable(const char *name, const char *value, struct arena *arena)
{
	CLEANUP_STRBUF struct strbuf text = { 0 };
	const char *pair = value ? arena_printf(arena, "%s=%s", name, value) : name;
	if (!pair)
		return NULL;
	strbuf_adds(&text, value ? "set-variable: " : "unset-variable: ");
	visible_word(&text, pair);
	return strbuf_finish(&text, arena);
}

static const struct result_variable *find_variable(const struct case_result *result,
						   const char *name)
{
	for (size_t i = 0; i < result->variables.count; i++)
		if (!strcmp(result->variables.items[i].name, name))
			return &result->variables.items[i];
	return NULL;
}

static bool expects_variable(const struct test_case *test, const char *name)
{
	for (size_t i = 0; i < test->variables.count; i++)
		if (!strcmp(test->variables.items[i].name, name))
			return true;
	return false;
}

static bool same_value(const char *one, const char *other)
{
	return one && other ? !strcmp(one, other) : one == other;
}

static int compare_variables(struct comparison *c)
{
	int status = 0;
	for (size_t i = 0; !status && i < c->test->variables.count; i++) {
		const struct case_variable *wanted = &c->test->variables.items[i];
		const struct result_variable *is = find_variable(c->result, wanted->name);
		if (is && same_value(is->value, wanted->value))
			continue;
		status = differ(c, wanted->line, "the environment is another one",
				show_variable(wanted->name, wanted->value, c->arena),
				is ? show_variable(is->name, is->value, c->arena)
				   : "(no change of it)");
	}
	for (size_t i = 0; !status && i < c->result->variables.count; i++) {
		const struct result_variable *is = &c->result->variables.items[i];
		if (!expects_variable(c->test, is->name))
			status = differ(c, c->test->line, "the environment is changed unexpectedly",
					"(no change of it)",
					show_variable(is->name, is->value, c->arena));
	}
	return status;
}

static const char *show_note(enum note_level level, const char *text, struct arena *arena)
{
	const char *shown = show_text(text, arena);
	return shown ? arena_printf(arena, "%s: %s", level == NOTE_INFO ? "note" : "warning", shown)
		     : NULL;
}

static bool is_note(const struct case_note *wanted, const struct note *is)
{
	return is->level == wanted->level && case_text_has(is->text, wanted->text);
}

/* The place of the next note that is the one wanted, or their number. */
static size_t seek_note(const struct case_result *result, size_t from,
			const struct case_note *wanted)
{
	while (from < result->notes.list.count && !is_note(wanted, &result->notes.list.items[from]))
		from++;
	return from;
}

static int unexpected_note(struct comparison *c, const struct note *note)
{
	return differ(c, c->test->line, "a note is not expected", "(no such note)",
		      show_note(note->level, note->text, c->arena));
}

/* Both in order. Where the wanted note is there further on, those before it are too many; where it
 * isn't, the next one is shown as what came in its place. */
static int compare_notes(struct comparison *c)
{
	const struct note *notes = c->result->notes.list.items;
	size_t at = 0, count = c->result->notes.list.count;
	int status = 0;
	for (size_t i = 0; !status && i < c->test->notes.count; i++) {
		const struct case_note *wanted = &c->test->notes.items[i];
		size_t found = seek_note(c->result, at, wanted);
		for (; !status && found < count && at < found; at++)
			status = unexpected_note(c, &notes[at]);
		if (found < count) {
			at++;
			continue;
		}
		const char *got = "(no such note)";
		if (at < count)
			got = show_note(notes[at].level, notes[at].text, c->arena);
		at += at < count;
		status = differ(c, wanted->line, "a note is missing",
				show_note(wanted->level, wanted->text, c->arena), got);
	}
	for (; !status && at < count; at++)
		status = unexpected_note(c, &notes[at]);
	return status;
}

static bool has_field(const struct result_fact *fact, const char *field)
{
	for (size_t i = 0; i < fact->fields.count; i++)
		if (!strcmp(fact->fields.items[i], field))
			return true;
	return false;
}

static bool is_fact(const struct case_fact *wanted, const struct result_fact *fact)
{
	bool is = !strcmp(fact->key, wanted->key);
	for (const char *const *field = wanted->fields; is && *field; field++)
		is = has_field(fact, *field);
	return is;
}

static const char *show_fact(const char *key, const char *const *fields, size_t count,
			     struct arena *arena)
{
	CLEANUP_STRBUF struct strbuf text = { 0 };
	const char *words = quote_words(fields, count, arena);
	if (!words)
		return NULL;
	strbuf_adds(&text, "fact: ");
	visible_word(&text, key);
	strbuf_addf(&text, "%s%s", count ? " " : "", words);
	return strbuf_finish(&text, arena);
}

/* All facts of the key, for people to see which one was meant. */
static const char *show_facts(const struct comparison *c, const char *key)
{
	CLEANUP_STRBUF struct strbuf text = { 0 };
	for (size_t i = 0; i < c->result->facts.count; i++) {
		const struct result_fact *fact = &c->result->facts.items[i];
		if (strcmp(fact->key, key) != 0)
			continue;
		const char *shown =
			show_fact(fact->key, fact->fields.items, fact->fields.count, c->arena);
		if (!shown)
			return NULL;
		strbuf_addf(&text, "%s%s", text.length ? "; " : "", shown);
	}
	return text.length || text.failed ? strbuf_finish(&text, c->arena) : "(no such fact)";
}

/* In order, too, but there may be facts that nobody speaks of. */
static int compare_facts(struct comparison *c)
{
	size_t at = 0;
	int status = 0;
	for (size_t i = 0; !status && i < c->test->facts.count; i++) {
		const struct case_fact *wanted = &c->test->facts.items[i];
		size_t found = at, fields = 0;
		while (found < c->result->facts.count &&
		       !is_fact(wanted, &c->result->facts.items[found]))
			found++;
		if (found < c->result->facts.count) {
			at = found + 1;
			continue;
		}
		while (wanted->fields[fields])
			fields++;
		status = differ(c, wanted->line, "a fact is missing",
				show_fact(wanted->key, wanted->fields, fields, c->arena),
				show_facts(c, wanted->key));
	}
	return status;
}

static const char *show_refusal(const char *phase, const char *text, struct arena *arena)
{
	const char *shown = show_text(text, arena);
	return shown ? arena_printf(arena, "refused: %s: %s", phase, shown) : NULL;
}

static int compare_refusal(struct comparison *c)
{
	const struct test_case *test = c->test;
	const struct case_result *result = c->result;
	const char *got = NULL, *expected = NULL;
	if (result->refused_phase)
		got = show_refusal(result->refused_phase, result->refused_text, c->arena);
	if (test->refused_phase)
		expected = show_refusal(test->refused_phase, test->refused_text, c->arena);
	if (!test->refused_phase)
		return differ(c, test->expect ? test->expect_line : test->line,
			      "the line is refused unexpectedly", "(no refusal)", got);
	if (!result->refused_phase)
		return differ(c, test->refused_line, "the line is not refused", expected,
			      quote_words(result->words.items, result->words.count, c->arena));
	if (!strcmp(result->refused_phase, test->refused_phase) &&
	    case_text_has(result->refused_text, test->refused_text))
		return 0;
	return differ(c, test->refused_line, "the line is refused in another way", expected, got);
}

static int compare(struct comparison *c)
{
	if (c->result->accident)
		return differ(c, c->test->line,
			      arena_printf(c->arena, "the plugin %s", c->result->accident), NULL,
			      NULL);
	int status = 0;
	if (c->result->refused_phase || c->test->refused_phase)
		status = compare_refusal(c);
	/* What else is different comes of that. */
	if (status || c->differences->list.count)
		return status;
	if (!c->result->refused_phase && c->test->expect)
		status = compare_words(c);
	if (!status && !c->result->refused_phase)
		status = compare_variables(c);
	if (!status)
		status = compare_notes(c);
	return status ? status : compare_facts(c);
}

int case_compare(const struct test_case *test, const struct case_result *result,
		 struct arena *arena, struct case_differences *ret_differences)
{
	*ret_differences = (struct case_differences){ 0 };
	struct comparison comparison = { test, result, arena, ret_differences };
	int status = compare(&comparison);
	/* A text that memory was missing for must not pass for one that isn't there. */
	for (size_t i = 0; !status && i < ret_differences->list.count; i++) {
		const struct case_difference *d = &ret_differences->list.items[i];
		if (!d->expected != !d->got)
			status = -ENOMEM;
	}
	if (status)
		case_differences_release(ret_differences);
	return status;
}

void case_differences_release(struct case_differences *differences)
{
	free(differences->list.items);
	*differences = (struct case_differences){ 0 };
}
