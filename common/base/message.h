/* SPDX-License-Identifier: MIT */
/*
 * The one way to standard error. A message is written whole, in one write, with hidden characters
 * made visible; a closed pipe there neither kills the launch nor changes any signal state.
 */
#ifndef BASE_MESSAGE_H
#define BASE_MESSAGE_H

#include <stddef.h>

/** Writes "qemu-wrapper: TEXT\n". Further lines are indented, so that no text we quote
 * can pass for a message of its own. A long text loses its
 * middle: libvirt shows people only the last 1024 bytes of what a failed start printed. */
void message_print(const char *text);

/** Writes bytes to a descriptor as they are, see quiet_write_all(); 0, or -errno if not all of them
 * could be written. */
int message_write(int fd, const char *bytes, size_t length);

#endif
