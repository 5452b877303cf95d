/* SPDX-License-Identifier: MIT */
#include "template.h"

#include <errno.h>
#include <string.h>

struct template_walk template_walk(const char *text)
{
	return (struct template_walk){ .text = text, .at = text, .end = text + strlen(text) };
}

struct template_walk template_walk_quoted(const char *text, struct slice inside)
{
	return (struct template_walk){
		.text = text, .at = inside.at, .end = inside.at + inside.length, .is_quoted = true
	};
}

static bool starts_reference(const char *at)
{
	return at[0] == '$' && at[1] == '{';
}

static int hex_digit(char byte)
{
	const char *digits = "0123456789abcdef0123456789ABCDEF";
	const char *found = byte ? strchr(digits, byte) : NULL;
	return found ? (int)((found - digits) % 16) : -1;
}

static int take_escape(struct template_walk *walk, struct complaint *ret_complaint)
{
	const char *at = walk->at;
	size_t column = (size_t)(at - walk->text) + 1, length = 2;
	int high = at[1] == 'x' ? hex_digit(at[2]) : -1;
	int low = high >= 0 ? hex_digit(at[3]) : -1;
	if (at[1] == '"' || at[1] == '\\') {
		walk->escaped = at[1];
	} else if (at[1] == 'n') {
		walk->escaped = '\n';
	} else if (low >= 0) {
		walk->escaped = (char)(16 * high + low);
		length = 4;
	} else {
		return complain(ret_complaint, column,
				"a backslash must be followed by \\, \", n, or x and two "
				"hexadecimal digits");
	}
	walk->bytes = (struct slice){ &walk->escaped, 1 };
	walk->at += length;
	return 1;
}

int template_next(struct template_walk *walk, struct complaint *ret_complaint)
{
	walk->is_reference = false;
	if (walk->at == walk->end)
		return 0;
	if (walk->is_quoted && *walk->at == '\\')
		return take_escape(walk, ret_complaint);
	if (starts_reference(walk->at)) {
		int status =
			reference_parse(walk->text, &walk->at, &walk->reference, ret_complaint);
		walk->is_reference = true;
		return status ? status : 1;
	}
	const char *start = walk->at;
	if (*start == '$' && starts_reference(start + 1)) {
		walk->bytes = (struct slice){ start + 1, 2 };
		walk->at += 3;
		return 1;
	}
	do
		walk->at++;
	while (walk->at < walk->end && *walk->at != '$' && !(walk->is_quoted && *walk->at == '\\'));
	walk->bytes = (struct slice){ start, (size_t)(walk->at - start) };
	return 1;
}

bool template_is(const char *text, enum reference_kind kind, enum reference_form form)
{
	struct complaint ignored;
	struct template_walk walk = template_walk(text);
	return template_next(&walk, &ignored) == 1 && walk.is_reference && walk.at == walk.end &&
	       walk.reference.kind == kind && walk.reference.form == form;
}
