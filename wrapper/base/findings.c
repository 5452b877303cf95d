/* SPDX-License-Identifier: MIT */
#include "base/findings.h"

void findings_begin(struct findings *findings, const char *name, const char *title)
{
	struct finding_section *section = VECTOR_ADD(&findings->sections);
	if (!section) {
		findings->failed = true;
		return;
	}
	section->name = name;
	section->title = title;
}

static const char *keep(struct findings *findings, const char *text)
{
	const char *copy = text ? arena_strdup(&findings->arena, text) : NULL;
	findings->failed = findings->failed || (text && !copy);
	return copy;
}

void findings_add(struct findings *findings, enum severity severity, const char *subject,
		  const char *remedy, const char *format, ...)
{
	va_list args;
	if (findings->failed || !findings->sections.count)
		return;
	struct finding_section *section = &findings->sections.items[findings->sections.count - 1];
	va_start(args, format);
	const char *text = arena_vprintf(&findings->arena, format, args);
	va_end(args);
	struct finding *finding = text ? VECTOR_ADD(&section->list) : NULL;
	if (!finding) {
		findings->failed = true;
		return;
	}
	finding->severity = severity;
	finding->text = text;
	finding->subject = keep(findings, subject);
	finding->remedy = keep(findings, remedy);
}

size_t findings_count(const struct findings *findings, enum severity severity)
{
	size_t count = 0;
	for (size_t i = 0; i < findings->sections.count; i++)
		for (size_t j = 0; j < findings->sections.items[i].list.count; j++)
			count += findings->sections.items[i].list.items[j].severity == severity;
	return count;
}

const char *severity_name(enum severity severity)
{
	static const char *const names[SEVERITY_COUNT] = { "ok", "info", "warning", "broken" };
	return names[severity];
}

void findings_release(struct findings *findings)
{
	for (size_t i = 0; i < findings->sections.count; i++)
		free(findings->sections.items[i].list.items);
	free(findings->sections.items);
	arena_release(&findings->arena);
	*findings = (struct findings){ 0 };
}
