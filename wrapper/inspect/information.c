/* SPDX-License-Identifier: MIT */
#include "inspect/information.h"

#include <string.h>
#include <sys/stat.h>

const char *information_type_name(uint32_t type)
{
	static const char *const names[] = { "?",    "bool",   "int",  "size", "time",
					     "enum", "string", "path", "list" };
	return type < sizeof(names) / sizeof(names[0]) ? names[type] : names[0];
}

/* isolate = yes of the section that launches go by: a file may be a plugin of another name. */
static bool would_isolate(const struct information *information)
{
	const struct settings *settings = &information->settings;
	for (size_t i = 0; i < settings->plugins.count; i++)
		if (!strcmp(settings->plugins.items[i].name, information->name))
			return settings->plugins.items[i].would_isolate;
	return false;
}

const char *information_isolation(const struct information *information)
{
	if (information->foreign)
		return "calls";
	if (information->description.hooks & PHASE_BIT(PHASE_LAUNCH))
		return "impossible";
	return would_isolate(information) ? "on" : "off";
}

/* Without a slash it is a name. Whoever means the file that lies here is told how to write it;
 * NULL: there is none. */
static const char *file_here(const char *word, struct arena *arena)
{
	static const char *const endings[] = { "", ".so" };
	for (size_t i = 0; i < 2 && !strchr(word, '/'); i++) {
		const char *file = arena_printf(arena, "./%s%s", word, endings[i]);
		struct stat st;
		if (file && !stat(file, &st) && S_ISREG(st.st_mode))
			return file;
	}
	return NULL;
}

/* No code of the plugin runs. */
static int identify(struct information *it, struct arena *arena, struct error *err)
{
	const struct plugin_settings *said =
		&it->settings.plugins.items[it->settings.selected.items[0]];
	int status = plugin_file_of(&it->settings, said, arena, &it->path, err);
	if (!status)
		status = plugin_file_check(it->path, &it->identity, err);
	if (!status && !said->named_by_file)
		status = plugin_file_check_name(it->path, &it->identity, plugin_file_name(said),
						err);
	it->foreign = said->foreign;
	it->name = said->foreign ? said->name : it->identity.name;
	it->has_no_variables = said->foreign || !strcmp(it->identity.name, "foreign");
	return status;
}

static int look_at(struct information *it, const char *config, struct arena *arena,
		   struct error *err)
{
	CLEANUP_ERROR struct error why = { 0 };
	struct settings_request request = { .inspect = it->asked, .config = config };
	int status = settings_load(&request, &it->settings, &why);
	if (!status)
		status = identify(it, arena, &why);
	if (!status)
		return 0;
	if (status == -ENOMEM)
		return error_memory(err);
	const char *here = file_here(it->asked, arena);
	it->refused = here ? arena_printf(arena, "%s; for the file here, write %s",
					  error_text(&why), here)
			   : arena_strdup(arena, error_text(&why));
	return it->refused ? 0 : error_memory(err);
}

static int describe(struct information_list *list, struct error *err)
{
	struct description *descriptions =
		arena_array(&list->arena, list->count + 1, sizeof(*descriptions));
	size_t count = 0;
	if (!descriptions)
		return error_memory(err);
	for (size_t i = 0; i < list->count; i++)
		if (!list->items[i].refused)
			descriptions[count++].settings = &list->items[i].settings;
	int status = describe_plugins(descriptions, count, &list->arena, err);
	if (status)
		return status;
	count = 0;
	for (size_t i = 0; i < list->count; i++)
		if (!list->items[i].refused)
			list->items[i].description = descriptions[count++];
	return 0;
}

int information_gather(const char *const *words, const char *config,
		       struct information_list *ret_list, struct error *err)
{
	size_t count = 0;
	*ret_list = (struct information_list){ 0 };
	while (words[count])
		count++;
	ret_list->items = arena_array(&ret_list->arena, count + 1, sizeof(*ret_list->items));
	if (!ret_list->items)
		return error_memory(err);
	ret_list->count = count;
	for (size_t i = 0; i < count; i++) {
		ret_list->items[i].asked = words[i];
		int status = look_at(&ret_list->items[i], config, &ret_list->arena, err);
		if (status)
			return status;
	}
	return describe(ret_list, err);
}

void information_release(struct information_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		settings_release(&list->items[i].settings);
	arena_release(&list->arena);
	*list = (struct information_list){ 0 };
}
