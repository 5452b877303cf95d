/* SPDX-License-Identifier: MIT */
#include "command/managers.h"

#include "base/error.h"
#include "command/selector.h"
#include "command/value_json.h"

#include <string.h>

static const struct mark {
	const char *manager;
	const char *option;
	/** The property that bears the mark, or NULL: the whole value. */
	const char *property;
	const char *text;
	/** `text` is the beginning of a path, "unix:" before it or not. */
	bool is_path;
} marks[] = {
	/* libvirt, src/qemu/qemu_command.c: the monitor's name in every domain since 0.7. */
	{ "libvirt", "chardev", "id", "charmonitor", false },
	{ "libvirt", "mon", "chardev", "charmonitor", false },
	{ "libvirt", "mon", "id", "charmonitor", false },
	/* Ganeti, lib/hypervisor/hv_kvm: its run-time folder. */
	{ "ganeti", "pidfile", NULL, "/var/run/ganeti/", true },
	{ "ganeti", "pidfile", NULL, "/run/ganeti/", true },
	{ "ganeti", "monitor", NULL, "/var/run/ganeti/", true },
	{ "ganeti", "monitor", NULL, "/run/ganeti/", true },
};

/* JSON counts also where no QEMU takes it yet: libvirt can write -chardev so already. */
static const char *property_of(const struct element *element, const char *key,
			       struct arena *scratch)
{
	CLEANUP_ERROR struct error ignored = { 0 };
	const char *text = element_value(element);
	const char *value = NULL;
	if (!text || text[0] != '{')
		return element_property(element, key, scratch);
	return value_json_get(text, key, scratch, &value, &ignored) == 1 ? value : NULL;
}

static bool bears(const struct mark *mark, const struct element *element, struct arena *scratch)
{
	if (strcmp(element_name(element), mark->option))
		return false;
	const char *value = mark->property ? property_of(element, mark->property, scratch)
					   : element_value(element);
	if (!value)
		return false;
	if (!mark->is_path)
		return !strcmp(value, mark->text);
	if (!strncmp(value, "unix:", 5))
		value += 5;
	return !strncmp(value, mark->text, strlen(mark->text));
}

const char *managers_find(const struct element *element, struct arena *scratch)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (bears(&marks[i], element, scratch))
			return marks[i].manager;
	return NULL;
}
