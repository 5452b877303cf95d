/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/file.h"
#include "kvm/facts.h"
#include "kvm/shown.h"

#define CAP_DAC_OVERRIDE_BIT (UINT64_C(1) << 1)
#define IDS_ALL              UINT64_C(4294967295)
/* What the kernel shows for ids that don't exist here, unless told otherwise. */
#define OVERFLOW_ID 65534u

/* "Uid:	real effective saved filesystem": the last one opens files. */
static bool read_filesystem_id(const char *text, const char *name, unsigned int *ret_id)
{
	const char *rest = line_after(text, name);
	return rest && sscanf(rest, "%*u %*u %*u %u", ret_id) == 1;
}

static void read_groups(const char *text, struct own_facts *own)
{
	const char *at = line_after(text, "Groups:");
	while (at) {
		unsigned int gid;
		int length = 0;
		at += strspn(at, " \t");
		if (*at == '\n' || sscanf(at, "%u%n", &gid, &length) != 1)
			return;
		at += length;
		/* It may be any group that doesn't exist here. */
		if (own->user_namespace && gid == own->overflow_id)
			continue;
		own->groups_cut = own->ids.group_count == ACCESS_GROUPS_MAX;
		if (own->groups_cut)
			return;
		own->ids.groups[own->ids.group_count++] = gid;
	}
}

static void read_status(const char *root, struct own_facts *own)
{
	char text[FILE_ROOM];
	unsigned int uid, gid;
	if (!file_read(root, "/proc/self/status", text, sizeof(text)) ||
	    !read_filesystem_id(text, "Uid:", &uid) || !read_filesystem_id(text, "Gid:", &gid))
		return;
	own->known = true;
	own->ids.uid = uid;
	own->ids.gid = gid;
	read_groups(text, own);
	const char *capabilities = line_after(text, "CapEff:");
	uint64_t effective;
	own->ids.override = capabilities && sscanf(capabilities, "%" SCNx64, &effective) == 1 &&
			    effective & CAP_DAC_OVERRIDE_BIT;
}

/* The map of the first namespace is "0 0 4294967295". */
static bool in_user_namespace(const char *root)
{
	char text[4096];
	uint64_t inside, outside, count;
	if (!file_read(root, "/proc/self/uid_map", text, sizeof(text)))
		return false;
	return sscanf(text, "%" SCNu64 " %" SCNu64 " %" SCNu64, &inside, &outside, &count) != 3 ||
	       inside != 0 || outside != 0 || count != IDS_ALL;
}

static void read_namespace(const char *root, struct own_facts *own)
{
	char line[32];
	unsigned int id;
	own->user_namespace = in_user_namespace(root);
	own->overflow_id = OVERFLOW_ID;
	if (file_line(root, "/proc/sys/kernel/overflowgid", line, sizeof(line)) &&
	    sscanf(line, "%u", &id) == 1)
		own->overflow_id = id;
}

static enum container container_of(const char *root, const char *groups)
{
	char name[64] = "";
	const char *variable = secure_getenv("container");
	if (variable)
		shown_copy(variable, name, sizeof(name));
	else
		file_line(root, "/run/systemd/container", name, sizeof(name));
	if (file_exists(root, "/run/.containerenv") || !strcmp(name, "podman") ||
	    strstr(groups, "libpod"))
		return CONTAINER_PODMAN;
	if (file_exists(root, "/.dockerenv") || !strcmp(name, "docker") ||
	    strstr(groups, "/docker"))
		return CONTAINER_DOCKER;
	return *name || strstr(groups, "/lxc") ? CONTAINER_OTHER : CONTAINER_NONE;
}

void facts_own(const char *root, struct own_facts *ret_own)
{
	char groups[FILE_ROOM], label[128];
	*ret_own = (struct own_facts){ 0 };
	read_namespace(root, ret_own);
	read_status(root, ret_own);

	file_read(root, "/proc/self/cgroup", groups, sizeof(groups));
	ret_own->container = container_of(root, groups);
	ret_own->kubernetes = secure_getenv("KUBERNETES_SERVICE_HOST") ||
			      strstr(groups, "kubepods") ||
			      file_exists(root, "/var/run/secrets/kubernetes.io");
	if (file_line(root, "/proc/self/attr/current", label, sizeof(label)) &&
	    strcmp(label, "unconfined"))
		shown_copy(label, ret_own->label, sizeof(ret_own->label));
}

bool facts_in_container(const struct own_facts *own)
{
	return own->kubernetes || own->container != CONTAINER_NONE;
}
