/* SPDX-License-Identifier: MIT */
#include "doctor/doctor.h"

#include "base/message.h"
#include "command/redact.h"
#include "doctor/child.h"
#include "loader/plugin_file.h"

#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>

/* Constructors have no business that takes longer. */
enum { TIME_LIMIT = 10000 };

struct trial {
	const char *system_folder;
	/** As for `plugin info`: a name or a file. */
	const char *which;
};

/* Loads one plugin with its options, as a launch would, and prints why it can't be. */
static int try_to_load(void *data)
{
	const struct trial *trial = data;
	CLEANUP_SETTINGS struct settings settings = { 0 };
	CLEANUP_PLUGIN_SET struct plugin_set set = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *culprit = NULL;
	struct settings_request request = { .inspect = trial->which };
	int status = settings_load_from(trial->system_folder, &request, &settings, &err);
	if (!status)
		status = plugin_set_load(&settings, &set, &culprit, &err);
	if (!status)
		return 0;
	message_write(STDOUT_FILENO, error_text(&err), strlen(error_text(&err)));
	return 1;
}

/* Without passwords: the line may quote an option's value. A crash is told as launches tell it. */
static const char *first_line(const char *output, struct arena *arena)
{
	static const char prefix[] = "qemu-wrapper: ";
	if (!strncmp(output, prefix, strlen(prefix)))
		output += strlen(prefix);
	const char *line = arena_strndup(arena, output, strcspn(output, "\n"));
	return line ? redact(NULL, line, arena) : NULL;
}

static const char *why_failed(const struct child *child, struct arena *arena)
{
	if (child->late)
		return "doesn't come back while it is loaded";
	if (WIFSIGNALED(child->status))
		return arena_printf(arena, "crashes while it is loaded (signal %d: %s)",
				    WTERMSIG(child->status), strsignal(WTERMSIG(child->status)));
	if (*child->output)
		return first_line(child->output, arena);
	return arena_printf(arena, "ends the process while it is loaded (status %d)",
			    WEXITSTATUS(child->status));
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
	findings_add(&doctor->findings, SEVERITY_BROKEN, culprit, "change the list of plugins",
		     "every launch is refused: %s", doctor_safe_text(doctor, &err));
}

static const struct plugin_settings *selected(const struct doctor *doctor, size_t index)
{
	return &doctor->settings.plugins.items[doctor->settings.selected.items[index]];
}

/* Each alone in a process of its own: the faults of one don't hide those of the next. */
static int try_each(struct doctor *doctor, struct child **ret_children, struct error *err)
{
	size_t count = doctor->settings.selected.count;
	struct trial *trials = arena_array(&doctor->arena, count + 1, sizeof(*trials));
	struct child *children = arena_array(&doctor->arena, count + 1, sizeof(*children));
	if (!trials || !children)
		return error_memory(err);
	for (size_t i = 0; i < count; i++) {
		const struct plugin_settings *said = selected(doctor, i);
		trials[i] = (struct trial){ doctor->system_folder,
					    said->file ? said->file : said->name };
		children[i] = (struct child){ .run = try_to_load, .data = &trials[i] };
	}
	*ret_children = children;
	return children_run(children, count, TIME_LIMIT, &doctor->arena, err);
}

static void add_all(struct doctor *doctor)
{
	CLEANUP_ERROR struct error err = { 0 };
	struct child *children = NULL;
	bool sound = true;
	if (try_each(doctor, &children, &err)) {
		findings_add(&doctor->findings, SEVERITY_WARNING, NULL, NULL, "not tried: %s",
			     error_text(&err));
		return;
	}
	for (size_t i = 0; i < doctor->settings.selected.count; i++) {
		const struct plugin_settings *said = selected(doctor, i);
		if (child_succeeded(&children[i])) {
			add_sound(doctor, said, i + 1);
			continue;
		}
		sound = false;
		add_broken(doctor, said, why_failed(&children[i], &doctor->arena));
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
