/* SPDX-License-Identifier: MIT */
#include "command/selector.h"

#include "command/value.h"

#include <string.h>

static const char *without_dashes(const char *word)
{
	if (word[0] == '-')
		word += word[1] == '-' ? 2 : 1;
	return word;
}

static int malformed(const char *text, const char *at, const char *why, struct error *err)
{
	return error_set(err, EINVAL, "selector '%s', column %td: %s", text, at - text + 1, why);
}

/* One [...]; *at stands behind the '['. */
static int parse_bracket(const char *text, const char **at, struct arena *arena,
			 struct selector *selector, struct error *err)
{
	const char *end = strchr(*at, ']');
	if (!end)
		return malformed(text, *at, "there is no ']'", err);
	if (end == *at)
		return malformed(text, *at, "nothing between the brackets", err);
	if (!strncmp(*at, "id=]", 4))
		return malformed(text, *at, "an id is missing", err);
	const char *inside = *at;
	*at = end + 1;
	if (!strncmp(inside, "*]", 2)) {
		selector->all = true;
		return 0;
	}
	char *copy = arena_strndup(arena, inside, (size_t)(end - inside));
	if (!copy)
		return error_memory(err);
	if (!strncmp(copy, "id=", 3))
		selector->id = copy + 3;
	else
		selector->driver = copy;
	return 0;
}

/* Plugins ask often, and mostly by names that the table has: these cost no memory. */
static int parse_name(const char *name, size_t length, struct arena *arena,
		      struct selector *selector, struct error *err)
{
	char short_name[64];
	const struct option_info *option = NULL;
	if (length < sizeof(short_name)) {
		memcpy(short_name, name, length);
		short_name[length] = '\0';
		option = option_table_find(short_name);
	}
	selector->option = option ? option->canonical : arena_strndup(arena, name, length);
	return selector->option ? 0 : error_memory(err);
}

int selector_parse(const char *text, struct arena *arena, struct selector *ret_selector,
		   struct error *err)
{
	struct selector selector = { 0 };
	const char *start = without_dashes(text);
	const char *at = start + strcspn(start, "[].");
	if (at == start)
		return malformed(text, start, "an option's name is missing", err);
	int status = parse_name(start, (size_t)(at - start), arena, &selector, err);
	while (!status && *at == '[') {
		at++;
		status = parse_bracket(text, &at, arena, &selector, err);
	}
	if (status)
		return status;
	if (*at == '.') {
		if (!at[1])
			return malformed(text, at + 1, "a property's name is missing", err);
		selector.property = arena_strdup(arena, at + 1);
		if (!selector.property)
			return error_memory(err);
	} else if (*at) {
		return malformed(text, at, "expected '[', '.' or the end", err);
	}
	*ret_selector = selector;
	return 0;
}

const char *element_property(const struct element *element, const char *key, struct arena *arena)
{
	CLEANUP_ERROR struct error ignored = { 0 };
	const char *text = element_value(element);
	const char *value = NULL;
	if (!text || !element->option)
		return NULL;
	if (value_get(element->option, text, key, arena, &value, &ignored) != 1)
		return NULL;
	return value;
}

const char *element_id(const struct element *element, struct arena *arena)
{
	const char *key = strcmp(element_name(element), "blockdev") ? "id" : "node-name";
	return element_property(element, key, arena);
}

static bool equals(const char *wanted, const char *found)
{
	return !wanted || (found && !strcmp(wanted, found));
}

static bool name_matches(const struct selector *selector, const struct element *element)
{
	const char *name = element_name(element);
	/* Only words that no table knows still have their dashes. */
	return !strcmp(selector->option, name[0] == '-' ? without_dashes(name) : name);
}

bool selector_matches(const struct selector *selector, const struct element *element,
		      struct arena *scratch)
{
	if (!name_matches(selector, element))
		return false;
	if (selector->id && !equals(selector->id, element_id(element, scratch)))
		return false;
	if (selector->driver) {
		const char *key = element->option ? element->option->implied_key : "";
		if (!*key || !equals(selector->driver, element_property(element, key, scratch)))
			return false;
	}
	return !selector->property || element_property(element, selector->property, scratch);
}
