/* SPDX-License-Identifier: MIT */
/*
 * Reads what ELF files say of themselves without loading them. Nothing in a file is believed: every
 * offset and size is checked against its length.
 */
#ifndef LOADER_ELF_NOTE_H
#define LOADER_ELF_NOTE_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/** Our own program's note: owner QW_NOTE_OWNER, this type, no data. */
#define ELF_NOTE_PROGRAM 2u

/**
 * The file is a complete ELF object of our class, byte order and machine; `type` is ET_DYN or such.
 * -ENOEXEC and why otherwise ("truncated", "made for another machine").
 */
int elf_check(int fd, uint16_t type, struct error *err);

/**
 * Copies the data of the note with this owner and type from the file's PT_NOTE segments. Returns
 * the data's size, -ENOENT: no such note (or no ELF file of our class at all), -EMSGSIZE: larger
 * than `size`.
 */
int elf_note_read(int fd, const char *owner, uint32_t type, void *ret_data, size_t size);

/**
 * Copies `size` bytes of the object that an exported data symbol names, as they stand in the file
 * (pointers in it are not relocated). -ENOENT: no such symbol.
 */
int elf_symbol_read(int fd, const char *symbol, void *ret_data, size_t size);

#endif
