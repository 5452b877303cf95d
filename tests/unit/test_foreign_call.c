/* SPDX-License-Identifier: MIT */
/* The real functions of tests/foreign/callee.c, called through libffi. */
#include "call.h"

#include "prototype.h"
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>

static char library[4096];

/* Calls a function by its prototype, with arguments that are stored already. */
static int try(const char *prototype, union value *arguments, bool frees,
	       struct outcome *ret_outcome, struct complaint *complaint)
{
	struct prototype parsed;
	char name[64];
	if (prototype_parse(prototype, &parsed, complaint))
		fail_msg("%s: %s", prototype, complaint->text);
	snprintf(name, sizeof(name), "%.*s", SLICE(parsed.name));
	struct call call = {
		.library = library, .function = name, .prototype = &parsed, .frees_result = frees
	};
	return call_function(&call, arguments, ret_outcome, complaint);
}

static struct outcome called(const char *prototype, union value *arguments)
{
	struct outcome outcome;
	struct complaint complaint;
	if (try(prototype, arguments, false, &outcome, &complaint))
		fail_msg("%s: %s", prototype, complaint.text);
	return outcome;
}

static void narrow_integers_keep_value_and_sign(void **state)
{
	(void)state;
	union value argument = { .s8 = -128 };
	assert_int_equal(called("int8_t callee_s8(int8_t)", &argument).value.s8, -128);
	argument = (union value){ .u8 = 255 };
	assert_int_equal(called("uint8_t callee_u8(uint8_t)", &argument).value.u8, 255);
	argument = (union value){ .s16 = -2 };
	assert_int_equal(called("short callee_short(short)", &argument).value.s16, -2);
	argument = (union value){ .u16 = 65535 };
	assert_int_equal(
		called("unsigned short callee_ushort(unsigned short)", &argument).value.u16, 65535);
	argument = (union value){ .s32 = INT32_MIN };
	assert_int_equal(called("int callee_int(int)", &argument).value.s32, INT32_MIN);
	argument = (union value){ .u32 = UINT32_MAX };
	assert_true(called("unsigned callee_uint(unsigned)", &argument).value.u32 == UINT32_MAX);
	argument = (union value){ .truth = true };
	assert_true(called("bool callee_bool(bool)", &argument).value.truth);
	argument = (union value){ .truth = false };
	assert_false(called("bool callee_bool(bool)", &argument).value.truth);
	/* Nothing of the register's other bytes is left in what is wider. */
	argument = (union value){ .s8 = -1 };
	assert_true(called("int8_t callee_s8(int8_t)", &argument).value.u64 == 0xff);
}

static void wide_integers_and_doubles(void **state)
{
	(void)state;
	union value argument = { .s64 = INT64_MIN };
	assert_true(called("int64_t callee_s64(int64_t)", &argument).value.s64 == INT64_MIN);
	argument = (union value){ .u64 = UINT64_MAX };
	assert_true(called("uint64_t callee_u64(uint64_t)", &argument).value.u64 == UINT64_MAX);
	argument = (union value){ .real = -5 };
	assert_true(called("double callee_double(double)", &argument).value.real == -2.5);
}

static void more_arguments_than_registers(void **state)
{
	(void)state;
	union value eight[8];
	memset(eight, 0, sizeof(eight));
	for (int i = 0; i < 8; i++)
		eight[i].s32 = i + 1;
	struct outcome outcome =
		called("int64_t callee_eight(int, int, int, int, int, int, int, int)", eight);
	assert_true(outcome.value.s64 == 87654321);
	union value mixed[8] = { { .s32 = 1 }, { .real = 2 }, { .u8 = 3 },  { .real = 4 },
				 { .s64 = 5 }, { .real = 6 }, { .s16 = 7 }, { .real = 8 } };
	outcome =
		called("double callee_mixed(int, double, uint8_t, double, int64_t, double, short, "
		       "double)",
		       mixed);
	assert_true(outcome.value.real == 87654321);
}

static void strings_are_copied(void **state)
{
	(void)state;
	char text[] = "text";
	union value argument = { .pointer = text };
	struct outcome outcome = called("const char *callee_text(const char *)", &argument);
	assert_string_equal(outcome.text, "text");
	assert_ptr_not_equal(outcome.text, text);
	outcome_release(&outcome);
	outcome = called("const char *callee_null(void)", NULL);
	assert_null(outcome.text);
	argument.pointer = NULL;
	assert_int_equal(called("int callee_is_null(const char *)", &argument).value.s32, 1);
	/* A leak of it would be found under ASan and valgrind. */
	struct complaint complaint;
	argument.pointer = text;
	assert_int_equal(
		try("char *callee_copy(const char *)", &argument, true, &outcome, &complaint), 0);
	assert_string_equal(outcome.text, "text");
	outcome_release(&outcome);
}

static void nothing_and_errno(void **state)
{
	(void)state;
	struct outcome outcome = called("void callee_nothing(void)", NULL);
	assert_null(outcome.text);
	assert_int_equal(outcome.code, 0);
	union value argument = { .s32 = ENOSPC };
	outcome = called("int callee_errno(int)", &argument);
	assert_int_equal(outcome.value.s32, -1);
	assert_int_equal(outcome.code, ENOSPC);
}

static void too_long_a_string_is_refused(void **state)
{
	(void)state;
	struct outcome outcome;
	struct complaint complaint;
	union value argument = { .s32 = CALL_MOST_TEXT };
	assert_int_equal(try("char *callee_long(int)", &argument, true, &outcome, &complaint), 0);
	assert_int_equal(strlen(outcome.text), CALL_MOST_TEXT);
	outcome_release(&outcome);
	argument.s32 = CALL_MOST_TEXT + 1;
	assert_int_equal(try("char *callee_long(int)", &argument, true, &outcome, &complaint),
			 -EINVAL);
	assert_non_null(strstr(complaint.text, "65536"));
	assert_null(outcome.text);
}

static void refused(const char *where, const char *function, const char *part)
{
	struct outcome outcome;
	struct complaint complaint = { 0 };
	struct call call = { .library = where, .function = function };
	assert_int_equal(call_function(&call, NULL, &outcome, &complaint), -EINVAL);
	if (!strstr(complaint.text, part))
		fail_msg("%s", complaint.text);
}

static void what_cannot_be_found(void **state)
{
	(void)state;
	char copy[] = "/tmp/qw-call-XXXXXX";
	int fd = mkstemp(copy);
	assert_true(fd >= 0);
	refused(library, "callee_nowhere", "has no function 'callee_nowhere'");
	refused(library, "callee_number", "'callee_number' of");
	refused("libqw-nowhere.so.1", "f", "libqw-nowhere.so.1");
	refused("/nowhere/libx.so", "f", "/nowhere/libx.so: No such file");
	refused("/tmp", "f", "not a regular file");
	refused(copy, "f", "can't be loaded");
	assert_int_equal(fchmod(fd, 0666), 0);
	refused(copy, "f", "written by everybody");
	close(fd);
	unlink(copy);
}

static void a_locale_does_not_stay(void **state)
{
	(void)state;
	union value argument = { .pointer = "C.UTF-8" };
	assert_int_equal(called("int callee_set_locale(const char *)", &argument).value.s32, 0);
	assert_string_equal(setlocale(LC_ALL, NULL), "C");
}

static size_t descriptors(void)
{
	size_t count = 0;
	DIR *folder = opendir("/proc/self/fd");
	assert_non_null(folder);
	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

static void no_executable_memory_and_no_descriptors(void **state)
{
	(void)state;
	size_t before = descriptors();
	union value argument = { .pointer = " rwx" };
	/* Valgrind has executable memory of its own. */
	if (!getenv("QW_VALGRIND"))
		assert_int_equal(called("int callee_mappings(const char *)", &argument).value.s32,
				 0);
	argument.pointer = "libcallee.so";
	assert_true(called("int callee_mappings(const char *)", &argument).value.s32 > 0);
	assert_int_equal(descriptors(), before);
}

int main(void)
{
	const char *build = getenv("QW_BUILD");
	if (!build)
		return 77;
	snprintf(library, sizeof(library), "%s/tests/foreign/libcallee.so", build);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(narrow_integers_keep_value_and_sign),
		cmocka_unit_test(wide_integers_and_doubles),
		cmocka_unit_test(more_arguments_than_registers),
		cmocka_unit_test(strings_are_copied),
		cmocka_unit_test(nothing_and_errno),
		cmocka_unit_test(too_long_a_string_is_refused),
		cmocka_unit_test(what_cannot_be_found),
		cmocka_unit_test(a_locale_does_not_stay),
		cmocka_unit_test(no_executable_memory_and_no_descriptors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
