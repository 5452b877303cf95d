/* SPDX-License-Identifier: MIT */
#include "loader/elf_file.h"

#include "child.h"
#include "config_files.h"

#include <sys/mman.h>

enum { SEGMENTS = 3, BASE = 0x100000 };

/* A file of our own machine: headers, then bytes that tell where they stand. */
struct image {
	ElfW(Ehdr) header;
	ElfW(Phdr) segments[SEGMENTS];
	unsigned char bytes[16000];
};

static struct image image;

static void make_image(void)
{
	CLEANUP_CLOSE int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	unsigned char *all = (unsigned char *)&image;
	for (size_t i = 0; i < sizeof(image); i++)
		all[i] = (unsigned char)(i * 7 + i / 251);
	assert_int_equal(pread(self, &image.header, sizeof(image.header), 0), sizeof(image.header));
	image.header.e_phoff = offsetof(struct image, segments);
	image.header.e_phnum = SEGMENTS;
	image.header.e_shoff = image.header.e_shnum = 0;
	memset(image.segments, 0, sizeof(image.segments));
	image.segments[0].p_type = PT_NOTE;
	image.segments[1] = (ElfW(Phdr)){ .p_type = PT_LOAD,
					  .p_offset = 4096,
					  .p_vaddr = BASE,
					  .p_filesz = 1000,
					  .p_memsz = 5000 };
	image.segments[2] = (ElfW(Phdr)){ .p_type = PT_NOTE, .p_memsz = 1 };
}

static int open_image(struct elf_file *elf, struct error *err)
{
	int fd = memfd_create("image", MFD_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, &image, sizeof(image)), sizeof(image));
	elf->fd = fd;
	return elf_file_open(fd, elf, err);
}

static void any_part_can_be_read(void **state)
{
	(void)state;
	struct elf_file elf;
	struct error err = { 0 };
	uint64_t random = 20;
	static unsigned char bytes[sizeof(image) + 1];
	make_image();
	assert_int_equal(open_image(&elf, &err), 0);
	for (int i = 0; i < 2000; i++) {
		size_t size = random_below(&random, i % 4 ? 200 : sizeof(image) + 1);
		size_t offset = random_below(&random, sizeof(image) + 1);
		int wanted = offset + size <= sizeof(image) ? 0 : -ENOENT;
		assert_int_equal(elf_file_read(&elf, offset, bytes, size), wanted);
		if (!wanted)
			assert_memory_equal(bytes, (char *)&image + offset, size);
	}
	assert_int_equal(elf_file_read(&elf, UINT64_MAX - 3, bytes, 8), -ENOENT);
	/* One that is cut short meanwhile; what was read last may still be known. */
	assert_int_equal(elf_file_read(&elf, 5000, bytes, 1), 0);
	assert_int_equal(ftruncate(elf.fd, 9000), 0);
	assert_int_equal(elf_file_read(&elf, 12000, bytes, 100), -ENOENT);
	assert_int_equal(elf_file_read(&elf, 5000, bytes, 8000), -ENOENT);
	close(elf.fd);
}

static void addresses_lead_into_loaded_segments(void **state)
{
	(void)state;
	static const struct {
		uint64_t address;
		size_t size;
		int status;
	} rows[] = {
		{ BASE, 1000, 0 },          { BASE + 999, 1, 0 },        { BASE + 1000, 0, 0 },
		{ BASE + 999, 2, -ENOENT }, { BASE + 1000, 1, -ENOENT }, { BASE - 1, 1, -ENOENT },
		{ 0, 1, -ENOENT },          { BASE, SIZE_MAX, -ENOENT }, { UINT64_MAX, 1, -ENOENT },
	};
	struct elf_file elf;
	struct error err = { 0 };
	make_image();
	assert_int_equal(open_image(&elf, &err), 0);
	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned char bytes[1000];
		assert_int_equal(elf_file_memory(&elf, rows[i].address, bytes, rows[i].size),
				 rows[i].status);
		if (!rows[i].status)
			assert_memory_equal(bytes, (char *)&image + 4096 + rows[i].address - BASE,
					    rows[i].size);
	}
	assert_ptr_equal(elf_file_segment(&elf, PT_NOTE), &elf.segments[0]);
	assert_ptr_equal(elf_file_segment(&elf, PT_LOAD), &elf.segments[1]);
	assert_null(elf_file_segment(&elf, PT_DYNAMIC));
	close(elf.fd);
}

/* The refusal of the image as it is now, by opening it or by looking whether it is complete. */
static void assert_refused(const char *words)
{
	struct elf_file elf;
	CLEANUP_ERROR struct error err = { 0 };
	int status = open_image(&elf, &err);
	if (!status)
		status = elf_file_complete(&elf, &err);
	close(elf.fd);
	assert_int_equal(status, words ? -ENOEXEC : 0);
	if (words)
		assert_contains(error_text(&err), words);
}

#define ASSERT_REFUSED(member, value, words) \
	do {                                 \
		make_image();                \
		image.member = (value);      \
		assert_refused(words);       \
	} while (0)

static void damage_is_told(void **state)
{
	(void)state;
	make_image();
	assert_refused(NULL);
	ASSERT_REFUSED(header.e_ident[0], 0, "not a shared library (no ELF file)");
	ASSERT_REFUSED(header.e_ident[EI_CLASS], 9, "an unknown number of bits");
	ASSERT_REFUSED(header.e_ident[EI_DATA], 9, "other byte order");
	ASSERT_REFUSED(header.e_machine, 4711, "ELF machine number 4711");
	ASSERT_REFUSED(header.e_version, 0, "unknown version");
	ASSERT_REFUSED(header.e_ident[EI_VERSION], 2, "unknown version");
	ASSERT_REFUSED(header.e_phnum, 0, "no program headers");
	ASSERT_REFUSED(header.e_phentsize, 1, "no program headers");
	ASSERT_REFUSED(header.e_phnum, ELF_MOST_SEGMENTS, NULL);
	ASSERT_REFUSED(header.e_phnum, ELF_MOST_SEGMENTS + 1, "65 program headers");
	ASSERT_REFUSED(header.e_phoff, sizeof(image) - 100, "its program headers are missing");
	ASSERT_REFUSED(header.e_phoff, UINT64_MAX - 8, "its program headers are missing");
	ASSERT_REFUSED(header.e_shoff, sizeof(image), NULL);
	ASSERT_REFUSED(header.e_shoff, sizeof(image) + 1, "truncated");
	ASSERT_REFUSED(segments[1].p_offset, sizeof(image) - 1000, NULL);
	ASSERT_REFUSED(segments[1].p_offset, sizeof(image) - 999, "truncated");
	ASSERT_REFUSED(segments[1].p_offset, UINT64_MAX - 3, "impossible segment");
	ASSERT_REFUSED(segments[1].p_filesz, 5001, "impossible segment");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_part_can_be_read),
		cmocka_unit_test(addresses_lead_into_loaded_segments),
		cmocka_unit_test(damage_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
