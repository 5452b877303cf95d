/* SPDX-License-Identifier: MIT */
/*
 * Asks a QMP server one thing and waits for the answer, but not beyond a deadline: greeting,
 * qmp_capabilities, the command. Events in between are passed over, as are answers to what we
 * didn't ask. A server that floods us is given up at the deadline, too.
 */
#ifndef QMP_CLIENT_H
#define QMP_CLIENT_H

#include "qmp/message.h"

#include <stdint.h>

/** Milliseconds of CLOCK_MONOTONIC, in which deadlines are given. */
int64_t qmp_now(void);

/** Answers by a return or an error of the command. `fd` is a connected socket, which stays the
 * caller's. -ETIMEDOUT: no answer in time. */
int qmp_client_ask(int fd, const char *command, int64_t deadline, struct qmp_message *ret_answer,
		   struct error *err);

#endif
