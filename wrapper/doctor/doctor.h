/* SPDX-License-Identifier: MIT */
/*
 * What is asked when somebody wonders why QEMU doesn't start as it should. Looks at everything that
 * a launch depends on, and writes nothing. It is far too slow for a launch, and no part of one:
 * only the subcommand uses this folder.
 *
 * A section is one file, section_NAME.c, and one function, which adds its findings. What more than
 * one of them needs is found out first and stands here.
 */
#ifndef DOCTOR_DOCTOR_H
#define DOCTOR_DOCTOR_H

#include "base/findings.h"
#include "base/strbuf.h"
#include "config/settings.h"
#include "doctor/programs.h"
#include "loader/plugin_set.h"

struct doctor {
	/** Before every file of /proc, /sys, /etc, /run and /var that is read: "", or a test's. */
	const char *root;
	/** The system configuration's folder. */
	const char *system_folder;
	const char *const *envp;
	struct arena arena;
	/** Empty, with the default plugin folders, if the configuration is broken. */
	struct settings settings;
	/** What is wrong with the configuration, or NULL. */
	const char *broken_configuration;
	struct programs programs;
	/** Why the programs could not be asked, or NULL. */
	const char *not_asked;
	/** The selected plugins; empty if they can't be loaded. */
	struct plugin_set plugins;
	bool plugins_loaded;
	/** Every launch is refused for a plugin that can't be loaded; section_plugins() tells why.
	 */
	bool plugins_refused;
	struct findings findings;
};

/** Fills doctor->findings. -ENOMEM only: whatever else goes wrong is a finding. The caller releases
 * in every case. */
int doctor_examine(const char *root, const char *system_folder, const char *const *envp,
		   struct doctor *ret_doctor, struct error *err);

void section_qemu(struct doctor *doctor);
void section_drop_ins(struct doctor *doctor);
void section_configuration(struct doctor *doctor);
void section_plugins(struct doctor *doctor);
void section_variables(struct doctor *doctor);
void section_launch(struct doctor *doctor);
void section_kvm(struct doctor *doctor);
void section_ports(struct doctor *doctor);
void section_container(struct doctor *doctor);
void section_libvirt(struct doctor *doctor);
void section_apparmor(struct doctor *doctor);
void section_selinux(struct doctor *doctor);

/** What an error says, without passwords. */
const char *doctor_safe_text(struct doctor *doctor, const struct error *err);

/** The value of a variable, or NULL. */
const char *doctor_variable(const struct doctor *doctor, const char *name);

/** What a drop-in of this name would start, in the doctor's arena; NULL: nothing, see the error. */
const char *doctor_real_program(struct doctor *doctor, const char *path, const char *name,
				struct error *err);

/** The value of a selected plugin's option, or NULL. */
const char *doctor_plugin_option(const struct doctor *doctor, const char *plugin, const char *key);

/** The file of our own program, or NULL. */
const char *doctor_self(struct doctor *doctor);

void doctor_release(struct doctor *doctor);

#define CLEANUP_DOCTOR CLEANUP(doctor_release)

/** For people: a line or a few for each section, then the problems, the worst last. */
void doctor_text(const struct findings *findings, bool colour, struct strbuf *out);
/** One JSON object, format 1 (see qemu-wrapper-doctor(1)). */
int doctor_json(const struct findings *findings, struct strbuf *out, struct error *err);

#endif
