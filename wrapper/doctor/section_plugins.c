/* SPDX-License-Identifier: MIT */
#include "doctor/doctor.h"

#include "command/redact.h"
#include "inspect/describe.h"
#include "loader/plugin_file.h"

#include <string.h>

/* Without passwords: the line may quote an option's value. */
static const char *first_line(const char *text, struct arena *arena)
{
	const char *line = arena_strndup(arena, text, strcspn(text, "\n"));
	return line ? redact(NULL, line, arena) : NULL;
}

/* What the file says of itself, where it can be asked without running it. */
static void add_sound(struct doctor *doctor, const struct plugin_settings *said, size_t position)
{
	CLEANUP_ERROR struct error err = { 0 };
	struct plugin_identity identity = { 0 };
	const char *path = NULL;
	if (!plugin_file_of(&doctor->settings, said, &doctor->arena, &path, &err))
		plugin_file_check(path, &identity, &err);
	findings_add(&doctor->findings, SEVERITY_OK, said->name, NULL, "%zu of %zu, version %s, %s",
		     position, doctor->settings.selected.count,
		     *identity.version ? identity.version : "-", path ? path : "");
}

static void add_broken(struct doctor *doctor, const struct plugin_settings *said, const char *why)
{
	doctor->plugins_refused = doctor->plugins_refused || said->required;
	findings_add(&doctor->findings, said->required ? SEVERITY_BROKEN : SEVERITY_WARNING,
		     said->name,
		     "correct that (`qemu-wrapper plugin check FILE` and `plugin info NAME` tell "
		     "more), or take it off the list of plugins",
		     said->required ? "every launch is refused: %s" : "is left out: %s",
		     why ? why : "out of memory");
}

/* That each plugin can be loaded does not mean that all can be together. */
static void load_together(struct doctor *doctor)
{
	CLEANUP_ERROR struct error err = { 0 };
	const char *culprit = NULL;
	if (!plugin_set_load(&doctor->settings, &doctor->plugins, &culprit, &err)) {
		doctor->plugins_loaded = true;
		return;
	}
	doctor->plugins_refused = true;
	findings_add(&doctor->findings, SEVERITY_BROKEN, culprit, "change the list of plugins",
		     "every launch is refused: %s", doctor_safe_text(doctor, &err));
}

static const struct plugin_settings *selected(const struct doctor *doctor, size_t index)
{
	return &doctor->settings.plugins.items[doctor->settings.selected.items[index]];
}

/* As for `plugin info`, in processes of their own: the faults of one don't hide those of the next.
 */
static int describe_each(struct doctor *doctor, struct settings *settings,
			 struct description *descriptions, struct error *err)
{
	size_t count = doctor->settings.selected.count;
	for (size_t i = 0; i < count; i++) {
		const struct plugin_settings *said = selected(doctor, i);
		struct settings_request request = { .inspect =
							    said->file ? said->file : said->name };
		int status = settings_load_from(doctor->system_folder, &request, &settings[i], err);
		if (status)
			return status;
		descriptions[i].settings = &settings[i];
	}
	return describe_plugins(descriptions, count, &doctor->arena, err);
}

static int try_each(struct doctor *doctor, struct description **ret_descriptions, struct error *err)
{
	size_t count = doctor->settings.selected.count;
	struct settings *settings = arena_array(&doctor->arena, count + 1, sizeof(*settings));
	struct description *descriptions =
		arena_array(&doctor->arena, count + 1, sizeof(*descriptions));
	if (!settings || !descriptions)
		return error_memory(err);
	int status = describe_each(doctor, settings, descriptions, err);
	for (size_t i = 0; i < count; i++)
		settings_release(&settings[i]);
	*ret_descriptions = descriptions;
	return status;
}

static void add_all(struct doctor *doctor)
{
	CLEANUP_ERROR struct error err = { 0 };
	struct description *descriptions = NULL;
	bool sound = true;
	if (try_each(doctor, &descriptions, &err)) {
		findings_add(&doctor->findings, SEVERITY_WARNING, NULL, NULL, "not tried: %s",
			     doctor_safe_text(doctor, &err));
		return;
	}
	for (size_t i = 0; i < doctor->settings.selected.count; i++) {
		const struct plugin_settings *said = selected(doctor, i);
		if (!descriptions[i].problem) {
			add_sound(doctor, said, i + 1);
			continue;
		}
		sound = false;
		add_broken(doctor, said, first_line(descriptions[i].problem, &doctor->arena));
	}
	if (sound)
		load_together(doctor);
}

static void add_none(struct doctor *doctor)
{
	doctor->plugins_loaded = true;
	findings_add(&doctor->findings, SEVERITY_INFO, NULL, NULL, "none is selected");
}

void section_plugins(struct doctor *doctor)
{
	findings_begin(&doctor->findings, "plugins", "Plugins");
	if (doctor->broken_configuration)
		findings_add(&doctor->findings, SEVERITY_INFO, NULL, NULL,
			     "not looked at: the configuration is broken");
	else if (doctor->settings.off)
		findings_add(&doctor->findings, SEVERITY_WARNING, NULL,
			     "unset QEMU_WRAPPER where this was not meant",
			     "QEMU_WRAPPER=off: none is used");
	else if (doctor->settings.selected.count)
		add_all(doctor);
	else
		add_none(doctor);
}
