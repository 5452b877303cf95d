/* SPDX-License-Identifier: MIT */
/*
 * Bounded reading of an ELF file of our own class, byte order and machine. The file is read, never
 * mapped: one that is cut short meanwhile gives an error, not SIGBUS. Two windows, the first page
 * and the page read last, keep the number of reads small. Borrows the descriptor; holds nothing to
 * release. What elf_note.h offers for a descriptor is here for several questions in a row.
 */
#ifndef LOADER_ELF_FILE_H
#define LOADER_ELF_FILE_H

#include "base/error.h"

#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** More program headers than any linker writes. */
#define ELF_MOST_SEGMENTS 64

struct elf_window {
	uint64_t at;
	size_t size;
	unsigned char bytes[4096];
};

struct elf_file {
	int fd;
	uint64_t size;
	ElfW(Ehdr) header;
	ElfW(Phdr) segments[ELF_MOST_SEGMENTS];
	size_t segment_count;
	struct elf_window first, last;
};

/** Reads the headers; -ENOEXEC and why: not ELF, damaged, not for this machine. */
int elf_file_open(int fd, struct elf_file *ret_elf, struct error *err);

/** Everything that the headers speak of is in the file; -ENOEXEC and why otherwise. */
int elf_file_complete(const struct elf_file *elf, struct error *err);

/** Copies bytes at an offset of the file; -ENOENT: they are not all there. */
int elf_file_read(struct elf_file *elf, uint64_t offset, void *ret_bytes, size_t size);

/** Copies bytes at an address of the loaded object, as the file has them; -ENOENT likewise. */
int elf_file_memory(struct elf_file *elf, uint64_t address, void *ret_bytes, size_t size);

/** The first segment of a type, or NULL. */
const ElfW(Phdr) * elf_file_segment(const struct elf_file *elf, uint32_t type);

/** It is a complete object of this type, ET_DYN or such; -ENOEXEC and why otherwise. */
int elf_file_check(struct elf_file *elf, uint16_t type, struct error *err);

/** elf_note_read() of elf_note.h. */
int elf_file_note(struct elf_file *elf, const char *owner, uint32_t type, void *ret_data,
		  size_t size);

/** The same for the index-th of several notes of this owner and type, counted from 0. */
int elf_file_note_at(struct elf_file *elf, const char *owner, uint32_t type, size_t index,
		     void *ret_data, size_t size);

/**
 * Copies `size` bytes of the object that an exported data symbol names, as they stand in the file
 * (pointers in it are not relocated). -ENOENT: no such symbol.
 */
int elf_file_symbol(struct elf_file *elf, const char *symbol, void *ret_data, size_t size);

#endif
