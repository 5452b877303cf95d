/* SPDX-License-Identifier: MIT */
/*
 * The dynamic section of an ELF file: what the library needs, what it offers, and how it wants to
 * be loaded. Read as elf_file.h reads, so nothing in it is believed, and every loop ends.
 */
#ifndef LOADER_ELF_DYNAMIC_H
#define LOADER_ELF_DYNAMIC_H

#include "loader/elf_file.h"

/** Longer names of symbols and libraries are cut. */
enum { ELF_NAME_SIZE = 256 };

struct elf_dynamic {
	/** Addresses and sizes; 0: there is none. */
	uint64_t gnu_hash, hash, strings, strings_size, symbols;
	/** DT_FLAGS and DT_FLAGS_1. */
	uint64_t flags, flags_1;
	/** DT_TEXTREL or DF_TEXTREL: the code is written to while it is loaded. */
	bool text_relocations;
};

/** A symbol of the dynamic table. */
struct elf_symbol {
	char name[ELF_NAME_SIZE];
	/** False: somebody else has to provide it. */
	bool defined;
	/** Another definition may take its place, or it may be missing. */
	bool weak;
	/** Others can see it. */
	bool visible;
};

/** Reads it; all zero if the file has none. */
void elf_dynamic_read(struct elf_file *elf, struct elf_dynamic *ret_dynamic);

/** The text of the index-th entry of this tag (DT_NEEDED, DT_RPATH...), counted from 0. -ENOENT: no
 * such entry, or its text is outside of the file. */
int elf_dynamic_text(struct elf_file *elf, const struct elf_dynamic *dynamic, int64_t tag,
		     size_t index, char ret_text[ELF_NAME_SIZE]);

/** Symbols in the table, as its hash table tells; 0: unknown. */
uint32_t elf_dynamic_count(struct elf_file *elf, const struct elf_dynamic *dynamic);

/** The index-th symbol; the first is always empty. -ENOENT: there is none, or its name is not
 * there. */
int elf_dynamic_symbol(struct elf_file *elf, const struct elf_dynamic *dynamic, uint32_t index,
		       struct elf_symbol *ret_symbol);

#endif
