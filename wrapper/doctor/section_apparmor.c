/* SPDX-License-Identifier: MIT */
#include "doctor/doctor.h"

#include "doctor/small_file.h"

#include <dirent.h>
#include <string.h>

#define ABSTRACTION "/etc/apparmor.d/abstractions/libvirt-qemu"
/* Included by it since libvirt 8.7 (include if exists). */
#define ADDITIONS ABSTRACTION ".d"

/* Where libvirt's daemons may execute whatever lies there. */
static bool daemons_may_execute(const char *path)
{
	static const char *const folders[] = { "/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/",
					       "/usr/libexec/" };
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (!strncmp(path, folders[i], strlen(folders[i])))
			return true;
	return false;
}

/* The abstraction has QEMU's own names in /usr/bin already. */
static bool is_known_emulator(const char *path)
{
	return !strncmp(path, "/usr/bin/qemu-system-", 21) || !strcmp(path, "/usr/bin/kvm") ||
	       !strcmp(path, "/usr/bin/qemu-kvm");
}

/* A path as a rule writes it; what globs or quotes mean something in is quoted. */
static void add_rule(struct strbuf *out, const char *path, const char *below, const char *access)
{
	strbuf_adds(out, "  \"");
	for (; *path; path++) {
		if (strchr("*?[]{}^\\\"", *path))
			strbuf_addc(out, '\\');
		strbuf_addc(out, *path);
	}
	strbuf_addf(out, "%s\" %s,\n", below, access);
}

static void add_real_programs(struct doctor *doctor, struct strbuf *out)
{
	for (size_t i = 0; i < doctor->programs.list.count; i++) {
		CLEANUP_ERROR struct error err = { 0 };
		const struct program *program = &doctor->programs.list.items[i];
		if (!program->is_wrapper)
			continue;
		const char *real = doctor_real_program(doctor, program->path, program->name, &err);
		if (real && !is_known_emulator(real))
			add_rule(out, real, "", "rmix");
	}
}

/* The rules under which a confined VM may start by the wrapper. */
static const char *rules(struct doctor *doctor, const char *self)
{
	CLEANUP_STRBUF struct strbuf text = { 0 };
	strbuf_adds(&text, "put these lines into " ADDITIONS "/qemu-wrapper:\n");
	add_rule(&text, self, "", "rmix");
	add_real_programs(doctor, &text);
	for (const char *const *folder = doctor->settings.plugin_folders; folder && *folder;
	     folder++)
		add_rule(&text, *folder, "/**.so", "mr");
	add_rule(&text, doctor->system_folder, "/{,**}", "r");
	strbuf_adds(&text, "  /{,var/}run/systemd/journal/{dev-log,socket} rw,\n  /dev/log rw,");
	return strbuf_finish(&text, &doctor->arena);
}

static bool file_names(struct doctor *doctor, const char *path, const char *self)
{
	char *text;
	return !small_file_read(doctor->root, path, &doctor->arena, &text) && strstr(text, self);
}

/* Somebody has put such rules there. */
static bool rules_are_there(struct doctor *doctor, const char *self)
{
	if (file_names(doctor, ABSTRACTION, self))
		return true;
	const char *path = arena_printf(&doctor->arena, "%s%s", doctor->root, ADDITIONS);
	DIR *folder = path ? opendir(path) : NULL;
	bool found = false;
	for (struct dirent *entry; folder && !found && (entry = readdir(folder));) {
		const char *file = arena_printf(&doctor->arena, "%s/%s", ADDITIONS, entry->d_name);
		found = file && file_names(doctor, file, self);
	}
	if (folder)
		closedir(folder);
	return found;
}

/* The daemon's profile, by whose name its local additions go. */
static const char *profile_of_daemon(const struct doctor *doctor)
{
	return small_file_exists(doctor->root, "/etc/apparmor.d/usr.sbin.virtqemud")
		       ? "usr.sbin.virtqemud"
		       : "usr.sbin.libvirtd";
}

static void add_place(struct doctor *doctor, const char *self)
{
	CLEANUP_STRBUF struct strbuf text = { 0 };
	strbuf_addf(&text,
		    "install it to /usr/bin, or put this line into /etc/apparmor.d/local/%s:\n",
		    profile_of_daemon(doctor));
	add_rule(&text, self, "", "PUx");
	findings_add(&doctor->findings, SEVERITY_WARNING, self,
		     strbuf_finish(&text, &doctor->arena),
		     "lies where libvirt's daemons may execute nothing: every VM by it is denied");
}

static void add_rules(struct doctor *doctor, const char *self, bool active)
{
	if (active && !daemons_may_execute(self))
		add_place(doctor, self);
	if (rules_are_there(doctor, self))
		findings_add(&doctor->findings, SEVERITY_OK, self, NULL,
			     "libvirt's VMs may start by it");
	else
		findings_add(&doctor->findings, active ? SEVERITY_WARNING : SEVERITY_INFO, self,
			     rules(doctor, self), "libvirt's VMs may not start by it%s",
			     active ? "" : ", where AppArmor is active");
}

void section_apparmor(struct doctor *doctor)
{
	findings_begin(&doctor->findings, "apparmor", "AppArmor");
	const char *enabled = small_file_line(
		doctor->root, "/sys/module/apparmor/parameters/enabled", &doctor->arena);
	const char *confined =
		small_file_line(doctor->root, "/proc/self/attr/current", &doctor->arena);
	const char *self = doctor_self(doctor);
	bool active = enabled && *enabled == 'Y';
	if (!active)
		findings_add(&doctor->findings, SEVERITY_INFO, NULL, NULL, "not active");
	else
		findings_add(&doctor->findings, SEVERITY_INFO, NULL, NULL, "active, we are %s",
			     confined && *confined ? confined : "not told our profile");
	if (self && small_file_exists(doctor->root, ABSTRACTION))
		add_rules(doctor, self, active);
}
