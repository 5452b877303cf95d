/* SPDX-License-Identifier: MIT */
#include "config_file.h"

#include "global.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_MOST 1023

/* Groups that a line under TCG may have and KVM refuses, or that only make sense with TCG. */
static const char tcg_groups[][20] = { "icount", "plugin", "semihosting-config" };

/* Keys of [machine] that decide whether KVM can run it, or that only KVM reads. */
static const char machine_keys[][16] = {
	"type",           "kernel_irqchip", "kernel-irqchip",
	"kvm_shadow_mem", "kvm-shadow-mem", "smm",
	"secure",         "virtualization", "mte",
	"gic-version",
};

/* Keys of [device]: see devices_forbid() of board.c. */
static const char device_keys[][16] = { "intremap", "eim", "xtsup" };

struct reading {
	struct config_finding finding;
	char group[64];
	/* The line so far; longer ones are no configuration for QEMU either. */
	char line[LINE_MOST + 1];
	size_t length;
};

static void forbid(struct reading *reading)
{
	if (reading->finding.verdict != CONFIG_SILENT)
		return;
	reading->finding.verdict = CONFIG_FORBIDS;
	strcpy(reading->finding.section, reading->group);
}

static void group_begin(struct reading *reading)
{
	size_t length = strcspn(reading->line + 1, " \t]");
	if (length >= sizeof(reading->group)) {
		reading->finding.verdict = CONFIG_UNKNOWN;
		return;
	}
	memcpy(reading->group, reading->line + 1, length);
	reading->group[length] = '\0';
	for (size_t i = 0; i < sizeof(tcg_groups) / sizeof(*tcg_groups); i++) {
		if (!strcmp(reading->group, tcg_groups[i]))
			forbid(reading);
	}
}

static void choose(struct reading *reading, const char *value, bool append)
{
	char *words = reading->finding.accelerator;
	size_t length = strcspn(value, "\"");
	size_t used = append ? strlen(words) : 0;
	if (used + length + 2 > sizeof(reading->finding.accelerator)) {
		reading->finding.verdict = CONFIG_UNKNOWN;
		return;
	}
	if (used)
		words[used++] = ':';
	memcpy(words + used, value, length);
	words[used + length] = '\0';
	reading->finding.verdict = CONFIG_CHOOSES;
}

static bool is_key(const char *key, size_t length, const char *wanted)
{
	return strlen(wanted) == length && !memcmp(key, wanted, length);
}

static bool is_any_key(const char *key, size_t length, const char (*wanted)[16], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (is_key(key, length, wanted[i]))
			return true;
	}
	return false;
}

static bool is_group(const struct reading *reading, const char *name)
{
	return !strcmp(reading->group, name);
}

/* Whether KVM may refuse it. */
static bool key_forbids(const struct reading *reading, const char *key, size_t length,
			const char *value)
{
	if (is_group(reading, "machine"))
		return is_any_key(key, length, machine_keys,
				  sizeof(machine_keys) / sizeof(*machine_keys));
	if (is_group(reading, "device"))
		return is_any_key(key, length, device_keys,
				  sizeof(device_keys) / sizeof(*device_keys));
	/* A flash that is "secure" is for System Management Mode, which not every KVM has. */
	return is_group(reading, "global") &&
	       (global_is_checked(value) || !strncmp(value, "secure\"", 7));
}

static void key_read(struct reading *reading)
{
	const char *key = reading->line + strspn(reading->line, " \t");
	size_t length = strcspn(key, " \t=");
	const char *quote = strchr(key, '"');
	const char *value = quote ? quote + 1 : "";
	bool machine = is_group(reading, "machine");

	if ((machine || is_group(reading, "accel")) && is_key(key, length, "accel"))
		choose(reading, value, !machine);
	else if (key_forbids(reading, key, length, value))
		forbid(reading);
}

static void line_end(struct reading *reading)
{
	reading->line[reading->length] = '\0';
	reading->length = 0;
	if (reading->line[0] == '[')
		group_begin(reading);
	else if (reading->line[0] && reading->line[0] != '#')
		key_read(reading);
}

static void bytes_read(struct reading *reading, const char *bytes, size_t count)
{
	for (size_t i = 0; i < count && reading->finding.verdict != CONFIG_UNKNOWN; i++) {
		if (bytes[i] == '\n')
			line_end(reading);
		else if (reading->length < LINE_MOST && bytes[i])
			reading->line[reading->length++] = bytes[i];
		else
			reading->finding.verdict = CONFIG_UNKNOWN;
	}
}

/* Opening a FIFO would wake whoever waits to write to it, so the kind is asked for first. */
static int regular_open(const char *path)
{
	struct stat info;
	if (stat(path, &info) < 0)
		return -errno;
	if (!S_ISREG(info.st_mode))
		return -EINVAL;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size <= CONFIG_FILE_MOST)
		return fd;
	close(fd);
	return -EINVAL;
}

void config_file_read(const char *path, bool optional, struct config_finding *ret_finding)
{
	struct reading reading = { .finding.verdict = CONFIG_SILENT };
	char bytes[4096];
	ssize_t count;
	size_t total = 0;

	int fd = regular_open(path);
	if (fd < 0) {
		bool absent = fd == -ENOENT || fd == -ENOTDIR;
		ret_finding->verdict = absent && optional ? CONFIG_SILENT : CONFIG_UNKNOWN;
		return;
	}
	do {
		count = read(fd, bytes, sizeof(bytes));
		if (count > 0) {
			bytes_read(&reading, bytes, (size_t)count);
			total += (size_t)count;
		}
	} while ((count > 0 && total <= CONFIG_FILE_MOST) || (count < 0 && errno == EINTR));
	close(fd);
	if (reading.length)
		line_end(&reading);
	if (count != 0)
		reading.finding.verdict = CONFIG_UNKNOWN;
	*ret_finding = reading.finding;
}
