/* SPDX-License-Identifier: MIT */
#include "kvm/summary.h"

#include <string.h>

#include "kvm/describe.h"
#include "kvm/layers.h"

static void add_failure(const struct kvm_probe *probe, struct strbuf *text)
{
	static const char doing[][40] = { "cannot be opened", "does not tell its version",
					  "cannot create a VM", "works" };
	strbuf_addf(text, " %s: %s", doing[probe->step], strerror(probe->error));
}

static void add_absence(const struct kvm_facts *facts, struct strbuf *text)
{
	strbuf_addf(text, "; the processor ");
	layer_describe(LAYER_PROCESSOR, &(struct kvm_probe){ 0 }, facts, text);
	if (facts->platform)
		strbuf_addf(text, ", below us is %s", platform_name(facts->platform));
}

/* The numbers tell why, or that they don't. */
static void add_permission(const struct kvm_facts *facts, struct strbuf *text)
{
	enum access_rule rule;
	const struct own_facts *own = &facts->own;
	if (facts->node.error) {
		strbuf_addf(text, "; a folder on the way to it can't be searched by ");
		describe_ids(own, text);
		return;
	}
	strbuf_addf(text, "; ");
	describe_node(&facts->node, text);
	strbuf_addf(text, own->known ? "; we are " : "; ");
	describe_ids(own, text);
	if (facts->node.nodev)
		strbuf_addf(text, "; its file system is mounted nodev");
	else if (own->known && access_allowed(&facts->node.access, &own->ids, &rule))
		strbuf_addf(text, "; the numbers would allow it, so something else forbids it%s%s",
			    *own->label ? ", perhaps the confinement as " : "", own->label);
}

static void add_what_it_is(const struct node_facts *node, struct strbuf *text)
{
	if (node->error || node_is_kvm(node))
		return;
	if (node->character)
		strbuf_addf(text, "; it is device %u:%u, KVM's is %u:%u", node->major, node->minor,
			    KVM_MAJOR, KVM_MINOR);
	else
		strbuf_addf(text, "; it is no character device, KVM's is one (%u:%u)", KVM_MAJOR,
			    KVM_MINOR);
}

static void add_rule(const struct kvm_facts *facts, struct strbuf *text)
{
	const struct own_facts *own = &facts->own;
	strbuf_addf(text, "; neither owner nor mode say that, but device rules (cgroup) do");
	if (facts_in_container(own)) {
		strbuf_addf(text, ", here those of ");
		describe_place(own, text);
	}
}

static void add_why(enum kvm_cause cause, const struct kvm_facts *facts, struct strbuf *text)
{
	switch (cause) {
	case KVM_NO_DEVICE:
		strbuf_addf(text, "; ");
		layer_describe(LAYER_MODULE, &(struct kvm_probe){ 0 }, facts, text);
		break;
	case KVM_NO_MODULE:
		strbuf_addf(text, "; KVM is not running in the kernel");
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
		strbuf_addf(text, "; another hypervisor holds the processor%s%s",
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
		  const struct kvm_facts *facts, struct strbuf *text)
{
	strbuf_addf(text, "%s", device);
	if (cause == KVM_WORKS)
		strbuf_addf(text, " works: API version %d, a VM can be created", probe->version);
	else if (cause == KVM_WRONG_VERSION)
		strbuf_addf(text, " has API version %d, not %d", probe->version,
			    KVM_API_VERSION_WANTED);
	else if (cause == KVM_NOT_KVM && probe->step == KVM_STEP_VERSION)
		strbuf_addf(text, " is not KVM: %s", strerror(probe->error));
	else
		add_failure(probe, text);
	add_why(cause, facts, text);
}
