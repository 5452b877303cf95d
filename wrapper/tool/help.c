/* SPDX-License-Identifier: MIT */
#include "tool/help.h"

#include "base/arena.h"
#include "base/message.h"
#include "tool/tool.h"

#include <stdio.h>
#include <string.h>

#define PLAN_OPTIONS                                                            \
	"  --real PATH             the real QEMU, or a folder of it\n"          \
	"  --config FILE           read this configuration file and no other\n" \
	"  --plugins LIST          use these plugins; '' means none\n"          \
	"  --plugin NAME|FILE[,key=value...]\n"                                 \
	"                          add one plugin, or set its options\n"

static const struct {
	const char *subcommand, *text;
} texts[] = {
	{ "",
	  "usage: qemu-wrapper COMMAND ...\n\n"
	  "Rewrites QEMU's command line by plugins and becomes QEMU. By any other name than\n"
	  "qemu-wrapper (a link named qemu-system-x86_64, say) it stands in for that program.\n\n"
	  "  run PROGRAM [ARG...]        start QEMU\n"
	  "  explain PROGRAM [ARG...]    show what would be started, and why\n"
	  "  plugin COMMAND              look at plugins, try and begin one: list, info, check,\n"
	  "                              test, new\n"
	  "  doctor                      look for what is wrong on this machine\n"
	  "  health [PID]                ask a supervised QEMU whether all is well\n"
	  "  link DIR [NAME...]          make drop-in links\n"
	  "  unlink DIR                  remove them\n"
	  "  --version, --help\n\n"
	  "Each has its own --help. Manual: qemu-wrapper(1), qemu-wrapper.conf(5).\n" },
	{ "run",
	  "usage: qemu-wrapper run [OPTION...] [--] PROGRAM [ARG...]\n\n"
	  "Rewrites the command line and becomes PROGRAM. Exit status: QEMU's own; 125 the\n"
	  "wrapper or a plugin refused, 126 can't be executed, 127 not found.\n\n" PLAN_OPTIONS },
	{ "explain",
	  "usage: qemu-wrapper explain [OPTION...] [--] PROGRAM [ARG...]\n\n"
	  "Shows what `run` would do and does nothing. Exit status: 0, or 125 if the\n"
	  "launch would be refused.\n\n"
	  "  --json                  one JSON object, for programs\n"
	  "  --shell                 the final command, quoted for sh\n"
	  "  --why SELECTOR          the history of the options that match: vnc,\n"
	  "                          device[id=net0], machine.accel, env:NAME\n" PLAN_OPTIONS },
	{ "plugin", "usage: qemu-wrapper plugin list [--plugins LIST] [--config FILE]\n"
		    "       qemu-wrapper plugin info [--json] [--config FILE] NAME|FILE...\n"
		    "       qemu-wrapper plugin check [--option KEY=VALUE...] FILE...\n"
		    "       qemu-wrapper plugin test FILE CASES...\n"
		    "       qemu-wrapper plugin new NAME [--dir DIR]\n" },
	{ "plugin list",
	  "usage: qemu-wrapper plugin list [OPTION...]\n\n"
	  "Shows the plugins in the order their hooks run, then the others that are\n"
	  "configured or installed.\n\n" PLAN_OPTIONS },
	{ "plugin info",
	  "usage: qemu-wrapper plugin info [--json] [--config FILE] NAME|FILE...\n\n"
	  "Shows what plugins say of themselves, and their options. Exit status: 0, or 1 if\n"
	  "one of them can't be loaded.\n\n"
	  "  --json                  one JSON object, for programs\n"
	  "  --config FILE           read this configuration and no other\n" },
	{ "plugin check",
	  "usage: qemu-wrapper plugin check [--option KEY=VALUE...] FILE...\n\n"
	  "Says what is wrong with plugins and what to do: with the file, before any code of\n"
	  "it runs, then with what its hooks do on a set of difficult lines, in processes of\n"
	  "their own. Launch and outcome hooks are not called. Exit status: 0, or 1 if\n"
	  "something is wrong; warnings alone are 0.\n\n"
	  "  --option KEY=VALUE      set an option of the plugin\n" },
	{ "plugin test",
	  "usage: qemu-wrapper plugin test [OPTION...] FILE CASES...\n\n"
	  "Runs a plugin over the command lines in files of cases, qemu-wrapper-cases(5), and\n"
	  "compares what becomes of them with what is expected there. Exit status: 0, or 1 if\n"
	  "a case failed.\n\n"
	  "  --print                 print the one file of cases with what really happens\n"
	  "  --tap                   print in the form of the Test Anything Protocol\n"
	  "  --time-limit TIME       time for each case; 10s if not given\n" },
	{ "plugin new",
	  "usage: qemu-wrapper plugin new NAME [--dir DIR]\n\n"
	  "Writes a small project that builds, tests and installs a plugin, to be changed into\n"
	  "one's own.\n\n"
	  "  --dir DIR               the folder to make; ./NAME without it\n" },
	{ "doctor",
	  "usage: qemu-wrapper doctor [--json]\n\n"
	  "Shows what launches on this machine depend on, and what is wrong with it, the worst\n"
	  "last. Writes nothing and needs no root. Exit status: 0, or 1 if something is broken.\n\n"
	  "  --json                  one JSON object, for programs\n" },
	{ "health",
	  "usage: qemu-wrapper health [--live|--ready|--startup] [PID]\n\n"
	  "Asks a supervised QEMU over QMP. PID is the supervisor's process; it may be left out\n"
	  "where only one runs. Exit status: 0 yes, 1 no, 125 there is none to ask.\n\n"
	  "  --live                  does QEMU answer at all? Without option, too\n"
	  "  --ready                 is the guest running?\n"
	  "  --startup               has QEMU started?\n" },
	{ "link",
	  "usage: qemu-wrapper link DIR [NAME...]\n\n"
	  "Makes links in DIR by which programs start qemu-wrapper instead of QEMU. Without\n"
	  "NAME: one for each qemu-system-* on PATH. Put DIR first on PATH, or name the links\n"
	  "where a program asks for its emulator.\n" },
	{ "unlink", "usage: qemu-wrapper unlink DIR\n\n"
		    "Removes the links in DIR that lead to qemu-wrapper.\n" },
};

int help_print(const char *subcommand)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!strcmp(texts[i].subcommand, subcommand ? subcommand : ""))
			fputs(texts[i].text, stdout);
	return TOOL_OK;
}

int help_complain(const char *subcommand, const char *format, ...)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	va_list args;
	va_start(args, format);
	const char *what = arena_vprintf(&arena, format, args);
	va_end(args);
	const char *line = arena_printf(&arena, "%s; see qemu-wrapper%s%s --help",
					what ? what : "out of memory", subcommand ? " " : "",
					subcommand ? subcommand : "");
	message_print(line ? line : "out of memory");
	return TOOL_REFUSED;
}

int help_wanted(const char *word)
{
	return !strcmp(word, "--help") || !strcmp(word, "-h");
}

int help_wanted_among(const char *const *words)
{
	for (; *words; words++)
		if (help_wanted(*words))
			return 1;
	return 0;
}
