/* SPDX-License-Identifier: MIT */
#include "inspect/information.h"

#include "config/variables.h"
#include "report/json_value.h"

#include <string.h>

enum { FORMAT = 1 };

/* A new member that is an array; NULL: no memory. */
static json_t *add_array(json_t *object, const char *key)
{
	json_t *array = json_array();
	return json_value_set(object, key, array) ? NULL : array;
}

static json_t *append_object(json_t *array)
{
	json_t *object = json_object();
	return json_value_append(array, object) ? NULL : object;
}

/* Words that blanks separate, as an array. */
static int set_words(json_t *object, const char *key, const char *words)
{
	CLEANUP_FREE char *copy = strdup(words ? words : "");
	json_t *array = add_array(object, key);
	if (!copy || !array)
		return -ENOMEM;
	char *rest = copy;
	for (char *word; (word = strsep(&rest, " "));)
		if (*word && json_value_append(array, json_value_text(word)))
			return -ENOMEM;
	return 0;
}

static int set_hooks(json_t *object, uint32_t hooks)
{
	json_t *array = add_array(object, "hooks");
	for (int i = 0; array && i < PHASE_COUNT; i++)
		if (hooks & PHASE_BIT(i) &&
		    json_value_append(array, json_value_text(phase_name((enum phase)i))))
			return -ENOMEM;
	return array ? 0 : -ENOMEM;
}

static int add_setting(json_t *array, const char *value, const char *source)
{
	json_t *object = append_object(array);
	return !object || json_value_set_text(object, "value", value) ||
			       json_value_set_text(object, "source", source)
		       ? -ENOMEM
		       : 0;
}

/* What somebody set; empty: the default holds. */
static int set_settings(json_t *object, const struct option_value *value)
{
	json_t *array = add_array(object, "settings");
	if (!array)
		return -ENOMEM;
	if (value->source && value->spec.type != QW_LIST)
		return add_setting(array, value->text, value->source);
	for (size_t i = 0; i < value->items.count; i++)
		if (add_setting(array, value->items.items[i].value, value->items.items[i].source))
			return -ENOMEM;
	return 0;
}

/* Both are null where there is no limit. */
static int set_limits(json_t *object, const struct qw_option_spec *spec)
{
	bool limited = spec->minimum || spec->maximum;
	return json_value_set(object, "minimum",
			      limited ? json_integer(spec->minimum) : json_null()) ||
			       json_value_set(object, "maximum",
					      limited ? json_integer(spec->maximum) : json_null())
		       ? -ENOMEM
		       : 0;
}

static int set_variable(json_t *object, const struct information *it, const char *key)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	if (it->has_no_variables)
		return json_value_set_text(object, "variable", NULL);
	const char *variable = variables_option_name(it->name, key, &arena);
	return variable ? json_value_set_text(object, "variable", variable) : -ENOMEM;
}

static int add_option(json_t *array, const struct information *it, const struct option_value *value)
{
	const struct qw_option_spec *spec = &value->spec;
	json_t *object = append_object(array);
	if (!object || json_value_set_text(object, "name", spec->name) ||
	    json_value_set_text(object, "type", information_type_name(spec->type)) ||
	    json_value_set_text(object, "default", spec->default_value) ||
	    json_value_set_text(object, "help", spec->help) ||
	    json_value_set_text(object, "since", spec->since) ||
	    set_variable(object, it, spec->name) || set_words(object, "choices", spec->choices) ||
	    set_limits(object, spec))
		return -ENOMEM;
	return set_settings(object, value);
}

static int set_description(json_t *object, const struct information *it)
{
	const struct description *description = &it->description;
	json_t *options = add_array(object, "options");
	if (!options || set_hooks(object, description->hooks) ||
	    json_value_set_text(object, "isolation", information_isolation(it)) ||
	    set_words(object, "after", description->after) ||
	    set_words(object, "before", description->before))
		return -ENOMEM;
	for (size_t i = 0; i < description->option_count; i++)
		if (add_option(options, it, &description->options[i]))
			return -ENOMEM;
	return 0;
}

static int add_plugin(json_t *array, const struct information *it)
{
	const struct plugin_identity *identity = &it->identity;
	CLEANUP_ARENA struct arena arena = { 0 };
	const char *problem = it->refused ? it->refused : it->description.problem;
	json_t *object = append_object(array);
	if (!object || json_value_set_text(object, "asked", it->asked) ||
	    json_value_set_text(object, "problem", problem))
		return -ENOMEM;
	if (it->refused)
		return 0;
	const char *interface =
		arena_printf(&arena, "%u.%u", (unsigned)identity->major, (unsigned)identity->minor);
	if (!interface || json_value_set_text(object, "name", it->name) ||
	    json_value_set_text(object, "section", it->foreign) ||
	    json_value_set_text(object, "version", identity->version) ||
	    json_value_set_text(object, "summary", identity->summary) ||
	    json_value_set_text(object, "file", it->path) ||
	    json_value_set_text(object, "interface", interface))
		return -ENOMEM;
	return problem ? 0 : set_description(object, it);
}

int information_json(const struct information_list *list, struct strbuf *out, struct error *err)
{
	CLEANUP_JSON json_t *root = json_object();
	json_t *plugins = add_array(root, "plugins");
	if (!plugins || json_value_set(root, "format", json_integer(FORMAT)))
		return error_memory(err);
	for (size_t i = 0; i < list->count; i++)
		if (add_plugin(plugins, &list->items[i]))
			return error_memory(err);
	return json_value_print(root, out) ? error_memory(err) : 0;
}
