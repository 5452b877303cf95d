/* SPDX-License-Identifier: MIT */
/*
 * A file with one argument a line, taken literally: no quotes, no blanks cut off. Empty lines and
 * lines that begin with '#' are left out.
 */
#ifndef ARGS_WORD_FILE_H
#define ARGS_WORD_FILE_H

#include <qemu-wrapper/plugin.h>

struct word_file {
	/** Words with their origin, "FILE:LINE". Owned, as are the strings. */
	struct qw_word *words;
	size_t count, room;
};

/** 0, or a negative errno after qw_error(). The caller frees with word_file_free() in any case. */
int word_file_read(struct qw_context *ctx, const char *path, struct word_file *ret_file);

void word_file_free(struct word_file *file);

#endif
