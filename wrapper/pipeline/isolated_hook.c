/* SPDX-License-Identifier: MIT */
#include "pipeline/isolated_hook.h"

#include "isolation/child.h"
#include "loader/limits.h"
#include "pipeline/recorder.h"
#include "pipeline/replay.h"

bool isolated_hook_applies(const struct plugin *plugin, enum phase phase)
{
	switch (plugin->isolation) {
	case ISOLATION_NONE:
		return false;
	case ISOLATION_HOOKS:
		return phase == PHASE_REWRITE || phase == PHASE_CHECK;
	case ISOLATION_FULL:
		return true;
	}
	return true;
}

/* What the child's function is given: all of it is the parent's memory, as it was at the fork. */
struct call {
	struct hook *hook;
	const struct qw_outcome *outcome;
};

/* `open` and `close` around another hook: the parent has heard, or does not want to hear, what they
 * say. Only that `open` fails counts. */
static void run_beside(struct hook *hook, const struct qw_plugin *plugin, enum phase phase)
{
	struct journal *journal = &hook->stage->pipeline->journal;
	struct journal_mark mark = journal_mark(journal);
	struct strbuf *recording = hook->recording;
	enum phase called = hook->phase;
	hook->recording = NULL;
	hook->phase = phase;
	hook_run(hook, plugin, NULL);
	hook->phase = called;
	hook->recording = recording;
	journal_rollback(journal, mark);
}

static void run_all(struct hook *hook, const struct qw_plugin *plugin,
		    const struct qw_outcome *outcome)
{
	bool alone = hook->stage->plugin->isolation == ISOLATION_HOOKS;
	if (!alone && plugin->open && hook->phase != PHASE_OPEN) {
		run_beside(hook, plugin, PHASE_OPEN);
		if (hook->error.code) {
			error_prefix(&hook->error, "its open hook, called before this one: ");
			return;
		}
	}
	hook_run(hook, plugin, outcome);
	if (alone || !plugin->close || (hook->phase == PHASE_OPEN && hook->error.code))
		return;
	/* What close complains of is nobody's error. */
	struct error error = hook->error;
	hook->error = (struct error){ 0 };
	run_beside(hook, plugin, PHASE_CLOSE);
	error_clear(&hook->error);
	hook->error = error;
}

/* In the child. */
static int run_there(void *data, struct strbuf *answer)
{
	struct call *call = data;
	struct hook *hook = call->hook;
	const struct plugin *plugin = hook->stage->plugin;
	struct library_file file = plugin_library(plugin);
	struct qw_plugin descriptor = plugin->descriptor;
	struct qw_host table;
	void *handle = NULL;
	recorder_table(&table);
	hook->stage->context.host = &table;
	hook->view.host = &table;
	hook->recording = answer;
	if (plugin->isolation != ISOLATION_FULL ||
	    !library_open(&file, &handle, &descriptor, &hook->error))
		run_all(hook, &descriptor, call->outcome);
	recorder_end(hook);
	return 0;
}

/* Who calls a foreign function learns which declaration to look at: a wrong one is the usual cause
 * of such an end. */
static void tell_declaration(const struct plugin *plugin, struct error *err)
{
	const struct option_value *function = plugin_option(plugin, "function");
	const struct option_value *library = plugin_option(plugin, "library");
	if (!plugin->settings->foreign || !function || !function->text || !library)
		return;
	error_prefix(err, "%s: %s of %s, if that is its prototype: ", function->source,
		     function->text, library->text);
}

void isolated_hook_run(struct hook *hook, const struct qw_outcome *outcome)
{
	struct call call = { hook, outcome };
	struct child_limits limits = limits_of(hook->stage->plugin->settings);
	struct child_result result;
	/* Each hook's child has closed what it opened: `close` has nothing left to do. */
	if (hook->phase == PHASE_CLOSE)
		return;
	/* For logs, and for nothing else: a plugin speaks to people by notes. */
	limits.standard_error = hook->phase == PHASE_OUTCOME;
	if (child_run(run_there, &call, &limits, &hook->scratch, &result, &hook->error))
		return;
	if (result.end == CHILD_ANSWERED)
		replay(hook, result.bytes, result.size, limits.milliseconds);
	else
		limits_error(&result, &limits, &hook->error);
	if (result.end != CHILD_ANSWERED)
		tell_declaration(hook->stage->plugin, &hook->error);
}
