/* SPDX-License-Identifier: MIT */
/* Lines: an option's name (or none), how a secret is planted, the text before it, the text behind
 * it. A secret whose key says so is never shown, whatever stands around it, and hiding makes no
 * text much longer. */
#include "fuzz.h"

#include "command/redact.h"
#include "command/secret_key.h"

#include <jansson.h>

static const char *const keys[] = {
	"password",  "file.password",    "x509-key-password", "key",
	"k3s_token", "isa-applesmc.osk", "PassWord",          "cookie"
};

/* A number of the input's own bytes, which the input can't contain but by a miracle. */
static void make_secret(const uint8_t *data, size_t size, char secret[24])
{
	uint64_t sum = 0xcbf29ce484222325;
	for (size_t i = 0; i < size; i++)
		sum = (sum ^ data[i]) * 0x100000001b3;
	snprintf(secret, 24, "7%019llu", (unsigned long long)sum % 10000000000000000000ull);
	/* Few digits more than fit a JSON integer would be refused by the judge. */
	secret[18] = '\0';
}

static const char *hide(const char *option, const char *text, struct arena *arena)
{
	const char *hidden = redact(option, text, arena);
	MUST(hidden);
	MUST(strlen(hidden) <= 8 * strlen(text) + 64);
	return hidden;
}

/* In what jansson reads, the secret is the value of a member whose key says so. */
static bool has_secret_member(const json_t *value, const char *secret)
{
	const char *key;
	json_t *member;
	size_t i;
	char number[32];
	json_array_foreach(value, i, member) if (has_secret_member(member, secret)) return true;
	json_object_foreach((json_t *)(uintptr_t)value, key, member)
	{
		snprintf(number, sizeof(number), "%lld",
			 (long long)(json_is_integer(member) ? json_integer_value(member) : 0));
		const char *text = json_is_string(member) ? json_string_value(member) : number;
		if (secret_key(key, strlen(key)) && strstr(text, secret))
			return true;
		if (has_secret_member(member, secret))
			return true;
	}
	return false;
}

static bool is_secret_json(const char *text, const char *secret)
{
	json_t *value = json_loads(text, 0, NULL);
	bool found = value && has_secret_member(value, secret);
	json_decref(value);
	return found;
}

/* The text with the secret in it; NULL: it would be no secret there. */
static const char *plant(char how, const char *key, const char *before, const char *secret,
			 const char *behind, struct arena *arena)
{
	const char *text;
	switch (how) {
	case 'l': /* an element of a value */
		return arena_printf(arena, "%s,%s=%s,%s", before, key, secret, behind);
	case 'w': /* a word */
		return arena_printf(arena, "%s %s=%s %s", before, key, secret, behind);
	case 'o': /* -object secret */
		return arena_printf(arena, "secret,id=a%s,data=%s,%s", before, secret, behind);
	case 'u': /* a URL */
		return arena_printf(arena, "%s http://me:%s@host/%s", before, secret, behind);
	case 's': /* a member of JSON */
		text = arena_printf(arena, "%s\"%s\": \"%s\"%s", before, key, secret, behind);
		return text && is_secret_json(text, secret) ? text : NULL;
	case 'n':
		text = arena_printf(arena, "%s\"%s\":%s%s", before, key, secret, behind);
		return text && is_secret_json(text, secret) ? text : NULL;
	}
	return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_FREE char *text = fuzz_text(data, size);
	CLEANUP_FREE const char **words = fuzz_words(text, 4);
	char secret[24];
	if (!words[0] || !words[1] || !words[2] || !words[3])
		return 0;
	make_secret(data, size, secret);
	char how = words[1][0];
	const char *option = how == 'o' ? "object" : *words[0] ? words[0] : NULL;
	const char *key = keys[how ? (uint8_t)words[1][1] % (sizeof(keys) / sizeof(*keys)) : 0];
	hide(option, words[2], &arena);
	redact_property(option, words[3], words[2], &arena);
	const char *planted = plant(how, key, words[2], secret, words[3], &arena);
	if (planted)
		MUST(!strstr(hide(option, planted, &arena), secret));
	return 0;
}
