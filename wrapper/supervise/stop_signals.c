/* SPDX-License-Identifier: MIT */
#include "supervise/stop_signals.h"

#include <stdio.h>

void stop_signals_hold(struct stop_signals *stops)
{
	for (int i = 0; i < STOP_SIGNALS; i++) {
		sigset_t one, before;
		sigemptyset(&one);
		sigaddset(&one, stop_signal_all[i].number);
		sigprocmask(SIG_BLOCK, &one, &before);
		stops->held[i] = stops->held[i] || !sigismember(&before, stop_signal_all[i].number);
	}
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
