/* SPDX-License-Identifier: MIT */
#include "config/settings.h"

#include "base/strbuf.h"
#include "config/folders.h"
#include "config/foreign.h"
#include "config/merge.h"
#include "config/selection.h"
#include "config/tool_options.h"
#include "config/variables.h"

#include <string.h>
#include <sys/auxv.h>

/* What one call of settings_load() works with. */
struct loading {
	const char *system_folder;
	struct settings *settings;
	/** Both stay empty if the configuration is locked. */
	struct settings_request request;
	struct variables variables;
	struct merge merge;
	/** The system's main file. It is read in every case, since it may say lock = yes. */
	struct ini_file system;
	bool system_exists;
};

static void loading_release(struct loading *loading)
{
	ini_file_release(&loading->system);
	merge_release(&loading->merge);
}

/* `names` is what was ignored, each followed by ", ". */
static int note_ignored(struct settings *settings, const char *why, const struct strbuf *names,
			struct error *err)
{
	if (names->failed)
		return error_memory(err);
	if (!names->length)
		return 0;
	const char *text = arena_printf(&settings->arena, "%s: ignored: %.*s", why,
					(int)names->length - 2, names->text);
	return notes_add(&settings->notes, NULL, NOTE_WARNING, text) ? error_memory(err) : 0;
}

static int note_lock(struct loading *loading, const struct settings_request *request,
		     struct error *err)
{
	struct settings *settings = loading->settings;
	CLEANUP_STRBUF struct strbuf names = { 0 };
	const char *user_file;
	int status = variables_user_file(&settings->arena, &user_file, err);
	if (status)
		return status;
	tool_options_list(request, &names);
	variables_list(&names);
	if (user_file && !access(user_file, F_OK))
		strbuf_addf(&names, "%s, ", user_file);
	settings->lock_noted = names.length != 0;
	return note_ignored(settings,
			    getauxval(AT_SECURE) ? "started with raised privileges"
						 : "the system configuration is locked",
			    &names, err);
}

/* Fills loading->system and tells whether it locks the configuration. What is wrong with the file
 * is for the caller to judge: the safe mode is the way out of a broken configuration. */
static int read_system(struct loading *loading, bool *ret_locked, struct error *err)
{
	struct arena *arena = &loading->settings->arena;
	*ret_locked = false;
	const char *path = arena_printf(arena, "%s/qemu-wrapper.conf", loading->system_folder);
	if (!path)
		return error_memory(err);
	int status = source_read(path, SOURCE_SYSTEM, arena, &loading->system,
				 &loading->system_exists, err);
	int lock_status = merge_find_lock(&loading->system, arena, ret_locked, err);
	return status ? status : lock_status;
}

static int read_file(struct loading *loading, const char *path, enum source_kind kind,
		     struct error *err)
{
	CLEANUP_INI_FILE struct ini_file file = { 0 };
	bool exists;
	int status = source_read(path, kind, &loading->settings->arena, &file, &exists, err);
	return status || !exists ? status : merge_file(&loading->merge, &file, kind, err);
}

static int read_explicit(struct loading *loading, const char *path, const char *source,
			 struct error *err)
{
	if (!*path)
		return error_set(err, EINVAL, "%s needs a file", source);
	const char *copy = arena_strdup(&loading->settings->arena, path);
	int status = copy ? read_file(loading, copy, SOURCE_EXPLICIT, err) : error_memory(err);
	if (err->code == ENOENT || err->code == ENOTDIR || err->code == EACCES)
		error_prefix(err, "%s: ", source);
	return status;
}

static int read_system_files(struct loading *loading, struct error *err)
{
	struct merge *merge = &loading->merge;
	struct source_list fragments = { 0 };
	int status = source_fragments(loading->system_folder, &loading->settings->arena, &fragments,
				      err);
	if (loading->system_exists)
		merge->system_file = loading->system.path;
	else if (fragments.paths.count)
		merge->system_file = fragments.paths.items[0];
	if (!status && loading->system_exists)
		status = merge_file(merge, &loading->system, SOURCE_SYSTEM, err);
	for (size_t i = 0; !status && i < fragments.paths.count; i++)
		status = read_file(loading, fragments.paths.items[i], SOURCE_FRAGMENT, err);
	free(fragments.paths.items);
	return status;
}

static int read_files(struct loading *loading, struct error *err)
{
	if (loading->request.config)
		return read_explicit(loading, loading->request.config, "--config", err);
	if (loading->variables.config)
		return read_explicit(loading, loading->variables.config, "QEMU_WRAPPER_CONFIG",
				     err);
	int status = read_system_files(loading, err);
	if (status || loading->settings->locked)
		return status;
	const char *user_file;
	status = variables_user_file(&loading->settings->arena, &user_file, err);
	return status || !user_file ? status : read_file(loading, user_file, SOURCE_USER, err);
}

static int force_real(struct loading *loading, struct error *err)
{
	struct settings *settings = loading->settings;
	const char *tool = loading->request.real;
	const char *real = tool ? tool : loading->variables.real;
	if (!real)
		return 0;
	if (!*real)
		return error_set(err, EINVAL, "--real needs a path");
	settings->real = arena_strdup(&settings->arena, real);
	settings->real_source = tool ? "--real" : "QEMU_WRAPPER_REAL";
	return settings->real ? 0 : error_memory(err);
}

static int select_plugins(struct loading *loading, struct error *err)
{
	const struct settings_request *request = &loading->request;
	struct settings *settings = loading->settings;
	const char *list = request->plugins ? request->plugins : loading->variables.plugins;
	int status;
	if (list) {
		loading->merge.listed = true;
		status = selection_replace(settings, list,
					   request->plugins ? "--plugins" : "QEMU_WRAPPER_PLUGINS",
					   err);
	} else {
		status = merge_default_list(&loading->merge, err);
	}
	for (size_t i = 0; !status && i < request->plugin_count; i++)
		status = tool_options_plugin(settings, request->plugin[i], err);
	return status;
}

static int load_safe_mode(struct loading *loading, const struct error *broken, struct error *err)
{
	struct settings *settings = loading->settings;
	if (broken->code && notes_add(&settings->notes, NULL, NOTE_WARNING,
				      arena_strdup(&settings->arena, error_text(broken))))
		return error_memory(err);
	const struct ini_entry *real = NULL;
	for (size_t i = 0; i < loading->system.entries.count; i++) {
		const struct ini_entry *entry = &loading->system.entries.items[i];
		if (entry->key && !strcmp(entry->section, "wrapper") && !strcmp(entry->key, "real"))
			real = entry;
	}
	int status = real ? merge_real(settings, &loading->system, real, err) : 0;
	if (status)
		return status;
	CLEANUP_STRBUF struct strbuf names = { 0 };
	struct settings_request choosing = loading->request;
	choosing.real = NULL;
	tool_options_list(&choosing, &names);
	status = note_ignored(settings, "QEMU_WRAPPER=off", &names, err);
	return status ? status : force_real(loading, err);
}

static int read_and_select(struct loading *loading, const char *inspect, struct error *err)
{
	struct settings *settings = loading->settings;
	int status = read_files(loading, err);
	if (!status)
		status = force_real(loading, err);
	if (!status)
		status = variables_supervise(&loading->variables, settings, err);
	if (!status)
		status = select_plugins(loading, err);
	if (!status && inspect)
		status = selection_only(settings, inspect, err);
	if (!status)
		status = foreign_check_names(settings, err);
	return status ? status : headings_check(&loading->merge.headings, settings, err);
}

static int load_bare(struct settings *settings, const struct settings_request *request,
		     struct error *err)
{
	settings->bare = true;
	int status = folders_set(settings, NULL, err);
	if (!status)
		status = selection_only(settings, request->inspect, err);
	for (size_t i = 0; !status && i < request->option_count; i++) {
		struct plugin_settings *plugin =
			&settings->plugins.items[settings->selected.items[0]];
		struct setting *option = VECTOR_ADD(&plugin->options);
		if (!option)
			return error_memory(err);
		*option = request->options[i];
	}
	return status;
}

static int load(struct loading *loading, const struct settings_request *request, struct error *err)
{
	struct settings *settings = loading->settings;
	/* Looking at a plugin runs code of it, of a file that the caller chose. */
	if (request->inspect && getauxval(AT_SECURE))
		return error_set(err, EPERM,
				 "started with raised privileges: no plugin is loaded that isn't "
				 "configured");
	if (request->bare)
		return load_bare(settings, request, err);
	CLEANUP_ERROR struct error broken = { 0 };
	bool locked;
	read_system(loading, &locked, &broken);
	settings->locked = locked || getauxval(AT_SECURE);
	if (!settings->locked)
		loading->request = *request;
	int status = settings->locked ? note_lock(loading, request, err)
				      : variables_read(settings, &loading->variables, err);
	settings->off = loading->variables.off;
	settings->explain = loading->variables.explain;
	if (!status)
		status = folders_set(settings, loading->variables.plugin_path, err);
	if (status)
		return status;
	if (settings->off && !request->inspect)
		return load_safe_mode(loading, &broken, err);
	if (broken.code)
		return error_set(err, broken.code, "%s", error_text(&broken));
	return read_and_select(loading, request->inspect, err);
}

int settings_load_from(const char *system_folder, const struct settings_request *request,
		       struct settings *ret_settings, struct error *err)
{
	CLEANUP_SETTINGS struct settings settings = { 0 };
	CLEANUP(loading_release)
	struct loading loading = { .system_folder = system_folder,
				   .settings = &settings,
				   .merge = { .settings = &settings } };
	*ret_settings = (struct settings){ 0 };
	int status = load(&loading, request, err);
	if (status)
		return status;
	*ret_settings = settings;
	settings = (struct settings){ 0 };
	return 0;
}

int settings_load(const struct settings_request *request, struct settings *ret_settings,
		  struct error *err)
{
	return settings_load_from(QW_SYSCONFDIR "/qemu-wrapper", request, ret_settings, err);
}

const struct plugin_settings *settings_find(const struct settings *settings, const char *name)
{
	for (size_t i = 0; i < settings->plugins.count; i++)
		if (!strcmp(settings->plugins.items[i].name, name))
			return &settings->plugins.items[i];
	return NULL;
}

void settings_release(struct settings *settings)
{
	for (size_t i = 0; i < settings->plugins.count; i++)
		free(settings->plugins.items[i].options.items);
	free(settings->plugins.items);
	free(settings->selected.items);
	free(settings->files.items);
	free(settings->notes.list.items);
	arena_release(&settings->arena);
	*settings = (struct settings){ 0 };
}
