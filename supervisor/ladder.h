/* SPDX-License-Identifier: MIT */
/*
 * How a guest is stopped, step by step: what is to be done now, and when to look again. Nothing
 * here does anything or knows the time: what has happened is told in a view, what shall happen
 * comes back as a set of actions.
 *
 *     guest agent -> power button, again and again -> quit or SIGTERM -> SIGKILL at the deadline
 *
 * A second stop signal ends the first two steps, a third one brings SIGKILL.
 */
#ifndef SUPERVISOR_LADDER_H
#define SUPERVISOR_LADDER_H

#include <stdbool.h>
#include <stdint.h>

#define LADDER_NEVER INT64_MAX

/** Milliseconds. */
enum {
	/** Between two presses of the button: a guest that is booting loses the first. */
	LADDER_BUTTON_EVERY = 3000,
	/** How long a guest whose agent was asked is left alone. */
	LADDER_AGENT_REST = 10000,
	/** Before the deadline, for `quit`: a quarter of short time-outs, at most this. */
	LADDER_MARGIN = 5000,
	/** After which `quit` has not been heard. */
	LADDER_QUIT_WAIT = 2000,
};

enum ladder_guest {
	/** QMP has not answered yet: QEMU is starting. */
	GUEST_STARTING,
	GUEST_RUNNING,
	/** It sleeps, and takes no notice of the button. */
	GUEST_SUSPENDED,
	/** Its processors stand still, but somebody may let it go on. */
	GUEST_PAUSED,
	/** It hasn't run yet, is shut down or can never run again: nothing is lost. */
	GUEST_DOWN,
	/** There is no QMP any more. */
	GUEST_UNREACHABLE,
};

enum ladder_agent { AGENT_UNASKED, AGENT_ASKED, AGENT_ACCEPTED, AGENT_FAILED };

/** What is to be done; several at once are done in this order. */
enum ladder_action {
	LADDER_ASK_AGENT = 1 << 0,
	LADDER_DROP_AGENT = 1 << 1,
	LADDER_WAKE = 1 << 2,
	LADDER_BUTTON = 1 << 3,
	LADDER_QUIT = 1 << 4,
	LADDER_TERMINATE = 1 << 5,
	LADDER_KILL = 1 << 6,
};

struct ladder_settings {
	/** Milliseconds, or LADDER_NEVER. */
	int64_t stop_timeout;
	int64_t agent_timeout;
	bool has_agent;
};

struct ladder_view {
	int64_t now;
	/** How many stop signals came so far. */
	unsigned stops;
	enum ladder_guest guest;
	enum ladder_agent agent;
};

struct ladder {
	struct ladder_settings settings;
	bool begun, ending, quit_sent, terminated, killed;
	/** The guest was running, as far as is known, when we gave it up. */
	bool forced;
	bool agent_asked, agent_rests;
	int64_t deadline, force_at, agent_until, button_at, quit_at;
};

void ladder_init(struct ladder *ladder, const struct ladder_settings *settings);

/** Returns the actions; `ret_next`: look again then, or LADDER_NEVER. Something new in the view is
 * a reason to look at once. */
unsigned ladder_step(struct ladder *ladder, const struct ladder_view *view, int64_t *ret_next);

/** Milliseconds to the deadline, at least 0; LADDER_NEVER: there is none. */
int64_t ladder_left(const struct ladder *ladder, int64_t now);

#endif
