/* SPDX-License-Identifier: MIT */
#include "loader/elf_note.h"

#include "loader/elf_dynamic.h"

#include <string.h>

/* No real file has near as many; a hostile one must not keep us reading. */
#define MOST_NOTES 4096

#define MOST_CHAIN 65536

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

/* True if the symbol at this index of the table has the name. */
static bool is_symbol(struct elf_file *elf, const struct elf_dynamic *dynamic, uint64_t index,
		      const char *name, ElfW(Sym) * ret_symbol)
{
	char found[64];
	size_t size = strlen(name) + 1;
	uint64_t at;
	return !__builtin_mul_overflow(index, sizeof(*ret_symbol), &at) &&
	       !__builtin_add_overflow(at, dynamic->symbols, &at) &&
	       !elf_file_memory(elf, at, ret_symbol, sizeof(*ret_symbol)) &&
	       size <= sizeof(found) && size <= dynamic->strings_size &&
	       ret_symbol->st_name <= dynamic->strings_size - size &&
	       !elf_file_memory(elf, dynamic->strings + ret_symbol->st_name, found, size) &&
	       !memcmp(found, name, size);
}

static uint32_t gnu_hash(const char *name)
{
	uint32_t hash = 5381;
	for (const unsigned char *p = (const unsigned char *)name; *p; p++)
		hash = hash * 33 + *p;
	return hash;
}

static int find_by_gnu_hash(struct elf_file *elf, const struct elf_dynamic *dynamic,
			    const char *name, ElfW(Sym) * ret_symbol)
{
	struct {
		uint32_t buckets, first, bloom_words, bloom_shift;
	} table;
	if (elf_file_memory(elf, dynamic->gnu_hash, &table, sizeof(table)) || !table.buckets)
		return -ENOENT;
	uint32_t hash = gnu_hash(name), index;
	uint64_t buckets = dynamic->gnu_hash + sizeof(table) +
			   (uint64_t)table.bloom_words * sizeof(ElfW(Addr));
	uint64_t chain = buckets + (uint64_t)table.buckets * 4;
	if (elf_file_memory(elf, buckets + (uint64_t)(hash % table.buckets) * 4, &index, 4) ||
	    index < table.first)
		return -ENOENT;
	for (int i = 0; i < MOST_CHAIN; i++, index++) {
		uint32_t link;
		if (elf_file_memory(elf, chain + (uint64_t)(index - table.first) * 4, &link, 4))
			return -ENOENT;
		if ((link | 1) == (hash | 1) && is_symbol(elf, dynamic, index, name, ret_symbol))
			return 0;
		if (link & 1)
			return -ENOENT;
	}
	return -ENOENT;
}

static uint32_t sysv_hash(const char *name)
{
	uint32_t hash = 0;
	for (const unsigned char *p = (const unsigned char *)name; *p; p++) {
		hash = (hash << 4) + *p;
		uint32_t high = hash & 0xf0000000u;
		hash ^= high >> 24;
		hash &= ~high;
	}
	return hash;
}

static int find_by_hash(struct elf_file *elf, const struct elf_dynamic *dynamic, const char *name,
			ElfW(Sym) * ret_symbol)
{
	uint32_t counts[2], index;
	if (elf_file_memory(elf, dynamic->hash, counts, sizeof(counts)) || !counts[0])
		return -ENOENT;
	uint64_t buckets = dynamic->hash + sizeof(counts);
	uint64_t chain = buckets + (uint64_t)counts[0] * 4;
	if (elf_file_memory(elf, buckets + (uint64_t)(sysv_hash(name) % counts[0]) * 4, &index, 4))
		return -ENOENT;
	for (int i = 0; i < MOST_CHAIN && index && index < counts[1]; i++) {
		if (is_symbol(elf, dynamic, index, name, ret_symbol))
			return 0;
		if (elf_file_memory(elf, chain + (uint64_t)index * 4, &index, 4))
			return -ENOENT;
	}
	return -ENOENT;
}

int elf_file_symbol(struct elf_file *elf, const char *symbol, void *ret_data, size_t size)
{
	struct elf_dynamic dynamic;
	elf_dynamic_read(elf, &dynamic);
	ElfW(Sym) found;
	int status = dynamic.gnu_hash ? find_by_gnu_hash(elf, &dynamic, symbol, &found)
		     : dynamic.hash   ? find_by_hash(elf, &dynamic, symbol, &found)
				      : -ENOENT;
	if (status)
		return status;
	/* The low four bits are the symbol's type in both classes. */
	if (found.st_shndx == SHN_UNDEF || (found.st_info & 0xf) != STT_OBJECT ||
	    found.st_size < size)
		return -ENOENT;
	return elf_file_memory(elf, found.st_value, ret_data, size);
}
