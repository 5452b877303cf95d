/* SPDX-License-Identifier: MIT */
#include "lookup.h"

#include "template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int lookup_option(struct qw_context *ctx, const struct qw_command *cmd, const char *key,
		  const char *selector, struct qw_option **ret_option)
{
	*ret_option = qw_next(cmd, selector, NULL);
	if (!*ret_option || strstr(selector, "[*]") || !qw_next(cmd, selector, *ret_option))
		return 0;
	return qw_error(ctx, EINVAL,
			"%s: %s: '%s' is there more than once: say which one by [id=ID], or [*] "
			"for %s",
			declaration_place(ctx, key), key, selector,
			!strcmp(key, "set") || !strcmp(key, "remove") ? "all of them"
								      : "the first");
}

/* What the host would hide in a log, which has no chance once the text stands in a sentence. NULL:
 * there was no memory to tell. */
static bool is_hidden(const char *text, const char *redacted)
{
	return !redacted || strcmp(text, redacted);
}

/* NULL: it can't be known, or there is none. An option without value has an empty one. */
static const char *option_text(const struct qw_command *cmd, const struct qw_option *option,
			       const char *property, bool *ret_secret)
{
	const char *name = qw_name(cmd, option);
	const char *text = *property ? qw_get(cmd, option, property) : qw_value(cmd, option);
	/* It may itself be a value. */
	if (qw_flags(cmd, option) & QW_UNCERTAIN)
		return NULL;
	if (text && *property)
		*ret_secret = is_hidden(text, qw_redact_property(cmd, name, property, text));
	else if (text)
		*ret_secret = is_hidden(text, qw_redact(cmd, name, text));
	return text || *property ? text : "";
}

static int find_selector(struct qw_context *ctx, const struct qw_command *cmd, const char *key,
			 const struct reference *reference, const char **ret_text, bool *ret_secret)
{
	struct qw_option *option;
	const char *end = reference->name.at + reference->name.length;
	if (reference->property.length)
		end = reference->property.at + reference->property.length;
	char *selector = strndup(reference->name.at, (size_t)(end - reference->name.at));
	char *property = strndup(reference->property.at ? reference->property.at : "",
				 reference->property.length);
	int status = selector && property ? 0 : -ENOMEM;
	if (!status)
		status = lookup_option(ctx, cmd, key, selector, &option);
	if (!status && option)
		*ret_text = option_text(cmd, option, property, ret_secret);
	free(selector);
	free(property);
	return status;
}

static int find_variable(const struct qw_command *cmd, const struct reference *reference,
			 const char **ret_text, bool *ret_secret)
{
	char *name = strndup(reference->name.at, reference->name.length);
	if (!name)
		return -ENOMEM;
	const char *text = qw_env(cmd, name);
	if (text)
		*ret_secret = is_hidden(text, qw_redact_property(cmd, NULL, name, text));
	*ret_text = text;
	free(name);
	return 0;
}

int lookup(struct qw_context *ctx, const struct qw_command *cmd, const char *key,
	   const struct reference *reference, struct found *ret_found)
{
	const char *text = NULL;
	bool is_secret = false;
	int status = reference->kind == REFERENCE_VARIABLE
			     ? find_variable(cmd, reference, &text, &is_secret)
			     : find_selector(ctx, cmd, key, reference, &text, &is_secret);
	if (status)
		return status;
	bool falls_back = reference->has_fallback && (!text || !*text);
	if (!text && !falls_back)
		return 0;
	ret_found->text = (struct slice){ text, text ? strlen(text) : 0 };
	ret_found->is_secret = is_secret && !falls_back && !reference->is_length;
	if (falls_back)
		ret_found->text = reference->fallback;
	if (reference->is_length) {
		int length = snprintf(ret_found->number, sizeof(ret_found->number), "%zu",
				      ret_found->text.length);
		ret_found->text = (struct slice){ ret_found->number, (size_t)length };
	}
	return 1;
}

static int nothing_there(struct qw_context *ctx, const struct reference *reference)
{
	bool is_variable = reference->kind == REFERENCE_VARIABLE;
	qw_note(ctx, QW_INFO, "nothing to do: there is no %s%.*s%s%.*s",
		is_variable ? "variable " : "", SLICE(reference->name),
		reference->property.length ? "." : "", SLICE(reference->property));
	return 0;
}

/* 1: it finds something, or it is about the call's outcome. */
static int check_one(struct qw_context *ctx, const struct qw_command *cmd, const char *key,
		     const struct reference *reference)
{
	struct found found;
	if (reference->kind == REFERENCE_RESULT || reference->kind == REFERENCE_BUFFER)
		return 1;
	int status = lookup(ctx, cmd, key, reference, &found);
	return status ? status : nothing_there(ctx, reference);
}

static int check_walk(struct qw_context *ctx, const struct qw_command *cmd, const char *key,
		      struct template_walk walk)
{
	struct complaint ignored;
	while (template_next(&walk, &ignored) == 1) {
		int status = walk.is_reference ? check_one(ctx, cmd, key, &walk.reference) : 1;
		if (status != 1)
			return status;
	}
	return 1;
}

int lookup_all(struct qw_context *ctx, const struct qw_command *cmd, const struct declaration *d)
{
	int status = 1;
	for (size_t i = 0; status == 1 && i < d->arguments.count; i++) {
		const struct argument *argument = &d->arguments.arguments[i];
		if (argument->kind == ARGUMENT_REFERENCE)
			status = check_one(ctx, cmd, "arguments", &argument->reference);
		else if (argument->kind == ARGUMENT_TEXT)
			status =
				check_walk(ctx, cmd, "arguments",
					   template_walk_quoted(d->arguments.text, argument->text));
	}
	if (status == 1 && d->value)
		status = check_walk(ctx, cmd, "value", template_walk(d->value));
	if (status == 1 && d->refuse)
		status = check_walk(ctx, cmd, "refuse", template_walk(d->refuse));
	return status;
}
