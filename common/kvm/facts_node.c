/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include "io/file.h"
#include "kvm/facts.h"

#define ACL_ROOM (4u + 8u * ACCESS_ACL_MAX)

void facts_node(const char *device, const char *root, struct node_facts *ret_node)
{
	char full[PATH_MAX];
	struct stat status;
	*ret_node = (struct node_facts){ .error = ENAMETOOLONG };
	if (!file_path(root, device, full, sizeof(full)))
		return;
	ret_node->error = stat(full, &status) ? errno : 0;
	if (ret_node->error)
		return;
	struct statvfs mount;
	ret_node->nodev = !statvfs(full, &mount) && mount.f_flag & ST_NODEV;
	ret_node->character = S_ISCHR(status.st_mode);
	ret_node->major = major(status.st_rdev);
	ret_node->minor = minor(status.st_rdev);
	ret_node->access.uid = status.st_uid;
	ret_node->access.gid = status.st_gid;
	ret_node->access.mode = status.st_mode & 07777;
	char acl[ACL_ROOM];
	ssize_t size = getxattr(full, "system.posix_acl_access", acl, sizeof(acl));
	if (size > 0)
		access_read_acl(acl, (size_t)size, &ret_node->access);
}

bool node_is_kvm(const struct node_facts *node)
{
	return node->character && node->major == KVM_MAJOR && node->minor == KVM_MINOR;
}
