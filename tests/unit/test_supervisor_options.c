/* SPDX-License-Identifier: MIT */
#include "options.h"

#include "unit.h"

enum { MOST_WORDS = 16 };

/* Cuts the line at blanks, and reads it. */
static int read_line(const char *line, char *copy, size_t room, struct options *options,
		     struct error *err)
{
	/* The words are borrowed. */
	char *words[MOST_WORDS + 1] = { 0 };
	static char *kept[MOST_WORDS + 1];
	size_t count = 0;
	snprintf(copy, room, "%s", line);
	for (char *rest = copy; rest && *rest && count < MOST_WORDS;)
		words[count++] = strsep(&rest, " ");
	memcpy(kept, words, sizeof(kept));
	return options_read(kept, options, err);
}

static void whole_line(void **state)
{
	(void)state;
	CLEANUP_ERROR struct error err = { 0 };
	struct options options;
	char copy[400];
	assert_int_equal(read_line("supervisor --folder=/run/x/1 --stop-timeout=90000 "
				   "--agent-timeout=5000 --agent=/a --exit-status=guest-panic=9 "
				   "--blocked=PWR,TERM -- /usr/bin/qemu qemu -- --folder=y",
				   copy, sizeof(copy), &options, &err),
			 0);
	assert_string_equal(options.folder, "/run/x/1");
	assert_string_equal(options.agent, "/a");
	assert_true(options.ladder.has_agent);
	assert_int_equal(options.ladder.stop_timeout, 90000);
	assert_int_equal(options.ladder.agent_timeout, 5000);
	assert_int_equal(options.exits.status[EXIT_GUEST_PANIC], 9);
	assert_int_equal(options.exits.status[EXIT_STOP_FORCED], 124);
	assert_true(sigismember(&options.blocked, SIGTERM) &&
		    sigismember(&options.blocked, SIGPWR));
	assert_false(sigismember(&options.blocked, SIGINT));
	assert_string_equal(options.program, "/usr/bin/qemu");
	assert_string_equal(options.argv[0], "qemu");
	assert_string_equal(options.argv[1], "--");
	assert_string_equal(options.argv[2], "--folder=y");
	assert_null(options.argv[3]);
}

static void no_deadline(void **state)
{
	(void)state;
	CLEANUP_ERROR struct error err = { 0 };
	struct options options;
	char copy[400];
	assert_int_equal(read_line("s --folder=f --stop-timeout=none --agent-timeout=0 -- p a",
				   copy, sizeof(copy), &options, &err),
			 0);
	assert_true(options.ladder.stop_timeout == LADDER_NEVER);
	assert_int_equal(options.ladder.agent_timeout, 0);
	assert_false(options.ladder.has_agent);
	assert_null(options.agent);
	assert_int_equal(read_line("s --help", copy, sizeof(copy), &options, &err), 0);
	assert_true(options.help);
}

static void mistakes(void **state)
{
	(void)state;
	static const struct {
		const char *line, *said;
	} cases[] = {
		{ "", "no program" },
		{ "s", "no program" },
		{ "s --folder=f --stop-timeout=1 --agent-timeout=1 --", "no program" },
		{ "s --folder=f --stop-timeout=1 --agent-timeout=1 -- p", "no program" },
		{ "s --stop-timeout=1 --agent-timeout=1 -- p a", "are needed" },
		{ "s --folder=f --agent-timeout=1 -- p a", "are needed" },
		{ "s --folder=f --stop-timeout=1 -- p a", "are needed" },
		{ "s --folder f -- p a", "unknown option --folder" },
		{ "s --folders=f -- p a", "unknown option --folders=f" },
		{ "s --stop-timeout=1s -- p a", "milliseconds" },
		{ "s --stop-timeout= -- p a", "milliseconds" },
		{ "s --stop-timeout=-1 -- p a", "milliseconds" },
		{ "s --stop-timeout=99999999999999999999 -- p a", "milliseconds" },
		{ "s --agent-timeout=none -- p a", "milliseconds" },
		{ "s --exit-status=x -- p a", "REASON=STATUS" },
		{ "s --blocked= -- p a", "TERM, INT or PWR" },
		{ "s --blocked=TERM,KILL -- p a", "TERM, INT or PWR" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ERROR struct error err = { 0 };
		struct options options;
		char copy[400];
		assert_int_equal(read_line(cases[i].line, copy, sizeof(copy), &options, &err),
				 -EINVAL);
		if (!strstr(error_text(&err), cases[i].said))
			fail_msg("%s: %s", cases[i].line, error_text(&err));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_line),
		cmocka_unit_test(no_deadline),
		cmocka_unit_test(mistakes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
