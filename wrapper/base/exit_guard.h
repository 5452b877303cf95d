/* SPDX-License-Identifier: MIT */
/*
 * Code of plugins may call exit(): QEMU would not be started, and status 0 would tell the caller
 * that all is well. While such code runs the guard is told whose it is; exit() then ends in a
 * message and status 125. _exit() and raw system calls are not caught.
 */
#ifndef BASE_EXIT_GUARD_H
#define BASE_EXIT_GUARD_H

struct exit_guard;

/** Sets up a guard, which lives until the process ends or becomes QEMU; NULL: no memory. */
struct exit_guard *exit_guard_new(void);

/** Code of this plugin runs from now on; `phase` as in messages. A NULL guard does nothing. */
void exit_guard_enter(struct exit_guard *guard, const char *plugin, const char *phase);

/** It has come back. */
void exit_guard_leave(struct exit_guard *guard);

#endif
