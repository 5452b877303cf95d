/* SPDX-License-Identifier: MIT */
#include "text/base64.h"
#include "unit.h"

/* The vectors of RFC 4648, section 10, and bytes that are no text. */
static void vectors(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "f", "Zg==" },        { "fo", "Zm8=" },           { "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" },    { "foobar", "Zm9vYmFy" },
		{ "\xff\xfe", "//4=" }, { "\xfb\xef\xbe", "++++" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_STRBUF struct strbuf out = { 0 };
		base64_add(&out, cases[i][0], strlen(cases[i][0]));
		assert_string_equal(out.text, cases[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
