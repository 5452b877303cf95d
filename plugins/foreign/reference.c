/* SPDX-License-Identifier: MIT */
#include "reference.h"

#include <string.h>

enum { BYTES_OF_RESULT = 8, MOST_BYTE = 65535 };

static const char *find(struct slice text, char byte)
{
	return text.length ? memchr(text.at, byte, text.length) : NULL;
}

/* The host's grammar, so that mistakes are told when the configuration is read and not only when a
 * guest is started: OPTION, any number of [...], and maybe .PROPERTY. */
int selector_split(struct slice text, size_t column, struct slice *ret_name,
		   struct slice *ret_property, struct complaint *ret_complaint)
{
	const char *end = text.at + text.length, *at = text.at;
	while (at < end && !strchr("[].", *at))
		at++;
	if (at == text.at)
		return complain(ret_complaint, column, "an option's name is missing");
	if (*text.at == '-')
		return complain(ret_complaint, column, "write the option's name without dashes");
	while (at < end && *at == '[') {
		const char *close = find((struct slice){ at, (size_t)(end - at) }, ']');
		if (!close)
			return complain(ret_complaint, column + (size_t)(at - text.at),
					"the ']' for this '[' is missing");
		if (close == at + 1 || (close == at + 4 && !strncmp(at, "[id=", 4)))
			return complain(ret_complaint, column + (size_t)(at - text.at),
					"nothing stands in these brackets");
		at = close + 1;
	}
	if (at < end && *at != '.')
		return complain(ret_complaint, column + (size_t)(at - text.at),
				"expected '[', '.' and a property, or the end of the selector");
	*ret_name = (struct slice){ text.at, (size_t)(at - text.at) };
	*ret_property = (struct slice){ at, 0 };
	if (at == end)
		return 0;
	if (at + 1 == end)
		return complain(ret_complaint, column + (size_t)(at - text.at),
				"a property's name is missing behind the '.'");
	*ret_property = (struct slice){ at + 1, (size_t)(end - at) - 1 };
	return 0;
}

static bool read_byte_number(struct slice form, size_t most, size_t *ret_byte)
{
	size_t byte = 0;
	if (form.length < 5 || form.length > 9 || memcmp(form.at, "byte", 4))
		return false;
	for (size_t i = 4; i < form.length; i++) {
		if (!is_digit(form.at[i]))
			return false;
		byte = 10 * byte + (size_t)(form.at[i] - '0');
	}
	*ret_byte = byte;
	return byte <= most;
}

/* `result` or `buffer` with what may stand behind it. */
static int read_outcome(struct slice form, bool is_buffer, struct reference *reference,
			struct complaint *ret_complaint)
{
	reference->kind = is_buffer ? REFERENCE_BUFFER : REFERENCE_RESULT;
	if (!form.length)
		return 0;
	form.at++;
	form.length--;
	reference->form = FORM_BYTE;
	if (slice_is(form, "hex"))
		reference->form = FORM_HEX;
	else if (is_buffer && slice_is(form, "uuid"))
		reference->form = FORM_UUID;
	else if (!read_byte_number(form, is_buffer ? MOST_BYTE : BYTES_OF_RESULT - 1,
				   &reference->byte))
		return complain(ret_complaint, reference->column,
				is_buffer
					? "there is no such form of the buffer: it has "
					  "${buffer}, ${buffer.hex}, ${buffer.uuid} and "
					  "${buffer.byte0} to ${buffer.byte65535}"
					: "there is no such form of the result: it has ${result}, "
					  "${result.hex} and ${result.byte0} to ${result.byte7}");
	return 0;
}

static int read_variable(struct slice name, struct reference *reference,
			 struct complaint *ret_complaint)
{
	reference->kind = REFERENCE_VARIABLE;
	reference->name = name;
	if (!name.length || find(name, '='))
		return complain(ret_complaint, reference->column,
				"a variable's name must stand behind 'env:'");
	return 0;
}

static bool begins_with(struct slice text, const char *word)
{
	return text.length >= strlen(word) && !memcmp(text.at, word, strlen(word));
}

static int read_inside(struct slice inside, size_t column, struct reference *reference,
		       struct complaint *ret_complaint)
{
	for (int is_buffer = 0; is_buffer < 2; is_buffer++) {
		const char *word = is_buffer ? "buffer" : "result";
		struct slice form = { inside.at + 6, inside.length - 6 };
		if (!begins_with(inside, word) || (form.length && *form.at != '.'))
			continue;
		if (reference->is_length || reference->has_fallback)
			return complain(ret_complaint, reference->column,
					"${%s} has no length and no default here", word);
		return read_outcome(form, is_buffer, reference, ret_complaint);
	}
	if (begins_with(inside, "env:"))
		return read_variable((struct slice){ inside.at + 4, inside.length - 4 }, reference,
				     ret_complaint);
	reference->kind = REFERENCE_SELECTOR;
	return selector_split(inside, column, &reference->name, &reference->property,
			      ret_complaint);
}

/* Where what is looked up ends: before ":-" or "}", but not within brackets. */
static const char *end_of_name(const char *at)
{
	for (; *at && *at != '}'; at++) {
		const char *close = *at == '[' ? strchr(at, ']') : NULL;
		if (close)
			at = close;
		else if (at[0] == ':' && at[1] == '-')
			break;
	}
	return at;
}

/* The text behind ":-", up to the next "}": nothing is looked up in it. */
static int read_fallback(const char *text, const char *start, struct reference *reference,
			 const char **ret_close, struct complaint *ret_complaint)
{
	const char *close = strchr(start, '}'), *inner = strstr(start, "${");
	reference->has_fallback = true;
	*ret_close = close;
	if (!close)
		return 0;
	if (inner && inner < close)
		return complain(ret_complaint, (size_t)(inner - text) + 1,
				"a default is plain text: there can be no ${...} in it");
	reference->fallback = (struct slice){ start, (size_t)(close - start) };
	return 0;
}

int reference_parse(const char *text, const char **at, struct reference *ret_reference,
		    struct complaint *ret_complaint)
{
	struct reference reference = { .column = (size_t)(*at - text) + 1 };
	const char *start = *at + 2;
	if (*start == '#') {
		reference.is_length = true;
		start++;
	}
	const char *end = end_of_name(start), *close = end;
	int status = 0;
	if (*end == ':')
		status = read_fallback(text, end + 2, &reference, &close, ret_complaint);
	if (status)
		return status;
	if (!close || !*close)
		return complain(ret_complaint, reference.column,
				"the '}' for this '${' is missing");
	if (end == start)
		return complain(ret_complaint, reference.column,
				"nothing stands in this ${}: name an option as a selector, "
				"env:VARIABLE%s",
				reference.is_length ? "" : ", result or buffer");
	status = read_inside((struct slice){ start, (size_t)(end - start) },
			     (size_t)(start - text) + 1, &reference, ret_complaint);
	if (status)
		return status;
	*at = close + 1;
	*ret_reference = reference;
	return 0;
}
