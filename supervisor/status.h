/* SPDX-License-Identifier: MIT */
/* status.json, format 1: what runs, in which state, and where VNC really listens. The manual
 * qemu-wrapper-supervisor(8) tells its members. */
#ifndef SUPERVISOR_STATUS_H
#define SUPERVISOR_STATUS_H

#include "run_folder/run_folder.h"
#include "text/strbuf.h"

#include <jansson.h>

struct status {
	const char *program;
	pid_t qemu;
	/** Seconds since 1970: when QEMU was started, and since when the state is this one. */
	int64_t started, since;
	char state[32];
};

/** A new state; `now` in seconds since 1970. */
void status_set(struct status *status, const char *state, int64_t now);

/** The file's text; `vnc` is what query-vnc-servers or query-vnc returned, or NULL. */
int status_text(const struct status *status, const json_t *vnc, struct strbuf *out,
		struct error *err);

int status_write(const struct status *status, const json_t *vnc, const struct run_folder *folder,
		 struct error *err);

#endif
