/* SPDX-License-Identifier: MIT */
/*
 * RFC 3164 as programs write it to /dev/log, which rsyslog, syslog-ng and journald read. Not by
 * syslog(3): that waits while the daemon is stopped and its queue is full, tries to connect again,
 * and falls back to the console.
 */
#include <stdio.h>
#include <unistd.h>

#include "datagram.h"
#include "io/unix_socket.h"
#include "sink.h"

/* By hand: the names are English in every locale. */
static void add_header(struct strbuf *out, const struct event *event)
{
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct tm local = { 0 };
	localtime_r(&event->time.tv_sec, &local);
	strbuf_addf(out, "<%d>%s %2d %02d:%02d:%02d qemu-wrapper[%ld]: ",
		    FACILITY << 3 | (int)event->level, months[local.tm_mon % 12], local.tm_mday,
		    local.tm_hour, local.tm_min, local.tm_sec, (long)event->pid);
}

static int send_event(int fd, const struct event *event, enum detail detail)
{
	CLEANUP_STRBUF struct strbuf message = { 0 };
	add_header(&message, event);
	sink_body(&message, event, detail);
	return message.failed ? -ENOMEM : datagram_send(fd, message.text, message.length, -1);
}

int sink_syslog(const struct event *event, const char **ret_problem)
{
	int fd = unix_socket_connect(SYSLOG_SOCKET, SOCK_DGRAM);
	if (fd < 0)
		return fd;
	int status = -EMSGSIZE;
	for (enum detail detail = DETAIL_ALL; status == -EMSGSIZE && detail <= DETAIL_HEAD;
	     detail++)
		status = send_event(fd, event, detail);
	close(fd);
	if (status == -EAGAIN)
		*ret_problem = "its queue is full, and a launch does not wait for it";
	return status;
}
