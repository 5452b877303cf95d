/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kvm/platform.h"

static const struct {
	struct platform_signs signs;
	enum platform platform;
} cases[] = {
	{ { .release = "6.1.0-18-amd64", .vendor = "LENOVO", .product = "21CB" }, PLATFORM_NONE },
	{ { .release = "6.1.0-18-amd64" }, PLATFORM_NONE },
	{ { .hypervisor_flag = true }, PLATFORM_UNNAMED },
	{ { .vendor = "LENOVO", .hypervisor_flag = true }, PLATFORM_UNNAMED },
	{ { .version = "Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016",
	    .release = "4.4.0" },
	  PLATFORM_GVISOR },
	{ { .release = "4.19.0-gvisor" }, PLATFORM_GVISOR },
	{ { .release = "4.4.0" }, PLATFORM_NONE },
	/* The runtime is nearer than the cloud. */
	{ { .kata = true, .asset_tag = "7783-7084-3265-9085-8269-3286-77" }, PLATFORM_KATA },
	{ { .release = "4.4.0-19041-Microsoft" }, PLATFORM_WSL1 },
	{ { .release = "5.15.153.1-microsoft-standard-WSL2", .hypervisor_flag = true },
	  PLATFORM_WSL2 },
	{ { .release = "6.6.32-linuxkit", .hypervisor_flag = true }, PLATFORM_LINUXKIT },
	{ { .vendor = "Microsoft Corporation",
	    .product = "Virtual Machine",
	    .asset_tag = "7783-7084-3265-9085-8269-3286-77" },
	  PLATFORM_AZURE },
	{ { .vendor = "Microsoft Corporation",
	    .product = "Virtual Machine",
	    .asset_tag = "7783-7084-3265-9085-8269-3286-78" },
	  PLATFORM_HYPERV },
	{ { .vendor = "Microsoft Corporation", .product = "Surface Book" }, PLATFORM_NONE },
	{ { .vendor = "Amazon EC2", .product = "m5.large", .hypervisor_flag = true },
	  PLATFORM_AWS },
	{ { .vendor = "Amazon EC2", .product = "m5.metal" }, PLATFORM_NONE },
	{ { .vendor = "Google", .product = "Google Compute Engine" }, PLATFORM_GOOGLE },
	{ { .vendor = "QEMU", .asset_tag = "OracleCloud.com" }, PLATFORM_ORACLE },
	{ { .vendor = "VMware, Inc.", .product = "VMware Virtual Platform" }, PLATFORM_VMWARE },
	{ { .vendor = "innotek GmbH", .product = "VirtualBox" }, PLATFORM_VIRTUALBOX },
	{ { .vendor = "Parallels Software International Inc." }, PLATFORM_PARALLELS },
	{ { .vendor = "Apple Inc.", .product = "Apple Virtualization Generic Platform" },
	  PLATFORM_APPLE },
	{ { .vendor = "Apple Inc.", .product = "MacBookPro16,1" }, PLATFORM_NONE },
	{ { .vendor = "Xen", .product = "HVM domU" }, PLATFORM_XEN },
	{ { .hypervisor_type = "xen" }, PLATFORM_XEN },
	{ { .vendor = "QEMU", .product = "Standard PC (Q35 + ICH9, 2009)" }, PLATFORM_KVM },
	{ { .vendor = "Red Hat", .product = "KVM" }, PLATFORM_KVM },
};

static void knows_what_lies_below(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		print_message("row %zu: %s\n", i, platform_name(cases[i].platform));
		assert_int_equal(platform_of(&cases[i].signs), cases[i].platform);
	}
}

static void every_platform_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (enum platform one = PLATFORM_NONE; one <= PLATFORM_KVM; one++) {
		assert_string_not_equal(platform_name(one), "unknown");
		for (enum platform other = PLATFORM_NONE; other < one; other++)
			assert_string_not_equal(platform_name(one), platform_name(other));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_what_lies_below),
		cmocka_unit_test(every_platform_has_a_name_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
