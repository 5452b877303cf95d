/* SPDX-License-Identifier: MIT */
/*
 * All that explains why KVM works or does not, gathered from files and nothing else. Judging it is
 * done elsewhere (judge.h, layers.h, remedy.h), purely. Owns no memory.
 *
 * What could not be read is unknown, never taken for a no.
 */
#ifndef KVM_FACTS_H
#define KVM_FACTS_H

#include "kvm/access.h"
#include "kvm/platform.h"

/* What Linux gave to KVM for good: include/linux/miscdevice.h. */
#define KVM_MAJOR 10u
#define KVM_MINOR 232u

enum known { KNOWN_NOT, KNOWN_NO, KNOWN_YES };

enum architecture { ARCHITECTURE_OTHER, ARCHITECTURE_X86, ARCHITECTURE_ARM, ARCHITECTURE_S390 };

enum processor_maker { MAKER_UNKNOWN, MAKER_INTEL, MAKER_AMD };

enum container { CONTAINER_NONE, CONTAINER_DOCKER, CONTAINER_PODMAN, CONTAINER_OTHER };

struct processor_facts {
	enum architecture architecture;
	enum processor_maker maker;
	/* vmx, svm or sie; unknown where the architecture has no such flag. */
	enum known virtualization;
	char flag[4];
};

struct kernel_facts {
	/* KVM's device is among those of /proc/misc: a module has taken hold of the processor. */
	enum known registered;
	/* The module for this maker of processors is there; it needn't have started. */
	bool intel_module, amd_module;
	/* Modules of other hypervisors. */
	bool vboxdrv, vmmon;
	/* /dev/mshv, Microsoft's own. */
	bool mshv;
};

struct node_facts {
	/* errno of looking at it, 0: it is there and the rest counts. */
	int error;
	/* Of the file system that it lies on: mount option nodev. */
	bool nodev;
	/* It is a character device. */
	bool character;
	unsigned int major, minor;
	struct access_node access;
};

struct own_facts {
	bool known;
	struct access_ids ids;
	bool groups_cut;
	/* Not all ids of the machine exist here; others show as `overflow_id`. */
	bool user_namespace;
	unsigned int overflow_id;
	/* The confinement by a security module, such as "docker-default (enforce)"; empty: none. */
	char label[128];
	enum container container;
	bool kubernetes;
};

struct kvm_facts {
	struct processor_facts processor;
	struct kernel_facts kernel;
	struct node_facts node;
	struct own_facts own;
	enum platform platform;
	/* The names that told the platform, fit to be shown. */
	char product[128], release[128];
};

void facts_gather(const char *device, const char *root, struct kvm_facts *ret_facts);

/* The parts, each in a file of its own. */
void facts_processor(const char *root, const char *machine, struct processor_facts *ret_processor,
		     bool *ret_guest);
void facts_node(const char *device, const char *root, struct node_facts *ret_node);
void facts_own(const char *root, struct own_facts *ret_own);

/* True in a container of any kind, pods of Kubernetes included. */
bool facts_in_container(const struct own_facts *own);

/* True if the node is what KVM's should be. */
bool node_is_kvm(const struct node_facts *node);

/* True if the node's group isn't among those of our user namespace: its number means nothing, and
 * whether it is one of ours can't be told. */
bool facts_group_is_unmapped(const struct kvm_facts *facts);

#endif
