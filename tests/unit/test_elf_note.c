/* SPDX-License-Identifier: MIT */
#include "loader/elf_file.h"
#include "loader/elf_note.h"

#include "unit.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <qemu-wrapper/plugin.h>
#include <sys/mman.h>
#include <sys/stat.h>

struct bytes {
	unsigned char *data;
	size_t size;
};

static void bytes_release(struct bytes *bytes)
{
	free(bytes->data);
}

#define CLEANUP_BYTES CLEANUP(bytes_release)

static int open_built(const char *name)
{
	const char *build = getenv("QW_BUILD");
	assert_non_null(build);
	CLEANUP_FREE char *path = NULL;
	assert_true(asprintf(&path, "%s/tests/plugins/%s", build, name) > 0);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fail_msg("%s: %s", path, strerror(errno));
	return fd;
}

static struct bytes read_built(const char *name)
{
	CLEANUP_CLOSE int fd = open_built(name);
	struct stat st;
	assert_int_equal(fstat(fd, &st), 0);
	struct bytes bytes = { malloc((size_t)st.st_size), (size_t)st.st_size };
	assert_non_null(bytes.data);
	assert_int_equal(pread(fd, bytes.data, bytes.size, 0), st.st_size);
	return bytes;
}

static int file_with(const void *data, size_t size)
{
	int fd = memfd_create("test", MFD_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, size), size);
	return fd;
}

/* As plugins are checked, and their symbols read. */
static int check_library(int fd, struct error *err)
{
	struct elf_file elf;
	int status = elf_file_open(fd, &elf, err);
	return status ? status : elf_file_check(&elf, ET_DYN, err);
}

static int read_symbol(int fd, const char *symbol, void *ret_data, size_t size)
{
	CLEANUP_ERROR struct error err = { 0 };
	struct elf_file elf;
	return elf_file_open(fd, &elf, &err) ? -ENOENT
					     : elf_file_symbol(&elf, symbol, ret_data, size);
}

/* The message of a refusal; the caller frees it. */
static char *refusal(int fd)
{
	struct error err = { 0 };
	assert_int_equal(check_library(fd, &err), -ENOEXEC);
	assert_int_equal(err.code, ENOEXEC);
	assert_non_null(err.text);
	return err.text;
}

static void assert_refused(const void *data, size_t size, const char *why)
{
	CLEANUP_CLOSE int fd = file_with(data, size);
	CLEANUP_FREE char *text = refusal(fd);
	if (!strstr(text, why))
		fail_msg("'%s' does not say '%s'", text, why);
	assert_null(strchr(text, '\n'));
}

static void accepts_a_shared_library(void **state)
{
	(void)state;
	static const char *const names[] = { "memory.so", "sysv-hash.so", "typed.so" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		CLEANUP_ERROR struct error err = { 0 };
		CLEANUP_CLOSE int fd = open_built(names[i]);
		assert_int_equal(check_library(fd, &err), 0);
		assert_int_equal(err.code, 0);
	}
}

static void refuses_what_is_no_library(void **state)
{
	(void)state;
	assert_refused("", 0, "empty");
	assert_refused("x", 1, "no ELF file");
	assert_refused("#!/bin/sh\nexit 0\n", 17, "no ELF file");
	assert_refused(ELFMAG, SELFMAG, "truncated");
	CLEANUP_BYTES struct bytes program = read_built("program");
	assert_refused(program.data, program.size, "a program");
}

static void refuses_programs_at_fixed_addresses(void **state)
{
	(void)state;
	CLEANUP_BYTES struct bytes bytes = read_built("memory.so");
	ElfW(Ehdr) *header = (ElfW(Ehdr) *)(void *)bytes.data;
	header->e_type = ET_EXEC;
	assert_refused(bytes.data, bytes.size, "a program");
	header->e_type = ET_REL;
	assert_refused(bytes.data, bytes.size, "another kind");
}

static void refuses_other_machines(void **state)
{
	(void)state;
	CLEANUP_BYTES struct bytes bytes = read_built("memory.so");
	ElfW(Ehdr) *header = (ElfW(Ehdr) *)(void *)bytes.data;
	ElfW(Ehdr) before = *header;
	header->e_ident[EI_CLASS] ^= ELFCLASS32 ^ ELFCLASS64;
	assert_refused(bytes.data, bytes.size, "another machine");
	*header = before;
	header->e_ident[EI_DATA] ^= ELFDATA2LSB ^ ELFDATA2MSB;
	assert_refused(bytes.data, bytes.size, "byte order");
	*header = before;
	header->e_machine = EM_AVR;
	assert_refused(bytes.data, bytes.size, "machine number 83");
}

static void refuses_every_truncation(void **state)
{
	(void)state;
	CLEANUP_BYTES struct bytes bytes = read_built("memory.so");
	CLEANUP_CLOSE int fd = file_with(bytes.data, bytes.size);
	size_t step = one_in();
	for (size_t size = bytes.size; size;) {
		size -= size < step ? size : step;
		assert_int_equal(ftruncate(fd, (off_t)size), 0);
		CLEANUP_FREE char *text = refusal(fd);
		uint32_t words[2];
		struct qw_plugin plugin;
		elf_note_read(fd, QW_NOTE_OWNER, QW_NOTE_PLUGIN, words, sizeof(words));
		read_symbol(fd, "qw_plugin_v0", &plugin, sizeof(plugin));
		if (size >= sizeof(ElfW(Ehdr)) && !strstr(text, "truncated"))
			fail_msg("%zu bytes: %s", size, text);
	}
}

static void refuses_segments_beyond_the_end(void **state)
{
	(void)state;
	CLEANUP_BYTES struct bytes bytes = read_built("memory.so");
	ElfW(Ehdr) *header = (ElfW(Ehdr) *)(void *)bytes.data;
	ElfW(Phdr) *segments = (ElfW(Phdr) *)(void *)(bytes.data + header->e_phoff);
	header->e_shoff = 0;
	segments[0].p_filesz = segments[0].p_memsz = bytes.size + 1;
	assert_refused(bytes.data, bytes.size, "truncated");
	segments[0].p_filesz = segments[0].p_memsz = UINTPTR_MAX;
	segments[0].p_offset = 1;
	assert_refused(bytes.data, bytes.size, "impossible segment");
	segments[0].p_offset = 0;
	segments[0].p_filesz = 2;
	segments[0].p_memsz = 1;
	assert_refused(bytes.data, bytes.size, "impossible segment");
}

static void reads_notes(void **state)
{
	(void)state;
	CLEANUP_CLOSE int fd = open_built("memory.so");
	uint32_t words[4] = { 7, 7, 7, 7 };
	assert_int_equal(elf_note_read(fd, QW_NOTE_OWNER, QW_NOTE_PLUGIN, words, sizeof(words)), 8);
	assert_int_equal(words[0], QW_ABI_MAJOR);
	assert_int_equal(words[1], QW_ABI_MINOR);
	assert_int_equal(words[2], 7);
	assert_int_equal(elf_note_read(fd, QW_NOTE_OWNER, QW_NOTE_PLUGIN, words, 7), -EMSGSIZE);
	assert_int_equal(elf_note_read(fd, QW_NOTE_OWNER, ELF_NOTE_PROGRAM, words, 8), -ENOENT);
	assert_int_equal(elf_note_read(fd, "qemu-wrappe", QW_NOTE_PLUGIN, words, 8), -ENOENT);
	assert_int_equal(elf_note_read(fd, "qemu-wrapper2", QW_NOTE_PLUGIN, words, 8), -ENOENT);
	assert_int_equal(elf_note_read(fd, "qemu-wrapped", QW_NOTE_PLUGIN, words, 8), -ENOENT);
	CLEANUP_CLOSE int newer = open_built("wrong-major.so");
	assert_int_equal(elf_note_read(newer, QW_NOTE_OWNER, QW_NOTE_PLUGIN, words, sizeof(words)),
			 8);
	assert_int_equal(words[0], 1);
	CLEANUP_CLOSE int none = open_built("no-note.so");
	assert_int_equal(elf_note_read(none, QW_NOTE_OWNER, QW_NOTE_PLUGIN, words, 8), -ENOENT);
	CLEANUP_CLOSE int text = file_with("#!/bin/sh\n", 10);
	assert_int_equal(elf_note_read(text, QW_NOTE_OWNER, QW_NOTE_PLUGIN, words, 8), -ENOENT);
}

static void finds_the_note_of_a_program(void **state)
{
	(void)state;
	CLEANUP_CLOSE int fd = open_built("program");
	uint32_t words[2];
	assert_int_equal(elf_note_read(fd, QW_NOTE_OWNER, QW_NOTE_PLUGIN, words, 8), 8);
	CLEANUP_CLOSE int own = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	assert_int_equal(elf_note_read(own, QW_NOTE_OWNER, QW_NOTE_PLUGIN, words, 8), -ENOENT);
}

static void reads_symbols_by_either_hash(void **state)
{
	(void)state;
	static const char *const names[] = { "memory.so", "sysv-hash.so" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		CLEANUP_CLOSE int fd = open_built(names[i]);
		struct qw_plugin plugin = { 0 };
		char more[sizeof(plugin) + 1];
		assert_int_equal(read_symbol(fd, "qw_plugin_v0", &plugin, sizeof(plugin)), 0);
		assert_int_equal(plugin.struct_size, sizeof(plugin));
		assert_string_equal(plugin.name, "memory");
		assert_string_equal(plugin.summary, "gives guests a memory size");
		assert_int_equal(read_symbol(fd, "qw_plugin_v0", more, sizeof(more)), -ENOENT);
		assert_int_equal(read_symbol(fd, "qw_plugin_v", more, 1), -ENOENT);
		assert_int_equal(read_symbol(fd, "qw_plugin_v1", more, 1), -ENOENT);
		assert_int_equal(read_symbol(fd, "", more, 1), -ENOENT);
		/* Undefined, or a function. */
		assert_int_equal(read_symbol(fd, "__cxa_finalize", more, 0), -ENOENT);
	}
	CLEANUP_CLOSE int undefined = open_built("unresolved.so");
	assert_int_equal(read_symbol(undefined, "qw_test_function_of_nobody", NULL, 0), -ENOENT);
	CLEANUP_CLOSE int function = open_built("same-symbol-a.so");
	assert_int_equal(read_symbol(function, "qw_test_answer", NULL, 0), -ENOENT);
}

/* Whatever a byte is changed to, reading ends and stays in bounds (the sanitizers watch). */
static void survives_damage_anywhere(void **state)
{
	(void)state;
	static const char *const names[] = { "memory.so", "sysv-hash.so" };
	static const unsigned char values[] = { 0x00, 0x7f, 0xff };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		CLEANUP_BYTES struct bytes bytes = read_built(names[i]);
		CLEANUP_CLOSE int fd = file_with(bytes.data, bytes.size);
		size_t end = bytes.size < 8192 ? bytes.size : 8192;
		for (size_t at = 0; at < end * sizeof(values); at += one_in()) {
			off_t place = (off_t)(at / sizeof(values));
			CLEANUP_ERROR struct error err = { 0 };
			struct qw_plugin plugin;
			uint32_t words[2];
			assert_int_equal(pwrite(fd, &values[at % sizeof(values)], 1, place), 1);
			check_library(fd, &err);
			elf_note_read(fd, QW_NOTE_OWNER, QW_NOTE_PLUGIN, words, sizeof(words));
			read_symbol(fd, "qw_plugin_v0", &plugin, sizeof(plugin));
			assert_int_equal(pwrite(fd, bytes.data + place, 1, place), 1);
		}
		CLEANUP_ERROR struct error err = { 0 };
		assert_int_equal(check_library(fd, &err), 0);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts_a_shared_library),
		cmocka_unit_test(refuses_what_is_no_library),
		cmocka_unit_test(refuses_programs_at_fixed_addresses),
		cmocka_unit_test(refuses_other_machines),
		cmocka_unit_test(refuses_every_truncation),
		cmocka_unit_test(refuses_segments_beyond_the_end),
		cmocka_unit_test(reads_notes),
		cmocka_unit_test(finds_the_note_of_a_program),
		cmocka_unit_test(reads_symbols_by_either_hash),
		cmocka_unit_test(survives_damage_anywhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
