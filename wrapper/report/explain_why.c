/* SPDX-License-Identifier: MIT */
#include "report/explain.h"

#include "base/nearest.h"
#include "command/selector.h"
#include "report/change_text.h"
#include "report/visible.h"

#include <string.h>

/* Column of what happened; who did it stands before it. */
enum { INDENT = 4, STORY = 16 };

/* All that is known of one option: its versions, any of which may be missing. */
struct history {
	const struct element *original, *added, *final;
	size_t original_word, final_word;
	uint32_t serial;
};

struct why {
	const struct plan *plan;
	const struct palette *palette;
	struct selector selector;
	struct positions original, final;
	struct arena *arena;
	struct strbuf *out;
	size_t found;
};

static void start_line(const struct why *why, const char *who)
{
	CLEANUP_STRBUF struct strbuf name = { 0 };
	visible_text(&name, who);
	size_t width = name.text ? visible_width(name.text) : 0;
	visible_pad(why->out, INDENT);
	strbuf_addf(why->out, "%s%s%s", why->palette->name, name.text ? name.text : "",
		    why->palette->end);
	visible_pad(why->out, width + INDENT < STORY - 1 ? STORY - INDENT - width : 2);
}

static void add_element(struct strbuf *out, const struct element *element)
{
	visible_word(out, element->word);
	if (!element->value)
		return;
	strbuf_addc(out, ' ');
	visible_word(out, element->value);
}

static void show_origin(const struct why *why, const struct history *history)
{
	const struct element *element = history->original;
	start_line(why, element->word_origin);
	strbuf_adds(why->out, "wrote ");
	add_element(why->out, element);
	strbuf_addf(why->out, "  %s(argv[%zu])%s\n", why->palette->dim, history->original_word,
		    why->palette->end);
}

/* Words that a plugin brought in from elsewhere still are what a person wrote there. */
static void show_added_origin(const struct why *why, const struct history *history)
{
	const struct element *element = history->final ? history->final : history->added;
	if (element && strncmp(element->word_origin, "plugin:", 7)) {
		start_line(why, element->word_origin);
		strbuf_adds(why->out, "is where it was written\n");
	}
}

static void show_change(const struct why *why, const struct change *change)
{
	static const char *const verbs[] = {
		[CHANGE_ADD] = "added", [CHANGE_SET] = "changed", [CHANGE_REMOVE] = "removed"
	};
	start_line(why, change->plugin ? change->plugin : "qemu-wrapper");
	strbuf_addf(why->out, "%s ", verbs[change->action]);
	change_label(change, &why->final, why->out);
	change_values(change, &why->final, " -> ", why->out);
	strbuf_addc(why->out, '\n');
	visible_pad(why->out, STORY);
	visible_wrap(why->out, STORY, STORY, change->reason ? change->reason : "no reason given");
	if (change->flags & QW_GUEST_VISIBLE) {
		visible_pad(why->out, STORY);
		strbuf_adds(why->out, "the guest may notice\n");
	}
}

static void show_end(const struct why *why, const struct history *history)
{
	start_line(why, "QEMU");
	if (!history->final)
		strbuf_adds(why->out, "does not get it");
	else if (history->final->value)
		strbuf_addf(why->out, "gets it as argv[%zu] and argv[%zu]", history->final_word,
			    history->final_word + 1);
	else
		strbuf_addf(why->out, "gets it as argv[%zu]", history->final_word);
	strbuf_adds(why->out, why->plan->refusal ? ", if it were started\n" : "\n");
}

static bool concerns(const struct why *why, const struct change *change)
{
	const char *wanted = why->selector.property;
	return !wanted || !change->property || strcmp(wanted, change->property) == 0;
}

static void show_history(struct why *why, const struct history *history)
{
	const struct journal *journal = why->plan->journal;
	const struct element *element = history->final      ? history->final
					: history->original ? history->original
							    : history->added;
	if (why->found++)
		strbuf_addc(why->out, '\n');
	strbuf_adds(why->out, why->palette->title);
	add_element(why->out, element);
	strbuf_addf(why->out, "%s\n", why->palette->end);
	bool touched = false;
	if (history->original)
		show_origin(why, history);
	else
		show_added_origin(why, history);
	for (size_t i = 0; journal && i < journal->changes.count; i++) {
		const struct change *change = &journal->changes.items[i];
		if (change->serial != history->serial || !concerns(why, change))
			continue;
		touched = true;
		show_change(why, change);
	}
	if (!touched) {
		start_line(why, "plugins");
		strbuf_adds(why->out, "changed nothing\n");
	}
	show_end(why, history);
}

static bool matches(const struct why *why, const struct element *element)
{
	return element && selector_matches(&why->selector, element, why->arena);
}

/* An option that is in neither line is known only by the change that added it. */
static const struct element *added_element(const struct why *why, const struct change *change)
{
	const char *origin = arena_printf(why->arena, "plugin:%s", change->plugin);
	return origin ? element_new(why->arena, change->option, change->after, origin) : NULL;
}

static void search_command(struct why *why, const struct command *command)
{
	for (size_t i = 0; command && i < command->count; i++) {
		struct history history = { .serial = command->items[i]->serial };
		history.original =
			positions_find(&why->original, history.serial, &history.original_word);
		history.final = positions_find(&why->final, history.serial, &history.final_word);
		/* What is in both lines is told where it stands in the final one. */
		if (command == why->plan->original && history.final)
			continue;
		if (matches(why, history.original) || matches(why, history.final))
			show_history(why, &history);
	}
}

static void search_vanished(struct why *why)
{
	const struct journal *journal = why->plan->journal;
	for (size_t i = 0; journal && i < journal->changes.count; i++) {
		const struct change *change = &journal->changes.items[i];
		struct history history = { .serial = change->serial };
		if (change->action != CHANGE_ADD || !change->option ||
		    positions_find(&why->final, change->serial, NULL))
			continue;
		history.added = added_element(why, change);
		if (matches(why, history.added))
			show_history(why, &history);
	}
}

static int nothing_found(const struct why *why, const char *selector, struct error *err)
{
	const struct command *final = why->plan->final;
	size_t count = final ? final->count : 0;
	const char **names = arena_array(why->arena, count + 1, sizeof(*names));
	if (!names)
		return error_memory(err);
	for (size_t i = 0; i < count; i++)
		names[i] = element_name(final->items[i]);
	const char *near = nearest_name(why->selector.option, names, count);
	if (near && strcmp(near, why->selector.option))
		return error_set(err, ENOENT,
				 "no option of this line matches '%s'; did you mean '%s'?",
				 selector, near);
	return error_set(err, ENOENT, "no option of this line matches '%s'", selector);
}

int explain_why(const struct plan *plan, const char *selector, bool colour, struct strbuf *out,
		struct error *err)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	struct why why = {
		.plan = plan, .palette = palette_get(colour), .arena = &arena, .out = out
	};
	int status = selector_parse(selector, &arena, &why.selector, err);
	if (status)
		return status;
	if (positions_make(&why.original, plan->original, &arena) ||
	    positions_make(&why.final, plan->final, &arena))
		return error_memory(err);
	search_command(&why, plan->final);
	search_command(&why, plan->original);
	search_vanished(&why);
	if (!why.found)
		return nothing_found(&why, selector, err);
	return out->failed ? error_memory(err) : 0;
}
