/* SPDX-License-Identifier: MIT */
#include "declaration.h"

#include "template.h"

#include <stdlib.h>
#include <string.h>

const char *declaration_place(const struct qw_context *ctx, const char *key)
{
	const char *source = qw_source(ctx, key);
	return source ? source : "the configuration";
}

/* Says where in the value of a key something is wrong. */
static int refuse_at(struct qw_context *ctx, const char *key, const struct complaint *complaint)
{
	return qw_error(ctx, EINVAL, "%s: %s, column %zu: %s", declaration_place(ctx, key), key,
			complaint->column, complaint->text);
}

static int missing(struct qw_context *ctx, const char *key, const char *what)
{
	/* The nearest thing to a place that the section itself has. */
	const char *known = qw_source(ctx, "function");
	if (!known)
		known = qw_source(ctx, "library");
	return qw_error(ctx, EINVAL, "%s%s'%s' is missing: %s", known ? known : "",
			known ? ": " : "", key, what);
}

static int read_library(struct qw_context *ctx, struct declaration *d)
{
	d->library = qw_string(ctx, "library");
	if (!d->library || !*d->library)
		return missing(ctx, "library",
			       "name the shared library, such as library = libuuid.so.1");
	if (*d->library == '/' || (!strchr(d->library, '/') && strstr(d->library, ".so")))
		return 0;
	return qw_error(ctx, EINVAL,
			"%s: library = %s: write an absolute path, or a name such as "
			"libuuid.so.1 that the dynamic linker looks for",
			declaration_place(ctx, "library"), d->library);
}

static int read_call(struct qw_context *ctx, struct declaration *d)
{
	struct complaint complaint;
	const char *function = qw_string(ctx, "function");
	const char *arguments = qw_string(ctx, "arguments");
	if (!function || !*function)
		return missing(ctx, "function",
			       "write the function's prototype, such as function = long "
			       "sysconf(int name)");
	if (prototype_parse(function, &d->prototype, &complaint))
		return refuse_at(ctx, "function", &complaint);
	d->function = strndup(d->prototype.name.at, d->prototype.name.length);
	if (!d->function)
		return -ENOMEM;
	if (expression_parse(arguments ? arguments : "", &d->arguments, &complaint))
		return refuse_at(ctx, "arguments", &complaint);
	if (!expression_check(&d->arguments, &d->prototype, &complaint))
		return 0;
	if (!arguments)
		return missing(ctx, "arguments", complaint.text);
	return refuse_at(ctx, "arguments", &complaint);
}

/* The words of `ok` in the order of the enumeration, and the results they can be said of. */
static bool ok_suits(enum ok ok, const struct type *result)
{
	switch (ok) {
	case OK_ANY:
		return true;
	case OK_NONNULL:
		return result->kind == TYPE_STRING;
	case OK_NONNEG:
		return result->is_signed && result->kind != TYPE_VOID;
	case OK_ZERO:
	case OK_NONZERO:
		return result->kind != TYPE_STRING && result->kind != TYPE_VOID;
	}
	return false;
}

static const char *ok_choices(const struct type *result)
{
	if (result->kind == TYPE_STRING)
		return "nonnull or any";
	if (result->kind == TYPE_VOID)
		return "any";
	return result->is_signed ? "zero, nonzero, nonneg or any" : "zero, nonzero or any";
}

static int read_ok(struct qw_context *ctx, struct declaration *d)
{
	static const char *const words[] = { "any", "nonnull", "zero", "nonzero", "nonneg" };
	const struct type *result = &d->prototype.result;
	const char *word = qw_string(ctx, "ok");
	if (!word && result->kind == TYPE_VOID)
		return 0;
	if (!word)
		return qw_error(ctx, EINVAL,
				"%s: 'ok' is missing: say which results of %.*s mean success, "
				"ok = %s",
				declaration_place(ctx, "function"), SLICE(d->prototype.name),
				ok_choices(result));
	while (strcmp(words[d->ok], word))
		d->ok++;
	if (ok_suits(d->ok, result))
		return 0;
	return qw_error(ctx, EINVAL, "%s: ok = %s can't be said of a result of type %s: say %s",
			declaration_place(ctx, "ok"), word, result->name, ok_choices(result));
}

static int read_returns(struct qw_context *ctx, struct declaration *d)
{
	const char *returns = qw_string(ctx, "returns");
	bool is_string = d->prototype.result.kind == TYPE_STRING;
	if (!returns && is_string)
		return qw_error(ctx, EINVAL,
				"%s: 'returns' is missing: say whose the string of %.*s is, "
				"returns = borrowed (the library keeps it) or returns = malloc "
				"(the caller must free it)",
				declaration_place(ctx, "function"), SLICE(d->prototype.name));
	if (returns && !is_string)
		return qw_error(ctx, EINVAL,
				"%s: returns = %s is only for functions that return a string, not "
				"%s",
				declaration_place(ctx, "returns"), returns,
				d->prototype.result.name);
	d->frees_result = returns && !strcmp(returns, "malloc");
	return 0;
}

static int read_rest(struct qw_context *ctx, struct declaration *d)
{
	const char *otherwise = qw_string(ctx, "otherwise");
	d->unless = qw_string(ctx, "unless");
	d->reason = qw_string(ctx, "reason");
	d->may_fail = otherwise && !strcmp(otherwise, "nothing");
	d->flags = qw_bool(ctx, "guest-visible") ? (uint32_t)QW_GUEST_VISIBLE : 0;
	if (d->may_fail && d->refuse)
		return qw_error(ctx, EINVAL,
				"%s: otherwise = nothing and 'refuse' (%s) say two different "
				"things of a result that isn't ok",
				declaration_place(ctx, "otherwise"),
				declaration_place(ctx, "refuse"));
	if ((d->may_fail || d->refuse) && d->ok == OK_ANY)
		return qw_error(ctx, EINVAL,
				"%s: '%s' is for results that aren't ok, and every result is: say "
				"another 'ok'",
				declaration_place(ctx, d->refuse ? "refuse" : "otherwise"),
				d->refuse ? "refuse" : "otherwise");
	struct complaint complaint;
	struct slice name, property;
	if (d->unless && selector_split((struct slice){ d->unless, strlen(d->unless) }, 1, &name,
					&property, &complaint))
		return refuse_at(ctx, "unless", &complaint);
	if (d->reason && !*d->reason)
		return qw_error(ctx, EINVAL, "%s: an empty reason is none: take this line out",
				declaration_place(ctx, "reason"));
	return 0;
}

static const struct {
	const char *key;
	enum action action;
} actions[] = {
	{ "set", ACTION_SET },
	{ "add", ACTION_ADD },
	{ "remove", ACTION_REMOVE },
	{ "set-variable", ACTION_SET_VARIABLE },
	{ "unset-variable", ACTION_UNSET_VARIABLE },
};

static int read_target(struct qw_context *ctx, struct declaration *d)
{
	struct complaint complaint;
	struct slice name, property;
	bool is_variable = d->action >= ACTION_SET_VARIABLE;
	if (is_variable && *d->target && !strchr(d->target, '='))
		return 0;
	if (is_variable)
		return qw_error(ctx, EINVAL, "%s: %s needs the name of a variable",
				declaration_place(ctx, d->action_key), d->action_key);
	if (selector_split((struct slice){ d->target, strlen(d->target) }, 1, &name, &property,
			   &complaint))
		return refuse_at(ctx, d->action_key, &complaint);
	if (d->action == ACTION_ADD && strpbrk(d->target, "[."))
		return qw_error(ctx, EINVAL, "%s: add needs the name of an option alone, not '%s'",
				declaration_place(ctx, "add"), d->target);
	d->selector = strndup(name.at, name.length);
	d->property = property.length ? property.at : NULL;
	return d->selector ? 0 : -ENOMEM;
}

static int read_action(struct qw_context *ctx, struct declaration *d)
{
	d->refuse = qw_string(ctx, "refuse");
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		const char *target = qw_string(ctx, actions[i].key);
		if (!target)
			continue;
		if (d->action)
			return qw_error(ctx, EINVAL,
					"%s: '%s' and '%s' (%s): one foreign hook makes one "
					"change; write a second section for the other",
					declaration_place(ctx, actions[i].key), actions[i].key,
					d->action_key, declaration_place(ctx, d->action_key));
		d->action = actions[i].action;
		d->action_key = actions[i].key;
		d->target = target;
	}
	if (d->action)
		return read_target(ctx, d);
	if (d->refuse)
		return 0;
	return missing(ctx, "set",
		       "say what becomes of the result: set, add, remove, set-variable, "
		       "unset-variable or refuse");
}

/* What a template speaks of must be there after the call. */
static int check_reference(const struct declaration *d, const struct reference *reference,
			   struct complaint *complaint)
{
	const struct type *result = &d->prototype.result;
	size_t size = expression_buffer(&d->arguments);
	bool is_integer = result->kind == TYPE_INTEGER || result->kind == TYPE_BOOL;
	if (reference->kind == REFERENCE_RESULT && result->kind == TYPE_VOID)
		return complain(complaint, reference->column,
				"there is no ${result}: the function returns nothing");
	if (reference->kind == REFERENCE_RESULT && reference->form != FORM_TEXT && !is_integer)
		return complain(complaint, reference->column,
				"only whole numbers have this form, and the result is %s",
				result->name);
	if (reference->kind == REFERENCE_RESULT && reference->byte >= result->size && is_integer)
		return complain(complaint, reference->column,
				"the result, which is %s, has only %d byte%s", result->name,
				result->size, result->size == 1 ? "" : "s");
	if (reference->kind != REFERENCE_BUFFER)
		return 0;
	if (!size)
		return complain(complaint, reference->column,
				"there is no ${buffer}: no argument is buffer(BYTES)");
	if (reference->form == FORM_UUID && size != 16)
		return complain(complaint, reference->column,
				"a UUID has 16 bytes, and the buffer %zu", size);
	if (reference->byte >= size)
		return complain(complaint, reference->column, "the buffer has only %zu byte%s",
				size, size == 1 ? "" : "s");
	return 0;
}

static int check_template(struct qw_context *ctx, const struct declaration *d, const char *key,
			  const char *text)
{
	struct complaint complaint;
	struct template_walk walk = template_walk(text);
	int status;
	while ((status = template_next(&walk, &complaint)) == 1) {
		if (walk.is_reference)
			status = check_reference(d, &walk.reference, &complaint);
		if (status < 0)
			break;
	}
	return status ? refuse_at(ctx, key, &complaint) : 0;
}

static int read_value(struct qw_context *ctx, struct declaration *d)
{
	const char *value = qw_string(ctx, "value");
	bool needs = d->action == ACTION_SET || d->action == ACTION_SET_VARIABLE;
	if (value && !needs && d->action != ACTION_ADD)
		return qw_error(ctx, EINVAL, "%s: 'value' is only for set, add and set-variable",
				declaration_place(ctx, "value"));
	if (d->refuse && check_template(ctx, d, "refuse", d->refuse))
		return -EINVAL;
	if (d->refuse && !*d->refuse)
		return qw_error(ctx, EINVAL, "%s: 'refuse' needs a text for people",
				declaration_place(ctx, "refuse"));
	if (value) {
		d->value = value;
		return check_template(ctx, d, "value", value);
	}
	if (!needs && d->action != ACTION_ADD)
		return 0;
	if (d->prototype.result.kind == TYPE_VOID)
		return missing(ctx, "value",
			       "the function returns nothing, so say what the value is, such as "
			       "value = ${buffer} (or an empty one for an option without value)");
	d->value = "${result}";
	return 0;
}

int declaration_read(struct qw_context *ctx, struct declaration *ret_declaration)
{
	struct declaration d = { 0 };
	int status = read_library(ctx, &d);
	if (!status)
		status = read_call(ctx, &d);
	if (!status)
		status = read_ok(ctx, &d);
	if (!status)
		status = read_returns(ctx, &d);
	if (!status)
		status = read_action(ctx, &d);
	if (!status)
		status = read_value(ctx, &d);
	if (!status)
		status = read_rest(ctx, &d);
	if (status) {
		declaration_release(&d);
		return status;
	}
	*ret_declaration = d;
	return 0;
}

void declaration_release(struct declaration *declaration)
{
	free(declaration->function);
	free(declaration->selector);
	*declaration = (struct declaration){ 0 };
}
