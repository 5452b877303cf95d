/* SPDX-License-Identifier: MIT */
#include "chosen.h"

#include "line/machine.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Some node has one of these keys. */
static bool node_has(const struct qw_command *cmd, const char *const *keys)
{
	const struct qw_option *opt = NULL;
	while ((opt = qw_next(cmd, "numa[*]", opt))) {
		for (size_t i = 0; keys[i]; i++) {
			if (qw_get(cmd, opt, keys[i]))
				return true;
		}
		/* It may be the value of an option that no QEMU has, or lack its own. */
		if (!qw_value(cmd, opt))
			return true;
	}
	return false;
}

/* A key of the whole -machine, or of one of its objects. */
static bool machine_has(const struct qw_command *cmd, const char *key)
{
	const struct qw_option *opt = NULL;
	size_t length = strlen(key);
	while ((opt = qw_next(cmd, "machine[*]", opt))) {
		const char *name, *value;
		if (qw_flags(cmd, opt) & QW_UNCERTAIN)
			return true;
		for (size_t i = 0; qw_property(cmd, opt, i, &name, &value) == 1; i++) {
			if (!strncmp(name, key, length) && (!name[length] || name[length] == '.'))
				return true;
		}
	}
	return false;
}

bool memory_is_chosen(const struct qw_command *cmd)
{
	static const char *const keys[] = { "mem", "memdev", NULL };
	return qw_next(cmd, "m[*]", NULL) || machine_has(cmd, "memory") ||
	       machine_has(cmd, "memory-backend") || machine_has(cmd, "memory_backend") ||
	       node_has(cmd, keys);
}

/* QEMU records and replays one processor, and refuses more (replay/replay.c). */
static bool is_replayed(const struct qw_command *cmd)
{
	const struct qw_option *opt = NULL;
	while ((opt = qw_next(cmd, "icount[*]", opt))) {
		const char *mode = qw_get(cmd, opt, "rr");
		if ((mode && strcmp(mode, "none") != 0) || (qw_flags(cmd, opt) & QW_UNCERTAIN))
			return true;
	}
	return false;
}

bool processors_are_chosen(const struct qw_command *cmd)
{
	/* -numa cpu,socket-id=N and the like have the first of them. */
	static const char *const keys[] = { "node-id", "cpus", NULL };
	return qw_next(cmd, "smp[*]", NULL) || machine_has(cmd, "smp") || node_has(cmd, keys) ||
	       is_replayed(cmd);
}

/* The last one counts, wherever it stands. */
static const char *smp_property(const struct qw_command *cmd, const char *key)
{
	const struct qw_option *opt = NULL;
	const char *found = NULL;
	while ((opt = qw_next(cmd, "smp[*]", opt))) {
		const char *value = qw_get(cmd, opt, key);
		if (value)
			found = value;
	}
	return found;
}

static unsigned int number(const char *text)
{
	unsigned long value = text ? strtoul(text, NULL, 10) : 0;
	return value < 1 || value > 65535 ? 1 : (unsigned int)value;
}

unsigned int processors_chosen(const struct qw_command *cmd)
{
	static const char *const topology[] = { "drawers",  "books", "sockets", "dies",
						"clusters", "cores", "threads" };
	const char *cpus = smp_property(cmd, "cpus");
	uint64_t product = 1;
	bool any = false;

	if (!cpus)
		cpus = machine_property(cmd, "smp.cpus");
	if (cpus)
		return number(cpus);
	for (size_t i = 0; i < sizeof(topology) / sizeof(*topology); i++) {
		const char *text = smp_property(cmd, topology[i]);
		any |= text != NULL;
		product *= number(text);
		if (product > 65535)
			return 65535;
	}
	return any ? (unsigned int)product : number(smp_property(cmd, "maxcpus"));
}
