/* SPDX-License-Identifier: MIT */
#include "capability.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <kvm/probe.h>

/* Not from <linux/kvm.h>, which not every architecture has. */
#define KVM_CHECK_EXTENSION _IO(0xAE, 0x03)

int capability_ask(const char *device, enum capability capability)
{
	int fd = open(device, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	int answer = -ENODEV;
	if (ioctl(fd, KVM_GET_API_VERSION, 0ul) == KVM_API_VERSION_WANTED)
		answer = ioctl(fd, KVM_CHECK_EXTENSION, (unsigned long)capability);
	close(fd);
	return answer;
}
