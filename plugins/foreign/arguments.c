/* SPDX-License-Identifier: MIT */
#include "arguments.h"

#include "lookup.h"
#include "template.h"

#include <string.h>

/* One argument while it is made. */
struct maker {
	struct qw_context *ctx;
	const struct qw_command *cmd;
	const struct declaration *d;
	struct arguments *arguments;
	size_t index;
};

static int unfit(const struct maker *m, struct slice text, const char *why, const char *more)
{
	const struct declaration *d = m->d;
	if (m->arguments->is_secret[m->index])
		text = (struct slice){ "***", 3 };
	return qw_error(m->ctx, ERANGE, "%s: argument %zu of %.*s: '%.*s' %s %s%s",
			declaration_place(m->ctx, "arguments"), m->index + 1,
			SLICE(d->prototype.name), SLICE(text), why,
			d->prototype.parameters[m->index].name, more);
}

static bool is_any(struct slice text, const char *const *words)
{
	while (*words && !slice_is(text, *words))
		words++;
	return *words;
}

static int from_bool(const struct maker *m, struct slice text, union value *value)
{
	static const char *const yes[] = { "on", "yes", "true", "1", NULL };
	static const char *const no[] = { "off", "no", "false", "0", NULL };
	value->truth = is_any(text, yes);
	if (value->truth || is_any(text, no))
		return 0;
	return unfit(m, text, "is neither on nor off, as needed for", "");
}

static int from_integer(const struct maker *m, struct slice text, const struct type *type,
			union value *value)
{
	struct integer integer;
	char range[64], more[80] = " (";
	int status = integer_read(text, &integer);
	if (status == -EINVAL)
		return unfit(m, text, "is no whole number, as needed for", "");
	if (!status)
		status = integer_check(integer, type);
	if (!status) {
		integer_store(integer, type, value);
		return 0;
	}
	type_range(type, range);
	return unfit(m, text, "doesn't fit in", strcat(strcat(more, range), ")"));
}

static int from_text(const struct maker *m, struct slice text)
{
	const struct type *type = &m->d->prototype.parameters[m->index];
	union value *value = &m->arguments->values[m->index];
	struct strbuf *copy = &m->arguments->texts[m->index];
	if (type->kind == TYPE_BOOL)
		return from_bool(m, text, value);
	if (type->kind == TYPE_INTEGER)
		return from_integer(m, text, type, value);
	if (type->kind == TYPE_DOUBLE)
		return real_read(text, &value->real)
			       ? unfit(m, text, "is no number, as needed for", "")
			       : 0;
	strbuf_add(copy, text.at, text.length);
	return 0;
}

static int from_reference(const struct maker *m, const struct reference *reference)
{
	struct found found;
	int status = lookup(m->ctx, m->cmd, "arguments", reference, &found);
	/* lookup_all() has seen to it that there is something. */
	if (status != 1)
		return status ? status : -ENOENT;
	m->arguments->is_secret[m->index] |= found.is_secret;
	m->arguments->have_secret |= found.is_secret;
	return from_text(m, found.text);
}

static int from_quoted(const struct maker *m, const struct argument *argument)
{
	struct template_walk walk = template_walk_quoted(m->d->arguments.text, argument->text);
	struct strbuf *text = &m->arguments->texts[m->index];
	struct complaint ignored;
	while (template_next(&walk, &ignored) == 1) {
		int status = 0;
		if (walk.is_reference)
			status = from_reference(m, &walk.reference);
		else
			strbuf_add(text, walk.bytes.at, walk.bytes.length);
		if (status)
			return status;
	}
	return 0;
}

static int from_number(const struct argument *argument, const struct type *type, union value *value)
{
	double magnitude = (double)argument->integer.magnitude;
	if (type->kind == TYPE_DOUBLE && argument->kind == ARGUMENT_REAL)
		value->real = argument->real;
	else if (type->kind == TYPE_DOUBLE)
		value->real = argument->integer.negative ? -magnitude : magnitude;
	else
		integer_store(argument->integer, type, value);
	return 0;
}

static int make_one(const struct maker *m)
{
	const struct argument *argument = &m->d->arguments.arguments[m->index];
	union value *value = &m->arguments->values[m->index];
	int status = 0;
	switch (argument->kind) {
	case ARGUMENT_INTEGER:
	case ARGUMENT_REAL:
	case ARGUMENT_BOOL:
		return from_number(argument, &m->d->prototype.parameters[m->index], value);
	case ARGUMENT_NULL:
		value->pointer = NULL;
		return 0;
	case ARGUMENT_BUFFER:
		status = buffer_make(argument->size, &m->arguments->buffer);
		value->pointer = m->arguments->buffer.bytes;
		return status;
	case ARGUMENT_TEXT:
		return from_quoted(m, argument);
	case ARGUMENT_REFERENCE:
		return from_reference(m, &argument->reference);
	}
	return status;
}

int arguments_make(struct qw_context *ctx, const struct qw_command *cmd,
		   const struct declaration *d, struct arguments *ret_arguments)
{
	*ret_arguments = (struct arguments){ 0 };
	for (size_t i = 0; i < d->arguments.count; i++) {
		struct maker m = { ctx, cmd, d, ret_arguments, i };
		int status = make_one(&m);
		if (status)
			return status;
		struct strbuf *text = &ret_arguments->texts[i];
		if (d->prototype.parameters[i].kind != TYPE_STRING ||
		    d->arguments.arguments[i].kind == ARGUMENT_NULL)
			continue;
		strbuf_add(text, "", 0);
		if (text->failed)
			return -ENOMEM;
		ret_arguments->values[i].pointer = text->text ? text->text : "";
	}
	return 0;
}

void arguments_release(struct arguments *arguments)
{
	for (size_t i = 0; i < PROTOTYPE_MOST_PARAMETERS; i++)
		strbuf_release(&arguments->texts[i]);
	buffer_release(&arguments->buffer);
	*arguments = (struct arguments){ 0 };
}
