/* SPDX-License-Identifier: MIT */
#include "kvm/access.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>

#define READ_WRITE  6u
#define ACL_VERSION 2u

/* The layout of <linux/posix_acl_xattr.h>: a version, then entries, all little-endian. */
struct raw_entry {
	uint16_t tag, permissions;
	uint32_t id;
};

bool access_read_acl(const void *value, size_t size, struct access_node *node)
{
	const char *bytes = value;
	uint32_t version;
	node->acl_count = 0;
	if (size < sizeof(version))
		return false;
	memcpy(&version, bytes, sizeof(version));
	size -= sizeof(version);
	size_t count = size / sizeof(struct raw_entry);
	if (le32toh(version) != ACL_VERSION || size % sizeof(struct raw_entry) ||
	    count > ACCESS_ACL_MAX)
		return false;
	for (size_t i = 0; i < count; i++) {
		struct raw_entry raw;
		memcpy(&raw, bytes + sizeof(version) + i * sizeof(raw), sizeof(raw));
		node->acl[i] = (struct acl_entry){ le16toh(raw.tag), le16toh(raw.permissions),
						   le32toh(raw.id) };
	}
	node->acl_count = count;
	return true;
}

static bool has_group(const struct access_ids *ids, gid_t gid)
{
	if (ids->gid == gid)
		return true;
	for (size_t i = 0; i < ids->group_count; i++)
		if (ids->groups[i] == gid)
			return true;
	return false;
}

static bool allows(unsigned int permissions)
{
	return (permissions & READ_WRITE) == READ_WRITE;
}

static unsigned int mask_of(const struct access_node *node)
{
	for (size_t i = 0; i < node->acl_count; i++)
		if (node->acl[i].tag == ACL_TAG_MASK)
			return node->acl[i].permissions;
	return READ_WRITE;
}

/* One group that allows it is enough; if there are only others, the class of all others is out. */
static bool acl_allowed(const struct access_node *node, const struct access_ids *ids,
			enum access_rule *ret_rule)
{
	unsigned int mask = mask_of(node);
	bool in_group = false;
	for (size_t i = 0; i < node->acl_count; i++) {
		const struct acl_entry *entry = &node->acl[i];
		*ret_rule = ACCESS_USER;
		if (entry->tag == ACL_TAG_USER && entry->id == ids->uid)
			return allows(entry->permissions & mask);
		*ret_rule = ACCESS_GROUP;
		gid_t gid = entry->tag == ACL_TAG_OWNER_GROUP ? node->gid : entry->id;
		if ((entry->tag != ACL_TAG_OWNER_GROUP && entry->tag != ACL_TAG_GROUP) ||
		    !has_group(ids, gid))
			continue;
		in_group = true;
		if (allows(entry->permissions & mask))
			return true;
	}
	if (!in_group)
		*ret_rule = ACCESS_OTHER;
	return !in_group && allows(node->mode);
}

bool access_allowed(const struct access_node *node, const struct access_ids *ids,
		    enum access_rule *ret_rule)
{
	*ret_rule = ACCESS_OVERRIDE;
	if (ids->override)
		return true;
	*ret_rule = ACCESS_OWNER;
	if (ids->uid == node->uid)
		return allows(node->mode >> 6);
	if (node->acl_count)
		return acl_allowed(node, ids, ret_rule);
	bool in_group = has_group(ids, node->gid);
	*ret_rule = in_group ? ACCESS_GROUP : ACCESS_OTHER;
	return allows(in_group ? node->mode >> 3 : node->mode);
}

bool access_group_would_do(const struct access_node *node)
{
	for (size_t i = 0; i < node->acl_count; i++)
		if (node->acl[i].tag == ACL_TAG_OWNER_GROUP)
			return allows(node->acl[i].permissions & mask_of(node));
	return allows(node->mode >> 3);
}
