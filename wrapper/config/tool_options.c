/* SPDX-License-Identifier: MIT */
#include "config/tool_options.h"

#include "config/foreign.h"
#include "config/names.h"
#include "config/selection.h"

#include <string.h>

/* Cuts at single commas as QEMU does: ",," stands for one comma. NULL: no memory. */
static char *next_element(const char **rest, struct arena *arena)
{
	CLEANUP_STRBUF struct strbuf element = { 0 };
	const char *p = *rest;
	*rest = NULL;
	for (; *p; p++) {
		if (*p == ',' && *++p != ',') {
			*rest = p;
			break;
		}
		strbuf_addc(&element, *p);
	}
	return strbuf_finish(&element, arena);
}

static int set_option(struct settings *settings, const char *name, char *element, const char *text,
		      struct error *err)
{
	char *equals = strchr(element, '=');
	if (!equals && *element)
		return error_set(err, EINVAL,
				 "--plugin %s: '%s' lacks a value: write %s=VALUE (a comma inside "
				 "a value is written ,,)",
				 text, element, element);
	if (!equals || equals == element)
		return error_set(err, EINVAL, "--plugin %s: OPTION=VALUE must follow a comma",
				 text);
	*equals = '\0';
	struct plugin_settings *plugin = selection_mention(settings, name, "--plugin");
	int status = plugin ? foreign_refuse_option(plugin, "--plugin", err) : 0;
	if (status)
		return status;
	struct setting *option = plugin ? VECTOR_ADD(&plugin->options) : NULL;
	if (!option)
		return error_memory(err);
	*option = (struct setting){ element, equals + 1, "--plugin", NULL, LAYER_TOOL };
	return 0;
}

static int take_name(const char *file, const char *text, struct arena *arena, const char **ret_name,
		     struct error *err)
{
	const char *name = name_of_file(file, arena);
	if (!name)
		return error_memory(err);
	*ret_name = name;
	if (!name_is_valid(name) || name_is_reserved(name))
		return error_set(err, EINVAL,
				 "--plugin %s: a plugin's file is called NAME.so after the plugin, "
				 "and '%s' can't be a plugin's name",
				 text, name);
	return 0;
}

static int select_plugin(struct settings *settings, const char *which, const char *text,
			 const char **ret_name, struct error *err)
{
	const char *file = NULL;
	int status;
	*ret_name = which;
	if (strchr(which, '/')) {
		status = take_name(which, text, &settings->arena, ret_name, err);
		if (!status)
			status = path_absolute(NULL, which, &settings->arena, &file, err);
	} else {
		status = name_check(which, "--plugin", err);
	}
	if (!status)
		status = selection_append(settings, *ret_name, "--plugin", err);
	if (status || !file)
		return status;
	struct plugin_settings *plugin = selection_mention(settings, *ret_name, "--plugin");
	if (!plugin)
		return error_memory(err);
	plugin->file = file;
	plugin->named_by_file = true;
	plugin->source = "--plugin";
	plugin->section = "--plugin";
	return foreign_check_kind(plugin, "--plugin", err);
}

int tool_options_plugin(struct settings *settings, const char *text, struct error *err)
{
	const char *rest = text, *name;
	if (!*text)
		return error_set(err, EINVAL, "--plugin needs a plugin's name or file");
	char *element = next_element(&rest, &settings->arena);
	if (!element)
		return error_memory(err);
	int status = select_plugin(settings, element, text, &name, err);
	while (!status && rest) {
		element = next_element(&rest, &settings->arena);
		status = element ? set_option(settings, name, element, text, err)
				 : error_memory(err);
	}
	return status;
}

void tool_options_list(const struct settings_request *request, struct strbuf *out)
{
	if (request->config)
		strbuf_adds(out, "--config, ");
	if (request->real)
		strbuf_adds(out, "--real, ");
	if (request->plugins)
		strbuf_adds(out, "--plugins, ");
	if (request->plugin_count)
		strbuf_adds(out, "--plugin, ");
}
