/* SPDX-License-Identifier: MIT */
/*
 * Lines out of a stream, in bounded memory: no line is longer than QMP_LINE_MOST, and no buffer
 * larger than one line. A longer line is an error that stays. Memory beyond QMP_LINE_KEPT is given
 * back as soon as the lines in it have been taken.
 *
 * Zeroed it is empty; the owner calls qmp_lines_release().
 */
#ifndef QMP_LINES_H
#define QMP_LINES_H

#include <stdbool.h>
#include <stddef.h>

/* What we ask for is answered with a few hundred bytes; a hundred clients of VNC take 30 KiB. */
enum { QMP_LINE_MOST = 256 * 1024, QMP_LINE_KEPT = 4096 };

struct qmp_lines {
	char *bytes;
	/** Lines begin at `start`; up to `seen` there is no line end; `end` bytes are filled. */
	size_t start, seen, end, room;
	bool failed;
};

/** Room for more bytes; at least one. NULL: the line is too long, or there is no memory. */
char *qmp_lines_room(struct qmp_lines *lines, size_t *ret_room);

/** So many bytes were put there. */
void qmp_lines_added(struct qmp_lines *lines, size_t count);

/** The next line, ended by a NUL in place of its line end ("\n" or "\r\n"); NULL: none is whole.
 * Valid until the next call of qmp_lines_room(). */
char *qmp_lines_next(struct qmp_lines *lines, size_t *ret_length);

void qmp_lines_release(struct qmp_lines *lines);

#endif
