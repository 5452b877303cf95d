/* SPDX-License-Identifier: MIT */
#include "agent.h"

#include "io/unix_socket.h"

#include <string.h>

static int fail(struct agent *agent, int status)
{
	agent_drop(agent);
	return status;
}

int agent_ask(struct agent *agent, const char *path, int64_t now, struct error *err)
{
	*agent = (struct agent){ .connection.fd = -1, .state = AGENT_FAILED, .number = now };
	int fd = unix_socket_connect(path, SOCK_STREAM);
	if (fd < 0)
		return error_set(err, -fd, "%s: %s", path, strerror(-fd));
	qmp_connection_begin(&agent->connection, fd);
	agent->state = AGENT_ASKED;
	int status = qmp_connection_tell(&agent->connection, "guest-sync",
					 json_pack("{s:I}", "id", agent->number), err);
	return status ? fail(agent, status) : 0;
}

static int hear(struct agent *agent, const struct qmp_message *message, struct error *err)
{
	if (agent->state == AGENT_ACCEPTED && message->kind == QMP_ERROR)
		return error_set(err, EPROTO, "it refuses: %.200s", message->text);
	if (agent->state != AGENT_ASKED || message->kind != QMP_RETURN ||
	    qmp_number(message->data) != agent->number)
		return 0;
	agent->state = AGENT_ACCEPTED;
	return qmp_connection_tell(&agent->connection, "guest-shutdown",
				   json_pack("{s:s}", "mode", "powerdown"), err);
}

int agent_readable(struct agent *agent, struct error *err)
{
	int status = qmp_connection_fill(&agent->connection, err);
	agent->bytes += status > 0 ? (size_t)status : 0;
	if (agent->bytes > AGENT_BYTES_MOST)
		status = error_set(err, EPROTO, "it doesn't stop talking");
	while (status >= 0) {
		CLEANUP_QMP_MESSAGE struct qmp_message message = { .id = -1 };
		status = qmp_connection_next(&agent->connection, &message, err);
		if (status > 0) {
			int heard = hear(agent, &message, err);
			status = heard ? heard : status;
		}
		if (!status)
			return 0;
	}
	/* The channel is closed when QEMU ends, which is what was asked for. */
	if (status == -ECONNRESET && agent->state == AGENT_ACCEPTED) {
		error_clear(err);
		agent_drop(agent);
		agent->state = AGENT_ACCEPTED;
		return 0;
	}
	return fail(agent, status);
}

void agent_drop(struct agent *agent)
{
	qmp_connection_close(&agent->connection);
	agent->state = AGENT_FAILED;
}
