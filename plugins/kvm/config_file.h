/* SPDX-License-Identifier: MIT */
/*
 * What one of QEMU's own configuration files says about the accelerator.
 *
 * The file is QEMU's to read: only regular files are opened, at most CONFIG_FILE_MOST bytes are
 * read, and through a description of its own, so that nothing is consumed and nothing blocks.
 */
#ifndef KVM_CONFIG_FILE_H
#define KVM_CONFIG_FILE_H

#include "choice.h"

/* QEMU's limits are 1023 bytes a line and 63 a name. */
#define CONFIG_FILE_MOST (256 * 1024)

enum config_verdict {
	/* Nothing about it, or there is no such file. */
	CONFIG_SILENT,
	/* It chooses: `accelerator`. */
	CONFIG_CHOOSES,
	/* It has settings that KVM may not take: `section`. */
	CONFIG_FORBIDS,
	/* It can't be looked at without disturbing QEMU, or is no such file. */
	CONFIG_UNKNOWN
};

struct config_finding {
	enum config_verdict verdict;
	char accelerator[CHOICE_WORDS_MAX];
	char section[64];
};

/* A file that does not exist is CONFIG_SILENT if it is `optional`, or else CONFIG_UNKNOWN. */
void config_file_read(const char *path, bool optional, struct config_finding *ret_finding);

#endif
