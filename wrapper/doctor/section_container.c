/* SPDX-License-Identifier: MIT */
#include "doctor/doctor.h"

#include "doctor/cgroup.h"
#include "doctor/small_file.h"

#include <inttypes.h>
#include <string.h>

/* podman's file says engine="podman-4.3.1". */
static const char *engine(struct doctor *doctor)
{
	char *text;
	if (small_file_read(doctor->root, "/run/.containerenv", &doctor->arena, &text))
		return NULL;
	char *value = strstr(text, "engine=\"");
	if (!value)
		return "podman";
	value += 8;
	return arena_strndup(&doctor->arena, value, strcspn(value, "\"\n"));
}

/* Marks of containers that their engines leave, the one that says most first. */
static const char *container_kind(struct doctor *doctor)
{
	const char *podman = engine(doctor);
	const char *said = doctor_variable(doctor, "container");
	const char *systemd =
		small_file_line(doctor->root, "/run/systemd/container", &doctor->arena);
	const char *version = small_file_line(doctor->root, "/proc/version", &doctor->arena);
	if (version && strstr(version, "gVisor"))
		return "gVisor";
	if (podman)
		return podman;
	if (small_file_exists(doctor->root, "/.dockerenv"))
		return "docker";
	return systemd && *systemd ? systemd : said && *said ? said : NULL;
}

static bool is_pod(const struct doctor *doctor)
{
	return doctor_variable(doctor, "KUBERNETES_SERVICE_HOST") ||
	       small_file_exists(doctor->root, "/var/run/secrets/kubernetes.io/serviceaccount");
}

static void add_limits(struct doctor *doctor)
{
	struct cgroup_limits limits;
	CLEANUP_STRBUF struct strbuf text = { 0 };
	if (cgroup_limits_read(doctor->root, &doctor->arena, &limits)) {
		doctor->findings.failed = true;
		return;
	}
	if (limits.memory_bytes >= 0)
		strbuf_addf(&text, "memory %" PRId64 " MiB, ", limits.memory_bytes >> 20);
	if (limits.processor_milli >= 0)
		strbuf_addf(&text, "processors %" PRId64 ".%03" PRId64 ", ",
			    limits.processor_milli / 1000, limits.processor_milli % 1000);
	if (limits.processes >= 0)
		strbuf_addf(&text, "processes %" PRId64 ", ", limits.processes);
	if (text.failed)
		doctor->findings.failed = true;
	else if (!limits.version)
		findings_add(&doctor->findings, SEVERITY_INFO, "limits", NULL,
			     "no control groups to be seen");
	else if (!text.length)
		findings_add(&doctor->findings, SEVERITY_INFO, "limits", NULL, "none (cgroup v%d)",
			     limits.version);
	else
		findings_add(&doctor->findings, SEVERITY_INFO, "limits", NULL, "%.*s (cgroup v%d)",
			     (int)text.length - 2, text.text, limits.version);
}

void section_container(struct doctor *doctor)
{
	findings_begin(&doctor->findings, "container", "Container");
	const char *kind = container_kind(doctor);
	const char *release =
		small_file_line(doctor->root, "/proc/sys/kernel/osrelease", &doctor->arena);
	if (kind && is_pod(doctor))
		findings_add(&doctor->findings, SEVERITY_INFO, NULL, NULL,
			     "%s, in a Kubernetes pod", kind);
	else if (kind || is_pod(doctor))
		findings_add(&doctor->findings, SEVERITY_INFO, NULL, NULL, "%s",
			     kind ? kind : "a Kubernetes pod");
	else
		findings_add(&doctor->findings, SEVERITY_INFO, NULL, NULL,
			     release && strstr(release, "icrosoft")
				     ? "no, but a Windows subsystem for Linux"
				     : "no sign of one");
	add_limits(doctor);
}
