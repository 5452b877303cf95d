/* SPDX-License-Identifier: MIT */
/*
 * What a plugin's code can do wrong to the process that runs it, apart from ending it, and how that
 * is said: what is wrong, how bad it is, and what to do instead.
 */
#ifndef INSPECT_FAULT_H
#define INSPECT_FAULT_H

#include "base/arena.h"
#include "base/findings.h"

#include <stdint.h>

enum fault {
	FAULT_FOLDER,
	FAULT_UMASK,
	FAULT_TIMER,
	FAULT_IGNORED,
	FAULT_BLOCKED,
	FAULT_HANDLER,
	FAULT_INHERITED,
	FAULT_CLOSED,
	FAULT_LEFT_OPEN,
	FAULT_LIMIT,
	FAULT_PRIORITY,
	FAULT_PROCESSORS,
	FAULT_THREAD,
	FAULT_ENVIRONMENT,
	FAULT_OUTPUT,
	FAULT_AGAIN,
	FAULT_REFUSES_OWN,
	FAULT_REFUSES,
	FAULT_COUNT
};

/** One as the process itself tells it; `detail` by the kind of fault. */
struct fault_record {
	uint32_t fault;
	/** Of the signal, descriptor or limit. */
	int32_t number;
	char detail[256];
};

enum severity fault_severity(enum fault fault);

/** "changes the working directory", to follow on a hook's name. NULL: no memory. */
const char *fault_words(const struct fault_record *record, struct arena *arena);

/** What to do instead. */
const char *fault_remedy(enum fault fault);

#endif
