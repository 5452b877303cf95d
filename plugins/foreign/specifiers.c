/* SPDX-License-Identifier: MIT */
#include "specifiers.h"

#include <limits.h>
#include <string.h>

static const struct type int_type = { TYPE_INTEGER, sizeof(int), true, "int" };

/* Words that begin types which exist, but not here; a call with them would need more than a word of
 * configuration can say. */
static const char *why_not(struct slice word)
{
	static const struct {
		const char *word, *why;
	} refused[] = {
		{ "float", "only double is supported, not float" },
		{ "struct", "structures can't be passed to foreign functions" },
		{ "union", "unions can't be passed to foreign functions" },
		{ "_Complex", "complex numbers are not supported" },
		{ "__int128", "128-bit integers are not supported" },
		{ "_Float128", "only double is supported" },
		{ "va_list", "variable arguments are not supported" },
		{ "wchar_t", "wide characters are not supported" },
		{ "FILE", "only const char * and char * are supported, no other pointers" },
		{ "off_t",
		  "its width depends on how the library was built: write int64_t or long" },
		{ "time_t",
		  "its width depends on how the library was built: write int64_t or long" },
	};
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (slice_is(word, refused[i].word))
			return refused[i].why;
	return NULL;
}

static unsigned char *counter_of(struct specifiers *s, struct slice word)
{
	const struct {
		const char *word;
		unsigned char *counter;
	} words[] = {
		{ "void", &s->is_void },     { "bool", &s->is_bool },
		{ "_Bool", &s->is_bool },    { "char", &s->is_char },
		{ "int", &s->is_int },       { "double", &s->is_double },
		{ "short", &s->is_short },   { "long", &s->is_long },
		{ "signed", &s->is_signed }, { "unsigned", &s->is_unsigned },
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (slice_is(word, words[i].word))
			return words[i].counter;
	return NULL;
}

static void begin(struct specifiers *specifiers, struct slice word, size_t column)
{
	if (specifiers->column)
		return;
	specifiers->column = column;
	specifiers->first = word;
}

bool specifiers_are_complete(const struct specifiers *s)
{
	return s->named || s->is_void || s->is_bool || s->is_char || s->is_int || s->is_double ||
	       s->is_short || s->is_long || s->is_signed || s->is_unsigned;
}

int specifiers_add(struct specifiers *specifiers, struct slice word, size_t column,
		   struct complaint *ret_complaint)
{
	const char *why = why_not(word);
	if (why)
		return complain(ret_complaint, column, "'%.*s': %s", SLICE(word), why);
	if (slice_is(word, "const")) {
		begin(specifiers, word, column);
		specifiers->is_const = true;
		return 1;
	}
	unsigned char *counter = counter_of(specifiers, word);
	if (counter) {
		begin(specifiers, word, column);
		if (++*counter > (counter == &specifiers->is_long ? 2 : 1))
			return complain(ret_complaint, column, "'%.*s' stands here once too often",
					SLICE(word));
		return 1;
	}
	const struct type *named = type_named(word);
	if (!named)
		return 0;
	if (specifiers_are_complete(specifiers))
		return complain(ret_complaint, column, "'%.*s' can't follow '%.*s'", SLICE(word),
				SLICE(specifiers->first));
	begin(specifiers, word, column);
	specifiers->named = named;
	return 1;
}

int specifiers_add_enum(struct specifiers *specifiers, struct slice word, size_t column,
			struct complaint *ret_complaint)
{
	if (specifiers_are_complete(specifiers))
		return complain(ret_complaint, column, "an enum can't follow '%.*s'",
				SLICE(specifiers->first));
	begin(specifiers, word, column);
	specifiers->named = &int_type;
	return 0;
}

bool specifiers_are_char(const struct specifiers *s)
{
	return s->is_char && !s->named && !s->is_signed && !s->is_unsigned && !s->is_short &&
	       !s->is_long && !s->is_int && !s->is_void && !s->is_bool && !s->is_double;
}

/* Two words that say different things, such as `short char`. */
static bool contradict(const struct specifiers *s)
{
	unsigned sizes = s->is_short + (s->is_long ? 1u : 0u);
	unsigned signs = s->is_signed + s->is_unsigned;
	unsigned others = (s->named ? 1u : 0u) + s->is_void + s->is_bool + s->is_double;
	if (others + s->is_char + (s->is_int || sizes ? 1u : 0u) > 1 || signs > 1 || sizes > 1)
		return true;
	return others && signs;
}

static struct type integer_type(const struct specifiers *s)
{
	if (s->is_char && s->is_unsigned)
		return (struct type){ TYPE_INTEGER, 1, false, "unsigned char" };
	if (s->is_char && s->is_signed)
		return (struct type){ TYPE_INTEGER, 1, true, "signed char" };
	if (s->is_char)
		return (struct type){ TYPE_INTEGER, 1, CHAR_MIN < 0, "char" };
	if (s->is_short)
		return (struct type){ TYPE_INTEGER, sizeof(short), !s->is_unsigned,
				      s->is_unsigned ? "unsigned short" : "short" };
	if (s->is_long == 2)
		return (struct type){ TYPE_INTEGER, sizeof(long long), !s->is_unsigned,
				      s->is_unsigned ? "unsigned long long" : "long long" };
	if (s->is_long)
		return (struct type){ TYPE_INTEGER, sizeof(long), !s->is_unsigned,
				      s->is_unsigned ? "unsigned long" : "long" };
	if (s->is_unsigned)
		return (struct type){ TYPE_INTEGER, sizeof(int), false, "unsigned int" };
	return int_type;
}

int specifiers_type(const struct specifiers *s, struct type *ret_type,
		    struct complaint *ret_complaint)
{
	if (s->is_double && s->is_long)
		return complain(ret_complaint, s->column,
				"only double is supported, not long double");
	if (contradict(s))
		return complain(ret_complaint, s->column,
				"these words are no type of C together: one of them is too many");
	if (s->named)
		*ret_type = *s->named;
	else if (s->is_void)
		*ret_type = (struct type){ TYPE_VOID, 0, false, "void" };
	else if (s->is_bool)
		*ret_type = (struct type){ TYPE_BOOL, sizeof(bool), false, "bool" };
	else if (s->is_double)
		*ret_type = (struct type){ TYPE_DOUBLE, sizeof(double), true, "double" };
	else
		*ret_type = integer_type(s);
	return 0;
}
