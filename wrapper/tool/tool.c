/* SPDX-License-Identifier: MIT */
#include "tool/tool.h"

#include "base/cleanup.h"
#include "base/message.h"
#include "base/nearest.h"
#include "tool/help.h"

#include <qemu-wrapper/plugin.h>
#include <stdio.h>
#include <string.h>

static const char *const subcommands[] = { "run",  "explain", "plugin", "doctor",   "health",
					   "link", "unlink",  "--help", "--version" };

static int unknown(const char *word)
{
	const char *near =
		nearest_name(word, subcommands, sizeof(subcommands) / sizeof(subcommands[0]));
	return help_complain(NULL, "there is no command '%s'%s%s%s", word,
			     near ? " (did you mean " : "", near ? near : "", near ? "?)" : "");
}

static int dispatch(const char *const *argv, const char *const *envp)
{
	const char *command = argv[0] ? argv[1] : NULL;
	if (!command)
		return help_complain(NULL, "a command is missing");
	const char *const *words = argv + 2;
	if (help_wanted(command))
		return help_print(NULL);
	if (!strcmp(command, "--version")) {
		printf("qemu-wrapper %s (plugin interface %d.%d)\n", QW_VERSION, QW_ABI_MAJOR,
		       QW_ABI_MINOR);
		return TOOL_OK;
	}
	if (!strcmp(command, "run"))
		return tool_run(words, envp);
	if (!strcmp(command, "explain"))
		return tool_explain(words, envp);
	if (!strcmp(command, "plugin"))
		return tool_plugin(words);
	if (!strcmp(command, "doctor"))
		return tool_doctor(words, envp);
	if (!strcmp(command, "health"))
		return tool_health(words);
	if (!strcmp(command, "link"))
		return tool_link(words);
	if (!strcmp(command, "unlink"))
		return tool_unlink(words);
	return unknown(command);
}

/* Half an answer must not look like a whole one. */
static int finish_output(void)
{
	CLEANUP_FREE char *line = NULL;
	errno = 0;
	if (!fflush(stdout) && !ferror(stdout))
		return TOOL_OK;
	if (asprintf(&line, "standard output: %s", strerror(errno ? errno : EIO)) < 0)
		line = NULL;
	message_print(line ? line : "standard output can't be written");
	return TOOL_REFUSED;
}

int tool(const char *const *argv, const char *const *envp)
{
	int status = dispatch(argv, envp);
	int output_status = finish_output();
	return output_status ? output_status : status;
}
