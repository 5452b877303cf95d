/* SPDX-License-Identifier: MIT */
#include "kvm/nested.h"

#include "kvm/azure.h"

bool nested_never(enum platform platform)
{
	return platform == PLATFORM_GVISOR || platform == PLATFORM_KATA ||
	       platform == PLATFORM_WSL1;
}

static const char *sandbox(enum platform platform)
{
	switch (platform) {
	case PLATFORM_GVISOR:
		return "gVisor has no KVM to give. Run this container with runc (in Kubernetes: "
		       "without this runtimeClassName), and pass the device to it.";
	case PLATFORM_KATA:
		return "Kata's machine around this container has no KVM. Run it with runc (in "
		       "Kubernetes: without this runtimeClassName), and pass the device to it.";
	case PLATFORM_WSL1:
		return "WSL 1 has no Linux kernel. In Windows: `wsl --set-version DISTRIBUTION 2`.";
	case PLATFORM_WSL2:
		return "In Windows 11, write nestedVirtualization=true below [wsl2] in "
		       "%UserProfile%\\.wslconfig, then `wsl --shutdown`.";
	default:
		return "Docker Desktop's own machine has no KVM. On Windows use its WSL 2 backend, "
		       "with nestedVirtualization=true below [wsl2] in %UserProfile%\\.wslconfig; "
		       "elsewhere run Docker Engine on a Linux host that has /dev/kvm.";
	}
}

static const char *cloud(enum platform platform, bool arm)
{
	switch (platform) {
	case PLATFORM_AWS:
		return arm ? "Take a *.metal instance: other Arm ones offer no nested "
			     "virtualization (as of 2026)."
			   : "Take a *.metal instance, or one of c8i, m8i, r8i started with "
			     "`--cpu-options NestedVirtualization=enabled` (as of 2026).";
	case PLATFORM_GOOGLE:
		return arm ? "Take an Intel machine type and create the instance with "
			     "`--enable-nested-virtualization`: Arm ones don't offer it."
			   : "Create the instance with `gcloud compute instances create ... "
			     "--enable-nested-virtualization`, on a machine type that allows it "
			     "(not E2).";
	default:
		return "Take a bare metal shape (BM.*), or ask Oracle which shapes of virtual "
		       "machines nest; those of Arm don't.";
	}
}

static const char *hypervisor(enum platform platform, bool arm)
{
	if (arm && platform == PLATFORM_KVM)
		return "KVM nests on Arm only where the processor has FEAT_NV2 and the kernel "
		       "below was started with kvm-arm.mode=nested. Else run without KVM (-accel "
		       "tcg).";
	switch (platform) {
	case PLATFORM_HYPERV:
		return "With the VM off, on the Hyper-V host: `Set-VMProcessor -VMName NAME "
		       "-ExposeVirtualizationExtensions $true`.";
	case PLATFORM_VMWARE:
		return "With the VM off, in its processor settings: \"Virtualize Intel VT-x/EPT or "
		       "AMD-V/RVI\" (vSphere: \"Expose hardware assisted virtualization to the "
		       "guest OS\"; .vmx: vhv.enable = \"TRUE\").";
	case PLATFORM_VIRTUALBOX:
		return "With the VM off, on its host: `VBoxManage modifyvm NAME --nested-hw-virt "
		       "on`.";
	case PLATFORM_PARALLELS:
		return "With the VM off, on its host: `prlctl set NAME --nested-virt on`.";
	case PLATFORM_APPLE:
		return "Only macOS 15 on M3 or newer lets such machines nest, if their program "
		       "asks for it. Else run without KVM (-accel tcg).";
	case PLATFORM_XEN:
		return "In the domain's configuration: nestedhvm=1 (an HVM domain).";
	case PLATFORM_KVM:
		return "On the host below: `modprobe -r kvm_intel && modprobe kvm_intel nested=1` "
		       "(kvm_amd alike) with its VMs off, and this VM with `-cpu host` (libvirt: "
		       "<cpu mode='host-passthrough'/>).";
	default:
		return "Ask whoever runs the machine below for nested virtualization (QEMU: "
		       "kvm_intel or kvm_amd with nested=1, and `-cpu host`), or take another "
		       "machine type.";
	}
}

static const char *firmware(const struct processor_facts *processor)
{
	if (processor->architecture != ARCHITECTURE_X86)
		return "KVM needs a kernel with KVM in it, on a processor and a boot loader that "
		       "leave it the hypervisor's level (Arm: EL2). Look at `dmesg | grep -i kvm`.";
	switch (processor->maker) {
	case MAKER_INTEL:
		return "Switch on Intel VT-x (\"Virtualization Technology\") in the firmware "
		       "setup, and power-cycle. If it is on, look at `dmesg | grep -i kvm`.";
	case MAKER_AMD:
		return "Switch on AMD-V (\"SVM Mode\") in the firmware setup, and power-cycle. If "
		       "it is on, look at `dmesg | grep -i kvm`.";
	default:
		return "Switch on VT-x or AMD-V (SVM) in the firmware setup, and power-cycle. If "
		       "it is on, look at `dmesg | grep -i kvm`.";
	}
}

void nested_remedy(const struct kvm_facts *facts, struct strbuf *text)
{
	bool arm = facts->processor.architecture == ARCHITECTURE_ARM;
	switch (facts->platform) {
	case PLATFORM_NONE:
		strbuf_addf(text, "%s", firmware(&facts->processor));
		break;
	case PLATFORM_GVISOR:
	case PLATFORM_KATA:
	case PLATFORM_WSL1:
	case PLATFORM_WSL2:
	case PLATFORM_LINUXKIT:
		strbuf_addf(text, "%s", sandbox(facts->platform));
		break;
	case PLATFORM_AZURE:
		azure_remedy(facts, text);
		break;
	case PLATFORM_AWS:
	case PLATFORM_GOOGLE:
	case PLATFORM_ORACLE:
		strbuf_addf(text, "%s", cloud(facts->platform, arm));
		break;
	default:
		strbuf_addf(text, "%s", hypervisor(facts->platform, arm));
	}
}
