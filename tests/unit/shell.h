/* SPDX-License-Identifier: MIT */
/* Asks the real sh, once for many texts. */
#ifndef TESTS_SHELL_H
#define TESTS_SHELL_H

#include "unit.h"

/* Runs a script and returns what it prints; the caller frees. */
static inline char *shell_answer(const char *script, size_t length, size_t *ret_length)
{
	char path[] = "/tmp/qemu-wrapper-sh-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	FILE *file = fdopen(fd, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(script, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
	char command[64];
	snprintf(command, sizeof(command), "LC_ALL=C exec sh %s", path);
	FILE *answer = popen(command, "re");
	assert_non_null(answer);
	char *text = NULL;
	size_t room = 0;
	FILE *whole = open_memstream(&text, &room);
	assert_non_null(whole);
	for (int c; (c = getc(answer)) != EOF;)
		putc(c, whole);
	assert_int_equal(pclose(answer), 0);
	assert_int_equal(fclose(whole), 0);
	assert_int_equal(remove(path), 0);
	*ret_length = room;
	return text;
}

#endif
