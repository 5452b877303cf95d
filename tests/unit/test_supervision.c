/* SPDX-License-Identifier: MIT */
#include "supervise/supervision.h"

#include "pipeline_fixture.h"

#include <stdio.h>

static void join(struct fixture *f, struct supervision *supervision, struct settings *settings)
{
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(supervision_join(supervision, settings, &f->set, &err), 0);
	/* A program that isn't there gives no answer: the form that all know. */
	supervision->asked = true;
}

static void release(struct fixture *f, struct supervision *supervision)
{
	fixture_release(f);
	arena_release(&f->set.arena);
	supervision_release(supervision);
}

static int add_one(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_add(cmd, "snapshot", NULL, 0, "a test");
}

static void it_stands_behind_all_others(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	struct settings settings = { 0 };
	struct supervision supervision = { 0 };
	fixture_plugin(&f, "acme", (struct qw_plugin){ .rewrite = add_one });
	join(&f, &supervision, &settings);
	assert_int_equal(f.set.list.count, 2);
	assert_string_equal(f.set.list.items[1].name, "supervisor");
	assert_int_equal(fixture_run(&f, LINE("-nodefaults")), 0);
	assert_true(supervision.active);
	const struct journal *journal = &f.pipeline.journal;
	assert_int_equal(journal->changes.count, 5);
	assert_string_equal(journal->changes.items[0].plugin, "acme");
	for (size_t i = 1; i < 5; i++)
		assert_string_equal(journal->changes.items[i].plugin, "supervisor");
	assert_int_equal(f.pipeline.slots.list.count, 2);
	release(&f, &supervision);
}

static void ids_that_are_taken_are_left_alone(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	struct settings settings = { 0 };
	struct supervision supervision = { 0 };
	char one[64], other[64];
	join(&f, &supervision, &settings);
	assert_int_equal(fixture_run(&f, LINE("-monitor", "none", "-chardev", "null,id=qw-control",
					      "-mon", "id=qw-control-2,chardev=qw-control",
					      "-object", "iothread,id=qw-health")),
			 0);
	snprintf(one, sizeof(one), "socket,id=qw-control-3,fd=%d,server=on,wait=off",
		 supervision.control);
	snprintf(other, sizeof(other), "socket,id=qw-health-2,fd=%d,server=on,wait=off",
		 supervision.health);
	fixture_expect(&f, LINE("-monitor", "none", "-chardev", "null,id=qw-control", "-mon",
				"id=qw-control-2,chardev=qw-control", "-object",
				"iothread,id=qw-health", "-chardev", one, "-mon",
				"id=qw-control-3,chardev=qw-control-3,mode=control", "-chardev",
				other, "-mon", "id=qw-health-2,chardev=qw-health-2,mode=control"));
	release(&f, &supervision);
}

static void only_guests_are_supervised(void **state)
{
	(void)state;
	static const char *const rows[][6] = {
		{ "q", "-version" },
		{ "q", "-device", "help" },
		{ "q", "-machine", "none" },
		{ "q", "-version", "-daemonize" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fixture f = { 0 };
		struct settings settings = { 0 };
		struct supervision supervision = { 0 };
		join(&f, &supervision, &settings);
		assert_int_equal(fixture_run(&f, rows[i]), 0);
		assert_int_equal(pipeline_launch(&f.pipeline), 0);
		assert_false(supervision.active);
		assert_int_equal(f.pipeline.journal.changes.count, 0);
		assert_int_equal(supervision.folder.path[0], '\0');
		release(&f, &supervision);
	}
}

static void nobody_could_look_after_a_daemon(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	struct settings settings = { 0 };
	struct supervision supervision = { 0 };
	join(&f, &supervision, &settings);
	assert_int_equal(fixture_run(&f, LINE("-daemonize")), -EINVAL);
	assert_string_equal(f.pipeline.refusal.plugin, "supervisor");
	assert_int_equal(f.pipeline.refusal.status, 125);
	release(&f, &supervision);
}

static void expect_words(const struct supervised_words *words, const char *const *expected)
{
	size_t i = 0;
	for (; expected[i] && words->argv[i]; i++) {
		assert_string_equal(words->argv[i], expected[i]);
		assert_string_equal(words->origins[i], i < words->ahead ? "supervisor" : "user");
	}
	assert_null(expected[i]);
	assert_null(words->argv[i]);
}

static void its_words_stand_in_front(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *const origins[] = { "user", "user", "user", NULL };
	struct supervision supervision = {
		.folder = { .path = "/run/x/1" },
		.stop_timeout = SUPERVISE_NEVER,
		.agent_timeout = 1500,
		.agent = "a b\nc",
		.exit_status = "host-ui=1 guest-panic=2",
	};
	struct supervised_words words;
	assert_int_equal(supervision_front(&supervision, "/q", LINE("-name", ""), origins, &arena,
					   &words, &err),
			 0);
	assert_int_equal(words.ahead, 8);
	expect_words(&words, ((const char *const[]){
				     "qemu-wrapper-supervisor", "--folder=/run/x/1",
				     "--stop-timeout=none", "--agent-timeout=1500",
				     "--agent=a b\nc", "--exit-status=host-ui=1 guest-panic=2",
				     "--", "/q", "qemu-system-x86_64", "-name", "", NULL }));
	supervision.stops.held[0] = supervision.stops.held[2] = true;
	assert_int_equal(
		supervision_front(&supervision, "/q", LINE("-S"), origins, &arena, &words, &err),
		0);
	assert_string_equal(words.argv[6], "--blocked=TERM,PWR");
	supervision.stops.held[1] = true;
	assert_int_equal(
		supervision_front(&supervision, "/q", LINE("-S"), origins, &arena, &words, &err),
		0);
	assert_string_equal(words.argv[6], "--blocked=TERM,INT,PWR");
	const char *const none[] = { NULL };
	supervision = (struct supervision){ .folder = { .path = "/f" }, .stop_timeout = 2 };
	assert_int_equal(supervision_front(&supervision, "/q", none, none, &arena, &words, &err),
			 0);
	assert_string_equal(words.argv[words.ahead], "");
	assert_null(words.argv[words.ahead + 1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_stands_behind_all_others),
		cmocka_unit_test(ids_that_are_taken_are_left_alone),
		cmocka_unit_test(only_guests_are_supervised),
		cmocka_unit_test(nobody_could_look_after_a_daemon),
		cmocka_unit_test(its_words_stand_in_front),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
