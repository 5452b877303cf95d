/* SPDX-License-Identifier: MIT */
/*
 * What stands behind qemu-wrapper/test.h: the pipeline over descriptors that nobody loaded. A
 * library of its own, which no launch uses; the interface is documented there.
 */
#ifndef TEST_HOST_TEST_HOST_H
#define TEST_HOST_TEST_HOST_H

#include "pipeline/pipeline.h"

#include <qemu-wrapper/test.h>

/** One plugin in the host, before it is put in order. */
struct guest_plugin {
	const struct qw_plugin *descriptor;
	bool behind;
};

struct qw_test {
	/** All that was set up. */
	struct arena arena;
	const char *const *argv;
	const char *const *envp;
	/** `program_given`: by the test, maybe as NULL. */
	const char *program;
	bool program_given;
	const char *guest_visible_denied;
	VECTOR(struct guest_plugin) others;
	/** Options of the plugin under test. */
	VECTOR(struct setting) options;
	/** A table that is shorter than ours. */
	struct qw_host host;
	bool host_given;

	/** For the resolver of options: no variable is looked at. */
	struct settings settings;

	/** Made when the first hook is called. */
	bool prepared;
	struct plugin_set set;
	struct pipeline pipeline;

	/** The plugin under test. */
	const struct qw_plugin *raw;
	/** What results are copied into; emptied when a hook is called. */
	struct arena results;
	struct qw_outcome refusal;
	struct error error;
};

/** The plugin of a descriptor, checked, with the values of its options: their defaults, or with
 * `with_options` what the test has set. */
int test_host_plugin(struct qw_test *test, const struct qw_plugin *raw, bool with_options,
		     struct arena *arena, struct plugin *ret_plugin, struct error *err);

/** Everything is ready for hooks. */
int test_host_prepare(struct qw_test *test);

#endif
