/* SPDX-License-Identifier: MIT */
/*
 * What we know of QEMU by its QMP monitor, and what we tell it there. The monitor belongs to us
 * alone. A peer that doesn't speak QMP is dropped for good; one that floods us is read slowly.
 *
 *     connecting -> (greeting) -> asked -> (capabilities) -> ready -> ended or lost
 */
#ifndef SUPERVISOR_CONTROL_H
#define SUPERVISOR_CONTROL_H

#include "exit_reason/exit_reason.h"
#include "ladder.h"
#include "qmp/connection.h"
#include "run_folder/run_folder.h"

enum {
	/** So many bytes are read in so many milliseconds, and then nothing until these are over.
	 */
	CONTROL_WINDOW = 500,
	CONTROL_WINDOW_BYTES = 512 * 1024,
	/** QEMU's state is asked for at most this often. */
	CONTROL_REFRESH = 200,
	/** A monitor that ends before QEMU does isn't told as long as QEMU may be about to end. */
	CONTROL_ENDED_WAIT = 1000,
	CONTROL_STATE = 32,
};

enum control_question {
	ASK_CAPABILITIES,
	ASK_STATUS,
	ASK_VNC_SERVERS,
	ASK_VNC,
	/** Whatever control_tell() was given last. */
	ASK_TOLD,
	CONTROL_QUESTIONS,
};

enum control_phase {
	CONTROL_CONNECTING,
	CONTROL_ASKED,
	CONTROL_READY,
	/** The peer has closed it, at `since`. */
	CONTROL_ENDED,
	CONTROL_LOST,
};

struct control {
	struct qmp_connection connection;
	enum control_phase phase;
	int64_t since;
	/** QMP's run state, empty as long as it isn't known. */
	char state[CONTROL_STATE];
	/** What query-vnc-servers returned, owned; NULL: nothing yet. */
	json_t *vnc;
	/** The state may have changed. */
	bool stale;
	/** The number of each kind of question, 0 if it has its answer; other answers count for
	 * nothing. */
	json_int_t awaited[CONTROL_QUESTIONS];
	int64_t asked_at;
	/** Something that status.json tells has changed. The reader sets it back. */
	bool changed;
	/** Why QEMU ends, by its event SHUTDOWN. */
	bool has_reason;
	enum exit_reason reason;
	/** A guest that was halted by its panic. */
	bool panicked;
	int64_t window_at;
	size_t window_bytes;
};

/** Connects. If that fails, it is lost at once. */
int control_begin(struct control *control, const struct run_folder *folder, int64_t now,
		  struct error *err);

/** The descriptor is readable: one read, and all messages of it. An error has been acted upon, the
 * message is there to be told. */
int control_readable(struct control *control, int64_t now, struct error *err);

/** Sends what waits, as far as there is room. */
void control_flush(struct control *control);

/** Asks again for what may have changed; `ret_next`: call it then (LADDER_NEVER). */
int control_tick(struct control *control, int64_t now, int64_t *ret_next, struct error *err);

/** Sends a command whose answer is of no interest but for an error. Nothing if it isn't ready. */
int control_tell(struct control *control, const char *command, struct error *err);

/** Reads what is left of what QEMU said before it ended. */
void control_drain(struct control *control);

/** EPOLLIN and EPOLLOUT as wanted now. */
uint32_t control_events(const struct control *control, int64_t now);

/** The guest, as the ladder sees it. */
enum ladder_guest control_guest(const struct control *control);

void control_end(struct control *control);

#endif
