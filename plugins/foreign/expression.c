/* SPDX-License-Identifier: MIT */
#include "expression.h"

#include "template.h"

#include <errno.h>
#include <string.h>

struct parser {
	const char *text, *at;
	struct complaint *complaint;
};

static size_t column(const struct parser *p)
{
	return (size_t)(p->at - p->text) + 1;
}

static void skip_blanks(struct parser *p)
{
	while (is_blank(*p->at))
		p->at++;
}

/* A reference to the outcome of a call that hasn't been made. */
static int check_source(const struct reference *reference, struct complaint *complaint)
{
	if (reference->kind == REFERENCE_RESULT || reference->kind == REFERENCE_BUFFER)
		return complain(complaint, reference->column,
				"arguments can't use the call's result or buffer, which are known "
				"only after it");
	return 0;
}

/* Finds the closing quote, which is not one behind a backslash, nor one within ${}. */
static int find_quote(struct parser *p, const char *start, const char **ret_quote)
{
	const char *at = start;
	while (*at && *at != '"') {
		struct reference reference;
		if (at[0] == '$' && at[1] == '$' && at[2] == '{') {
			at += 3;
		} else if (at[0] == '$' && at[1] == '{') {
			int status = reference_parse(p->text, &at, &reference, p->complaint);
			if (!status)
				status = check_source(&reference, p->complaint);
			if (status)
				return status;
		} else {
			at += at[0] == '\\' && at[1] ? 2 : 1;
		}
	}
	*ret_quote = at;
	return 0;
}

static int parse_text(struct parser *p, struct argument *argument)
{
	const char *start = p->at + 1, *end;
	int status = find_quote(p, start, &end);
	if (status)
		return status;
	if (!*end)
		return complain(p->complaint, argument->column, "the closing '\"' is missing");
	argument->kind = ARGUMENT_TEXT;
	argument->text = (struct slice){ start, (size_t)(end - start) };
	struct template_walk walk = template_walk_quoted(p->text, argument->text);
	do
		status = template_next(&walk, p->complaint);
	while (status == 1);
	p->at = end + 1;
	return status;
}

static int parse_reference(struct parser *p, struct argument *argument)
{
	const char *start = p->at;
	argument->kind = ARGUMENT_REFERENCE;
	int status = reference_parse(p->text, &p->at, &argument->reference, p->complaint);
	argument->text = (struct slice){ start, (size_t)(p->at - start) };
	return status ? status : check_source(&argument->reference, p->complaint);
}

/* `buffer(N)`; blanks are allowed within. */
static int parse_buffer(struct parser *p, struct argument *argument)
{
	const char *start = p->at;
	struct integer size;
	p->at += strlen("buffer");
	skip_blanks(p);
	if (*p->at != '(')
		return complain(p->complaint, column(p), "write buffer(BYTES)");
	p->at++;
	skip_blanks(p);
	size_t length = strcspn(p->at, ") \t,");
	int status = integer_read((struct slice){ p->at, length }, &size);
	if (status || size.negative || !size.magnitude || size.magnitude > BUFFER_MOST_BYTES)
		return complain(p->complaint, column(p),
				"a buffer has from 1 to %d bytes: buffer(37), for one",
				BUFFER_MOST_BYTES);
	p->at += length;
	skip_blanks(p);
	if (*p->at != ')')
		return complain(p->complaint, column(p), "the ')' of buffer( is missing");
	p->at++;
	argument->kind = ARGUMENT_BUFFER;
	argument->size = (size_t)size.magnitude;
	argument->text = (struct slice){ start, (size_t)(p->at - start) };
	return 0;
}

static int parse_number(struct parser *p, struct argument *argument)
{
	int status = integer_read(argument->text, &argument->integer);
	argument->kind = ARGUMENT_INTEGER;
	if (status == -EINVAL) {
		status = real_read(argument->text, &argument->real);
		argument->kind = ARGUMENT_REAL;
	}
	if (status == -ERANGE)
		return complain(p->complaint, argument->column, "'%.*s' is too large for %s",
				SLICE(argument->text),
				argument->kind == ARGUMENT_REAL ? "a double" : "any integer type");
	return status;
}

/* R_OK, _SC_PAGESIZE: headers have what these are, libraries don't. */
static bool is_constant_of_header(struct slice word)
{
	bool has_letter = false;
	for (size_t i = 0; i < word.length; i++) {
		char c = word.at[i];
		if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9' && i) && c != '_')
			return false;
		has_letter = has_letter || (c >= 'A' && c <= 'Z');
	}
	return has_letter;
}

static int parse_word(struct parser *p, struct argument *argument)
{
	size_t length = strcspn(p->at, ", \t");
	argument->text = (struct slice){ p->at, length };
	argument->kind = ARGUMENT_BOOL;
	if (slice_is(argument->text, "true"))
		argument->integer.magnitude = 1;
	else if (slice_is(argument->text, "null") || slice_is(argument->text, "NULL"))
		argument->kind = ARGUMENT_NULL;
	else if (!slice_is(argument->text, "false")) {
		int status = parse_number(p, argument);
		if (status && p->complaint->column)
			return status;
		if (status && is_constant_of_header(argument->text))
			return complain(p->complaint, argument->column,
					"'%.*s' is no argument: write what a header defines as "
					"the number that it is",
					SLICE(argument->text));
		if (status)
			return complain(p->complaint, argument->column,
					"'%.*s' is no argument: write a number, true, false, null, "
					"\"text\", ${SELECTOR}, ${env:NAME} or buffer(BYTES)",
					SLICE(argument->text));
	}
	p->at += length;
	return 0;
}

static int parse_argument(struct parser *p, struct argument *ret_argument)
{
	struct argument argument = { .column = column(p) };
	int status;
	*p->complaint = (struct complaint){ 0 };
	if (!*p->at || *p->at == ',')
		return complain(p->complaint, argument.column, "an argument is missing here");
	if (*p->at == '"')
		status = parse_text(p, &argument);
	else if (p->at[0] == '$' && p->at[1] == '{')
		status = parse_reference(p, &argument);
	else if (!strncmp(p->at, "buffer", 6) && !is_word(p->at[6]))
		status = parse_buffer(p, &argument);
	else
		status = parse_word(p, &argument);
	*ret_argument = argument;
	return status;
}

int expression_parse(const char *text, struct expression *ret_expression,
		     struct complaint *ret_complaint)
{
	struct expression expression = { .text = text };
	struct parser p = { text, text, ret_complaint };
	bool more = true;
	skip_blanks(&p);
	if (!*p.at)
		more = false;
	while (more) {
		if (expression.count == PROTOTYPE_MOST_PARAMETERS)
			return complain(ret_complaint, column(&p), "more than %d arguments",
					PROTOTYPE_MOST_PARAMETERS);
		int status = parse_argument(&p, &expression.arguments[expression.count]);
		if (status)
			return status;
		expression.count++;
		skip_blanks(&p);
		if (*p.at && *p.at != ',')
			return complain(ret_complaint, column(&p),
					"expected ',' or the end, not '%.*s'",
					SLICE(slice_character(p.at)));
		more = *p.at == ',';
		p.at += more;
		skip_blanks(&p);
	}
	*ret_expression = expression;
	return 0;
}

size_t expression_buffer(const struct expression *expression)
{
	for (size_t i = 0; i < expression->count; i++)
		if (expression->arguments[i].kind == ARGUMENT_BUFFER)
			return expression->arguments[i].size;
	return 0;
}
