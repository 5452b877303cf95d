/* SPDX-License-Identifier: MIT */
#include "status.h"

#include "endpoints.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FORMAT = 1 };

void status_set(struct status *status, const char *state, int64_t now)
{
	if (!strcmp(status->state, state))
		return;
	snprintf(status->state, sizeof(status->state), "%s", state);
	status->since = now;
}

int status_text(const struct status *status, const json_t *vnc, struct strbuf *out,
		struct error *err)
{
	/* A path needn't be UTF-8, and JSON has nothing else. */
	json_t *program = json_string(status->program);
	json_t *whole =
		json_pack("{s:i, s:I, s:I, s:o, s:s, s:I, s:I, s:o}", "format", FORMAT, "pid",
			  (json_int_t)status->qemu, "supervisor", (json_int_t)getpid(), "program",
			  program ? program : json_null(), "state", status->state, "since",
			  (json_int_t)status->since, "started", (json_int_t)status->started,
			  "endpoints", endpoints_of(vnc));
	CLEANUP_FREE char *text =
		whole ? json_dumps(whole, JSON_INDENT(2) | JSON_ENSURE_ASCII) : NULL;
	json_decref(whole);
	if (text) {
		strbuf_adds(out, text);
		strbuf_addc(out, '\n');
	}
	return text && !out->failed ? 0 : error_memory(err);
}

int status_write(const struct status *status, const json_t *vnc, const struct run_folder *folder,
		 struct error *err)
{
	CLEANUP_STRBUF struct strbuf text = { 0 };
	int code = status_text(status, vnc, &text, err);
	return code ? code
		    : run_folder_write(folder, RUN_FOLDER_STATUS, text.text, text.length, err);
}
