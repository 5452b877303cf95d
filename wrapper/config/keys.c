/* SPDX-License-Identifier: MIT */
#include "config/keys.h"

#include "base/nearest.h"
#include "config/names.h"

#include <string.h>

static const struct known_key {
	const char *name;
	enum key key;
	enum section_kind section;
	/** Of per-user files only where there is no system configuration. */
	bool restricted;
	/** Stands in [foreign NAME] as well. */
	bool of_foreign;
} known[] = {
	{ "plugins", KEY_PLUGINS, SECTION_WRAPPER, true },
	{ "add-plugins", KEY_ADD_PLUGINS, SECTION_WRAPPER, true },
	{ "real", KEY_REAL, SECTION_WRAPPER, true },
	{ "guest-visible", KEY_GUEST_VISIBLE, SECTION_WRAPPER, true },
	{ "lock", KEY_LOCK, SECTION_WRAPPER, true },
	{ "make-folder", KEY_MAKE_FOLDER, SECTION_WRAPPER, true },
	{ "supervise", KEY_SUPERVISE, SECTION_WRAPPER, true },
	{ "stop-timeout", KEY_STOP_TIMEOUT, SECTION_WRAPPER, true },
	{ "agent-timeout", KEY_AGENT_TIMEOUT, SECTION_WRAPPER, true },
	{ "exit-status", KEY_EXIT_STATUS, SECTION_WRAPPER, true },
	{ "file", KEY_FILE, SECTION_PLUGIN, true },
	{ "required", KEY_REQUIRED, SECTION_PLUGIN, true, true },
	{ "isolate", KEY_ISOLATE, SECTION_PLUGIN, true },
	{ "time-limit", KEY_TIME_LIMIT, SECTION_PLUGIN, false, true },
	{ "memory-limit", KEY_MEMORY_LIMIT, SECTION_PLUGIN, false, true },
	{ "overrides", KEY_OVERRIDES, SECTION_PLUGIN, true, true },
};
#define KNOWN_COUNT (sizeof(known) / sizeof(known[0]))

static int read_named(const char *heading, const char *place, struct section *ret_section,
		      struct error *err)
{
	size_t word = strcspn(heading, " ");
	const char *name = heading + word + (heading[word] == ' ');
	bool is_foreign = word == 7 && !strncmp(heading, "foreign", word);
	if (!is_foreign && (word != 6 || strncmp(heading, "plugin", word)))
		return error_set(err, EINVAL,
				 "%s: unknown section [%s]; there are [wrapper], [plugin NAME], "
				 "[foreign NAME] and [NAME], where NAME is a plugin's",
				 place, heading);
	*ret_section = (struct section){ is_foreign ? SECTION_FOREIGN : SECTION_PLUGIN, name };
	return name_check(name, place, err);
}

int section_read(const char *heading, const char *place, struct section *ret_section,
		 struct error *err)
{
	if (!strcmp(heading, "wrapper")) {
		*ret_section = (struct section){ SECTION_WRAPPER, NULL };
		return 0;
	}
	if (strchr(heading, ' '))
		return read_named(heading, place, ret_section, err);
	if (!strcmp(heading, "plugin") || !strcmp(heading, "foreign"))
		return error_set(err, EINVAL, "%s: [%s] lacks a name: [%s NAME]", place, heading,
				 heading);
	if (name_is_reserved(heading))
		return error_set(
			err, EINVAL,
			"%s: unknown section [%s]: a reserved word; the wrapper's own keys "
			"stand in [wrapper]",
			place, heading);
	*ret_section = (struct section){ SECTION_OPTIONS, heading };
	return 0;
}

static int refuse_unknown(enum section_kind section, const char *name, const char *place,
			  struct error *err)
{
	const char *names[KNOWN_COUNT];
	size_t count = 0;
	for (size_t i = 0; i < KNOWN_COUNT; i++)
		if (known[i].section == section)
			names[count++] = known[i].name;
	const char *in = section == SECTION_WRAPPER ? "[wrapper]" : "[plugin NAME]";
	const char *nearest = nearest_name(name, names, count);
	if (nearest)
		return error_set(err, EINVAL, "%s: unknown key '%s' in %s; did you mean '%s'?",
				 place, name, in, nearest);
	if (section == SECTION_WRAPPER)
		return error_set(err, EINVAL,
				 "%s: unknown key '%s' in [wrapper], which has plugins, "
				 "add-plugins, real, guest-visible, lock, make-folder, supervise, "
				 "stop-timeout, agent-timeout and exit-status",
				 place, name);
	return error_set(err, EINVAL,
			 "%s: unknown key '%s' in [plugin NAME]; the plugin's own options stand in "
			 "[NAME]",
			 place, name);
}

static int check_permission(const struct known_key *key, enum source_kind source,
			    const char *system_file, const char *place, struct error *err)
{
	if (key->key == KEY_LOCK && source != SOURCE_SYSTEM)
		return error_set(
			err, EPERM,
			"%s: 'lock' may stand only in the system's main configuration file", place);
	if (key->restricted && source == SOURCE_USER && system_file)
		return error_set(err, EPERM,
				 "%s: '%s' is not for per-user files here, because there is a "
				 "system configuration (%s); they may set plugins' options",
				 place, key->name, system_file);
	return 0;
}

bool key_is_of_foreign(const char *name)
{
	for (size_t i = 0; i < KNOWN_COUNT; i++)
		if (known[i].of_foreign && !strcmp(known[i].name, name))
			return true;
	return false;
}

int key_find(enum section_kind section, const char *name, enum source_kind source,
	     const char *system_file, const char *place, enum key *ret_key, struct error *err)
{
	for (size_t i = 0; i < KNOWN_COUNT; i++) {
		bool stands_here = section == SECTION_FOREIGN ? known[i].of_foreign
							      : known[i].section == section;
		if (!stands_here || strcmp(known[i].name, name))
			continue;
		*ret_key = known[i].key;
		return check_permission(&known[i], source, system_file, place, err);
	}
	return refuse_unknown(section, name, place, err);
}
