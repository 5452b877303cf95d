/* SPDX-License-Identifier: MIT */
/* What a peer sends over QMP, or the guest agent over its channel: the first byte says which, the
 * second how large the pieces are. Nothing crashes, buffers stay in their bounds, a peer that was
 * given up is no longer connected, and what status.json would say is JSON. */
#include "fuzz.h"

#include "agent.h"
#include "control.h"
#include "say.h"
#include "status.h"

#include <sys/socket.h>

void __wrap_say(const char *format, ...);

/* A run says nothing. */
void __wrap_say(const char *format, ...)
{
	(void)format;
}

static void check_bounds(const struct qmp_connection *connection)
{
	MUST(connection->in.room <= QMP_LINE_MOST && connection->in.end <= connection->in.room &&
	     connection->in.start <= connection->in.seen &&
	     connection->in.seen <= connection->in.end);
	MUST(connection->out_length <= QMP_SEND_MOST);
}

static void check_status(const struct control *control)
{
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_STRBUF struct strbuf text = { 0 };
	struct status status = { .program = "/qemu" };
	status_set(&status, control->state, 1);
	MUST(!status_text(&status, control->vnc, &text, &err));
	json_t *whole = json_loadb(text.text, text.length, 0, NULL);
	MUST(json_is_object(whole) && json_is_array(json_object_get(whole, "endpoints")));
	json_decref(whole);
}

/* Throws away what was answered, so that there always is room. */
static void discard(int fd)
{
	char bytes[4096];
	while (recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
		;
}

static void run_control(int fd, int peer, const uint8_t *data, size_t size, size_t piece)
{
	struct control control = { .reason = EXIT_UNKNOWN };
	qmp_connection_begin(&control.connection, fd);
	/* For answers with numbers of questions. */
	control.connection.number = 0;
	int64_t now = 1000, next;
	for (size_t at = 0; at < size && control.phase < CONTROL_ENDED; now += 100) {
		CLEANUP_ERROR struct error err = { 0 };
		size_t count = size - at < piece ? size - at : piece;
		MUST(send(peer, data + at, count, MSG_NOSIGNAL) == (ssize_t)count);
		at += count;
		int status = control_readable(&control, now, &err);
		MUST((status < 0) == (control.phase == CONTROL_LOST));
		MUST(!control_tick(&control, now, &next, &err) && next > now);
		MUST(!control_tell(&control, "system_powerdown", &err));
		MUST((control.connection.fd < 0) == (control.phase >= CONTROL_ENDED));
		MUST(memchr(control.state, 0, sizeof(control.state)) &&
		     control.reason < EXIT_REASONS && control_guest(&control) <= GUEST_UNREACHABLE);
		check_bounds(&control.connection);
		discard(peer);
	}
	check_status(&control);
	control_end(&control);
}

static void run_agent(int fd, int peer, const uint8_t *data, size_t size, size_t piece)
{
	struct agent agent = { .state = AGENT_ASKED, .number = 7 };
	qmp_connection_begin(&agent.connection, fd);
	for (size_t at = 0; at < size && agent.connection.fd >= 0;) {
		CLEANUP_ERROR struct error err = { 0 };
		size_t count = size - at < piece ? size - at : piece;
		MUST(send(peer, data + at, count, MSG_NOSIGNAL) == (ssize_t)count);
		at += count;
		int status = agent_readable(&agent, &err);
		MUST((status < 0) == (agent.state == AGENT_FAILED));
		check_bounds(&agent.connection);
		discard(peer);
	}
	agent_drop(&agent);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int ends[2];
	if (size < 2)
		return 0;
	MUST(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
	size_t piece = 1 + data[1] * (size_t)16;
	if (data[0] & 1)
		run_agent(ends[0], ends[1], data + 2, size - 2, piece);
	else
		run_control(ends[0], ends[1], data + 2, size - 2, piece);
	close(ends[1]);
	return 0;
}
