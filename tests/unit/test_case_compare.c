/* SPDX-License-Identifier: MIT */
#include "cases/case_compare.h"

#include "case_results.h"
#include "case_texts.h"

#define CASE "case: c\ncommand: qemu\n"

/* All differences as one text: "LINE WHAT [EXPECTED] [GOT]; ..." */
static const char *differences(const char *expectations, const char *row, struct arena *arena)
{
	CLEANUP_CASE_FILE struct case_file file;
	CLEANUP_CASE_RESULT struct case_result result;
	CLEANUP_CASE_DIFFERENCES struct case_differences found;
	const char *text = "";
	cases_of(arena_printf(arena, CASE "%s", expectations), &file);
	result_of(row, arena, &result);
	assert_int_equal(case_compare(&file.cases.items[0], &result, arena, &found), 0);
	for (size_t i = 0; i < found.list.count; i++) {
		const struct case_difference *d = &found.list.items[i];
		assert_true(d->expected && d->got);
		text = arena_printf(arena, "%s%s%zu %s [%s] [%s]", text, i ? "; " : "", d->line,
				    d->what, d->expected, d->got);
	}
	return text;
}

static void what_is_as_expected_is_no_difference(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "expect: unchanged\n", "wqemu|" },
		{ "expect: qemu '' 'a b'\n", "wqemu|w|wa b|" },
		{ "expect: qemu\nset-variable: A=1\nunset-variable: B\n", "wqemu|nB|nA|v1|" },
		{ "expect: qemu\nnote: b c\nwarning: x\n", "wqemu|ia b  c d|!x|" },
		{ "expect: qemu\nnote:\n", "wqemu|iwhatever|" },
		{ "expect: qemu\nfact: k b=2\nfact: k\n", "wqemu|kother|kk|fa=1|fb=2|kk|" },
		{ "expect: qemu\n", "wqemu|kk|fa=1|" },
		{ "refused: check: not that\n", "wqemu|pcheck|tit is not that, but this|" },
		{ "refused: check:\nnote: n\n", "wqemu|in|pcheck|twhy|" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		assert_string_equal(differences(cases[i][0], cases[i][1], &arena), "");
	}
}

static const char *const differing[][3] = {
	/* The line */
	{ "expect: qemu -m 1G\n", "wqemu|w-m|w2G|",
	  "3 QEMU gets another line [qemu -m 1G] [qemu -m 2G]" },
	{ "expect: qemu -m\n", "wqemu|", "3 QEMU gets another line [qemu -m] [qemu]" },
	{ "expect: unchanged\n", "wqemu|wx y|", "3 QEMU gets another line [qemu] [qemu 'x y']" },
	{ "expect: qemu a b\n", "wqemu|wa b|", "3 QEMU gets another line [qemu a b] [qemu 'a b']" },
	{ "expect: qemu\n", "wqemu|wa\nb|", "3 QEMU gets another line [qemu] [qemu $'a\\nb']" },
	/* Variables */
	{ "expect: qemu\nset-variable: A=1\n", "wqemu|",
	  "4 the environment is another one [set-variable: A=1] [(no change of it)]" },
	{ "expect: qemu\nset-variable: A=1\n", "wqemu|nA|v2|",
	  "4 the environment is another one [set-variable: A=1] [set-variable: A=2]" },
	{ "expect: qemu\nset-variable: A=1\n", "wqemu|nA|",
	  "4 the environment is another one [set-variable: A=1] [unset-variable: A]" },
	{ "expect: qemu\nunset-variable: A\n", "wqemu|nA|v|",
	  "4 the environment is another one [unset-variable: A] [set-variable: A=]" },
	{ "expect: qemu\n", "wqemu|nA|v1|",
	  "1 the environment is changed unexpectedly [(no change of it)] [set-variable: "
	  "A=1]" },
	/* Notes */
	{ "expect: qemu\nnote: a\n", "wqemu|", "4 a note is missing [note: a] [(no such note)]" },
	{ "expect: qemu\nnote: a\n", "wqemu|ib|", "4 a note is missing [note: a] [note: b]" },
	{ "expect: qemu\nnote: a\n", "wqemu|!a|", "4 a note is missing [note: a] [warning: a]" },
	{ "expect: qemu\n", "wqemu|!a\nb|",
	  "1 a note is not expected [(no such note)] [warning: a b]" },
	{ "expect: qemu\nnote: b\n", "wqemu|ia|ib|ic|",
	  "1 a note is not expected [(no such note)] [note: a]; "
	  "1 a note is not expected [(no such note)] [note: c]" },
	{ "expect: qemu\nnote: a\nnote: b\n", "wqemu|ib|ia|",
	  "1 a note is not expected [(no such note)] [note: b]; "
	  "5 a note is missing [note: b] [(no such note)]" },
	{ "expect: qemu\nnote: a\nnote: b\n", "wqemu|ix|ib|",
	  "4 a note is missing [note: a] [note: x]" },
	/* Facts */
	{ "expect: qemu\nfact: k a=1\n", "wqemu|",
	  "4 a fact is missing [fact: k a=1] [(no such fact)]" },
	{ "expect: qemu\nfact: k a=1\n", "wqemu|kk|fa=2|fb=3|kk|",
	  "4 a fact is missing [fact: k a=1] [fact: k a=2 b=3; fact: k]" },
	{ "expect: qemu\nfact: k\nfact: k\n", "wqemu|kk|",
	  "5 a fact is missing [fact: k] [fact: k]" },
	/* Refusals: what follows from them is not told. */
	{ "expect: unchanged\nnote: a\n", "wqemu|pcheck|tno|",
	  "3 the line is refused unexpectedly [(no refusal)] [refused: check: no]" },
	{ "refused: check: no\n", "wqemu|wx|ia|",
	  "3 the line is not refused [refused: check: no] [qemu x]" },
	{ "refused: check: no\n", "wqemu|popen|tno|",
	  "3 the line is refused in another way [refused: check: no] [refused: open: no]" },
	{ "refused: check: no\n", "wqemu|pcheck|tyes|",
	  "3 the line is refused in another way [refused: check: no] [refused: check: "
	  "yes]" },
	{ "refused: check: no\n", "wqemu|ia|pcheck|tno|",
	  "1 a note is not expected [(no such note)] [note: a]" },
	/* More than one */
	{ "expect: qemu -m\nset-variable: A=1\n", "wqemu|ia|",
	  "3 QEMU gets another line [qemu -m] [qemu]; "
	  "4 the environment is another one [set-variable: A=1] [(no change of it)]; "
	  "1 a note is not expected [(no such note)] [note: a]" },
};

static void every_difference_is_told_with_its_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(differing); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		assert_string_equal(differences(differing[i][0], differing[i][1], &arena),
				    differing[i][2]);
	}
}

static void an_accident_is_all_there_is_to_tell(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_CASE_FILE struct case_file file;
	CLEANUP_CASE_DIFFERENCES struct case_differences found;
	struct case_result result = { .accident = "was killed by signal 11" };
	cases_of(CASE "expect: qemu -m 1G\nnote: x\n", &file);
	assert_int_equal(case_compare(&file.cases.items[0], &result, &arena, &found), 0);
	assert_int_equal(found.list.count, 1);
	assert_int_equal(found.list.items[0].line, 1);
	assert_string_equal(found.list.items[0].what, "the plugin was killed by signal 11");
	assert_null(found.list.items[0].expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_as_expected_is_no_difference),
		cmocka_unit_test(every_difference_is_told_with_its_line),
		cmocka_unit_test(an_accident_is_all_there_is_to_tell),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
