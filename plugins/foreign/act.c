/* SPDX-License-Identifier: MIT */
#include "act.h"

#include "lookup.h"
#include "template.h"

#include <string.h>

static int render_one(struct qw_context *ctx, const struct qw_command *cmd, const char *key,
		      const struct reference *reference, const struct result *result, bool hides,
		      struct strbuf *out)
{
	struct found found;
	bool is_outcome =
		reference->kind == REFERENCE_RESULT || reference->kind == REFERENCE_BUFFER;
	int status = is_outcome ? 0 : lookup(ctx, cmd, key, reference, &found);
	if (status < 0)
		return status;
	if (hides && (status ? found.is_secret : is_outcome && result_is_secret(result, reference)))
		strbuf_adds(out, "***");
	else if (is_outcome)
		result_add(out, result, reference);
	else if (status)
		strbuf_add(out, found.text.at, found.text.length);
	return 0;
}

int act_render(struct qw_context *ctx, const struct qw_command *cmd, const char *key,
	       const char *text, const struct result *result, struct strbuf *out)
{
	struct template_walk walk = template_walk(text);
	struct complaint ignored;
	bool hides = !strcmp(key, "refuse");
	while (template_next(&walk, &ignored) == 1) {
		if (!walk.is_reference) {
			strbuf_add(out, walk.bytes.at, walk.bytes.length);
			continue;
		}
		int status = render_one(ctx, cmd, key, &walk.reference, result, hides, out);
		if (status < 0)
			return status;
	}
	strbuf_add(out, "", 0);
	return out->failed ? -ENOMEM : 0;
}

/* The next option to set or to remove; with the property, where that must be there. */
static int next_target(struct qw_context *ctx, const struct qw_command *cmd,
		       const struct declaration *d, struct qw_option **option)
{
	const char *selector = d->action == ACTION_REMOVE ? d->target : d->selector;
	if (*option)
		*option = strstr(selector, "[*]") ? qw_next(cmd, selector, *option) : NULL;
	else
		return lookup_option(ctx, cmd, d->action_key, selector, option);
	return 0;
}

int act_has_target(struct qw_context *ctx, const struct qw_command *cmd,
		   const struct declaration *d)
{
	struct qw_option *option = NULL;
	if (d->action != ACTION_SET && d->action != ACTION_REMOVE)
		return 1;
	int status = next_target(ctx, cmd, d, &option);
	if (status || option)
		return status ? status : 1;
	qw_note(ctx, QW_INFO, "nothing to do: there is no %s to %s",
		d->action == ACTION_SET ? d->selector : d->target, d->action_key);
	return 0;
}

/* Where the option is one JSON object and has no such property yet, its type is that of the
 * result. */
static uint32_t json_type(const struct declaration *d)
{
	if (!d->value || !template_is(d->value, REFERENCE_RESULT, FORM_TEXT))
		return 0;
	switch (d->prototype.result.kind) {
	case TYPE_BOOL:
		return QW_BOOLEAN;
	case TYPE_INTEGER:
	case TYPE_DOUBLE:
		return QW_NUMBER;
	default:
		return 0;
	}
}

static int change_one(struct qw_command *cmd, const struct declaration *d, struct qw_option *option,
		      const char *value, const char *reason)
{
	if (d->action == ACTION_SET)
		return d->property ? qw_set(cmd, option, d->property, value,
					    d->flags | json_type(d), reason)
				   : qw_replace(cmd, option, value, d->flags, reason);
	return d->property ? qw_unset(cmd, option, d->property, d->flags, reason)
			   : qw_remove(cmd, option, d->flags, reason);
}

static int change_options(struct qw_context *ctx, struct qw_command *cmd,
			  const struct declaration *d, const char *value, const char *reason)
{
	struct qw_option *option = NULL;
	int status = next_target(ctx, cmd, d, &option);
	while (!status && option) {
		status = change_one(cmd, d, option, value, reason);
		if (!status)
			status = next_target(ctx, cmd, d, &option);
	}
	return status;
}

int act(struct qw_context *ctx, struct qw_command *cmd, const struct declaration *d,
	const struct result *result, const char *call)
{
	__attribute__((cleanup(strbuf_release))) struct strbuf value = { 0 };
	const char *reason = d->reason ? d->reason : call;
	int status = d->value ? act_render(ctx, cmd, "value", d->value, result, &value) : 0;
	const char *text = value.text ? value.text : "";
	if (status)
		return status;
	switch (d->action) {
	case ACTION_NONE:
		return 0;
	case ACTION_SET:
	case ACTION_REMOVE:
		return change_options(ctx, cmd, d, text, reason);
	case ACTION_ADD:
		/* An empty value that somebody wrote is for options that take none. */
		return qw_add(cmd, d->target, *d->value ? text : NULL, d->flags, reason);
	case ACTION_SET_VARIABLE:
		return qw_set_env(cmd, d->target, text, d->flags, reason);
	case ACTION_UNSET_VARIABLE:
		return qw_unset_env(cmd, d->target, d->flags, reason);
	}
	return 0;
}
