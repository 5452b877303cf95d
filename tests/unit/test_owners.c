/* SPDX-License-Identifier: MIT */
/* Conflicts between plugins, through hooks: who may change what. */
#include "pipeline_fixture.h"

typedef int (*rewrite_hook)(struct qw_context *, struct qw_command *);

static int memory_2g(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_add(cmd, "m", "2G", 0, "two are enough");
}

static int memory_4g(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_add(cmd, "m", "4G", 0, "four are better");
}

static int memory_slots(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_add(cmd, "m", "slots=4", 0, "room to grow");
}

static int set_memory_8g(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_set(cmd, qw_find(cmd, "m"), "size", "8G", 0, "eight");
}

static int remove_memory(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_remove(cmd, qw_find(cmd, "m"), 0, "none at all");
}

static int add_card(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_add(cmd, "device", "e1000,id=n0", 0, "a card");
}

static int add_other_card(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_add(cmd, "device", "virtio-net-pci,id=n1", 0, "another card");
}

static int add_same_id(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_add(cmd, "device", "virtio-net-pci,id=n0", 0, "a better card");
}

static int set_card_mac(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_set(cmd, qw_find(cmd, "device[id=n0]"), "mac", "52:54:00:00:00:01", 0, "a mac");
}

static int set_card_other_mac(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_set(cmd, qw_find(cmd, "device[id=n0]"), "mac", "52:54:00:00:00:02", 0,
		      "another mac");
}

static int name_it(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_set_env(cmd, "TMPDIR", "/a", 0, "here");
}

static int name_it_otherwise(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_set_env(cmd, "TMPDIR", "/b", 0, "there");
}

static int unset_it(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_unset_env(cmd, "TMPDIR", 0, "nowhere");
}

static const char *const plain[] = { "q", "-S", NULL };
static const char *const with_memory[] = { "q", "-m", "1G", NULL };

/* Plugins a and b, in this order; is it a conflict? */
static const struct row {
	const char *what;
	const char *const *argv;
	rewrite_hook a, b;
	bool conflict;
} rows[] = {
	{ "two add -m with different sizes", plain, memory_2g, memory_4g, true },
	{ "two add -m with the same size", plain, memory_2g, memory_2g, false },
	{ "two add different keys of one merged set", plain, memory_2g, memory_slots, false },
	{ "set what another added", plain, memory_2g, set_memory_8g, true },
	{ "set what another set", with_memory, set_memory_8g, memory_4g, true },
	{ "set what people wrote", with_memory, memory_slots, name_it, false },
	{ "remove what another added", plain, memory_2g, remove_memory, true },
	{ "add what another removed", with_memory, remove_memory, memory_4g, true },
	{ "two devices", plain, add_card, add_other_card, false },
	{ "two devices of one id", plain, add_card, add_same_id, true },
	{ "a new property of another's device", plain, add_card, set_card_mac, false },
	{ "one variable, two values", plain, name_it, name_it_otherwise, true },
	{ "remove another's variable", plain, name_it, unset_it, true },
	{ "one variable, one value", plain, name_it, name_it, false },
};

static void test_46_changing_what_another_plugin_owns_is_a_conflict(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fixture f = { 0 };
		fixture_plugin(&f, "a", (struct qw_plugin){ .rewrite = rows[i].a });
		fixture_plugin(&f, "b", (struct qw_plugin){ .rewrite = rows[i].b });
		int status = fixture_run(&f, rows[i].argv);
		if (status != (rows[i].conflict ? -EEXIST : 0))
			fail_msg("%s: %s", rows[i].what, f.pipeline.refusal.text);
		fixture_release(&f);
	}
}

static void test_46_overrides_lets_the_later_plugin_win(void **state)
{
	(void)state;
	static const char *const overrides[] = { "x", "a", NULL };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fixture f = { 0 };
		fixture_plugin(&f, "a", (struct qw_plugin){ .rewrite = rows[i].a });
		fixture_plugin(&f, "b", (struct qw_plugin){ .rewrite = rows[i].b })->overrides =
			overrides;
		if (fixture_run(&f, rows[i].argv))
			fail_msg("%s: %s", rows[i].what, f.pipeline.refusal.text);
		fixture_release(&f);
	}
}

static void test_46_message_names_both_plugins_values_and_reasons(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	fixture_plugin(&f, "a", (struct qw_plugin){ .rewrite = memory_2g });
	fixture_plugin(&f, "b", (struct qw_plugin){ .rewrite = memory_4g });
	assert_int_equal(fixture_run(&f, plain), -EEXIST);
	static const char *const parts[] = {
		"m.size", "plugin a",        "'2G'",          "two are enough", "plugin b",
		"'4G'",   "four are better", "overrides = a", "[plugin b]",
	};
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		assert_non_null(strstr(f.pipeline.refusal.text, parts[i]));
	fixture_release(&f);
}

static int check_sees_owners(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)ctx;
	struct qw_option *card = qw_find(cmd, "device");
	assert_string_equal(qw_owner(cmd, card, NULL), "a");
	assert_string_equal(qw_owner(cmd, card, "driver"), "a");
	assert_string_equal(qw_owner(cmd, card, "mac"), "b");
	assert_null(qw_owner(cmd, card, "addr"));
	assert_null(qw_owner(cmd, qw_find(cmd, "S"), NULL));
	return 0;
}

static void test_46_check_hooks_see_owners(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	fixture_plugin(&f, "a", (struct qw_plugin){ .rewrite = add_card });
	fixture_plugin(&f, "b",
		       (struct qw_plugin){ .rewrite = set_card_mac, .check = check_sees_owners });
	assert_int_equal(fixture_run(&f, plain), 0);
	fixture_release(&f);
}

static void test_third_plugin_conflicts_with_the_one_that_set_the_property(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	fixture_plugin(&f, "a", (struct qw_plugin){ .rewrite = add_card });
	fixture_plugin(&f, "b", (struct qw_plugin){ .rewrite = set_card_mac });
	fixture_plugin(&f, "c", (struct qw_plugin){ .rewrite = set_card_other_mac });
	assert_int_equal(fixture_run(&f, plain), -EEXIST);
	assert_non_null(strstr(f.pipeline.refusal.text, "overrides = b"));
	fixture_release(&f);
}

static int add_secret(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_add(cmd, "object", "secret,id=s,data=hunter2", 0, "a secret");
}

static int set_secret(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_set(cmd, qw_find(cmd, "object"), "data", "hunter3", 0, "another one");
}

static int set_password_variable(struct qw_context *ctx, struct qw_command *cmd)
{
	return qw_set_env(cmd, "VNC_PASSWORD", ctx->state ? "hunter2" : "hunter3", 0, "for vnc");
}

static int remember(struct qw_context *ctx)
{
	ctx->state = ctx;
	return 0;
}

static void test_46_message_hides_secrets(void **state)
{
	(void)state;
	static const struct {
		rewrite_hook first, second;
		const char *text;
	} secrets[] = {
		{ add_secret, set_secret,
		  "conflict about object[id=s].data: plugin a made it '***' (a secret), plugin b "
		  "wants '***' (another one)\nlet one win with 'overrides = a' in [plugin b]" },
		{ set_password_variable, set_password_variable,
		  "conflict about $VNC_PASSWORD: plugin a made it '***' (for vnc), plugin b wants "
		  "'***' (for vnc)\nlet one win with 'overrides = a' in [plugin b]" },
	};
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
		struct fixture f = { 0 };
		fixture_plugin(&f, "a",
			       (struct qw_plugin){ .open = remember, .rewrite = secrets[i].first });
		fixture_plugin(&f, "b", (struct qw_plugin){ .rewrite = secrets[i].second });
		assert_int_equal(fixture_run(&f, plain), -EEXIST);
		assert_string_equal(f.pipeline.refusal.text, secrets[i].text);
		fixture_release(&f);
	}
}

static const char *const overrides_a[] = { "a", NULL }, *const overrides_b[] = { "b", NULL };

/* Whoever removed the whole is the one to agree with, for its properties too. */
static void test_46_removal_takes_over_the_properties(void **state)
{
	(void)state;
	for (int allowed = 0; allowed < 2; allowed++) {
		struct fixture f = { 0 };
		fixture_plugin(&f, "a", (struct qw_plugin){ .rewrite = memory_2g });
		fixture_plugin(&f, "b", (struct qw_plugin){ .rewrite = remove_memory })->overrides =
			overrides_a;
		fixture_plugin(&f, "c", (struct qw_plugin){ .rewrite = memory_4g })->overrides =
			allowed ? overrides_b : overrides_a;
		assert_int_equal(fixture_run(&f, plain), allowed ? 0 : -EEXIST);
		if (!allowed)
			assert_non_null(
				strstr(f.pipeline.refusal.text, "plugin b made it '(removed)'"));
		fixture_release(&f);
	}
}

static int change_its_mind(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	assert_int_equal(qw_add(cmd, "m", "1G", 0, "one"), 0);
	assert_int_equal(qw_set(cmd, qw_find(cmd, "m"), "size", "2G", 0, "two"), 0);
	assert_int_equal(qw_replace(cmd, qw_find(cmd, "m"), "3G", 0, "three"), 0);
	assert_int_equal(qw_remove(cmd, qw_find(cmd, "m"), 0, "none"), 0);
	assert_int_equal(qw_set_env(cmd, "A", "3", 0, "three"), 0);
	assert_int_equal(qw_unset_env(cmd, "A", 0, "none"), 0);
	return qw_add(cmd, "m", "4G", 0, "four");
}

static void test_46_nobody_is_in_conflict_with_himself(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	fixture_plugin(&f, "a", (struct qw_plugin){ .rewrite = change_its_mind });
	assert_int_equal(fixture_run(&f, plain), 0);
	assert_int_equal(f.pipeline.journal.changes.count, 7);
	fixture_release(&f);
}

static int rename_card(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_set(cmd, qw_find(cmd, "device[id=n0]"), "id", "foo", 0, "a better name");
}

static int set_renamed_card_mac(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_set(cmd, qw_find(cmd, "device[id=foo]"), "mac", "52:54:00:00:00:09", 0, "mine");
}

static void test_owners_follow_an_option_that_gets_another_id(void **state)
{
	(void)state;
	static const char *const line[] = { "q", "-device", "e1000,id=n0", NULL };
	struct fixture f = { 0 };
	fixture_plugin(&f, "a", (struct qw_plugin){ .rewrite = set_card_mac });
	fixture_plugin(&f, "b", (struct qw_plugin){ .rewrite = rename_card });
	fixture_plugin(&f, "c", (struct qw_plugin){ .rewrite = add_same_id });
	assert_int_equal(fixture_run(&f, line), 0);
	fixture_release(&f);
	f = (struct fixture){ 0 };
	fixture_plugin(&f, "a", (struct qw_plugin){ .rewrite = set_card_mac });
	fixture_plugin(&f, "b", (struct qw_plugin){ .rewrite = rename_card });
	fixture_plugin(&f, "c", (struct qw_plugin){ .rewrite = set_renamed_card_mac });
	assert_int_equal(fixture_run(&f, line), -EEXIST);
	fixture_release(&f);
}

static void test_45_independent_plugins_give_the_same_set_in_any_order(void **state)
{
	(void)state;
	static const rewrite_hook hooks[] = { memory_2g, add_card, add_other_card };
	static const char *const names[] = { "a", "b", "c" };
	static const int orders[][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
					 { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	for (size_t i = 0; i < 6; i++) {
		struct fixture f = { 0 };
		for (int k = 0; k < 3; k++)
			fixture_plugin(&f, names[orders[i][k]],
				       (struct qw_plugin){ .rewrite = hooks[orders[i][k]] });
		assert_int_equal(fixture_run(&f, plain), 0);
		assert_int_equal(f.pipeline.command.count, 4);
		for (int k = 0; k < 3; k++) {
			/* Additions stand in the order of the list. */
			const char *origin = f.pipeline.command.items[k + 1]->word_origin;
			assert_string_equal(origin + strlen("plugin:"), names[orders[i][k]]);
		}
		fixture_release(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_46_changing_what_another_plugin_owns_is_a_conflict),
		cmocka_unit_test(test_46_overrides_lets_the_later_plugin_win),
		cmocka_unit_test(test_46_message_names_both_plugins_values_and_reasons),
		cmocka_unit_test(test_46_message_hides_secrets),
		cmocka_unit_test(test_46_nobody_is_in_conflict_with_himself),
		cmocka_unit_test(test_46_removal_takes_over_the_properties),
		cmocka_unit_test(test_46_check_hooks_see_owners),
		cmocka_unit_test(test_third_plugin_conflicts_with_the_one_that_set_the_property),
		cmocka_unit_test(test_owners_follow_an_option_that_gets_another_id),
		cmocka_unit_test(test_45_independent_plugins_give_the_same_set_in_any_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
