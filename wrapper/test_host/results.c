/* SPDX-License-Identifier: MIT */
#include "test_host/test_host.h"

#include "base/strbuf.h"
#include "text/shell_quote.h"

#include <string.h>

/* There is something to look at: also before the first hook, for the line as it came. */
static struct pipeline *look(struct qw_test *test)
{
	return test && !test_host_prepare(test) ? &test->pipeline : NULL;
}

static const char *const *emit(struct qw_test *test, const char *const **ret_origins)
{
	CLEANUP_ERROR struct error ignored = { 0 };
	const char *const *argv;
	struct pipeline *pipeline = look(test);
	if (!pipeline ||
	    command_emit(&pipeline->command, &test->results, &argv, ret_origins, &ignored))
		return NULL;
	return argv;
}

const char *const *qw_test_argv(struct qw_test *test)
{
	return emit(test, NULL);
}

const char *qw_test_line(struct qw_test *test)
{
	CLEANUP_STRBUF struct strbuf text = { 0 };
	const char *const *argv = emit(test, NULL);
	if (!argv)
		return NULL;
	for (size_t i = 0; argv[i]; i++) {
		strbuf_adds(&text, i ? " " : "");
		shell_quote(&text, argv[i]);
	}
	return strbuf_finish(&text, &test->results);
}

const char *qw_test_origin(struct qw_test *test, size_t index)
{
	const char *const *origins;
	const char *const *argv = emit(test, &origins);
	for (size_t i = 0; argv && argv[i]; i++)
		if (i == index)
			return origins[i];
	return NULL;
}

const char *qw_test_variable(struct qw_test *test, const char *name)
{
	struct pipeline *pipeline = name ? look(test) : NULL;
	return pipeline ? environment_get(&pipeline->environment, name) : NULL;
}

int qw_test_change_at(struct qw_test *test, size_t index, struct qw_change *ret_change)
{
	struct pipeline *pipeline = look(test);
	if (!pipeline || !ret_change)
		return -EINVAL;
	size_t wanted = ret_change->size;
	size_t size = wanted < sizeof(*ret_change) ? wanted : sizeof(*ret_change);
	if (index >= pipeline->journal.changes.count)
		return 0;
	const struct change *change = &pipeline->journal.changes.items[index];
	struct qw_change copy = {
		.size = (uint32_t)size,
		.flags = change->flags,
		.plugin = change->plugin,
		.action = change_action_name(change->action),
		.option = change->option,
		.id = change->id,
		.property = change->property,
		.variable = change->variable,
		.before = change->before,
		.after = change->after,
		.reason = change->reason,
		.index = journal_change_index(change, &pipeline->command),
	};
	/* The structure of a newer test is longer. */
	memset((char *)ret_change + size, 0, wanted - size);
	memcpy(ret_change, &copy, size);
	return 1;
}

const char *qw_test_note(struct qw_test *test, size_t index, uint32_t *ret_level)
{
	struct pipeline *pipeline = look(test);
	if (!pipeline || index >= pipeline->journal.notes.list.count)
		return NULL;
	const struct note *note = &pipeline->journal.notes.list.items[index];
	if (ret_level)
		*ret_level = note->level;
	return note->text;
}

/* The index-th of this key; NULL: no more. */
static const struct fact *find_fact(struct qw_test *test, const char *key, size_t index)
{
	struct pipeline *pipeline = key ? look(test) : NULL;
	for (size_t i = 0; pipeline && i < pipeline->journal.facts.count; i++) {
		const struct fact *fact = &pipeline->journal.facts.items[i];
		if (!strcmp(fact->key, key) && !index--)
			return fact;
	}
	return NULL;
}

size_t qw_test_fact_count(struct qw_test *test, const char *key)
{
	size_t count = 0;
	while (find_fact(test, key, count))
		count++;
	return count;
}

const struct qw_field *qw_test_field(struct qw_test *test, const char *key, size_t index,
				     const char *name)
{
	const struct fact *fact = name ? find_fact(test, key, index) : NULL;
	for (size_t i = 0; fact && i < fact->count; i++)
		if (!strcmp(fact->fields[i].name, name))
			return &fact->fields[i];
	return NULL;
}

int qw_test_slot(struct qw_test *test, size_t index)
{
	struct pipeline *pipeline = look(test);
	if (!pipeline || index >= pipeline->slots.list.count)
		return -ENOENT;
	return pipeline->slots.list.items[index].number;
}

const struct qw_outcome *qw_test_refusal(struct qw_test *test)
{
	const struct refusal *refusal = test ? &test->pipeline.refusal : NULL;
	if (!refusal || !refusal->text)
		return NULL;
	bool failed = !strcmp(refusal->phase, "exec");
	test->refusal = (struct qw_outcome){
		.size = sizeof(test->refusal),
		.kind = failed ? QW_FAILED : QW_REFUSED,
		.status = refusal->status,
		.text = refusal->text,
		.plugin = refusal->plugin,
		.phase = refusal->phase,
	};
	return &test->refusal;
}

const char *qw_test_error(struct qw_test *test)
{
	return test && test->error.code ? error_text(&test->error) : NULL;
}
