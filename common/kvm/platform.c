/* SPDX-License-Identifier: MIT */
#include "kvm/platform.h"

#include <string.h>

/* All of Azure's machines have it, and no other Hyper-V. */
#define AZURE_TAG "7783-7084-3265-9085-8269-3286-77"
/* The constant version of gVisor's sentry, pkg/sentry/syscalls/linux/linux64.go. */
#define GVISOR_BUILD "#1 SMP Sun Jan 10 15:06:54 PST 2016"

static bool begins(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

static enum platform by_kernel(const struct platform_signs *signs)
{
	if (strstr(signs->version, GVISOR_BUILD) || strstr(signs->release, "gvisor"))
		return PLATFORM_GVISOR;
	if (signs->kata)
		return PLATFORM_KATA;
	if (strstr(signs->release, "-Microsoft"))
		return PLATFORM_WSL1;
	if (strstr(signs->release, "-microsoft"))
		return PLATFORM_WSL2;
	return strstr(signs->release, "linuxkit") ? PLATFORM_LINUXKIT : PLATFORM_NONE;
}

static enum platform by_cloud(const struct platform_signs *signs)
{
	if (!strcmp(signs->asset_tag, AZURE_TAG))
		return PLATFORM_AZURE;
	if (begins(signs->vendor, "Amazon EC2"))
		/* On a metal instance nothing lies below. */
		return strstr(signs->product, ".metal") ? PLATFORM_NONE : PLATFORM_AWS;
	if (begins(signs->product, "Google Compute Engine"))
		return PLATFORM_GOOGLE;
	return !strcmp(signs->asset_tag, "OracleCloud.com") ? PLATFORM_ORACLE : PLATFORM_NONE;
}

static enum platform by_dmi(const struct platform_signs *signs)
{
	if (begins(signs->vendor, "Microsoft") && begins(signs->product, "Virtual Machine"))
		return PLATFORM_HYPERV;
	if (begins(signs->vendor, "VMware"))
		return PLATFORM_VMWARE;
	if (begins(signs->product, "VirtualBox") || begins(signs->vendor, "innotek"))
		return PLATFORM_VIRTUALBOX;
	if (begins(signs->vendor, "Parallels"))
		return PLATFORM_PARALLELS;
	if (begins(signs->product, "Apple Virtualization"))
		return PLATFORM_APPLE;
	if (begins(signs->vendor, "Xen") || begins(signs->hypervisor_type, "xen"))
		return PLATFORM_XEN;
	if (begins(signs->vendor, "QEMU") || begins(signs->product, "KVM") ||
	    begins(signs->product, "OpenStack"))
		return PLATFORM_KVM;
	return signs->hypervisor_flag ? PLATFORM_UNNAMED : PLATFORM_NONE;
}

enum platform platform_of(const struct platform_signs *signs)
{
	enum platform platform = by_kernel(signs);
	if (!platform)
		platform = by_cloud(signs);
	if (!platform)
		platform = by_dmi(signs);
	return platform;
}

const char *platform_name(enum platform platform)
{
	switch (platform) {
	case PLATFORM_NONE:
		return "none seen";
	case PLATFORM_UNNAMED:
		return "an unnamed hypervisor";
	case PLATFORM_GVISOR:
		return "gVisor";
	case PLATFORM_KATA:
		return "Kata Containers";
	case PLATFORM_WSL1:
		return "WSL 1";
	case PLATFORM_WSL2:
		return "WSL 2";
	case PLATFORM_LINUXKIT:
		return "LinuxKit (Docker Desktop)";
	case PLATFORM_AZURE:
		return "Microsoft Azure";
	case PLATFORM_HYPERV:
		return "Hyper-V";
	case PLATFORM_AWS:
		return "Amazon EC2";
	case PLATFORM_GOOGLE:
		return "Google Compute Engine";
	case PLATFORM_ORACLE:
		return "Oracle Cloud";
	case PLATFORM_VMWARE:
		return "VMware";
	case PLATFORM_VIRTUALBOX:
		return "VirtualBox";
	case PLATFORM_PARALLELS:
		return "Parallels";
	case PLATFORM_APPLE:
		return "Apple's Virtualization framework";
	case PLATFORM_XEN:
		return "Xen";
	case PLATFORM_KVM:
		return "KVM";
	}
	return "unknown";
}
