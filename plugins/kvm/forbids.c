/* SPDX-License-Identifier: MIT */
#include "forbids.h"

#include <string.h>

#include "board.h"
#include "processor.h"

/* The options are there or not; their values don't matter. */
static const struct {
	char selector[24], why[72];
} options[] = {
	{ "icount[*]", "only TCG counts instructions" },
	{ "dfilter[*]", "it filters what TCG logs" },
	{ "plugin[*]", "only TCG runs plugins" },
	{ "singlestep[*]", "it is a mode of TCG" },
	{ "tb-size[*]", "it is a size of TCG" },
	{ "perfmap[*]", "it maps what TCG makes" },
	{ "jitdump[*]", "it dumps what TCG makes" },
	{ "semihosting[*]", "not every QEMU has it with KVM" },
	{ "semihosting-config[*]", "not every QEMU has it with KVM" },
	{ "no-kvm-irqchip[*]", "not every KVM takes it" },
	{ "incoming[*]", "the guest that comes in may have run under another accelerator" },
	{ "loadvm[*]", "the snapshot may have been made under another accelerator" },
	{ "loadstate[*]", "the state may have been saved under another accelerator" },
	{ "xen-domid[*]", "it is for Xen" },
	{ "xen-attach[*]", "it is for Xen" },
	{ "xen-create[*]", "it is for Xen" },
};

static bool is_item(const char *item, size_t length, const char *name)
{
	return strlen(name) == length && !strncmp(item, name, length);
}

/* Everything else that -d can show is what TCG does. */
static bool logs_only_guests(const char *items)
{
	for (;;) {
		size_t length = strcspn(items, ",");
		if (!is_item(items, length, "guest_errors") && !is_item(items, length, "unimp"))
			return false;
		if (!items[length])
			return true;
		items += length + 1;
	}
}

static bool log_forbids(const struct line *line, char *ret_reason)
{
	const struct qw_option *opt = NULL;
	while ((opt = qw_next(line->cmd, "d[*]", opt))) {
		const char *items = qw_value(line->cmd, opt);
		if (!items)
			return against(ret_reason, "-d: its value is not certain");
		if (!logs_only_guests(items))
			return against(ret_reason, "-d %.100s: it shows what TCG does", items);
	}
	return false;
}

bool forbids_find(const struct line *line, char *ret_reason)
{
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		const struct qw_option *opt = qw_next(line->cmd, options[i].selector, NULL);
		if (opt)
			return against(ret_reason, "%s: %s", qw_spelling(line->cmd, opt),
				       options[i].why);
	}
	return log_forbids(line, ret_reason) || board_forbids(line, ret_reason) ||
	       processor_forbids(line, ret_reason);
}
