/* SPDX-License-Identifier: MIT */
#include "doctor/doctor.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

static bool is_run_by_a_drop_in(struct doctor *doctor, const struct program *program)
{
	bool found = false;
	for (size_t i = 0; i < doctor->programs.list.count && !found; i++) {
		CLEANUP_ERROR struct error err = { 0 };
		const struct program *drop_in = &doctor->programs.list.items[i];
		if (!drop_in->is_wrapper)
			continue;
		const char *real = doctor_real_program(doctor, drop_in->path, drop_in->name, &err);
		found = real && !strcmp(real, program->path);
	}
	return found;
}

/* Somebody would start it without naming its path: by a search, or through us. */
static bool is_in_use(struct doctor *doctor, const struct program *program)
{
	const char *real = doctor->settings.real;
	if (program->place == PLACE_REAL || (real && !strcmp(real, program->path)))
		return true;
	if (program->place == PLACE_PATH &&
	    programs_first(&doctor->programs, program->name) == program)
		return true;
	return is_run_by_a_drop_in(doctor, program);
}

static void add_firmware(struct doctor *doctor, const struct program *program)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	const char *remedy = arena_printf(
		&arena,
		"keep QEMU's file where its package puts it, or as deep below the same prefix "
		"(/usr/libexec/%s), and make %s a link to it",
		program->name, program->path);
	findings_add(&doctor->findings,
		     is_in_use(doctor, program) ? SEVERITY_BROKEN : SEVERITY_WARNING, program->path,
		     remedy,
		     "was moved: it looks for firmware and modules beside its own folder, and "
		     "%s doesn't exist",
		     program->missing_firmware);
}

static void add_program(struct doctor *doctor, const struct program *program)
{
	const char *script = program->format == PROGRAM_SCRIPT ? ", a script" : "";
	const char *not_searched = program->place == PLACE_USUAL ? ", not on PATH" : "";
	if (program->missing_firmware)
		add_firmware(doctor, program);
	else if (!program->executable)
		findings_add(&doctor->findings, SEVERITY_INFO, program->path, NULL,
			     "can't be executed by you");
	else if (program->version)
		findings_add(&doctor->findings, SEVERITY_OK, program->path, NULL, "QEMU %s%s%s",
			     program->version, script, not_searched);
	else if (program->fails && is_in_use(doctor, program))
		findings_add(&doctor->findings, SEVERITY_WARNING, program->path,
			     "try it with -version; repair it, or take it off PATH",
			     "%s: expect the same of launches by this name", program->unknown);
	else
		findings_add(&doctor->findings, SEVERITY_INFO, program->path, NULL, "%s%s%s",
			     program->unknown ? program->unknown : "not asked for its version",
			     script, not_searched);
}

/* A folder is looked into by name, which is the drop-ins' matter; but with nothing in it, no name
 * is found. */
static void add_configured(struct doctor *doctor)
{
	const struct settings *settings = &doctor->settings;
	const char *real = settings->real;
	struct stat st;
	if (real && faccessat(AT_FDCWD, real, X_OK, AT_EACCESS))
		findings_add(&doctor->findings, SEVERITY_BROKEN, real,
			     "install QEMU there, or correct or remove that setting",
			     "is the real QEMU by %s, and can't be executed: %s",
			     settings->real_source, strerror(errno));
	else if (real && !stat(real, &st) && S_ISDIR(st.st_mode) &&
		 !programs_any_in(&doctor->programs, real))
		findings_add(&doctor->findings, SEVERITY_BROKEN, real,
			     "install QEMU there, or correct or remove that setting",
			     "is the folder of the real QEMU by %s, and there is none in it",
			     settings->real_source);
	else if (real)
		findings_add(&doctor->findings, SEVERITY_INFO, real, NULL, "is the real QEMU by %s",
			     settings->real_source);
}

void section_qemu(struct doctor *doctor)
{
	size_t count = 0;
	findings_begin(&doctor->findings, "qemu", "QEMU");
	for (size_t i = 0; i < doctor->programs.list.count; i++) {
		const struct program *program = &doctor->programs.list.items[i];
		if (program->is_wrapper || (!program->target && program->is_link))
			continue;
		add_program(doctor, program);
		count++;
	}
	add_configured(doctor);
	if (doctor->not_asked)
		findings_add(&doctor->findings, SEVERITY_WARNING, NULL, NULL,
			     "versions are not known: %s", doctor->not_asked);
	if (!count)
		findings_add(&doctor->findings, SEVERITY_BROKEN, NULL,
			     "install one (on Debian: apt-get install qemu-system-x86), or say "
			     "where it is with 'real = /FOLDER' in [wrapper]",
			     "there is no qemu-system-* on PATH nor in the usual folders");
}
