/* SPDX-License-Identifier: MIT */
#include "base/vector.h"

#include "unit.h"

static void elements_are_zeroed_and_kept(void **state)
{
	(void)state;
	VECTOR(struct {
		int number;
		char text[20];
	})
	vector = { 0 };
	for (int i = 0; i < 1000; i++) {
		void *added = VECTOR_ADD(&vector);
		assert_ptr_equal(added, &vector.items[i]);
		assert_int_equal(vector.items[i].number, 0);
		assert_string_equal(vector.items[i].text, "");
		vector.items[i].number = i + 1;
		memset(vector.items[i].text, 'x', sizeof(vector.items[i].text));
	}
	assert_int_equal(vector.count, 1000);
	assert_true(vector.room >= 1000);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(vector.items[i].number, i + 1);
	free(vector.items);
}

static void room_that_is_there_is_used(void **state)
{
	(void)state;
	int *items = NULL;
	size_t room = 0;
	assert_int_equal(vector_grow(&items, 0, &room, sizeof(int)), 0);
	assert_int_equal(room, 8);
	int *before = items;
	assert_int_equal(vector_grow(&items, 7, &room, sizeof(int)), 0);
	assert_ptr_equal(items, before);
	assert_int_equal(vector_grow(&items, 8, &room, sizeof(int)), 0);
	assert_int_equal(room, 16);
	free(items);
}

static void impossible_sizes_change_nothing(void **state)
{
	(void)state;
	int *items = NULL;
	size_t room = SIZE_MAX / 2 + 1;
	assert_int_equal(vector_grow(&items, room, &room, sizeof(int)), -1);
	assert_int_equal(room, SIZE_MAX / 2 + 1);
	room = SIZE_MAX / 4;
	assert_int_equal(vector_grow(&items, room, &room, sizeof(int)), -1);
	assert_null(items);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements_are_zeroed_and_kept),
		cmocka_unit_test(room_that_is_there_is_used),
		cmocka_unit_test(impossible_sizes_change_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
