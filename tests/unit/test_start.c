/* SPDX-License-Identifier: MIT */
#include "start.h"

#include "child.h"
#include "pipeline_fixture.h"

static int launch(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	qw_note(ctx, QW_WARNING, "launch hook");
	return 0;
}

static int launch_refuses(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)cmd;
	return qw_error(ctx, EACCES, "not today");
}

static int outcome(struct qw_context *ctx, const struct qw_command *cmd,
		   const struct qw_outcome *it)
{
	(void)cmd;
	qw_note(ctx, QW_WARNING, "outcome %d, status %d", (int)it->kind, (int)it->status);
	return 0;
}

struct row {
	const char *program;
	int (*launch)(struct qw_context *ctx, const struct qw_command *cmd);
	/** Refused before it begins. */
	struct refusal refusal;
	int status;
	const char *text;
};

/* Starts it in a pipeline whose hooks are functions of this test; 200: no pipeline. */
static int start_row(const void *argument)
{
	const struct row *row = argument;
	struct fixture f = { 0 };
	struct error err = { 0 };
	static struct prepared prepared;
	fixture_plugin(&f, "acme", (struct qw_plugin){ .launch = row->launch, .outcome = outcome });
	struct pipeline_input input = { .argv = LINE("-S"),
					.envp = (const char *const[]){ "A=1", NULL },
					.program = row->program,
					.name = "q",
					.plugins = &f.set };
	struct pipeline *pipeline = &prepared.pipeline;
	if (pipeline_prepare(pipeline, &input, &err) || pipeline_open(pipeline) ||
	    notes_add(&pipeline->journal.notes, NULL, NOTE_WARNING, "of the plan") ||
	    notes_add(&pipeline->journal.notes, "acme", NOTE_INFO, "of no interest"))
		return 200;
	pipeline->refusal = row->refusal;
	return start(&prepared);
}

#define SAYS(text) "qemu-wrapper: " text "\n"
#define PLAN       SAYS("of the plan")

static const struct row rows[] = {
	{ "/bin/true",
	  launch,
	  { 0 },
	  0,
	  PLAN SAYS("acme: launch hook") SAYS("acme: outcome 1, status 0") },
	{ "/bin/false", NULL, { 0 }, 1, PLAN SAYS("acme: outcome 1, status 0") },
	{ "/nowhere/q",
	  launch,
	  { 0 },
	  127,
	  PLAN SAYS("acme: launch hook") SAYS("acme: outcome 3, status 127")
		  SAYS("can't execute /nowhere/q: No such file or directory") },
	{ "/bin/true/q",
	  NULL,
	  { 0 },
	  127,
	  PLAN SAYS("acme: outcome 3, status 127")
		  SAYS("can't execute /bin/true/q: Not a directory") },
	{ "/",
	  NULL,
	  { 0 },
	  126,
	  PLAN SAYS("acme: outcome 3, status 126") SAYS("can't execute /: Permission denied") },
	{ "/bin/true",
	  launch_refuses,
	  { 0 },
	  125,
	  PLAN SAYS("acme: outcome 2, status 125") SAYS("plugin acme (launch): not today") },
	{ "/bin/true",
	  launch,
	  { "vnc", "rewrite", "two readings", 125 },
	  125,
	  PLAN SAYS("acme: outcome 2, status 125") SAYS("plugin vnc (rewrite): two readings") },
	{ NULL,
	  launch,
	  { NULL, "exec", "no QEMU", 127 },
	  127,
	  PLAN SAYS("acme: outcome 3, status 127") SAYS("no QEMU") },
};

/* Warnings are told once and in order, logs before people learn of the refusal. */
static void it_starts_or_says_why_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct child child;
		child_run(&child, start_row, &rows[i]);
		assert_string_equal(child.text, rows[i].text);
		assert_int_equal(child.status, rows[i].status);
	}
}

static int print_refusal(const void *refusal)
{
	start_print_refusal(refusal);
	return 0;
}

static void refusals_name_who_and_when(void **state)
{
	(void)state;
	static const struct {
		struct refusal refusal;
		const char *text;
	} cases[] = {
		{ { NULL, "configuration", "bad key", 125 }, SAYS("bad key") },
		{ { "vnc", "check", "open to all", 125 }, SAYS("plugin vnc (check): open to all") },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct child child;
		child_run(&child, print_refusal, &cases[i].refusal);
		assert_string_equal(child.text, cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_starts_or_says_why_not),
		cmocka_unit_test(refusals_name_who_and_when),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
