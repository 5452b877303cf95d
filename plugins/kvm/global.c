/* SPDX-License-Identifier: MIT */
#include "global.h"

#include <stddef.h>
#include <string.h>

/* Devices that only KVM has: a property of theirs is looked at under KVM only. */
static bool is_of_kvm(const char *text)
{
	static const char drivers[][12] = { "kvm-", "kvmclock", "kvmvapic" };
	/* libvirt's for the timer "pit"; every KVM takes them. */
	static const char harmless[][36] = { "kvm-pit.lost_tick_policy=delay",
					     "kvm-pit.lost_tick_policy=discard" };
	const char *key = strstr(text, "driver=");
	const char *driver = key ? key + strlen("driver=") : text;

	for (size_t i = 0; i < sizeof(harmless) / sizeof(*harmless); i++) {
		if (!strcmp(text, harmless[i]))
			return false;
	}
	for (size_t i = 0; i < sizeof(drivers) / sizeof(*drivers); i++) {
		if (!strncmp(driver, drivers[i], strlen(drivers[i])))
			return true;
	}
	return false;
}

bool global_is_checked(const char *text)
{
	static const char names[][16] = { "tcg-accel", "intremap", "eim",     "xtsup", "enforce",
					  "lmce",      "tsc-freq", "lbr-fmt", "hv-",   "hv_" };
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strstr(text, names[i]))
			return true;
	}
	return is_of_kvm(text);
}
