/* SPDX-License-Identifier: MIT */
/*
 * May these ids read and write a node of that owner, mode and ACL? Pure; all ids are numbers as
 * this process sees them. The algorithm is the kernel's, see acl(5); libacl would do no more, and a
 * launch would load it.
 */
#ifndef KVM_ACCESS_H
#define KVM_ACCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define ACCESS_GROUPS_MAX 1024
#define ACCESS_ACL_MAX    64

/* The tags of <linux/posix_acl.h>. */
enum acl_tag {
	ACL_TAG_OWNER = 0x01,
	ACL_TAG_USER = 0x02,
	ACL_TAG_OWNER_GROUP = 0x04,
	ACL_TAG_GROUP = 0x08,
	ACL_TAG_MASK = 0x10,
	ACL_TAG_OTHER = 0x20
};

struct acl_entry {
	unsigned int tag, permissions, id;
};

struct access_node {
	uid_t uid;
	gid_t gid;
	mode_t mode;
	struct acl_entry acl[ACCESS_ACL_MAX];
	/* 0: the mode is all there is. */
	size_t acl_count;
};

struct access_ids {
	uid_t uid;
	gid_t gid;
	gid_t groups[ACCESS_GROUPS_MAX];
	size_t group_count;
	/* CAP_DAC_OVERRIDE, and it reaches the node's owner and group. */
	bool override;
};

/* Reads the value of system.posix_acl_access. False, with no entry, if it isn't one. */
bool access_read_acl(const void *value, size_t size, struct access_node *node);

/* Which rule of the node counts for the ids: its capability, or the first entry that fits. */
enum access_rule { ACCESS_OVERRIDE, ACCESS_OWNER, ACCESS_USER, ACCESS_GROUP, ACCESS_OTHER };

/* True if that rule lets them read and write. */
bool access_allowed(const struct access_node *node, const struct access_ids *ids,
		    enum access_rule *ret_rule);

/* True if membership in the node's own group would be enough. */
bool access_group_would_do(const struct access_node *node);

#endif
