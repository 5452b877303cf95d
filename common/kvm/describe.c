/* SPDX-License-Identifier: MIT */
#include "kvm/describe.h"

/* So many groups are named; whoever has more knows them. */
#define GROUPS_SHOWN 16u

static void add_acl(const struct access_node *node, struct strbuf *text)
{
	for (size_t i = 0; i < node->acl_count; i++) {
		const struct acl_entry *entry = &node->acl[i];
		if (entry->tag == ACL_TAG_USER)
			strbuf_addf(text, " user:%u:%u", entry->id, entry->permissions);
		else if (entry->tag == ACL_TAG_GROUP)
			strbuf_addf(text, " group:%u:%u", entry->id, entry->permissions);
		else if (entry->tag == ACL_TAG_OWNER_GROUP)
			strbuf_addf(text, " group::%u", entry->permissions);
		else if (entry->tag == ACL_TAG_MASK)
			strbuf_addf(text, " mask:%u", entry->permissions);
	}
}

void describe_node(const struct node_facts *node, struct strbuf *text)
{
	const struct access_node *access = &node->access;
	strbuf_addf(text, "mode %04o, owner %u, group %u", (unsigned int)access->mode, access->uid,
		    access->gid);
	if (access->acl_count) {
		strbuf_addf(text, ", ACL");
		add_acl(access, text);
	}
}

void describe_ids(const struct own_facts *own, struct strbuf *text)
{
	const struct access_ids *ids = &own->ids;
	if (!own->known) {
		strbuf_addf(text, "our ids are unknown (/proc/self/status)");
		return;
	}
	strbuf_addf(text, "user %u, groups %u", ids->uid, ids->gid);
	for (size_t i = 0; i < ids->group_count && i < GROUPS_SHOWN; i++)
		if (ids->groups[i] != ids->gid)
			strbuf_addf(text, " %u", ids->groups[i]);
	if (ids->group_count > GROUPS_SHOWN)
		strbuf_addf(text, " ...");
}

void describe_place(const struct own_facts *own, struct strbuf *text)
{
	if (own->kubernetes)
		strbuf_addf(text, "a pod of Kubernetes");
	else if (own->container == CONTAINER_DOCKER)
		strbuf_addf(text, "Docker (/.dockerenv or cgroup)");
	else if (own->container == CONTAINER_PODMAN)
		strbuf_addf(text, "Podman (/run/.containerenv or cgroup)");
	else if (own->container == CONTAINER_OTHER)
		strbuf_addf(text, "a container");
	else
		strbuf_addf(text, "none seen");
	if (own->user_namespace)
		strbuf_addf(text, ", in a user namespace (ids that it lacks show as %u)",
			    own->overflow_id);
}
