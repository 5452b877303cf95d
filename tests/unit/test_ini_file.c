/* SPDX-License-Identifier: MIT */
#include "config/ini_file.h"

#include "config/ini_line.h"
#include "config_files.h"

static void expect_entry(const struct ini_file *file, size_t index, const char *section,
			 const char *key, const char *value, int line)
{
	assert_true(index < file->entries.count);
	const struct ini_entry *entry = &file->entries.items[index];
	assert_string_equal(entry->section, section);
	assert_int_equal(entry->line, line);
	if (!key) {
		assert_null(entry->key);
		assert_null(entry->value);
		return;
	}
	assert_string_equal(entry->key, key);
	assert_string_equal(entry->value, value);
}

static void expect_error(const char *text, size_t length, const char *place, const char *part)
{
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	CLEANUP_INI_FILE struct ini_file file = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *path = scratch_bytes(&scratch, "a.conf", text, length);
	int status = ini_file_read(path, &scratch.arena, &file, &err);
	if (!status)
		fail_msg("accepted: %.80s", text);
	assert_int_equal(status, -err.code);
	const char *wanted = arena_printf(&scratch.arena, "%s%s", path, place);
	assert_memory_equal(error_text(&err), wanted, strlen(wanted));
	assert_contains(error_text(&err), part);
}

static void entries_come_in_order_with_their_lines(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	CLEANUP_INI_FILE struct ini_file file = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *path = scratch_file(&scratch, "a.conf",
					"# top\n[wrapper]\nplugins = a b ; c # d\n\n"
					"[empty]\n [vnc] \n  bind=::1\nempty =\nquoted = \"x\"");
	assert_int_equal(ini_file_read(path, &scratch.arena, &file, &err), 0);
	assert_int_equal(file.entries.count, 7);
	expect_entry(&file, 0, "wrapper", NULL, NULL, 2);
	expect_entry(&file, 1, "wrapper", "plugins", "a b ; c # d", 3);
	expect_entry(&file, 2, "empty", NULL, NULL, 5);
	expect_entry(&file, 3, "vnc", NULL, NULL, 6);
	expect_entry(&file, 4, "vnc", "bind", "::1", 7);
	expect_entry(&file, 5, "vnc", "empty", "", 8);
	expect_entry(&file, 6, "vnc", "quoted", "\"x\"", 9);
	const char *place = ini_file_place(&file, &file.entries.items[4], &scratch.arena);
	assert_contains(place, "/a.conf:7");
}

static void indented_lines_continue_nothing(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	CLEANUP_INI_FILE struct ini_file file = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *path = scratch_file(&scratch, "a.conf", "[a]\nk = 1\n  l = 2\n");
	assert_int_equal(ini_file_read(path, &scratch.arena, &file, &err), 0);
	expect_entry(&file, 1, "a", "k", "1", 2);
	expect_entry(&file, 2, "a", "l", "2", 3);
}

static void crlf_bom_and_missing_last_newline_are_taken(void **state)
{
	(void)state;
	static const char *const texts[] = { "[a]\r\nk = v\r\n", "[a]\r\nk = v\r",
					     "\xef\xbb\xbf[a]\nk = v", "[a]\n k \t=\t v  \n" };
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		CLEANUP_SCRATCH struct scratch scratch;
		scratch_make(&scratch);
		CLEANUP_INI_FILE struct ini_file file = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		const char *path = scratch_file(&scratch, "a.conf", texts[i]);
		assert_int_equal(ini_file_read(path, &scratch.arena, &file, &err), 0);
		assert_int_equal(file.entries.count, 2);
		expect_entry(&file, 1, "a", "k", "v", 2);
	}
}

static void empty_files_say_nothing(void **state)
{
	(void)state;
	static const char *const texts[] = { "", "\n", "\xef\xbb\xbf", "# only a comment" };
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		CLEANUP_SCRATCH struct scratch scratch;
		scratch_make(&scratch);
		CLEANUP_INI_FILE struct ini_file file = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		const char *path = scratch_file(&scratch, "a.conf", texts[i]);
		assert_int_equal(ini_file_read(path, &scratch.arena, &file, &err), 0);
		assert_int_equal(file.entries.count, 0);
	}
}

/* libinih cuts lines at 200 bytes unless it is told otherwise. */
static void the_longest_line_arrives_whole(void **state)
{
	(void)state;
	static const size_t lengths[] = { 199, 200, 201, 4096, INI_LINE_LIMIT };
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		CLEANUP_SCRATCH struct scratch scratch;
		scratch_make(&scratch);
		CLEANUP_INI_FILE struct ini_file file = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		size_t size = 4 + lengths[i] + 6;
		CLEANUP_FREE char *text = malloc(size);
		assert_non_null(text);
		memset(text, 'x', size);
		memcpy(text, "[a]\nk=", 6);
		memcpy(text + 4 + lengths[i], "\nl = 2", 6);
		const char *path = scratch_bytes(&scratch, "a.conf", text, size);
		assert_int_equal(ini_file_read(path, &scratch.arena, &file, &err), 0);
		assert_int_equal(file.entries.count, 3);
		assert_int_equal(strlen(file.entries.items[1].value), lengths[i] - 2);
		expect_entry(&file, 2, "a", "l", "2", 3);
	}
}

static void errors_name_file_and_line(void **state)
{
	(void)state;
#define CASE(text, place, part) expect_error(text, sizeof(text) - 1, place, part)
	CASE("key = 1\n", ":1: ", "before the first [section]");
	CASE("[a]\nk = 1\nl\0 = 2\n", ":3: ", "NUL");
	CASE("\xff\xfe[\0a\0]\0", ":1: ", "UTF-16");
	CASE("[a]\nk: v\n", ":2: ", "not by ':'");
	CASE("[a]\rk = v\r", ":1: ", "carriage return");
	CASE("[a]\nk = one\n  two three\n", ":3: ", "neither");
	CASE("[a]\n\xef\xbb\xbfk = v\n\xff = 1\n", ":3: ", "UTF-8");
#undef CASE
	CLEANUP_FREE char *large = malloc(INI_FILE_LIMIT + 2);
	assert_non_null(large);
	memset(large, 'x', INI_FILE_LIMIT + 2);
	memcpy(large, "[a]\nk=", 6);
	expect_error(large, INI_FILE_LIMIT / 4, ":2: ", "65535");
	memset(large, '\n', INI_FILE_LIMIT + 2);
	expect_error(large, INI_FILE_LIMIT + 1, " is larger", "4 MiB");
}

static void untrustworthy_files_are_not_read(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	const char *writable = scratch_file(&scratch, "writable.conf", "[a]\nk = v\n");
	const char *fifo = scratch_path(&scratch, "fifo");
	assert_int_equal(chmod(writable, 0666), 0);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	const struct {
		const char *path;
		int code;
	} cases[] = { { writable, EPERM },
		      { fifo, EINVAL },
		      { scratch.folder, EINVAL },
		      { scratch_path(&scratch, "missing"), ENOENT } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CLEANUP_INI_FILE struct ini_file file = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		int status = ini_file_read(cases[i].path, &scratch.arena, &file, &err);
		assert_int_equal(status, -cases[i].code);
		assert_int_equal(file.entries.count, 0);
		assert_contains(error_text(&err), cases[i].path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_come_in_order_with_their_lines),
		cmocka_unit_test(indented_lines_continue_nothing),
		cmocka_unit_test(crlf_bom_and_missing_last_newline_are_taken),
		cmocka_unit_test(empty_files_say_nothing),
		cmocka_unit_test(the_longest_line_arrives_whole),
		cmocka_unit_test(errors_name_file_and_line),
		cmocka_unit_test(untrustworthy_files_are_not_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
