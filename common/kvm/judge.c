/* SPDX-License-Identifier: MIT */
#include "kvm/judge.h"

#include <errno.h>

/* Nothing answers at the device: is it missing here only, not loaded, or not offered? */
static enum kvm_cause judge_absence(const struct kvm_facts *facts)
{
	const struct processor_facts *processor = &facts->processor;
	if (facts->kernel.registered == KNOWN_YES)
		return KVM_NO_DEVICE;
	if (processor->virtualization == KNOWN_YES)
		return facts->kernel.registered == KNOWN_NO ? KVM_NO_MODULE : KVM_NO_DEVICE;
	if (processor->virtualization == KNOWN_NO)
		return KVM_NO_VIRTUALIZATION;
	/* Arm has no flag. A guest there has no KVM unless the layer below nests. */
	if (processor->architecture == ARCHITECTURE_ARM && facts->platform &&
	    facts->kernel.registered == KNOWN_NO)
		return KVM_NO_VIRTUALIZATION;
	return KVM_NO_DEVICE;
}

static enum kvm_cause judge_open(int error, const struct kvm_facts *facts)
{
	switch (error) {
	case ENODEV:
	case ENXIO:
		if (!facts->node.error && !node_is_kvm(&facts->node))
			return KVM_NOT_KVM;
		return judge_absence(facts);
	case ENOENT:
	case ENOTDIR:
		return judge_absence(facts);
	case EACCES:
		return KVM_NO_PERMISSION;
	case EPERM:
		return KVM_DEVICE_RULE;
	case EISDIR:
		return KVM_NOT_KVM;
	default:
		return KVM_UNREACHABLE;
	}
}

static enum kvm_cause judge_version(int error)
{
	if (!error)
		return KVM_WRONG_VERSION;
	/* Said by a filter of system calls or a security module, not by the device. */
	return error == EPERM || error == EACCES ? KVM_VM_REFUSED : KVM_NOT_KVM;
}

enum kvm_cause judge(const struct kvm_probe *probe, const struct kvm_facts *facts)
{
	if (probe->step == KVM_STEP_DONE)
		return KVM_WORKS;
	switch (probe->error) {
	case ENOMEM:
		return KVM_NO_MEMORY;
	case EMFILE:
	case ENFILE:
		return KVM_NO_DESCRIPTOR;
	case EBUSY:
		return KVM_BUSY;
	}
	if (probe->step == KVM_STEP_OPEN)
		return judge_open(probe->error, facts);
	return probe->step == KVM_STEP_VERSION ? judge_version(probe->error) : KVM_VM_REFUSED;
}

const char *cause_word(enum kvm_cause cause)
{
	switch (cause) {
	case KVM_WORKS:
		return "works";
	case KVM_NO_DEVICE:
		return "no-device";
	case KVM_NO_MODULE:
		return "no-module";
	case KVM_NO_VIRTUALIZATION:
		return "no-virtualization";
	case KVM_NO_PERMISSION:
		return "no-permission";
	case KVM_DEVICE_RULE:
		return "device-rule";
	case KVM_BUSY:
		return "busy";
	case KVM_NOT_KVM:
		return "not-kvm";
	case KVM_WRONG_VERSION:
		return "wrong-version";
	case KVM_VM_REFUSED:
		return "vm-refused";
	case KVM_NO_MEMORY:
		return "no-memory";
	case KVM_NO_DESCRIPTOR:
		return "no-descriptor";
	case KVM_UNREACHABLE:
		return "unreachable";
	}
	return "unknown";
}
