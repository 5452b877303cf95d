/* SPDX-License-Identifier: MIT */
/*
 * Holds the signals that ask for a stop. From the moment that the run folder is made they wait,
 * over exec too, until the supervisor takes them: else the launch would die and leave the folder.
 * To process 1 a signal that nothing handles is lost, so there they are caught from the beginning,
 * until it is known that no supervisor is wanted. Caught and not blocked: what plugins start would
 * inherit the mask, and could not be ended by them.
 *
 * Only those are held that weren't blocked already. The supervisor is told which, and QEMU gets the
 * mask of the caller. Zeroed, none is held.
 */
#ifndef SUPERVISE_STOP_SIGNALS_H
#define SUPERVISE_STOP_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

#include "stop_signal/stop_signal.h"

struct stop_signals {
	bool held[STOP_SIGNALS], caught[STOP_SIGNALS];
};

/** Of process 1: those that would be lost. The handler has a global. */
void stop_signals_catch(struct stop_signals *stops);

/** Those that were caught, too. Once more does no harm. */
void stop_signals_hold(struct stop_signals *stops);

/** Puts those that are held into a mask. */
void stop_signals_add(const struct stop_signals *stops, sigset_t *mask);

/** No supervisor comes: they take their course. Takes them out of a mask as well. */
void stop_signals_release(struct stop_signals *stops, sigset_t *mask);

/** "TERM,INT,PWR", or some of them, or none. */
void stop_signals_names(const struct stop_signals *stops, char ret_names[STOP_SIGNALS_NAMES]);

#endif
