/* SPDX-License-Identifier: MIT */
#include "loader/options.h"

#include "base/nearest.h"
#include "base/strbuf.h"
#include "config/names.h"
#include "loader/descriptor.h"
#include "loader/option_value.h"

#include <string.h>

/* What is being resolved, to keep the functions' parameters few. */
struct resolver {
	struct plugin *plugin;
	struct settings *settings;
	struct arena *arena;
};

static struct option_value *find_option(const struct plugin *plugin, const char *key)
{
	for (size_t i = 0; i < plugin->options.count; i++)
		if (!strcmp(plugin->options.items[i].spec.name, key))
			return &plugin->options.items[i];
	return NULL;
}

const struct option_value *plugin_option(const struct plugin *plugin, const char *key)
{
	return find_option(plugin, key);
}

static const char *kind_of(const struct plugin *plugin)
{
	return plugin->settings->foreign ? "foreign hook" : "plugin";
}

static int unknown_key(const struct plugin *plugin, const struct setting *setting,
		       struct error *err)
{
	const char *names[DESCRIPTOR_MOST_OPTIONS];
	for (size_t i = 0; i < plugin->options.count; i++)
		names[i] = plugin->options.items[i].spec.name;
	const char *nearest = nearest_name(setting->key, names, plugin->options.count);
	if (nearest)
		return error_set(err, EINVAL, "%s: %s '%s' has no option '%s'; did you mean '%s'?",
				 setting->source, kind_of(plugin), plugin->name, setting->key,
				 nearest);
	if (!plugin->options.count)
		return error_set(err, EINVAL, "%s: %s '%s' has no option '%s': it has none at all",
				 setting->source, kind_of(plugin), plugin->name, setting->key);
	CLEANUP_STRBUF struct strbuf all = { 0 };
	for (size_t i = 0; i < plugin->options.count; i++)
		strbuf_addf(&all, "%s%s", i ? ", " : "", names[i]);
	if (all.failed)
		return error_memory(err);
	return error_set(err, EINVAL, "%s: %s '%s' has no option '%s': it has only %s",
			 setting->source, kind_of(plugin), plugin->name, setting->key, all.text);
}

/* A path is relative to the folder of the file that says it. */
static int make_absolute(struct resolver *r, const struct setting *setting, const char **ret_text,
			 struct error *err)
{
	*ret_text = setting->value;
	if (!setting->value[0])
		return 0;
	int status = path_absolute(setting->folder, setting->value, r->arena, ret_text, err);
	return status ? error_prefix(err, "%s: ", setting->source) : 0;
}

/* Reads one text as the option's value; what was there is replaced. */
static int set_value(struct resolver *r, struct option_value *option, const struct setting *setting,
		     struct error *err)
{
	CLEANUP_ERROR struct error why = { 0 };
	int status = option_value_parse(&option->spec, setting->value, &option->number, &why);
	if (status)
		return error_set(err, -status, "%s: option '%s' of %s '%s': %s", setting->source,
				 setting->key, kind_of(r->plugin), r->plugin->name,
				 error_text(&why));
	option->text = setting->value;
	option->source = setting->source;
	if (option->spec.type == QW_PATH)
		return make_absolute(r, setting, &option->text, err);
	return 0;
}

/* Room for all items that any layer can give, so that adding one can't fail. */
static int make_item_room(struct resolver *r, struct error *err)
{
	const struct plugin_settings *said = r->plugin->settings;
	for (size_t i = 0; i < r->plugin->options.count; i++) {
		struct option_value *option = &r->plugin->options.items[i];
		if (option->spec.type != QW_LIST)
			continue;
		size_t most = 1;
		for (size_t k = 0; k < said->options.count; k++)
			most += !strcmp(said->options.items[k].key, option->spec.name);
		option->items.items = arena_array(r->arena, most, sizeof(option->items.items[0]));
		if (!option->items.items)
			return error_memory(err);
		option->items.room = most;
	}
	return 0;
}

static void set_item(struct option_value *option, const struct setting *setting)
{
	size_t count = option->items.count;
	int layer = count ? option->items.items[count - 1].layer : setting->layer;
	bool replaces = setting->layer != layer && setting->layer >= LAYER_VARIABLE;
	/* The default stands only where nobody says anything. */
	if (replaces || !option->source)
		option->items.count = 0;
	option->items.items[option->items.count++] = *setting;
	option->text = setting->value;
	option->source = setting->source;
}

/* Takes one setting; `layers` has for each option the layer that set it last. */
static int apply(struct resolver *r, struct option_value *option, const struct setting *setting,
		 int *layers, struct error *err)
{
	size_t index = (size_t)(option - r->plugin->options.items);
	if (option->spec.type == QW_LIST) {
		set_item(option, setting);
		return 0;
	}
	if (option->source && layers[index] == setting->layer)
		return error_set(err, EINVAL,
				 "%s: option '%s' of %s '%s' is set a second time (first: %s)",
				 setting->source, setting->key, kind_of(r->plugin), r->plugin->name,
				 option->source);
	layers[index] = setting->layer;
	return set_value(r, option, setting, err);
}

/* The settings of the layers from `first` to `last`, in the order read. */
static int apply_layers(struct resolver *r, int first, int last, int *layers, struct error *err)
{
	const struct plugin_settings *said = r->plugin->settings;
	for (size_t i = 0; i < said->options.count; i++) {
		const struct setting *setting = &said->options.items[i];
		if (setting->layer < first || setting->layer > last)
			continue;
		struct option_value *option = find_option(r->plugin, setting->key);
		int status = option ? apply(r, option, setting, layers, err)
				    : unknown_key(r->plugin, setting, err);
		if (status)
			return status;
	}
	return 0;
}

static int apply_variables(struct resolver *r, int *layers, struct error *err)
{
	/* What foreign hooks do is said by files alone. */
	size_t count = r->plugin->settings->foreign ? 0 : r->plugin->options.count;
	for (size_t i = 0; i < count; i++) {
		struct option_value *option = &r->plugin->options.items[i];
		struct setting setting = { .key = option->spec.name, .layer = LAYER_VARIABLE };
		setting.value = settings_variable(r->settings, r->plugin->name, setting.key,
						  &setting.source);
		int status = setting.value ? apply(r, option, &setting, layers, err) : 0;
		if (status)
			return status;
	}
	return 0;
}

static int apply_defaults(struct resolver *r, struct error *err)
{
	for (size_t i = 0; i < r->plugin->options.count; i++) {
		struct option_value *option = &r->plugin->options.items[i];
		const char *text = option->spec.default_value;
		if (!text)
			continue;
		int status = option_value_parse(&option->spec, text, &option->number, err);
		if (status)
			return status;
		option->text = text;
		if (option->spec.type == QW_LIST)
			option->items.items[option->items.count++] =
				(struct setting){ .key = option->spec.name, .value = text };
	}
	return 0;
}

int options_resolve(struct plugin *plugin, const struct qw_option_spec *specs, size_t count,
		    struct settings *settings, struct arena *arena, struct error *err)
{
	struct resolver r = { plugin, settings, arena };
	int *layers = arena_array(arena, count + 1, sizeof(*layers));
	plugin->options.items = arena_array(arena, count + 1, sizeof(plugin->options.items[0]));
	if (!layers || !plugin->options.items)
		return error_memory(err);
	plugin->options.count = plugin->options.room = count;
	for (size_t i = 0; i < count; i++)
		plugin->options.items[i].spec = specs[i];
	int status = make_item_room(&r, err);
	if (!status)
		status = apply_defaults(&r, err);
	if (!status)
		status = apply_layers(&r, 0, LAYER_VARIABLE - 1, layers, err);
	if (!status)
		status = apply_variables(&r, layers, err);
	if (!status)
		status = apply_layers(&r, LAYER_VARIABLE, LAYER_TOOL, layers, err);
	return status;
}

/* Names that differ only in where the plugin's part ends: `longer` is "SHORTER-REST", and there is
 * REST-KEY of the one and KEY of the other. */
static int check_pair(const struct plugin *shorter, const struct plugin *longer, struct error *err)
{
	size_t length = strlen(shorter->name);
	if (shorter->settings->foreign || longer->settings->foreign)
		return 0;
	if (strncmp(longer->name, shorter->name, length) || longer->name[length] != '-')
		return 0;
	const char *rest = longer->name + length + 1;
	size_t rest_length = strlen(rest);
	for (size_t i = 0; i < shorter->options.count; i++) {
		const char *key = shorter->options.items[i].spec.name;
		if (strncmp(key, rest, rest_length) || key[rest_length] != '-' ||
		    !plugin_option(longer, key + rest_length + 1))
			continue;
		return error_set(err, EEXIST,
				 "option '%s' of plugin '%s' and option '%s' of plugin '%s' would "
				 "share one variable: these plugins can't be used together",
				 key, shorter->name, key + rest_length + 1, longer->name);
	}
	return 0;
}

int options_check_variables(const struct plugin_set *set, struct error *err)
{
	for (size_t i = 0; i < set->list.count; i++) {
		for (size_t k = 0; k < set->list.count; k++) {
			int status = check_pair(&set->list.items[i], &set->list.items[k], err);
			if (status)
				return status;
		}
	}
	return 0;
}
