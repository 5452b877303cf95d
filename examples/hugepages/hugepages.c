/* SPDX-License-Identifier: MIT */
/*
 * hugepages: guests of at least a configured size get their memory from huge pages, if there are
 * enough free ones now. What a line says about memory backends itself is left alone.
 */
#include <qemu-wrapper/plugin.h>

#include <ctype.h>
#include <inttypes.h>
#include <linux/magic.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#define MIB   ((int64_t)1 << 20)
#define POOLS "/sys/kernel/mm/hugepages"

/* A mounted hugetlbfs, or the reason why the one looked at last won't do. */
struct choice {
	char path[4096];
	char why[512];
};

/* A size as QEMU reads it; `unit` is that of a bare number. -1: none that QEMU would take. */
static int64_t bytes_of(const char *text, int64_t unit)
{
	static const char suffixes[] = "BKMGTPE";
	char *end;
	double number = strtod(text, &end);
	const char *suffix = *end ? strchr(suffixes, toupper((unsigned char)*end)) : NULL;
	if (suffix) {
		unit = (int64_t)1 << 10 * (suffix - suffixes);
		end++;
	}
	if (end == text || *end || !(number >= 0 && number < (double)INT64_MAX / (double)unit))
		return -1;
	return (int64_t)(number * (double)unit);
}

/* Of several the last: QEMU merges -m 4G -m slots=2,maxmem=8G into one. */
static const char *last_of(const struct qw_command *cmd, const char *selector, const char *property)
{
	const char *value = NULL;
	for (struct qw_option *opt = NULL; (opt = qw_next(cmd, selector, opt));)
		value = qw_get(cmd, opt, property);
	return value;
}

/* The guest's memory in bytes; -1: the line doesn't tell, so it is QEMU's small default. Of the two
 * ways to say it QEMU takes -m, wherever it stands. */
static int64_t guest_memory(const struct qw_command *cmd)
{
	const char *size = last_of(cmd, "m[*].size", "size");
	if (size)
		return bytes_of(size, MIB);
	size = last_of(cmd, "machine[*].memory.size", "memory.size");
	return size ? bytes_of(size, 1) : -1;
}

/* What of the line chooses where memory comes from; NULL: nothing. With -mem-path beside it QEMU
 * would refuse the line, or not use the huge pages that it has taken. */
static const char *chosen_by_line(const struct qw_command *cmd)
{
	static const char *const options[][2] = {
		{ "mem-path[*]", "-mem-path" },
		{ "machine[*].memory-backend", "-machine memory-backend" },
		{ "numa[*].memdev", "-numa memdev" },
		{ "readconfig[*]", "-readconfig, whose file may choose it," },
	};
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (qw_next(cmd, options[i][0], NULL))
			return options[i][1];
	for (struct qw_option *opt = NULL; (opt = qw_next(cmd, "object[*].qom-type", opt));)
		if (!strncmp(qw_get(cmd, opt, "qom-type"), "memory-backend-", 15))
			return "-object memory-backend-...";
	return NULL;
}

static int64_t read_count(int64_t page, const char *name)
{
	char path[128];
	int64_t count = 0;
	snprintf(path, sizeof(path), POOLS "/hugepages-%" PRId64 "kB/%s", page / 1024, name);
	FILE *file = fopen(path, "re");
	if (!file)
		return 0;
	if (fscanf(file, "%" SCNd64, &count) != 1)
		count = 0;
	fclose(file);
	return count;
}

/* Can the mount give so much memory now? If not, says why. */
static int mount_fits(struct choice *choice, const char *path, int64_t memory)
{
	struct statfs fs;
	if (statfs(path, &fs) || fs.f_type != HUGETLBFS_MAGIC) {
		snprintf(choice->why, sizeof(choice->why), "no hugetlbfs is mounted at %s", path);
		return 0;
	}
	if (access(path, W_OK)) {
		snprintf(choice->why, sizeof(choice->why), "user %u may not create files in %s",
			 (unsigned)getuid(), path);
		return 0;
	}
	int64_t page = (int64_t)fs.f_bsize;
	int64_t needed = memory / page + (memory % page != 0);
	int64_t free_pages =
		read_count(page, "free_hugepages") - read_count(page, "resv_hugepages");
	if (memory >= page && needed <= free_pages)
		return 1;
	snprintf(choice->why, sizeof(choice->why),
		 "it needs %" PRId64 " pages of %" PRId64 " MiB and %" PRId64 " are free (%s)",
		 needed, page / MIB, free_pages, path);
	return 0;
}

/* Finds the mount: the configured one, else the first of all that fits. */
static int choose_mount(struct choice *choice, const char *configured, int64_t memory)
{
	snprintf(choice->why, sizeof(choice->why), "no hugetlbfs is mounted");
	if (configured) {
		snprintf(choice->path, sizeof(choice->path), "%s", configured);
		return mount_fits(choice, choice->path, memory);
	}
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	struct mntent entry;
	char line[8192];
	int found = 0;
	while (mounts && !found && getmntent_r(mounts, &entry, line, sizeof(line))) {
		if (strcmp(entry.mnt_type, "hugetlbfs"))
			continue;
		snprintf(choice->path, sizeof(choice->path), "%s", entry.mnt_dir);
		found = mount_fits(choice, choice->path, memory);
	}
	if (mounts)
		endmntent(mounts);
	return found;
}

static int without(struct qw_context *ctx, int64_t memory, const char *why)
{
	const char *shortage = qw_string(ctx, "shortage");
	if (!strcmp(shortage, "refuse"))
		return qw_error(ctx, ENOMEM, "no huge pages for the guest's %" PRId64 " MiB: %s",
				memory / MIB, why);
	qw_note(ctx, strcmp(shortage, "warn") ? QW_INFO : QW_WARNING,
		"no huge pages for the guest's %" PRId64 " MiB: %s", memory / MIB, why);
	return 0;
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	static const char reason[] = "huge pages: fewer misses in the TLB";
	struct choice choice;
	int64_t memory = guest_memory(cmd);
	if (memory < qw_int(ctx, "threshold"))
		return 0;
	const char *chosen = chosen_by_line(cmd);
	if (chosen) {
		qw_note(ctx, QW_INFO, "%s is on the line: its memory is left alone", chosen);
		return 0;
	}
	if (!choose_mount(&choice, qw_string(ctx, "mount"), memory))
		return without(ctx, memory, choice.why);
	int status = qw_add(cmd, "mem-path", choice.path, 0, reason);
	/* Otherwise the guest dies by SIGBUS on the page that someone else took meanwhile. */
	if (!status && !qw_next(cmd, "mem-prealloc[*]", NULL))
		status = qw_add(cmd, "mem-prealloc", NULL, 0,
				"all pages are taken now, or QEMU doesn't start");
	return status;
}

static const struct qw_option_spec options[] = {
	{ "threshold", QW_SIZE, "4G", "guests of at least this size get huge pages", NULL, 1,
	  INT64_MAX },
	{ "mount", QW_PATH, NULL, "the hugetlbfs to use; otherwise the first that fits" },
	{ "shortage", QW_ENUM, "warn", "what to do if there are none for a guest",
	  "note warn refuse" },
	{ 0 }
};

QW_PLUGIN(.name = "hugepages", .version = "1.0",
	  .summary = "gives large guests memory from huge pages", .options = options,
	  .rewrite = rewrite);
