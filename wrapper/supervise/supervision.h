/* SPDX-License-Identifier: MIT */
/*
 * A launch whose QEMU a supervisor looks after: supervise = yes.
 *
 * It is a plugin, `supervisor`, whose descriptor is compiled in and that stands behind all others:
 * it adds two QMP monitors to the line, and in the launch phase makes the sockets for them. In the
 * end the supervisor is executed in QEMU's place, with QEMU's command line behind its own words.
 *
 *     supervision_join() -> pipeline -> supervision_front() -> exec
 *                                                           -> supervision_release()
 *
 * Lines that print or probe and lines of managers are left alone: `active` stays false.
 */
#ifndef SUPERVISE_SUPERVISION_H
#define SUPERVISE_SUPERVISION_H

#include "loader/plugin_set.h"
#include "run_folder/run_folder.h"
#include "supervise/monitor_form.h"
#include "supervise/stop_signals.h"

/** The plugin's name, which is reserved. */
#define SUPERVISOR_NAME "supervisor"

/** The program, where it is installed. */
#define SUPERVISOR_PROGRAM QW_SUPERVISOR

struct supervision {
	struct arena arena;
	/** The plugin's own settings: nobody says anything about it. */
	struct plugin_settings plugin;
	/** Milliseconds; stop_timeout SUPERVISE_NEVER: for ever. */
	int64_t stop_timeout, agent_timeout;
	/** REASON=STATUS,... or NULL. */
	const char *exit_status;
	/** It holds for this line. */
	bool active;
	/** The socket of the guest agent, or NULL. */
	const char *agent;
	/** What QEMU said, asked once; `not_told`: why it didn't, or NULL. */
	bool asked;
	enum monitor_form form;
	const char *not_told;
	/** Slots of the two monitors. */
	int control, health;
	/** Made in the launch phase; its path is empty until then. */
	struct run_folder folder;
	/** Held since then, or before. */
	struct stop_signals stops;
};

/** Puts the plugin behind those of the set. `supervision` is zeroed but for the signals that it may
 * hold, and must stay where it is while the set and the pipeline are in use. */
int supervision_join(struct supervision *supervision, struct settings *settings,
		     struct plugin_set *set, struct error *err);

/** The supervisor's command line, for a launch whose hooks have run. */
struct supervised_words {
	const char *const *argv;
	/** Where each word came from. */
	const char *const *origins;
	/** So many of them are the supervisor's own: then QEMU's argv follows, argv[0] first. */
	size_t ahead;
};

/** Puts the supervisor's words in front of `argv`, by which `program` is to be started. */
int supervision_front(const struct supervision *supervision, const char *program,
		      const char *const *argv, const char *const *origins, struct arena *arena,
		      struct supervised_words *ret_words, struct error *err);

/** Removes the folder again: nothing was executed. */
void supervision_release(struct supervision *supervision);

#endif
