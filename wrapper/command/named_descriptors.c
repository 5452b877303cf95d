/* SPDX-License-Identifier: MIT */
#include "command/named_descriptors.h"

#include <stdlib.h>
#include <string.h>

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* QEMU reads numbers by ten in some places, and in others as C writes them. What is too large for
 * an int loses its upper half. */
static bool list_has(const char *list, int number)
{
	list += *list == '+';
	for (char *end; is_digit(*list); list = end + 1) {
		if ((int)strtoul(list, &end, 0) == number)
			return true;
		if ((int)strtoul(list, &end, 10) == number)
			return true;
		if (*end != ':')
			break;
	}
	return false;
}

/* Behind a key: what follows '=', ':' or '/', quoted or not; NULL: it is no key. */
static const char *value_behind(const char *text)
{
	static const char blanks[] = "\"' \t\n\r";
	text += strspn(text, blanks);
	if (!*text || !strchr("=:/", *text))
		return NULL;
	text++;
	return text + strspn(text, blanks);
}

static bool text_names(const char *text, int number)
{
	static const char *const keys[] = { "fd", "fds", "str" };
	for (const char *at = text; at && *at; at++) {
		if (*at == '&' && list_has(at + 1 + strspn(at + 1, " \t"), number))
			return true;
		for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
			size_t length = strlen(keys[i]);
			const char *value =
				strncmp(at, keys[i], length) ? NULL : value_behind(at + length);
			if (value && list_has(value, number))
				return true;
		}
	}
	return false;
}

bool command_names_descriptor(const struct command *command, int number)
{
	for (size_t i = 0; i < command->count; i++) {
		const struct element *element = command->items[i];
		if (text_names(element->word, number) || text_names(element->value, number))
			return true;
	}
	return false;
}
