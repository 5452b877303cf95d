/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "base/signal_message.h"

#include <unistd.h>

static void assert_text(const struct signal_message *message, const char *expected)
{
	assert_int_equal(message->length, strlen(expected));
	assert_memory_equal(message->text, expected, message->length);
}

static void texts_and_numbers(void **state)
{
	(void)state;
	struct signal_message message = { .length = 0 };
	signal_message_add(&message, "signal ");
	signal_message_add_number(&message, 0);
	signal_message_add(&message, " ");
	signal_message_add_number(&message, 4294967295u);
	signal_message_add(&message, NULL);
	assert_text(&message, "signal 0 4294967295?");
}

static void what_is_no_plain_text(void **state)
{
	(void)state;
	struct signal_message message = { .length = 0 };
	signal_message_add(&message, "a\n\x1b\x7f\xc3\xa4~");
	assert_text(&message, "a?????~");
}

static void what_does_not_fit(void **state)
{
	(void)state;
	struct signal_message message = { .length = 0 };
	for (int i = 0; i < 1000; i++)
		signal_message_add(&message, "xyz");
	assert_int_equal(message.length, sizeof(message.text));
	assert_int_equal(message.text[sizeof(message.text) - 1],
			 "xyz"[(sizeof(message.text) - 1) % 3]);
}

static void one_line_on_standard_error(void **state)
{
	(void)state;
	struct signal_message message = { .length = 0 };
	char read_back[64] = "";
	int ends[2], saved = dup(STDERR_FILENO);
	assert_false(pipe(ends));
	signal_message_add(&message, "it ended");
	dup2(ends[1], STDERR_FILENO);
	signal_message_print(&message);
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(ends[1]);
	assert_int_equal(read(ends[0], read_back, sizeof(read_back) - 1), 23);
	assert_string_equal(read_back, "qemu-wrapper: it ended\n");
	close(ends[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_and_numbers),
		cmocka_unit_test(what_is_no_plain_text),
		cmocka_unit_test(what_does_not_fit),
		cmocka_unit_test(one_line_on_standard_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
