/* SPDX-License-Identifier: MIT */
/*
 * Does KVM work here? The one test that tells: open the device, ask, create a VM. Neither the mode
 * of the node nor the flags of the processor say it.
 *
 * It is in the way of every start: five system calls at most, no memory, nothing left behind.
 */
#ifndef KVM_PROBE_H
#define KVM_PROBE_H

#include <stdbool.h>
#include <sys/ioctl.h>

/* Not from <linux/kvm.h>, which not every architecture has. */
#define KVM_GET_API_VERSION    _IO(0xAE, 0x00)
#define KVM_API_VERSION_WANTED 12

enum kvm_step { KVM_STEP_OPEN, KVM_STEP_VERSION, KVM_STEP_CREATE, KVM_STEP_DONE };

struct kvm_probe {
	/* The first one that failed; KVM_STEP_DONE: KVM works. */
	enum kvm_step step;
	/* Its errno; 0 if there is none. */
	int error;
	/* What KVM_GET_API_VERSION answered, or -1. */
	int version;
};

/* True if all worked. Waits for nothing, whatever the device is. */
bool kvm_probe(const char *device, struct kvm_probe *ret_probe);

#endif
