/* SPDX-License-Identifier: MIT */
/*
 * pinning: QEMU runs on the CPUs and takes memory from the NUMA node that are configured. Both are
 * attributes of the process that exec keeps, so they are set in the launch hook; rewrite only says
 * what will be done.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* sched.h hides CPU sets otherwise */
#endif
#include <qemu-wrapper/plugin.h>

#include <linux/mempolicy.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_CPUS  8192
#define MAX_NODES 1024
#define WORD_BITS (8 * sizeof(unsigned long))
#define ONLINE    "/sys/devices/system/cpu/online"
#define NODES     "/sys/devices/system/node"

struct cpus {
	cpu_set_t set[MAX_CPUS / CPU_SETSIZE];
};

/* Reads a list as the kernel writes it: "0-3,8". -1: it is none, or beyond MAX_CPUS. */
static int parse_cpus(const char *text, struct cpus *cpus)
{
	memset(cpus, 0, sizeof(*cpus));
	do {
		char *end;
		unsigned long first = strtoul(text, &end, 10), last = first;
		if (end == text || strchr("+- ", *text))
			return -1;
		if (*end == '-') {
			text = end + 1;
			last = strtoul(text, &end, 10);
			if (end == text || strchr("+- ", *text))
				return -1;
		}
		if (first > last || last >= MAX_CPUS)
			return -1;
		for (unsigned long cpu = first; cpu <= last; cpu++)
			CPU_SET_S(cpu, sizeof(cpus->set), cpus->set);
		text = end + (*end == ',');
		if (*end && *end != ',')
			return -1;
	} while (*text);
	return 0;
}

/* The first line of a file; -1: it can't be read. */
static int read_line(const char *path, char *text, int size)
{
	FILE *file = fopen(path, "re");
	char *line = file ? fgets(text, size, file) : NULL;
	if (file)
		fclose(file);
	if (!line)
		return -1;
	text[strcspn(text, "\n")] = '\0';
	return 0;
}

/* The first CPU of `wanted` that `has` lacks; -1: none. */
static int first_missing(const struct cpus *wanted, const struct cpus *has)
{
	for (int cpu = 0; cpu < MAX_CPUS; cpu++)
		if (CPU_ISSET_S(cpu, sizeof(wanted->set), wanted->set) &&
		    !CPU_ISSET_S(cpu, sizeof(has->set), has->set))
			return cpu;
	return -1;
}

/* The CPUs that the options ask for, all online, also as text. 1: none are asked for. */
static int wanted_cpus(struct qw_context *ctx, struct cpus *ret_cpus, char *text, int size)
{
	const char *list = qw_string(ctx, "cpus");
	char path[64], online[4096];
	struct cpus present;
	if (!list && !qw_string(ctx, "node"))
		return 1;
	if (!list) {
		snprintf(path, sizeof(path), NODES "/node%d/cpulist", (int)qw_int(ctx, "node"));
		if (read_line(path, text, size))
			return qw_error(ctx, ENOENT,
					"there is no NUMA node %d on this machine (%s)",
					(int)qw_int(ctx, "node"), path);
		if (!*text)
			return 1; /* A node of memory alone. */
	} else {
		snprintf(text, (size_t)size, "%s", list);
	}
	if (parse_cpus(text, ret_cpus))
		return qw_error(ctx, EINVAL, "'%s' is no list of CPUs such as 0-3,8", text);
	if (read_line(ONLINE, online, sizeof(online)) || parse_cpus(online, &present))
		return 0; /* The kernel will judge. */
	int missing = first_missing(ret_cpus, &present);
	if (missing >= 0)
		return qw_error(ctx, EINVAL, "CPU %d is not online (%s: %s)", missing, ONLINE,
				online);
	return 0;
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	struct cpus cpus;
	char text[4096];
	const char *memory = qw_string(ctx, "memory");
	int status = wanted_cpus(ctx, &cpus, text, sizeof(text));
	(void)cmd;
	if (status < 0)
		return status;
	if (!status)
		qw_note(ctx, QW_INFO, "QEMU will run on CPUs %s only", text);
	if (qw_string(ctx, "node") && strcmp(memory, "any"))
		qw_note(ctx, QW_INFO, "QEMU's memory will %s from NUMA node %d",
			strcmp(memory, "bind") ? "come first" : "come only",
			(int)qw_int(ctx, "node"));
	return 0;
}

/* What is in no cpuset of ours the kernel drops without a word, unless nothing would be left. */
static int pin(struct qw_context *ctx, const struct cpus *wanted, const struct cpus *before)
{
	struct cpus now = { 0 };
	int failed = sched_setaffinity(0, sizeof(wanted->set), wanted->set);
	if (failed && errno != EINVAL)
		return qw_error(ctx, errno, "sched_setaffinity: %s", strerror(errno));
	if (!failed && sched_getaffinity(0, sizeof(now.set), now.set))
		memset(&now, 0, sizeof(now));
	int missing = first_missing(wanted, &now);
	if (missing < 0)
		return 0;
	/* Where this plugin is optional QEMU starts all the same: as it would without it. */
	sched_setaffinity(0, sizeof(before->set), before->set);
	return qw_error(ctx, EINVAL,
			"CPU %d is not in the cpuset of this process's cgroup "
			"(cpuset.cpus.effective)",
			missing);
}

static int place_memory(struct qw_context *ctx)
{
	unsigned long mask[MAX_NODES / WORD_BITS] = { 0 };
	const char *memory = qw_string(ctx, "memory");
	unsigned node = (unsigned)qw_int(ctx, "node");
	if (!qw_string(ctx, "node") || !strcmp(memory, "any"))
		return 0;
	mask[node / WORD_BITS] = 1UL << node % WORD_BITS;
	int mode = strcmp(memory, "bind") ? MPOL_PREFERRED : MPOL_BIND;
	/* The C library has no function for it; the kernel counts one bit less than it is told. */
	if (syscall(SYS_set_mempolicy, mode, mask, MAX_NODES + 1UL) == 0)
		return 0;
	return qw_error(ctx, errno, "memory of NUMA node %u can't be used (set_mempolicy: %s)%s",
			node, strerror(errno),
			errno == EINVAL ? "; it has none, or the cgroup's cpuset.mems lacks it"
					: "");
}

static int launch(struct qw_context *ctx, const struct qw_command *cmd)
{
	struct cpus cpus, before;
	char text[4096];
	(void)cmd;
	int status = wanted_cpus(ctx, &cpus, text, sizeof(text));
	if (status < 0)
		return status;
	if (sched_getaffinity(0, sizeof(before.set), before.set))
		return qw_error(ctx, errno, "sched_getaffinity: %s", strerror(errno));
	int pinned = status == 0;
	status = pinned ? pin(ctx, &cpus, &before) : 0;
	if (!status)
		status = place_memory(ctx);
	if (status && pinned)
		sched_setaffinity(0, sizeof(before.set), before.set);
	return status;
}

static const struct qw_option_spec options[] = {
	{ "cpus", QW_STRING, NULL, "CPUs to run on, such as 0-3,8; otherwise those of the node" },
	{ "node", QW_INT, NULL, "NUMA node that CPUs and memory come from", NULL, 0,
	  MAX_NODES - 1 },
	{ "memory", QW_ENUM, "prefer",
	  "the node's memory: first of all, nothing else, or as if no node were set",
	  "prefer bind any" },
	{ 0 }
};

QW_PLUGIN(.name = "pinning", .version = "1.0", .summary = "runs QEMU on chosen CPUs and memory",
	  .options = options, .rewrite = rewrite, .launch = launch);
