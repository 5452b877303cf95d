/* SPDX-License-Identifier: MIT */
#include "inspect/side_effects.h"

#include "text/visible.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

static void tell(const struct side_effects *effects, enum fault fault, int number)
{
	struct fault_record record = { .fault = fault, .number = number };
	effects->tell(effects->data, &record);
}

/* 0: there is no /proc. */
static size_t count_threads(void)
{
	DIR *dir = opendir("/proc/self/task");
	size_t count = 0;
	if (!dir)
		return 0;
	for (struct dirent *entry; (entry = readdir(dir));)
		count += entry->d_name[0] != '.';
	closedir(dir);
	return count;
}

static void take(struct unrestored *ret_rest)
{
	*ret_rest = (struct unrestored){ 0 };
	for (int i = 1; i <= PROCESS_SIGNALS; i++)
		sigaction(i, NULL, &ret_rest->actions[i]);
	for (int i = 0; i < RLIM_NLIMITS; i++)
		getrlimit((__rlimit_resource_t)i, &ret_rest->limits[i]);
	ret_rest->priority = getpriority(PRIO_PROCESS, 0);
	sched_getaffinity(0, sizeof(ret_rest->processors), &ret_rest->processors);
}

void side_effects_begin(struct side_effects *ret_effects, side_effect_teller *tell_function,
			void *data)
{
	struct side_effects *effects = ret_effects;
	*effects = (struct side_effects){ .tell = tell_function, .data = data };
	fflush(NULL);
	effects->output = memfd_create("output", MFD_CLOEXEC);
	if (effects->output >= 0) {
		dup2(effects->output, STDOUT_FILENO);
		dup2(effects->output, STDERR_FILENO);
	}
	own_environment_changed(&effects->environment, &effects->arena);
	process_state_save(&effects->process);
	effects->threads = count_threads();
	take(&effects->rest);
}

static bool is_handler(const struct sigaction *action)
{
	return action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN;
}

/* The present is what the next look compares with. */
static void look_at_rest(struct side_effects *effects)
{
	struct unrestored now, *before = &effects->rest;
	take(&now);
	for (int i = 1; i <= PROCESS_SIGNALS; i++)
		if (is_handler(&now.actions[i]) &&
		    now.actions[i].sa_handler != before->actions[i].sa_handler)
			tell(effects, FAULT_HANDLER, i);
	for (int i = 0; i < RLIM_NLIMITS; i++)
		if (now.limits[i].rlim_cur != before->limits[i].rlim_cur ||
		    now.limits[i].rlim_max != before->limits[i].rlim_max)
			tell(effects, FAULT_LIMIT, i);
	if (now.priority != before->priority)
		tell(effects, FAULT_PRIORITY, 0);
	if (!CPU_EQUAL(&now.processors, &before->processors))
		tell(effects, FAULT_PROCESSORS, 0);
	*before = now;
}

static void look_at_process(struct side_effects *effects, const struct slots *slots)
{
	static const enum fault faults[] = {
		[PROCESS_FOLDER] = FAULT_FOLDER,   [PROCESS_FOLDER_LOST] = FAULT_FOLDER,
		[PROCESS_UMASK] = FAULT_UMASK,     [PROCESS_TIMER] = FAULT_TIMER,
		[PROCESS_IGNORED] = FAULT_IGNORED, [PROCESS_NOT_IGNORED] = FAULT_IGNORED,
		[PROCESS_BLOCKED] = FAULT_BLOCKED, [PROCESS_DESCRIPTOR] = FAULT_INHERITED,
	};
	struct process_differences differences;
	process_state_set_back(&effects->process, slots, &differences);
	for (size_t i = 0; i < differences.list.count; i++)
		tell(effects, faults[differences.list.items[i].part],
		     differences.list.items[i].number);
	free(differences.list.items);
}

static void look_at_descriptors(struct side_effects *effects)
{
	for (size_t i = 0; i < effects->process.descriptors.count; i++) {
		int fd = effects->process.descriptors.items[i];
		if (fcntl(fd, F_GETFD) >= 0)
			continue;
		tell(effects, FAULT_CLOSED, fd);
		/* Nothing else may come to lie there, and it is told once. */
		int null = open("/dev/null", O_RDWR | O_CLOEXEC);
		if (null >= 0 && null != fd) {
			dup3(null, fd, O_CLOEXEC);
			close(null);
		}
	}
}

/* The first line of what was printed; a plugin's printf() may still be in the buffer. */
static void look_at_output(struct side_effects *effects)
{
	struct fault_record record = { .fault = FAULT_OUTPUT };
	char text[sizeof(record.detail) / 2];
	fflush(stdout);
	ssize_t got = pread(effects->output, text, sizeof(text) - 1, 0);
	if (got <= 0)
		return;
	text[got] = '\0';
	text[strcspn(text, "\n")] = '\0';
	CLEANUP_STRBUF struct strbuf visible = { 0 };
	visible_text(&visible, text);
	snprintf(record.detail, sizeof(record.detail), "%s", visible.length ? visible.text : "");
	effects->tell(effects->data, &record);
	/* Both descriptors share the file's offset. */
	if (!ftruncate(effects->output, 0))
		lseek(effects->output, 0, SEEK_SET);
}

void side_effects_look(struct side_effects *effects, const struct slots *slots)
{
	/* The first of all: what is opened below must not land in a place that was closed. */
	look_at_descriptors(effects);
	look_at_output(effects);
	look_at_process(effects, slots);
	look_at_rest(effects);
	if (own_environment_changed(&effects->environment, &effects->arena))
		tell(effects, FAULT_ENVIRONMENT, 0);
}

static bool was_open(const struct side_effects *effects, int fd)
{
	for (size_t i = 0; i < effects->process.descriptors.count; i++)
		if (effects->process.descriptors.items[i] == fd)
			return true;
	return false;
}

void side_effects_end(struct side_effects *effects)
{
	struct slots none = { 0 };
	side_effects_look(effects, &none);
	for (int fd = 0; fd < effects->process.descriptors_end; fd++)
		if (fcntl(fd, F_GETFD) >= 0 && !was_open(effects, fd))
			tell(effects, FAULT_LEFT_OPEN, fd);
	if (count_threads() > effects->threads)
		tell(effects, FAULT_THREAD, 0);
	cleanup_close_descriptor(&effects->output);
	process_state_release(&effects->process);
	arena_release(&effects->arena);
}
