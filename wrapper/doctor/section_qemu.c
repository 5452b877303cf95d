/* SPDX-License-Identifier: MIT */
#include "doctor/doctor.h"

#include <fcntl.h>
#include <string.h>

/* Somebody would start it without naming its path: by a search, or through us. */
static bool is_in_use(const struct doctor *doctor, const struct program *program)
{
	const char *real = doctor->settings.real;
	if (program->place == PLACE_REAL || (real && !strcmp(real, program->path)))
		return true;
	return program->place == PLACE_PATH &&
	       programs_first(&doctor->programs, program->name) == program;
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
	else
		findings_add(&doctor->findings, SEVERITY_INFO, program->path, NULL, "%s%s%s",
			     program->unknown ? program->unknown : "not asked for its version",
			     script, not_searched);
}

/* A folder is looked into by name: that is the drop-ins' matter. */
static void add_configured(struct doctor *doctor)
{
	const struct settings *settings = &doctor->settings;
	const char *real = settings->real;
	if (real && faccessat(AT_FDCWD, real, X_OK, AT_EACCESS))
		findings_add(&doctor->findings, SEVERITY_BROKEN, real,
			     "install QEMU there, or correct or remove that setting",
			     "is the real QEMU by %s, and can't be executed: %s",
			     settings->real_source, strerror(errno));
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
