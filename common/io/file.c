/* SPDX-License-Identifier: MIT */
#include "io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool file_path(const char *root, const char *path, char *ret_full, size_t room)
{
	const char *between = *root && *path != '/' ? "/" : "";
	int length = snprintf(ret_full, room, "%s%s%s", root, between, path);
	return length >= 0 && (size_t)length < room;
}

static size_t read_all(int fd, char *text, size_t room)
{
	size_t length = 0;
	while (length < room) {
		ssize_t got = read(fd, text + length, room - length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		length += (size_t)got;
	}
	return length;
}

bool file_read(const char *root, const char *path, char *ret_text, size_t room)
{
	char full[PATH_MAX];
	*ret_text = '\0';
	if (!file_path(root, path, full, sizeof(full)))
		return false;
	int fd = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return false;
	size_t length = read_all(fd, ret_text, room - 1);
	close(fd);
	for (size_t i = 0; i < length; i++)
		if (!ret_text[i])
			ret_text[i] = '\n';
	ret_text[length] = '\0';
	return length > 0;
}

bool file_line(const char *root, const char *path, char *ret_text, size_t room)
{
	if (!file_read(root, path, ret_text, room))
		return false;
	size_t begin = strspn(ret_text, " \t");
	size_t length = strcspn(ret_text + begin, "\n");
	while (length && strchr(" \t\r", ret_text[begin + length - 1]))
		length--;
	memmove(ret_text, ret_text + begin, length);
	ret_text[length] = '\0';
	return length > 0;
}

bool file_exists(const char *root, const char *path)
{
	char full[PATH_MAX];
	struct stat status;
	return file_path(root, path, full, sizeof(full)) && !stat(full, &status);
}

const char *line_after(const char *text, const char *name)
{
	size_t length = strlen(name);
	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += line != text || *line == '\n';
		if (!strncmp(line, name, length))
			return line + length;
	}
	return NULL;
}

bool line_has_word(const char *line, const char *word)
{
	size_t wanted = strlen(word);
	const char *at = line + strspn(line, " \t");
	while (*at && *at != '\n') {
		size_t length = strcspn(at, " \t\n");
		if (length == wanted && !strncmp(at, word, length))
			return true;
		at += length;
		at += strspn(at, " \t");
	}
	return false;
}
