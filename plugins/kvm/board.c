/* SPDX-License-Identifier: MIT */
#include "board.h"

#include <string.h>

#include "capability.h"
#include "global.h"
#include "line/machine.h"

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

static bool lacks_smm(const struct line *line)
{
	return capability_ask(line->device, CAPABILITY_SMM) == 0;
}

/* Only KVM reads it, and finds then that it is no number. */
static bool shadow_forbids(const struct line *line, char *ret_reason)
{
	const char *size = machine_property(line->cmd, "kvm-shadow-mem");
	if (!size || (*size && !size[strspn(size, "0123456789")]))
		return false;
	return against(ret_reason, "-machine kvm-shadow-mem=%.40s: KVM refuses it", size);
}

static bool irqchip_forbids(const struct line *line, const char *irqchip, char *ret_reason)
{
	/* -machine hands it to the accelerator, and TCG has nobody to look at it. On x86 KVM takes
	 * `off` up to QEMU 7.2 only. */
	if (!irqchip || !strcmp(irqchip, "on"))
		return false;
	if (target_is_x86(line->target) && !strcmp(irqchip, "split"))
		return false;
	return against(ret_reason, "-machine kernel-irqchip=%.40s: not every KVM takes it",
		       irqchip);
}

static bool pc_forbids(const struct line *line, const char *type, char *ret_reason)
{
	if (type && (begins(type, "xen") || begins(type, "nitro")))
		return against(ret_reason, "-machine %.60s: it is not for KVM", type);
	if (is_on(machine_property(line->cmd, "smm")) && lacks_smm(line))
		return against(ret_reason, "-machine smm=on: this KVM has no such mode");
	return false;
}

static bool arm_forbids(const struct line *line, const char *type, char *ret_reason)
{
	static const char tcg_only[][16] = { "secure", "virtualization", "mte" };
	const char *gic = machine_property(line->cmd, "gic-version");

	if (!type || (strcmp(type, "virt") != 0 && !begins(type, "virt-")))
		return against(ret_reason, "of the boards, only virt is known to run under KVM");
	for (size_t i = 0; i < sizeof(tcg_only) / sizeof(*tcg_only); i++) {
		if (is_on(machine_property(line->cmd, tcg_only[i])))
			return against(ret_reason, "-machine %s=on: KVM does not have it",
				       tcg_only[i]);
	}
	if (gic && strcmp(gic, "host") != 0 && strcmp(gic, "max") != 0)
		return against(ret_reason, "-machine gic-version=%.20s: not every host has it",
			       gic);
	return false;
}

/* Only kernels start there: firmware runs in a mode that KVM does not have. */
static bool riscv_forbids(const struct line *line, const char *type, char *ret_reason)
{
	const struct qw_option *bios = qw_next(line->cmd, "bios[*]", NULL);
	const char *value = bios ? qw_value(line->cmd, bios) : NULL;

	if (!type || strcmp(type, "virt") != 0 || is_on(machine_property(line->cmd, "aclint")))
		return against(ret_reason, "of the boards, only virt is known to run under KVM");
	if (!qw_next(line->cmd, "kernel[*]", NULL) || (bios && (!value || strcmp(value, "none"))))
		return against(ret_reason, "under KVM the board runs no firmware");
	return false;
}

static bool type_forbids(const struct line *line, const char *type, char *ret_reason)
{
	const char *target = line->target;
	if (target_is_x86(target))
		return pc_forbids(line, type, ret_reason);
	if (!strcmp(target, "aarch64") || !strcmp(target, "arm"))
		return arm_forbids(line, type, ret_reason);
	if (!strcmp(target, "riscv64"))
		return riscv_forbids(line, type, ret_reason);
	if (!strcmp(target, "s390x"))
		return false;
	if (!strcmp(target, "ppc64") && (!type || begins(type, "pseries")))
		return false;
	if (!strcmp(target, "loongarch64") && (!type || begins(type, "virt")))
		return false;
	return against(ret_reason, "not every board and CPU of %s runs under KVM", target);
}

/* Interrupts are remapped only where not all of them are the kernel's. */
static bool devices_forbid(const struct line *line, const char *irqchip, char *ret_reason)
{
	static const char keys[][12] = { "intremap", "eim", "xtsup" };
	const struct qw_option *opt = NULL;

	if (irqchip && !strcmp(irqchip, "split"))
		return false;
	while ((opt = qw_next(line->cmd, "device[*]", opt))) {
		const char *value = qw_value(line->cmd, opt);
		if (!value || !strstr(value, "iommu"))
			continue;
		for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
			if (is_on(qw_get(line->cmd, opt, keys[i])))
				return against(ret_reason,
					       "-device with %s=on: KVM takes it only with "
					       "-machine kernel-irqchip=split",
					       keys[i]);
		}
	}
	return false;
}

static bool globals_forbid(const struct line *line, char *ret_reason)
{
	const struct qw_option *opt = NULL;
	while ((opt = qw_next(line->cmd, "global[*]", opt))) {
		const char *value = qw_value(line->cmd, opt);
		if (value && global_is_checked(value))
			return against(ret_reason, "-global %.100s: KVM may refuse it", value);
		/* A flash that only System Management Mode can write to. */
		if (value && strstr(value, "pflash") && strstr(value, "secure") && lacks_smm(line))
			return against(ret_reason, "-global %.100s: this KVM has no SMM", value);
	}
	return false;
}

bool board_forbids(const struct line *line, char *ret_reason)
{
	const char *irqchip = machine_property(line->cmd, "kernel-irqchip");
	return type_forbids(line, machine_property(line->cmd, "type"), ret_reason) ||
	       irqchip_forbids(line, irqchip, ret_reason) || shadow_forbids(line, ret_reason) ||
	       devices_forbid(line, irqchip, ret_reason) || globals_forbid(line, ret_reason);
}
