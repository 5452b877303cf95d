/* SPDX-License-Identifier: MIT */
#include "drop_in.h"
#include "io/standard_streams.h"
#include "loader/elf_note.h"
#include "personality.h"
#include "tool/tool.h"

#include <qemu-wrapper/plugin.h>
#include <stdint.h>

/* Tells every other qemu-wrapper that this file is one, so that none takes it for the real QEMU. */
__attribute__((used, aligned(4), section(".note.qemu-wrapper.program"))) static const struct {
	uint32_t owner_size, data_size, type;
	char owner[16];
} program_note = { sizeof(QW_NOTE_OWNER), 0, ELF_NOTE_PROGRAM, QW_NOTE_OWNER };

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	standard_streams_hold();
	const char *const *words = (const char *const *)argv;
	const char *const *environment = (const char *const *)envp;
	struct personality personality = personality_of(words[0]);
	if (personality.is_tool)
		return tool(words, environment);
	return drop_in(&personality, words, environment);
}
