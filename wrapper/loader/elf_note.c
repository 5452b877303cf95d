/* SPDX-License-Identifier: MIT */
#include "loader/elf_note.h"

#include "loader/elf_dynamic.h"

#include <string.h>

/* No real file has near as many; a hostile one must not keep us reading. */
#define MOST_NOTES 4096

int elf_file_check(struct elf_file *elf, uint16_t type, struct error *err)
{
	int status = elf_file_complete(elf, err);
	if (status)
		return status;
	if (elf->header.e_type == ET_EXEC && type == ET_DYN)
		return error_set(err, ENOEXEC, "a program, not a shared library");
	if (elf->header.e_type != type)
		return error_set(err, ENOEXEC, "an ELF file of another kind (type %u)",
				 (unsigned)elf->header.e_type);
	if (type != ET_DYN)
		return 0;
	struct elf_dynamic dynamic;
	elf_dynamic_read(elf, &dynamic);
	/* A position-independent program is ET_DYN too; only this flag tells. */
	if (dynamic.flags_1 & DF_1_PIE)
		return error_set(err, ENOEXEC, "a program, not a shared library");
	return 0;
}

static uint64_t align_up(uint64_t value, uint64_t alignment)
{
	return (value + alignment - 1) & ~(alignment - 1);
}

/* 1: it is this note, with its data at the offset told. 0: another one. */
static int is_note(struct elf_file *elf, uint64_t at, const ElfW(Nhdr) * note, const char *owner,
		   uint32_t type)
{
	char found[64];
	size_t size = strlen(owner) + 1;
	return note->n_type == type && note->n_namesz == size && size <= sizeof(found) &&
	       !elf_file_read(elf, at + sizeof(*note), found, size) && !memcmp(found, owner, size);
}

/* Like elf_file_note_at(), in one segment; notes passed over are taken off the index. */
static int find_note(struct elf_file *elf, const ElfW(Phdr) * segment, const char *owner,
		     uint32_t type, size_t *index, void *ret_data, size_t size)
{
	uint64_t alignment = segment->p_align == 8 ? 8 : 4;
	uint64_t at = segment->p_offset, end;
	if (__builtin_add_overflow(at, segment->p_filesz, &end) || end > elf->size)
		return -ENOENT;
	for (int i = 0; i < MOST_NOTES && at < end; i++) {
		ElfW(Nhdr) note;
		if (end - at < sizeof(note) || elf_file_read(elf, at, &note, sizeof(note)))
			return -ENOENT;
		/* Both sizes are 32-bit words and `at` is inside the file: no overflow. */
		uint64_t data = at + align_up(sizeof(note) + note.n_namesz, alignment);
		if (data > end || note.n_descsz > end - data)
			return -ENOENT;
		if (is_note(elf, at, &note, owner, type) && !(*index)--) {
			if (note.n_descsz > size)
				return -EMSGSIZE;
			if (elf_file_read(elf, data, ret_data, note.n_descsz))
				return -ENOENT;
			return (int)note.n_descsz;
		}
		at = align_up(data + note.n_descsz, alignment);
	}
	return -ENOENT;
}

int elf_file_note_at(struct elf_file *elf, const char *owner, uint32_t type, size_t index,
		     void *ret_data, size_t size)
{
	for (size_t i = 0; i < elf->segment_count; i++) {
		if (elf->segments[i].p_type != PT_NOTE)
			continue;
		int found = find_note(elf, &elf->segments[i], owner, type, &index, ret_data, size);
		if (found != -ENOENT)
			return found;
	}
	return -ENOENT;
}

int elf_file_note(struct elf_file *elf, const char *owner, uint32_t type, void *ret_data,
		  size_t size)
{
	return elf_file_note_at(elf, owner, type, 0, ret_data, size);
}

int elf_note_read(int fd, const char *owner, uint32_t type, void *ret_data, size_t size)
{
	CLEANUP_ERROR struct error ignored = { 0 };
	struct elf_file elf;
	if (size > INT32_MAX || elf_file_open(fd, &elf, &ignored))
		return -ENOENT;
	return elf_file_note(&elf, owner, type, ret_data, size);
}
