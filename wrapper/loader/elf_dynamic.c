/* SPDX-License-Identifier: MIT */
#include "loader/elf_dynamic.h"

#include <string.h>

/* No plugin has near as many; a hostile file must not keep us reading. */
enum { MOST_ENTRIES = 4096, MOST_SYMBOLS = 65536, MOST_BUCKETS = 65536 };

/* False: behind the last. `segment`: the one of type PT_DYNAMIC, or NULL. */
static bool entry_at(struct elf_file *elf, const ElfW(Phdr) * segment, size_t index,
		     ElfW(Dyn) * ret_entry)
{
	uint64_t at;
	return segment && index < MOST_ENTRIES && index < segment->p_filesz / sizeof(*ret_entry) &&
	       !__builtin_add_overflow((uint64_t)segment->p_offset, index * sizeof(*ret_entry),
				       &at) &&
	       !elf_file_read(elf, at, ret_entry, sizeof(*ret_entry)) &&
	       ret_entry->d_tag != DT_NULL;
}

static void take(struct elf_dynamic *dynamic, const ElfW(Dyn) * entry)
{
	switch (entry->d_tag) {
	case DT_GNU_HASH:
		dynamic->gnu_hash = entry->d_un.d_ptr;
		break;
	case DT_HASH:
		dynamic->hash = entry->d_un.d_ptr;
		break;
	case DT_STRTAB:
		dynamic->strings = entry->d_un.d_ptr;
		break;
	case DT_STRSZ:
		dynamic->strings_size = entry->d_un.d_val;
		break;
	case DT_SYMTAB:
		dynamic->symbols = entry->d_un.d_ptr;
		break;
	case DT_TEXTREL:
		dynamic->text_relocations = true;
		break;
	case DT_FLAGS:
		dynamic->flags = entry->d_un.d_val;
		break;
	case DT_FLAGS_1:
		dynamic->flags_1 = entry->d_un.d_val;
		break;
	}
}

/* DT_HASH tells the number. A GNU table doesn't: the last symbol is the one where the chain of the
 * highest bucket ends. */
static uint32_t count_by_gnu_hash(struct elf_file *elf, const struct elf_dynamic *dynamic)
{
	struct {
		uint32_t buckets, first, bloom_words, bloom_shift;
	} table;
	if (elf_file_memory(elf, dynamic->gnu_hash, &table, sizeof(table)) ||
	    table.buckets > MOST_BUCKETS)
		return 0;
	uint64_t at = dynamic->gnu_hash + sizeof(table) +
		      (uint64_t)table.bloom_words * sizeof(ElfW(Addr));
	uint32_t last = 0, bucket, link = 0;
	for (uint32_t i = 0; i < table.buckets; i++, at += sizeof(bucket)) {
		if (elf_file_memory(elf, at, &bucket, sizeof(bucket)))
			return 0;
		last = bucket > last ? bucket : last;
	}
	if (last < table.first)
		return table.first;
	at += (uint64_t)(last - table.first) * sizeof(link);
	for (; !(link & 1); at += sizeof(link), last++)
		if (last >= MOST_SYMBOLS || elf_file_memory(elf, at, &link, sizeof(link)))
			return 0;
	return last;
}

uint32_t elf_dynamic_count(struct elf_file *elf, const struct elf_dynamic *dynamic)
{
	uint32_t counts[2], count = 0;
	if (dynamic->hash && !elf_file_memory(elf, dynamic->hash, counts, sizeof(counts)))
		count = counts[1];
	else if (dynamic->gnu_hash)
		count = count_by_gnu_hash(elf, dynamic);
	return count < MOST_SYMBOLS ? count : MOST_SYMBOLS;
}

void elf_dynamic_read(struct elf_file *elf, struct elf_dynamic *ret_dynamic)
{
	const ElfW(Phdr) *segment = elf_file_segment(elf, PT_DYNAMIC);
	ElfW(Dyn) entry;
	*ret_dynamic = (struct elf_dynamic){ 0 };
	for (size_t i = 0; entry_at(elf, segment, i, &entry); i++)
		take(ret_dynamic, &entry);
	if (ret_dynamic->flags & DF_TEXTREL)
		ret_dynamic->text_relocations = true;
}

static int text_at(struct elf_file *elf, const struct elf_dynamic *dynamic, uint64_t offset,
		   char ret_text[ELF_NAME_SIZE])
{
	uint64_t at;
	if (offset >= dynamic->strings_size ||
	    __builtin_add_overflow(dynamic->strings, offset, &at))
		return -ENOENT;
	uint64_t size = dynamic->strings_size - offset;
	if (size > ELF_NAME_SIZE - 1)
		size = ELF_NAME_SIZE - 1;
	if (elf_file_memory(elf, at, ret_text, (size_t)size))
		return -ENOENT;
	ret_text[size] = '\0';
	return 0;
}

int elf_dynamic_text(struct elf_file *elf, const struct elf_dynamic *dynamic, int64_t tag,
		     size_t index, char ret_text[ELF_NAME_SIZE])
{
	const ElfW(Phdr) *segment = elf_file_segment(elf, PT_DYNAMIC);
	ElfW(Dyn) entry;
	for (size_t i = 0; entry_at(elf, segment, i, &entry); i++)
		if (entry.d_tag == tag && !index--)
			return text_at(elf, dynamic, entry.d_un.d_val, ret_text);
	return -ENOENT;
}

int elf_dynamic_symbol(struct elf_file *elf, const struct elf_dynamic *dynamic, uint32_t index,
		       struct elf_symbol *ret_symbol)
{
	ElfW(Sym) symbol;
	uint64_t at;
	if (index >= MOST_SYMBOLS ||
	    __builtin_add_overflow(dynamic->symbols, (uint64_t)index * sizeof(symbol), &at) ||
	    elf_file_memory(elf, at, &symbol, sizeof(symbol)) ||
	    text_at(elf, dynamic, symbol.st_name, ret_symbol->name))
		return -ENOENT;
	/* Both classes keep binding and visibility in the same bits. */
	unsigned binding = symbol.st_info >> 4, visibility = symbol.st_other & 3;
	ret_symbol->defined = symbol.st_shndx != SHN_UNDEF;
	ret_symbol->weak = binding == STB_WEAK || binding == STB_GNU_UNIQUE;
	ret_symbol->visible =
		binding != STB_LOCAL && visibility != STV_HIDDEN && visibility != STV_INTERNAL;
	return 0;
}
