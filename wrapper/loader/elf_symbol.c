/* SPDX-License-Identifier: MIT */
#include "loader/elf_dynamic.h"

#include <string.h>

/* No real file has a chain near as long; a hostile one must not keep us reading. */
enum { MOST_CHAIN = 65536 };

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
