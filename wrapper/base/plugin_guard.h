/* SPDX-License-Identifier: MIT */
/*
 * Code of plugins may call exit() or crash: QEMU would not be started, status 0 would tell the
 * caller that all is well, and a signal would tell nobody whose fault it is. While such code runs
 * the guard is told whose it is; exit(), quick_exit() and fatal signals then end in one message and
 * status 125. So do those of threads that plugins started, at any time: we have none.
 *
 * What is not a plugin's is left as it is without a guard: faults of our own code, signals that
 * another process sent, and everything in processes that were forked off. A signal that the caller
 * ignores stays ignored, and its handler is there only while a plugin runs.
 *
 * Not caught: _exit(), raw system calls, endless loops, a signal that the plugin blocks or handles
 * itself, the overflow of a stack of the plugin's own thread.
 */
#ifndef BASE_PLUGIN_GUARD_H
#define BASE_PLUGIN_GUARD_H

struct plugin_guard;

/** The guard of this process; there is one, which lives until the process ends or becomes QEMU.
 * NULL: it can't be set up. A child that forked guards nothing, unless it calls this. */
struct plugin_guard *plugin_guard_new(void);

/** For a child whose end its parent judges: it ends as a process does that nobody guards, whatever
 * guard it makes from now on. */
void plugin_guard_disarm(void);

/** Code of this plugin runs from now on; `phase` as in messages. Both strings must stay until
 * another plugin is entered. A NULL guard does nothing. */
void plugin_guard_enter(struct plugin_guard *guard, const char *plugin, const char *phase);

/** It has come back. */
void plugin_guard_leave(struct plugin_guard *guard);

#endif
