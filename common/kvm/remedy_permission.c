/* SPDX-License-Identifier: MIT */
#include "kvm/remedy.h"

/* Nobody should get root's group for it. */
static bool group_helps(const struct kvm_facts *facts)
{
	return facts->node.access.gid != 0 && access_group_would_do(&facts->node.access);
}

static void open_to_group(const char *where, struct strbuf *text)
{
	strbuf_addf(
		text,
		"%s, give it to a group: `groupadd -f -r kvm`, KERNEL==\"kvm\", GROUP=\"kvm\", "
		"MODE=\"0660\" in "
		"/etc/udev/rules.d/65-kvm.rules, then `udevadm control --reload && udevadm trigger "
		"--name-match=kvm`",
		where);
}

static void in_pod(const struct kvm_facts *facts, struct strbuf *text)
{
	if (facts_group_is_unmapped(facts)) {
		strbuf_addf(
			text,
			"The node's group has no number in this pod's user namespace: set "
			"hostUsers: true, and supplementalGroups: [GID], GID being what `stat -c "
			"%%g /dev/kvm` prints on the node.");
		return;
	}
	if (group_helps(facts)) {
		strbuf_addf(
			text,
			"Set securityContext.supplementalGroups: [%u] in the pod (fsGroup doesn't "
			"count for devices).",
			facts->node.access.gid);
		return;
	}
	open_to_group("On the node", text);
	strbuf_addf(
		text,
		".\nThen set securityContext.supplementalGroups: [GID] in the pod, GID being what "
		"`stat -c %%g /dev/kvm` prints there.");
}

/* A user namespace knows only the ids that were mapped, so the user's other groups are lost. */
static void keep_groups(enum container container, struct strbuf *text)
{
	if (container == CONTAINER_DOCKER)
		strbuf_addf(
			text,
			"Rootless Docker can't keep the groups of its user: on the host, a udev "
			"rule with MODE=\"0666\"; or Podman with `--group-add keep-groups`.");
	else
		strbuf_addf(
			text,
			"Start the container with `--group-add keep-groups` (Podman with crun), "
			"as a user who may open the device on the host.");
}

static void in_container(const struct kvm_facts *facts, struct strbuf *text)
{
	unsigned int gid = facts->node.access.gid;
	if (facts_group_is_unmapped(facts)) {
		keep_groups(facts->own.container, text);
		return;
	}
	if (group_helps(facts)) {
		strbuf_addf(text, "Start the container with `--group-add %u`.", gid);
		return;
	}
	open_to_group("On the host", text);
	strbuf_addf(text,
		    ".\nThen start the container with `--group-add \"$(stat -c %%g /dev/kvm)\"`.");
}

static void on_host(const char *device, const struct kvm_facts *facts, struct strbuf *text)
{
	unsigned int gid = facts->node.access.gid;
	if (group_helps(facts)) {
		strbuf_addf(text, "`sudo usermod -aG %u \"$(id -un)\"`, then log in anew.", gid);
	} else {
		open_to_group("As root", text);
		strbuf_addf(text, ".\nThen `sudo usermod -aG kvm \"$(id -un)\"`, and log in anew.");
	}
	if (facts->node.access.acl_count)
		strbuf_addf(
			text,
			"\nThe ACL of %s is rewritten when another user takes the seat; the group "
			"lasts.",
			device);
}

/* The numbers allow it, or there are none: a group won't help. */
static bool not_by_numbers(const char *device, const struct kvm_facts *facts, struct strbuf *text)
{
	enum access_rule rule;
	const struct own_facts *own = &facts->own;
	if (facts->node.error) {
		strbuf_addf(text, "Look at the folders on the way: `namei -l %s`.", device);
	} else if (facts->node.nodev) {
		strbuf_addf(text, "A file system with the mount option nodev gives no devices: ");
		if (facts_in_container(own))
			remedy_pass_device(own, text);
		else
			strbuf_addf(text, "use a node outside of it, such as /dev/kvm.");
	} else if (own->known && access_allowed(&facts->node.access, &own->ids, &rule)) {
		strbuf_addf(text,
			    "Look for a security module's denial: `dmesg | grep -i denied` or "
			    "`ausearch -m avc`, and let its policy allow %s (read, write, ioctl).",
			    device);
	} else {
		return false;
	}
	return true;
}

void remedy_permission(const char *device, const struct kvm_facts *facts, struct strbuf *text)
{
	if (not_by_numbers(device, facts, text))
		return;
	if (facts->own.kubernetes)
		in_pod(facts, text);
	else if (facts->own.container)
		in_container(facts, text);
	else if (facts_group_is_unmapped(facts))
		strbuf_addf(
			text,
			"The node's group has no number in this user namespace: start outside of "
			"it, or map the group (what `stat -c %%g %s` prints outside).",
			device);
	else
		on_host(device, facts, text);
}
