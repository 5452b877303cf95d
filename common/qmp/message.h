/* SPDX-License-Identifier: MIT */
/*
 * QMP: one JSON object a line, in both directions; the guest agent speaks the same way. What comes
 * in is looked over before jansson gets it, so that no line can make it take much more memory than
 * the line has: objects may not be nested deeper than QMP_DEPTH_MOST, nor have more than
 * QMP_VALUES_MOST values.
 */
#ifndef QMP_MESSAGE_H
#define QMP_MESSAGE_H

#include "base/error.h"
#include "text/strbuf.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum { QMP_DEPTH_MOST = 32, QMP_VALUES_MOST = 16384 };

enum qmp_kind {
	/** What a server says first. */
	QMP_GREETING,
	/** `data` is what was returned. */
	QMP_RETURN,
	/** `name` is its class, such as CommandNotFound, `text` the description. */
	QMP_ERROR,
	/** `name` is the event's, `data` an object or NULL. */
	QMP_EVENT,
	/** An object that is none of these. */
	QMP_OTHER,
};

struct qmp_message {
	enum qmp_kind kind;
	/** The number of the question that it answers, or -1. */
	json_int_t id;
	/** Owned; the others borrow from it. */
	json_t *whole;
	const char *name, *text;
	const json_t *data;
};

/** Reads a line. -EPROTO: it is no JSON object, or too large a one. Release it in any case. */
int qmp_message_read(const char *line, size_t length, struct qmp_message *ret_message,
		     struct error *err);

void qmp_message_release(struct qmp_message *message);

#define CLEANUP_QMP_MESSAGE CLEANUP(qmp_message_release)

/** A string member of the message's data; NULL: there is none. */
const char *qmp_message_string(const struct qmp_message *message, const char *key);

/** A number from 0 up to 2^53 without its fraction, or -1. All numbers of a message are doubles. */
json_int_t qmp_number(const json_t *value);

/** The line that asks for `command`, with a number unless `id` is 0. `arguments` may be NULL and is
 * taken over. Fails as strbuf does. */
void qmp_command(struct strbuf *out, const char *command, json_t *arguments, json_int_t id);

#endif
