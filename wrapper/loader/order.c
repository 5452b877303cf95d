/* SPDX-License-Identifier: MIT */
#include "loader/order.h"

#include <stdbool.h>
#include <string.h>

#define BLANKS " \t\n"

/* Index of the plugin with this name, or the count of all: it isn't there. */
static size_t find(const struct plugin_set *set, const char *name, size_t length)
{
	size_t i = 0;
	while (i < set->list.count &&
	       (strncmp(set->list.items[i].name, name, length) || set->list.items[i].name[length]))
		i++;
	return i;
}

static int check_list(const struct plugin_set *set, size_t index, const char *names, bool after,
		      struct error *err)
{
	const char *own = set->list.items[index].name;
	for (const char *p = names + strspn(names, BLANKS); *p; p += strspn(p, BLANKS)) {
		size_t length = strcspn(p, BLANKS);
		size_t other = find(set, p, length);
		p += length;
		if (other == set->list.count)
			continue;
		if (other == index)
			return error_set(err, EINVAL,
					 "plugin '%s' asks to stand %s itself: its '%s' is wrong",
					 own, after ? "behind" : "before",
					 after ? "after" : "before");
		if (after ? other < index : other > index)
			continue;
		return error_set(err, EINVAL,
				 "plugin '%s' must stand %s plugin '%s': change their order in the "
				 "list of plugins",
				 own, after ? "behind" : "before", set->list.items[other].name);
	}
	return 0;
}

int order_check(const struct plugin_set *set, struct error *err)
{
	for (size_t i = 0; i < set->list.count; i++) {
		const struct qw_plugin *descriptor = &set->list.items[i].descriptor;
		int status = 0;
		if (descriptor->after)
			status = check_list(set, i, descriptor->after, true, err);
		if (!status && descriptor->before)
			status = check_list(set, i, descriptor->before, false, err);
		if (status)
			return status;
	}
	return 0;
}
