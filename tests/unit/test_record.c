/* SPDX-License-Identifier: MIT */
#include "isolation/record.h"

#include "unit.h"

#include <errno.h>

static void write_two(struct strbuf *text)
{
	record_begin(text, 7);
	record_add_u32(text, UINT32_MAX);
	record_add_i64(text, INT64_MIN);
	record_add_string(text, "text\xff\n");
	record_add_string(text, NULL);
	record_add_string(text, "");
	record_finish(text);
	record_begin(text, 8);
	record_finish(text);
}

/* Reads what write_two() wrote; 0 or the first error. */
static int read_two(const void *bytes, size_t size, struct error *err)
{
	struct record_reader reader;
	uint32_t type = 0;
	record_reader_begin(&reader, bytes, size);
	int status = record_next(&reader, &type, err);
	if (status <= 0)
		return status ? status : -ENODATA;
	record_u32(&reader);
	record_i64(&reader);
	record_text(&reader);
	record_string(&reader);
	record_string(&reader);
	status = record_end(&reader, err);
	if (!status)
		status = record_next(&reader, &type, err) < 0 ? -EBADMSG : 0;
	if (!status)
		status = record_end(&reader, err);
	if (!status && record_next(&reader, &type, err))
		status = -EBADMSG;
	return status;
}

static void what_was_written_is_read(void **state)
{
	(void)state;
	CLEANUP_STRBUF struct strbuf text = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	struct record_reader reader;
	uint32_t type;
	write_two(&text);
	record_reader_begin(&reader, text.text, text.length);
	assert_int_equal(record_next(&reader, &type, &err), 1);
	assert_int_equal(type, 7);
	assert_true(record_u32(&reader) == UINT32_MAX);
	assert_true(record_i64(&reader) == INT64_MIN);
	assert_string_equal(record_text(&reader), "text\xff\n");
	assert_null(record_string(&reader));
	assert_string_equal(record_string(&reader), "");
	assert_int_equal(record_end(&reader, &err), 0);
	assert_int_equal(record_next(&reader, &type, &err), 1);
	assert_int_equal(type, 8);
	assert_int_equal(record_end(&reader, &err), 0);
	assert_int_equal(record_next(&reader, &type, &err), 0);
	assert_int_equal(record_next(&reader, &type, &err), 0);
	assert_int_equal(err.code, 0);
	record_reader_begin(&reader, NULL, 0);
	assert_int_equal(record_next(&reader, &type, &err), 0);
}

/* Exactly the bytes, so that a sanitizer sees a read beyond them. */
static int read_copy(const char *bytes, size_t size, struct error *err)
{
	CLEANUP_FREE char *copy = malloc(size ? size : 1);
	assert_non_null(copy);
	memcpy(copy, bytes, size);
	return read_two(copy, size, err);
}

static void every_shorter_one_is_an_error(void **state)
{
	(void)state;
	CLEANUP_STRBUF struct strbuf text = { 0 };
	write_two(&text);
	for (size_t size = 0; size < text.length; size++) {
		CLEANUP_ERROR struct error err = { 0 };
		assert_true(read_copy(text.text, size, &err) < 0);
	}
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(read_copy(text.text, text.length, &err), 0);
	strbuf_addc(&text, '\0');
	assert_int_equal(read_copy(text.text, text.length, &err), -EBADMSG);
}

static void changed_bytes_do_no_harm(void **state)
{
	(void)state;
	CLEANUP_STRBUF struct strbuf text = { 0 };
	uint64_t seed = 4711;
	write_two(&text);
	for (int i = 0; i < 20000; i++) {
		CLEANUP_ERROR struct error err = { 0 };
		size_t at = random_below(&seed, text.length);
		char before = text.text[at];
		text.text[at] = (char)random_below(&seed, 256);
		read_copy(text.text, text.length, &err);
		text.text[at] = before;
	}
}

static struct error read_string_of(const char *bytes, size_t size)
{
	struct error err = { 0 };
	struct record_reader reader;
	uint32_t type;
	record_reader_begin(&reader, bytes, size);
	assert_int_equal(record_next(&reader, &type, &err), 1);
	assert_null(record_string(&reader));
	/* Nothing can be read behind it. */
	assert_int_equal(record_u32(&reader), 0);
	assert_int_equal(record_i64(&reader), 0);
	assert_null(record_text(&reader));
	assert_int_equal(record_count(&reader, 1), 0);
	assert_int_equal(record_end(&reader, &err), -EBADMSG);
	return err;
}

static void strings_are_what_they_say(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t size;
		const char *text;
	} cases[] = {
		/* A NUL inside, none at the end, a length beyond the bytes, the longest length. */
		{ "Rtypes\x03\0\0\0a\0c\0E", 15,
		  "byte 10 of 15: a string has another length than it says" },
		{ "Rtypes\x03\0\0\0abcdE", 15,
		  "byte 10 of 15: a string has another length than it says" },
		{ "Rtypes\x05\0\0\0abc\0E", 15,
		  "byte 10 of 15: a string is longer than what is there" },
		{ "Rtypes\xff\xff\xff\xff"
		  "abc\0E",
		  15, "byte 10 of 15: a string is longer than what is there" },
		{ "Rtypes\xff\xff", 8, "byte 6 of 8: it is cut short" },
		{ "Rtypex", 6, "byte 5 of 6: something else is expected here" },
		{ "Rtype", 5, "byte 5 of 5: it is cut short" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ERROR struct error err = read_string_of(cases[i].bytes, cases[i].size);
		assert_string_equal(error_text(&err), cases[i].text);
	}
}

static void null_is_no_text(void **state)
{
	(void)state;
	CLEANUP_STRBUF struct strbuf text = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	struct record_reader reader;
	uint32_t type;
	record_begin(&text, 1);
	record_add_string(&text, NULL);
	record_finish(&text);
	record_reader_begin(&reader, text.text, text.length);
	assert_int_equal(record_next(&reader, &type, &err), 1);
	assert_null(record_text(&reader));
	assert_int_equal(record_end(&reader, &err), -EBADMSG);
}

static void counts_are_bounded_by_what_is_there(void **state)
{
	(void)state;
	static const struct {
		uint32_t said;
		size_t size, counted;
	} cases[] = {
		{ 0, 1, 0 }, { 1, 1, 1 }, { 7, 1, 7 }, { 8, 1, 0 },          { 1, 7, 1 },
		{ 1, 8, 0 }, { 3, 2, 3 }, { 4, 2, 0 }, { UINT32_MAX, 1, 0 }, { UINT32_MAX, 4096, 0 }
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_STRBUF struct strbuf text = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		struct record_reader reader;
		uint32_t type;
		record_begin(&text, 1);
		record_add_u32(&text, cases[i].said);
		record_add_string(&text, "");
		record_finish(&text);
		record_reader_begin(&reader, text.text, text.length);
		assert_int_equal(record_next(&reader, &type, &err), 1);
		assert_int_equal(record_count(&reader, cases[i].size), cases[i].counted);
		assert_true(!reader.problem == (cases[i].said == cases[i].counted));
	}
}

static void there_are_not_endlessly_many(void **state)
{
	(void)state;
	CLEANUP_STRBUF struct strbuf text = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	struct record_reader reader;
	uint32_t type;
	size_t count = 0;
	int status;
	for (unsigned i = 0; i <= RECORD_MOST; i++) {
		record_begin(&text, i);
		record_finish(&text);
	}
	record_reader_begin(&reader, text.text, text.length);
	while ((status = record_next(&reader, &type, &err)) > 0) {
		assert_int_equal(record_end(&reader, &err), 0);
		count++;
	}
	assert_int_equal(status, -EBADMSG);
	assert_int_equal(count, RECORD_MOST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read),
		cmocka_unit_test(every_shorter_one_is_an_error),
		cmocka_unit_test(changed_bytes_do_no_harm),
		cmocka_unit_test(strings_are_what_they_say),
		cmocka_unit_test(null_is_no_text),
		cmocka_unit_test(counts_are_bounded_by_what_is_there),
		cmocka_unit_test(there_are_not_endlessly_many),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
