/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include "unit.h"

#include <stdalign.h>

static void pieces_are_zeroed_aligned_and_their_own(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	unsigned char *pieces[300];
	for (size_t i = 0; i < COUNT(pieces); i++) {
		size_t size = i * i % 700;
		pieces[i] = arena_alloc(&arena, size);
		assert_non_null(pieces[i]);
		assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
		for (size_t k = 0; k < size; k++)
			assert_int_equal(pieces[i][k], 0);
		memset(pieces[i], (int)(i % 255) + 1, size);
	}
	for (size_t i = 0; i < COUNT(pieces); i++)
		for (size_t k = 0; k < i * i % 700; k++)
			assert_int_equal(pieces[i][k], i % 255 + 1);
}

static void large_pieces_stand_beside_small_ones(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	char *before = arena_strdup(&arena, "before");
	char *large = arena_alloc(&arena, 1 << 20);
	char *behind = arena_strdup(&arena, "behind");
	assert_non_null(large);
	memset(large, 'x', 1 << 20);
	assert_string_equal(before, "before");
	assert_string_equal(behind, "behind");
}

static void impossible_sizes_give_null(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	assert_null(arena_alloc(&arena, SIZE_MAX));
	assert_null(arena_alloc(&arena, SIZE_MAX - 20));
	assert_null(arena_array(&arena, SIZE_MAX / 2, 3));
	assert_null(arena_strndup(&arena, "x", SIZE_MAX));
	assert_non_null(arena_array(&arena, 0, 8));
}

static void texts_are_copied_and_printed(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	char source[] = "a,b";
	char *copy = arena_strdup(&arena, source);
	source[0] = 'x';
	assert_string_equal(copy, "a,b");
	assert_string_equal(arena_strndup(&arena, "abc", 2), "ab");
	assert_string_equal(arena_strndup(&arena, "abc", 0), "");
	assert_string_equal(arena_printf(&arena, "%s:%d", "x", 7), "x:7");
	char *longer = arena_printf(&arena, "%10000d", 1);
	assert_int_equal(strlen(longer), 10000);
}

static void a_released_arena_serves_again(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	arena_release(&arena);
	assert_non_null(arena_alloc(&arena, 10));
	arena_release(&arena);
	assert_null(arena.blocks);
	assert_string_equal(arena_strdup(&arena, "again"), "again");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_zeroed_aligned_and_their_own),
		cmocka_unit_test(large_pieces_stand_beside_small_ones),
		cmocka_unit_test(impossible_sizes_give_null),
		cmocka_unit_test(texts_are_copied_and_printed),
		cmocka_unit_test(a_released_arena_serves_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
