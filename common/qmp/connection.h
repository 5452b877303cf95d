/* SPDX-License-Identifier: MIT */
/*
 * One end of a QMP connection whose descriptor doesn't block, for an event loop: it is told when
 * there is something to read or room to write, and does no more than one read(2) a time. What
 * waits to be sent is bounded as well.
 *
 * Questions are numbered, from a number that no earlier connection had: so what somebody else has
 * asked, and what is said before the question, is not taken for the answer.
 *
 * It owns the descriptor; closed, `fd` is -1.
 */
#ifndef QMP_CONNECTION_H
#define QMP_CONNECTION_H

#include "qmp/lines.h"
#include "qmp/message.h"

enum { QMP_SEND_MOST = 4096, QMP_READ_MOST = 16384 };

struct qmp_connection {
	int fd;
	/** Of the last question. */
	json_int_t number;
	struct qmp_lines in;
	size_t out_length;
	char out[QMP_SEND_MOST];
};

void qmp_connection_begin(struct qmp_connection *connection, int fd);

/** Sends a command, as much of it as fits now; `ret_id` is the number that its answer will have,
 * and is set in any case. -ENOBUFS: the peer takes nothing. */
int qmp_connection_ask(struct qmp_connection *connection, const char *command, json_int_t *ret_id,
		       struct error *err);

/** The same without a number, which guest agents before 4.0 don't understand. */
int qmp_connection_tell(struct qmp_connection *connection, const char *command, json_t *arguments,
			struct error *err);

/** Something waits for room to be written. */
bool qmp_connection_waits(const struct qmp_connection *connection);

/** Sends what waits, as far as there is room. */
int qmp_connection_flush(struct qmp_connection *connection, struct error *err);

/** One read(2). Returns how many bytes came, 0 if there are none yet. -ECONNRESET: the peer is
 * gone; -EPROTO: its line is too long. */
int qmp_connection_fill(struct qmp_connection *connection, struct error *err);

/** The next message of what was read: 1, or 0 if there is none. -EPROTO: not understood. */
int qmp_connection_next(struct qmp_connection *connection, struct qmp_message *ret_message,
			struct error *err);

void qmp_connection_close(struct qmp_connection *connection);

#endif
