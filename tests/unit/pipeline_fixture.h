/* SPDX-License-Identifier: MIT */
/*
 * A pipeline over plugins whose hooks are functions of the test: everything but loading is real.
 */
#ifndef TESTS_UNIT_PIPELINE_FIXTURE_H
#define TESTS_UNIT_PIPELINE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pipeline/pipeline.h"

#include <string.h>

#define MOST_PLUGINS 4

struct fixture {
	struct plugin_set set;
	struct plugin plugins[MOST_PLUGINS];
	struct plugin_settings settings[MOST_PLUGINS];
	struct pipeline pipeline;
	struct arena arena;
};

static inline struct plugin_settings *fixture_plugin(struct fixture *f, const char *name,
						     struct qw_plugin descriptor)
{
	size_t i = f->set.list.count++;
	assert_true(i < MOST_PLUGINS);
	f->settings[i] = (struct plugin_settings){ .name = name, .required = true };
	f->plugins[i] = (struct plugin){ .name = name,
					 .descriptor = descriptor,
					 .hooks = phase_hooks(&descriptor),
					 .settings = &f->settings[i] };
	f->set.list.items = f->plugins;
	return &f->settings[i];
}

static inline void fixture_prepare(struct fixture *f, const char *const *argv)
{
	static const char *const environment[] = { "HOME=/root", "A=1", "A=2", NULL };
	struct error err = { 0 };
	struct pipeline_input input = { .argv = argv,
					.envp = environment,
					.program = "/usr/bin/qemu-system-x86_64",
					.name = "qemu-system-x86_64",
					.plugins = &f->set };
	assert_int_equal(pipeline_prepare(&f->pipeline, &input, &err), 0);
}

/* Opens, rewrites and checks; the status of the first step that refuses. */
static inline int fixture_run(struct fixture *f, const char *const *argv)
{
	fixture_prepare(f, argv);
	int status = pipeline_open(&f->pipeline);
	if (!status)
		status = pipeline_rewrite(&f->pipeline);
	return status ? status : pipeline_check(&f->pipeline);
}

/* The line as it is now must be these words. */
static inline void fixture_expect(struct fixture *f, const char *const *expected)
{
	struct error err = { 0 };
	const char *const *argv;
	assert_int_equal(command_emit(&f->pipeline.command, &f->arena, &argv, NULL, &err), 0);
	size_t i = 0;
	for (; expected[i] && argv[i]; i++)
		assert_string_equal(argv[i], expected[i]);
	assert_null(argv[i]);
	assert_null(expected[i]);
}

static inline void fixture_release(struct fixture *f)
{
	pipeline_release(&f->pipeline);
	arena_release(&f->arena);
}

#define LINE(...) ((const char *const[]){ "qemu-system-x86_64", __VA_ARGS__, NULL })

#endif
