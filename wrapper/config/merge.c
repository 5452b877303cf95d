/* SPDX-License-Identifier: MIT */
#include "config/merge.h"

#include "base/typed.h"
#include "config/foreign.h"
#include "config/keys.h"
#include "config/names.h"
#include "config/selection.h"
#include "config/supervise.h"

#include <string.h>

/* One file while it is merged. */
struct pass {
	struct merge *merge;
	const struct ini_file *file;
	enum source_kind kind;
	const char *folder;
	int layer;
	struct section section;
	/* Lists take effect at the end of the file, in this order, wherever they stand in it. */
	const struct ini_entry *plugins, *add_plugins;
};

static int bad_value(const struct ini_entry *entry, const char *place, const char *wanted,
		     struct error *err)
{
	return error_set(err, EINVAL, "%s: %s = '%.80s': must be %s", place, entry->key,
			 entry->value, wanted);
}

/* Shells and other formats take quotes off; here they would become part of a name. */
static int check_path(const struct ini_entry *entry, const char *place, struct error *err)
{
	if (!*entry->value)
		return error_set(err, EINVAL, "%s: %s needs a path", place, entry->key);
	if (*entry->value == '"' || *entry->value == '\'')
		return error_set(err, EINVAL, "%s: %s: write the path without quotes", place,
				 entry->key);
	return 0;
}

/* Sets a path and who says so. */
static int read_path(struct settings *settings, const struct ini_file *file,
		     const struct ini_entry *entry, const char **ret_path, const char **ret_source,
		     struct error *err)
{
	const char *place = ini_file_place(file, entry, &settings->arena);
	if (!place)
		return error_memory(err);
	const char *folder;
	int status = check_path(entry, place, err);
	if (!status)
		status = path_folder(file->path, &settings->arena, &folder, err);
	if (!status)
		status = path_absolute(folder, entry->value, &settings->arena, ret_path, err);
	if (!status)
		*ret_source = place;
	return status;
}

int merge_real(struct settings *settings, const struct ini_file *file,
	       const struct ini_entry *entry, struct error *err)
{
	return read_path(settings, file, entry, &settings->real, &settings->real_source, err);
}

static int read_bool(const struct ini_entry *entry, const char *place, bool *ret_value,
		     struct error *err)
{
	return typed_bool(entry->value, ret_value) ? bad_value(entry, place, "yes or no", err) : 0;
}

static int read_time(const struct ini_entry *entry, const char *place, int64_t *ret_value,
		     struct error *err)
{
	int status = typed_time(entry->value, ret_value);
	if (status == -ERANGE)
		return bad_value(entry, place, "a shorter time", err);
	if (status || !*ret_value)
		return bad_value(entry, place, "a time above zero such as 500ms, 10s, 2m or 1h",
				 err);
	return 0;
}

static int read_memory(const struct ini_entry *entry, const char *place, int64_t *ret_value,
		       struct error *err)
{
	int status = typed_size(entry->value, ret_value);
	if (status || *ret_value <= 0)
		return bad_value(entry, place, "a size above zero such as 64M or 1G", err);
	return 0;
}

static int set_plugin_key(struct pass *pass, const struct ini_entry *entry, enum key key,
			  const char *place, struct error *err)
{
	struct settings *settings = pass->merge->settings;
	struct plugin_settings *plugin = selection_mention(settings, pass->section.name, place);
	if (!plugin)
		return error_memory(err);
	int status = 0;
	switch (key) {
	case KEY_FILE:
		status = check_path(entry, place, err);
		return status ? status
			      : path_absolute(pass->folder, entry->value, &settings->arena,
					      &plugin->file, err);
	case KEY_REQUIRED:
		return read_bool(entry, place, &plugin->required, err);
	case KEY_ISOLATE:
		return read_bool(entry, place, &plugin->isolate, err);
	case KEY_TIME_LIMIT:
		return read_time(entry, place, &plugin->time_limit, err);
	case KEY_MEMORY_LIMIT:
		return read_memory(entry, place, &plugin->memory_limit, err);
	case KEY_OVERRIDES:
		return names_split(entry->value, place, &settings->arena, &plugin->overrides, err);
	case KEY_PLUGINS:
	case KEY_ADD_PLUGINS:
	case KEY_REAL:
	case KEY_GUEST_VISIBLE:
	case KEY_LOCK:
	case KEY_MAKE_FOLDER:
	case KEY_SUPERVISE:
	case KEY_STOP_TIMEOUT:
	case KEY_AGENT_TIMEOUT:
	case KEY_EXIT_STATUS:
		break;
	}
	return status;
}

static int read_guest_visible(struct settings *settings, const struct ini_entry *entry,
			      const char *place, struct error *err)
{
	bool denied = !strcmp(entry->value, "deny");
	if (!denied && strcmp(entry->value, "allow"))
		return bad_value(entry, place, "allow or deny", err);
	settings->guest_visible_denied = denied ? place : NULL;
	return 0;
}

static int set_wrapper_key(struct pass *pass, const struct ini_entry *entry, enum key key,
			   const char *place, struct error *err)
{
	struct settings *settings = pass->merge->settings;
	bool locked;
	const struct supervise_text text = { place, entry->key, entry->value };
	if (key == KEY_PLUGINS)
		pass->plugins = entry;
	else if (key == KEY_ADD_PLUGINS)
		pass->add_plugins = entry;
	else if (key == KEY_REAL)
		return merge_real(settings, pass->file, entry, err);
	else if (key == KEY_GUEST_VISIBLE)
		return read_guest_visible(settings, entry, place, err);
	else if (key == KEY_MAKE_FOLDER)
		return read_path(settings, pass->file, entry, &settings->make_folder,
				 &settings->make_folder_source, err);
	else if (key == KEY_LOCK)
		return read_bool(entry, place, &locked, err);
	else
		return supervise_set(settings, key, &text, err);
	return 0;
}

static int check_repeated(const struct pass *pass, const struct ini_entry *entry, const char *place,
			  struct error *err)
{
	for (const struct ini_entry *other = pass->file->entries.items; other < entry; other++)
		if (other->key && !strcmp(other->key, entry->key) &&
		    !strcmp(other->section, entry->section))
			return error_set(err, EINVAL,
					 "%s: '%s' was set before, on line %d; only one can hold",
					 place, entry->key, other->line);
	return 0;
}

static int add_option(struct pass *pass, const struct ini_entry *entry, const char *place,
		      struct error *err)
{
	struct plugin_settings *plugin =
		selection_mention(pass->merge->settings, pass->section.name, place);
	struct setting *option = plugin ? VECTOR_ADD(&plugin->options) : NULL;
	if (!option)
		return error_memory(err);
	*option = (struct setting){ entry->key, entry->value, place, pass->folder, pass->layer };
	return 0;
}

/* A name is either a plugin's or a foreign hook's. */
static int claim_name(struct pass *pass, struct plugin_settings *plugin, const char *place,
		      struct error *err)
{
	bool is_foreign = pass->section.kind == SECTION_FOREIGN;
	int status =
		is_foreign ? foreign_check_source(pass->section.name, pass->kind, place, err) : 0;
	if (status)
		return status;
	const char **own = is_foreign ? &plugin->foreign : &plugin->section;
	*own = *own ? *own : place;
	return foreign_check_kind(plugin, place, err);
}

static int open_section(struct pass *pass, const struct ini_entry *entry, const char *place,
			struct error *err)
{
	struct merge *merge = pass->merge;
	int status = section_read(entry->section, place, &pass->section, err);
	if (status || pass->section.kind == SECTION_WRAPPER)
		return status;
	struct plugin_settings *plugin =
		selection_mention(merge->settings, pass->section.name, place);
	if (!plugin)
		return error_memory(err);
	status = claim_name(pass, plugin, place, err);
	if (status)
		return status;
	if (pass->section.kind != SECTION_OPTIONS) {
		plugin->named = true;
		return 0;
	}
	return headings_add(&merge->headings, pass->section.name, place, err);
}

static int take_entry(struct pass *pass, const struct ini_entry *entry, struct error *err)
{
	const char *place = ini_file_place(pass->file, entry, &pass->merge->settings->arena);
	if (!place)
		return error_memory(err);
	if (!entry->key)
		return open_section(pass, entry, place, err);
	if (pass->section.kind == SECTION_OPTIONS ||
	    (pass->section.kind == SECTION_FOREIGN && !key_is_of_foreign(entry->key)))
		return add_option(pass, entry, place, err);
	enum key key;
	int status = key_find(pass->section.kind, entry->key, pass->kind, pass->merge->system_file,
			      place, &key, err);
	if (!status)
		status = check_repeated(pass, entry, place, err);
	if (status)
		return status;
	return pass->section.kind == SECTION_WRAPPER ? set_wrapper_key(pass, entry, key, place, err)
						     : set_plugin_key(pass, entry, key, place, err);
}

static int take_lists(struct pass *pass, struct error *err)
{
	struct settings *settings = pass->merge->settings;
	int status = 0;
	if (pass->plugins) {
		const char *place = ini_file_place(pass->file, pass->plugins, &settings->arena);
		status = place ? selection_replace(settings, pass->plugins->value, place, err)
			       : error_memory(err);
		pass->merge->listed = true;
	}
	if (!status && pass->add_plugins) {
		const char *place = ini_file_place(pass->file, pass->add_plugins, &settings->arena);
		if (!place)
			return error_memory(err);
		status = merge_default_list(pass->merge, err);
		if (!status)
			status = selection_append(settings, pass->add_plugins->value, place, err);
	}
	return status;
}

int merge_file(struct merge *merge, const struct ini_file *file, enum source_kind kind,
	       struct error *err)
{
	struct settings *settings = merge->settings;
	struct pass pass = {
		.merge = merge, .file = file, .kind = kind, .layer = (int)settings->files.count
	};
	int status = path_folder(file->path, &settings->arena, &pass.folder, err);
	for (size_t i = 0; !status && i < file->entries.count; i++)
		status = take_entry(&pass, &file->entries.items[i], err);
	if (!status)
		status = take_lists(&pass, err);
	if (status)
		return status;
	struct config_file *read = VECTOR_ADD(&settings->files);
	if (!read)
		return error_memory(err);
	*read = (struct config_file){ file->path };
	return 0;
}

int merge_default_list(struct merge *merge, struct error *err)
{
	if (merge->listed)
		return 0;
	merge->listed = true;
	return selection_replace(merge->settings, QW_DEFAULT_PLUGINS, "the default list of plugins",
				 err);
}

int merge_find_lock(const struct ini_file *file, struct arena *arena, bool *ret_locked,
		    struct error *err)
{
	for (size_t i = 0; i < file->entries.count; i++) {
		const struct ini_entry *entry = &file->entries.items[i];
		if (!entry->key || strcmp(entry->section, "wrapper") || strcmp(entry->key, "lock"))
			continue;
		bool locked;
		const char *place = ini_file_place(file, entry, arena);
		int status = place ? read_bool(entry, place, &locked, err) : error_memory(err);
		if (status)
			return status;
		*ret_locked = *ret_locked || locked;
	}
	return 0;
}

void merge_release(struct merge *merge)
{
	headings_release(&merge->headings);
	*merge = (struct merge){ 0 };
}
