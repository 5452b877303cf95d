/* SPDX-License-Identifier: MIT */
#include "expression.h"

#include "unit.h"

#include <errno.h>

static struct expression parsed(const char *text)
{
	struct expression expression;
	struct complaint complaint;
	if (expression_parse(text, &expression, &complaint))
		fail_msg("%s: %zu: %s", text, complaint.column, complaint.text);
	return expression;
}

static void every_kind_is_read(void **state)
{
	(void)state;
	struct expression e = parsed(" 17,-1 , 0x2f,true,false, null,NULL,2.5");
	static const struct {
		enum argument_kind kind;
		bool negative;
		uint64_t magnitude;
	} expected[] = {
		{ ARGUMENT_INTEGER, false, 17 }, { ARGUMENT_INTEGER, true, 1 },
		{ ARGUMENT_INTEGER, false, 47 }, { ARGUMENT_BOOL, false, 1 },
		{ ARGUMENT_BOOL, false, 0 },     { ARGUMENT_NULL, false, 0 },
		{ ARGUMENT_NULL, false, 0 },     { ARGUMENT_REAL, false, 0 },
	};
	assert_int_equal(e.count, COUNT(expected));
	for (size_t i = 0; i < e.count; i++) {
		assert_int_equal(e.arguments[i].kind, expected[i].kind);
		if (expected[i].kind > ARGUMENT_BOOL || expected[i].kind == ARGUMENT_REAL)
			continue;
		assert_int_equal(e.arguments[i].integer.negative, expected[i].negative);
		assert_true(e.arguments[i].integer.magnitude == expected[i].magnitude);
	}
	assert_true(e.arguments[7].real == 2.5);
	assert_int_equal(parsed("").count, 0);
	assert_int_equal(parsed(" \t").count, 0);
}

static void texts_and_references(void **state)
{
	(void)state;
	struct expression e = parsed(
		"\"a, \\\"b\\\" ${name:-c\"d}\", ${name.guest}, ${env:X:-a, b}, buffer( 37 ), "
		"\"$${\", \"\", \"\\\\\", \"${a[}\"].b}\"");
	assert_int_equal(e.count, 8);
	static const enum argument_kind kinds[] = {
		ARGUMENT_TEXT, ARGUMENT_REFERENCE, ARGUMENT_REFERENCE, ARGUMENT_BUFFER,
		ARGUMENT_TEXT, ARGUMENT_TEXT,      ARGUMENT_TEXT,      ARGUMENT_TEXT,
	};
	static const char *const texts[] = {
		"a, \\\"b\\\" ${name:-c\"d}",
		"${name.guest}",
		"${env:X:-a, b}",
		"buffer( 37 )",
		"$${",
		"",
		"\\\\",
		"${a[}\"].b}",
	};
	for (size_t i = 0; i < e.count; i++) {
		assert_int_equal(e.arguments[i].kind, kinds[i]);
		assert_true(slice_is(e.arguments[i].text, texts[i]));
	}
	assert_int_equal(e.arguments[3].size, 37);
	assert_int_equal(expression_buffer(&e), 37);
	assert_true(slice_is(e.arguments[2].reference.fallback, "a, b"));
	e = parsed("1, \"buffer(2)\"");
	assert_int_equal(expression_buffer(&e), 0);
}

#define TEN "\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac"

static void mistakes_are_told_with_their_column(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t column;
		const char *part;
	} cases[] = {
		{ ",", 1, "an argument is missing" },
		{ "1,", 3, "an argument is missing" },
		{ "1, ,2", 4, "an argument is missing" },
		{ "1 2", 3, "expected ','" },
		{ "1, \"a\"b", 7, "expected ','" },
		{ "\"a", 1, "closing" },
		{ "1, \"a\\\"", 4, "closing" },
		{ "\"a\\q\"", 3, "backslash" },
		{ "\"a\\x4\"", 3, "backslash" },
		{ "1, \"a${b\"", 6, "'}'" },
		{ "1, ${b", 4, "'}'" },
		{ "\"${a:-x${b}}\"", 8, "a default is plain text" },
		{ "${a:-$${}", 7, "a default is plain text" },
		{ "1, ${b.}", 7, "a property's name" },
		{ "${result}", 1, "can't use the call's result" },
		{ "1, \"${buffer.hex}\"", 5, "can't use the call's result" },
		{ "1, two", 4, "'two' is no argument" },
		{ "True", 1, "'True' is no argument: write a number, true" },
		{ "84, R_OK", 5, "'R_OK' is no argument: write what a header defines" },
		{ "_SC_2_VERSION", 1, "'_SC_2_VERSION' is no argument: write what a header" },
		{ "___", 1, "'___' is no argument: write a number, true" },
		{ "1 \u00e9", 3, "not '\u00e9'" },
		/* The last character doesn't fit into 64 bytes. */
		{ "12" TEN TEN "\u20ac", 1, "'12" TEN TEN "' is" },
		{ "1.2.3", 1, "'1.2.3' is no argument" },
		{ "0, 99999999999999999999", 4, "too large for any integer type" },
		{ "1e999", 1, "too large for a double" },
		{ "buffer", 7, "buffer(BYTES)" },
		{ "buffer()", 8, "1 to 65536" },
		{ "buffer(0)", 8, "1 to 65536" },
		{ "buffer(-1)", 8, "1 to 65536" },
		{ "1, buffer(65537)", 11, "1 to 65536" },
		{ "buffer(16", 10, "')'" },
		{ "buffer((16)", 8, "1 to 65536" },
		{ "buffer(16 2)", 11, "')'" },
		{ "buffers(1)", 1, "is no argument" },
		{ "1,2,3,4,5,6,7,8,9", 17, "more than 8" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct expression expression;
		struct complaint complaint = { 0 };
		int status = expression_parse(cases[i].text, &expression, &complaint);
		if (status != -EINVAL || complaint.column != cases[i].column ||
		    !strstr(complaint.text, cases[i].part))
			fail_msg("%s: %d, %zu: %s", cases[i].text, status, complaint.column,
				 complaint.text);
	}
}

static void arguments_fit_the_prototype(void **state)
{
	(void)state;
	/* `part` NULL: they fit. */
	static const struct {
		const char *prototype, *arguments;
		size_t column;
		const char *part;
	} cases[] = {
		{ "int f(void)", "", 0, NULL },
		{ "int f(char *out, const char *a, bool b, double c, int d)",
		  "buffer(1), \"x\", true, 1, -1", 0, NULL },
		{ "int f(char *out, const char *a, bool b, double c, int d)",
		  "null, null, 0, 2.5, ${smp}", 0, NULL },
		{ "int f(const char *, bool, double)", "${a}, ${b}, ${c}", 0, NULL },
		{ "int f(int8_t)", "-128", 0, NULL },
		{ "int f(uint64_t)", "18446744073709551615", 0, NULL },
		{ "int f(void)", "1", 1, "takes 0 arguments, and here is 1" },
		{ "int f(int)", "", 1, "takes 1 argument, and here are 0" },
		{ "int f(int, int, int)", "1, 2", 4, "takes 3 arguments, and here are 2" },
		{ "int f(int)", "1,  2, 3", 5, "takes 1 argument, and here are 3" },
		{ "int f(int8_t)", "128", 1, "which is int8_t (-128 to 127)" },
		{ "int f(int, uint8_t)", "0, -1", 4, "'-1' doesn't fit in parameter 2" },
		{ "int f(bool)", "2", 1, "(0 to 1)" },
		{ "int f(unsigned)", "4294967296", 1, "(0 to 4294967295)" },
		{ "int f(int)", "2.5", 1, "wants a whole number" },
		{ "int f(int)", "true", 1, "wants a whole number" },
		{ "int f(int)", "null", 1, "wants a whole number" },
		{ "int f(int)", "\"1\"", 1, "wants a whole number" },
		{ "int f(double)", "true", 1, "wants a number" },
		{ "int f(bool)", "\"on\"", 1, "wants true, false" },
		{ "int f(const char *)", "1", 1, "wants \"text\"" },
		{ "int f(const char *)", "buffer(2)", 1, "wants \"text\"" },
		{ "int f(char *)", "\"x\"", 1, "wants buffer(BYTES)" },
		{ "int f(char *)", "${name}", 1, "wants buffer(BYTES)" },
		{ "int f(char *, char *)", "buffer(1), buffer(2)", 12, "only one argument" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct prototype prototype;
		struct complaint complaint = { 0 };
		assert_int_equal(prototype_parse(cases[i].prototype, &prototype, &complaint), 0);
		struct expression expression = parsed(cases[i].arguments);
		int status = expression_check(&expression, &prototype, &complaint);
		if (!cases[i].part && !status)
			continue;
		if (!cases[i].part || status != -EINVAL || complaint.column != cases[i].column ||
		    !strstr(complaint.text, cases[i].part))
			fail_msg("%s of %s: %d, %zu: %s", cases[i].arguments, cases[i].prototype,
				 status, complaint.column, complaint.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_is_read),
		cmocka_unit_test(texts_and_references),
		cmocka_unit_test(mistakes_are_told_with_their_column),
		cmocka_unit_test(arguments_fit_the_prototype),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
