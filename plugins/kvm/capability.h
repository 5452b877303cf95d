/* SPDX-License-Identifier: MIT */
/*
 * What the kernel's KVM can do beyond creating a VM. Asked only for lines where it matters.
 */
#ifndef KVM_CAPABILITY_H
#define KVM_CAPABILITY_H

/* KVM_CAP_* of <linux/kvm.h>. */
enum capability { CAPABILITY_MAX_VCPUS = 66, CAPABILITY_SMM = 117 };

/* What the kernel answers: 0: it can't. Negative: the device can't be asked. */
int capability_ask(const char *device, enum capability capability);

#endif
