/* SPDX-License-Identifier: MIT */
#include "report/why_story.h"

#include "report/change_text.h"
#include "report/columns.h"

/* Column of what happened; who did it stands before it. */
enum { INDENT = 4, STORY = 16 };

void story_begin(struct story *story)
{
	if (story->told++)
		strbuf_addc(story->out, '\n');
}

void story_who(const struct story *story, const char *who)
{
	CLEANUP_STRBUF struct strbuf name = { 0 };
	visible_text(&name, who);
	size_t width = name.text ? columns_width(name.text) : 0;
	columns_pad(story->out, INDENT);
	strbuf_addf(story->out, "%s%s%s", story->palette->name, name.text ? name.text : "",
		    story->palette->end);
	columns_pad(story->out, width + INDENT < STORY - 1 ? STORY - INDENT - width : 2);
}

void story_change(const struct story *story, const struct change *change)
{
	static const char *const verbs[] = {
		[CHANGE_ADD] = "added", [CHANGE_SET] = "changed", [CHANGE_REMOVE] = "removed"
	};
	bool is_new_variable = change->variable && change->action == CHANGE_SET && !change->before;
	story_who(story, change->plugin ? change->plugin : "qemu-wrapper");
	strbuf_addf(story->out, "%s ", is_new_variable ? "set" : verbs[change->action]);
	change_label(change, &story->final, story->out);
	change_values(change, &story->final, " -> ", story->out);
	strbuf_addc(story->out, '\n');
	columns_pad(story->out, STORY);
	columns_wrap(story->out, STORY, STORY, change->reason ? change->reason : "no reason given");
	if (change->flags & QW_GUEST_VISIBLE) {
		columns_pad(story->out, STORY);
		strbuf_adds(story->out, "the guest may notice\n");
	}
}

static void show_failure(struct story *story, const char *who, const char *what, const char *phase,
			 const char *text)
{
	story_begin(story);
	if (who) {
		strbuf_adds(story->out, story->palette->name);
		visible_text(story->out, who);
		strbuf_addf(story->out, "%s ", story->palette->end);
	}
	strbuf_adds(story->out, what);
	if (phase)
		strbuf_addf(story->out, " (%s)", phase);
	strbuf_adds(story->out, ":\n");
	columns_pad(story->out, INDENT);
	columns_wrap(story->out, INDENT, INDENT, text ? text : "no reason given");
}

void story_failures(struct story *story)
{
	const struct plan *plan = story->plan;
	for (size_t i = 0; i < plan->skipped_count; i++)
		show_failure(story, plan->skipped[i].plugin,
			     "was left out, and whatever it had changed was taken back", NULL,
			     plan->skipped[i].text);
	if (!plan->refusal)
		return;
	show_failure(story, plan->refusal->plugin,
		     plan->refusal->plugin ? "refuses the launch" : "QEMU would not be started",
		     plan->refusal->phase, plan->refusal->text);
}
