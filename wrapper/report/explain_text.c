/* SPDX-License-Identifier: MIT */
#include "report/explain.h"

#include "report/columns.h"
#include "report/sections.h"

#include <inttypes.h>
#include <string.h>

static bool is_of_name(char c)
{
	return c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

/* As a word of its own: a plugin may be called "dash", and a message speak of dashes. */
static bool mentions(const char *text, const char *name)
{
	size_t length = strlen(name);
	for (const char *at = text; length && (at = strstr(at, name)); at++)
		if ((at == text || !is_of_name(at[-1])) && !is_of_name(at[length]))
			return true;
	return false;
}

/* Most messages name plugin and phase themselves; what they leave out is told behind them. */
static void show_refusal(const struct sections *sections)
{
	static const char verdict[] = "QEMU would not be started: ";
	const struct refusal *refusal = sections->plan->refusal;
	const struct palette *palette = sections->palette;
	const char *text = refusal->text ? refusal->text : "no reason given";
	struct strbuf *out = sections->out;
	strbuf_addf(out, "%s%s%s", palette->bad, verdict, palette->end);
	columns_wrap(out, sizeof(verdict) - 1, 2, text);
	strbuf_addf(out, "  %s(", palette->dim);
	if (refusal->plugin && !mentions(text, refusal->plugin)) {
		strbuf_adds(out, "plugin ");
		visible_text(out, refusal->plugin);
		strbuf_adds(out, ", ");
	}
	if (refusal->phase && !mentions(text, refusal->phase))
		strbuf_addf(out, "phase %s, ", refusal->phase);
	strbuf_addf(out, "exit status %d)%s\n", refusal->status, palette->end);
}

static void show_verdict(const struct sections *sections)
{
	const struct journal *journal = sections->plan->journal;
	const struct palette *palette = sections->palette;
	size_t count = journal ? journal->changes.count : 0;
	if (sections->plan->refusal)
		show_refusal(sections);
	else if (count)
		strbuf_addf(sections->out, "%sQEMU would be started with %zu change%s.%s\n",
			    palette->title, count, count == 1 ? "" : "s", palette->end);
	else
		strbuf_addf(sections->out, "%sQEMU would be started unchanged.%s\n", palette->title,
			    palette->end);
}

/* Says why little or nothing was changed. Plugins can ask to see such lines all the same. */
static void show_line_kind(const struct sections *sections)
{
	const struct plan *plan = sections->plan;
	bool changed = plan->journal && plan->journal->changes.count;
	const char *who = changed ? "only plugins that ask for such lines rewrite it"
				  : "plugins rewrite nothing";
	struct strbuf *out = sections->out;
	if (plan->line & QW_LINE_PRINTS)
		strbuf_addf(out, "This line only prints; %s.\n", who);
	else if (plan->line & QW_LINE_PROBES)
		strbuf_addf(out, "This line only asks QEMU about itself; %s.\n", who);
	if (plan->line & QW_LINE_MANAGED) {
		visible_text(out, plan->manager ? plan->manager : "Another program");
		strbuf_adds(out, " manages this line and keeps its own record of it.\n");
	}
}

/* Not QEMU's command line, which is shown below, but what runs in its place. */
static void show_supervision(const struct sections *sections)
{
	const struct supervision *supervision = sections->plan->supervision;
	CLEANUP_STRBUF struct strbuf text = { 0 };
	if (!supervision || sections->plan->refusal)
		return;
	strbuf_adds(&text,
		    "A supervisor stands in front of QEMU: told to stop, it asks the guest to "
		    "power off, and ");
	if (supervision->stop_timeout == SUPERVISE_NEVER)
		strbuf_adds(&text, "waits for that as long as it takes.");
	else if (supervision->stop_timeout % 1000)
		strbuf_addf(&text, "ends QEMU after %" PRId64 " ms.", supervision->stop_timeout);
	else
		strbuf_addf(&text, "ends QEMU after %" PRId64 " s.",
			    supervision->stop_timeout / 1000);
	if (text.failed)
		sections->out->failed = true;
	else
		columns_wrap(sections->out, 0, 0, text.text);
}

static void add_list(struct strbuf *out, const char *title, const char *const *names, size_t count)
{
	strbuf_adds(out, title);
	for (size_t i = 0; i < count; i++) {
		strbuf_adds(out, i ? ", " : " ");
		visible_text(out, names[i]);
	}
	if (!count)
		strbuf_adds(out, " none");
}

static void show_sources(const struct sections *sections)
{
	const struct plan *plan = sections->plan;
	const struct palette *palette = sections->palette;
	strbuf_addf(sections->out, "\n%s", palette->dim);
	add_list(sections->out, "Plugins:", plan->plugins, plan->plugin_count);
	add_list(sections->out, ". Configuration:", plan->files, plan->file_count);
	strbuf_addf(sections->out, ".%s\n", palette->end);
}

void explain_text(const struct plan *plan, bool colour, struct strbuf *out)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	struct sections sections = {
		.plan = plan, .palette = palette_get(colour), .arena = &arena, .out = out
	};
	if (positions_make(&sections.positions, plan->final, &arena)) {
		out->failed = true;
		return;
	}
	show_verdict(&sections);
	show_line_kind(&sections);
	show_supervision(&sections);
	section_changes(&sections);
	section_endpoints(&sections);
	section_facts(&sections);
	section_notes(&sections);
	section_command(&sections);
	show_sources(&sections);
}
