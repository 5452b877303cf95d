/* SPDX-License-Identifier: MIT */
#include "processor.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "capability.h"
#include "target/target.h"

/* Every KVM can do as many. */
#define FEW_CPUS  64
#define MOST_CPUS 1000000

/* Whether QEMU reads the feature `key` as `name`, where '_' is '-'. */
static bool is_feature(const char *key, const char *name)
{
	while (*name && (*key == '_' ? '-' : *key) == *name) {
		key++;
		name++;
	}
	return !*key && !*name;
}

static bool is_any_feature(const char *key, const char (*names)[16], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (is_feature(key, names[i]))
			return true;
	}
	return false;
}

/* Features of x86 models that TCG ignores and KVM checks: a run of QEMU 7.2 with each of them. */
static bool is_checked(const char *key)
{
	static const char keys[][16] = { "enforce", "lmce", "tsc-frequency", "tsc-freq",
					 "lbr-fmt" };
	return is_any_feature(key, keys, sizeof(keys) / sizeof(*keys)) || !strncmp(key, "hv-", 3) ||
	       !strncmp(key, "hv_", 3);
}

/* What TCG does not have, a guest under KVM may get, and can't be migrated with then. */
static bool is_against_migration(const char *key)
{
	static const char keys[][16] = { "invtsc", "migratable" };
	return is_any_feature(key, keys, sizeof(keys) / sizeof(*keys));
}

static bool features_forbid(const struct line *line, const struct qw_option *cpu, char *ret_reason)
{
	bool only_migratable = qw_next(line->cmd, "only-migratable[*]", NULL);
	const char *key, *value;
	for (size_t i = 1; qw_property(line->cmd, cpu, i, &key, &value) == 1; i++) {
		if ((is_checked(key) && strcmp(value, "off") != 0) ||
		    (only_migratable && is_against_migration(key)))
			return against(ret_reason, "-cpu with %.60s: KVM may refuse it", key);
	}
	return false;
}

/* Elsewhere KVM runs the host's own model only, by whatever name. */
static bool model_forbids(const struct line *line, const struct qw_option *cpu, const char *model,
			  char *ret_reason)
{
	const char *key, *value;
	if (!model) {
		bool any = strcmp(line->target, "aarch64") != 0 && strcmp(line->target, "arm") != 0;
		return !any && !line->host_cpu &&
		       against(ret_reason, "without -cpu host KVM does not run the default CPU");
	}
	if (!strcmp(model, "max") && qw_property(line->cmd, cpu, 1, &key, &value) != 1)
		return false;
	if (!strcmp(line->target, "loongarch64") && !strcmp(model, "la464"))
		return false;
	return against(ret_reason, "-cpu %.60s: KVM may not run it on this host", model);
}

static bool cpu_forbids(const struct line *line, char *ret_reason)
{
	const struct qw_option *opt = NULL, *cpu = NULL;
	while ((opt = qw_next(line->cmd, "cpu[*]", opt)))
		cpu = opt;
	const char *model = cpu ? qw_get(line->cmd, cpu, "model") : NULL;
	if (cpu && (!model || (qw_flags(line->cmd, cpu) & QW_UNCERTAIN)))
		return against(ret_reason, "-cpu: its value is not certain");
	/* TCG does not run that one: it can't get worse. */
	if (model && !strcmp(model, "host"))
		return false;
	if (!target_is_x86(line->target))
		return model_forbids(line, cpu, model, ret_reason);
	return cpu && features_forbid(line, cpu, ret_reason);
}

static int64_t cpus_of(const char *key, const char *value, int64_t *product)
{
	char *end;
	unsigned long long number = strtoull(value, &end, 0);
	int64_t count = number > MOST_CPUS ? MOST_CPUS : (int64_t)number;
	if (!strcmp(key, "cpus") || !strcmp(key, "maxcpus"))
		return count;
	*product *= count ? count : 1;
	if (*product > MOST_CPUS)
		*product = MOST_CPUS;
	return *product;
}

static bool number_forbids(const struct line *line, char *ret_reason)
{
	const struct qw_option *opt = NULL;
	const char *key, *value;
	int64_t most = 0;
	while ((opt = qw_next(line->cmd, "smp[*]", opt))) {
		int64_t product = 1;
		for (size_t i = 0; qw_property(line->cmd, opt, i, &key, &value) == 1; i++) {
			int64_t cpus = cpus_of(key, value, &product);
			most = cpus > most ? cpus : most;
		}
	}
	if (most <= FEW_CPUS)
		return false;
	int limit = capability_ask(line->device, CAPABILITY_MAX_VCPUS);
	if (limit < 0 || most <= limit)
		return false;
	return against(ret_reason, "-smp: this KVM does not run %" PRId64 " CPUs", most);
}

bool processor_forbids(const struct line *line, char *ret_reason)
{
	return cpu_forbids(line, ret_reason) || number_forbids(line, ret_reason);
}
