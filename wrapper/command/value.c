/* SPDX-License-Identifier: MIT */
#include "command/value.h"

#include "command/value_json.h"
#include "command/value_options.h"

/* JSON if and only if the first byte is '{' (qapi/qobject-input-visitor.c); -vnc and others never.
 */
static bool is_json(const struct option_info *option, const char *text)
{
	return option->json && text[0] == '{';
}

bool value_has_properties(const struct option_info *option, const char *text)
{
	return is_json(option, text) || option->grammar != GRAMMAR_PLAIN;
}

static int refuse_plain(const struct option_info *option, const char *text, struct error *err)
{
	if (value_has_properties(option, text))
		return 0;
	return error_set(err, EINVAL, "the value of -%s has no properties: it is one text",
			 option->canonical);
}

/* A key that begins with '{' must not come to stand first: QEMU would read JSON. */
static int refuse_turned_json(const struct option_info *option, const char *text, struct error *err)
{
	if (!is_json(option, text))
		return 0;
	return error_set(err, EINVAL, "-%s %s would be read as JSON", option->canonical, text);
}

int value_get(const struct option_info *option, const char *text, const char *key,
	      struct arena *arena, const char **ret_value, struct error *err)
{
	if (is_json(option, text))
		return value_json_get(text, key, arena, ret_value, err);
	if (option->grammar == GRAMMAR_PLAIN)
		return 0;
	CLEANUP_PROPERTIES property_list list = { 0 };
	int status = value_options_cut(option, text, arena, &list, err);
	if (status)
		return status;
	const struct property *found = value_options_find(option, &list, key);
	if (!found)
		return 0;
	*ret_value = found->value;
	return 1;
}

int value_at(const struct option_info *option, const char *text, size_t index, struct arena *arena,
	     const char **ret_key, const char **ret_value, struct error *err)
{
	if (is_json(option, text))
		return value_json_at(text, index, arena, ret_key, ret_value, err);
	if (option->grammar == GRAMMAR_PLAIN)
		return 0;
	CLEANUP_PROPERTIES property_list list = { 0 };
	int status = value_options_cut(option, text, arena, &list, err);
	if (status || index >= list.count)
		return status;
	*ret_key = list.items[index].key;
	*ret_value = list.items[index].value;
	return 1;
}

int value_all(const struct option_info *option, const char *text, struct arena *arena,
	      const struct value_property **ret_all, size_t *ret_count, struct error *err)
{
	CLEANUP_PROPERTIES property_list list = { 0 };
	*ret_count = 0;
	if (is_json(option, text))
		return value_json_all(text, arena, ret_all, ret_count, err);
	if (option->grammar == GRAMMAR_PLAIN)
		return 0;
	int status = value_options_cut(option, text, arena, &list, err);
	if (status)
		return status;
	struct value_property *all = arena_array(arena, list.count + 1, sizeof(*all));
	if (!all)
		return error_memory(err);
	for (size_t i = 0; i < list.count; i++)
		all[i] = (struct value_property){ list.items[i].key, list.items[i].value };
	*ret_all = all;
	*ret_count = list.count;
	return 0;
}

int value_set(const struct option_info *option, const char *text, const char *key, long position,
	      const char *value, enum value_type type, struct arena *arena, const char **ret_text,
	      struct error *err)
{
	int status = refuse_plain(option, text, err);
	if (status)
		return status;
	if (is_json(option, text))
		return value_json_set(text, key, position, value, type, arena, ret_text, err);
	status = value_options_set(option, text, key, position, value, arena, ret_text, err);
	return status ? status : refuse_turned_json(option, *ret_text, err);
}

int value_unset(const struct option_info *option, const char *text, const char *key,
		struct arena *arena, const char **ret_text, struct error *err)
{
	int status = refuse_plain(option, text, err);
	if (status)
		return status;
	if (is_json(option, text))
		return value_json_unset(text, key, arena, ret_text, err);
	status = value_options_unset(option, text, key, arena, ret_text, err);
	return status ? status : refuse_turned_json(option, *ret_text, err);
}
