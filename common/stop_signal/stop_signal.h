/* SPDX-License-Identifier: MIT */
/* The signals by which somebody asks for a stop, and their names where the wrapper tells the
 * supervisor of them. */
#ifndef STOP_SIGNAL_STOP_SIGNAL_H
#define STOP_SIGNAL_STOP_SIGNAL_H

enum { STOP_SIGNALS = 3, STOP_SIGNALS_NAMES = sizeof("TERM,INT,PWR") };

struct stop_signal {
	int number;
	char name[5];
};

extern const struct stop_signal stop_signal_all[STOP_SIGNALS];

#endif
