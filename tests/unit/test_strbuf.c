/* SPDX-License-Identifier: MIT */
#include "base/strbuf.h"

#include "unit.h"

static void texts_grow_to_any_length(void **state)
{
	(void)state;
	CLEANUP_STRBUF struct strbuf buffer = { 0 };
	for (int i = 0; i < 5000; i++) {
		strbuf_addc(&buffer, (char)('a' + i % 26));
		assert_int_equal(buffer.text[buffer.length], '\0');
	}
	assert_int_equal(buffer.length, 5000);
	for (int i = 0; i < 5000; i++)
		assert_int_equal(buffer.text[i], 'a' + i % 26);
}

static void pieces_are_appended(void **state)
{
	(void)state;
	CLEANUP_STRBUF struct strbuf buffer = { 0 };
	strbuf_adds(&buffer, "");
	strbuf_add(&buffer, "abc", 2);
	strbuf_addf(&buffer, "-%03d-%s", 7, "x");
	strbuf_addf(&buffer, "%200s", "right");
	assert_int_equal(buffer.length, 2 + 6 + 200);
	assert_memory_equal(buffer.text, "ab-007-x   ", 11);
	assert_string_equal(buffer.text + buffer.length - 6, " right");
}

static void the_result_is_a_copy(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	struct strbuf buffer = { 0 };
	assert_string_equal(strbuf_finish(&buffer, &arena), "");
	strbuf_adds(&buffer, "text");
	char *copy = strbuf_finish(&buffer, &arena);
	strbuf_release(&buffer);
	assert_null(buffer.text);
	assert_string_equal(copy, "text");
}

static void a_failure_is_told_at_the_end(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_STRBUF struct strbuf buffer = { 0 };
	strbuf_adds(&buffer, "good");
	strbuf_add(&buffer, "", SIZE_MAX);
	assert_true(buffer.failed);
	strbuf_adds(&buffer, "more");
	strbuf_addf(&buffer, "%d", 1);
	assert_string_equal(buffer.text, "good");
	assert_null(strbuf_finish(&buffer, &arena));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_grow_to_any_length),
		cmocka_unit_test(pieces_are_appended),
		cmocka_unit_test(the_result_is_a_copy),
		cmocka_unit_test(a_failure_is_told_at_the_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
