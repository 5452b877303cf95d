/* SPDX-License-Identifier: MIT */
#include "linked_plugins.h"

#include "loader/descriptor.h"
#include "loader/options.h"
#include "loader/order.h"

#include <string.h>

#define LINKED(name) extern const struct qw_plugin name##_qw_plugin_v0;
LINKED_PLUGINS
#undef LINKED
#define LINKED(name) &name##_qw_plugin_v0,
static const struct qw_plugin *const linked[] = { LINKED_PLUGINS };

static const char *left_out;

int __wrap_plugin_set_load(struct settings *settings, struct plugin_set *ret_set,
			   const char **failed_plugin, struct error *err);

void linked_plugins_leave_out(const char *name)
{
	left_out = name;
}

static const struct qw_plugin *find(const struct plugin_settings *said)
{
	for (size_t i = 0; !said->file && i < sizeof(linked) / sizeof(*linked); i++)
		if (!strcmp(linked[i]->name, said->name))
			return linked[i];
	return NULL;
}

static int load_one(struct settings *settings, const struct plugin_settings *said,
		    struct plugin_set *set, struct error *err)
{
	struct plugin plugin = { .name = said->name, .path = "(linked)", .settings = said };
	struct qw_option_spec *specs;
	size_t count;
	const struct qw_plugin *raw = find(said);
	if (!raw)
		return error_set(err, ENOENT, "%s: there is no plugin '%s'", said->source,
				 said->name);
	int status = descriptor_copy(raw, &plugin.descriptor, err);
	plugin.hooks = phase_hooks(&plugin.descriptor);
	if (!status)
		status = descriptor_options(&plugin.descriptor, &set->arena, &specs, &count, err);
	if (!status)
		status = options_resolve(&plugin, specs, count, settings, &set->arena, err);
	if (!status)
		set->list.items[set->list.count++] = plugin;
	return status;
}

static int load(struct settings *settings, struct plugin_set *set, const char **failed_plugin,
		struct error *err)
{
	size_t count = settings->selected.count;
	set->list.items = arena_array(&set->arena, count + 1, sizeof(set->list.items[0]));
	if (!set->list.items)
		return error_memory(err);
	set->list.room = count + 1;
	for (size_t i = 0; i < count; i++) {
		const struct plugin_settings *said =
			&settings->plugins.items[settings->selected.items[i]];
		if (left_out && !strcmp(said->name, left_out))
			continue;
		if (!said->required && !find(said))
			continue;
		*failed_plugin = said->name;
		int status = load_one(settings, said, set, err);
		if (status)
			return status;
	}
	*failed_plugin = NULL;
	int status = options_check_variables(set, err);
	return status ? status : order_check(set, err);
}

int __wrap_plugin_set_load(struct settings *settings, struct plugin_set *ret_set,
			   const char **failed_plugin, struct error *err)
{
	*ret_set = (struct plugin_set){ 0 };
	int status = load(settings, ret_set, failed_plugin, err);
	if (status)
		plugin_set_release(ret_set);
	return status;
}
