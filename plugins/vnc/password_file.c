/* SPDX-License-Identifier: MIT */
#include "password_file.h"

#include "text/utf8.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Longer files are something else. */
#define FILE_MAX 4096

static bool is_control(char byte)
{
	return (unsigned char)byte < ' ' || byte == 0x7f;
}

const char *password_refusal(const char *bytes, size_t length)
{
	size_t counted = length < PASSWORD_BYTES ? length : PASSWORD_BYTES;
	size_t typed = 0;

	if (!length)
		return "is empty, and QEMU would let in everybody who types nothing; write a "
		       "password into it";
	if (memchr(bytes, '\0', length) || !utf8_is_valid(bytes))
		return "is not text in UTF-8, which QEMU wants; write a password into it";
	while (typed < counted && !is_control(bytes[typed]))
		typed++;
	if (typed == counted)
		return NULL;
	if (strspn(bytes + typed, "\r\n") == length - typed)
		return "ends in a line break, which QEMU takes for a part of the password; write "
		       "it without one: printf %s PASSWORD > FILE, or kubectl create secret with "
		       "--from-literal";
	return "has a control character, which nobody can type; write a password into it";
}

bool password_is_cut(const char *bytes, size_t length)
{
	while (length && strchr("\r\n", bytes[length - 1]))
		length--;
	return length > PASSWORD_BYTES;
}

static const char *source(const struct qw_context *ctx)
{
	const char *found = qw_source(ctx, "password-file");
	return found ? found : "default";
}

static int unreadable(struct qw_context *ctx, const char *path, int error)
{
	if (error == EACCES || error == EPERM)
		return qw_error(ctx, error,
				"%s: password-file = %s: %s; let user %u or group %u read it",
				source(ctx), path, strerror(error), geteuid(), getegid());
	return qw_error(ctx, error, "%s: password-file = %s: %s", source(ctx), path,
			strerror(error));
}

/* Reads all of it, and a NUL behind; -EFBIG: it has more than FILE_MAX bytes. */
static int file_read(int fd, char bytes[FILE_MAX + 2], size_t *ret_length)
{
	size_t length = 0;
	while (length <= FILE_MAX) {
		ssize_t got = read(fd, bytes + length, FILE_MAX + 1 - length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		length += (size_t)got;
	}
	bytes[length] = '\0';
	*ret_length = length;
	return length > FILE_MAX ? -EFBIG : 0;
}

static int content_check(struct qw_context *ctx, const char *path, const char *bytes, size_t length)
{
	const char *refusal = password_refusal(bytes, length);
	if (refusal)
		return qw_error(ctx, EINVAL, "%s: password-file = %s %s", source(ctx), path,
				refusal);
	if (password_is_cut(bytes, length))
		qw_note(ctx, QW_WARNING,
			"password-file = %s: VNC takes the first 8 bytes of a password; what "
			"follows counts for nothing",
			path);
	return 0;
}

static void mode_judge(struct qw_context *ctx, const char *path, mode_t mode)
{
	if (mode & S_IWOTH)
		qw_note(ctx, QW_WARNING,
			"password-file = %s: everybody can write another password into it (mode "
			"%04o); chmod o-w",
			path, mode & 07777);
	/* Usual in containers, where nobody else is. */
	else if (mode & S_IROTH)
		qw_note(ctx, QW_INFO, "password-file = %s: everybody here can read it (mode %04o)",
			path, mode & 07777);
}

/* A descriptor of a regular file, or what qw_error() returned. */
static int file_open(struct qw_context *ctx, const char *path, struct stat *ret_status)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return unreadable(ctx, path, errno);
	int r = fstat(fd, ret_status) < 0 ? unreadable(ctx, path, errno) : 0;
	if (r == 0 && !S_ISREG(ret_status->st_mode))
		r = qw_error(ctx, EINVAL, "%s: password-file = %s: it is no regular file",
			     source(ctx), path);
	if (r == 0)
		return fd;
	close(fd);
	return r;
}

int password_file_check(struct qw_context *ctx, const char *path)
{
	char bytes[FILE_MAX + 2];
	size_t length = 0;
	struct stat status;

	int fd = file_open(ctx, path, &status);
	if (fd < 0)
		return fd;
	int r = file_read(fd, bytes, &length);
	close(fd);
	if (r == -EFBIG)
		r = qw_error(ctx, EFBIG, "%s: password-file = %s: it is too large for a password",
			     source(ctx), path);
	else if (r < 0)
		r = unreadable(ctx, path, -r);
	else
		r = content_check(ctx, path, bytes, length);
	explicit_bzero(bytes, sizeof(bytes));
	if (r == 0)
		mode_judge(ctx, path, status.st_mode);
	return r;
}
