/* SPDX-License-Identifier: MIT */
#include "launch/real_program.h"

#include "config_files.h"
#include "unit.h"

/* Folders that have a program q of one kind each; the working directory is where they are. */
static struct scratch folders;

static void put_program(const char *name, mode_t mode)
{
	assert_int_equal(chmod(scratch_file(&folders, name, "#!/bin/sh\n"), mode), 0);
}

static int set_up(void **state)
{
	(void)state;
	static const char *const names[] = { "good", "plain", "folder", "folder/q", "ours" };
	scratch_make(&folders);
	for (size_t i = 0; i < COUNT(names); i++)
		scratch_folder(&folders, names[i]);
	put_program("good/q", 0755);
	put_program("plain/q", 0644);
	put_program("file", 0755);
	const char *wrapper =
		arena_printf(&folders.arena, "%s/wrapper/qemu-wrapper", getenv("QW_BUILD"));
	const char *copy = arena_printf(&folders.arena, "cp %s %s/ours/q", wrapper, folders.folder);
	return system(copy) || symlink("ours/q", scratch_path(&folders, "link")) ||
	       chdir(folders.folder);
}

static int tear_down(void **state)
{
	(void)state;
	scratch_remove(&folders);
	return chdir("/");
}

struct row {
	const char *where;
	/** NULL: it is not found, with this exit status and in these words. */
	const char *path;
	int status;
	const char *words;
};

static void assert_found(const struct program_query *query, const struct row *row)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *path = NULL;
	int status = 0, result = real_program_find(query, &arena, &path, &status, &err);
	if (row->path) {
		assert_int_equal(result, 0);
		assert_string_equal(path, row->path);
		return;
	}
	assert_int_equal(result, -err.code);
	assert_int_not_equal(result, 0);
	assert_int_equal(status, row->status);
	assert_contains(error_text(&err), row->words);
}

static void the_first_that_can_be_executed_is_taken(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "good", "good/q", 0, NULL },
		{ "plain:good", "good/q", 0, NULL },
		{ "folder:good", "good/q", 0, NULL },
		{ "file:good", "good/q", 0, NULL },
		{ "nowhere:good", "good/q", 0, NULL },
		{ "ours:good", "good/q", 0, NULL },
		{ "good:plain", "good/q", 0, NULL },
		{ "goo:goodd", NULL, 127, "q was not found on PATH; install it" },
		{ "file", NULL, 127, "not found on PATH" },
		{ "plain", NULL, 126, "can't execute plain/q (from PATH): Permission denied" },
		{ "nowhere:plain:nowhere", NULL, 126, "Permission denied" },
		{ "folder", NULL, 126, "Permission denied" },
		{ "ours", NULL, 127, "(only qemu-wrapper itself by that name)" },
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_found(
			&(struct program_query){ "/x/q", "q", false, NULL, NULL, rows[i].where },
			&rows[i]);
}

static void empty_elements_are_the_working_directory(void **state)
{
	(void)state;
	static const char *const paths[] = { "", ":/nowhere", "/nowhere:", "/nowhere::/nowhere" };
	static const struct row here = { NULL, "./q", 0, NULL };
	assert_int_equal(chdir("good"), 0);
	for (size_t i = 0; i < COUNT(paths); i++)
		assert_found(&(struct program_query){ "q", "q", false, NULL, NULL, paths[i] },
			     &here);
	assert_int_equal(chdir(".."), 0);
}

static void without_path_there_is_a_default(void **state)
{
	(void)state;
	static const struct row rows[] = { { "sh", "/bin/sh", 0, NULL },
					   { "q", NULL, 127, "not found" },
					   { "", NULL, 127, "a program without a name was not" } };
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_found(
			&(struct program_query){ .program = rows[i].where, .name = rows[i].where },
			&rows[i]);
}

static void what_is_named_is_taken_or_refused(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "file", "file", 0, NULL },
		{ "good", "good/q", 0, NULL },
		{ "nowhere", NULL, 127, "can't execute nowhere (from /etc/c:4): No such file" },
		{ "file/q", NULL, 127, "can't execute file/q (from /etc/c:4): Not a directory" },
		{ "plain", NULL, 126, "can't execute plain/q (from /etc/c:4): Permission denied" },
		{ "folder", NULL, 126, "can't execute folder/q (from" },
		{ "ours", NULL, 125, "ours/q (from /etc/c:4) is qemu-wrapper itself" },
		{ "link", NULL, 125, "link (from /etc/c:4) is qemu-wrapper itself" },
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_found(&(struct program_query){ "q", "q", true, rows[i].where, "/etc/c:4",
						      "good" },
			     &rows[i]);
}

static void a_slash_names_a_file_only_where_it_may(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "./file", "./file", 0, NULL },
		{ "plain/q", NULL, 126, "can't execute plain/q (from the command line)" },
		{ "./nowhere", NULL, 127, "./nowhere (from the command line)" },
		{ "ours/q", NULL, 125, "is qemu-wrapper itself" },
	};
	static const struct row by_path = { NULL, "good/q", 0, NULL };
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct program_query query = { rows[i].where, "q", true, NULL, NULL, "good" };
		assert_found(&query, &rows[i]);
		query.slash_names_file = false;
		assert_found(&query, &by_path);
	}
}

static void the_head_of_a_file_tells_its_format(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum program_format format;
	} rows[] = {
		{ "#!/bin/sh\n", PROGRAM_SCRIPT },
		{ "#!", PROGRAM_SCRIPT },
		{ "#", PROGRAM_OTHER },
		{ "", PROGRAM_OTHER },
		{ "\177EL", PROGRAM_OTHER },
		{ "\177ELF", PROGRAM_ELF },
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(program_format_of(scratch_file(&folders, "head", rows[i].text)),
				 rows[i].format);
	assert_int_equal(program_format_of("nowhere"), PROGRAM_UNREADABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_that_can_be_executed_is_taken),
		cmocka_unit_test(empty_elements_are_the_working_directory),
		cmocka_unit_test(without_path_there_is_a_default),
		cmocka_unit_test(what_is_named_is_taken_or_refused),
		cmocka_unit_test(a_slash_names_a_file_only_where_it_may),
		cmocka_unit_test(the_head_of_a_file_tells_its_format),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
