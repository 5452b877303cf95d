/* SPDX-License-Identifier: MIT */
#include "expression.h"

#include <errno.h>

/* What may be given for a parameter of each kind, for messages. */
static const char *wanted(const struct type *type)
{
	switch (type->kind) {
	case TYPE_BOOL:
		return "true, false or ${...}";
	case TYPE_INTEGER:
		return "a whole number or ${...}";
	case TYPE_DOUBLE:
		return "a number or ${...}";
	case TYPE_STRING:
		return "\"text\", ${...} or null";
	default:
		return "buffer(BYTES) or null";
	}
}

static bool suits(enum argument_kind argument, enum type_kind type)
{
	switch (argument) {
	case ARGUMENT_INTEGER:
		return type == TYPE_BOOL || type == TYPE_INTEGER || type == TYPE_DOUBLE;
	case ARGUMENT_REAL:
		return type == TYPE_DOUBLE;
	case ARGUMENT_BOOL:
		return type == TYPE_BOOL;
	case ARGUMENT_NULL:
		return type == TYPE_STRING || type == TYPE_BUFFER;
	case ARGUMENT_TEXT:
		return type == TYPE_STRING;
	case ARGUMENT_REFERENCE:
		return type != TYPE_BUFFER;
	case ARGUMENT_BUFFER:
		return type == TYPE_BUFFER;
	}
	return false;
}

static int check_argument(const struct argument *argument, size_t number, const struct type *type,
			  struct complaint *ret_complaint)
{
	char range[64];
	if (!suits(argument->kind, type->kind))
		return complain(ret_complaint, argument->column,
				"parameter %zu, which is %s, wants %s", number, type->name,
				wanted(type));
	if (argument->kind != ARGUMENT_INTEGER || type->kind == TYPE_DOUBLE ||
	    !integer_check(argument->integer, type))
		return 0;
	type_range(type, range);
	return complain(ret_complaint, argument->column,
			"'%.*s' doesn't fit in parameter %zu, which is %s (%s)",
			SLICE(argument->text), number, type->name, range);
}

static int check_count(const struct expression *expression, const struct prototype *prototype,
		       struct complaint *ret_complaint)
{
	if (expression->count == prototype->count)
		return 0;
	/* Where the first is that is too many, or where the last one is. */
	size_t at = expression->count > prototype->count ? prototype->count : expression->count;
	size_t column = 1;
	if (at < expression->count)
		column = expression->arguments[at].column;
	else if (at)
		column = expression->arguments[at - 1].column;
	return complain(ret_complaint, column, "%.*s takes %zu argument%s, and here %s %zu",
			SLICE(prototype->name), prototype->count, prototype->count == 1 ? "" : "s",
			expression->count == 1 ? "is" : "are", expression->count);
}

int expression_check(const struct expression *expression, const struct prototype *prototype,
		     struct complaint *ret_complaint)
{
	bool has_buffer = false;
	int status = check_count(expression, prototype, ret_complaint);
	for (size_t i = 0; !status && i < expression->count; i++) {
		const struct argument *argument = &expression->arguments[i];
		if (argument->kind == ARGUMENT_BUFFER && has_buffer)
			return complain(ret_complaint, argument->column,
					"only one argument can be a buffer: nothing would tell "
					"${buffer} which one is meant; give null for the other");
		has_buffer = has_buffer || argument->kind == ARGUMENT_BUFFER;
		status = check_argument(argument, i + 1, &prototype->parameters[i], ret_complaint);
	}
	return status;
}
