/* SPDX-License-Identifier: MIT */
#include "loader/plugin_set.h"

#include "base/sanitized.h"
#include "loader/descriptor.h"
#include "loader/isolated_descriptor.h"
#include "loader/limits.h"
#include "loader/options.h"
#include "loader/order.h"
#include "loader/plugin_file.h"

#include <dlfcn.h>
#include <string.h>
#include <sys/auxv.h>

/* The plugin that is being loaded. */
struct loading {
	struct settings *settings;
	struct plugin_set *set;
	const struct plugin_settings *said;
	struct plugin plugin;
	/** The file that was checked; open until it is loaded. */
	int fd;
	struct plugin_identity identity;
};

/* What the configuration says of the real name, with the tool's own words behind. */
static int merge_settings(struct loading *l, struct error *err)
{
	struct arena *arena = &l->set->arena;
	const struct plugin_settings *said = l->said;
	const struct plugin_settings *named = settings_find(l->settings, l->plugin.name);
	size_t most = said->options.count + (named ? named->options.count : 0);
	struct plugin_settings *merged = arena_alloc(arena, sizeof(*merged));
	struct setting *options = arena_array(arena, most + 1, sizeof(*options));
	if (!merged || !options)
		return error_memory(err);
	*merged = named ? *named : *said;
	merged->name = l->plugin.name;
	merged->file = said->file;
	merged->source = said->source;
	size_t count = 0;
	for (size_t i = 0; named && i < named->options.count; i++)
		options[count++] = named->options.items[i];
	/* Files that speak of the file's name mean another plugin. */
	for (size_t i = 0; i < said->options.count; i++)
		if (said->options.items[i].layer == LAYER_TOOL)
			options[count++] = said->options.items[i];
	merged->options.items = options;
	merged->options.count = merged->options.room = count;
	l->plugin.settings = merged;
	return 0;
}

static int check_name(struct loading *l, struct error *err)
{
	if (!l->said->foreign && !strcmp(l->identity.name, "foreign") && !l->settings->inspects)
		return error_set(err, EINVAL,
				 "%s is no plugin by itself: describe a function in [foreign NAME] "
				 "and use that name",
				 l->plugin.path);
	if (!l->said->named_by_file)
		return plugin_file_check_name(l->plugin.path, &l->identity,
					      plugin_file_name(l->said), err);
	if (!strcmp(l->identity.name, l->said->name))
		return 0;
	l->plugin.name = arena_strdup(&l->set->arena, l->identity.name);
	return l->plugin.name ? merge_settings(l, err) : error_memory(err);
}

static int check_not_twice(const struct loading *l, struct error *err)
{
	for (size_t i = 0; i < l->set->list.count; i++) {
		const struct plugin *other = &l->set->list.items[i];
		/* Foreign hooks are instances of one file, and their names differ. */
		if (other->settings->foreign && l->said->foreign)
			continue;
		if (other->file.st_dev == l->plugin.file.st_dev &&
		    other->file.st_ino == l->plugin.file.st_ino)
			return error_set(err, EEXIST, "%s is the same file as %s of plugin '%s'",
					 l->plugin.path, other->path, other->name);
		if (!strcmp(other->name, l->identity.name))
			return error_set(err, EEXIST, "'%s' is selected twice: %s and %s",
					 other->name, other->path, l->plugin.path);
	}
	return 0;
}

static int locate(struct loading *l, struct error *err)
{
	int status = plugin_file_of(l->settings, l->said, &l->set->arena, &l->plugin.path, err);
	if (status)
		return status;
	l->fd = plugin_file_open(l->plugin.path, &l->identity, err);
	if (l->fd < 0)
		return l->fd;
	if (fstat(l->fd, &l->plugin.file))
		return error_set(err, errno, "%s: %s", l->plugin.path, strerror(errno));
	return 0;
}

struct library_file plugin_library(const struct plugin *plugin)
{
	return (struct library_file){ plugin->path, plugin->name, plugin->file };
}

static int load_here(struct loading *l, struct qw_option_spec **ret_specs, size_t *ret_count,
		     struct error *err)
{
	struct plugin *plugin = &l->plugin;
	struct library_file file = plugin_library(plugin);
	/* Not the plugin's: foreign hooks are instances of a file, each by a name of its own. */
	file.name = l->identity.name;
	/* Constructors are the plugin's code too, and a table without its last element has us read
	 * whatever stands behind it. */
	plugin_guard_enter(l->set->guard, plugin->name, "load");
	int status = library_open(&file, &plugin->handle, &plugin->descriptor, err);
	if (!status) {
		status = descriptor_options(&plugin->descriptor, &l->set->arena, ret_specs,
					    ret_count, err);
		if (status)
			error_prefix(err, "%s: ", plugin->path);
	}
	plugin_guard_leave(l->set->guard);
	if (status)
		return status;
	plugin->hooks = phase_hooks(&plugin->descriptor);
	/* Ours is the file, not the library that its hook calls. */
	plugin->isolation = l->said->foreign ? ISOLATION_HOOKS : ISOLATION_NONE;
	return 0;
}

static int describe(struct loading *l, struct qw_option_spec **ret_specs, size_t *ret_count,
		    struct error *err)
{
	struct plugin *plugin = &l->plugin;
	struct library_file file = plugin_library(plugin);
	struct child_limits limits = limits_of(plugin->settings);
	struct isolated_descriptor answer;
	int status = isolated_descriptor_read(&file, &limits, &l->set->arena, &answer, err);
	if (status)
		return status;
	if (answer.hooks & PHASE_BIT(PHASE_LAUNCH))
		return error_set(err, ENOTSUP,
				 "it has a launch hook, and isolate = yes: what such a hook opens "
				 "or prepares for QEMU would be gone with its process; take "
				 "isolate = yes out of [plugin %s], or don't use the plugin",
				 plugin->name);
	plugin->descriptor = answer.descriptor;
	plugin->hooks = answer.hooks;
	plugin->isolation = ISOLATION_FULL;
	*ret_specs = answer.specs;
	*ret_count = answer.count;
	return 0;
}

/* The caller's variables decide much of what a library does when it is loaded. */
static int check_privileges(const struct loading *l, struct error *err)
{
	if (!l->said->foreign || !getauxval(AT_SECURE))
		return 0;
	return error_set(err, EPERM,
			 "started with raised privileges: no function of a foreign library is "
			 "called");
}

/* Everything up to the options, which are not the plugin's doing. */
static int load(struct loading *l, struct qw_option_spec **ret_specs, size_t *ret_count,
		struct error *err)
{
	int status = check_privileges(l, err);
	if (!status)
		status = locate(l, err);
	if (!status)
		status = check_not_twice(l, err);
	if (!status)
		status = check_name(l, err);
	if (status)
		return status;
	return l->plugin.settings->isolate ? describe(l, ret_specs, ret_count, err)
					   : load_here(l, ret_specs, ret_count, err);
}

/* Destructors are the plugin's code too. The libraries stay open under AddressSanitizer: its
 * reports need their symbols. */
static void close_library(const struct plugin_set *set, const char *name, void *handle)
{
	if (!handle || SANITIZED_ADDRESS)
		return;
	plugin_guard_enter(set->guard, name, "unload");
	dlclose(handle);
	plugin_guard_leave(set->guard);
}

static int leave_out(struct loading *l, struct error *err)
{
	struct settings *settings = l->settings;
	close_library(l->set, l->plugin.name, l->plugin.handle);
	const char *text = arena_printf(&settings->arena, "left out: %s", error_text(err));
	if (notes_add(&settings->notes, l->said->name, NOTE_WARNING, text)) {
		error_clear(err);
		return error_memory(err);
	}
	error_clear(err);
	return 0;
}

static int load_one(struct settings *settings, const struct plugin_settings *said,
		    struct plugin_set *set, struct error *err)
{
	struct loading l = { .settings = settings, .set = set, .said = said, .fd = -1 };
	struct qw_option_spec *specs;
	size_t count;
	l.plugin.name = said->name;
	l.plugin.settings = said;
	int status = load(&l, &specs, &count, err);
	cleanup_close_descriptor(&l.fd);
	if (status) {
		error_prefix(err, "%s '%s' (%s): ", said->foreign ? "foreign hook" : "plugin",
			     said->name, said->foreign ? said->foreign : said->source);
		if (!l.plugin.settings->required && status != -ENOMEM)
			return leave_out(&l, err);
		close_library(set, l.plugin.name, l.plugin.handle);
		return status;
	}
	status = options_resolve(&l.plugin, specs, count, settings, &set->arena, err);
	if (status) {
		close_library(set, l.plugin.name, l.plugin.handle);
		return status;
	}
	set->list.items[set->list.count++] = l.plugin;
	return 0;
}

static int load_all(struct settings *settings, struct plugin_set *set, const char **failed_plugin,
		    struct error *err)
{
	size_t count = settings->selected.count;
	set->list.items = arena_array(&set->arena, count + 1, sizeof(set->list.items[0]));
	if (!set->list.items)
		return error_memory(err);
	set->list.room = count + 1;
	set->guard = count ? plugin_guard_new() : NULL;
	if (count && !set->guard)
		return error_memory(err);
	for (size_t i = 0; i < count; i++) {
		const struct plugin_settings *said =
			&settings->plugins.items[settings->selected.items[i]];
		int status = load_one(settings, said, set, err);
		if (status) {
			*failed_plugin = said->name;
			return status;
		}
	}
	return 0;
}

int plugin_set_load(struct settings *settings, struct plugin_set *ret_set,
		    const char **failed_plugin, struct error *err)
{
	*ret_set = (struct plugin_set){ 0 };
	*failed_plugin = NULL;
	int status = load_all(settings, ret_set, failed_plugin, err);
	if (!status)
		status = options_check_variables(ret_set, err);
	if (!status)
		status = order_check(ret_set, err);
	if (status)
		plugin_set_release(ret_set);
	return status;
}

int plugin_set_append(struct plugin_set *set, const struct plugin *plugin, struct error *err)
{
	size_t count = set->list.count;
	struct plugin *longer = arena_array(&set->arena, count + 1, sizeof(*longer));
	if (!longer)
		return error_memory(err);
	if (count)
		memcpy(longer, set->list.items, count * sizeof(*longer));
	longer[count] = *plugin;
	set->list.items = longer;
	set->list.count = set->list.room = count + 1;
	return 0;
}

void plugin_set_unload(struct plugin_set *set)
{
	for (size_t i = set->list.count; i--;) {
		close_library(set, set->list.items[i].name, set->list.items[i].handle);
		set->list.items[i].handle = NULL;
	}
}

void plugin_set_release(struct plugin_set *set)
{
	plugin_set_unload(set);
	arena_release(&set->arena);
	*set = (struct plugin_set){ 0 };
}
