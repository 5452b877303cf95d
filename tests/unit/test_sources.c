/* SPDX-License-Identifier: MIT */
#include "config/sources.h"

#include "config_files.h"

static int read_kind(struct scratch *scratch, const char *path, enum source_kind kind,
		     bool *ret_exists, struct error *err)
{
	CLEANUP_INI_FILE struct ini_file file = { 0 };
	return source_read(path, kind, &scratch->arena, &file, ret_exists, err);
}

static void only_some_files_may_be_missing(void **state)
{
	(void)state;
	static const struct {
		enum source_kind kind;
		bool missing, below_a_file;
	} cases[] = { { SOURCE_SYSTEM, true, false },
		      { SOURCE_FRAGMENT, false, false },
		      { SOURCE_USER, true, true },
		      { SOURCE_EXPLICIT, false, false } };
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	scratch_file(&scratch, "file", "");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CLEANUP_ERROR struct error first = { 0 }, second = { 0 };
		bool exists = true;
		int status = read_kind(&scratch, scratch_path(&scratch, "none"), cases[i].kind,
				       &exists, &first);
		assert_int_equal(status, cases[i].missing ? 0 : -ENOENT);
		assert_int_equal(first.code, cases[i].missing ? 0 : ENOENT);
		if (cases[i].missing)
			assert_false(exists);
		status = read_kind(&scratch, scratch_path(&scratch, "file/none"), cases[i].kind,
				   &exists, &second);
		assert_int_equal(status, cases[i].below_a_file ? 0 : -ENOTDIR);
	}
}

static void faults_in_existing_files_are_errors_for_all(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	const char *malformed = scratch_file(&scratch, "malformed", "word\n");
	const char *writable = scratch_file(&scratch, "writable", "");
	assert_int_equal(chmod(writable, 0646), 0);
	for (int kind = SOURCE_SYSTEM; kind <= SOURCE_EXPLICIT; kind++) {
		CLEANUP_ERROR struct error first = { 0 }, second = { 0 };
		bool exists;
		assert_int_equal(
			read_kind(&scratch, malformed, (enum source_kind)kind, &exists, &first),
			-EINVAL);
		assert_int_equal(
			read_kind(&scratch, writable, (enum source_kind)kind, &exists, &second),
			-EPERM);
	}
}

static void fragments_come_in_the_order_of_their_names(void **state)
{
	(void)state;
	static const char *const names[] = { "b.conf",     "10-x.conf", "9-x.conf", ".hidden.conf",
					     "a.conf.bak", "Z.conf",    ".conf",    "README" };
	static const char *const wanted[] = { "10-x.conf", "9-x.conf", "Z.conf", "b.conf" };
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	scratch_folder(&scratch, "conf.d");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		scratch_file(&scratch, arena_printf(&scratch.arena, "conf.d/%s", names[i]), "");
	struct source_list list = { 0 };
	struct error err = { 0 };
	assert_int_equal(source_fragments(scratch.folder, &scratch.arena, &list, &err), 0);
	assert_int_equal(list.paths.count, 4);
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(
			list.paths.items[i],
			arena_printf(&scratch.arena, "%s/conf.d/%s", scratch.folder, wanted[i]));
	free(list.paths.items);
}

static void the_folder_of_fragments_may_be_missing_but_not_a_file(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	scratch_make(&scratch);
	struct source_list list = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(source_fragments(scratch.folder, &scratch.arena, &list, &err), 0);
	assert_int_equal(list.paths.count, 0);
	scratch_file(&scratch, "conf.d", "");
	assert_int_equal(source_fragments(scratch.folder, &scratch.arena, &list, &err), -ENOTDIR);
	assert_contains(error_text(&err), "/conf.d: ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_some_files_may_be_missing),
		cmocka_unit_test(faults_in_existing_files_are_errors_for_all),
		cmocka_unit_test(fragments_come_in_the_order_of_their_names),
		cmocka_unit_test(the_folder_of_fragments_may_be_missing_but_not_a_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
