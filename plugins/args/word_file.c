/* SPDX-License-Identifier: MIT */
#include "word_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int add(struct word_file *file, const char *path, size_t line, const char *text)
{
	if (file->count == file->room) {
		size_t room = file->room ? 2 * file->room : 16;
		struct qw_word *grown = reallocarray(file->words, room, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		file->words = grown;
		file->room = room;
	}
	char *copy = strdup(text);
	char *origin = NULL;
	if (!copy || asprintf(&origin, "%s:%zu", path, line) < 0) {
		free(copy);
		return -ENOMEM;
	}
	file->words[file->count++] = (struct qw_word){ copy, origin };
	return 0;
}

static int take_line(struct qw_context *ctx, struct word_file *file, const char *path, size_t line,
		     char *text, size_t length)
{
	if (length && text[length - 1] == '\n')
		text[--length] = '\0';
	if (memchr(text, '\0', length))
		return qw_error(ctx, EINVAL,
				"QEMU_ARGS_FILE, %s:%zu: a NUL byte can't be part of an "
				"argument",
				path, line);
	if (length && text[length - 1] == '\r')
		return qw_error(
			ctx, EINVAL,
			"QEMU_ARGS_FILE, %s:%zu: the line ends with a carriage return; save "
			"the file with Unix line ends",
			path, line);
	if (!length || text[0] == '#')
		return 0;
	return add(file, path, line, text);
}

int word_file_read(struct qw_context *ctx, const char *path, struct word_file *ret_file)
{
	*ret_file = (struct word_file){ 0 };
	FILE *stream = fopen(path, "re");
	if (!stream)
		return qw_error(ctx, errno, "QEMU_ARGS_FILE: %s: %s", path, strerror(errno));
	char *text = NULL;
	size_t room = 0, line = 0;
	ssize_t length = 0;
	int status = 0;
	errno = 0;
	while (!status && (length = getline(&text, &room, stream)) >= 0)
		status = take_line(ctx, ret_file, path, ++line, text, (size_t)length);
	/* Without memory getline() sets no error flag. */
	if (!status && !feof(stream))
		status = qw_error(ctx, errno ? errno : EIO, "QEMU_ARGS_FILE: %s: %s", path,
				  strerror(errno ? errno : EIO));
	free(text);
	fclose(stream);
	return status;
}

void word_file_free(struct word_file *file)
{
	for (size_t i = 0; i < file->count; i++) {
		free((void *)(uintptr_t)file->words[i].text);
		free((void *)(uintptr_t)file->words[i].origin);
	}
	free(file->words);
	*file = (struct word_file){ 0 };
}
