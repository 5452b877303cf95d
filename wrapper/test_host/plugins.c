/* SPDX-License-Identifier: MIT */
#include "test_host/test_host.h"

#include "base/base_name.h"
#include "loader/compiled_in.h"
#include "loader/descriptor.h"
#include "loader/order.h"
#include "pipeline/services.h"

#include <string.h>

int test_host_plugin(struct qw_test *test, const struct qw_plugin *raw, bool with_options,
		     struct arena *arena, struct plugin *ret_plugin, struct error *err)
{
	struct qw_plugin descriptor;
	*ret_plugin = (struct plugin){ 0 };
	if (!raw)
		return error_set(err, EINVAL, "a test needs a plugin's descriptor");
	int status = descriptor_copy(raw, &descriptor, err);
	if (status)
		return status;
	struct plugin_settings *said = arena_alloc(arena, sizeof(*said));
	const char *name = arena_strdup(arena, descriptor.name);
	if (!said || !name)
		return error_memory(err);
	*said = (struct plugin_settings){
		.name = name, .source = "the test", .named = true, .required = true
	};
	if (with_options) {
		said->options.items = test->options.items;
		said->options.count = test->options.count;
	}
	return compiled_in_make(&descriptor, "the test", said, &test->settings, arena, ret_plugin,
				err);
}

static int add(struct qw_test *test, const struct qw_plugin *raw, bool with_options)
{
	struct plugin *plugin = &test->set.list.items[test->set.list.count];
	int status =
		test_host_plugin(test, raw, with_options, &test->set.arena, plugin, &test->error);
	test->set.list.count += !status;
	return status;
}

static int add_others(struct qw_test *test, bool behind)
{
	int status = 0;
	for (size_t i = 0; !status && i < test->others.count; i++)
		if (test->others.items[i].behind == behind)
			status = add(test, test->others.items[i].descriptor, false);
	return status;
}

static int make_set(struct qw_test *test)
{
	size_t most = test->others.count + 1;
	test->set.list.items = arena_array(&test->set.arena, most, sizeof(struct plugin));
	if (!test->set.list.items)
		return error_memory(&test->error);
	test->set.list.room = most;
	int status = add_others(test, false);
	if (!status)
		status = add(test, test->raw, true);
	if (!status)
		status = add_others(test, true);
	return status ? status : order_check(&test->set, &test->error);
}

int test_host_prepare(struct qw_test *test)
{
	static const char *const plain[] = { "qemu-system-x86_64", NULL }, *const none[] = { NULL };
	if (test->prepared)
		return 0;
	const char *const *argv = test->argv ? test->argv : plain;
	const char *argv0 = argv[0] ? argv[0] : "";
	struct pipeline_input input = {
		.argv = argv,
		.envp = test->envp ? test->envp : none,
		.program = test->program,
		.name = base_name(argv0),
		.plugins = &test->set,
		.guest_visible_denied = test->guest_visible_denied,
		.host = test->host_given ? &test->host : NULL,
	};
	if (!test->program_given)
		input.program = strchr(argv0, '/')
					? argv0
					: arena_printf(&test->arena, "/usr/bin/%s", argv0);
	if (!test->program_given && !input.program)
		return error_memory(&test->error);
	int status = make_set(test);
	if (!status)
		status = pipeline_prepare(&test->pipeline, &input, &test->error);
	test->prepared = !status;
	if (status) {
		arena_release(&test->set.arena);
		test->set = (struct plugin_set){ 0 };
	}
	return status;
}
