/* SPDX-License-Identifier: MIT */
#include "loader/elf_dynamic.h"

#include "unit.h"

#include <fcntl.h>
#include <sys/mman.h>

static void open_plugin(const char *name, struct elf_file *ret_elf, struct elf_dynamic *ret_dynamic)
{
	struct error err = { 0 };
	char path[4096];
	snprintf(path, sizeof(path), "%s/tests/plugins/%s.so", getenv("QW_BUILD"), name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fail_msg("%s: %s", path, strerror(errno));
	assert_int_equal(elf_file_open(fd, ret_elf, &err), 0);
	elf_dynamic_read(ret_elf, ret_dynamic);
}

/* How many symbols there are of this name; `ret_symbol` is the last. */
static int count(struct elf_file *elf, const struct elf_dynamic *dynamic, const char *name,
		 struct elf_symbol *ret_symbol)
{
	uint32_t all = elf_dynamic_count(elf, dynamic);
	struct elf_symbol symbol;
	int found = 0;
	assert_true(all > 1);
	for (uint32_t i = 0; i < all; i++) {
		assert_int_equal(elf_dynamic_symbol(elf, dynamic, i, &symbol), 0);
		if (strcmp(symbol.name, name) != 0)
			continue;
		found++;
		*ret_symbol = symbol;
	}
	return found;
}

static void every_symbol_is_found(void **state)
{
	(void)state;
	/* Both kinds of hash table tell how many there are. */
	static const char *const plugins[] = { "unresolved", "memory", "sysv-hash", "typed" };
	for (size_t i = 0; i < COUNT(plugins); i++) {
		struct elf_file elf;
		struct elf_dynamic dynamic;
		struct elf_symbol symbol;
		open_plugin(plugins[i], &elf, &dynamic);
		assert_int_equal(count(&elf, &dynamic, "qw_plugin_v0", &symbol), 1);
		assert_true(symbol.defined && symbol.visible && !symbol.weak);
		int missing = count(&elf, &dynamic, "qw_test_function_of_nobody", &symbol);
		assert_int_equal(missing, i == 0);
		assert_true(!missing || !symbol.defined);
		assert_int_equal(elf_dynamic_symbol(&elf, &dynamic, UINT32_MAX, &symbol), -ENOENT);
		close(elf.fd);
	}
}

static bool has_text(const char *plugin, int64_t tag, const char *wanted)
{
	struct elf_file elf;
	struct elf_dynamic dynamic;
	char text[ELF_NAME_SIZE];
	bool found = false;
	open_plugin(plugin, &elf, &dynamic);
	for (size_t i = 0; !elf_dynamic_text(&elf, &dynamic, tag, i, text); i++)
		found = found || !strcmp(text, wanted);
	close(elf.fd);
	return found;
}

static void texts_are_told_by_tag(void **state)
{
	(void)state;
	assert_true(has_text("needs-library", DT_NEEDED, "libm.so.6"));
	assert_true(has_text("needs-library", DT_NEEDED, "libc.so.6"));
	assert_false(has_text("memory", DT_NEEDED, "libm.so.6"));
	assert_true(has_text("rpath", DT_RPATH, "/nowhere/lib"));
	assert_true(has_text("runpath", DT_RUNPATH, "/nowhere/lib"));
	assert_false(has_text("runpath", DT_RPATH, "/nowhere/lib"));
}

static void how_it_wants_to_be_loaded(void **state)
{
	(void)state;
	struct elf_file elf;
	struct elf_dynamic dynamic;
	open_plugin("static-tls", &elf, &dynamic);
	assert_true(dynamic.flags & DF_STATIC_TLS);
	assert_false(dynamic.text_relocations);
	close(elf.fd);
	open_plugin("memory", &elf, &dynamic);
	assert_false(dynamic.flags & DF_STATIC_TLS);
	close(elf.fd);
}

/* A library of which nothing but its dynamic section is true. */
struct image {
	ElfW(Ehdr) header;
	ElfW(Phdr) segments[2];
	ElfW(Dyn) entries[8];
	uint32_t words[64];
	char strings[300];
};

static void make_image(struct image *image)
{
	CLEANUP_CLOSE int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	*image = (struct image){ 0 };
	assert_int_equal(pread(self, &image->header, sizeof(image->header), 0),
			 sizeof(image->header));
	image->header.e_phoff = offsetof(struct image, segments);
	image->header.e_phnum = 2;
	image->header.e_shoff = image->header.e_shnum = 0;
	/* Addresses are offsets. */
	image->segments[0] = (ElfW(
		Phdr)){ .p_type = PT_LOAD, .p_filesz = sizeof(*image), .p_memsz = sizeof(*image) };
	image->segments[1] = (ElfW(Phdr)){ .p_type = PT_DYNAMIC,
					   .p_offset = offsetof(struct image, entries),
					   .p_filesz = sizeof(image->entries),
					   .p_memsz = sizeof(image->entries) };
	memset(image->strings, 'x', sizeof(image->strings));
	image->entries[0] = (ElfW(Dyn)){ DT_STRTAB, { offsetof(struct image, strings) } };
	image->entries[1] = (ElfW(Dyn)){ DT_STRSZ, { sizeof(image->strings) } };
	image->entries[2] = (ElfW(Dyn)){ DT_NEEDED, { 5 } };
	image->entries[3] = (ElfW(Dyn)){ DT_GNU_HASH, { offsetof(struct image, words) } };
	image->entries[4] = (ElfW(Dyn)){ DT_TEXTREL, { 0 } };
	image->entries[5] = (ElfW(Dyn)){ DT_SYMTAB, { offsetof(struct image, words) } };
}

static void open_image(const struct image *image, struct elf_file *ret_elf,
		       struct elf_dynamic *ret_dynamic)
{
	struct error err = { 0 };
	int fd = memfd_create("image", MFD_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, image, sizeof(*image)), sizeof(*image));
	assert_int_equal(elf_file_open(fd, ret_elf, &err), 0);
	elf_dynamic_read(ret_elf, ret_dynamic);
}

static void long_names_are_cut(void **state)
{
	(void)state;
	struct image image;
	struct elf_file elf;
	struct elf_dynamic dynamic;
	char text[ELF_NAME_SIZE];
	make_image(&image);
	open_image(&image, &elf, &dynamic);
	assert_true(dynamic.text_relocations);
	assert_int_equal(elf_dynamic_text(&elf, &dynamic, DT_NEEDED, 0, text), 0);
	assert_int_equal(strlen(text), ELF_NAME_SIZE - 1);
	assert_int_equal(elf_dynamic_text(&elf, &dynamic, DT_NEEDED, 1, text), -ENOENT);
	close(elf.fd);
}

static int text_of(const struct image *image)
{
	struct elf_file elf;
	struct elf_dynamic dynamic;
	char text[ELF_NAME_SIZE];
	open_image(image, &elf, &dynamic);
	int status = elf_dynamic_text(&elf, &dynamic, DT_NEEDED, 0, text);
	close(elf.fd);
	return status;
}

static uint32_t count_of(const struct image *image)
{
	struct elf_file elf;
	struct elf_dynamic dynamic;
	open_image(image, &elf, &dynamic);
	uint32_t number = elf_dynamic_count(&elf, &dynamic);
	close(elf.fd);
	return number;
}

static void what_a_file_says_is_not_believed(void **state)
{
	(void)state;
	struct image image;
	make_image(&image);
	assert_int_equal(text_of(&image), 0);
	image.entries[2].d_un.d_val = sizeof(image.strings);
	assert_int_equal(text_of(&image), -ENOENT);
	image.entries[2].d_un.d_val = UINT64_MAX;
	assert_int_equal(text_of(&image), -ENOENT);
	make_image(&image);
	image.entries[0].d_un.d_ptr = UINT64_MAX - 2;
	assert_int_equal(text_of(&image), -ENOENT);
	image.entries[0].d_un.d_ptr = sizeof(image);
	assert_int_equal(text_of(&image), -ENOENT);

	/* One bucket whose chain never ends; one that ends; more buckets than are there. */
	make_image(&image);
	memcpy(image.words, (uint32_t[]){ 1, 1, 0, 0, 5 }, 20);
	assert_int_equal(count_of(&image), 0);
	image.words[5 + 4 + 2] = 1;
	assert_int_equal(count_of(&image), 8);
	image.words[0] = 60000;
	assert_int_equal(count_of(&image), 0);
	image.words[0] = UINT32_MAX;
	assert_int_equal(count_of(&image), 0);
	/* A plain table. */
	image.entries[3].d_tag = DT_HASH;
	image.words[1] = UINT32_MAX;
	assert_int_equal(count_of(&image), 65536);
	image.words[1] = 7;
	assert_int_equal(count_of(&image), 7);
	image.entries[3].d_tag = DT_DEBUG;
	assert_int_equal(count_of(&image), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_symbol_is_found),
		cmocka_unit_test(texts_are_told_by_tag),
		cmocka_unit_test(how_it_wants_to_be_loaded),
		cmocka_unit_test(long_names_are_cut),
		cmocka_unit_test(what_a_file_says_is_not_believed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
