/* SPDX-License-Identifier: MIT */
#include "properties.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool has_key(const struct property *property, const char *key)
{
	return !strcmp(property->key, key);
}

size_t properties_count(const struct properties *value, const char *key)
{
	size_t count = 0;
	for (size_t i = 0; i < value->count; i++)
		count += has_key(&value->property[i], key);
	return count;
}

const char *properties_at(const struct properties *value, const char *key, size_t index)
{
	for (size_t i = 0; i < value->count; i++) {
		if (has_key(&value->property[i], key) && index-- == 0)
			return value->property[i].value;
	}
	return NULL;
}

const char *properties_last(const struct properties *value, const char *key)
{
	size_t count = properties_count(value, key);
	return count ? properties_at(value, key, count - 1) : NULL;
}

static int bool_read(const char *text, bool *ret)
{
	static const char *const words[] = { "on", "yes", "true", "y", "off", "no", "false", "n" };
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!strcmp(text, words[i])) {
			*ret = i < 4;
			return 1;
		}
	}
	return -EINVAL;
}

int properties_bool(const struct properties *value, const char *key, bool *ret)
{
	bool answer = false, found = false;
	for (size_t i = 0; i < value->count; i++) {
		if (!has_key(&value->property[i], key))
			continue;
		if (bool_read(value->property[i].value, &answer) < 0)
			return -EINVAL;
		found = true;
	}
	if (found)
		*ret = answer;
	return found;
}

int properties_number(const struct properties *value, const char *key, uint64_t *ret)
{
	const char *text;
	uint64_t answer = 0;
	size_t index = 0;
	for (; (text = properties_at(value, key, index)); index++) {
		/* As QEMU: any base that C knows, and a minus wraps around. */
		char *end;
		errno = 0;
		answer = strtoull(text, &end, 0);
		if (end == text || *end || errno)
			return -EINVAL;
	}
	if (index)
		*ret = answer;
	return index > 0;
}

bool properties_is_reverse(const struct properties *value)
{
	bool reverse = false;
	return properties_bool(value, "reverse", &reverse) == 1 && reverse;
}

bool properties_is_none(const struct properties *value)
{
	const char *last = properties_last(value, "vnc");
	return !last || !strcmp(last, "none");
}
