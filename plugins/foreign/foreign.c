/* SPDX-License-Identifier: MIT */
#include "act.h"
#include "arguments.h"
#include "call.h"
#include "lookup.h"
#include "show.h"

#include <stdlib.h>
#include <string.h>

/* One call while it is made. */
struct work {
	struct qw_context *ctx;
	struct qw_command *cmd;
	const struct declaration *d;
	struct arguments arguments;
	struct outcome outcome;
	struct result result;
	/* The call in words, and what came of it. */
	struct strbuf call, story;
};

static void work_release(struct work *work)
{
	arguments_release(&work->arguments);
	outcome_release(&work->outcome);
	strbuf_release(&work->call);
	strbuf_release(&work->story);
}

static int open_hook(struct qw_context *ctx)
{
	struct declaration *declaration = calloc(1, sizeof(*declaration));
	if (!declaration)
		return -ENOMEM;
	int status = declaration_read(ctx, declaration);
	if (status) {
		free(declaration);
		return status;
	}
	ctx->state = declaration;
	return 0;
}

static void close_hook(struct qw_context *ctx)
{
	struct declaration *declaration = ctx->state;
	if (declaration)
		declaration_release(declaration);
	free(declaration);
	ctx->state = NULL;
}

static int make_call(struct work *w)
{
	const struct declaration *d = w->d;
	struct complaint complaint;
	struct call call = { d->library, d->function, &d->prototype, d->frees_result };
	int status = call_function(&call, w->arguments.values, &w->outcome, &complaint);
	if (status)
		return qw_error(w->ctx, -status, "%s: %s: %s",
				declaration_place(w->ctx, "function"), w->call.text,
				complaint.text);
	w->result = (struct result){ &d->prototype.result, &w->outcome, &w->arguments.buffer,
				     w->arguments.have_secret };
	return 0;
}

static struct qw_field text_field(const char *name, const char *text)
{
	return (struct qw_field){ .name = name, .kind = QW_FIELD_TEXT, .text = text };
}

/* The fact `call`: what was called, with what, and what came of it. */
static int publish(struct work *w)
{
	__attribute__((cleanup(strbuf_release))) struct strbuf arguments = { 0 };
	__attribute__((cleanup(strbuf_release))) struct strbuf result = { 0 };
	__attribute__((cleanup(strbuf_release))) struct strbuf buffer = { 0 };
	struct qw_field fields[5] = { text_field("function", w->d->function),
				      text_field("library", w->d->library) };
	size_t count = 2;
	show_arguments(&arguments, w->d, &w->arguments);
	fields[count++] = text_field("arguments", arguments.text ? arguments.text : "");
	if (w->result.type->kind != TYPE_VOID) {
		result_show(&result, &w->result);
		fields[count++] = text_field("result", result.text ? result.text : "");
	}
	if (w->arguments.buffer.size) {
		show_buffer(&buffer, &w->result);
		fields[count++] = text_field("buffer", buffer.text ? buffer.text : "");
	}
	if (arguments.failed || result.failed || buffer.failed)
		return -ENOMEM;
	return qw_fact(w->ctx, "call", fields, count);
}

static int tell(struct work *w)
{
	__attribute__((cleanup(strbuf_release))) struct strbuf buffer = { 0 };
	bool is_void = w->result.type->kind == TYPE_VOID;
	strbuf_addf(&w->story, "%s %s", w->call.text, is_void ? "returned" : "returned ");
	if (!is_void)
		result_show(&w->story, &w->result);
	if (w->arguments.buffer.size) {
		strbuf_adds(&buffer, "; the buffer is ");
		show_buffer(&buffer, &w->result);
	}
	if (w->story.failed || buffer.failed)
		return -ENOMEM;
	qw_note(w->ctx, QW_INFO, "%s%s", w->story.text, buffer.text ? buffer.text : "");
	return publish(w);
}

static int fail(struct work *w)
{
	const struct declaration *d = w->d;
	if (d->may_fail) {
		qw_note(w->ctx, QW_INFO, "nothing to do: this result is not ok (ok = %s)",
			qw_string(w->ctx, "ok"));
		return 0;
	}
	if (!d->refuse)
		return qw_error(w->ctx, EIO, "%s%s%s, which is not ok (%s: ok = %s)", w->story.text,
				w->outcome.code ? ", errno: " : "",
				w->outcome.code ? strerror(w->outcome.code) : "",
				declaration_place(w->ctx, "ok"), qw_string(w->ctx, "ok"));
	__attribute__((cleanup(strbuf_release))) struct strbuf text = { 0 };
	int status = act_render(w->ctx, w->cmd, "refuse", d->refuse, &w->result, &text);
	return status ? status
		      : qw_error(w->ctx, EPERM, "%s\n(%s; %s)", text.text ? text.text : "",
				 declaration_place(w->ctx, "refuse"), w->story.text);
}

/* 1: there is a call to make. */
static int is_wanted(struct qw_context *ctx, const struct qw_command *cmd,
		     const struct declaration *d)
{
	if (d->unless && qw_next(cmd, d->unless, NULL)) {
		qw_note(ctx, QW_INFO, "nothing to do: there is %s already", d->unless);
		return 0;
	}
	int status = act_has_target(ctx, cmd, d);
	return status == 1 ? lookup_all(ctx, cmd, d) : status;
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	const struct declaration *d = ctx->state;
	__attribute__((cleanup(work_release))) struct work w = { .ctx = ctx, .cmd = cmd, .d = d };
	int status = is_wanted(ctx, cmd, d);
	if (status != 1)
		return status;
	status = arguments_make(ctx, cmd, d, &w.arguments);
	if (status)
		return status;
	show_call(&w.call, d, &w.arguments);
	if (w.call.failed)
		return -ENOMEM;
	status = make_call(&w);
	if (!status)
		status = tell(&w);
	if (status)
		return status;
	if (!result_is_ok(&w.result, d->ok))
		return fail(&w);
	return act(ctx, cmd, d, &w.result, w.story.text);
}

QW_PLUGIN(.name = "foreign", .version = "0.1.0",
	  .summary = "calls functions of other libraries, as [foreign NAME] declares them",
	  .options = declaration_specs, .open = open_hook, .rewrite = rewrite, .close = close_hook);
