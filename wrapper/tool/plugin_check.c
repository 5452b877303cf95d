/* SPDX-License-Identifier: MIT */
#include "tool/tool.h"

#include "base/message.h"
#include "loader/plugin_file.h"
#include "loader/plugin_set.h"
#include "tool/help.h"

#include <stdio.h>
#include <string.h>

/* Loading tells the rest: unresolved symbols, missing libraries, the descriptor, the options. No
 * hook is called; constructors of the library do run. */
static int check_loading(const char *file, struct error *err)
{
	CLEANUP_SETTINGS struct settings settings = { 0 };
	CLEANUP_PLUGIN_SET struct plugin_set set = { 0 };
	const char *culprit = NULL;
	struct settings_request request = { .inspect = file, .bare = true };
	int status = settings_load(&request, &settings, err);
	if (!status)
		status = plugin_set_load(&settings, &set, &culprit, err);
	if (status)
		return status;
	const struct qw_plugin *d = &set.list.items[0].descriptor;
	printf("ok: it loads; descriptor and %zu option(s) are sound\n",
	       set.list.items[0].options.count);
	if (!d->rewrite && !d->check && !d->launch && !d->outcome)
		puts("warning: it has no hook that does anything");
	if (!*d->summary)
		puts("warning: it has no summary");
	if (!*d->version)
		puts("warning: it has no version");
	return 0;
}

int tool_plugin_check(const char *const *words)
{
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_FREE char *file = NULL;
	struct plugin_identity identity;
	if (help_wanted_among(words))
		return help_print("plugin check");
	if (!words[0] || words[1])
		return help_complain("plugin check", "name one file");
	file = realpath(words[0], NULL);
	if (!file) {
		printf("error: %s: %s\n", words[0], strerror(errno));
		return TOOL_FOUND_PROBLEMS;
	}
	if (plugin_file_check(file, &identity, &err)) {
		printf("error: %s\n", error_text(&err));
		return TOOL_FOUND_PROBLEMS;
	}
	printf("ok: %s is plugin %s for interface %u.%u\n", file, identity.name,
	       (unsigned)identity.major, (unsigned)identity.minor);
	if (check_loading(file, &err)) {
		printf("error: %s\n", error_text(&err));
		return TOOL_FOUND_PROBLEMS;
	}
	return TOOL_OK;
}
