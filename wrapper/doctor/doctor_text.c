/* SPDX-License-Identifier: MIT */
#include "doctor/doctor.h"

#include "report/columns.h"
#include "report/palette.h"

#include <string.h>

/* Columns: the section's title, then what was found. Problems: the severity, then text. */
enum { FACT_COLUMN = 15, PROBLEM_COLUMN = 11 };

/** Facts of one section that fit a screen; there may be thirty QEMUs. */
enum { MOST_FACTS = 8 };

struct page {
	const struct findings *findings;
	const struct palette *palette;
	struct strbuf *out;
};

static bool is_problem(const struct finding *finding)
{
	return finding->severity >= SEVERITY_WARNING;
}

/* One finding, wrapped, from a column on. */
static void add_finding(const struct page *page, const struct finding *finding, size_t column)
{
	CLEANUP_STRBUF struct strbuf text = { 0 };
	if (finding->subject) {
		/* A line break in a file's name is no line of ours. */
		visible_text(&text, finding->subject);
		strbuf_adds(&text, ": ");
	}
	strbuf_adds(&text, finding->text);
	if (text.failed)
		page->out->failed = true;
	else
		columns_wrap(page->out, column, column, text.text);
}

static void add_title(const struct page *page, const char *title, bool is_first)
{
	if (!is_first) {
		columns_pad(page->out, FACT_COLUMN);
		return;
	}
	strbuf_addf(page->out, "%s%s%s", page->palette->title, title, page->palette->end);
	columns_pad(page->out, FACT_COLUMN - strlen(title));
}

/* One line of a remedy. What begins with a blank is to be copied, so it stays as it is. */
static void add_line(const struct page *page, const char *line, bool is_first, size_t column)
{
	if (*line == ' ') {
		columns_pad(page->out, column + 1);
		visible_text(page->out, line);
		strbuf_addc(page->out, '\n');
		return;
	}
	columns_pad(page->out, column);
	strbuf_adds(page->out, is_first ? "-> " : "   ");
	columns_wrap(page->out, column + 3, column + 3, line);
}

static void add_remedy(const struct page *page, const char *remedy, size_t column)
{
	for (const char *at = remedy; *at; at += *at == '\n') {
		size_t length = strcspn(at, "\n");
		CLEANUP_FREE char *line = strndup(at, length);
		if (!line) {
			page->out->failed = true;
			return;
		}
		add_line(page, line, at == remedy, column);
		at += length;
	}
}

static void show_section(const struct page *page, const struct finding_section *section)
{
	size_t shown = 0, left = 0;
	for (size_t i = 0; i < section->list.count; i++) {
		const struct finding *finding = &section->list.items[i];
		if (is_problem(finding))
			continue;
		if (shown == MOST_FACTS) {
			left++;
			continue;
		}
		add_title(page, section->title, !shown++);
		add_finding(page, finding, FACT_COLUMN);
		if (finding->remedy)
			add_remedy(page, finding->remedy, FACT_COLUMN);
	}
	if (left) {
		columns_pad(page->out, FACT_COLUMN);
		strbuf_addf(page->out, "and %zu more, which --json shows\n", left);
	}
	if (!shown) {
		add_title(page, section->title, true);
		strbuf_addf(page->out, "%ssee below%s\n", page->palette->warning,
			    page->palette->end);
	}
}

static void show_problem(const struct page *page, const struct finding *finding)
{
	const struct palette *palette = page->palette;
	const char *name = severity_name(finding->severity);
	strbuf_addf(page->out, "  %s%s%s",
		    finding->severity == SEVERITY_BROKEN ? palette->bad : palette->warning, name,
		    palette->end);
	columns_pad(page->out, PROBLEM_COLUMN - 2 - strlen(name));
	add_finding(page, finding, PROBLEM_COLUMN);
	if (finding->remedy)
		add_remedy(page, finding->remedy, PROBLEM_COLUMN);
}

static void show_problems(const struct page *page, enum severity severity)
{
	for (size_t i = 0; i < page->findings->sections.count; i++) {
		const struct finding_section *section = &page->findings->sections.items[i];
		for (size_t j = 0; j < section->list.count; j++)
			if (section->list.items[j].severity == severity)
				show_problem(page, &section->list.items[j]);
	}
}

void doctor_text(const struct findings *findings, bool colour, struct strbuf *out)
{
	struct page page = { findings, palette_get(colour), out };
	size_t broken = findings_count(findings, SEVERITY_BROKEN);
	size_t warnings = findings_count(findings, SEVERITY_WARNING);
	for (size_t i = 0; i < findings->sections.count; i++)
		show_section(&page, &findings->sections.items[i]);
	if (!broken && !warnings) {
		strbuf_addf(out, "\n%sNo problem was found.%s\n", page.palette->good,
			    page.palette->end);
		return;
	}
	/* The last lines are what is seen: there the worst stands. */
	strbuf_addf(out, "\n%sProblems: %zu broken, %zu warning%s%s\n", page.palette->title, broken,
		    warnings, warnings == 1 ? "" : "s", page.palette->end);
	show_problems(&page, SEVERITY_WARNING);
	show_problems(&page, SEVERITY_BROKEN);
}
