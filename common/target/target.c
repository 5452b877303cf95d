/* SPDX-License-Identifier: MIT */
#include "target/target.h"

#include <stdio.h>
#include <string.h>

const char *target_of_host(void)
{
#if defined(__x86_64__)
	return "x86_64";
#elif defined(__i386__)
	return "i386";
#elif defined(__aarch64__)
	return "aarch64";
#elif defined(__arm__)
	return "arm";
#elif defined(__s390x__)
	return "s390x";
#elif defined(__powerpc64__)
	return "ppc64";
#elif defined(__powerpc__)
	return "ppc";
#elif defined(__mips64)
	return "mips64";
#elif defined(__mips__)
	return "mips";
#elif defined(__riscv) && __riscv_xlen == 64
	return "riscv64";
#elif defined(__loongarch64)
	return "loongarch64";
#else
	return "";
#endif
}

/* Names that mean the host's own machine, with or without something behind them: kvm-spice. */
static bool is_native(const char *name)
{
	static const char names[][12] = { "kvm", "qemu-kvm" };
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t length = strlen(names[i]);
		if (!strncmp(name, names[i], length) && (!name[length] || name[length] == '-'))
			return true;
	}
	return false;
}

/* Debian's architecture names are links to the programs with QEMU's. */
static const char *without_alias(const char *target)
{
	static const char aliases[][2][8] = { { "amd64", "x86_64" },
					      { "arm64", "aarch64" },
					      { "armhf", "arm" },
					      { "armel", "arm" } };
	for (size_t i = 0; i < sizeof(aliases) / sizeof(*aliases); i++) {
		if (!strcmp(target, aliases[i][0]))
			return aliases[i][1];
	}
	return target;
}

bool target_of_program(const char *name, char *ret_target)
{
	static const char prefix[] = "qemu-system-";
	char target[TARGET_MAX];

	if (is_native(name)) {
		strcpy(ret_target, target_of_host());
		return *ret_target;
	}
	/* Up to 0.15 the emulator of a 32-bit PC. */
	if (!strcmp(name, "qemu")) {
		strcpy(ret_target, "i386");
		return true;
	}
	if (strncmp(name, prefix, sizeof(prefix) - 1) != 0)
		return false;
	name += sizeof(prefix) - 1;
	/* What follows the target is a flavour, a version or a mark: x86_64-microvm, x86_64.real.
	 */
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
	if (length == 0 || length >= sizeof(target))
		return false;
	memcpy(target, name, length);
	target[length] = '\0';
	strcpy(ret_target, without_alias(target));
	return true;
}

bool target_has_kvm(const char *target, const char *host)
{
	/* meson.build of QEMU: accelerator_targets and kvm_targets of 5.0 to 11.1, all together. */
	static const char pairs[][2][12] = {
		{ "x86_64", "x86_64" },
		{ "x86_64", "i386" },
		{ "i386", "i386" },
		{ "i386", "x86_64" },
		{ "aarch64", "aarch64" },
		{ "arm", "arm" },
		{ "s390x", "s390x" },
		{ "ppc64", "ppc64" },
		{ "ppc64", "ppc" },
		{ "ppc", "ppc" },
		{ "ppc", "ppc64" },
		{ "mips64", "mips64" },
		{ "mips64", "mips64el" },
		{ "mips64", "mips" },
		{ "mips64", "mipsel" },
		{ "mips", "mips" },
		{ "mips", "mipsel" },
		{ "mips", "mips64" },
		{ "mips", "mips64el" },
		{ "riscv64", "riscv64" },
		{ "loongarch64", "loongarch64" },
	};
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		if (!strcmp(host, pairs[i][0]) && !strcmp(target, pairs[i][1]))
			return true;
	}
	return false;
}

bool target_is_x86(const char *target)
{
	return !strcmp(target, "x86_64") || !strcmp(target, "i386");
}
