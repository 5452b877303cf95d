/* SPDX-License-Identifier: MIT */
/*
 * How the installed QEMU wants a QMP monitor to be written: QEMU 11.1 brought -object monitor-qmp
 * and warns of -mon, which all before know and nothing else. QEMU is asked, each time: a version
 * number says nothing of what a distribution has built, and a cache could be of another QEMU.
 */
#ifndef SUPERVISE_MONITOR_FORM_H
#define SUPERVISE_MONITOR_FORM_H

#include "base/arena.h"
#include "base/error.h"

enum monitor_form {
	/** -mon id=ID,chardev=CHARDEV,mode=control */
	MONITOR_OPTION,
	/** -object monitor-qmp,id=ID,chardev=CHARDEV */
	MONITOR_OBJECT,
};

/** Asks the program, which takes some hundredths of a second. -errno: it gave no answer in time, or
 * is one that must not be run for a question (program_run_check()). */
int monitor_form_ask(const char *program, enum monitor_form *ret_form, struct error *err);

/** The option's name for a form, and its value, in the arena; NULL: no memory. */
const char *monitor_form_option(enum monitor_form form);
const char *monitor_form_value(enum monitor_form form, const char *id, const char *chardev,
			       struct arena *arena);

#endif
