/* SPDX-License-Identifier: MIT */
#include "loader/isolated_descriptor.h"

#include "loader/limits.h"
#include "unit.h"

#include <errno.h>

/* A test plugin of the build. */
static struct library_file built(const char *name, struct arena *arena)
{
	struct library_file file = { .name = name };
	file.path = arena_printf(arena, "%s/tests/plugins/%s.so", getenv("QW_BUILD"), name);
	assert_int_equal(stat(file.path, &file.file), 0);
	return file;
}

static void plugins_are_described(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	struct library_file file = built("memory", &arena);
	struct child_limits limits = limits_of(NULL);
	struct isolated_descriptor answer;
	assert_int_equal(isolated_descriptor_read(&file, &limits, &arena, &answer, &err), 0);
	assert_string_equal(answer.descriptor.name, "memory");
	assert_true(answer.hooks & PHASE_BIT(PHASE_REWRITE));
	assert_false(answer.hooks & PHASE_BIT(PHASE_LAUNCH));
	assert_null(answer.descriptor.rewrite);
	assert_int_equal(answer.count, 1);
	assert_string_equal(answer.specs[0].name, "default");
	assert_int_equal(answer.specs[0].type, QW_SIZE);
	assert_string_equal(answer.specs[0].default_value, "2G");
	assert_null(answer.specs[1].name);
}

static void expect_error(struct library_file file, const char *text)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	struct child_limits limits = limits_of(NULL);
	struct isolated_descriptor answer;
	assert_true(isolated_descriptor_read(&file, &limits, &arena, &answer, &err) < 0);
	if (!strstr(error_text(&err), text))
		fail_msg("'%s' does not say '%s'", error_text(&err), text);
}

static void what_is_wrong_is_told(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	expect_error(built("dies-on-load", &arena), "while it was loaded in a process of its own, "
						    "it was killed by signal 9 (Killed)");
	expect_error(built("unresolved", &arena), "can't be loaded: ");
	expect_error(built("no-descriptor", &arena), "exports no descriptor");
	expect_error(built("no-hook", &arena), "it has no hook");
	expect_error(built("option-twice", &arena), "it declares option 'color' twice");
	struct library_file other = built("memory", &arena);
	other.name = "other";
	expect_error(other, "changes its own name");
	struct library_file replaced = built("memory", &arena);
	replaced.file.st_ino++;
	expect_error(replaced, "was replaced while it was being loaded");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plugins_are_described),
		cmocka_unit_test(what_is_wrong_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
