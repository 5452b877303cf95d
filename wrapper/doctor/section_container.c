/* SPDX-License-Identifier: MIT */
#include "doctor/doctor.h"

#include "cgroup/cgroup.h"
#include "doctor/small_file.h"

#include <inttypes.h>
#include <kvm/facts.h>
#include <string.h>

/* Its file says engine="podman-4.3.1". */
static const char *podman(struct doctor *doctor)
{
	char *text;
	if (small_file_read(doctor->root, "/run/.containerenv", &doctor->arena, &text))
		return "podman";
	const char *value = strstr(text, "engine=\"");
	if (!value)
		return "podman";
	value += 8;
	return arena_strndup(&doctor->arena, value, strcspn(value, "\"\n"));
}

/* The name by which systemd, or whoever started us, calls it. */
static const char *other(struct doctor *doctor)
{
	const char *systemd =
		small_file_line(doctor->root, "/run/systemd/container", &doctor->arena);
	const char *said = doctor_variable(doctor, "container");
	return systemd && *systemd ? systemd : said && *said ? said : "one of unknown kind";
}

/* By the signs that the KVM report goes by, so that the two never disagree; NULL: none. */
static const char *container_kind(struct doctor *doctor, const struct kvm_facts *facts)
{
	if (facts->platform == PLATFORM_GVISOR || facts->platform == PLATFORM_KATA)
		return platform_name(facts->platform);
	switch (facts->own.container) {
	case CONTAINER_PODMAN:
		return podman(doctor);
	case CONTAINER_DOCKER:
		return "docker";
	case CONTAINER_OTHER:
		return other(doctor);
	case CONTAINER_NONE:
		break;
	}
	return NULL;
}

static void add_limits(struct doctor *doctor)
{
	struct cgroup_limits limits;
	CLEANUP_STRBUF struct strbuf text = { 0 };
	cgroup_limits_read(doctor->root, &limits);
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
	struct kvm_facts facts;
	findings_begin(&doctor->findings, "container", "Container");
	facts_gather("/dev/kvm", doctor->root, &facts);
	const char *kind = container_kind(doctor, &facts);
	bool wsl = facts.platform == PLATFORM_WSL1 || facts.platform == PLATFORM_WSL2;
	if (kind && facts.own.kubernetes)
		findings_add(&doctor->findings, SEVERITY_INFO, NULL, NULL,
			     "%s, in a Kubernetes pod", kind);
	else if (kind || facts.own.kubernetes)
		findings_add(&doctor->findings, SEVERITY_INFO, NULL, NULL, "%s",
			     kind ? kind : "a Kubernetes pod");
	else
		findings_add(&doctor->findings, SEVERITY_INFO, NULL, NULL,
			     wsl ? "no, but a Windows subsystem for Linux" : "no sign of one");
	add_limits(doctor);
}
