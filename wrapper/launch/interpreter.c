/* SPDX-License-Identifier: MIT */
#include "launch/interpreter.h"

#include "loader/elf_file.h"

#include <fcntl.h>
#include <string.h>

/* Longer lines are cut by Linux, since 5.1 refused: BINPRM_BUF_SIZE. */
enum { LONGEST_LINE = 256, LONGEST_LINKER = 4096 };

static const char *of_script(int fd, struct arena *arena)
{
	char line[LONGEST_LINE + 1];
	ssize_t length = pread(fd, line, LONGEST_LINE, 0);
	if (length < 2 || memcmp(line, "#!", 2))
		return NULL;
	line[length] = '\0';
	const char *name = line + 2 + strspn(line + 2, " \t");
	return arena_strndup(arena, name, strcspn(name, " \t\n"));
}

static const char *of_elf(int fd, struct arena *arena)
{
	CLEANUP_ERROR struct error ignored = { 0 };
	struct elf_file elf;
	if (elf_file_open(fd, &elf, &ignored))
		return NULL;
	const ElfW(Phdr) *segment = elf_file_segment(&elf, PT_INTERP);
	if (!segment || !segment->p_filesz || segment->p_filesz > LONGEST_LINKER)
		return NULL;
	char *name = arena_alloc(arena, segment->p_filesz + 1);
	if (!name || elf_file_read(&elf, segment->p_offset, name, segment->p_filesz))
		return NULL;
	return name;
}

const char *interpreter_missing(const char *path, struct arena *arena)
{
	CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return NULL;
	const char *name = of_script(fd, arena);
	if (!name)
		name = of_elf(fd, arena);
	return name && *name && access(name, F_OK) && errno == ENOENT ? name : NULL;
}
