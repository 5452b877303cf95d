/* SPDX-License-Identifier: MIT */
/* The journal's native protocol: https://systemd.io/JOURNAL_NATIVE_PROTOCOL/ */
#include <endian.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "datagram.h"
#include "io/quiet_write.h"
#include "io/unix_socket.h"
#include "sink.h"

/* NAME=VALUE\n, or where the value has line breaks NAME\n, its length, the value and \n. */
static void add_field(struct strbuf *out, const char *name, const char *value)
{
	if (!value)
		return;
	size_t length = strlen(value);
	strbuf_adds(out, name);
	if (strchr(value, '\n')) {
		uint64_t size = htole64(length);
		strbuf_addc(out, '\n');
		strbuf_add(out, (const char *)&size, sizeof(size));
	} else {
		strbuf_addc(out, '=');
	}
	strbuf_add(out, value, length);
	strbuf_addc(out, '\n');
}

/* A field of ours. */
static void add_own(struct strbuf *out, const char *name, const char *value)
{
	if (!value)
		return;
	strbuf_adds(out, "QEMU_WRAPPER_");
	add_field(out, name, value);
}

static void add_command(struct strbuf *out, const struct event *event, const char *name,
			enum qw_argv which)
{
	CLEANUP_STRBUF struct strbuf command = { 0 };
	text_command(&command, event, which);
	add_own(out, name, command.text);
	out->failed = out->failed || command.failed;
}

static void add_changes(struct strbuf *out, const struct event *event)
{
	struct qw_change change;
	for (size_t i = 0; event_change(event, i, &change); i++) {
		CLEANUP_STRBUF struct strbuf text = { 0 };
		text_change(&text, &change);
		add_own(out, "CHANGE", text.text);
		out->failed = out->failed || text.failed;
	}
}

static void add_fields(struct strbuf *out, const struct event *event)
{
	CLEANUP_STRBUF struct strbuf message = { 0 };
	sink_body(&message, event, DETAIL_ALL);
	add_field(out, "MESSAGE", message.text);
	strbuf_addf(out, "PRIORITY=%d\nSYSLOG_FACILITY=%d\nSYSLOG_IDENTIFIER=qemu-wrapper\n",
		    (int)event->level, FACILITY);
	add_own(out, "EVENT", event_kind(event));
	strbuf_addf(out, "QEMU_WRAPPER_STATUS=%d\n", event->status);
	add_own(out, "PHASE", event->phase);
	add_own(out, "PLUGIN", event->plugin);
	add_own(out, "TEXT", event->text);
	add_own(out, "PROGRAM", event->program);
	add_own(out, "MANAGER", event->manager);
	add_own(out, "CWD", *event->cwd ? event->cwd : NULL);
	add_changes(out, event);
	add_command(out, event, "FINAL", QW_FINAL);
	add_command(out, event, "ORIGINAL", QW_ORIGINAL);
	out->failed = out->failed || message.failed;
}

/* What is too long for a datagram goes as a sealed file in memory, as sd_journal_send(3) does. */
static int send_file(int fd, const struct strbuf *entry)
{
	int file = memfd_create("qemu-wrapper-log", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (file < 0)
		return -errno;
	int status = quiet_write_all(file, entry->text, entry->length);
	if (!status &&
	    fcntl(file, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE))
		status = -errno;
	if (!status)
		status = datagram_send(fd, NULL, 0, file);
	close(file);
	return status;
}

int sink_journal(const struct event *event, const char **ret_problem)
{
	CLEANUP_STRBUF struct strbuf entry = { 0 };
	int fd = unix_socket_connect(JOURNAL_SOCKET, SOCK_DGRAM);
	if (fd < 0)
		return fd;
	add_fields(&entry, event);
	int status = entry.failed ? -ENOMEM : datagram_send(fd, entry.text, entry.length, -1);
	if (status == -EMSGSIZE || status == -ENOBUFS)
		status = send_file(fd, &entry);
	close(fd);
	if (status == -EAGAIN)
		*ret_problem = "its queue is full, and a launch does not wait for it";
	return status;
}
