/* SPDX-License-Identifier: MIT */
#include "qmp/lines.h"

#include "unit.h"

static void add(struct qmp_lines *lines, const char *bytes, size_t length)
{
	while (length) {
		size_t room;
		char *place = qmp_lines_room(lines, &room);
		assert_non_null(place);
		assert_true(room > 0);
		size_t count = length < room ? length : room;
		memcpy(place, bytes, count);
		qmp_lines_added(lines, count);
		bytes += count;
		length -= count;
	}
}

static void expect(struct qmp_lines *lines, const char *wanted)
{
	size_t length = 0;
	char *line = qmp_lines_next(lines, &length);
	if (!wanted) {
		assert_null(line);
		return;
	}
	assert_non_null(line);
	assert_string_equal(line, wanted);
	assert_int_equal(length, strlen(wanted));
}

static void lines_come_whole(void **state)
{
	(void)state;
	struct qmp_lines lines = { 0 };
	expect(&lines, NULL);
	add(&lines, "one\r\ntw", 7);
	expect(&lines, "one");
	expect(&lines, NULL);
	add(&lines, "o\n\n\r\nthree", 10);
	expect(&lines, "two");
	expect(&lines, "");
	expect(&lines, "");
	expect(&lines, NULL);
	add(&lines, "\n", 1);
	expect(&lines, "three");
	expect(&lines, NULL);
	qmp_lines_release(&lines);
}

static void long_lines_are_an_error_that_stays(void **state)
{
	(void)state;
	struct qmp_lines lines = { 0 };
	char *text = calloc(1, QMP_LINE_MOST);
	size_t room;
	memset(text, 'x', QMP_LINE_MOST - 1);
	add(&lines, text, QMP_LINE_MOST - 1);
	expect(&lines, NULL);
	add(&lines, "\n", 1);
	expect(&lines, text);
	expect(&lines, NULL);
	text[QMP_LINE_MOST - 1] = 'x';
	add(&lines, text, QMP_LINE_MOST);
	expect(&lines, NULL);
	assert_true(lines.room <= QMP_LINE_MOST);
	assert_null(qmp_lines_room(&lines, &room));
	assert_null(qmp_lines_room(&lines, &room));
	qmp_lines_release(&lines);
	free(text);
}

static void memory_is_given_back(void **state)
{
	(void)state;
	struct qmp_lines lines = { 0 };
	char text[1000];
	size_t room;
	memset(text, 'y', sizeof(text));
	for (int i = 0; i < 100; i++)
		add(&lines, text, sizeof(text));
	assert_true(lines.room > 64 * 1024);
	add(&lines, "\nz", 2);
	size_t length;
	assert_non_null(qmp_lines_next(&lines, &length));
	assert_int_equal(length, 100 * sizeof(text));
	add(&lines, "z\n", 2);
	expect(&lines, "zz");
	assert_non_null(qmp_lines_room(&lines, &room));
	assert_int_equal(lines.room, QMP_LINE_KEPT);
	qmp_lines_release(&lines);
}

/* However the bytes are cut, the lines are the same. */
static void any_cut_will_do(void **state)
{
	(void)state;
	uint64_t seed = 7;
	for (int round = 0; round < 2000; round++) {
		struct qmp_lines lines = { 0 };
		char text[400], copy[401], *rest = copy, *wanted;
		random_text(&seed, "ab\n\r", text, sizeof(text) - 1);
		strcpy(copy, text);
		size_t at = 0, end = strlen(text), length;
		while (at < end) {
			size_t count = 1 + random_below(&seed, end - at);
			add(&lines, text + at, count);
			at += count;
			for (char *line; (line = qmp_lines_next(&lines, &length));) {
				wanted = strsep(&rest, "\n");
				if (*wanted && wanted[strlen(wanted) - 1] == '\r')
					wanted[strlen(wanted) - 1] = '\0';
				assert_string_equal(line, wanted);
			}
		}
		/* What is left is what no line end follows. */
		wanted = strsep(&rest, "\n");
		assert_null(rest);
		assert_int_equal(lines.end - lines.start, strlen(wanted));
		qmp_lines_release(&lines);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_come_whole),
		cmocka_unit_test(long_lines_are_an_error_that_stays),
		cmocka_unit_test(memory_is_given_back),
		cmocka_unit_test(any_cut_will_do),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
