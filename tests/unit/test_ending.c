/* SPDX-License-Identifier: MIT */
#include "ending.h"

#include "unit.h"

/* wait(2)'s statuses. */
#define EXITED(status)   ((status) << 8)
#define SIGNALED(number) (number)

static void statuses(void **state)
{
	(void)state;
	static const struct {
		struct ending ending;
		int status;
		const char *said;
	} cases[] = {
		{ { .reason = EXIT_GUEST_SHUTDOWN }, 0, "the guest powered off (guest-shutdown)" },
		{ { .reason = EXIT_GUEST_PANIC }, 1, "the guest panicked" },
		{ { .reason = EXIT_HOST_ERROR }, 1, "an error of the host" },
		{ { .reason = EXIT_UNKNOWN }, 0, "didn't tell why" },
		/* Forced counts where QEMU was told, and not where the guest was quicker. */
		{ { .reason = EXIT_HOST_QMP_QUIT }, 0, "over QMP" },
		{ { .reason = EXIT_HOST_QMP_QUIT, .forced = true }, 124, "stop-forced" },
		{ { .reason = EXIT_HOST_SIGNAL, .forced = true }, 124, "stop-forced" },
		{ { .reason = EXIT_UNKNOWN, .forced = true }, 124, "stop-forced" },
		{ { .reason = EXIT_GUEST_SHUTDOWN, .forced = true }, 0, "powered off" },
		/* A guest that had panicked before QEMU was told. */
		{ { .reason = EXIT_HOST_QMP_QUIT, .panicked = true }, 1, "the guest panicked" },
		{ { .reason = EXIT_GUEST_SHUTDOWN, .panicked = true }, 0, "powered off" },
		/* QEMU's own status and signals stand above all. */
		{ { .wait_status = EXITED(1), .reason = EXIT_GUEST_SHUTDOWN }, 1, "QEMU failed" },
		{ { .wait_status = EXITED(255), .forced = true }, 255, "QEMU failed" },
		{ { .wait_status = SIGNALED(15) }, 143, "QEMU was ended by signal 15 (SIGTERM)" },
		/* Ours, before QEMU could tell. */
		{ { .wait_status = SIGNALED(15), .terminated = true }, 0, "host-signal" },
		{ { .wait_status = SIGNALED(15), .terminated = true, .forced = true },
		  124,
		  "stop-forced" },
		{ { .wait_status = SIGNALED(9), .terminated = true }, 137, "(SIGKILL)" },
		{ { .wait_status = SIGNALED(11), .forced = true }, 139, "(SIGSEGV)" },
		{ { .wait_status = SIGNALED(9) }, 137, "QEMU was ended by signal 9 (SIGKILL)" },
		{ { .wait_status = SIGNALED(9), .killed = true },
		  137,
		  "QEMU was killed by signal 9" },
		{ { .wait_status = SIGNALED(6 | 0x80) }, 134, "(SIGABRT)" },
		{ { .wait_status = SIGNALED(40) }, 168, "(unknown)" },
	};
	struct exit_table table = exit_table_default();
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[ENDING_TEXT];
		assert_int_equal(ending_status(&cases[i].ending, &table, text), cases[i].status);
		if (!strstr(text, cases[i].said))
			fail_msg("%zu: %s", i, text);
	}
}

static void table_decides(void **state)
{
	(void)state;
	for (size_t i = 0; i < EXIT_REASONS; i++) {
		struct exit_table table = { 0 };
		struct ending ending = { .reason = (enum exit_reason)i };
		char text[ENDING_TEXT];
		table.status[i] = 77;
		assert_int_equal(ending_status(&ending, &table, text), 77);
		assert_non_null(strstr(text, exit_reason_name((enum exit_reason)i)));
		ending.wait_status = EXITED(2);
		assert_int_equal(ending_status(&ending, &table, text), 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statuses),
		cmocka_unit_test(table_decides),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
