/* SPDX-License-Identifier: MIT */
#include "finding.h"

static struct qw_field text(const char *name, const char *value)
{
	return (struct qw_field){ .name = name,
				  .kind = value ? QW_FIELD_TEXT : QW_FIELD_NONE,
				  .text = value };
}

int finding_publish(struct qw_context *ctx, const struct finding *finding)
{
	const struct qw_field fields[] = {
		text("accelerator", finding->accelerator ? finding->accelerator : "unknown"),
		text("chosen_by", finding->chosen_by),
		text("kvm", finding->kvm ? finding->kvm : "not tested"),
		text("device", finding->device),
		text("reason", finding->reason),
	};
	return qw_fact(ctx, "accelerator", fields, sizeof(fields) / sizeof(*fields));
}
