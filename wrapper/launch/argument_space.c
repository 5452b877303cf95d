/* SPDX-License-Identifier: MIT */
#include "launch/argument_space.h"

#include <stdint.h>
#include <string.h>
#include <sys/resource.h>

/* fs/exec.c: MAX_ARG_STRLEN, 32 pages, the terminating NUL included. */
static size_t longest_string(void)
{
	return 32 * (size_t)sysconf(_SC_PAGESIZE);
}

/* fs/exec.c: a quarter of the stack limit, between 128 KiB and 6 MiB. */
static size_t space(void)
{
	struct rlimit limit;
	size_t bytes = (size_t)6 * 1024 * 1024;
	if (!getrlimit(RLIMIT_STACK, &limit) && limit.rlim_cur / 4 < bytes)
		bytes = limit.rlim_cur / 4;
	return bytes > 131072 ? bytes : 131072;
}

/* What a vector takes: its strings and a pointer for each. */
struct weight {
	size_t total, largest, largest_index;
};

static struct weight weigh(const char *const *strings)
{
	struct weight weight = { .total = sizeof(char *) };
	for (size_t i = 0; strings[i]; i++) {
		size_t size = strlen(strings[i]) + 1;
		weight.total += size + sizeof(char *);
		if (size > weight.largest) {
			weight.largest = size;
			weight.largest_index = i;
		}
	}
	return weight;
}

bool argument_space_exceeded(const struct execution *execution)
{
	struct weight argv = weigh(execution->argv), envp = weigh(execution->envp);
	size_t total = argv.total + envp.total + strlen(execution->path) + 1;
	return total > space() || argv.largest > longest_string() ||
	       envp.largest > longest_string();
}

/* Lines of one file count together: "FILE:12" is of FILE. */
static size_t origin_length(const char *origin)
{
	const char *colon = strrchr(origin, ':');
	if (!colon || !colon[1] || colon[1 + strspn(colon + 1, "0123456789")])
		return strlen(origin);
	return (size_t)(colon - origin);
}

/* The origin that gave most bytes. There are few; those beyond the first dozen don't matter. */
static size_t largest_origin(const struct execution *execution, const char **ret_origin)
{
	struct {
		const char *origin;
		size_t length, total;
	} sums[12] = { 0 };
	size_t count = 0, best = 0;
	for (size_t i = 0; execution->argv[i]; i++) {
		const char *origin = execution->origins[i];
		size_t length = origin_length(origin), k = 0;
		while (k < count &&
		       (sums[k].length != length || strncmp(sums[k].origin, origin, length)))
			k++;
		if (k == sizeof(sums) / sizeof(sums[0]))
			continue;
		if (k == count) {
			sums[count].origin = origin;
			sums[count++].length = length;
		}
		sums[k].total += strlen(execution->argv[i]) + 1 + sizeof(char *);
		best = sums[k].total > sums[best].total ? k : best;
	}
	*ret_origin = count ? sums[best].origin : "user";
	return sums[best].length;
}

/* In the argv that people know; what stands in front of it is never long. */
static size_t position(const struct execution *execution, size_t index)
{
	return index > execution->ahead ? index - execution->ahead : 0;
}

static int one_too_long(const struct execution *execution, const struct weight *argv,
			const struct weight *envp, struct error *err)
{
	size_t most = longest_string() - 1;
	if (argv->largest > most + 1)
		return error_set(
			err, E2BIG,
			"argument %zu (from %s) is too long: %zu bytes, and Linux takes at "
			"most %zu in one argument",
			position(execution, argv->largest_index),
			execution->origins[argv->largest_index], argv->largest - 1, most);
	const char *entry = execution->envp[envp->largest_index];
	return error_set(err, E2BIG,
			 "the variable %.*s is too long: %zu bytes, and Linux takes at most %zu in "
			 "one variable",
			 (int)strcspn(entry, "="), entry, envp->largest - 1, most);
}

int argument_space_explain(const struct execution *execution, struct error *err)
{
	struct weight argv = weigh(execution->argv), envp = weigh(execution->envp);
	if (argv.largest > longest_string() || envp.largest > longest_string())
		return one_too_long(execution, &argv, &envp, err);
	const char *origin;
	int length = (int)largest_origin(execution, &origin);
	const char *entry = envp.largest ? execution->envp[envp.largest_index] : "";
	return error_set(err, E2BIG,
			 "the command line is too long: %zu bytes, and Linux allows %zu; arguments "
			 "take %zu, most of them from %.*s, the largest (argument %zu) %zu; the "
			 "environment takes %zu, the largest variable (%.*s) %zu",
			 argv.total + envp.total + strlen(execution->path) + 1, space(), argv.total,
			 length, origin, position(execution, argv.largest_index), argv.largest,
			 envp.total, (int)strcspn(entry, "="), entry, envp.largest);
}
