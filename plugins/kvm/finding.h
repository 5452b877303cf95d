/* SPDX-License-Identifier: MIT */
/*
 * What the plugin found out about a line, published as the fact `accelerator`. The strings live at
 * least as long as the hook.
 */
#ifndef KVM_FINDING_H
#define KVM_FINDING_H

#include <qemu-wrapper/plugin.h>

struct finding {
	/* What QEMU will use, or the line's own words. NULL: not known. */
	const char *accelerator;
	/* "line", "plugin", "nobody", or the path of one of QEMU's configuration files. */
	const char *chosen_by;
	/* "works", the report's word for the cause, or NULL: not tested. */
	const char *kvm;
	/* What was tested, or NULL. */
	const char *device;
	/* Why KVM was not added, or NULL. */
	const char *reason;
};

int finding_publish(struct qw_context *ctx, const struct finding *finding);

#endif
