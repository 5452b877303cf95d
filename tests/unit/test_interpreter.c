/* SPDX-License-Identifier: MIT */
#include "launch/interpreter.h"

#include "config_files.h"
#include "unit.h"

#include <elf.h>
#include <link.h>

static struct scratch scratch;

static void assert_missing(const char *path, const char *expected)
{
	const char *found = interpreter_missing(path, &scratch.arena);
	if (!expected && found)
		fail_msg("%s: %s", path, found);
	if (expected)
		assert_string_equal(found, expected);
}

static void of_scripts(void **state)
{
	(void)state;
	static const struct {
		const char *text, *missing;
	} rows[] = {
		{ "#!/bin/sh\n", NULL },
		{ "#!/bin/sh\r\n", "/bin/sh\r" },
		{ "#!/nowhere/sh -e\nexit\n", "/nowhere/sh" },
		{ "#! \t/nowhere/sh\t-e", "/nowhere/sh" },
		{ "#!", NULL },
		{ "#!\n/nowhere/sh\n", NULL },
		{ "#", NULL },
		{ "", NULL },
		{ "/nowhere/sh", NULL },
		{ ELFMAG, NULL },
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_missing(scratch_file(&scratch, "script", rows[i].text), rows[i].missing);
	assert_missing("/nowhere/script", NULL);
	assert_missing("/", NULL);
}

/* A program with one segment that names its dynamic linker. */
static const char *program_for(const char *linker, uint64_t size)
{
	struct {
		ElfW(Ehdr) header;
		ElfW(Phdr) segment;
		char name[64];
	} image;
	CLEANUP_CLOSE int own = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	memset(&image, 0, sizeof(image));
	assert_int_equal(pread(own, &image.header, sizeof(image.header), 0), sizeof(image.header));
	image.header.e_phoff = sizeof(image.header);
	image.header.e_phnum = 1;
	image.segment = (ElfW(Phdr)){ .p_type = PT_INTERP,
				      .p_offset = offsetof(__typeof__(image), name),
				      .p_filesz = size };
	strcpy(image.name, linker);
	const char *path = scratch_file(&scratch, "program", "");
	CLEANUP_CLOSE int fd = open(path, O_WRONLY | O_CLOEXEC);
	assert_int_equal(write(fd, &image, sizeof(image)), sizeof(image));
	return path;
}

static void of_elf_files(void **state)
{
	(void)state;
	assert_missing("/proc/self/exe", NULL);
	assert_missing(program_for("/nowhere/ld.so", 15), "/nowhere/ld.so");
	assert_missing(program_for("/bin/sh", 8), NULL);
	assert_missing(program_for("/nowhere/ld.so", 0), NULL);
	assert_missing(program_for("/nowhere/ld.so", 1000), NULL);
	assert_missing(program_for("/nowhere/ld.so", UINT64_MAX), NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_scripts),
		cmocka_unit_test(of_elf_files),
	};
	scratch_make(&scratch);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	scratch_remove(&scratch);
	return failed;
}
