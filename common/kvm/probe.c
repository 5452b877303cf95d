/* SPDX-License-Identifier: MIT */
#include "kvm/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define CREATE_VM _IO(0xAE, 0x01)

static bool failed(struct kvm_probe *probe, enum kvm_step step, int error)
{
	probe->step = step;
	probe->error = error;
	return false;
}

static bool create_vm(int kvm, struct kvm_probe *probe)
{
	int vm;
	do
		vm = ioctl(kvm, CREATE_VM, 0ul);
	while (vm < 0 && errno == EINTR);
	if (vm < 0)
		return failed(probe, KVM_STEP_CREATE, errno);
	close(vm);
	probe->step = KVM_STEP_DONE;
	return true;
}

static bool ask(int kvm, struct kvm_probe *probe)
{
	probe->version = ioctl(kvm, KVM_GET_API_VERSION, 0ul);
	if (probe->version < 0)
		return failed(probe, KVM_STEP_VERSION, errno);
	if (probe->version != KVM_API_VERSION_WANTED)
		return failed(probe, KVM_STEP_VERSION, 0);
	return create_vm(kvm, probe);
}

bool kvm_probe(const char *device, struct kvm_probe *ret_probe)
{
	*ret_probe = (struct kvm_probe){ .version = -1 };
	/* A wrong path may lead to a terminal: neither wait for its line nor make it ours. */
	int kvm = open(device, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (kvm < 0)
		return failed(ret_probe, KVM_STEP_OPEN, errno);
	bool works = ask(kvm, ret_probe);
	close(kvm);
	return works;
}
