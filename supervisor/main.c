/* SPDX-License-Identifier: MIT */
#include "child.h"
#include "io/standard_streams.h"
#include "options.h"
#include "say.h"
#include "supervisor.h"

#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

/* The numbers of env, nice and timeout, and of the wrapper. */
enum { REFUSED = 125, NOT_EXECUTABLE = 126, NOT_FOUND = 127 };

static int complain(int status, const struct error *err)
{
	say("supervisor: %s", error_text(err));
	return status;
}

static int run(const struct options *options, const struct signals *signals,
	       const struct run_folder *folder)
{
	CLEANUP_ERROR struct error err = { 0 };
	pid_t qemu;
	int status = child_start(signals, options->program, options->argv, &qemu, &err);
	if (status)
		return complain(
			status == -ENOENT || status == -ENOTDIR ? NOT_FOUND : NOT_EXECUTABLE, &err);
	status = child_leave_descriptors(folder->fd, &err);
	if (!status)
		status = supervise(options, signals, folder, qemu, &err);
	return status < 0 ? complain(REFUSED, &err) : status;
}

int main(int argc, char **argv)
{
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_RUN_FOLDER struct run_folder folder = RUN_FOLDER_NONE;
	struct options options;
	struct signals signals;
	(void)argc;
	/* First of all: to process 1 a signal that nothing handles is lost. */
	signals_hold(&signals);
	standard_streams_hold();
	if (options_read(argv, &options, &err))
		return complain(REFUSED, &err);
	if (options.help)
		return fputs(options_usage, stdout) < 0 || fflush(stdout) ? REFUSED : 0;
	signals_not_for_child(&signals, &options.blocked);
	/* As process 1 we get everybody's orphans; else only by this. */
	prctl(PR_SET_CHILD_SUBREAPER, 1L);
	if (run_folder_open(options.folder, &folder, &err) || run_folder_hold(&folder, &err))
		return complain(REFUSED, &err);
	int status = run(&options, &signals, &folder);
	run_folder_remove(&folder);
	return status;
}
