/* SPDX-License-Identifier: MIT */
#include "cases/case_lines.h"

#include "config_files.h"
#include "unit.h"

static int read_bytes(const char *bytes, size_t size, struct arena *arena,
		      struct case_lines *ret_lines, struct error *err)
{
	struct scratch scratch;
	scratch_make(&scratch);
	const char *path = scratch_bytes(&scratch, "x.cases", bytes, size);
	int status = case_lines_read(path, arena, ret_lines, err);
	scratch_remove(&scratch);
	return status;
}

static void lines_are_keys_continuations_and_comments(void **state)
{
	(void)state;
	static const char text[] = "# comment\n"
				   "case: one  \n"
				   "command:\tqemu -m 1G\n"
				   "  -name x\n"
				   "\t# not a part of it\n"
				   "\t-S\n"
				   "\n"
				   "file: words\n"
				   "\t| # a line\n"
				   "\t|  two blanks, one of them its own\n"
				   "\t|\n"
				   "\t|tight\n"
				   "note:\n"
				   "note: last";
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_CASE_LINES struct case_lines lines;
	assert_int_equal(read_bytes(text, strlen(text), &arena, &lines, &err), 0);
	assert_int_equal(lines.lines.count, 14);
	assert_string_equal(lines.lines.items[3], "  -name x");
	static const struct case_entry wanted[] = {
		{ "case", "one", NULL, 2, 2 },
		{ "command", "qemu -m 1G\n-name x\n-S", NULL, 3, 6 },
		{ "file", "words", "# a line\n two blanks, one of them its own\n\ntight\n", 8, 12 },
		{ "note", "", NULL, 13, 13 },
		{ "note", "last", NULL, 14, 14 },
	};
	assert_int_equal(lines.entries.count, COUNT(wanted));
	for (size_t i = 0; i < COUNT(wanted); i++) {
		const struct case_entry *entry = &lines.entries.items[i];
		assert_string_equal(entry->key, wanted[i].key);
		assert_string_equal(entry->value, wanted[i].value);
		assert_int_equal(entry->first, wanted[i].first);
		assert_int_equal(entry->last, wanted[i].last);
		if (wanted[i].content)
			assert_string_equal(entry->content, wanted[i].content);
		else
			assert_null(entry->content);
	}
}

static void what_is_no_such_line_is_told_with_its_place(void **state)
{
	(void)state;
#define TEXT(text) text, sizeof(text) - 1
	static const struct {
		const char *bytes;
		size_t size;
		const char *complaint;
	} cases[] = {
		{ TEXT("# x\nhello\n"), ":2: this is neither 'key: value' nor a comment" },
		{ TEXT(":x\n"), ":1: this is neither" },
		{ TEXT("two words: x\n"), ":1: this is neither" },
		{ TEXT("\tx\n"), ":1: this line is indented, but there is nothing above it" },
		{ TEXT("a: b\n\n\tx\n"), ":3: this line is indented, but" },
		{ TEXT("a: b\0c\n"), ":1: there is a NUL byte" },
		{ TEXT("a: b\nc: d\r\n"), ":2: the line ends with a carriage return" },
		{ TEXT("file: a\n\t| b\n\tc\n"), ":3: the lines of a file begin with |" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		CLEANUP_CASE_LINES struct case_lines lines;
		int status = read_bytes(cases[i].bytes, cases[i].size, &arena, &lines, &err);
		assert_int_equal(status, -EINVAL);
		if (!strstr(error_text(&err), cases[i].complaint))
			fail_msg("\"%s\" instead of \"%s\"", error_text(&err), cases[i].complaint);
		assert_non_null(strstr(error_text(&err), "x.cases:"));
	}
}

static void files_that_can_not_be_read_are_told(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		int status;
		const char *complaint;
	} cases[] = {
		{ "/nowhere/x.cases", -ENOENT, "/nowhere/x.cases: No such file or directory" },
		{ "/", -EISDIR, "/: Is a directory" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		CLEANUP_CASE_LINES struct case_lines lines;
		int status = case_lines_read(cases[i].path, &arena, &lines, &err);
		assert_int_equal(status, cases[i].status);
		assert_string_equal(error_text(&err), cases[i].complaint);
	}
}

static void a_file_has_a_largest_size(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_CASE_LINES struct case_lines lines;
	CLEANUP_FREE char *bytes = malloc(CASE_FILE_LIMIT + 1);
	memset(bytes, '#', CASE_FILE_LIMIT + 1);
	assert_int_equal(read_bytes(bytes, CASE_FILE_LIMIT + 1, &arena, &lines, &err), -EFBIG);
	assert_non_null(strstr(error_text(&err), "x.cases is larger than 4 MiB"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_keys_continuations_and_comments),
		cmocka_unit_test(what_is_no_such_line_is_told_with_its_place),
		cmocka_unit_test(files_that_can_not_be_read_are_told),
		cmocka_unit_test(a_file_has_a_largest_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
