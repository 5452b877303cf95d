/* SPDX-License-Identifier: MIT */
#include "doctor/doctor.h"

#include "command/environment.h"
#include "command/redact.h"
#include "config/folders.h"

#include <string.h>

const char *doctor_safe_text(struct doctor *doctor, const struct error *err)
{
	const char *safe = redact(NULL, error_text(err), &doctor->arena);
	/* Where nothing is hidden redact() gives back the text itself, which is the error's. */
	const char *text = safe ? arena_strdup(&doctor->arena, safe) : NULL;
	return text ? text : "out of memory";
}

const char *doctor_variable(const struct doctor *doctor, const char *name)
{
	struct environment environment = { .inherited = doctor->envp };
	return environment_get(&environment, name);
}

const char *doctor_real_program(struct doctor *doctor, const char *path, const char *name,
				struct error *err)
{
	const char *found;
	int status;
	struct program_query query = {
		.program = path,
		.name = name,
		.file = path,
		.real = doctor->settings.real,
		.real_source = doctor->settings.real_source,
		.path = doctor_variable(doctor, "PATH"),
	};
	return real_program_find(&query, &doctor->arena, &found, &status, err) ? NULL : found;
}

const char *doctor_plugin_option(const struct doctor *doctor, const char *plugin, const char *key)
{
	for (size_t i = 0; i < doctor->plugins.list.count; i++) {
		const struct plugin *candidate = &doctor->plugins.list.items[i];
		if (strcmp(candidate->name, plugin) != 0)
			continue;
		const struct option_value *value = plugin_option(candidate, key);
		return value ? value->text : NULL;
	}
	return NULL;
}

const char *doctor_self(struct doctor *doctor)
{
	CLEANUP_FREE char *self = realpath("/proc/self/exe", NULL);
	return self ? arena_strdup(&doctor->arena, self) : NULL;
}

/* A broken configuration is a finding, and the rest is looked at as if there were none. */
static int load_settings(struct doctor *doctor, struct error *err)
{
	CLEANUP_ERROR struct error broken = { 0 };
	struct settings_request request = { 0 };
	int status =
		settings_load_from(doctor->system_folder, &request, &doctor->settings, &broken);
	if (!status)
		return 0;
	if (status == -ENOMEM)
		return error_memory(err);
	doctor->broken_configuration = doctor_safe_text(doctor, &broken);
	return folders_set(&doctor->settings, NULL, err);
}

static int find_programs(struct doctor *doctor, struct error *err)
{
	CLEANUP_ERROR struct error trouble = { 0 };
	int status = programs_find(doctor_variable(doctor, "PATH"), doctor->settings.real,
				   &doctor->arena, &doctor->programs, err);
	if (status || !programs_ask(&doctor->programs, &doctor->arena, &trouble))
		return status;
	doctor->not_asked = doctor_safe_text(doctor, &trouble);
	return 0;
}

int doctor_examine(const char *root, const char *system_folder, const char *const *envp,
		   struct doctor *ret_doctor, struct error *err)
{
	static void (*const sections[])(struct doctor *) = {
		section_qemu,      section_drop_ins, section_configuration, section_plugins,
		section_variables, section_launch,   section_kvm,           section_ports,
		section_container, section_libvirt,  section_apparmor,      section_selinux,
	};
	*ret_doctor = (struct doctor){ .root = root, .system_folder = system_folder, .envp = envp };
	int status = load_settings(ret_doctor, err);
	if (!status)
		status = find_programs(ret_doctor, err);
	for (size_t i = 0; !status && i < sizeof(sections) / sizeof(sections[0]); i++)
		sections[i](ret_doctor);
	if (!status && ret_doctor->findings.failed)
		return error_memory(err);
	return status;
}

void doctor_release(struct doctor *doctor)
{
	plugin_set_release(&doctor->plugins);
	settings_release(&doctor->settings);
	programs_release(&doctor->programs);
	findings_release(&doctor->findings);
	arena_release(&doctor->arena);
}
