/* SPDX-License-Identifier: MIT */
#include "tool/tool.h"

#include "tool/help.h"

#include <string.h>

int tool_plugin(const char *const *words)
{
	const char *command = words[0];
	if (!command)
		return help_complain("plugin", "list, info, check, test or new is missing");
	if (help_wanted(command))
		return help_print("plugin");
	if (!strcmp(command, "list"))
		return tool_plugin_list(words + 1);
	if (!strcmp(command, "info"))
		return tool_plugin_info(words + 1);
	if (!strcmp(command, "check"))
		return tool_plugin_check(words + 1);
	if (!strcmp(command, "test"))
		return tool_plugin_test(words + 1);
	if (!strcmp(command, "new"))
		return tool_plugin_new(words + 1);
	return help_complain("plugin", "there is no command 'plugin %s'", command);
}
