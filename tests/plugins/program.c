/* SPDX-License-Identifier: MIT */
/* A program with a plugin's note, to see that programs aren't loaded. */
#include <qemu-wrapper/plugin.h>

QW_EMIT_NOTE;

int main(void)
{
	return 0;
}
