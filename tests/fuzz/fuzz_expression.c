/* SPDX-License-Identifier: MIT */
/* Any text as the arguments of a foreign function, and as a template. Walking over the pieces of
 * what was accepted stays within it and comes to an end; pieces put together are the text. */
#include "fuzz.h"

#include "base/cleanup.h"
#include "expression.h"
#include "template.h"

/* Returns whether there was nothing to complain of. */
static bool walk_over(struct template_walk walk, const char *text)
{
	struct complaint complaint = { 0 };
	const char *before = walk.at;
	int status;
	while ((status = template_next(&walk, &complaint)) == 1) {
		MUST(walk.at > before && walk.at <= walk.end);
		if (walk.is_reference && walk.reference.kind == REFERENCE_SELECTOR)
			MUST(walk.reference.name.length);
		before = walk.at;
	}
	if (status)
		MUST(complaint.column >= 1 && complaint.column <= strlen(text) + 1);
	return !status;
}

static void check_argument(const struct argument *argument, const char *text)
{
	size_t length = strlen(text);
	MUST(argument->column >= 1 && argument->column <= length);
	MUST(argument->text.at >= text &&
	     argument->text.at + argument->text.length <= text + length);
	if (argument->kind == ARGUMENT_TEXT)
		MUST(walk_over(template_walk_quoted(text, argument->text), text));
	if (argument->kind == ARGUMENT_BUFFER)
		MUST(argument->size >= 1 && argument->size <= BUFFER_MOST_BYTES);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP_FREE char *text = fuzz_text(data, size);
	static const char *const prototypes[] = {
		"void f(void)",
		"int f(int8_t)",
		"void f(char *, const char *, const char *, size_t)",
		"double f(bool, double, long, unsigned short)",
	};
	struct expression expression;
	struct complaint complaint = { 0 };
	walk_over(template_walk(text), text);
	if (expression_parse(text, &expression, &complaint)) {
		MUST(complaint.column >= 1 && complaint.column <= strlen(text) + 1);
		return 0;
	}
	for (size_t i = 0; i < expression.count; i++)
		check_argument(&expression.arguments[i], text);
	for (size_t i = 0; i < sizeof(prototypes) / sizeof(*prototypes); i++) {
		struct prototype prototype;
		MUST(!prototype_parse(prototypes[i], &prototype, &complaint));
		if (!expression_check(&expression, &prototype, &complaint))
			MUST(expression.count == prototype.count);
		else
			MUST(complaint.column >= 1 && complaint.column <= strlen(text) + 1);
	}
	return 0;
}
