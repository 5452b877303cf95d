/* SPDX-License-Identifier: MIT */
#include "kvm/describe.h"

/* So many groups are named; whoever has more knows them. */
#define GROUPS_SHOWN 16u

static void add_acl(const struct access_node *node, struct text *text)
{
	for (size_t i = 0; i < node->acl_count; i++) {
		const struct acl_entry *entry = &node->acl[i];
		if (entry->tag == ACL_TAG_USER)
			text_add(text, " user:%u:%u", entry->id, entry->permissions);
		else if (entry->tag == ACL_TAG_GROUP)
			text_add(text, " group:%u:%u", entry->id, entry->permissions);
		else if (entry->tag == ACL_TAG_OWNER_GROUP)
			text_add(text, " group::%u", entry->permissions);
		else if (entry->tag == ACL_TAG_MASK)
			text_add(text, " mask:%u", entry->permissions);
	}
}

void describe_node(const struct node_facts *node, struct text *text)
{
	const struct access_node *access = &node->access;
	text_add(text, "mode %04o, owner %u, group %u", (unsigned int)access->mode, access->uid,
		 access->gid);
	if (access->acl_count) {
		text_add(text, ", ACL");
		add_acl(access, text);
	}
}

void describe_ids(const struct own_facts *own, struct text *text)
{
	const struct access_ids *ids = &own->ids;
	if (!own->known) {
		text_add(text, "our ids are unknown (/proc/self/status)");
		return;
	}
	text_add(text, "user %u, groups %u", ids->uid, ids->gid);
	for (size_t i = 0; i < ids->group_count && i < GROUPS_SHOWN; i++)
		if (ids->groups[i] != ids->gid)
			text_add(text, " %u", ids->groups[i]);
	if (ids->group_count > GROUPS_SHOWN)
		text_add(text, " ...");
}

void describe_place(const struct own_facts *own, struct text *text)
{
	if (own->kubernetes)
		text_add(text, "a pod of Kubernetes");
	else if (own->container == CONTAINER_DOCKER)
		text_add(text, "Docker (/.dockerenv or cgroup)");
	else if (own->container == CONTAINER_PODMAN)
		text_add(text, "Podman (/run/.containerenv or cgroup)");
	else if (own->container == CONTAINER_OTHER)
		text_add(text, "a container");
	else
		text_add(text, "none seen");
	if (own->user_namespace)
		text_add(text, ", in a user namespace (ids that it lacks show as %u)",
			 own->overflow_id);
}
