/* SPDX-License-Identifier: MIT */
#include "command/environment.h"

#include "unit.h"

static const char *const inherited[] = {
	"PATH=/bin", "ODD", "=x", "A=1", "A=2", "AB=3", "EMPTY=", "EQUALS=a=b", NULL,
};

static const char *const *emit(const struct environment *environment, struct arena *arena)
{
	CLEANUP_ERROR struct error err = { 0 };
	const char *const *envp = NULL;
	assert_int_equal(environment_emit(environment, arena, &envp, &err), 0);
	return envp;
}

static void set(struct environment *environment, const char *name, const char *value)
{
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(environment_set(environment, name, value, &err), 0);
}

static void assert_same(const char *const *envp, const char *const *wanted)
{
	for (; *wanted; envp++, wanted++) {
		assert_non_null(*envp);
		assert_string_equal(*envp, *wanted);
	}
	assert_null(*envp);
}

static void without_edits_it_is_the_very_array(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	struct environment environment = { .inherited = inherited };
	assert_ptr_equal(emit(&environment, &arena), inherited);
	static const char *const nothing[] = { NULL };
	environment.inherited = nothing;
	assert_ptr_equal(emit(&environment, &arena), nothing);
}

static void values_are_found_as_by_getenv(void **state)
{
	(void)state;
	static const struct {
		const char *name, *value;
	} cases[] = {
		{ "PATH", "/bin" }, { "A", "1" },    { "AB", "3" },
		{ "EMPTY", "" },    { "PAT", NULL }, { "EQUALS", "a=b" },
		{ "ODD", NULL },    { "a", NULL },   { "PATHS", NULL },
	};
	struct environment environment = { .inherited = inherited };
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *value = environment_get(&environment, cases[i].name);
		if (!cases[i].value)
			assert_null(value);
		else
			assert_string_equal(value, cases[i].value);
	}
}

static void edits_do_away_with_duplicates(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP(environment_release) struct environment environment = { .inherited = inherited };
	set(&environment, "A", "new");
	set(&environment, "EMPTY", NULL);
	set(&environment, "NEW", "x=y");
	set(&environment, "NONE", NULL);
	static const char *const wanted[] = { "PATH=/bin",  "ODD",   "=x",      "AB=3",
					      "EQUALS=a=b", "A=new", "NEW=x=y", NULL };
	assert_same(emit(&environment, &arena), wanted);
	assert_string_equal(environment_get(&environment, "A"), "new");
	assert_null(environment_get(&environment, "EMPTY"));
	assert_non_null(environment_edit(&environment, "EMPTY"));
	assert_null(environment_edit(&environment, "PATH"));
}

static void the_last_edit_counts_and_can_be_rolled_back(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP(environment_release) struct environment environment = { .inherited = inherited };
	set(&environment, "A", "first");
	size_t mark = environment.edits.count;
	set(&environment, "A", NULL);
	assert_null(environment_get(&environment, "A"));
	set(&environment, "A", "third");
	assert_string_equal(environment_get(&environment, "A"), "third");
	static const char *const third[] = { "PATH=/bin", "ODD",        "=x",      "AB=3",
					     "EMPTY=",    "EQUALS=a=b", "A=third", NULL };
	assert_same(emit(&environment, &arena), third);
	environment.edits.count = mark;
	assert_string_equal(environment_get(&environment, "A"), "first");
	environment.edits.count = 0;
	assert_ptr_equal(emit(&environment, &arena), inherited);
}

static void names_are_checked(void **state)
{
	(void)state;
	static const char *const names[] = { "", "=", "A=B", "A=" };
	CLEANUP(environment_release) struct environment environment = { .inherited = inherited };
	for (size_t i = 0; i < COUNT(names); i++) {
		CLEANUP_ERROR struct error err = { 0 };
		assert_int_equal(environment_set(&environment, names[i], "x", &err), -EINVAL);
		assert_int_equal(environment.edits.count, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_edits_it_is_the_very_array),
		cmocka_unit_test(values_are_found_as_by_getenv),
		cmocka_unit_test(edits_do_away_with_duplicates),
		cmocka_unit_test(the_last_edit_counts_and_can_be_rolled_back),
		cmocka_unit_test(names_are_checked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
