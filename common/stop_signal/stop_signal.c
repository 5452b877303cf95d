/* SPDX-License-Identifier: MIT */
#include "stop_signal/stop_signal.h"

#include <signal.h>

const struct stop_signal stop_signal_all[STOP_SIGNALS] = {
	{ SIGTERM, "TERM" },
	{ SIGINT, "INT" },
	{ SIGPWR, "PWR" },
};
