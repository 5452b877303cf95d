/* SPDX-License-Identifier: MIT */
#include "doctor/doctor.h"

#include "doctor/listeners.h"
#include "doctor/small_file.h"

/* VNC display 0 and the last one that anybody uses by habit. */
enum { FIRST_PORT = 5900, LAST_PORT = 5999 };

/* False: who listens is not known. */
static bool read_table(struct doctor *doctor, const char *path, bool may_lack,
		       struct listeners *listeners)
{
	char *table;
	int status = small_file_read(doctor->root, path, &doctor->arena, &table);
	if (!status && listeners_read(table, FIRST_PORT, LAST_PORT, listeners))
		doctor->findings.failed = true;
	if (!status || (status == -ENOENT && may_lack))
		return true;
	findings_add(&doctor->findings, SEVERITY_INFO, path, NULL, "%s",
		     small_file_complaint(status, &doctor->arena));
	return false;
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
	bool known = read_table(doctor, "/proc/net/tcp", false, &listeners);
	/* Without IPv6 in the kernel there is no such file. */
	known = read_table(doctor, "/proc/net/tcp6", true, &listeners) && known;
	listeners_find_owners(&listeners, doctor->root, &doctor->arena);
	for (size_t i = 0; i < listeners.list.count; i++)
		add_listener(doctor, &listeners.list.items[i]);
	if (!listeners.list.count && known)
		findings_add(&doctor->findings, SEVERITY_INFO, NULL, NULL,
			     "nobody listens on %d to %d", FIRST_PORT, LAST_PORT);
}
