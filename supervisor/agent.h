/* SPDX-License-Identifier: MIT */
/*
 * The guest agent, over the socket of its channel. It is a part of the guest, which may be hostile:
 * whatever comes from there is bounded as QMP is, and taken for a hint. The agent answers a
 * shutdown that works with silence.
 */
#ifndef SUPERVISOR_AGENT_H
#define SUPERVISOR_AGENT_H

#include "ladder.h"
#include "qmp/connection.h"

/* An agent that says more than this says nothing that we want to know. */
enum { AGENT_BYTES_MOST = 1024 * 1024 };

struct agent {
	struct qmp_connection connection;
	enum ladder_agent state;
	/** Answers of an earlier conversation are known by not having this number. */
	json_int_t number;
	size_t bytes;
};

/** Connects and begins. An error leaves it failed, as in the other functions. */
int agent_ask(struct agent *agent, const char *path, int64_t now, struct error *err);

int agent_readable(struct agent *agent, struct error *err);

/** Ends the conversation: as far as we are concerned, the agent has failed. */
void agent_drop(struct agent *agent);

#endif
