/* SPDX-License-Identifier: MIT */
#include "result.h"

#include "template.h"
#include "unit.h"

#include <sys/wait.h>

static const struct type int_type = { TYPE_INTEGER, sizeof(int), true, "int" };
static const struct type u32_type = { TYPE_INTEGER, 4, false, "uint32_t" };
static const struct type s8_type = { TYPE_INTEGER, 1, true, "int8_t" };
static const struct type bool_type = { TYPE_BOOL, 1, false, "bool" };
static const struct type double_type = { TYPE_DOUBLE, 8, true, "double" };
static const struct type string_type = { TYPE_STRING, sizeof(void *), false, "const char *" };

/* A template about this result, put together. */
static void expect(const struct type *type, union value value, const char *text,
		   const struct buffer *buffer, const char *template, const char *expected)
{
	CLEANUP_STRBUF struct strbuf out = { 0 };
	struct outcome outcome = { .value = value, .text = (char *)(uintptr_t)text };
	struct result result = { type, &outcome, buffer };
	struct template_walk walk = template_walk(template);
	struct complaint complaint;
	int status;
	while ((status = template_next(&walk, &complaint)) == 1) {
		if (walk.is_reference)
			result_add(&out, &result, &walk.reference);
		else
			strbuf_add(&out, walk.bytes.at, walk.bytes.length);
	}
	assert_int_equal(status, 0);
	assert_string_equal(out.text ? out.text : "", expected);
}

static void results_become_text(void **state)
{
	(void)state;
	expect(&int_type, (union value){ .s32 = -7 }, NULL, NULL, "a${result}b", "a-7b");
	expect(&u32_type, (union value){ .u32 = 0x12ab34cd }, NULL, NULL,
	       "52:54:00:${result.byte2}:${result.byte1}:${result.byte0}", "52:54:00:ab:34:cd");
	expect(&u32_type, (union value){ .u32 = 0xfeedbeef }, NULL, NULL,
	       "${result} ${result.hex} ${result.byte3}", "4276993775 feedbeef fe");
	expect(&s8_type, (union value){ .s8 = -1 }, NULL, NULL, "${result} ${result.hex}", "-1 ff");
	expect(&bool_type, (union value){ .truth = true }, NULL, NULL, "${result}", "on");
	expect(&bool_type, (union value){ .truth = false }, NULL, NULL, "${result}", "off");
	expect(&double_type, (union value){ .real = 0.1 }, NULL, NULL, "${result}", "0.1");
	expect(&double_type, (union value){ .real = 1.0 / 3 }, NULL, NULL, "${result}",
	       "0.3333333333333333");
	expect(&double_type, (union value){ .real = 1e300 }, NULL, NULL, "${result}", "1e+300");
	expect(&string_type, (union value){ 0 }, "a,b", NULL, "${result}", "a,b");
	expect(&string_type, (union value){ 0 }, NULL, NULL, "x${result}y", "xy");
}

static void buffers_become_text(void **state)
{
	(void)state;
	struct buffer buffer;
	assert_int_equal(buffer_make(16, &buffer), 0);
	for (unsigned char i = 0; i < 16; i++)
		buffer.bytes[i] = (unsigned char)(0xa0 + i);
	expect(&int_type, (union value){ 0 }, NULL, &buffer, "${buffer.uuid}",
	       "a0a1a2a3-a4a5-a6a7-a8a9-aaabacadaeaf");
	expect(&int_type, (union value){ 0 }, NULL, &buffer, "${buffer.hex}",
	       "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf");
	expect(&int_type, (union value){ 0 }, NULL, &buffer, "${buffer.byte15}", "af");
	memcpy(buffer.bytes, "text", 5);
	expect(&int_type, (union value){ 0 }, NULL, &buffer, "${buffer}", "text");
	memset(buffer.bytes, 'x', 16);
	expect(&int_type, (union value){ 0 }, NULL, &buffer, "${buffer}", "xxxxxxxxxxxxxxxx");
	buffer_release(&buffer);
	assert_null(buffer.bytes);
}

static bool ok(const struct type *type, union value value, const char *text, enum ok wanted)
{
	struct outcome outcome = { .value = value, .text = (char *)(uintptr_t)text };
	struct result result = { type, &outcome, NULL };
	return result_is_ok(&result, wanted);
}

static void success_is_what_was_said(void **state)
{
	(void)state;
	union value zero = { 0 }, one = { .s32 = 1 }, minus = { .s32 = -1 };
	union value small = { .s8 = -1 };
	assert_true(ok(&int_type, zero, NULL, OK_ZERO));
	assert_false(ok(&int_type, one, NULL, OK_ZERO));
	assert_false(ok(&int_type, zero, NULL, OK_NONZERO));
	assert_true(ok(&int_type, minus, NULL, OK_NONZERO));
	assert_true(ok(&int_type, zero, NULL, OK_NONNEG));
	assert_true(ok(&int_type, one, NULL, OK_NONNEG));
	assert_false(ok(&int_type, minus, NULL, OK_NONNEG));
	assert_false(ok(&s8_type, small, NULL, OK_NONNEG));
	assert_true(ok(&int_type, minus, NULL, OK_ANY));
	assert_true(ok(&string_type, zero, "", OK_NONNULL));
	assert_false(ok(&string_type, zero, NULL, OK_NONNULL));
	assert_true(ok(&string_type, zero, NULL, OK_ANY));
	assert_true(ok(&double_type, (union value){ .real = 0.5 }, NULL, OK_NONNEG));
	assert_false(ok(&double_type, (union value){ .real = -0.5 }, NULL, OK_NONNEG));
	assert_false(ok(&double_type, (union value){ .real = __builtin_nan("") }, NULL, OK_NONNEG));
	assert_true(ok(&double_type, (union value){ .real = 0 }, NULL, OK_ZERO));
	assert_true(ok(&bool_type, (union value){ .truth = true }, NULL, OK_NONZERO));
	assert_true(ok(&bool_type, (union value){ .truth = false }, NULL, OK_ZERO));
}

static void shown(const struct type *type, union value value, const char *text,
		  const char *expected)
{
	CLEANUP_STRBUF struct strbuf out = { 0 };
	struct outcome outcome = { .value = value, .text = (char *)(uintptr_t)text };
	struct result result = { type, &outcome, NULL };
	result_show(&out, &result);
	assert_string_equal(out.text, expected);
}

static void results_are_shown_as_in_c(void **state)
{
	(void)state;
	char text[302];
	union value none = { 0 };
	shown(&int_type, (union value){ .s32 = -3 }, NULL, "-3");
	shown(&bool_type, (union value){ .truth = true }, NULL, "true");
	shown(&bool_type, none, NULL, "false");
	shown(&string_type, none, NULL, "null");
	shown(&string_type, none, "", "\"\"");
	shown(&string_type, none, "a\"b\\c\nd\x7f", "\"a\\\"b\\\\c\\x0ad\\x7f\"");
	shown(&string_type, none, "gr\xc3\xbc\xc3\x9f", "\"gr\xc3\xbc\xc3\x9f\"");
	shown(&string_type, none, "\xc3\xbc\xff", "\"\\xc3\\xbc\\xff\"");
	/* Cut, but not within a character: its two bytes would be the 200th and the 201st. */
	memset(text, 'x', sizeof(text));
	memcpy(text + 199, "\xc3\xbc", 2);
	text[sizeof(text) - 1] = '\0';
	char expected[302] = "\"";
	memset(expected + 1, 'x', 199);
	strcpy(expected + 200, "\"...");
	shown(&string_type, none, text, expected);
}

/* The byte behind the last one belongs to nobody: who writes it is ended. */
static void buffers_end_at_a_guard(void **state)
{
	(void)state;
	static const size_t sizes[] = { 1, 16, 37, 4096, 4097, 65536 };
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct buffer buffer;
		int status;
		assert_int_equal(buffer_make(sizes[i], &buffer), 0);
		buffer.bytes[sizes[i] - 1] = 1;
		pid_t pid = fork();
		if (!pid) {
			/* Whoever reports crashes: not this one. */
			signal(SIGSEGV, SIG_DFL);
			((volatile unsigned char *)buffer.bytes)[sizes[i]] = 1;
			_exit(0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
		buffer_release(&buffer);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_become_text),
		cmocka_unit_test(buffers_become_text),
		cmocka_unit_test(success_is_what_was_said),
		cmocka_unit_test(results_are_shown_as_in_c),
		cmocka_unit_test(buffers_end_at_a_guard),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
