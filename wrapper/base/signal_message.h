/* SPDX-License-Identifier: MIT */
/*
 * A message that a signal handler can write: no memory is allocated, no lock taken, nothing called
 * that isn't async-signal-safe. What doesn't fit is cut off.
 *
 *     struct signal_message message = { .length = 0 };
 *     signal_message_add(&message, "...");
 *     signal_message_print(&message);
 */
#ifndef BASE_SIGNAL_MESSAGE_H
#define BASE_SIGNAL_MESSAGE_H

#include <stddef.h>

struct signal_message {
	size_t length;
	char text[512];
};

/** Control characters and bytes that aren't ASCII become '?'. NULL reads as "?". */
void signal_message_add(struct signal_message *message, const char *text);
void signal_message_add_number(struct signal_message *message, unsigned number);

/** One line on standard error, as message_print(). SIGPIPE must be blocked. */
void signal_message_print(const struct signal_message *message);

#endif
