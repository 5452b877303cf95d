/* SPDX-License-Identifier: MIT */
#include "ladder.h"

#include "unit.h"

#define SECOND 1000

/* A guest and its stop, played through: whatever the ladder does is written down as
 * "MILLISECONDS:LETTERS ", one letter an action. */
struct play {
	struct ladder ladder;
	struct ladder_view view;
	/** What the agent does when it is asked. */
	enum ladder_agent agent_answers;
	char story[4096];
};

static struct play play(int64_t stop_timeout, bool has_agent, enum ladder_guest guest)
{
	struct play play = { .view = { .guest = guest }, .agent_answers = AGENT_ASKED };
	ladder_init(&play.ladder, &(struct ladder_settings){ .stop_timeout = stop_timeout,
							     .agent_timeout = 5 * SECOND,
							     .has_agent = has_agent });
	return play;
}

static void note(struct play *play, unsigned actions)
{
	static const char letters[] = "adwbqtk";
	size_t used = strlen(play->story);
	used += (size_t)snprintf(play->story + used, sizeof(play->story) - used,
				 "%lld:", (long long)play->view.now);
	for (unsigned i = 0; i < 7; i++)
		if (actions & 1u << i)
			play->story[used++] = letters[i];
	play->story[used++] = ' ';
	play->story[used] = '\0';
}

/* All that is due now; returns when something will be next. */
static int64_t settle(struct play *play)
{
	int64_t next;
	unsigned actions;
	for (int i = 0; (actions = ladder_step(&play->ladder, &play->view, &next)); i++) {
		assert_true(i < 8);
		note(play, actions);
		if (actions & LADDER_ASK_AGENT)
			play->view.agent = play->agent_answers;
		if (actions & LADDER_DROP_AGENT)
			play->view.agent = AGENT_FAILED;
	}
	return next;
}

/* Up to that time, as an event loop would: only when the ladder asks for it. */
static void run_until(struct play *play, int64_t end)
{
	for (int steps = 0;; steps++) {
		int64_t next = settle(play);
		assert_true(next > play->view.now && steps < 1000);
		if (next > end)
			break;
		play->view.now = next;
	}
	play->view.now = end;
}

static void stop(struct play *play)
{
	play->view.stops++;
}

static void expect(struct play *play, const char *story)
{
	assert_string_equal(play->story, story);
	play->story[0] = '\0';
}

static void nothing_happens_by_itself(void **state)
{
	(void)state;
	struct play p = play(90 * SECOND, true, GUEST_RUNNING);
	p.view.now = 1000000;
	int64_t next;
	assert_int_equal(ladder_step(&p.ladder, &p.view, &next), 0);
	assert_true(next == LADDER_NEVER);
	assert_true(ladder_left(&p.ladder, 5) == LADDER_NEVER);
}

static void button_quit_kill(void **state)
{
	(void)state;
	struct play p = play(12 * SECOND, false, GUEST_RUNNING);
	stop(&p);
	run_until(&p, 8 * SECOND);
	expect(&p, "0:b 3000:b 6000:b ");
	assert_int_equal(ladder_left(&p.ladder, 8 * SECOND), 4 * SECOND);
	assert_false(p.ladder.forced);
	run_until(&p, 100 * SECOND);
	expect(&p, "9000:q 11000:t 12000:k ");
	assert_true(p.ladder.forced && p.ladder.killed);
	assert_int_equal(ladder_left(&p.ladder, 100 * SECOND), 0);
}

static void margin_is_a_quarter_and_at_most_five_seconds(void **state)
{
	(void)state;
	static const struct {
		int64_t timeout;
		const char *story;
	} cases[] = {
		{ 0, "0:k " },
		{ 1, "0:b 1:k " },
		{ 400, "0:b 300:q 400:k " },
		{ 4 * SECOND, "0:b 3000:q 4000:k " },
		{ 20 * SECOND, "0:b 3000:b 6000:b 9000:b 12000:b 15000:q 17000:t 20000:k " },
		{ 22 * SECOND,
		  "0:b 3000:b 6000:b 9000:b 12000:b 15000:b 17000:q 19000:t 22000:k " },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct play p = play(cases[i].timeout, false, GUEST_RUNNING);
		stop(&p);
		run_until(&p, 1000 * SECOND);
		expect(&p, cases[i].story);
		assert_true(p.ladder.forced);
	}
}

static void without_deadline_only_signals_end(void **state)
{
	(void)state;
	struct play p = play(LADDER_NEVER, false, GUEST_RUNNING);
	stop(&p);
	run_until(&p, 2 * SECOND);
	expect(&p, "0:b ");
	run_until(&p, 1000 * SECOND);
	p.story[0] = '\0';
	assert_true(ladder_left(&p.ladder, p.view.now) == LADDER_NEVER);
	stop(&p);
	run_until(&p, 5000 * SECOND);
	expect(&p, "1000000:q 1002000:t ");
	stop(&p);
	run_until(&p, 6000 * SECOND);
	expect(&p, "5000000:k ");
}

static void signals_hurry(void **state)
{
	(void)state;
	struct play p = play(90 * SECOND, true, GUEST_RUNNING);
	stop(&p);
	run_until(&p, SECOND);
	expect(&p, "0:a ");
	stop(&p);
	run_until(&p, SECOND + 500);
	expect(&p, "1000:q ");
	assert_true(p.ladder.forced);
	stop(&p);
	stop(&p);
	run_until(&p, 80 * SECOND);
	expect(&p, "1500:k ");
	/* All at once. */
	p = play(90 * SECOND, true, GUEST_RUNNING);
	p.view.stops = 3;
	run_until(&p, SECOND);
	expect(&p, "0:k ");
	assert_true(p.ladder.forced);
}

static void agent_that_is_silent(void **state)
{
	(void)state;
	struct play p = play(20 * SECOND, true, GUEST_RUNNING);
	stop(&p);
	run_until(&p, 9 * SECOND);
	expect(&p, "0:a 5000:db 8000:b ");
	/* Its time ends where that of the guest does. */
	p = play(4 * SECOND, true, GUEST_RUNNING);
	stop(&p);
	run_until(&p, 10 * SECOND);
	expect(&p, "0:a 3000:q 4000:k ");
}

static void agent_that_takes_the_order(void **state)
{
	(void)state;
	struct play p = play(60 * SECOND, true, GUEST_RUNNING);
	p.agent_answers = AGENT_ACCEPTED;
	stop(&p);
	run_until(&p, 14 * SECOND);
	expect(&p, "0:a 10000:b 13000:b ");
	/* It refuses after all. */
	p = play(60 * SECOND, true, GUEST_RUNNING);
	p.agent_answers = AGENT_ACCEPTED;
	stop(&p);
	run_until(&p, 2 * SECOND);
	p.view.agent = AGENT_FAILED;
	run_until(&p, 6 * SECOND);
	expect(&p, "0:a 2000:b 5000:b ");
}

static void agent_that_is_not_there(void **state)
{
	(void)state;
	struct play p = play(60 * SECOND, true, GUEST_RUNNING);
	p.agent_answers = AGENT_FAILED;
	stop(&p);
	run_until(&p, 4 * SECOND);
	expect(&p, "0:a 0:b 3000:b ");
}

static void guests_with_nothing_to_lose(void **state)
{
	(void)state;
	struct play p = play(90 * SECOND, true, GUEST_DOWN);
	stop(&p);
	run_until(&p, SECOND);
	expect(&p, "0:q ");
	assert_false(p.ladder.forced);
	p = play(90 * SECOND, true, GUEST_STARTING);
	stop(&p);
	run_until(&p, 100 * SECOND);
	expect(&p, "0:t 90000:k ");
	/* The guest stopped, but QEMU stays, as with -no-shutdown. */
	p = play(90 * SECOND, false, GUEST_RUNNING);
	stop(&p);
	run_until(&p, SECOND);
	p.view.guest = GUEST_DOWN;
	run_until(&p, 2 * SECOND);
	expect(&p, "0:b 1000:q ");
	assert_false(p.ladder.forced);
}

static void start_that_goes_on(void **state)
{
	(void)state;
	struct play p = play(20 * SECOND, false, GUEST_STARTING);
	stop(&p);
	run_until(&p, 1 * SECOND);
	expect(&p, "0:t ");
	p.view.guest = GUEST_RUNNING;
	run_until(&p, 1000 * SECOND);
	expect(&p, "1000:q 20000:k ");
	assert_false(p.ladder.forced);
}

static void suspended_guests_are_woken(void **state)
{
	(void)state;
	struct play p = play(90 * SECOND, true, GUEST_SUSPENDED);
	stop(&p);
	run_until(&p, SECOND);
	expect(&p, "0:wb ");
	/* Awake, its agent can be asked. */
	p.view.guest = GUEST_RUNNING;
	run_until(&p, 7 * SECOND);
	expect(&p, "1000:a 6000:db ");
}

static void paused_guests_get_the_button(void **state)
{
	(void)state;
	struct play p = play(8 * SECOND, true, GUEST_PAUSED);
	stop(&p);
	run_until(&p, 9 * SECOND);
	expect(&p, "0:b 3000:b 6000:q 8000:k ");
	assert_true(p.ladder.forced);
}

static void qmp_that_is_lost(void **state)
{
	(void)state;
	struct play p = play(90 * SECOND, false, GUEST_UNREACHABLE);
	stop(&p);
	run_until(&p, 100 * SECOND);
	expect(&p, "0:t 90000:k ");
	assert_true(p.ladder.forced);
	/* The agent still is a way. */
	p = play(90 * SECOND, true, GUEST_UNREACHABLE);
	p.agent_answers = AGENT_ACCEPTED;
	stop(&p);
	run_until(&p, 84 * SECOND);
	expect(&p, "0:a ");
	run_until(&p, 89 * SECOND);
	expect(&p, "85000:t ");
	p = play(90 * SECOND, true, GUEST_UNREACHABLE);
	stop(&p);
	run_until(&p, 10 * SECOND);
	expect(&p, "0:a 5000:dt ");
	/* Lost in between: quit is not heard. */
	p = play(90 * SECOND, false, GUEST_RUNNING);
	stop(&p);
	stop(&p);
	run_until(&p, 500);
	p.view.guest = GUEST_UNREACHABLE;
	run_until(&p, SECOND);
	expect(&p, "0:q 500:t ");
}

/* Whatever happens in whatever order: with a deadline it is kept, each last resort is used once,
 * and the ladder never asks to be called in the past or for ever. */
static void any_story_ends(void **state)
{
	(void)state;
	uint64_t seed = 20;
	for (int round = 0; round < 3000; round++) {
		bool bounded = random_below(&seed, 4);
		int64_t timeout = bounded ? (int64_t)random_below(&seed, 30000) : LADDER_NEVER;
		struct play p = play(timeout, random_below(&seed, 2), GUEST_STARTING);
		p.agent_answers = (enum ladder_agent)random_below(&seed, 4);
		for (int turn = 0; turn < 12; turn++) {
			p.view.guest = (enum ladder_guest)random_below(&seed, 6);
			if (!random_below(&seed, 4))
				stop(&p);
			run_until(&p, p.view.now + (int64_t)random_below(&seed, 4000));
		}
		if (!p.view.stops)
			continue;
		run_until(&p, p.view.now + 40000);
		assert_true(!bounded || p.ladder.killed);
		for (const char *letter = "qtk"; *letter; letter++) {
			const char *first = strchr(p.story, *letter);
			assert_true(!first || !strchr(first + 1, *letter));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_happens_by_itself),
		cmocka_unit_test(button_quit_kill),
		cmocka_unit_test(margin_is_a_quarter_and_at_most_five_seconds),
		cmocka_unit_test(without_deadline_only_signals_end),
		cmocka_unit_test(signals_hurry),
		cmocka_unit_test(agent_that_is_silent),
		cmocka_unit_test(agent_that_takes_the_order),
		cmocka_unit_test(agent_that_is_not_there),
		cmocka_unit_test(guests_with_nothing_to_lose),
		cmocka_unit_test(start_that_goes_on),
		cmocka_unit_test(suspended_guests_are_woken),
		cmocka_unit_test(paused_guests_get_the_button),
		cmocka_unit_test(qmp_that_is_lost),
		cmocka_unit_test(any_story_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
