/* SPDX-License-Identifier: MIT */
#include "kvm/summary.h"

#include <string.h>

#include "kvm/describe.h"
#include "kvm/layers.h"

static void add_failure(const struct kvm_probe *probe, struct text *text)
{
	static const char doing[][40] = { "cannot be opened", "does not tell its version",
					  "cannot create a VM", "works" };
	text_add(text, " %s: %s", doing[probe->step], strerror(probe->error));
}

static void add_absence(const struct kvm_facts *facts, struct text *text)
{
	text_add(text, "; the processor ");
	layer_describe(LAYER_PROCESSOR, &(struct kvm_probe){ 0 }, facts, text);
	if (facts->platform)
		text_add(text, ", below us is %s", platform_name(facts->platform));
}

/* The numbers tell why, or that they don't. */
static void add_permission(const struct kvm_facts *facts, struct text *text)
{
	enum access_rule rule;
	const struct own_facts *own = &facts->own;
	if (facts->node.error) {
		text_add(text, "; a folder on the way to it can't be searched by ");
		describe_ids(own, text);
		return;
	}
	text_add(text, "; ");
	describe_node(&facts->node, text);
	text_add(text, own->known ? "; we are " : "; ");
	describe_ids(own, text);
	if (facts->node.nodev)
		text_add(text, "; its file system is mounted nodev");
	else if (own->known && access_allowed(&facts->node.access, &own->ids, &rule))
		text_add(text, "; the numbers would allow it, so something else forbids it%s%s",
			 *own->label ? ", perhaps the confinement as " : "", own->label);
}

static void add_what_it_is(const struct node_facts *node, struct text *text)
{
	if (node->error || node_is_kvm(node))
		return;
	if (node->character)
		text_add(text, "; it is device %u:%u, KVM's is %u:%u", node->major, node->minor,
			 KVM_MAJOR, KVM_MINOR);
	else
		text_add(text, "; it is no character device, KVM's is one (%u:%u)", KVM_MAJOR,
			 KVM_MINOR);
}

static void add_rule(const struct kvm_facts *facts, struct text *text)
{
	const struct own_facts *own = &facts->own;
	text_add(text, "; neither owner nor mode say that, but device rules (cgroup) do");
	if (own->kubernetes || own->container) {
		text_add(text, ", here those of ");
		describe_place(own, text);
	}
}

static void add_why(enum kvm_cause cause, const struct kvm_facts *facts, struct text *text)
{
	switch (cause) {
	case KVM_NO_DEVICE:
		text_add(text, "; ");
		layer_describe(LAYER_MODULE, &(struct kvm_probe){ 0 }, facts, text);
		break;
	case KVM_NO_MODULE:
		text_add(text, "; KVM is not running in the kernel");
		/* fall through */
	case KVM_NO_VIRTUALIZATION:
		add_absence(facts, text);
		break;
	case KVM_NO_PERMISSION:
		add_permission(facts, text);
		break;
	case KVM_DEVICE_RULE:
		add_rule(facts, text);
		break;
	case KVM_BUSY:
		text_add(text, "; another hypervisor holds the processor%s%s",
			 facts->kernel.vboxdrv ? " (VirtualBox's vboxdrv is loaded)" : "",
			 facts->kernel.vmmon ? " (VMware's vmmon is loaded)" : "");
		break;
	case KVM_NOT_KVM:
		add_what_it_is(&facts->node, text);
		break;
	default:
		break;
	}
}

void summary_make(enum kvm_cause cause, const char *device, const struct kvm_probe *probe,
		  const struct kvm_facts *facts, struct text *text)
{
	text_add(text, "%s", device);
	if (cause == KVM_WORKS)
		text_add(text, " works: API version %d, a VM can be created", probe->version);
	else if (cause == KVM_WRONG_VERSION)
		text_add(text, " has API version %d, not %d", probe->version,
			 KVM_API_VERSION_WANTED);
	else if (cause == KVM_NOT_KVM && probe->step == KVM_STEP_VERSION)
		text_add(text, " is not KVM: %s", strerror(probe->error));
	else
		add_failure(probe, text);
	add_why(cause, facts, text);
}
