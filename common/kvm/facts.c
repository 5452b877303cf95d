/* SPDX-License-Identifier: MIT */
#include "kvm/facts.h"

#include <string.h>
#include <sys/utsname.h>

#include "io/file.h"
#include "kvm/shown.h"

/* Lines of /proc/misc: "232 kvm". */
static enum known registered(const char *root)
{
	char text[FILE_ROOM];
	if (!file_read(root, "/proc/misc", text, sizeof(text)))
		return KNOWN_NOT;
	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (line_has_word(line, "232") && line_has_word(line, "kvm"))
			return KNOWN_YES;
	}
	return KNOWN_NO;
}

static void gather_kernel(const char *root, struct kernel_facts *kernel)
{
	kernel->registered = registered(root);
	kernel->intel_module = file_exists(root, "/sys/module/kvm_intel");
	kernel->amd_module = file_exists(root, "/sys/module/kvm_amd");
	kernel->vboxdrv = file_exists(root, "/sys/module/vboxdrv");
	kernel->vmmon = file_exists(root, "/sys/module/vmmon");
	kernel->mshv = file_exists(root, "/dev/mshv");
}

/* Its agent is told by the command line of its kernel, and its shared folder has this tag. */
static bool is_kata(const char *root)
{
	char text[FILE_ROOM];
	if (file_read(root, "/proc/cmdline", text, sizeof(text)) &&
	    (strstr(text, "kata-containers") || strstr(text, " agent.log=")))
		return true;
	return file_read(root, "/proc/self/mounts", text, sizeof(text)) &&
	       line_after(text, "kataShared ");
}

static void gather_platform(const char *root, bool guest, struct kvm_facts *facts)
{
	struct platform_signs signs = { .hypervisor_flag = guest, .kata = is_kata(root) };
	file_line(root, "/proc/version", signs.version, sizeof(signs.version));
	file_line(root, "/proc/sys/kernel/osrelease", signs.release, sizeof(signs.release));
	file_line(root, "/sys/class/dmi/id/sys_vendor", signs.vendor, sizeof(signs.vendor));
	file_line(root, "/sys/class/dmi/id/product_name", signs.product, sizeof(signs.product));
	file_line(root, "/sys/class/dmi/id/chassis_asset_tag", signs.asset_tag,
		  sizeof(signs.asset_tag));
	file_line(root, "/sys/hypervisor/type", signs.hypervisor_type,
		  sizeof(signs.hypervisor_type));
	facts->platform = platform_of(&signs);
	shown_copy(signs.product, facts->product, sizeof(facts->product));
	shown_copy(signs.release, facts->release, sizeof(facts->release));
}

/* The capability counts only for what has an owner and a group in our user namespace. */
static bool override_reaches(const struct kvm_facts *facts)
{
	const struct access_node *node = &facts->node.access;
	return !facts->own.user_namespace ||
	       (node->uid != facts->own.overflow_id && node->gid != facts->own.overflow_id);
}

void facts_gather(const char *device, const char *root, struct kvm_facts *ret_facts)
{
	struct utsname names;
	bool guest;
	*ret_facts = (struct kvm_facts){ 0 };
	facts_processor(root, uname(&names) ? "" : names.machine, &ret_facts->processor, &guest);
	gather_kernel(root, &ret_facts->kernel);
	facts_node(device, root, &ret_facts->node);
	facts_own(root, &ret_facts->own);
	ret_facts->own.ids.override &= override_reaches(ret_facts);
	gather_platform(root, guest, ret_facts);
}

bool facts_group_is_unmapped(const struct kvm_facts *facts)
{
	return facts->own.user_namespace && facts->node.access.gid == facts->own.overflow_id;
}
