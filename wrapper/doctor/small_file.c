/* SPDX-License-Identifier: MIT */
#include "doctor/small_file.h"

#include "base/strbuf.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

static const char *below(const char *root, const char *path, struct arena *arena)
{
	return *root ? arena_printf(arena, "%s%s", root, path) : path;
}

static int read_all(int fd, struct strbuf *out)
{
	char bytes[4096];
	while (out->length < SMALL_FILE_LIMIT) {
		ssize_t got = read(fd, bytes, sizeof(bytes));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (!got)
			break;
		strbuf_add(out, bytes, (size_t)got);
	}
	return 0;
}

int small_file_read(const char *root, const char *path, struct arena *arena, char **ret_text)
{
	CLEANUP_STRBUF struct strbuf text = { 0 };
	struct stat st;
	const char *whole = below(root, path, arena);
	if (!whole)
		return -ENOMEM;
	/* O_NONBLOCK: opening a FIFO must not wait. */
	CLEANUP_CLOSE int fd = open(whole, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st))
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	int status = read_all(fd, &text);
	if (status)
		return status;
	*ret_text = text.length ? strbuf_finish(&text, arena) : arena_strdup(arena, "");
	return *ret_text ? 0 : -ENOMEM;
}

const char *small_file_line(const char *root, const char *path, struct arena *arena)
{
	char *text = NULL;
	if (small_file_read(root, path, arena, &text))
		return NULL;
	text[strcspn(text, "\n")] = '\0';
	return text;
}

bool small_file_exists(const char *root, const char *path)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	const char *whole = below(root, path, &arena);
	return whole && !access(whole, F_OK);
}

const char *small_file_complaint(int status, struct arena *arena)
{
	const char *text = arena_printf(arena, "not readable: %s", strerror(-status));
	return text ? text : "not readable";
}
