/* SPDX-License-Identifier: MIT */
#include "test_host/test_host.h"

static int begin(struct qw_test *test)
{
	if (!test)
		return -EINVAL;
	error_clear(&test->error);
	arena_release(&test->results);
	return test_host_prepare(test);
}

static int call(struct qw_test *test, enum qw_test_hook hook)
{
	struct pipeline *pipeline = &test->pipeline;
	if (pipeline->refusal.text && hook < QW_TEST_OUTCOME)
		return error_set(&test->error, ECANCELED, "the launch is refused already: %s",
				 pipeline->refusal.text);
	switch (hook) {
	case QW_TEST_OPEN:
		return pipeline_open(pipeline);
	case QW_TEST_REWRITE:
		return pipeline_rewrite(pipeline);
	case QW_TEST_CHECK:
		return pipeline_check(pipeline);
	case QW_TEST_LAUNCH:
		return pipeline_launch(pipeline);
	case QW_TEST_OUTCOME:
		pipeline_outcome(pipeline);
		return 0;
	case QW_TEST_CLOSE:
		pipeline_close(pipeline);
		return 0;
	}
	return error_set(&test->error, EINVAL, "there is no hook %d", (int)hook);
}

int qw_test_call(struct qw_test *test, enum qw_test_hook hook)
{
	int status = begin(test);
	return status ? status : call(test, hook);
}

int qw_test_plan(struct qw_test *test)
{
	int status = begin(test);
	for (int hook = QW_TEST_OPEN; !status && hook <= QW_TEST_CHECK; hook++)
		status = call(test, (enum qw_test_hook)hook);
	return status;
}

int qw_test_run(struct qw_test *test)
{
	int status = qw_test_plan(test);
	/* A mistake of the test's: nothing happened. */
	if (!test || !test->prepared || test->error.code)
		return status;
	if (!status)
		status = call(test, QW_TEST_LAUNCH);
	call(test, QW_TEST_OUTCOME);
	call(test, QW_TEST_CLOSE);
	return status;
}

int qw_test_refuse(struct qw_test *test, const char *plugin, const char *phase, int status,
		   const char *text)
{
	CLEANUP_ERROR struct error why = { 0 };
	int result = begin(test);
	if (result)
		return result;
	if (!phase || !text || status < 125 || status > 127)
		return error_set(&test->error, EINVAL,
				 "a refusal has a phase, a text, and a status of 125 to 127");
	if (test->pipeline.refusal.text)
		return error_set(&test->error, EALREADY, "the launch is refused already: %s",
				 test->pipeline.refusal.text);
	const char *who = plugin ? arena_strdup(&test->arena, plugin) : NULL;
	const char *where = arena_strdup(&test->arena, phase);
	if (!where || (plugin && !who))
		return error_memory(&test->error);
	error_set(&why, ECANCELED, "%s", text);
	pipeline_refuse(&test->pipeline, who, where, status, &why);
	return 0;
}
