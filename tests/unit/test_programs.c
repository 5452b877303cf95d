/* SPDX-License-Identifier: MIT */
#include "doctor/programs.h"

#include "config_files.h"
#include "unit.h"

static void version_in_what_is_printed(void **state)
{
	(void)state;
	static const struct {
		const char *output, *version;
	} rows[] = {
		{ "QEMU emulator version 7.2.22 (Debian 1:7.2)\nCopyright\n", "7.2.22" },
		{ "QEMU PC emulator version 0.9.1, Copyright\n", "0.9.1" },
		{ "QEMU emulator version 10.0.2\n", "10.0.2" },
		{ "warning: old version of it\nno", NULL },
		{ "", NULL },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		const char *version = program_version_read(rows[i].output, &arena);
		if (rows[i].version)
			assert_string_equal(version, rows[i].version);
		else
			assert_null(version);
	}
}

static void firmware_that_is_nowhere(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	assert_string_equal(program_firmware_missing("/none/a\n/none/b\n", &arena), "/none/a");
	assert_null(program_firmware_missing("/none/a\n/usr\n", &arena));
	assert_null(program_firmware_missing("", &arena));
	assert_null(program_firmware_missing("usage: qemu\n/none/a\n", &arena));
	assert_null(program_firmware_missing("/none/a\nusage\n", &arena));
}

static void make_program(struct scratch *scratch, const char *name)
{
	assert_int_equal(chmod(scratch_file(scratch, name, "#!/bin/sh\n"), 0755), 0);
}

static const struct program *find(const struct programs *programs, const char *path)
{
	for (size_t i = 0; i < programs->list.count; i++)
		if (!strcmp(programs->list.items[i].path, path))
			return &programs->list.items[i];
	return NULL;
}

static void found_in_the_order_of_a_search(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP(programs_release) struct programs programs = { 0 };
	scratch_make(&scratch);
	const char *one = scratch_folder(&scratch, "one"), *two = scratch_folder(&scratch, "two");
	const char *link = scratch_path(&scratch, "link");
	assert_int_equal(symlink(one, link), 0);
	make_program(&scratch, "one/qemu-system-b");
	make_program(&scratch, "one/qemu-system-a");
	make_program(&scratch, "one/other");
	make_program(&scratch, "two/qemu-system-a");
	scratch_folder(&scratch, "two/qemu-system-folder");
	const char *gone = scratch_path(&scratch, "two/any-name");
	assert_int_equal(symlink("/none/qemu-wrapper", gone), 0);
	const char *path = arena_printf(&scratch.arena, "%s:%s:%s", one, link, two);
	assert_int_equal(programs_find(path, NULL, &scratch.arena, &programs, &err), 0);
	assert_string_equal(programs.list.items[0].name, "qemu-system-a");
	assert_string_equal(programs.list.items[1].name, "qemu-system-b");
	assert_true(programs_first(&programs, "qemu-system-a") == &programs.list.items[0]);
	assert_null(programs_first(&programs, "qemu-system-none"));
	assert_null(find(&programs, scratch_path(&scratch, "one/other")));
	assert_null(find(&programs, scratch_path(&scratch, "link/qemu-system-a")));
	assert_null(find(&programs, scratch_path(&scratch, "two/qemu-system-folder")));
	const struct program *dangling = find(&programs, gone);
	assert_non_null(dangling);
	assert_true(dangling->is_link);
	assert_null(dangling->target);
	assert_int_equal(find(&programs, scratch_path(&scratch, "two/qemu-system-a"))->format,
			 PROGRAM_SCRIPT);
}

static void real_of_any_name(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP(programs_release) struct programs programs = { 0 };
	scratch_make(&scratch);
	make_program(&scratch, "my-own-qemu");
	const char *real = scratch_path(&scratch, "my-own-qemu");
	assert_int_equal(programs_find("/none", real, &scratch.arena, &programs, &err), 0);
	assert_int_equal(find(&programs, real)->place, PLACE_REAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(version_in_what_is_printed),
		cmocka_unit_test(firmware_that_is_nowhere),
		cmocka_unit_test(found_in_the_order_of_a_search),
		cmocka_unit_test(real_of_any_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
