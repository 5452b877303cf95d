/* SPDX-License-Identifier: MIT */
#include "inspect/information.h"

#include "config/variables.h"
#include "text/visible.h"

static void add_line(struct strbuf *out, const char *title, const char *text)
{
	strbuf_adds(out, title);
	visible_text(out, text && *text ? text : "-");
	strbuf_addc(out, '\n');
}

static void add_hooks(uint32_t hooks, struct strbuf *out)
{
	strbuf_adds(out, "hooks:    ");
	for (int i = 0; i < PHASE_COUNT; i++)
		if (hooks & PHASE_BIT(i))
			strbuf_addf(out, " %s", phase_name((enum phase)i));
	strbuf_addc(out, '\n');
}

static void add_setting(struct strbuf *out, const char *before, const char *value,
			const char *source)
{
	strbuf_addf(out, "      %s '", before);
	visible_text(out, value ? value : "");
	strbuf_adds(out, "' by ");
	visible_text(out, source);
	strbuf_addc(out, '\n');
}

static void add_values(const struct option_value *value, struct strbuf *out)
{
	if (!value->source)
		return;
	if (value->spec.type != QW_LIST)
		add_setting(out, "set to", value->text, value->source);
	for (size_t i = 0; i < value->items.count; i++)
		add_setting(out, i ? "   and" : "set to", value->items.items[i].value,
			    value->items.items[i].source);
}

static void add_variable(const struct information *information, const char *key, struct strbuf *out)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	if (information->has_no_variables)
		return;
	const char *variable = variables_option_name(information->name, key, &arena);
	strbuf_addf(out, "      variable: %s\n", variable ? variable : "");
	out->failed = out->failed || !variable;
}

static void add_option(const struct information *information, const struct option_value *value,
		       struct strbuf *out)
{
	const struct qw_option_spec *spec = &value->spec;
	strbuf_addf(out, "  %s (%s", spec->name, information_type_name(spec->type));
	if (spec->choices) {
		strbuf_adds(out, ": ");
		visible_text(out, spec->choices);
	}
	if (spec->default_value) {
		strbuf_adds(out, ", default ");
		visible_text(out, *spec->default_value ? spec->default_value : "''");
	}
	strbuf_adds(out, ")\n      ");
	visible_text(out, spec->help ? spec->help : "");
	if (spec->since) {
		strbuf_adds(out, " (since ");
		visible_text(out, spec->since);
		strbuf_addc(out, ')');
	}
	strbuf_addc(out, '\n');
	add_variable(information, spec->name, out);
	add_values(value, out);
}

static void add_description(const struct information *information, struct strbuf *out)
{
	const struct description *description = &information->description;
	if (description->problem) {
		add_line(out, "problem:   ", description->problem);
		return;
	}
	add_hooks(description->hooks, out);
	add_line(out, "isolation: ", information_isolation(information));
	if (description->after && *description->after)
		add_line(out, "after:     ", description->after);
	if (description->before && *description->before)
		add_line(out, "before:    ", description->before);
	if (description->option_count)
		strbuf_adds(out, "options:\n");
	for (size_t i = 0; i < description->option_count; i++)
		add_option(information, &description->options[i], out);
}

void information_text(const struct information *information, struct strbuf *out)
{
	const struct plugin_identity *identity = &information->identity;
	add_line(out, "name:      ", information->name);
	if (information->foreign) {
		strbuf_addf(out, "section:   [foreign %s] of ", information->name);
		add_line(out, "", information->foreign);
	}
	add_line(out, "version:   ", identity->version);
	add_line(out, "summary:   ", identity->summary);
	add_line(out, "file:      ", information->path);
	strbuf_addf(out, "interface: %u.%u\n", (unsigned)identity->major,
		    (unsigned)identity->minor);
	add_description(information, out);
}
