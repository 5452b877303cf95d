/* SPDX-License-Identifier: MIT */
#include "board.h"

#include "line/machine.h"

#include <string.h>

unsigned int board_processors(const char *target, const char *type)
{
	static const struct {
		const char *target;
		/* Its name, or what it begins with before a dash and a version. */
		const char *type;
		/* Without -machine it is this one. */
		bool is_default;
		unsigned int most;
	} boards[] = {
		{ "x86_64", "pc", true, 255 },
		{ "x86_64", "q35", false, 255 },
		{ "x86_64", "microvm", false, 255 },
		{ "i386", "pc", true, 255 },
		{ "i386", "q35", false, 255 },
		{ "i386", "microvm", false, 255 },
		/* With GICv2, which many releases take by default. */
		{ "aarch64", "virt", false, 8 },
		{ "riscv64", "virt", false, 8 },
		{ "loongarch64", "virt", true, 4 },
		{ "ppc64", "pseries", true, 255 },
		{ "s390x", "s390-ccw-virtio", true, 248 },
	};
	for (size_t i = 0; i < sizeof(boards) / sizeof(*boards); i++) {
		size_t length = strlen(boards[i].type);
		bool same = type ? !strncmp(type, boards[i].type, length) &&
					    (!type[length] || type[length] == '-')
				 : boards[i].is_default;
		if (same && !strcmp(target, boards[i].target))
			return boards[i].most;
	}
	return 0;
}

unsigned int board_of_line(const struct qw_command *cmd)
{
	char target[TARGET_MAX];
	if (!machine_target(cmd, target))
		return 0;
	return board_processors(target, machine_property(cmd, "type"));
}
