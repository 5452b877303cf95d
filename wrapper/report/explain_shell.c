/* SPDX-License-Identifier: MIT */
#include "report/explain.h"

#include "report/env_changes.h"
#include "text/shell_quote.h"
#include "text/visible.h"

#include <string.h>

static void add_assignment(struct strbuf *out, const struct env_change *change, struct arena *arena)
{
	char *pair = arena_printf(arena, "%s=%s", change->name, change->value);
	if (!pair) {
		out->failed = true;
		return;
	}
	strbuf_addc(out, ' ');
	shell_quote(out, pair);
}

static void add_environment(struct strbuf *out, const struct env_change *changes, size_t count,
			    struct arena *arena)
{
	strbuf_adds(out, "env");
	for (size_t i = 0; i < count; i++) {
		if (changes[i].value)
			continue;
		strbuf_adds(out, " -u ");
		shell_quote(out, changes[i].name);
	}
	for (size_t i = 0; i < count; i++)
		if (changes[i].value)
			add_assignment(out, &changes[i], arena);
	strbuf_addc(out, ' ');
}

/* What no shell can give, as comments: copied, the command would fail, and say nothing of why. */
static void add_missing(struct strbuf *out, const struct plan *plan)
{
	size_t count = plan->slots ? plan->slots->list.count : 0;
	if (!count)
		return;
	strbuf_adds(out, "# Descriptors that QEMU gets from qemu-wrapper alone:\n");
	for (size_t i = 0; i < count; i++) {
		const struct slot *slot = &plan->slots->list.items[i];
		strbuf_addf(out, "#   %d  ", slot->number);
		visible_text(out, slot->plugin);
		strbuf_adds(out, ": ");
		visible_text(out, slot->reason);
		strbuf_addc(out, '\n');
	}
	if (plan->supervision)
		strbuf_adds(out, "# QEMU_WRAPPER_SUPERVISE=no shows the command without supervisor "
				 "and its monitors.\n");
}

void explain_shell(const struct plan *plan, struct strbuf *out)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	struct env_change *changes;
	size_t count;
	if (env_changes_of(plan->journal, &arena, &changes, &count)) {
		out->failed = true;
		return;
	}
	const char *argv0 = plan->final ? plan->final->argv0 : NULL;
	const char *program = plan->program ? plan->program : argv0 ? argv0 : "";
	add_missing(out, plan);
	if (count)
		add_environment(out, changes, count, &arena);
	/* env takes every word with a '=' for an assignment, the program's too. */
	if (count && strchr(program, '='))
		strbuf_adds(out, "sh -c 'exec \"$0\" \"$@\"' ");
	shell_quote(out, program);
	for (size_t i = 0; plan->final && i < plan->final->count; i++) {
		const struct element *element = plan->final->items[i];
		strbuf_addc(out, ' ');
		shell_quote(out, element->word);
		if (!element->value)
			continue;
		strbuf_addc(out, ' ');
		shell_quote(out, element->value);
	}
	strbuf_addc(out, '\n');
}
