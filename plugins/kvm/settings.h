/* SPDX-License-Identifier: MIT */
/*
 * The plugin's own options, ready for use. The host has checked them; the strings belong to it and
 * live as long as the plugin.
 */
#ifndef KVM_SETTINGS_H
#define KVM_SETTINGS_H

#include <stdbool.h>

#include <qemu-wrapper/plugin.h>

enum mode { MODE_AUTO, MODE_REQUIRE, MODE_OFF };

struct settings {
	enum mode mode;
	/* Where KVM is wanted and does not work, the line is rewritten to TCG. */
	bool to_tcg;
	/* Lines with KVM and without -cpu get -cpu host. */
	bool host_cpu;
	const char *device;
};

extern const struct qw_option_spec settings_specs[];

void settings_read(const struct qw_context *ctx, struct settings *ret_settings);

#endif
