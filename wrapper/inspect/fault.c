/* SPDX-License-Identifier: MIT */
#include "inspect/fault.h"

#include <string.h>
#include <sys/resource.h>

#define KEPT_BY_EXEC "QEMU would inherit it"

static const struct {
	enum severity severity;
	const char *remedy;
} kinds[FAULT_COUNT] = {
	[FAULT_FOLDER] = { SEVERITY_BROKEN, "use absolute paths, or openat() and its like; "
					    "a chdir() moves QEMU too" },
	[FAULT_UMASK] = { SEVERITY_BROKEN, "use fchmod() on what is made; " KEPT_BY_EXEC },
	[FAULT_TIMER] = { SEVERITY_BROKEN, "use poll() with a timeout; an alarm would kill QEMU" },
	[FAULT_IGNORED] = { SEVERITY_BROKEN, "use MSG_NOSIGNAL, or set it back before the hook "
					     "returns; " KEPT_BY_EXEC },
	[FAULT_BLOCKED] = { SEVERITY_BROKEN,
			    "set the signal mask back before the hook returns; " KEPT_BY_EXEC },
	[FAULT_HANDLER] = { SEVERITY_WARNING, "set it back before the hook returns; other plugins "
					      "run in this process" },
	[FAULT_INHERITED] = { SEVERITY_BROKEN,
			      "open with O_CLOEXEC and close it; a descriptor for QEMU is reserved "
			      "by qw_reserve_fd() and filled in the launch hook" },
	[FAULT_CLOSED] = { SEVERITY_BROKEN, "close only what the plugin opened: it is QEMU's" },
	[FAULT_LEFT_OPEN] = { SEVERITY_WARNING, "close it in the close hook at the latest" },
	[FAULT_LIMIT] = { SEVERITY_BROKEN,
			  "do that in the launch hook: explain calls this one too" },
	[FAULT_PRIORITY] = { SEVERITY_BROKEN,
			     "do that in the launch hook: explain calls this one too" },
	[FAULT_PROCESSORS] = { SEVERITY_BROKEN,
			       "do that in the launch hook: explain calls this one too" },
	[FAULT_THREAD] = { SEVERITY_WARNING, "end and join it in the close hook: exec ends it "
					     "wherever it is" },
	[FAULT_ENVIRONMENT] = { SEVERITY_WARNING,
				"use qw_set_env(): this is not the environment that QEMU gets" },
	[FAULT_OUTPUT] = { SEVERITY_BROKEN,
			   "say it by qw_note() or qw_error(): the outputs are QEMU's, and "
			   "programs read them" },
	[FAULT_AGAIN] = { SEVERITY_WARNING,
			  "look with qw_find() whether it is there already: the line that explain "
			  "--shell prints is started again some day" },
	[FAULT_REFUSES_OWN] = { SEVERITY_WARNING,
				"accept what the hook itself makes: the line that "
				"explain --shell prints is started again some day" },
	/* Few plugins are for refusing what everybody writes. */
	[FAULT_REFUSES] = { SEVERITY_INFO,
			    "an ordinary guest should start with the defaults of its options: if "
			    "this is no mistake, name what it needs by --option KEY=VALUE" },
};

enum severity fault_severity(enum fault fault)
{
	return kinds[fault].severity;
}

const char *fault_remedy(enum fault fault)
{
	return kinds[fault].remedy;
}

static const char *limit_name(int number)
{
	static const char *const names[RLIM_NLIMITS] = {
		[RLIMIT_AS] = "address space",          [RLIMIT_CORE] = "core files",
		[RLIMIT_CPU] = "processor time",        [RLIMIT_DATA] = "data",
		[RLIMIT_FSIZE] = "size of files",       [RLIMIT_MEMLOCK] = "locked memory",
		[RLIMIT_NOFILE] = "open files",         [RLIMIT_NPROC] = "processes",
		[RLIMIT_RTPRIO] = "real-time priority", [RLIMIT_STACK] = "stack",
	};
	const char *name = number >= 0 && number < RLIM_NLIMITS ? names[number] : NULL;
	return name ? name : "another one";
}

const char *fault_words(const struct fault_record *record, struct arena *arena)
{
	int number = record->number;
	switch ((enum fault)record->fault) {
	case FAULT_FOLDER:
		return "changes the working directory";
	case FAULT_UMASK:
		return "changes the umask";
	case FAULT_TIMER:
		return "leaves an alarm or interval timer behind";
	case FAULT_IGNORED:
		return arena_printf(arena, "changes whether signal %d (%s) is ignored", number,
				    strsignal(number));
	case FAULT_BLOCKED:
		return "blocks or unblocks signals";
	case FAULT_HANDLER:
		return arena_printf(arena, "leaves a handler for signal %d (%s)", number,
				    strsignal(number));
	case FAULT_INHERITED:
		return arena_printf(arena, "leaves descriptor %d open for QEMU", number);
	case FAULT_CLOSED:
		return arena_printf(arena, "closes descriptor %d, which isn't its own", number);
	case FAULT_LEFT_OPEN:
		return arena_printf(arena, "descriptor %d is still open", number);
	case FAULT_LIMIT:
		return arena_printf(arena, "changes a resource limit (%s)", limit_name(number));
	case FAULT_PRIORITY:
		return "changes the priority of the process (nice)";
	case FAULT_PROCESSORS:
		return "changes on which processors the process runs";
	case FAULT_THREAD:
		return "a thread of it still runs";
	case FAULT_ENVIRONMENT:
		return "changes the environment of the wrapper's own process";
	case FAULT_OUTPUT:
		return arena_printf(arena, "prints: %s", record->detail);
	case FAULT_AGAIN:
		return arena_printf(arena, "changes its own output once more: %s", record->detail);
	case FAULT_REFUSES_OWN:
		return arena_printf(arena, "refuses its own output: %s", record->detail);
	case FAULT_REFUSES:
		return arena_printf(arena, "refuses: %s", record->detail);
	case FAULT_COUNT:
		break;
	}
	return "does something unknown";
}
