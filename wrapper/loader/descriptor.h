/* SPDX-License-Identifier: MIT */
/*
 * What a plugin declares, checked and copied. A plugin may be older or newer than this host: it
 * tells the size of its structures, of which we take what both know; the rest of ours is zero.
 * Messages name what is wrong; the caller adds which plugin.
 */
#ifndef LOADER_DESCRIPTOR_H
#define LOADER_DESCRIPTOR_H

#include "base/arena.h"
#include "base/error.h"

#include <qemu-wrapper/plugin.h>

/** Sizes in interface 0.1: nothing smaller was ever made. */
#define DESCRIPTOR_SIZE  (offsetof(struct qw_plugin, close) + sizeof(void (*)(struct qw_context *)))
#define OPTION_SPEC_SIZE (offsetof(struct qw_option_spec, since) + sizeof(const char *))

/** A plugin can declare so many options. */
#define DESCRIPTOR_MOST_OPTIONS 256

/**
 * The sizes and the texts of the identity are sound. For a descriptor as it stands in a file, where
 * pointers are not relocated: they are not looked at.
 */
int descriptor_check_identity(const struct qw_plugin *raw, struct error *err);

/** Copies a loaded plugin's descriptor; `raw` has as many bytes as its struct_size says. */
int descriptor_copy(const struct qw_plugin *raw, struct qw_plugin *ret_copy, struct error *err);

/**
 * Copies and checks the table of options: names, types, defaults, choices. The copies live in the
 * arena, their strings in the plugin.
 */
int descriptor_options(const struct qw_plugin *descriptor, struct arena *arena,
		       struct qw_option_spec **ret_specs, size_t *ret_count, struct error *err);

#endif
