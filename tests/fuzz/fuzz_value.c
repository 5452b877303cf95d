/* SPDX-License-Identifier: MIT */
/* Lines: an option's name, its value, a key, another value, and how to set it. What is set is read
 * back, what is removed is gone, and every other property is as it was. JSON stays JSON: jansson,
 * which shares no code with the wrapper, reads the same from it. A value that is written anew from
 * the properties of another one reads like that one. */
#include "fuzz.h"

#include "command/value.h"

#include <jansson.h>

/* Not compared: the key that was changed, and empty elements, which QEMU refuses and which must go
 * where they would become commas of a new value. */
static bool is_passed_over(const char *found, const char *key)
{
	return !*found || !strcmp(found, key);
}

/* The properties but those of one key are the same before and after. */
static void check_others(const struct option_info *option, const char *before, const char *after,
			 const char *key, struct arena *arena)
{
	CLEANUP_ERROR struct error err = { 0 };
	const char *k1, *v1, *k2, *v2;
	size_t i = 0, j = 0;
	for (;;) {
		int a, b;
		while ((a = value_at(option, before, i, arena, &k1, &v1, &err)) == 1 &&
		       is_passed_over(k1, key))
			i++;
		while ((b = value_at(option, after, j, arena, &k2, &v2, &err)) == 1 &&
		       is_passed_over(k2, key))
			j++;
		MUST(a == b);
		if (a != 1)
			return;
		MUST(!strcmp(k1, k2) && !strcmp(v1, v2));
		i++;
		j++;
	}
}

/* The object that a key leads into, and the rest of the key in it, by the rule of value_json.h. */
static json_t *json_holder(json_t *object, const char **key)
{
	const char *dot;
	while (!json_object_get(object, *key) && (dot = strchr(*key, '.'))) {
		json_t *inner = json_object_getn(object, *key, (size_t)(dot - *key));
		if (!json_is_object(inner))
			break;
		object = inner;
		*key = dot + 1;
	}
	return object;
}

/* How value_get() tells a member of any type. */
static void check_member(const json_t *member, const char *value)
{
	MUST(member);
	if (json_is_string(member))
		MUST(!strcmp(json_string_value(member), value));
	else if (json_is_boolean(member))
		MUST(!strcmp(json_is_true(member) ? "on" : "off", value));
	else if (json_is_integer(member))
		MUST(json_integer_value(member) == strtoll(value, NULL, 10));
	else if (json_is_real(member))
		MUST(json_real_value(member) == strtod(value, NULL));
	else
		MUST(*value);
}

/* Edits of objects that jansson reads: the outcome is one, and differs in that member only. The
 * texts that it can't read are QEMU's own (single quotes) or beyond it (numbers, depth). */
static void check_json(const char *before, const char *after, const char *key, const char *value)
{
	json_t *old = json_loads(before, JSON_REJECT_DUPLICATES, NULL);
	json_t *probe = value ? json_pack("s", value) : json_null();
	if (!json_is_object(old) || !probe) {
		json_decref(old);
		json_decref(probe);
		return;
	}
	json_t *new = json_loads(after, JSON_REJECT_DUPLICATES, NULL);
	MUST(json_is_object(new));
	const char *old_key = key, *new_key = key;
	json_t *old_holder = json_holder(old, &old_key), *new_holder = json_holder(new, &new_key);
	if (value)
		check_member(json_object_get(new_holder, new_key), value);
	json_object_del(old_holder, old_key);
	json_object_del(new_holder, new_key);
	MUST(json_equal(old, new));
	json_decref(probe);
	json_decref(old);
	json_decref(new);
}

static bool is_json(const struct option_info *option, const char *value)
{
	return option->json && value[0] == '{';
}

static void check_set(const struct option_info *option, const char *const *words,
		      struct arena *arena)
{
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_ERROR struct error other = { 0 };
	const char *value = words[1], *key = words[2], *changed, *got;
	enum value_type type = words[4] ? (enum value_type)((uint8_t)*words[4] % 3) : VALUE_STRING;
	if (value_set(option, value, key, -1, words[3], type, arena, &changed, &err))
		return;
	MUST(value_get(option, changed, key, arena, &got, &other) == 1);
	/* Booleans have more spellings than one. */
	if (!is_json(option, value))
		MUST(!strcmp(got, words[3]));
	else
		check_json(value, changed, key, got);
	/* Nested keys change another property of the outer object; -machine's are folded. */
	if (!strpbrk(key, "._"))
		check_others(option, value, changed, key, arena);
}

static void check_unset(const struct option_info *option, const char *value, const char *key,
			struct arena *arena)
{
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_ERROR struct error other = { 0 };
	const char *changed, *got;
	if (value_unset(option, value, key, arena, &changed, &err))
		return;
	MUST(value_get(option, changed, key, arena, &got, &other) == 0);
	if (is_json(option, value) && !strchr(key, '.'))
		check_json(value, changed, key, NULL);
	if (!strpbrk(key, "._"))
		check_others(option, value, changed, key, arena);
}

/* Setting a property by where it stands changes no other. */
static void check_position(const struct option_info *option, const char *const *words,
			   struct arena *arena)
{
	CLEANUP_ERROR struct error err = { 0 };
	const char *key, *value, *changed;
	long position = words[4] && *words[4] ? (uint8_t)words[4][1] % 4 : 0;
	if (value_at(option, words[1], (size_t)position, arena, &key, &value, &err) != 1 ||
	    value_set(option, words[1], NULL, position, words[3], VALUE_STRING, arena, &changed,
		      &err))
		return;
	const char *now_key, *now;
	/* An empty element before it may have had to go. */
	for (size_t i = 0; value_at(option, words[1], i, arena, &now_key, &now, &err) == 1; i++)
		if (!*now_key)
			return;
	MUST(value_at(option, changed, (size_t)position, arena, &now_key, &now, &err) == 1);
	MUST(!strcmp(now_key, key));
	if (!is_json(option, words[1]))
		MUST(!strcmp(now, words[3]));
}

/* Properties of one value written one by one into an empty one. The last of a repeated key counts,
 * so only what value_get() tells is compared. */
static void check_written(const struct option_info *option, const char *value, bool as_json,
			  struct arena *arena)
{
	CLEANUP_ERROR struct error err = { 0 };
	const char *written = as_json ? "{}" : "", *key, *text, *got, *expected;
	for (size_t i = 0; value_at(option, value, i, arena, &key, &text, &err) == 1; i++)
		if (value_set(option, written, key, -1, text, VALUE_STRING, arena, &written, &err))
			return;
	for (size_t i = 0; value_at(option, value, i, arena, &key, &text, &err) == 1; i++) {
		/* `id` counts where it stands first, and was set last. */
		if (!strcmp(key, "id") || !strcmp(key, "model"))
			continue;
		MUST(value_get(option, value, key, arena, &expected, &err) == 1);
		MUST(value_get(option, written, key, arena, &got, &err) == 1);
		MUST(!strcmp(got, expected));
	}
	if (as_json) {
		json_t *object = json_loads(written, JSON_REJECT_DUPLICATES, NULL);
		json_t *probe = json_pack("s", value);
		MUST(json_is_object(object) || !probe);
		json_decref(object);
		json_decref(probe);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_FREE char *text = fuzz_text(data, size);
	CLEANUP_FREE const char **words = fuzz_words(text, 5);
	if (!words[0] || !words[1] || !words[2] || !words[3])
		return 0;
	const struct option_info *option = option_table_find(words[0]);
	if (!option || !option->takes_value)
		return 0;
	check_set(option, words, &arena);
	check_unset(option, words[1], words[2], &arena);
	check_position(option, words, &arena);
	if (value_has_properties(option, words[1])) {
		check_written(option, words[1], false, &arena);
		if (option->json)
			check_written(option, words[1], true, &arena);
	}
	return 0;
}
