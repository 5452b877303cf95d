/* SPDX-License-Identifier: MIT */
#include "doctor/doctor.h"

#include "doctor/small_file.h"

#include <string.h>
#include <sys/xattr.h>

/* The label of a file, in the arena; NULL: it has none that we may see. */
static const char *label_of(struct doctor *doctor, const char *path)
{
	char label[256];
	ssize_t length = getxattr(path, "security.selinux", label, sizeof(label) - 1);
	return length > 0 ? arena_strndup(&doctor->arena, label, (size_t)length) : NULL;
}

/* libvirt enters svirt_t before it executes the wrapper: the file must be an entry point of it. */
static void add_label(struct doctor *doctor, const char *self)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	const char *label = label_of(doctor, self);
	if (label && strstr(label, ":qemu_exec_t")) {
		findings_add(&doctor->findings, SEVERITY_OK, self, NULL, "%s", label);
		return;
	}
	findings_add(&doctor->findings, SEVERITY_WARNING, self,
		     arena_printf(&arena,
				  "label it so:\n"
				  "  semanage fcontext -a -t qemu_exec_t '%s'\n"
				  "  restorecon -v '%s'",
				  self, self),
		     "is labelled %s: libvirt's VMs may start only what is qemu_exec_t",
		     label ? label : "not at all");
}

void section_selinux(struct doctor *doctor)
{
	findings_begin(&doctor->findings, "selinux", "SELinux");
	const char *enforcing =
		small_file_line(doctor->root, "/sys/fs/selinux/enforce", &doctor->arena);
	if (!enforcing) {
		findings_add(&doctor->findings, SEVERITY_INFO, NULL, NULL, "not active");
		return;
	}
	findings_add(&doctor->findings, SEVERITY_INFO, NULL, NULL, "%s",
		     *enforcing == '1' ? "enforcing" : "active, permissive");
	const char *self = doctor_self(doctor);
	if (self)
		add_label(doctor, self);
}
