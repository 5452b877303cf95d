/* SPDX-License-Identifier: MIT */
#include "password_file.h"

#include "unit.h"

#include <fcntl.h>
#include <qemu-wrapper/test.h>
#include <sys/stat.h>
#include <unistd.h>

static void assert_refused(const char *bytes, size_t length, const char *part)
{
	const char *refusal = password_refusal(bytes, length);
	if (!part)
		assert_null(refusal);
	else if (!refusal || !strstr(refusal, part))
		fail_msg("\"%s\": %s", bytes, refusal ? refusal : "not refused");
}

static void only_what_people_can_type_is_a_password(void **state)
{
	(void)state;
	static const char line_break[] = "ends in a line break";
	static const char control[] = "control character";
	static const struct {
		const char *bytes, *part;
	} rows[] = {
		{ "a", NULL },
		{ "12345678", NULL },
		{ "a b c", NULL },
		{ "gr\xc3\xbc\xc3\x9f", NULL },
		{ "123456789", NULL },
		/* Beyond what counts. */
		{ "12345678\n", NULL },
		{ "12345678\r\n\t", NULL },
		{ "", "is empty" },
		{ "\n", line_break },
		{ "1234567\n", line_break },
		{ "1234567\r\n", line_break },
		{ "1234\n\n\n\n\n\n", line_break },
		{ "1234\n567", control },
		{ "\t1234", control },
		{ "1\x7f", control },
		{ "123456789\xff", "UTF-8" },
		{ "\xc3", "UTF-8" },
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_refused(rows[i].bytes, strlen(rows[i].bytes), rows[i].part);
	assert_refused("12\0", 3, "UTF-8");
	assert_refused("123456789\0", 10, "UTF-8");
}

static void a_line_break_is_not_missed(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		bool is_cut;
	} rows[] = {
		{ "", false },           { "12345678", false },
		{ "12345678\n", false }, { "12345678\r\n", false },
		{ "12345678 \n", true }, { "123456789", true },
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(password_is_cut(rows[i].bytes, strlen(rows[i].bytes)),
				 rows[i].is_cut);
}

/* What becomes of a line with a server, with this file as password-file. */
static struct qw_test *plan(const char *path, int status)
{
	struct qw_test *t = qw_test_new(&qw_plugin_v0);
	assert_int_equal(qw_test_option(t, "password-file", path, "the place"), 0);
	assert_int_equal(qw_test_command(t, "qemu-system-x86_64 -vnc 127.0.0.1:1"), 0);
	assert_int_equal(qw_test_plan(t), status);
	return t;
}

static void write_file(const char *path, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	assert_true(fd >= 0);
	assert_int_equal(fchmod(fd, mode), 0);
	assert_int_equal(write(fd, "password", 8), 8);
	close(fd);
}

static void who_else_has_the_file_is_told(void **state)
{
	const char *path = *state;
	static const struct {
		mode_t mode;
		uint32_t level;
		const char *part;
	} rows[] = {
		{ 0600, 0, NULL },
		{ 0660, 0, NULL },
		{ 0644, QW_INFO, "everybody here can read it (mode 0644)" },
		{ 0602, QW_WARNING, "everybody can write another password into it (mode 0602)" },
		{ 0666, QW_WARNING, "mode 0666" },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint32_t level = 0;
		write_file(path, rows[i].mode);
		struct qw_test *t = plan(path, 0);
		const char *note = qw_test_note(t, 0, &level);
		assert_int_equal(level, rows[i].level);
		assert_true(rows[i].part ? strstr(note, rows[i].part) != NULL : !note);
		qw_test_free(t);
	}
}

static void other_things_than_files_are_refused(void **state)
{
	const char *path = *state;
	struct qw_test *t = plan("/", -EINVAL);
	assert_non_null(strstr(qw_test_refusal(t)->text,
			       "the place: password-file = /: it is no regular file"));
	qw_test_free(t);
	unlink(path);
	t = plan(path, -ENOENT);
	qw_test_free(t);
	/* Opened without waiting for a writer. */
	assert_int_equal(mkfifo(path, 0600), 0);
	t = plan(path, -EINVAL);
	qw_test_free(t);
}

static int make_folder(void **state)
{
	static char path[64];
	strcpy(path, "/tmp/qw-password-XXXXXX");
	if (!mkdtemp(path))
		return -1;
	strcat(path, "/file");
	*state = path;
	return 0;
}

static int remove_folder(void **state)
{
	char *path = *state;
	unlink(path);
	*strrchr(path, '/') = '\0';
	return rmdir(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_people_can_type_is_a_password),
		cmocka_unit_test(a_line_break_is_not_missed),
		cmocka_unit_test_setup_teardown(who_else_has_the_file_is_told, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(other_things_than_files_are_refused, make_folder,
						remove_folder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
