/* SPDX-License-Identifier: MIT */
#include "supervise/default_monitor.h"

#include <string.h>

static bool has_any(const struct qw_command *cmd, const char *const *selectors)
{
	for (; *selectors; selectors++)
		if (qw_find(cmd, *selectors))
			return true;
	return false;
}

static bool has_value_like(const struct qw_command *cmd, const char *selector, const char *start)
{
	for (struct qw_option *opt = NULL; (opt = qw_next(cmd, selector, opt));) {
		const char *value = qw_value(cmd, opt);
		if (value && !strncmp(value, start, strlen(start)))
			return true;
	}
	return false;
}

/* Anything of this switches the default monitor off. */
static bool is_switched_off(const struct qw_command *cmd)
{
	static const char *const selectors[] = { "monitor[*]",
						 "qmp[*]",
						 "qmp-pretty[*]",
						 "mon[*]",
						 "nodefaults[*]",
						 "object[monitor-hmp][*]",
						 "object[monitor-qmp][*]",
						 NULL };
	return has_any(cmd, selectors) || has_value_like(cmd, "serial", "mon:") ||
	       has_value_like(cmd, "parallel", "mon:");
}

/* -global DRIVER.PROPERTY=VALUE, or driver=DRIVER,property=...: the default port is left out for
 * both as if the device were there. */
static bool has_global(const struct qw_command *cmd, const char *driver)
{
	static const char key[] = "driver=";
	size_t length = strlen(driver);
	for (struct qw_option *opt = NULL; (opt = qw_next(cmd, "global", opt));) {
		const char *value = qw_value(cmd, opt);
		bool by_key = value && !strncmp(value, key, sizeof(key) - 1);
		const char *name = by_key ? value + sizeof(key) - 1 : value;
		if (name && !strncmp(name, driver, length) && name[length] == (by_key ? ',' : '.'))
			return true;
	}
	return false;
}

/* Anything of this switches the default serial port off: table default_list. */
static bool has_serial(const struct qw_command *cmd)
{
	static const char *const selectors[] = { "serial[*]", "device[isa-serial][*]",
						 "device[xen-console][*]", NULL };
	return has_any(cmd, selectors) || has_global(cmd, "isa-serial") ||
	       has_global(cmd, "xen-console");
}

struct default_monitor default_monitor_of(const struct qw_command *cmd)
{
	if (is_switched_off(cmd))
		return (struct default_monitor){ 0 };
	if (!qw_find(cmd, "nographic[*]"))
		return (struct default_monitor){ "monitor", "vc:80Cx24C", false };
	if (has_serial(cmd))
		return (struct default_monitor){ "monitor", "stdio", false };
	if (qw_find(cmd, "readconfig[*]"))
		return (struct default_monitor){ .unknown = true };
	return (struct default_monitor){ "serial", "mon:stdio", false };
}
