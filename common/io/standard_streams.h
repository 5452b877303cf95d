/* SPDX-License-Identifier: MIT */
/*
 * Descriptors 0 to 2 may be closed when we start, and QEMU must find them closed. Until then
 * placeholders keep files of ours from landing there, where a message would be written into them.
 */
#ifndef IO_STANDARD_STREAMS_H
#define IO_STANDARD_STREAMS_H

/** Opens /dev/null, close-on-exec, on those of 0 to 2 that are closed. */
void standard_streams_hold(void);

#endif
