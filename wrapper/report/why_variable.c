/* SPDX-License-Identifier: MIT */
#include "report/why_story.h"

#include "command/environment.h"
#include "report/columns.h"

#include <string.h>

/* What the caller had set, before any plugin. */
static const char *inherited(const struct plan *plan, const char *name)
{
	if (!plan->environment)
		return NULL;
	struct environment before = { .inherited = plan->environment->inherited };
	return environment_get(&before, name);
}

static bool concerns(const struct change *change, const char *name)
{
	return change->variable && !strcmp(change->variable, name);
}

static size_t show_changes(struct story *story, const char *name, const char **final)
{
	const struct journal *journal = story->plan->journal;
	size_t count = 0;
	for (size_t i = 0; journal && i < journal->changes.count; i++) {
		const struct change *change = &journal->changes.items[i];
		if (!concerns(change, name))
			continue;
		story_change(story, change);
		*final = change->after;
		count++;
	}
	return count;
}

static bool is_touched(const struct plan *plan, const char *name)
{
	for (size_t i = 0; plan->journal && i < plan->journal->changes.count; i++)
		if (concerns(&plan->journal->changes.items[i], name))
			return true;
	return false;
}

int why_variable(struct story *story, const char *name, struct error *err)
{
	const char *before = inherited(story->plan, name), *final = before;
	if (!before && !is_touched(story->plan, name))
		return error_set(err, ENOENT,
				 "the variable '%s' is not set, and no plugin changed that", name);
	story_begin(story);
	strbuf_addf(story->out, "%senvironment ", story->palette->title);
	visible_text(story->out, name);
	strbuf_addf(story->out, "%s\n", story->palette->end);
	if (before) {
		story_who(story, "user");
		strbuf_adds(story->out, "set ");
		visible_word(story->out, before);
		strbuf_addc(story->out, '\n');
	}
	if (!show_changes(story, name, &final)) {
		story_who(story, "plugins");
		strbuf_adds(story->out, "changed nothing\n");
	}
	story_who(story, "QEMU");
	strbuf_adds(story->out, final ? "finds " : "does not find it");
	if (final)
		visible_word(story->out, final);
	strbuf_adds(story->out, story->plan->refusal ? ", if it were started\n" : "\n");
	return 0;
}
