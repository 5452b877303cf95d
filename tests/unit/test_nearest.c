/* SPDX-License-Identifier: MIT */
#include "base/nearest.h"

#include "unit.h"

#define LONG_NAME "a-name-that-is-longer-than-forty-eight-bytes-and-so-no-suggestion"

static const char *const names[] = {
	"raw-ports", "strict", "bind", NULL, "default", "websocket", "expose", "m", LONG_NAME,
};

static const struct {
	const char *word, *nearest;
} cases[] = {
	{ "bind", "bind" },
	{ "bin", "bind" },
	{ "bidn", "bind" },
	{ "bzzz", NULL },
	{ "raw_ports", "raw-ports" },
	{ "rawports", "raw-ports" },
	{ "defualt", "default" },
	{ "web-socket", "websocket" },
	{ "expsoe", "expose" },
	{ "completely-different", NULL },
	{ "", NULL },
	{ "x", NULL },
	{ LONG_NAME LONG_NAME LONG_NAME, NULL },
};

static void only_what_can_be_meant_is_suggested(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *found = nearest_name(cases[i].word, names, COUNT(names));
		if (!cases[i].nearest && found)
			fail_msg("'%s' suggests '%s'", cases[i].word, found);
		if (cases[i].nearest)
			assert_string_equal(found ? found : "(nothing)", cases[i].nearest);
	}
	assert_null(nearest_name("bind", NULL, 0));
}

static void of_equal_distance_the_first_is_suggested(void **state)
{
	(void)state;
	static const char *const twins[] = { "size-b", "size-a" };
	assert_string_equal(nearest_name("size-c", twins, COUNT(twins)), "size-b");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_can_be_meant_is_suggested),
		cmocka_unit_test(of_equal_distance_the_first_is_suggested),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
