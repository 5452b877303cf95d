/* SPDX-License-Identifier: MIT */
/* Lines: an option's name, its value, a key, another value. What is set is read back, what is
 * removed is gone, and every other property is as it was. */
#include "fuzz.h"

#include "command/value.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_FREE char *text = fuzz_text(data, size);
	CLEANUP_FREE const char **words = fuzz_words(text, 4);
	if (!words[0] || !words[1] || !words[2] || !words[3])
		return 0;
	const struct option_info *option = option_table_find(words[0]);
	if (!option || !option->takes_value)
		return 0;
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_ERROR struct error other = { 0 };
	const char *value = words[1], *key = words[2], *changed, *got;
	/* Nested keys and the folding of -machine's are told apart by the units. */
	bool simple = !strpbrk(key, "._");
	if (!value_set(option, value, key, -1, words[3], VALUE_STRING, &arena, &changed, &err)) {
		MUST(value_get(option, changed, key, &arena, &got, &other) == 1);
		bool literal = option->json && value[0] == '{';
		if (!literal)
			MUST(!strcmp(got, words[3]));
		if (simple)
			check_others(option, value, changed, key, &arena);
	}
	error_clear(&err);
	if (!value_unset(option, value, key, &arena, &changed, &err)) {
		MUST(value_get(option, changed, key, &arena, &got, &other) == 0);
		if (simple)
			check_others(option, value, changed, key, &arena);
	}
	return 0;
}
