/* SPDX-License-Identifier: MIT */
#include "doctor/doctor.h"

#include "base/base_name.h"
#include "doctor/libvirt_files.h"
#include "doctor/small_file.h"
#include "isolation/program_run.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { VERSION_TIME_LIMIT = 5000 };

static const char *const daemons[] = { "/usr/sbin/libvirtd", "/usr/sbin/virtqemud" };

enum { DAEMON_COUNT = sizeof(daemons) / sizeof(daemons[0]) };

/* "libvirtd (libvirt) 9.0.0". A test's root has other programs than those that could be run. */
static const char *version(struct doctor *doctor, const char *daemon)
{
	CLEANUP_ERROR struct error err = { 0 };
	const char *const words[] = { daemon, "--version", NULL };
	struct program_run run = { .words = words };
	if (*doctor->root || program_run_check(daemon, &err) ||
	    program_run_all(&run, 1, VERSION_TIME_LIMIT, &doctor->arena, &err) ||
	    !program_run_succeeded(&run))
		return "?";
	const char *at = strrchr(run.output, ' ');
	if (!at || !isdigit((unsigned char)at[1]))
		return "?";
	return arena_strndup(&doctor->arena, at + 1, strcspn(at + 1, "\n"));
}

/* In the process table, whose names are the first 15 bytes. */
static bool is_running(struct doctor *doctor, const char *name)
{
	const char *path = arena_printf(&doctor->arena, "%s/proc", doctor->root);
	DIR *folder = path ? opendir(path) : NULL;
	bool found = false;
	for (struct dirent *entry; folder && !found && (entry = readdir(folder));) {
		char file[300];
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		snprintf(file, sizeof(file), "/proc/%s/comm", entry->d_name);
		const char *comm = small_file_line(doctor->root, file, &doctor->arena);
		found = comm && !strncmp(comm, name, 15);
	}
	if (folder)
		closedir(folder);
	return found;
}

static bool add_daemons(struct doctor *doctor)
{
	bool installed = false;
	for (size_t i = 0; i < DAEMON_COUNT; i++) {
		if (!small_file_exists(doctor->root, daemons[i]))
			continue;
		installed = true;
		findings_add(&doctor->findings, SEVERITY_INFO, daemons[i], NULL, "version %s, %s",
			     version(doctor, daemons[i]),
			     is_running(doctor, base_name(daemons[i])) ? "running"
								       : "not seen running");
	}
	return installed;
}

/* Whether VMs are confined is set by name there; the default is what the host has. */
static void add_security_driver(struct doctor *doctor)
{
	char *text, *rest = NULL;
	int status = small_file_read(doctor->root, "/etc/libvirt/qemu.conf", &doctor->arena, &text);
	if (status == -EACCES)
		findings_add(&doctor->findings, SEVERITY_INFO, "/etc/libvirt/qemu.conf", NULL, "%s",
			     small_file_complaint(status, &doctor->arena));
	if (status)
		return;
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		if (!strncmp(line, "security_driver", 15))
			findings_add(&doctor->findings, SEVERITY_INFO, "/etc/libvirt/qemu.conf",
				     NULL, "%s", line);
}

static const struct program *drop_in_at(const struct doctor *doctor, const char *path)
{
	for (size_t i = 0; i < doctor->programs.list.count; i++) {
		const struct program *program = &doctor->programs.list.items[i];
		if (program->is_wrapper && !strcmp(program->path, path))
			return program;
	}
	return NULL;
}

static bool changed_since(const char *path, time_t when)
{
	struct stat st;
	return path && !stat(path, &st) && st.st_ctime > when;
}

/* What libvirt would have to ask about again and doesn't know of, or NULL. */
static const char *changed_behind(struct doctor *doctor, const struct program *drop_in, time_t when)
{
	CLEANUP_ERROR struct error err = { 0 };
	const char *real = doctor_real_program(doctor, drop_in->path, drop_in->name, &err);
	if (changed_since(real, when))
		return real;
	for (size_t i = 0; i < doctor->settings.files.count; i++)
		if (changed_since(doctor->settings.files.items[i].path, when))
			return doctor->settings.files.items[i].path;
	for (size_t i = 0; i < doctor->plugins.list.count; i++)
		if (changed_since(doctor->plugins.list.items[i].path, when))
			return doctor->plugins.list.items[i].path;
	return NULL;
}

static void add_cached(struct doctor *doctor, const struct libvirt_emulator *emulator)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	struct stat st;
	const struct program *drop_in = drop_in_at(doctor, emulator->path);
	if (!drop_in || stat(emulator->path, &st))
		return;
	/* libvirt will notice this by itself. */
	if (st.st_ctime != emulator->ctime)
		return;
	const char *changed = changed_behind(doctor, drop_in, emulator->noted);
	if (changed)
		findings_add(&doctor->findings, SEVERITY_WARNING, emulator->path,
			     arena_printf(&arena, "touch %s", drop_in->target),
			     "libvirt remembers what it can do since before %s changed, and asks "
			     "again only when the wrapper's own file changes",
			     changed);
	else
		findings_add(&doctor->findings, SEVERITY_OK, emulator->path, NULL,
			     "a drop-in that libvirt knows; it asks again only when the wrapper's "
			     "own file changes");
}

static void add_emulators(struct doctor *doctor)
{
	CLEANUP_LIBVIRT_EMULATORS struct libvirt_emulators emulators = { 0 };
	if (libvirt_emulators_read(doctor->root, doctor_variable(doctor, "HOME"), &doctor->arena,
				   &emulators))
		doctor->findings.failed = true;
	for (size_t i = 0; i < emulators.list.count; i++) {
		const struct libvirt_emulator *emulator = &emulators.list.items[i];
		if (!emulator->vm)
			add_cached(doctor, emulator);
		else if (access(emulator->path, F_OK))
			findings_add(&doctor->findings, SEVERITY_WARNING, emulator->vm,
				     "virsh edit: correct <emulator>, or put the drop-in back",
				     "this VM's emulator %s is missing", emulator->path);
		else if (drop_in_at(doctor, emulator->path))
			findings_add(&doctor->findings, SEVERITY_INFO, emulator->vm, NULL,
				     "this VM runs by the drop-in %s", emulator->path);
	}
	if (emulators.unreadable)
		findings_add(&doctor->findings, SEVERITY_INFO, emulators.unreadable, NULL,
			     "not readable by you");
}

void section_libvirt(struct doctor *doctor)
{
	findings_begin(&doctor->findings, "libvirt", "libvirt");
	if (!add_daemons(doctor)) {
		findings_add(&doctor->findings, SEVERITY_INFO, NULL, NULL,
			     "no daemon of it is installed");
		return;
	}
	add_security_driver(doctor);
	add_emulators(doctor);
}
