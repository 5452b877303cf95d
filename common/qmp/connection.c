/* SPDX-License-Identifier: MIT */
#include "qmp/connection.h"

#include <string.h>
#include <sys/socket.h>
#include <time.h>

void qmp_connection_begin(struct qmp_connection *connection, int fd)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	/* Microseconds, which a double holds exactly for the next centuries. */
	*connection = (struct qmp_connection){
		.fd = fd,
		.number = (json_int_t)now.tv_sec * 1000000 + now.tv_nsec / 1000,
	};
}

int qmp_connection_flush(struct qmp_connection *connection, struct error *err)
{
	while (connection->out_length) {
		ssize_t sent = send(connection->fd, connection->out, connection->out_length,
				    MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0 && errno == EAGAIN)
			return 0;
		if (sent < 0)
			return error_set(err, errno, "nothing can be sent: %s", strerror(errno));
		connection->out_length -= (size_t)sent;
		memmove(connection->out, connection->out + sent, connection->out_length);
	}
	return 0;
}

static int send_command(struct qmp_connection *connection, const char *command, json_t *arguments,
			json_int_t id, struct error *err)
{
	CLEANUP_STRBUF struct strbuf line = { 0 };
	qmp_command(&line, command, arguments, id);
	if (line.failed)
		return error_memory(err);
	if (line.length > sizeof(connection->out) - connection->out_length)
		return error_set(err, ENOBUFS, "it takes no commands");
	memcpy(connection->out + connection->out_length, line.text, line.length);
	connection->out_length += line.length;
	return qmp_connection_flush(connection, err);
}

int qmp_connection_ask(struct qmp_connection *connection, const char *command, json_int_t *ret_id,
		       struct error *err)
{
	*ret_id = ++connection->number;
	return send_command(connection, command, NULL, *ret_id, err);
}

int qmp_connection_tell(struct qmp_connection *connection, const char *command, json_t *arguments,
			struct error *err)
{
	return send_command(connection, command, arguments, 0, err);
}

bool qmp_connection_waits(const struct qmp_connection *connection)
{
	return connection->out_length;
}

int qmp_connection_fill(struct qmp_connection *connection, struct error *err)
{
	size_t room;
	char *place = qmp_lines_room(&connection->in, &room);
	if (!place)
		return error_set(err, EPROTO, "a line of more than %d bytes", QMP_LINE_MOST);
	ssize_t count;
	do {
		count = recv(connection->fd, place, room < QMP_READ_MOST ? room : QMP_READ_MOST,
			     MSG_DONTWAIT);
	} while (count < 0 && errno == EINTR);
	if (count < 0 && errno == EAGAIN)
		return 0;
	if (count <= 0)
		return error_set(err, ECONNRESET, "it closed the connection");
	qmp_lines_added(&connection->in, (size_t)count);
	return (int)count;
}

int qmp_connection_next(struct qmp_connection *connection, struct qmp_message *ret_message,
			struct error *err)
{
	size_t length;
	char *line;
	/* The guest agent begins with empty lines, to get rid of what was there before. */
	do {
		line = qmp_lines_next(&connection->in, &length);
	} while (line && !length);
	if (!line)
		return 0;
	int status = qmp_message_read(line, length, ret_message, err);
	return status ? status : 1;
}

void qmp_connection_close(struct qmp_connection *connection)
{
	if (connection->fd >= 0)
		close(connection->fd);
	qmp_lines_release(&connection->in);
	*connection = (struct qmp_connection){ .fd = -1 };
}
