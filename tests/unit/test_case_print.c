/* SPDX-License-Identifier: MIT */
#include "cases/case_print.h"

#include "base/strbuf.h"
#include "case_results.h"
#include "case_texts.h"

/* The file with these rows as what happened; NULL: it holds as it is. */
static const char *print(const char *text, const char *const *rows, struct arena *arena)
{
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_CASE_FILE struct case_file file;
	CLEANUP_STRBUF struct strbuf out = { 0 };
	struct case_print prints[4] = { 0 };
	assert_int_equal(read_as_cases(text, false, &file, &err), 0);
	for (size_t i = 0; i < file.cases.count; i++) {
		prints[i].keep = !rows[i];
		if (rows[i] && *rows[i] == '?')
			prints[i].result.accident = rows[i] + 1;
		else if (rows[i])
			result_of(rows[i], arena, &prints[i].result);
	}
	case_print_file(&file, prints, &out);
	for (size_t i = 0; i < file.cases.count; i++)
		case_result_release(&prints[i].result);
	return strbuf_finish(&out, arena);
}

static void what_happened_takes_the_place_of_what_was_expected(void **state)
{
	(void)state;
	static const char text[] = "# head\n"
				   "\n"
				   "case: a\n"
				   "command: qemu\n"
				   "\t# why\n"
				   "expect: qemu\n"
				   "\t-m 1G\n"
				   "\t# stays\n"
				   "\t-S\n"
				   "note: old\n"
				   "option: x = y\n"
				   "\n"
				   "# of the next\n"
				   "case: b\n"
				   "command: qemu   -m\t1G\n"
				   "expect:   unchanged\n"
				   "case: c\n"
				   "command: qemu\n"
				   "case: d\n"
				   "command: qemu\n"
				   "expect: unchanged\n";
	static const char *const rows[] = {
		"wqemu|wa b|nA|v1 2|nB|iinfo\n of it|!warn|kk k|fa=1|fb=x y|",
		NULL,
		"wqemu|pcheck|tno\nway|in|",
		"?was killed",
	};
	CLEANUP_ARENA struct arena arena = { 0 };
	assert_string_equal(print(text, rows, &arena), "# head\n"
						       "\n"
						       "case: a\n"
						       "command: qemu\n"
						       "\t# why\n"
						       "\t# stays\n"
						       "option: x = y\n"
						       "expect: qemu 'a b'\n"
						       "set-variable: 'A=1 2'\n"
						       "unset-variable: B\n"
						       "note: info of it\n"
						       "warning: warn\n"
						       "fact: 'k k' a=1 'b=x y'\n"
						       "\n"
						       "# of the next\n"
						       "case: b\n"
						       "command: qemu   -m\t1G\n"
						       "expect:   unchanged\n"
						       "case: c\n"
						       "command: qemu\n"
						       "refused: check: no way\n"
						       "note: n\n"
						       "case: d\n"
						       "command: qemu\n"
						       "# the plugin was killed\n");
}

static void an_unchanged_line_is_called_so(void **state)
{
	(void)state;
	static const char text[] = "case: a\ncommand: qemu -S\n";
	static const char *const same[] = { "wqemu|w-S|" }, *const less[] = { "wqemu|" },
				 *const more[] = { "wqemu|w-S|w-S|" };
	CLEANUP_ARENA struct arena arena = { 0 };
	assert_string_equal(print(text, same, &arena),
			    "case: a\ncommand: qemu -S\nexpect: unchanged\n");
	assert_string_equal(print(text, less, &arena), "case: a\ncommand: qemu -S\nexpect: qemu\n");
	assert_string_equal(print(text, more, &arena),
			    "case: a\ncommand: qemu -S\nexpect: qemu -S -S\n");
}

/* What is printed for any word is read as that word. */
static void words_are_read_back(void **state)
{
	(void)state;
	uint64_t seed = 1;
	CLEANUP_CASE_FILE struct case_file file;
	cases_of("case: a\ncommand: qemu\nexpect: x\n", &file);
	for (int i = 0; i < 300; i++) {
		CLEANUP_CASE_FILE struct case_file again;
		CLEANUP_STRBUF struct strbuf out = { 0 };
		struct case_print one = { 0 };
		char word[12];
		random_text(&seed, "a \t\n'\"\\#|:=$", word, sizeof(word) - 1);
		const char **first = VECTOR_ADD(&one.result.words);
		*first = "qemu";
		const char **second = VECTOR_ADD(&one.result.words);
		*second = word;
		case_print_file(&file, &one, &out);
		case_result_release(&one.result);
		cases_of(out.text, &again);
		assert_string_equal(again.cases.items[0].expect[1], word);
		assert_null(again.cases.items[0].expect[2]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_happened_takes_the_place_of_what_was_expected),
		cmocka_unit_test(an_unchanged_line_is_called_so),
		cmocka_unit_test(words_are_read_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
