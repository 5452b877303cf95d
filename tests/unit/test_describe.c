/* SPDX-License-Identifier: MIT */
#include "inspect/describe.h"

#include "inspected.h"

enum { MOST = 4 };

struct asked {
	struct settings settings[MOST];
	struct description list[MOST];
	struct arena arena;
	size_t count;
};

static void asked_release(struct asked *asked)
{
	for (size_t i = 0; i < asked->count; i++)
		settings_release(&asked->settings[i]);
	arena_release(&asked->arena);
}

static void ask(struct asked *asked, const char *const *plugins)
{
	CLEANUP_ERROR struct error err = { 0 };
	*asked = (struct asked){ 0 };
	for (; plugins[asked->count]; asked->count++) {
		struct settings_request request = { .inspect =
							    inspected_path(plugins[asked->count]),
						    .bare = true };
		assert_int_equal(settings_load(&request, &asked->settings[asked->count], &err), 0);
		asked->list[asked->count].settings = &asked->settings[asked->count];
	}
	if (describe_plugins(asked->list, asked->count, &asked->arena, &err))
		fail_msg("%s", error_text(&err));
}

static void all_that_is_declared_comes_over(void **state)
{
	(void)state;
	static const char *const plugins[] = { "typed", "trace", "after-memory", NULL };
	CLEANUP(asked_release) struct asked asked;
	ask(&asked, plugins);
	for (size_t i = 0; i < 3; i++)
		assert_null(asked.list[i].problem);
	assert_int_equal(asked.list[0].hooks, PHASE_BIT(PHASE_REWRITE));
	assert_int_equal(asked.list[0].option_count, 8);
	const struct option_value *value = &asked.list[0].options[4];
	assert_string_equal(value->spec.name, "enum");
	assert_int_equal(value->spec.type, QW_ENUM);
	assert_string_equal(value->spec.choices, "allow warn deny");
	assert_string_equal(value->spec.default_value, "warn");
	assert_string_equal(value->spec.help, "a word");
	assert_null(value->source);
	assert_int_equal(asked.list[1].hooks, PHASE_BIT(PHASE_COUNT) - 1);
	assert_string_equal(asked.list[2].after, "nobody memory");
	assert_null(asked.list[2].before);
}

static void each_problem_is_its_own(void **state)
{
	(void)state;
	static const char *const plugins[] = { "memory", "dies-on-load", "option-type", "typed",
					       NULL };
	CLEANUP(asked_release) struct asked asked;
	ask(&asked, plugins);
	assert_null(asked.list[0].problem);
	assert_int_equal(asked.list[0].option_count, 1);
	assert_string_equal(asked.list[1].problem,
			    "while it was loaded it was killed by signal 9 (Killed)");
	assert_non_null(strstr(asked.list[2].problem, "'color' has type 9"));
	assert_int_equal(asked.list[2].option_count, 0);
	assert_null(asked.list[3].problem);
	assert_int_equal(asked.list[3].option_count, 8);
}

static void nothing_is_a_list_too(void **state)
{
	(void)state;
	static const char *const plugins[] = { NULL };
	CLEANUP(asked_release) struct asked asked;
	ask(&asked, plugins);
	assert_int_equal(asked.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_that_is_declared_comes_over),
		cmocka_unit_test(each_problem_is_its_own),
		cmocka_unit_test(nothing_is_a_list_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
