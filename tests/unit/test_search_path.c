/* SPDX-License-Identifier: MIT */
#include "base/search_path.h"

#include "unit.h"

static void folders_come_one_by_one(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		const char *folders;
	} rows[] = {
		{ "/a:/b/c:d", "/a|/b/c|d|" },
		{ "/a", "/a|" },
		{ "", ".|" },
		{ ":", ".|.|" },
		{ ":/a", ".|/a|" },
		{ "/a:", "/a|.|" },
		{ "/a::/b", "/a|.|/b|" },
		{ NULL, "/bin|/usr/bin|" },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		struct search_path path = search_path(rows[i].path);
		char *seen = arena_strdup(&arena, "");
		while (search_path_left(&path))
			seen = arena_printf(&arena, "%s%s|", seen, search_path_next(&path, &arena));
		assert_string_equal(seen, rows[i].folders);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(folders_come_one_by_one) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
