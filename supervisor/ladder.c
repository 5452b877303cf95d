/* SPDX-License-Identifier: MIT */
#include "ladder.h"

static int64_t later(int64_t time, int64_t by)
{
	int64_t sum;
	return __builtin_add_overflow(time, by, &sum) ? LADDER_NEVER : sum;
}

static int64_t sooner(int64_t one, int64_t other)
{
	return one < other ? one : other;
}

void ladder_init(struct ladder *ladder, const struct ladder_settings *settings)
{
	*ladder = (struct ladder){ .settings = *settings,
				   .deadline = LADDER_NEVER,
				   .force_at = LADDER_NEVER };
}

static void begin(struct ladder *ladder, int64_t now)
{
	int64_t timeout = ladder->settings.stop_timeout;
	ladder->begun = true;
	ladder->button_at = now;
	if (timeout == LADDER_NEVER)
		return;
	ladder->deadline = later(now, timeout);
	ladder->force_at = ladder->deadline - sooner(timeout / 4, LADDER_MARGIN);
}

int64_t ladder_left(const struct ladder *ladder, int64_t now)
{
	if (ladder->deadline == LADDER_NEVER)
		return LADDER_NEVER;
	return ladder->deadline > now ? ladder->deadline - now : 0;
}

static bool agent_may_help(const struct ladder *ladder, const struct ladder_view *view)
{
	if (!ladder->agent_asked)
		return ladder->settings.has_agent;
	return view->agent == AGENT_ASKED || view->agent == AGENT_ACCEPTED;
}

static bool must_end(const struct ladder *ladder, const struct ladder_view *view)
{
	if (view->stops > 1 || view->now >= ladder->force_at)
		return true;
	switch (view->guest) {
	case GUEST_STARTING:
	case GUEST_DOWN:
		return true;
	case GUEST_UNREACHABLE:
		return !agent_may_help(ladder, view);
	default:
		return false;
	}
}

static unsigned end(struct ladder *ladder, const struct ladder_view *view, int64_t *ret_next)
{
	bool can_quit = view->guest != GUEST_STARTING && view->guest != GUEST_UNREACHABLE;
	if (!ladder->ending) {
		ladder->ending = true;
		ladder->forced = view->guest != GUEST_STARTING && view->guest != GUEST_DOWN;
	}
	*ret_next = ladder->deadline;
	/* Also behind a SIGTERM that QEMU got while it was starting: it may have held it back. */
	if (!ladder->quit_sent && can_quit) {
		ladder->quit_sent = true;
		ladder->quit_at = view->now;
		*ret_next = sooner(later(view->now, LADDER_QUIT_WAIT), ladder->deadline);
		return LADDER_QUIT;
	}
	if (ladder->terminated)
		return 0;
	if (can_quit && view->now < later(ladder->quit_at, LADDER_QUIT_WAIT)) {
		*ret_next = sooner(later(ladder->quit_at, LADDER_QUIT_WAIT), ladder->deadline);
		return 0;
	}
	ladder->terminated = true;
	return LADDER_TERMINATE;
}

/* The agent's turn: true while it has it. */
static bool ask_agent(struct ladder *ladder, const struct ladder_view *view, unsigned *actions)
{
	bool can_answer = view->guest == GUEST_RUNNING || view->guest == GUEST_UNREACHABLE;
	if (!ladder->agent_asked) {
		if (!ladder->settings.has_agent || !can_answer)
			return false;
		ladder->agent_asked = true;
		ladder->agent_until =
			sooner(later(view->now, ladder->settings.agent_timeout), ladder->force_at);
		*actions |= LADDER_ASK_AGENT;
		return true;
	}
	if (view->agent == AGENT_ASKED) {
		if (view->now < ladder->agent_until)
			return true;
		*actions |= LADDER_DROP_AGENT;
	}
	if (view->agent == AGENT_ACCEPTED && !ladder->agent_rests) {
		ladder->agent_rests = true;
		ladder->button_at = later(view->now, LADDER_AGENT_REST);
	}
	if (view->agent == AGENT_FAILED && ladder->agent_rests) {
		ladder->agent_rests = false;
		ladder->button_at = view->now;
	}
	return false;
}

unsigned ladder_step(struct ladder *ladder, const struct ladder_view *view, int64_t *ret_next)
{
	unsigned actions = 0;
	*ret_next = LADDER_NEVER;
	if (!view->stops || ladder->killed)
		return 0;
	if (!ladder->begun)
		begin(ladder, view->now);
	if (view->stops > 2 || view->now >= ladder->deadline) {
		ladder->forced = ladder->forced || !ladder->ending;
		ladder->ending = ladder->killed = true;
		return LADDER_KILL;
	}
	if (ladder->ending || must_end(ladder, view))
		return end(ladder, view, ret_next);
	if (ask_agent(ladder, view, &actions)) {
		*ret_next = ladder->agent_until;
		return actions;
	}
	/* With the agent given up there may be nobody left to ask. */
	if (view->guest == GUEST_UNREACHABLE && view->agent != AGENT_ACCEPTED)
		return actions | end(ladder, view, ret_next);
	if (view->now >= ladder->button_at && view->guest != GUEST_UNREACHABLE) {
		ladder->button_at = later(view->now, LADDER_BUTTON_EVERY);
		actions |= LADDER_BUTTON | (view->guest == GUEST_SUSPENDED ? LADDER_WAKE : 0);
	}
	*ret_next = view->guest == GUEST_UNREACHABLE ? ladder->force_at
						     : sooner(ladder->button_at, ladder->force_at);
	return actions;
}
