/* SPDX-License-Identifier: MIT */
#include "report/explain.h"

#include "base/nearest.h"
#include "command/selector.h"
#include "report/columns.h"
#include "report/why_story.h"

#include <string.h>

/* All that is known of one option: its versions, any of which may be missing. */
struct history {
	const struct element *original, *added, *final;
	size_t original_word, final_word;
	uint32_t serial;
};

struct why {
	struct story story;
	struct selector selector;
	struct positions original;
	struct arena *arena;
};

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
	story_who(&why->story, element->word_origin);
	strbuf_adds(why->story.out, "wrote ");
	add_element(why->story.out, element);
	strbuf_addf(why->story.out, "  %s(argv[%zu])%s\n", why->story.palette->dim,
		    history->original_word, why->story.palette->end);
}

/* Words that a plugin brought in from elsewhere still are what a person wrote there. */
static void show_added_origin(const struct why *why, const struct history *history)
{
	const struct element *element = history->final ? history->final : history->added;
	if (element && strncmp(element->word_origin, "plugin:", 7)) {
		story_who(&why->story, element->word_origin);
		strbuf_adds(why->story.out, "is where it was written\n");
	}
}

static void show_end(const struct why *why, const struct history *history)
{
	story_who(&why->story, "QEMU");
	if (!history->final)
		strbuf_adds(why->story.out, "does not get it");
	else if (history->final->value)
		strbuf_addf(why->story.out, "gets it as argv[%zu] and argv[%zu]",
			    history->final_word, history->final_word + 1);
	else
		strbuf_addf(why->story.out, "gets it as argv[%zu]", history->final_word);
	strbuf_adds(why->story.out, why->story.plan->refusal ? ", if it were started\n" : "\n");
}

static bool concerns(const struct why *why, const struct change *change)
{
	const char *wanted = why->selector.property;
	return !wanted || !change->property || strcmp(wanted, change->property) == 0;
}

static void show_history(struct why *why, const struct history *history)
{
	const struct journal *journal = why->story.plan->journal;
	const struct element *element = history->final      ? history->final
					: history->original ? history->original
							    : history->added;
	story_begin(&why->story);
	strbuf_adds(why->story.out, why->story.palette->title);
	add_element(why->story.out, element);
	strbuf_addf(why->story.out, "%s\n", why->story.palette->end);
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
		story_change(&why->story, change);
	}
	if (!touched) {
		story_who(&why->story, "plugins");
		strbuf_adds(why->story.out, "changed nothing\n");
	}
	show_end(why, history);
}

static bool matches_any(const struct why *why, const struct selector *selector,
			const struct history *history)
{
	const struct element *const versions[] = { history->original, history->added,
						   history->final };
	for (size_t i = 0; i < 3; i++)
		if (versions[i] && selector_matches(selector, versions[i], why->arena))
			return true;
	return false;
}

static bool is_id(const struct change *change, const char *id)
{
	bool becomes_it = change->property && !strcmp(change->property, "id") && change->after &&
			  !strcmp(change->after, id);
	return becomes_it || (change->id && !strcmp(change->id, id));
}

/* A property that was set and removed again, or an id that it had in between, is in no version that
 * there is: only the changes tell of it. */
static bool matched_meanwhile(const struct why *why, const struct history *history)
{
	const struct journal *journal = why->story.plan->journal;
	for (size_t i = 0; journal && i < journal->changes.count; i++) {
		const struct change *change = &journal->changes.items[i];
		struct selector rest = why->selector;
		if (change->serial != history->serial)
			continue;
		if (rest.property && change->property && !strcmp(rest.property, change->property))
			rest.property = NULL;
		if (rest.id && is_id(change, rest.id))
			rest.id = NULL;
		if (matches_any(why, &rest, history))
			return true;
	}
	return false;
}

static bool matches(const struct why *why, const struct history *history)
{
	return matches_any(why, &why->selector, history) || matched_meanwhile(why, history);
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
		history.final =
			positions_find(&why->story.final, history.serial, &history.final_word);
		/* What is in both lines is told where it stands in the final one. */
		if (command == why->story.plan->original && history.final)
			continue;
		if (matches(why, &history))
			show_history(why, &history);
	}
}

static void search_vanished(struct why *why)
{
	const struct journal *journal = why->story.plan->journal;
	for (size_t i = 0; journal && i < journal->changes.count; i++) {
		const struct change *change = &journal->changes.items[i];
		struct history history = { .serial = change->serial };
		if (change->action != CHANGE_ADD || !change->option ||
		    positions_find(&why->story.final, change->serial, NULL))
			continue;
		history.added = added_element(why, change);
		if (matches(why, &history))
			show_history(why, &history);
	}
}

static int nothing_found(const struct why *why, const char *selector, struct error *err)
{
	const struct command *final = why->story.plan->final;
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

static int why_options(struct why *why, const char *selector, struct error *err)
{
	const struct plan *plan = why->story.plan;
	int status = selector_parse(selector, why->arena, &why->selector, err);
	if (status)
		return status;
	if (positions_make(&why->original, plan->original, why->arena))
		return error_memory(err);
	search_command(why, plan->final);
	search_command(why, plan->original);
	search_vanished(why);
	return why->story.told ? 0 : nothing_found(why, selector, err);
}

int explain_why(const struct plan *plan, const char *selector, bool colour, struct strbuf *out,
		struct error *err)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	struct why why = { .story = { .plan = plan, .palette = palette_get(colour), .out = out },
			   .arena = &arena };
	if (positions_make(&why.story.final, plan->final, &arena))
		return error_memory(err);
	/* No option of QEMU has a colon in its name. */
	int status = strncmp(selector, "env:", 4) ? why_options(&why, selector, err)
						  : why_variable(&why.story, selector + 4, err);
	if (status)
		return status;
	story_failures(&why.story);
	return out->failed ? error_memory(err) : 0;
}
