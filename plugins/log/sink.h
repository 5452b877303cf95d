/* SPDX-License-Identifier: MIT */
/*
 * The places that events go to, one a file. None of them raises a signal or waits for a reader, for
 * a log must neither delay nor stop a launch. Standard error is the exception: it is QEMU's as
 * well, and whoever doesn't read it holds up that, too.
 */
#ifndef LOG_SINK_H
#define LOG_SINK_H

#include "event.h"
#include "text.h"

/* Writes the whole event. 0, or -errno: it was not written; then `ret_problem` is set if there are
 * better words for it than the errno's. */
typedef int sink_write(const struct event *event, const char **ret_problem);

sink_write sink_stderr, sink_syslog, sink_journal, sink_file;

/* For people who watch: a line for each change, and for other parts where the level asks for them.
 * Not what the wrapper prints itself: warnings and refusals. */
sink_write sink_terminal;

#define SYSLOG_SOCKET  "/dev/log"
#define JOURNAL_SOCKET "/run/systemd/journal/socket"

/* syslog's daemon: what is logged is the start of a program that serves, not what a user does. */
enum { FACILITY = 3 };

/* What all of them write: text or JSON, as the settings say, without a line's end. */
void sink_body(struct strbuf *out, const struct event *event, enum detail detail);

/* A whole line with its end; text has the time and whose it is in front. */
void sink_line(struct strbuf *out, const struct event *event);

#endif
