/* SPDX-License-Identifier: MIT */
#include "io/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

void standard_streams_hold(void)
{
	for (int fd = 0; fd <= 2; fd++) {
		if (fcntl(fd, F_GETFD) >= 0)
			continue;
		/* open() takes the lowest free number, which is this one; without /dev/null a
		 * pipe's end does as well. */
		if (open("/dev/null", O_RDWR | O_CLOEXEC) == fd)
			continue;
		int ends[2];
		if (!pipe2(ends, O_CLOEXEC) && ends[1] > 2)
			close(ends[1]);
	}
}
