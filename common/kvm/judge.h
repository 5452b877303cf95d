/* SPDX-License-Identifier: MIT */
/*
 * The one cause of a failed probe. Pure. The probe decides; where one errno has several reasons
 * (ENOENT and ENODEV most of all), the facts do.
 */
#ifndef KVM_JUDGE_H
#define KVM_JUDGE_H

#include "kvm/facts.h"
#include "kvm/probe.h"

enum kvm_cause {
	KVM_WORKS,
	/* The kernel may well have KVM, but the device isn't here. */
	KVM_NO_DEVICE,
	/* The processor can, but no module has taken hold of it. */
	KVM_NO_MODULE,
	/* The processor, or the layer below, doesn't offer it. */
	KVM_NO_VIRTUALIZATION,
	/* EACCES: owner, mode, ACL, mount option or security module. */
	KVM_NO_PERMISSION,
	/* EPERM: the device rules of a container or service. */
	KVM_DEVICE_RULE,
	/* Another hypervisor has taken hold of the processor. */
	KVM_BUSY,
	KVM_NOT_KVM,
	KVM_WRONG_VERSION,
	/* A VM can't be created, for none of the other reasons. */
	KVM_VM_REFUSED,
	KVM_NO_MEMORY,
	/* Descriptors of the process or the system are used up. */
	KVM_NO_DESCRIPTOR,
	/* The path can't be opened, for none of the other reasons. */
	KVM_UNREACHABLE
};

enum kvm_cause judge(const struct kvm_probe *probe, const struct kvm_facts *facts);

/* One word for machines: constant text. */
const char *cause_word(enum kvm_cause cause);

#endif
