/* SPDX-License-Identifier: MIT */
/* Lines for people, on standard error. A reader that has stopped reading loses lines; nothing of
 * ours waits for it. */
#ifndef SUPERVISOR_SAY_H
#define SUPERVISOR_SAY_H

#include <stdint.h>

void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** "87.5 s left", or "no deadline"; milliseconds as of ladder_left(). */
enum { SAY_LEFT = 32 };
void say_left(int64_t left, char ret_text[SAY_LEFT]);

/** Writes the text to /dev/termination-log if there is such a file: Kubernetes shows it as the
 * reason why a container ended. */
void say_termination(const char *text);

#endif
