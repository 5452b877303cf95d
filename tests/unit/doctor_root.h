/* SPDX-License-Identifier: MIT */
/* A folder that stands for / while doctor looks at files of /proc, /sys, /etc... */
#ifndef TESTS_DOCTOR_ROOT_H
#define TESTS_DOCTOR_ROOT_H

#include "config_files.h"
#include "doctor/doctor.h"

/** Writes a file with the folders above it; `path` begins with a slash. */
static inline const char *root_file(struct scratch *scratch, const char *path, const char *text)
{
	char *folder = arena_strdup(&scratch->arena, path + 1);
	for (char *slash = strchr(folder, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(scratch_path(scratch, folder), 0755);
		*slash = '/';
	}
	return scratch_file(scratch, path + 1, text);
}

/** A doctor that looks there, with an empty environment and no settings. */
static inline struct doctor root_doctor(const struct scratch *scratch)
{
	static const char *const nothing[] = { NULL };
	return (struct doctor){ .root = scratch->folder,
				.system_folder = "/etc/qemu-wrapper",
				.envp = nothing };
}

/** The finding of the last section about this subject (NULL: about none); fails without it. */
static inline const struct finding *root_finding(const struct doctor *doctor, const char *subject)
{
	assert_false(doctor->findings.failed);
	const struct finding_section *section =
		&doctor->findings.sections.items[doctor->findings.sections.count - 1];
	for (size_t i = 0; i < section->list.count; i++) {
		const char *own = section->list.items[i].subject;
		if (subject ? own && !strcmp(own, subject) : !own)
			return &section->list.items[i];
	}
	fail_msg("nothing about %s", subject ? subject : "the whole");
	return NULL;
}

#endif
