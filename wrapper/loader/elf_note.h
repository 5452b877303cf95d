/* SPDX-License-Identifier: MIT */
/*
 * Reads the notes of ELF files without loading them. Nothing in a file is believed: every offset
 * and size is checked against its length.
 */
#ifndef LOADER_ELF_NOTE_H
#define LOADER_ELF_NOTE_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/** Our own program's note: owner QW_NOTE_OWNER, this type, no data. */
#define ELF_NOTE_PROGRAM 2u

/**
 * Copies the data of the note with this owner and type from the file's PT_NOTE segments. Returns
 * the data's size, -ENOENT: no such note (or no ELF file of our class at all), -EMSGSIZE: larger
 * than `size`.
 */
int elf_note_read(int fd, const char *owner, uint32_t type, void *ret_data, size_t size);

#endif
