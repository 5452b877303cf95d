/* SPDX-License-Identifier: MIT */
#include "tool/tool.h"

#include "base/message.h"
#include "loader/plugin_file.h"
#include "loader/plugin_set.h"
#include "tool/help.h"

#include <stdio.h>
#include <string.h>

static const char *type_name(uint32_t type)
{
	static const char *const names[] = { "?",    "bool",   "int",  "size", "time",
					     "enum", "string", "path", "list" };
	return type < sizeof(names) / sizeof(names[0]) ? names[type] : names[0];
}

static void print_variable(const char *plugin, const char *key)
{
	printf("      variable: QEMU_WRAPPER_");
	for (const char *p = plugin; *p; p++)
		putchar(*p == '-' ? '_' : *p >= 'a' && *p <= 'z' ? *p - 32 : *p);
	putchar('_');
	for (const char *p = key; *p; p++)
		putchar(*p == '-' ? '_' : *p >= 'a' && *p <= 'z' ? *p - 32 : *p);
	putchar('\n');
}

static void print_option(const struct plugin *plugin, const struct option_value *value)
{
	const struct qw_option_spec *spec = &value->spec;
	printf("  %s (%s", spec->name, type_name(spec->type));
	if (spec->choices)
		printf(": %s", spec->choices);
	if (spec->default_value)
		printf(", default %s", *spec->default_value ? spec->default_value : "''");
	printf(")\n      %s", spec->help ? spec->help : "");
	if (spec->since)
		printf(" (since %s)", spec->since);
	putchar('\n');
	if (!plugin->settings->foreign)
		print_variable(plugin->name, spec->name);
	if (!value->source)
		return;
	if (spec->type != QW_LIST)
		printf("      set to '%s' by %s\n", value->text, value->source);
	for (size_t i = 0; i < value->items.count; i++)
		printf("      %s '%s' by %s\n", i ? "   and" : "set to",
		       value->items.items[i].value, value->items.items[i].source);
}

static void print_hooks(const struct qw_plugin *d)
{
	printf("hooks:    %s%s%s%s%s%s\n", d->open ? " open" : "", d->rewrite ? " rewrite" : "",
	       d->check ? " check" : "", d->launch ? " launch" : "", d->outcome ? " outcome" : "",
	       d->close ? " close" : "");
}

static void print_plugin(const struct plugin *plugin)
{
	const struct qw_plugin *d = &plugin->descriptor;
	printf("name:      %s\n", plugin->name);
	if (plugin->settings->foreign)
		printf("section:   [foreign %s] of %s\n", plugin->name, plugin->settings->foreign);
	printf("version:   %s\n", *d->version ? d->version : "-");
	printf("summary:   %s\n", d->summary);
	printf("file:      %s\n", plugin->path);
	printf("interface: %d.%u\n", QW_ABI_MAJOR, (unsigned)d->abi_minor);
	print_hooks(d);
	if (d->after && *d->after)
		printf("after:     %s\n", d->after);
	if (d->before && *d->before)
		printf("before:    %s\n", d->before);
	if (plugin->options.count)
		puts("options:");
	for (size_t i = 0; i < plugin->options.count; i++)
		print_option(plugin, &plugin->options.items[i]);
}

int tool_plugin_info(const char *const *words)
{
	CLEANUP_SETTINGS struct settings settings = { 0 };
	CLEANUP_PLUGIN_SET struct plugin_set set = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *culprit = NULL;
	if (help_wanted_among(words))
		return help_print("plugin info");
	if (!words[0] || words[1])
		return help_complain("plugin info", "name one plugin or its file");
	struct settings_request request = { .inspect = words[0] };
	if (settings_load(&request, &settings, &err) ||
	    plugin_set_load(&settings, &set, &culprit, &err)) {
		message_print(error_text(&err));
		return TOOL_REFUSED;
	}
	print_plugin(&set.list.items[0]);
	return TOOL_OK;
}
