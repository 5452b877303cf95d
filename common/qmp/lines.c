/* SPDX-License-Identifier: MIT */
#include "qmp/lines.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/* Moves what is left to the front, and gives back what a long line needed. */
static void settle(struct qmp_lines *lines)
{
	if (lines->start) {
		memmove(lines->bytes, lines->bytes + lines->start, lines->end - lines->start);
		lines->seen -= lines->start;
		lines->end -= lines->start;
		lines->start = 0;
	}
	if (lines->end || lines->room <= QMP_LINE_KEPT)
		return;
	free(lines->bytes);
	*lines = (struct qmp_lines){ 0 };
	/* What parsing the line took, too. */
	malloc_trim(0);
}

char *qmp_lines_room(struct qmp_lines *lines, size_t *ret_room)
{
	if (lines->failed)
		return NULL;
	settle(lines);
	if (lines->end == lines->room) {
		size_t larger = lines->room ? lines->room * 2 : QMP_LINE_KEPT;
		char *grown = lines->room < QMP_LINE_MOST ? realloc(lines->bytes, larger) : NULL;
		if (!grown) {
			lines->failed = true;
			return NULL;
		}
		lines->bytes = grown;
		lines->room = larger;
	}
	*ret_room = lines->room - lines->end;
	return lines->bytes + lines->end;
}

void qmp_lines_added(struct qmp_lines *lines, size_t count)
{
	lines->end += count;
}

char *qmp_lines_next(struct qmp_lines *lines, size_t *ret_length)
{
	if (lines->seen == lines->end)
		return NULL;
	char *end = memchr(lines->bytes + lines->seen, '\n', lines->end - lines->seen);
	if (!end) {
		lines->seen = lines->end;
		return NULL;
	}
	char *line = lines->bytes + lines->start;
	lines->start = lines->seen = (size_t)(end - lines->bytes) + 1;
	if (end > line && end[-1] == '\r')
		end--;
	*end = '\0';
	*ret_length = (size_t)(end - line);
	return line;
}

void qmp_lines_release(struct qmp_lines *lines)
{
	free(lines->bytes);
	*lines = (struct qmp_lines){ 0 };
}
