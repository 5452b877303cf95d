/* SPDX-License-Identifier: MIT */
#include "doctor/doctor.h"

#include "base/trusted_file.h"
#include "config/sources.h"
#include "config/variables.h"
#include "launch/real_program.h"
#include "supervise/supervision.h"

#include <string.h>

static bool was_read(const struct settings *settings, const char *path)
{
	for (size_t i = 0; i < settings->files.count; i++)
		if (!strcmp(settings->files.items[i].path, path))
			return true;
	return false;
}

/* Why a launch doesn't look at it, whatever is in it; NULL: it would. */
static const char *why_passed_over(const struct doctor *doctor, bool is_users)
{
	const struct settings *settings = &doctor->settings;
	if (settings->locked && is_users)
		return "the system configuration is locked";
	if (settings->off)
		return "QEMU_WRAPPER=off, the safe mode: nothing but 'real' of the main file "
		       "counts";
	const char *named = doctor_variable(doctor, "QEMU_WRAPPER_CONFIG");
	if (!settings->locked && named && *named)
		return "QEMU_WRAPPER_CONFIG names another one";
	return NULL;
}

/* A file that may be there: says why it was not read. Nothing, if it was or if there is none. */
static void add_candidate(struct doctor *doctor, const char *path, bool is_users)
{
	CLEANUP_ERROR struct error err = { 0 };
	if (was_read(&doctor->settings, path))
		return;
	CLEANUP_CLOSE int fd = trusted_file_open(path, &err);
	const char *passed = why_passed_over(doctor, is_users);
	if (fd < 0 && (err.code == ENOENT || err.code == ENOTDIR))
		return;
	if (fd < 0 && err.code == EACCES)
		findings_add(&doctor->findings, SEVERITY_INFO, path, NULL,
			     "not readable by you, so not read");
	else if (passed)
		findings_add(&doctor->findings, SEVERITY_INFO, path, NULL, "not read: %s", passed);
	else if (fd < 0 && !doctor->broken_configuration)
		findings_add(&doctor->findings, SEVERITY_WARNING, path, NULL, "not read: %s",
			     error_text(&err));
}

static void add_candidates(struct doctor *doctor)
{
	CLEANUP_ERROR struct error err = { 0 };
	struct arena *arena = &doctor->arena;
	struct source_list fragments = { 0 };
	const char *main_file = arena_printf(arena, "%s/qemu-wrapper.conf", doctor->system_folder);
	const char *user_file = NULL;
	if (main_file)
		add_candidate(doctor, main_file, false);
	if (!source_fragments(doctor->system_folder, arena, &fragments, &err))
		for (size_t i = 0; i < fragments.paths.count; i++)
			add_candidate(doctor, fragments.paths.items[i], false);
	free(fragments.paths.items);
	if (!variables_user_file(arena, &user_file, &err) && user_file)
		add_candidate(doctor, user_file, true);
}

static void add_notes(struct doctor *doctor)
{
	const struct notes *notes = &doctor->settings.notes;
	for (size_t i = 0; i < notes->list.count; i++)
		if (notes->list.items[i].level >= NOTE_WARNING)
			findings_add(&doctor->findings, SEVERITY_WARNING, NULL, NULL, "%s",
				     notes->list.items[i].text);
}

/* Launches look for it as they look for QEMU. */
static void add_supervisor(struct doctor *doctor)
{
	int code = program_check(SUPERVISOR_PROGRAM);
	if (code)
		findings_add(&doctor->findings, SEVERITY_BROKEN, "supervise",
			     "install qemu-wrapper as a whole, or set supervise = no",
			     "the supervisor can't be executed: %s: %s", SUPERVISOR_PROGRAM,
			     strerror(code));
	else
		findings_add(&doctor->findings, SEVERITY_OK, "supervise", NULL,
			     "launches are supervised by %s", SUPERVISOR_PROGRAM);
}

/* Only where launches look themselves: each of the others was told by add_candidates(). */
static void add_none(struct doctor *doctor)
{
	CLEANUP_ERROR struct error err = { 0 };
	const char *user_file = NULL, *folder = doctor->system_folder;
	if (!why_passed_over(doctor, true))
		(void)variables_user_file(&doctor->arena, &user_file, &err);
	if (why_passed_over(doctor, false))
		findings_add(&doctor->findings, SEVERITY_INFO, NULL, NULL,
			     "no file was read, the defaults hold; looked for %s/qemu-wrapper.conf",
			     folder);
	else
		findings_add(&doctor->findings, SEVERITY_INFO, NULL, NULL,
			     "no file was read, the defaults hold; looked for "
			     "%s/qemu-wrapper.conf, %s/conf.d/*.conf%s%s",
			     folder, folder, user_file ? ", " : "", user_file ? user_file : "");
}

void section_configuration(struct doctor *doctor)
{
	const struct settings *settings = &doctor->settings;
	findings_begin(&doctor->findings, "configuration", "Configuration");
	for (size_t i = 0; i < settings->files.count; i++)
		findings_add(&doctor->findings, SEVERITY_OK, settings->files.items[i].path, NULL,
			     settings->locked && i == 0 ? "read, locks the configuration" : "read");
	add_candidates(doctor);
	add_notes(doctor);
	if (settings->supervise.on)
		add_supervisor(doctor);
	if (doctor->broken_configuration)
		findings_add(&doctor->findings, SEVERITY_BROKEN, NULL,
			     "correct it; QEMU_WRAPPER=off starts QEMU without it",
			     "every launch is refused: %s", doctor->broken_configuration);
	else if (!settings->files.count)
		add_none(doctor);
}
