/* SPDX-License-Identifier: MIT */
#include "pipeline/slots.h"

#include "config_files.h"
#include "unit.h"

static int reserve(struct slots *slots, const char *plugin)
{
	static const struct command none = { 0 };
	struct error err = { 0 };
	int number = slots_reserve(slots, &none, plugin, "for the test", &err);
	assert_true(number >= 3);
	return number;
}

static ino_t inode(int fd)
{
	struct stat st;
	return fstat(fd, &st) ? 0 : st.st_ino;
}

static void a_slot_holds_the_lowest_number_from_3_on(void **state)
{
	(void)state;
	struct slots slots = { 0 };
	/* Two of the standard streams are closed: one for the placeholder, one to fall into. */
	int input = fcntl(0, F_DUPFD_CLOEXEC, 3), errors = fcntl(2, F_DUPFD_CLOEXEC, 3);
	close(0);
	close(2);
	int lowest = fcntl(1, F_DUPFD_CLOEXEC, 3);
	close(lowest);
	int first = reserve(&slots, "a");
	int second = reserve(&slots, "a");
	dup2(input, 0);
	dup2(errors, 2);
	close(input);
	close(errors);
	assert_int_equal(first, lowest);
	assert_true(second > first);
	assert_int_equal(fcntl(first, F_GETFD), FD_CLOEXEC);
	CLEANUP_CLOSE int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	assert_true(null != first && null != second);
	assert_int_equal(inode(first), inode(null));
	slots_release(&slots);
	assert_int_equal(fcntl(first, F_GETFD), -1);
	assert_int_equal(fcntl(second, F_GETFD), -1);
}

static void only_its_own_plugin_fills_a_slot(void **state)
{
	(void)state;
	CLEANUP(slots_release) struct slots slots = { 0 };
	CLEANUP_CLOSE int fd = open("/", O_RDONLY | O_CLOEXEC);
	reserve(&slots, "a");
	int number = reserve(&slots, "a");
	const struct {
		const char *plugin;
		int number, fd, status;
	} rows[] = {
		{ "b", number, fd, -EBADF },     { "a", number + 100, fd, -EBADF },
		{ "a", number, number, -EBADF }, { "a", number, 9999, -EBADF },
		{ "a", number, -1, -EBADF },     { "a", number, fd, 0 },
		{ "a", number, number, -EBADF },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		CLEANUP_ERROR struct error err = { 0 };
		assert_int_equal(
			slots_fill(&slots, rows[i].plugin, rows[i].number, rows[i].fd, &err),
			rows[i].status);
		assert_int_equal(err.code, -rows[i].status);
		assert_int_equal(slots.list.items[1].filled, i >= 5);
		assert_int_equal(inode(number) == inode(fd), i >= 5);
	}
	assert_false(slots.list.items[0].filled);
	assert_int_equal(fcntl(number, F_GETFD), FD_CLOEXEC);
	/* It is a duplicate: the plugin may close its own. */
	assert_true(fcntl(fd, F_GETFD) >= 0);
}

static void a_slot_that_stays_empty_is_named(void **state)
{
	(void)state;
	CLEANUP(slots_release) struct slots slots = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_CLOSE int fd = open("/", O_RDONLY | O_CLOEXEC);
	const char *plugin = NULL;
	assert_int_equal(slots_check(&slots, &plugin, &err), 0);
	int first = reserve(&slots, "a"), second = reserve(&slots, "b");
	assert_int_equal(slots_fill(&slots, "a", first, fd, &err), 0);
	assert_int_equal(slots_check(&slots, &plugin, &err), -ENOTCONN);
	assert_string_equal(plugin, "b");
	assert_contains(error_text(&err), "(for the test) was reserved but never filled");
	error_clear(&err);
	assert_int_equal(slots_fill(&slots, "b", second, fd, &err), 0);
	assert_int_equal(slots_check(&slots, &plugin, &err), 0);
}

static void exec_hands_slots_on_only_when_told(void **state)
{
	(void)state;
	CLEANUP(slots_release) struct slots slots = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	int first = reserve(&slots, "a"), second = reserve(&slots, "a");
	assert_int_equal(slots_open_for_exec(&slots, &err), 0);
	assert_int_equal(fcntl(first, F_GETFD), 0);
	assert_int_equal(fcntl(second, F_GETFD), 0);
	close(second);
	assert_int_equal(slots_open_for_exec(&slots, &err), -EBADF);
	assert_contains(error_text(&err), "Bad file descriptor");
}

static void rolling_back_gives_up_the_later_ones(void **state)
{
	(void)state;
	CLEANUP(slots_release) struct slots slots = { 0 };
	int first = reserve(&slots, "a"), second = reserve(&slots, "a");
	slots_rollback(&slots, 5);
	assert_int_equal(slots.list.count, 2);
	slots_rollback(&slots, 1);
	assert_int_equal(slots.list.count, 1);
	assert_int_equal(fcntl(first, F_GETFD), FD_CLOEXEC);
	assert_int_equal(fcntl(second, F_GETFD), -1);
	assert_int_equal(reserve(&slots, "b"), second);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slot_holds_the_lowest_number_from_3_on),
		cmocka_unit_test(only_its_own_plugin_fills_a_slot),
		cmocka_unit_test(a_slot_that_stays_empty_is_named),
		cmocka_unit_test(exec_hands_slots_on_only_when_told),
		cmocka_unit_test(rolling_back_gives_up_the_later_ones),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
