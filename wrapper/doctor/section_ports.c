/* SPDX-License-Identifier: MIT */
#include "doctor/doctor.h"

#include "doctor/listeners.h"
#include "doctor/small_file.h"

/* VNC display 0 and the last one that anybody uses by habit. */
enum { FIRST_PORT = 5900, LAST_PORT = 5999 };

static void read_table(struct doctor *doctor, const char *path, struct listeners *listeners)
{
	char *table;
	int status = small_file_read(doctor->root, path, &doctor->arena, &table);
	if (!status && listeners_read(table, FIRST_PORT, LAST_PORT, listeners))
		doctor->findings.failed = true;
	/* No tcp6: a kernel without IPv6. */
	if (status && status != -ENOENT)
		findings_add(&doctor->findings, SEVERITY_INFO, path, NULL, "%s",
			     small_file_complaint(status, &doctor->arena));
}

static void add_listener(struct doctor *doctor, const struct listener *listener)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	const char *subject = arena_printf(&arena, "%u", listener->port);
	const char *who = listener->pid ? arena_printf(&arena, "%s (process %ld)",
						       listener->process ? listener->process : "?",
						       listener->pid)
					: "a process that you may not see";
	if (!subject || !who) {
		doctor->findings.failed = true;
		return;
	}
	findings_add(&doctor->findings, SEVERITY_INFO, subject, NULL,
		     "VNC display %d, is taken on %s by %s", listener->port - FIRST_PORT,
		     listener->address, who);
}

void section_ports(struct doctor *doctor)
{
	CLEANUP_LISTENERS struct listeners listeners = { 0 };
	findings_begin(&doctor->findings, "ports", "VNC ports");
	read_table(doctor, "/proc/net/tcp", &listeners);
	read_table(doctor, "/proc/net/tcp6", &listeners);
	listeners_find_owners(&listeners, doctor->root, &doctor->arena);
	for (size_t i = 0; i < listeners.list.count; i++)
		add_listener(doctor, &listeners.list.items[i]);
	if (!listeners.list.count)
		findings_add(&doctor->findings, SEVERITY_INFO, NULL, NULL,
			     "nobody listens on %d to %d", FIRST_PORT, LAST_PORT);
}
