/* SPDX-License-Identifier: MIT */
#include "pipeline/slots.h"

#include "command/named_descriptors.h"

#include <fcntl.h>
#include <string.h>

/* A duplicate by the lowest free number; -errno. */
static int hold_number(int fd, const struct command *command)
{
	for (int least = 3;;) {
		int number = fcntl(fd, F_DUPFD_CLOEXEC, least);
		/* EINVAL: `least` is beyond the limit. */
		if (number < 0)
			return errno == EINVAL ? -EMFILE : -errno;
		if (!command_names_descriptor(command, number))
			return number;
		close(number);
		least = number + 1;
	}
}

int slots_reserve(struct slots *slots, const struct command *command, const char *plugin,
		  const char *reason, struct error *err)
{
	CLEANUP_CLOSE int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null < 0)
		return error_set(err, errno, "can't reserve a descriptor: /dev/null: %s",
				 strerror(errno));
	struct slot *slot = VECTOR_ADD(&slots->list);
	if (!slot)
		return error_memory(err);
	int number = hold_number(null, command);
	if (number < 0) {
		slots->list.count--;
		return error_set(err, -number, "can't reserve a descriptor: %s", strerror(-number));
	}
	*slot = (struct slot){ plugin, reason, number, false };
	return number;
}

int slots_fill(struct slots *slots, const char *plugin, int number, int fd, struct error *err)
{
	for (size_t i = 0; i < slots->list.count; i++) {
		struct slot *slot = &slots->list.items[i];
		if (slot->number != number || strcmp(slot->plugin, plugin))
			continue;
		/* The slot's own number is no descriptor of the plugin's to give. */
		if (fd == number || dup3(fd, number, O_CLOEXEC) < 0)
			return error_set(err, EBADF, "descriptor %d can't fill slot %d", fd,
					 number);
		slot->filled = true;
		return 0;
	}
	return error_set(err, EBADF, "descriptor slot %d was not reserved by this plugin", number);
}

int slots_check(const struct slots *slots, const char **ret_plugin, struct error *err)
{
	for (size_t i = 0; i < slots->list.count; i++) {
		const struct slot *slot = &slots->list.items[i];
		if (slot->filled)
			continue;
		*ret_plugin = slot->plugin;
		return error_set(err, ENOTCONN,
				 "descriptor slot %d (%s) was reserved but never filled",
				 slot->number, slot->reason);
	}
	return 0;
}

int slots_open_for_exec(const struct slots *slots, struct error *err)
{
	for (size_t i = 0; i < slots->list.count; i++)
		if (fcntl(slots->list.items[i].number, F_SETFD, 0) < 0)
			return error_set(err, errno, "descriptor slot %d: %s",
					 slots->list.items[i].number, strerror(errno));
	return 0;
}

void slots_rollback(struct slots *slots, size_t count)
{
	while (slots->list.count > count)
		close(slots->list.items[--slots->list.count].number);
}

void slots_release(struct slots *slots)
{
	slots_rollback(slots, 0);
	free(slots->list.items);
	*slots = (struct slots){ 0 };
}
