/* SPDX-License-Identifier: MIT */
#include "kvm/shown.h"

#include <string.h>

void shown_copy(const char *raw, char *ret_shown, size_t room)
{
	size_t length = 0;
	for (; raw[length] && length < room - 1; length++) {
		unsigned char byte = (unsigned char)raw[length];
		ret_shown[length] = byte < ' ' || byte == 0x7f ? '?' : raw[length];
	}
	ret_shown[length] = '\0';
	if (raw[length] && room > 3)
		memcpy(ret_shown + room - 4, "...", 4);
}
