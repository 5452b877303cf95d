/* SPDX-License-Identifier: MIT */
/*
 * What a launch costs at least that loads OBJECTS shared objects from FOLDER, tests KVM if KVM is
 * 1, and then becomes TARGET.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int load_object(int number)
{
	char path[sizeof(FOLDER) + 32];
	snprintf(path, sizeof(path), FOLDER "/empty-%d.so", number);
	return dlopen(path, RTLD_NOW | RTLD_LOCAL) ? 0 : -1;
}

static int test_kvm(void)
{
	int device = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (device < 0)
		return -1;
	int machine = -1;
	if (ioctl(device, KVM_GET_API_VERSION, 0) == KVM_API_VERSION)
		machine = ioctl(device, KVM_CREATE_VM, 0);
	if (machine >= 0)
		close(machine);
	close(device);
	return machine < 0 ? -1 : 0;
}

int main(int argc, char **argv)
{
	(void)argc;
	for (int i = 0; i < OBJECTS; i++)
		if (load_object(i))
			return 1;
	if (KVM && test_kvm())
		return 1;
	execv(TARGET, argv);
	return 1;
}
