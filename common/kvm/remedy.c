/* SPDX-License-Identifier: MIT */
#include "kvm/remedy.h"

#include <string.h>

#include "kvm/nested.h"

void remedy_pass_device(const struct own_facts *own, struct strbuf *text)
{
	if (own->kubernetes) {
		strbuf_addf(text, "Let the pod ask a device plugin for it, in resources.limits "
				  "(devices.kubevirt.io/kvm: 1 with KubeVirt, squat.ai/kvm: 1 with "
				  "generic-device-plugin): a hostPath volume alone ends in EPERM.");
		return;
	}
	strbuf_addf(text, "Start the container with `--device /dev/kvm` (a volume is not enough).");
}

/* The name of the module, as far as the processor tells. */
static const char *module_of(const struct processor_facts *processor)
{
	if (processor->architecture != ARCHITECTURE_X86)
		return "kvm";
	return processor->maker == MAKER_AMD ? "kvm_amd" : "kvm_intel";
}

static void no_module(const struct kvm_facts *facts, struct strbuf *text)
{
	const char *module = module_of(&facts->processor);
	if (nested_never(facts->platform)) {
		nested_remedy(facts, text);
		return;
	}
	strbuf_addf(text, "%s `modprobe %s`",
		    facts->own.kubernetes  ? "On the node, as root:"
		    : facts->own.container ? "On the host, as root:"
					   : "As root:",
		    module);
	strbuf_addf(
		text,
		", and for every boot `echo %s >/etc/modules-load.d/kvm.conf`; if it fails, `dmesg "
		"| grep -i kvm` says why.",
		module);
	if (facts_in_container(&facts->own)) {
		strbuf_addf(text, "\n");
		remedy_pass_device(&facts->own, text);
	}
}

static void no_device(const char *device, const struct kvm_facts *facts, struct strbuf *text)
{
	const struct own_facts *own = &facts->own;
	if (nested_never(facts->platform) ||
	    (facts->platform == PLATFORM_LINUXKIT && facts->kernel.registered != KNOWN_YES)) {
		nested_remedy(facts, text);
		return;
	}
	if (strcmp(device, "/dev/kvm") != 0)
		strbuf_addf(text, "Is the path right? KVM's device usually is /dev/kvm. ");
	if (facts_in_container(own)) {
		remedy_pass_device(own, text);
		if (!own->kubernetes && own->ids.uid != 0)
			strbuf_addf(text, "\nFor its group add `--group-add \"$(stat -c %%g "
					  "/dev/kvm)\"`, or, rootless with Podman, `--group-add "
					  "keep-groups`.");
	} else if (facts->kernel.registered == KNOWN_YES) {
		strbuf_addf(
			text,
			"In a chroot, bind-mount /dev; else, as root: `mknod -m 0660 /dev/kvm c "
			"%u %u`.",
			KVM_MAJOR, KVM_MINOR);
	} else if (facts->processor.architecture == ARCHITECTURE_X86) {
		no_module(facts, text);
	} else {
		nested_remedy(facts, text);
	}
}

static void device_rule(const char *device, const struct kvm_facts *facts, struct strbuf *text)
{
	if (facts_in_container(&facts->own)) {
		remedy_pass_device(&facts->own, text);
		return;
	}
	strbuf_addf(text,
		    "In a service of systemd: DeviceAllow=%s rw, without PrivateDevices=yes. In a "
		    "container: `--device %s`, or a device plugin in Kubernetes.",
		    device, device);
}

static void busy(const struct kernel_facts *kernel, struct strbuf *text)
{
	strbuf_addf(text, "Stop the VMs of the other hypervisor (VirtualBox, VMware)");
	if (kernel->vboxdrv)
		strbuf_addf(text,
			    "; if that is not enough, `modprobe -r vboxnetadp vboxnetflt vboxdrv`");
	if (kernel->vmmon)
		strbuf_addf(text, "; if that is not enough, `modprobe -r vmmon`");
	strbuf_addf(text, ".");
}

static void not_kvm(const char *device, const struct kvm_facts *facts, struct strbuf *text)
{
	if (!strcmp(device, "/dev/kvm"))
		strbuf_addf(text, "Something else was put in place of KVM's device, %u:%u.",
			    KVM_MAJOR, KVM_MINOR);
	else
		strbuf_addf(text, "Name KVM's device, usually /dev/kvm: character device %u:%u.",
			    KVM_MAJOR, KVM_MINOR);
	if (!facts_in_container(&facts->own))
		return;
	strbuf_addf(text, " Don't put one into the image. ");
	remedy_pass_device(&facts->own, text);
}

void remedy_make(enum kvm_cause cause, const char *device, const struct kvm_facts *facts,
		 struct strbuf *text)
{
	switch (cause) {
	case KVM_WORKS:
		break;
	case KVM_NO_DEVICE:
		no_device(device, facts, text);
		break;
	case KVM_NO_MODULE:
		no_module(facts, text);
		break;
	case KVM_NO_VIRTUALIZATION:
		nested_remedy(facts, text);
		break;
	case KVM_NO_PERMISSION:
		remedy_permission(device, facts, text);
		break;
	case KVM_DEVICE_RULE:
		device_rule(device, facts, text);
		break;
	case KVM_BUSY:
		busy(&facts->kernel, text);
		break;
	case KVM_NOT_KVM:
		not_kvm(device, facts, text);
		break;
	case KVM_WRONG_VERSION:
		strbuf_addf(text, "Upgrade the kernel: KVM has answered %d since Linux 2.6.22.",
			    KVM_API_VERSION_WANTED);
		break;
	case KVM_VM_REFUSED:
		strbuf_addf(text,
			    "Look at `dmesg | grep -i kvm`; with EPERM or EACCES, at the "
			    "seccomp filter and the security module that confine this process.");
		break;
	case KVM_NO_MEMORY:
		strbuf_addf(text, "Free memory, or raise the limit of the container or service.");
		break;
	case KVM_NO_DESCRIPTOR:
		strbuf_addf(text, "Raise the limit of open files (`ulimit -n`, fs.file-max).");
		break;
	case KVM_UNREACHABLE:
		strbuf_addf(text,
			    "Look at the path: `namei -l %s`. KVM's device usually is /dev/kvm.",
			    device);
		break;
	}
}
