/* SPDX-License-Identifier: MIT */
/*
 * Which of QEMU's own configuration files a line makes it read, and what they say about the
 * accelerator: SYSCONFDIR/qemu/qemu.conf of a QEMU that the system has installed, and -readconfig.
 */
#ifndef KVM_CONFIG_FILES_H
#define KVM_CONFIG_FILES_H

#include "config_file.h"

#define CONFIG_FILE_OF_SYSTEM "/etc/qemu/qemu.conf"

/* The first file that is not silent, or the last that chooses: its path, which lives as long as
 * the hook. NULL: nothing in them matters. */
const char *config_files_read(const struct qw_command *cmd, struct config_finding *ret_finding);

#endif
