/* SPDX-License-Identifier: MIT */
#include "qmp/client.h"

#include "qmp/connection.h"

#include <poll.h>
#include <string.h>
#include <time.h>

int64_t qmp_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits for the descriptor; what came is in the buffer then, what had to be sent is sent. */
static int exchange(struct qmp_connection *connection, int64_t deadline, struct error *err)
{
	short events = qmp_connection_waits(connection) ? POLLIN | POLLOUT : POLLIN;
	struct pollfd poll_fd = { .fd = connection->fd, .events = events };
	int64_t left = deadline - qmp_now();
	int ready = left > 0 ? poll(&poll_fd, 1, left < 60000 ? (int)left : 60000) : 0;
	if (ready < 0 && errno != EINTR)
		return error_set(err, errno, "poll: %s", strerror(errno));
	if (left <= 0)
		return error_set(err, ETIMEDOUT, "no answer in time");
	if (ready <= 0)
		return 0;
	int status = qmp_connection_flush(connection, err);
	if (!status && poll_fd.revents & (POLLIN | POLLHUP | POLLERR))
		status = qmp_connection_fill(connection, err);
	return status < 0 ? status : 0;
}

static bool is_answer(const struct qmp_message *message)
{
	return message->kind == QMP_RETURN || message->kind == QMP_ERROR;
}

/* The next message that is neither an event nor, if a number is given, the answer to something
 * else. */
static int await(struct qmp_connection *connection, json_int_t id, int64_t deadline,
		 struct qmp_message *ret_message, struct error *err)
{
	for (;;) {
		int status = qmp_connection_next(connection, ret_message, err);
		if (status < 0)
			return status;
		bool other = id && is_answer(ret_message) && ret_message->id != id;
		if (status && ret_message->kind != QMP_EVENT && !other)
			return 0;
		qmp_message_release(ret_message);
		if (!status && (status = exchange(connection, deadline, err)))
			return status;
	}
}

static int converse(struct qmp_connection *connection, const char *command, int64_t deadline,
		    struct qmp_message *message, struct error *err)
{
	json_int_t id;
	int status = await(connection, 0, deadline, message, err);
	if (!status && message->kind != QMP_GREETING)
		status = error_set(err, EPROTO, "it doesn't greet as QMP does");
	qmp_message_release(message);
	if (!status)
		status = qmp_connection_ask(connection, "qmp_capabilities", &id, err);
	if (!status)
		status = await(connection, id, deadline, message, err);
	if (!status && message->kind != QMP_RETURN)
		status = error_set(err, EPROTO, "it doesn't begin as QMP does");
	qmp_message_release(message);
	if (!status)
		status = qmp_connection_ask(connection, command, &id, err);
	if (!status)
		status = await(connection, id, deadline, message, err);
	if (!status && !is_answer(message))
		status = error_set(err, EPROTO, "it doesn't answer as QMP does");
	return status;
}

int qmp_client_ask(int fd, const char *command, int64_t deadline, struct qmp_message *ret_answer,
		   struct error *err)
{
	struct qmp_connection connection;
	struct qmp_message message = { .kind = QMP_OTHER, .id = -1 };
	qmp_connection_begin(&connection, fd);
	int status = converse(&connection, command, deadline, &message, err);
	/* The descriptor is the caller's. */
	connection.fd = -1;
	qmp_connection_close(&connection);
	if (status)
		qmp_message_release(&message);
	else
		*ret_answer = message;
	return status;
}
