/* SPDX-License-Identifier: MIT */
/*
 * What lies below this kernel, by the names that it leaves. Pure: text in, verdict out.
 */
#ifndef KVM_PLATFORM_H
#define KVM_PLATFORM_H

#include <stdbool.h>

enum platform {
	/* No sign of a layer below. On x86 that means the machine itself. */
	PLATFORM_NONE,
	/* The processor says that we are a guest, and nothing says whose. */
	PLATFORM_UNNAMED,
	PLATFORM_GVISOR,
	PLATFORM_KATA,
	PLATFORM_WSL1,
	PLATFORM_WSL2,
	PLATFORM_LINUXKIT,
	PLATFORM_AZURE,
	PLATFORM_HYPERV,
	PLATFORM_AWS,
	PLATFORM_GOOGLE,
	PLATFORM_ORACLE,
	PLATFORM_VMWARE,
	PLATFORM_VIRTUALBOX,
	PLATFORM_PARALLELS,
	PLATFORM_APPLE,
	PLATFORM_XEN,
	PLATFORM_KVM
};

struct platform_signs {
	/* /proc/version and /proc/sys/kernel/osrelease */
	char version[512], release[128];
	/* DMI, see /sys/class/dmi/id */
	char vendor[128], product[128], asset_tag[128];
	/* /sys/hypervisor/type */
	char hypervisor_type[32];
	/* Kata's words on the kernel's command line, or its shared folder among the mounts. */
	bool kata;
	/* The flag of x86 processors. */
	bool hypervisor_flag;
};

enum platform platform_of(const struct platform_signs *signs);

/* "Microsoft Azure": constant text. */
const char *platform_name(enum platform platform);

#endif
