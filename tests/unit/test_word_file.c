/* SPDX-License-Identifier: MIT */
#include "word_file.h"

#include "unit.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

/* A context whose host only takes errors. */
struct listener {
	struct qw_context context;
	char text[512];
};

__attribute__((format(printf, 3, 0))) static int take_error(struct qw_context *ctx, int code,
							    const char *format, va_list args)
{
	struct listener *listener = (struct listener *)ctx;
	vsnprintf(listener->text, sizeof(listener->text), format, args);
	return -code;
}

static const struct qw_host host = { .size = sizeof(struct qw_host), .error = take_error };

static int read_bytes(const char *bytes, size_t length, struct word_file *ret_file,
		      struct listener *listener)
{
	*listener = (struct listener){ .context = { .host = &host } };
	FILE *stream = fopen("words.txt", "we");
	assert_non_null(stream);
	assert_int_equal(fwrite(bytes, 1, length, stream), length);
	assert_int_equal(fclose(stream), 0);
	return word_file_read(&listener->context, "words.txt", ret_file);
}

static void every_line_is_one_word(void **state)
{
	(void)state;
	static const char text[] = "-vnc\n127.0.0.1:1\n\n# a comment\n-name\n a 'b' \\ #c \n"
				   " # no comment\n-last";
	static const struct {
		const char *text, *origin;
	} wanted[] = {
		{ "-vnc", "words.txt:1" },          { "127.0.0.1:1", "words.txt:2" },
		{ "-name", "words.txt:5" },         { " a 'b' \\ #c ", "words.txt:6" },
		{ " # no comment", "words.txt:7" }, { "-last", "words.txt:8" },
	};
	struct listener listener;
	struct word_file file;
	assert_int_equal(read_bytes(text, sizeof(text) - 1, &file, &listener), 0);
	assert_int_equal(file.count, COUNT(wanted));
	for (size_t i = 0; i < COUNT(wanted); i++) {
		assert_string_equal(file.words[i].text, wanted[i].text);
		assert_string_equal(file.words[i].origin, wanted[i].origin);
	}
	word_file_free(&file);
	assert_null(file.words);
}

static void files_of_any_length_are_read(void **state)
{
	(void)state;
	struct listener listener;
	struct word_file file;
	assert_int_equal(read_bytes("", 0, &file, &listener), 0);
	assert_int_equal(file.count, 0);
	word_file_free(&file);
	static char bytes[200000];
	memset(bytes, 'x', sizeof(bytes));
	assert_int_equal(read_bytes(bytes, sizeof(bytes), &file, &listener), 0);
	assert_int_equal(file.count, 1);
	assert_int_equal(strlen(file.words[0].text), sizeof(bytes));
	word_file_free(&file);
	for (size_t i = 1; i < sizeof(bytes); i += 2)
		bytes[i] = '\n';
	assert_int_equal(read_bytes(bytes, 2000, &file, &listener), 0);
	assert_int_equal(file.count, 1000);
	assert_string_equal(file.words[999].origin, "words.txt:1000");
	word_file_free(&file);
}

static void what_cannot_be_meant_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t length;
		const char *complaint;
	} cases[] = {
		{ "-S\na\0b\n", 7, "words.txt:2: a NUL byte" },
		{ "-S\r\n", 4, "words.txt:1: the line ends with a carriage return" },
		{ "-S\n-s\r", 6, "words.txt:2: the line ends with a carriage return" },
		{ "\r\n", 2, "words.txt:1: the line ends with a carriage return" },
		{ "#\0\n", 3, "words.txt:1: a NUL byte" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct listener listener;
		struct word_file file;
		assert_int_equal(read_bytes(cases[i].bytes, cases[i].length, &file, &listener),
				 -EINVAL);
		assert_non_null(strstr(listener.text, cases[i].complaint));
		word_file_free(&file);
	}
}

static void files_that_cannot_be_read_are_told(void **state)
{
	(void)state;
	struct listener listener = { .context = { .host = &host } };
	struct word_file file;
	assert_int_equal(word_file_read(&listener.context, "missing", &file), -ENOENT);
	assert_string_equal(listener.text, "QEMU_ARGS_FILE: missing: No such file or directory");
	word_file_free(&file);
	assert_int_equal(word_file_read(&listener.context, ".", &file), -EISDIR);
	assert_string_equal(listener.text, "QEMU_ARGS_FILE: .: Is a directory");
	word_file_free(&file);
}

static int enter_folder(void **state)
{
	static char folder[] = "/tmp/qemu-wrapper-words-XXXXXX";
	*state = folder;
	return mkdtemp(folder) ? chdir(folder) : -1;
}

static int leave_folder(void **state)
{
	unlink("words.txt");
	return chdir("/") || rmdir(*state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_line_is_one_word),
		cmocka_unit_test(files_of_any_length_are_read),
		cmocka_unit_test(what_cannot_be_meant_is_refused),
		cmocka_unit_test(files_that_cannot_be_read_are_told),
	};
	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
