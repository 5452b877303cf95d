/* SPDX-License-Identifier: MIT */
#include "doctor/doctor.h"

#include "doctor/small_file.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>

static void add_dangling(struct doctor *doctor, const struct program *program)
{
	findings_add(&doctor->findings, SEVERITY_WARNING, program->path,
		     "remove it, or install what it leads to again", "is a link to nothing");
}

/* What is before it on PATH, if anything; then nobody who searches finds the drop-in. */
static void add_position(struct doctor *doctor, const struct program *program)
{
	if (program->place != PLACE_PATH || !program->executable)
		return;
	const struct program *first = programs_first(&doctor->programs, program->name);
	if (first && first != program && !first->is_wrapper) {
		findings_add(&doctor->findings, SEVERITY_WARNING, program->path,
			     "put its folder before the other one on PATH",
			     "stands behind %s on PATH: who searches for the name starts QEMU "
			     "without plugins",
			     first->path);
		return;
	}
	bool libvirt = small_file_exists(doctor->root, "/etc/libvirt/qemu.conf") ||
		       small_file_exists(doctor->root, "/usr/bin/virsh");
	/* /usr/bin is where a diversion puts it: that path stays valid whatever happens. Other
	 * names than these libvirt doesn't search for. */
	if (first == program && libvirt && !strncmp(program->name, "qemu-system-", 12) &&
	    strncmp(program->path, "/usr/bin/", 9) != 0)
		findings_add(&doctor->findings, SEVERITY_WARNING, program->path,
			     "name the emulator of new VMs, or keep the folder off the PATH of "
			     "libvirt's daemons, or mean it",
			     "is the first of its name on PATH: libvirt and virt-install write "
			     "this path into the definitions of new VMs, and these fail without "
			     "it");
}

static void add_drop_in(struct doctor *doctor, const struct program *program)
{
	CLEANUP_ERROR struct error err = { 0 };
	if (!program->executable) {
		findings_add(&doctor->findings, SEVERITY_BROKEN, program->path, NULL,
			     "can't be executed by you");
		return;
	}
	const char *real = doctor_real_program(doctor, program->path, program->name, &err);
	if (real)
		findings_add(&doctor->findings, SEVERITY_OK, program->path, NULL, "runs %s", real);
	else
		findings_add(&doctor->findings, SEVERITY_BROKEN, program->path,
			     "install that QEMU, say where it is with 'real', or remove the "
			     "drop-in",
			     "runs nothing: %s", doctor_safe_text(doctor, &err));
	add_position(doctor, program);
}

static void add_privileges(struct doctor *doctor)
{
	const char *self = doctor_self(doctor);
	char none[1];
	struct stat st;
	if (!self || stat(self, &st))
		return;
	bool has_capabilities = getxattr(self, "security.capability", none, 0) > 0;
	if ((st.st_mode & (S_ISUID | S_ISGID)) || has_capabilities)
		findings_add(&doctor->findings, SEVERITY_WARNING, self,
			     "chmod ug-s it, or setcap -r it",
			     "is installed %s: it executes programs of its caller's choosing, "
			     "and QEMU loses the parent-death signal and ambient capabilities",
			     has_capabilities ? "with file capabilities" : "set-uid or set-gid");
}

void section_drop_ins(struct doctor *doctor)
{
	size_t count = 0;
	findings_begin(&doctor->findings, "drop-ins", "Drop-ins");
	for (size_t i = 0; i < doctor->programs.list.count; i++) {
		const struct program *program = &doctor->programs.list.items[i];
		if (program->is_link && !program->target)
			add_dangling(doctor, program);
		else if (program->is_wrapper)
			add_drop_in(doctor, program);
		else
			continue;
		count++;
	}
	if (!count)
		findings_add(&doctor->findings, SEVERITY_INFO, NULL, NULL,
			     "none on PATH nor in the usual folders; `qemu-wrapper link DIR` "
			     "makes them");
	add_privileges(doctor);
}
