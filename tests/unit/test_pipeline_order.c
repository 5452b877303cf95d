/* SPDX-License-Identifier: MIT */
/* Plugins in every order: what doesn't depend on it must come out the same. */
#include "pipeline_fixture.h"
#include "unit.h"

#include "loader/order.h"

enum { COUNT_OF_PLUGINS = 4, LONGEST = 32 };

static int add_memory(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	struct qw_option *memory = qw_find(cmd, "m");
	return memory ? qw_set(cmd, memory, "size", "2G", 0, "two") : -ENOENT;
}

static int add_card(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	int status = qw_add(cmd, "device", "e1000,id=n1", 0, "a card");
	return status ? status : qw_set_env(cmd, "CARD", "n1", 0, "told");
}

static int change_disks(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	struct qw_option *image = qw_find(cmd, "image");
	int status = image ? qw_remove(cmd, image, 0, "another one") : 0;
	return status ? status : qw_add(cmd, "image", "new.img", 0, "instead");
}

static int set_two_properties(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	struct qw_option *device = qw_find(cmd, "device[id=n0]");
	int status = qw_set(cmd, device, "mac", "52:54:00:00:00:01", 0, "a mac");
	if (!status)
		status = qw_set(cmd, device, "bootindex", "1", 0, "first");
	return status ? status : qw_unset_env(cmd, "A", 0, "not needed");
}

static int (*const hooks[COUNT_OF_PLUGINS])(struct qw_context *, struct qw_command *) = {
	add_memory, add_card, change_disks, set_two_properties
};
static const char *const names[COUNT_OF_PLUGINS] = { "a", "b", "c", "d" };

/* The n-th of the 24 orders, in `ret_order`. */
static void nth_order(size_t n, size_t ret_order[COUNT_OF_PLUGINS])
{
	bool used[COUNT_OF_PLUGINS] = { false };
	size_t divisor = 24;
	for (size_t i = 0; i < COUNT_OF_PLUGINS; i++) {
		divisor /= COUNT_OF_PLUGINS - i;
		size_t skip = n / divisor % (COUNT_OF_PLUGINS - i), at = 0;
		while (used[at] || skip--)
			at++;
		used[at] = true;
		ret_order[i] = at;
	}
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted words and variables of what came out, as one text. */
static const char *outcome(struct fixture *f)
{
	CLEANUP_ERROR struct error err = { 0 };
	const char *const *argv, *const *envp;
	const char *all[LONGEST];
	size_t count = 0;
	const char *text = "";
	assert_int_equal(command_emit(&f->pipeline.command, &f->arena, &argv, NULL, &err), 0);
	assert_int_equal(environment_emit(&f->pipeline.environment, &f->arena, &envp, &err), 0);
	for (size_t i = 0; argv[i]; i++)
		all[count++] = argv[i];
	for (size_t i = 0; envp[i]; i++)
		all[count++] = envp[i];
	assert_true(count < LONGEST);
	qsort(all, count, sizeof(all[0]), compare);
	for (size_t i = 0; i < count; i++)
		text = arena_printf(&f->arena, "%s%s\n", text, all[i]);
	return text;
}

static void test_45_independent_plugins_in_every_order(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	const char *first = NULL;
	for (size_t n = 0; n < 24; n++) {
		struct fixture f = { 0 };
		size_t order[COUNT_OF_PLUGINS];
		nth_order(n, order);
		for (size_t i = 0; i < COUNT_OF_PLUGINS; i++)
			fixture_plugin(&f, names[order[i]],
				       (struct qw_plugin){ .rewrite = hooks[order[i]] });
		assert_int_equal(
			fixture_run(&f, LINE("-m", "1G", "-device", "e1000,id=n0", "old.img")), 0);
		assert_int_equal(f.pipeline.journal.changes.count, 8);
		const char *text = outcome(&f);
		if (!first)
			first = arena_strdup(&arena, text);
		assert_string_equal(text, first);
		fixture_release(&f);
	}
	assert_non_null(strstr(first, "CARD=n1\n"));
	assert_null(strstr(first, "old.img"));
	arena_release(&arena);
}

/* b must stand behind a, c behind b and before d: of 24 orders one is left. */
static void test_45_dependent_plugins_in_every_order(void **state)
{
	(void)state;
	size_t accepted = 0, order[COUNT_OF_PLUGINS];
	for (size_t n = 0; n < 24; n++) {
		CLEANUP_ERROR struct error err = { 0 };
		struct plugin plugins[COUNT_OF_PLUGINS];
		struct plugin_set set = { .list = { plugins, COUNT(plugins), COUNT(plugins) } };
		bool is_declared = true;
		nth_order(n, order);
		for (size_t i = 0; i < COUNT_OF_PLUGINS; i++) {
			plugins[i] = (struct plugin){ .name = names[order[i]] };
			plugins[i].descriptor.after = order[i] == 1   ? "a"
						      : order[i] == 2 ? "b"
								      : NULL;
			plugins[i].descriptor.before = order[i] == 2 ? "d" : NULL;
			is_declared = is_declared && order[i] == i;
		}
		int status = order_check(&set, &err);
		assert_int_equal(status, is_declared ? 0 : -EINVAL);
		accepted += !status;
	}
	assert_int_equal(accepted, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_45_independent_plugins_in_every_order),
		cmocka_unit_test(test_45_dependent_plugins_in_every_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
