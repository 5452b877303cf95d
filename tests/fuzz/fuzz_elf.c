/* SPDX-License-Identifier: MIT */
/* A file that says it is a plugin: all that is read of one before it is loaded. Class, byte order
 * and machine become our own, so that the corpus is good for every machine of its class. What is
 * read twice is the same, and names end. */
#include "fuzz.h"

#include "loader/elf_dynamic.h"
#include "loader/elf_note.h"

#include <qemu-wrapper/plugin.h>
#include <stddef.h>
#include <sys/mman.h>

static void adapt(uint8_t *bytes, size_t size)
{
	static const size_t places[] = { EI_CLASS, EI_DATA, offsetof(ElfW(Ehdr), e_machine),
					 offsetof(ElfW(Ehdr), e_machine) + 1 };
	ElfW(Ehdr) own;
	FILE *self = fopen("/proc/self/exe", "re");
	MUST(self && fread(&own, sizeof(own), 1, self) == 1);
	fclose(self);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (places[i] < size)
			bytes[places[i]] = ((uint8_t *)&own)[places[i]];
}

static int file_with(const uint8_t *data, size_t size)
{
	uint8_t *bytes = malloc(size + 1);
	MUST(bytes);
	if (size)
		memcpy(bytes, data, size);
	adapt(bytes, size);
	int fd = memfd_create("elf", MFD_CLOEXEC);
	MUST(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
	free(bytes);
	return fd;
}

static void read_texts(struct elf_file *elf, const struct elf_dynamic *dynamic, int64_t tag)
{
	char text[ELF_NAME_SIZE];
	for (size_t i = 0; i < 100 && !elf_dynamic_text(elf, dynamic, tag, i, text); i++)
		MUST(strlen(text) < sizeof(text));
}

static void read_symbols(struct elf_file *elf, const struct elf_dynamic *dynamic)
{
	struct elf_symbol symbol;
	uint32_t count = elf_dynamic_count(elf, dynamic);
	MUST(count <= 65536);
	for (uint32_t i = 0; i < count && i < 1000; i++)
		if (!elf_dynamic_symbol(elf, dynamic, i, &symbol))
			MUST(strlen(symbol.name) < sizeof(symbol.name));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_CLOSE int fd = file_with(data, size);
	struct elf_file elf;
	struct elf_dynamic dynamic;
	uint32_t words[64];
	struct qw_plugin raw;
	if (elf_file_open(fd, &elf, &err))
		return 0;
	(void)elf_file_check(&elf, ET_DYN, &err);
	int note = elf_file_note(&elf, QW_NOTE_OWNER, QW_NOTE_PLUGIN, words, sizeof(words));
	MUST(note == elf_note_read(fd, QW_NOTE_OWNER, QW_NOTE_PLUGIN, words, sizeof(words)));
	(void)elf_file_symbol(&elf, "qw_plugin_v0", &raw, sizeof(raw));
	elf_dynamic_read(&elf, &dynamic);
	read_texts(&elf, &dynamic, DT_NEEDED);
	read_texts(&elf, &dynamic, DT_RUNPATH);
	read_symbols(&elf, &dynamic);
	return 0;
}
