/* SPDX-License-Identifier: MIT */
#include "kvm/layers.h"

#include <errno.h>
#include <string.h>

#include "kvm/azure.h"
#include "kvm/describe.h"
#include "kvm/nested.h"

static bool works(const struct kvm_probe *probe)
{
	return probe->step == KVM_STEP_DONE;
}

/* Software virtualization needs nothing of the layers below it. */
static bool runs(const struct kvm_probe *probe, const struct kvm_facts *facts)
{
	return works(probe) || facts->kernel.registered == KNOWN_YES;
}

static enum kvm_layer_state processor(const struct kvm_probe *probe, const struct kvm_facts *facts,
				      struct strbuf *text)
{
	const struct processor_facts *processor = &facts->processor;
	switch (processor->virtualization) {
	case KNOWN_YES:
		strbuf_addf(text, "has the flag %s", processor->flag);
		return KVM_LAYER_OK;
	case KNOWN_NO:
		strbuf_addf(text, processor->architecture == ARCHITECTURE_X86
					  ? "has neither of the flags vmx and svm"
					  : "has no flag sie");
		if (runs(probe, facts))
			strbuf_addf(text, "; KVM does without");
		return runs(probe, facts) ? KVM_LAYER_OK : KVM_LAYER_BAD;
	case KNOWN_NOT:
		break;
	}
	strbuf_addf(text, "has no flag that would tell");
	return runs(probe, facts) ? KVM_LAYER_OK : KVM_LAYER_UNKNOWN;
}

static enum kvm_layer_state platform(const struct kvm_probe *probe, const struct kvm_facts *facts,
				     struct strbuf *text)
{
	strbuf_addf(text, "%s", platform_name(facts->platform));
	if (!facts->platform)
		return runs(probe, facts) || facts->processor.virtualization ? KVM_LAYER_OK
									     : KVM_LAYER_UNKNOWN;
	if (*facts->product)
		strbuf_addf(text, ", product %s", facts->product);
	if (*facts->release)
		strbuf_addf(text, ", kernel %s", facts->release);
	if (runs(probe, facts))
		return KVM_LAYER_OK;
	if (nested_never(facts->platform)) {
		strbuf_addf(text, "; it has no KVM to give");
		return KVM_LAYER_BAD;
	}
	if (facts->processor.virtualization == KNOWN_YES)
		return KVM_LAYER_OK;
	if (facts->processor.virtualization == KNOWN_NO) {
		strbuf_addf(text, "; it shows us no nested virtualization");
		return KVM_LAYER_BAD;
	}
	return KVM_LAYER_UNKNOWN;
}

static enum kvm_layer_state cloud(const struct kvm_probe *probe, const struct kvm_facts *facts,
				  struct strbuf *text)
{
	if (facts->platform != PLATFORM_AZURE || runs(probe, facts))
		return KVM_LAYER_UNKNOWN;
	azure_table(text);
	return KVM_LAYER_UNKNOWN;
}

static void add_names(const struct kernel_facts *kernel, struct strbuf *text)
{
	if (kernel->intel_module)
		strbuf_addf(text, "; kvm_intel is there");
	if (kernel->amd_module)
		strbuf_addf(text, "; kvm_amd is there");
	if (kernel->vboxdrv)
		strbuf_addf(text, "; vboxdrv (VirtualBox) is there");
	if (kernel->vmmon)
		strbuf_addf(text, "; vmmon (VMware) is there");
	if (kernel->mshv)
		strbuf_addf(text, "; /dev/mshv (Microsoft's hypervisor) is there");
}

static enum kvm_layer_state module(const struct kvm_probe *probe, const struct kvm_facts *facts,
				   struct strbuf *text)
{
	enum known registered = facts->kernel.registered;
	if (registered == KNOWN_YES)
		strbuf_addf(text, "KVM is running in the kernel (/proc/misc)");
	else if (registered == KNOWN_NO)
		strbuf_addf(text, "KVM is not running in the kernel (/proc/misc)");
	else
		strbuf_addf(text, "/proc/misc can't be read");
	add_names(&facts->kernel, text);
	if (registered == KNOWN_YES || works(probe))
		return KVM_LAYER_OK;
	return registered == KNOWN_NO ? KVM_LAYER_BAD : KVM_LAYER_UNKNOWN;
}

static enum kvm_layer_state node(const struct kvm_probe *probe, const struct kvm_facts *facts,
				 struct strbuf *text)
{
	const struct node_facts *node = &facts->node;
	if (node->error) {
		strbuf_addf(text, "%s", strerror(node->error));
		return works(probe) ? KVM_LAYER_OK : KVM_LAYER_BAD;
	}
	if (node->character)
		strbuf_addf(text, "character device %u:%u, ", node->major, node->minor);
	else
		strbuf_addf(text, "not a character device, ");
	describe_node(node, text);
	return works(probe) || node_is_kvm(node) ? KVM_LAYER_OK : KVM_LAYER_BAD;
}

static void add_rule(const struct kvm_facts *facts, struct strbuf *text)
{
	enum access_rule rule;
	bool allowed = access_allowed(&facts->node.access, &facts->own.ids, &rule);
	static const char rules[][32] = {
		[ACCESS_OVERRIDE] = "the capability DAC_OVERRIDE",
		[ACCESS_OWNER] = "the owner's rule",
		[ACCESS_USER] = "the ACL's rule for the user",
		[ACCESS_GROUP] = "the group's rule",
		[ACCESS_OTHER] = "the rule for all others",
	};
	strbuf_addf(text, "; %s %s reading and writing", rules[rule],
		    allowed ? "allows" : "forbids");
	if (rule == ACCESS_OTHER && facts_group_is_unmapped(facts))
		strbuf_addf(text, ", unless we are in the node's group, which has no number here");
}

static enum kvm_layer_state permission(const struct kvm_probe *probe, const struct kvm_facts *facts,
				       struct strbuf *text)
{
	const struct own_facts *own = &facts->own;
	describe_ids(own, text);
	if (!facts->node.error && own->known)
		add_rule(facts, text);
	if (facts->node.nodev)
		strbuf_addf(text, "; its file system is mounted nodev");
	if (*own->label)
		strbuf_addf(text, "; confined as %s", own->label);
	if (probe->step > KVM_STEP_OPEN)
		return KVM_LAYER_OK;
	return probe->error == EACCES ? KVM_LAYER_BAD : KVM_LAYER_UNKNOWN;
}

static enum kvm_layer_state container(const struct kvm_probe *probe, const struct kvm_facts *facts,
				      struct strbuf *text)
{
	describe_place(&facts->own, text);
	if (probe->step > KVM_STEP_OPEN)
		return KVM_LAYER_OK;
	if (probe->error == EPERM) {
		strbuf_addf(text, "; a device rule forbids the device (%s)", strerror(EPERM));
		return KVM_LAYER_BAD;
	}
	return facts_in_container(&facts->own) ? KVM_LAYER_UNKNOWN : KVM_LAYER_OK;
}

static enum kvm_layer_state version(const struct kvm_probe *probe, struct strbuf *text)
{
	if (probe->step < KVM_STEP_VERSION) {
		strbuf_addf(text, "not asked");
		return KVM_LAYER_UNKNOWN;
	}
	if (probe->step == KVM_STEP_VERSION && probe->error)
		strbuf_addf(text, "%s", strerror(probe->error));
	else
		strbuf_addf(text, "%d", probe->version);
	return probe->step == KVM_STEP_VERSION ? KVM_LAYER_BAD : KVM_LAYER_OK;
}

static enum kvm_layer_state vm(const struct kvm_probe *probe, struct strbuf *text)
{
	if (works(probe)) {
		strbuf_addf(text, "one can be created");
		return KVM_LAYER_OK;
	}
	bool tried = probe->step == KVM_STEP_CREATE;
	strbuf_addf(text, "%s", tried ? strerror(probe->error) : "not tried");
	return tried ? KVM_LAYER_BAD : KVM_LAYER_UNKNOWN;
}

enum kvm_layer_state layer_describe(enum layer layer, const struct kvm_probe *probe,
				    const struct kvm_facts *facts, struct strbuf *text)
{
	switch (layer) {
	case LAYER_PROCESSOR:
		return processor(probe, facts, text);
	case LAYER_PLATFORM:
		return platform(probe, facts, text);
	case LAYER_CLOUD:
		return cloud(probe, facts, text);
	case LAYER_MODULE:
		return module(probe, facts, text);
	case LAYER_NODE:
		return node(probe, facts, text);
	case LAYER_PERMISSION:
		return permission(probe, facts, text);
	case LAYER_CONTAINER:
		return container(probe, facts, text);
	case LAYER_VERSION:
		return version(probe, text);
	case LAYER_VM:
		return vm(probe, text);
	case LAYER_COUNT:
		break;
	}
	return KVM_LAYER_UNKNOWN;
}

const char *layer_name(enum layer layer)
{
	switch (layer) {
	case LAYER_PROCESSOR:
		return "processor";
	case LAYER_PLATFORM:
		return "layer below";
	case LAYER_CLOUD:
		return "cloud";
	case LAYER_MODULE:
		return "module";
	case LAYER_NODE:
		return "device node";
	case LAYER_PERMISSION:
		return "permission";
	case LAYER_CONTAINER:
		return "container";
	case LAYER_VERSION:
		return "API version";
	case LAYER_VM:
		return "virtual machine";
	case LAYER_COUNT:
		break;
	}
	return "";
}
