/* SPDX-License-Identifier: MIT */
#include "supervise/stop_signals.h"

#include <stdio.h>
#include <unistd.h>

/* Those that came to the handler. */
static volatile sig_atomic_t came[STOP_SIGNALS];

static void take(int number)
{
	/* In a child that was forked it is none of ours, and takes its course behind this. */
	if (getpid() != 1) {
		signal(number, SIG_DFL);
		raise(number);
	}
	for (int i = 0; i < STOP_SIGNALS; i++)
		if (stop_signal_all[i].number == number)
			came[i] = 1;
}

static bool is_blocked(int number)
{
	sigset_t blocked;
	return !sigprocmask(SIG_BLOCK, NULL, &blocked) && sigismember(&blocked, number);
}

void stop_signals_catch(struct stop_signals *stops)
{
	const struct sigaction taken = { .sa_handler = take, .sa_flags = SA_RESTART };
	for (int i = 0; i < STOP_SIGNALS; i++) {
		int number = stop_signal_all[i].number;
		struct sigaction now;
		if (is_blocked(number) || sigaction(number, NULL, &now) ||
		    now.sa_handler != SIG_DFL)
			continue;
		stops->caught[i] = !sigaction(number, &taken, NULL);
	}
}

/* What came is sent once more: it waits if it is blocked, and is lost to process 1 if not. */
static void let_go(struct stop_signals *stops)
{
	const struct sigaction usual = { .sa_handler = SIG_DFL };
	for (int i = 0; i < STOP_SIGNALS; i++) {
		if (!stops->caught[i])
			continue;
		sigaction(stop_signal_all[i].number, &usual, NULL);
		stops->caught[i] = false;
		if (came[i])
			kill(getpid(), stop_signal_all[i].number);
	}
}

void stop_signals_hold(struct stop_signals *stops)
{
	for (int i = 0; i < STOP_SIGNALS; i++) {
		sigset_t one, before;
		sigemptyset(&one);
		sigaddset(&one, stop_signal_all[i].number);
		sigprocmask(SIG_BLOCK, &one, &before);
		stops->held[i] = stops->held[i] || !sigismember(&before, stop_signal_all[i].number);
	}
	let_go(stops);
}

void stop_signals_add(const struct stop_signals *stops, sigset_t *mask)
{
	for (int i = 0; i < STOP_SIGNALS; i++)
		if (stops->held[i])
			sigaddset(mask, stop_signal_all[i].number);
}

void stop_signals_release(struct stop_signals *stops, sigset_t *mask)
{
	sigset_t released;
	bool any = false;
	let_go(stops);
	sigemptyset(&released);
	stop_signals_add(stops, &released);
	for (int i = 0; i < STOP_SIGNALS; i++) {
		any = any || stops->held[i];
		if (stops->held[i])
			sigdelset(mask, stop_signal_all[i].number);
	}
	*stops = (struct stop_signals){ 0 };
	if (any)
		sigprocmask(SIG_UNBLOCK, &released, NULL);
}

void stop_signals_names(const struct stop_signals *stops, char ret_names[STOP_SIGNALS_NAMES])
{
	size_t length = 0;
	*ret_names = '\0';
	for (int i = 0; i < STOP_SIGNALS; i++)
		if (stops->held[i])
			length += (size_t)snprintf(ret_names + length, STOP_SIGNALS_NAMES - length,
						   "%s%s", length ? "," : "",
						   stop_signal_all[i].name);
}
