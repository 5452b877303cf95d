/* SPDX-License-Identifier: MIT */
#include "prototype.h"

#include "specifiers.h"

#include <string.h>

struct parser {
	const char *text, *at;
	struct prototype *prototype;
	struct complaint *complaint;
};

/* One declared thing: a type, stars and maybe a name. */
struct declared {
	struct specifiers specifiers;
	unsigned stars;
	size_t star_column;
	/* Empty: there is none. */
	struct slice name;
	size_t name_column;
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

/* The word that begins here; empty: none does. It is not taken yet. */
static struct slice peek_word(struct parser *p)
{
	skip_blanks(p);
	size_t length = 0;
	while (is_word(p->at[length]))
		length++;
	return (struct slice){ p->at, is_digit(*p->at) ? 0 : length };
}

static bool is_qualifier(struct slice word)
{
	return slice_is(word, "restrict") || slice_is(word, "__restrict") ||
	       slice_is(word, "__restrict__") || slice_is(word, "const") ||
	       slice_is(word, "volatile");
}

static int parse_enum(struct parser *p, struct slice word, struct declared *d)
{
	size_t at = column(p);
	p->at += word.length;
	struct slice tag = peek_word(p);
	if (!tag.length)
		return complain(p->complaint, column(p), "the enum's name is missing");
	p->at += tag.length;
	return specifiers_add_enum(&d->specifiers, word, at, p->complaint);
}

static int parse_specifiers(struct parser *p, struct declared *d)
{
	for (;;) {
		struct slice word = peek_word(p);
		if (!word.length)
			return 0;
		if (slice_is(word, "enum")) {
			int status = parse_enum(p, word, d);
			if (status)
				return status;
			continue;
		}
		if (slice_is(word, "extern") || slice_is(word, "volatile")) {
			p->at += word.length;
			continue;
		}
		int status = specifiers_add(&d->specifiers, word, column(p), p->complaint);
		if (status <= 0)
			return status;
		p->at += word.length;
	}
}

static int parse_declared(struct parser *p, struct declared *ret_declared)
{
	struct declared d = { 0 };
	int status = parse_specifiers(p, &d);
	if (status)
		return status;
	struct slice word = peek_word(p);
	if (!specifiers_are_complete(&d.specifiers) && word.length)
		return complain(p->complaint, column(p),
				"'%.*s' is no type that is known here: use the types of C, such as "
				"unsigned int, uint32_t, size_t, double or const char *",
				SLICE(word));
	if (!specifiers_are_complete(&d.specifiers))
		return complain(p->complaint, column(p),
				*p->at ? "a type is missing before '%.*s'"
				       : "a type is missing%.*s",
				SLICE(slice_character(p->at)));
	while (*p->at == '*') {
		d.star_column = d.stars++ ? d.star_column : column(p);
		p->at++;
		for (word = peek_word(p); is_qualifier(word); word = peek_word(p))
			p->at += word.length;
	}
	d.name = word;
	d.name_column = column(p);
	p->at += word.length;
	skip_blanks(p);
	*ret_declared = d;
	return 0;
}

static int type_of(struct parser *p, const struct declared *d, bool is_result,
		   struct type *ret_type)
{
	const struct specifiers *s = &d->specifiers;
	if (!d->stars)
		return specifiers_type(s, ret_type, p->complaint);
	struct type pointed;
	int status = specifiers_type(s, &pointed, p->complaint);
	if (status)
		return status;
	if (d->stars > 1 || !specifiers_are_char(s))
		return complain(p->complaint, d->star_column,
				"of the pointers only const char * and char * are supported, not "
				"%s %s%s",
				pointed.name, d->stars > 1 ? "**" : "*",
				d->stars > 1 ? ""
					     : ": for bytes that go in write const char *, for "
					       "memory to fill char *");
	if (s->is_const)
		*ret_type = (struct type){ TYPE_STRING, sizeof(void *), false, "const char *" };
	else
		*ret_type = (struct type){ is_result ? TYPE_STRING : TYPE_BUFFER, sizeof(void *),
					   false, "char *" };
	return 0;
}

static int check_behind_parameter(struct parser *p)
{
	switch (*p->at) {
	case ',':
	case ')':
		return 0;
	case '[':
		return complain(p->complaint, column(p),
				"arrays are not supported: write char * for memory that the "
				"function fills");
	case '(':
		return complain(p->complaint, column(p), "function pointers are not supported");
	case '\0':
		return complain(p->complaint, column(p),
				"the ')' behind the parameters is missing");
	default:
		return complain(p->complaint, column(p), "expected ',' or ')', not '%.*s'",
				SLICE(slice_character(p->at)));
	}
}

static int parse_parameter(struct parser *p)
{
	struct prototype *prototype = p->prototype;
	struct declared d;
	skip_blanks(p);
	size_t start = column(p);
	if (!strncmp(p->at, "...", 3))
		return complain(p->complaint, start,
				"functions with variable arguments are not supported");
	if (prototype->count == PROTOTYPE_MOST_PARAMETERS)
		return complain(p->complaint, start, "more than %d parameters are not supported",
				PROTOTYPE_MOST_PARAMETERS);
	int status = parse_declared(p, &d);
	if (!status)
		status = check_behind_parameter(p);
	if (!status)
		status = type_of(p, &d, false, &prototype->parameters[prototype->count]);
	if (status)
		return status;
	if (prototype->parameters[prototype->count].kind == TYPE_VOID &&
	    (prototype->count || *p->at != ')' || d.name.length))
		return complain(p->complaint, start, "a parameter can't be void");
	prototype->count++;
	return 0;
}

static int parse_parameters(struct parser *p)
{
	struct prototype *prototype = p->prototype;
	skip_blanks(p);
	if (*p->at == ')')
		return complain(p->complaint, column(p),
				"write (void) for a function without parameters");
	for (;;) {
		int status = parse_parameter(p);
		if (status)
			return status;
		if (*p->at++ == ')')
			break;
	}
	if (prototype->count == 1 && prototype->parameters[0].kind == TYPE_VOID)
		prototype->count = 0;
	return 0;
}

static int parse_head(struct parser *p)
{
	struct prototype *prototype = p->prototype;
	struct declared d;
	int status = parse_declared(p, &d);
	if (!status)
		status = type_of(p, &d, true, &prototype->result);
	if (status)
		return status;
	if (!d.name.length && *p->at == '(' && p->at[1] == '*')
		return complain(p->complaint, column(p), "function pointers are not supported");
	if (!d.name.length)
		return complain(p->complaint, d.name_column, "the function's name is missing");
	prototype->name = d.name;
	if (*p->at != '(')
		return complain(p->complaint, column(p),
				"expected '(' behind the function's name '%.*s'", SLICE(d.name));
	p->at++;
	return 0;
}

int prototype_parse(const char *text, struct prototype *ret_prototype,
		    struct complaint *ret_complaint)
{
	struct prototype prototype = { 0 };
	struct parser p = { text, text, &prototype, ret_complaint };
	int status = parse_head(&p);
	if (!status)
		status = parse_parameters(&p);
	if (status)
		return status;
	skip_blanks(&p);
	if (*p.at == ';')
		p.at++;
	skip_blanks(&p);
	if (*p.at)
		return complain(ret_complaint, column(&p), "nothing may follow the prototype");
	*ret_prototype = prototype;
	return 0;
}
