/* SPDX-License-Identifier: MIT */
/* Plugins that were built with an older or a newer header than the host: structures of other sizes,
 * values without a meaning. */
#include "pipeline_fixture.h"

#include "pipeline/services.h"

#include <errno.h>

/* As a header of the future may have them. */
struct longer_field {
	struct qw_field known;
	const char *unit;
	int64_t scale;
};

struct longer_change {
	struct qw_change known;
	const char *author;
	int64_t when;
};

static int publish(struct qw_context *ctx, struct qw_command *cmd)
{
	const struct longer_field fields[] = {
		{ { .name = "a", .kind = QW_FIELD_NUMBER, .number = 1 }, "GiB", 30 },
		{ { .name = "b", .kind = QW_FIELD_TEXT, .text = "two" }, "none", 7 },
	};
	assert_int_equal(ctx->host->fact(ctx, "f", &fields[0].known, sizeof(fields[0]), 2), 0);
	return qw_set(cmd, qw_find(cmd, "m"), "size", "2G", 0, "more");
}

static int read_facts(struct qw_context *ctx, const struct qw_command *cmd)
{
	const struct qw_host *host = ctx->host;
	const char *plugin, *key;
	const struct qw_field *fields;
	size_t count;
	assert_int_equal(host->fact_at(cmd, 0, &plugin, &key, &fields, &count), 1);
	assert_string_equal(fields[1].text, "two");
	assert_int_equal(host->fact_at_sized(cmd, 0, &plugin, &key, &fields, FIELD_SIZE, &count),
			 1);
	assert_int_equal(fields[0].number, 1);
	assert_int_equal(host->fact_at_sized(cmd, 0, &plugin, &key, &fields,
					     sizeof(struct longer_field), &count),
			 1);
	const struct longer_field *longer = (const struct longer_field *)(const void *)fields;
	assert_int_equal(count, 2);
	assert_string_equal(key, "f");
	assert_int_equal(longer[0].known.number, 1);
	assert_string_equal(longer[1].known.name, "b");
	assert_string_equal(longer[1].known.text, "two");
	for (size_t i = 0; i < count; i++) {
		assert_null(longer[i].unit);
		assert_int_equal(longer[i].scale, 0);
	}
	const size_t wrong[] = { 0, FIELD_SIZE - 8, FIELD_SIZE + 1, 1 << 20 };
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(
			host->fact_at_sized(cmd, 0, &plugin, &key, &fields, wrong[i], &count),
			-EINVAL);
	return 0;
}

static int read_change(struct qw_context *ctx, const struct qw_command *cmd)
{
	struct longer_change longer;
	memset(&longer, 0xa5, sizeof(longer));
	longer.known.size = sizeof(longer);
	assert_int_equal(ctx->host->change_at(cmd, 0, &longer.known), 1);
	assert_int_equal(longer.known.size, sizeof(struct qw_change));
	assert_string_equal(longer.known.reason, "more");
	assert_null(longer.author);
	assert_int_equal(longer.when, 0);
	/* An older plugin's structure ended behind `action`. */
	struct qw_change shorter;
	memset(&shorter, 0xa5, sizeof(shorter));
	shorter.size = offsetof(struct qw_change, option);
	assert_int_equal(ctx->host->change_at(cmd, 0, &shorter), 1);
	assert_string_equal(shorter.action, "set");
	for (size_t i = offsetof(struct qw_change, option); i < sizeof(shorter); i++)
		assert_int_equal(((const unsigned char *)&shorter)[i], 0xa5);
	longer.known.size = 1u << 30;
	assert_int_equal(ctx->host->change_at(cmd, 0, &longer.known), -EINVAL);
	return 0;
}

static int look(struct qw_context *ctx, const struct qw_command *cmd)
{
	int status = read_facts(ctx, cmd);
	return status ? status : read_change(ctx, cmd);
}

static void test_56_structures_of_other_sizes(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	fixture_plugin(&f, "p", (struct qw_plugin){ .rewrite = publish, .check = look });
	assert_int_equal(fixture_run(&f, LINE("-m", "1G")), 0);
	fixture_release(&f);
}

static int publish_reserved(struct qw_context *ctx, struct qw_command *cmd)
{
	struct qw_field field = { "a", QW_FIELD_NONE, 1, NULL, 0 };
	(void)cmd;
	return qw_fact(ctx, "f", &field, 1);
}

static int edit_with_unknown_flag(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)ctx;
	return qw_set(cmd, qw_find(cmd, "m"), "size", "2G", QW_GUEST_VISIBLE | 1u << 9, "more");
}

static void test_56_what_has_no_meaning_yet_is_refused(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	fixture_plugin(&f, "p", (struct qw_plugin){ .rewrite = publish_reserved });
	assert_int_equal(fixture_run(&f, LINE("-m", "1G")), -EINVAL);
	assert_non_null(strstr(f.pipeline.refusal.text, "reserved"));
	fixture_release(&f);
	f = (struct fixture){ 0 };
	fixture_plugin(&f, "p", (struct qw_plugin){ .rewrite = edit_with_unknown_flag });
	assert_int_equal(fixture_run(&f, LINE("-m", "1G")), -EINVAL);
	assert_non_null(strstr(f.pipeline.refusal.text, "flags 0x200 of an edit are unknown"));
	fixture_release(&f);
}

static void test_56_flags_of_a_newer_plugin_have_no_effect(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	fixture_plugin(&f, "p",
		       (struct qw_plugin){ .abi_minor = QW_ABI_MINOR + 1,
					   .rewrite = edit_with_unknown_flag });
	assert_int_equal(fixture_run(&f, LINE("-m", "1G")), 0);
	fixture_expect(&f, LINE("-m", "2G"));
	assert_int_equal(f.pipeline.journal.changes.items[0].flags, QW_GUEST_VISIBLE);
	fixture_release(&f);
}

static int say(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)cmd;
	qw_note_text(ctx, QW_WARNING, "100 %s");
	return qw_error_text(ctx, ENODEV, "no %d device");
}

static int say_nothing(struct qw_context *ctx, struct qw_command *cmd)
{
	(void)cmd;
	ctx->host->note_text(ctx, QW_INFO, NULL);
	return ctx->host->error_text(ctx, ENODEV, NULL);
}

static void test_texts_are_no_formats(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	fixture_plugin(&f, "p", (struct qw_plugin){ .rewrite = say })->required = false;
	assert_int_equal(fixture_run(&f, LINE("-m", "1G")), 0);
	/* The failed hook's own note is gone; what stays says why it was skipped. */
	assert_int_equal(f.pipeline.journal.notes.list.count, 1);
	assert_non_null(strstr(f.pipeline.journal.notes.list.items[0].text, "no %d device"));
	fixture_release(&f);
	f = (struct fixture){ 0 };
	fixture_plugin(&f, "p", (struct qw_plugin){ .rewrite = say_nothing });
	assert_int_equal(fixture_run(&f, LINE("-m", "1G")), -ENODEV);
	assert_non_null(f.pipeline.refusal.text);
	fixture_release(&f);
}

/* The table that a host had once: shorter, and these calls must not be missed. */
static int say_to_an_older_host(struct qw_context *ctx, struct qw_command *cmd)
{
	struct qw_host older = host_services;
	struct qw_context context = *ctx;
	const char *plugin, *key;
	const struct qw_field *fields;
	size_t count;
	older.size = offsetof(struct qw_host, redact_property);
	older.redact_property = NULL;
	older.error_text = NULL;
	older.note_text = NULL;
	older.fact_at_sized = NULL;
	const struct qw_host *newer = cmd->host;
	cmd->host = &older;
	assert_string_equal(qw_redact_property(cmd, "m", "size", "1G"), "***");
	assert_null(qw_redact_property(cmd, "m", "size", NULL));
	assert_int_equal(qw_fact_at(cmd, 0, &plugin, &key, &fields, &count), 1);
	assert_int_equal(fields[0].number, 1);
	cmd->host = newer;
	ctx->host = &older;
	qw_note_text(ctx, QW_INFO, "100 %s");
	int status = qw_error_text(ctx, ENODEV, "no %d device");
	ctx->host = context.host;
	return status;
}

static int publish_and_say(struct qw_context *ctx, struct qw_command *cmd)
{
	int status = publish(ctx, cmd);
	return status ? status : say_to_an_older_host(ctx, cmd);
}

static void test_56_functions_that_an_older_host_lacks(void **state)
{
	(void)state;
	struct fixture f = { 0 };
	fixture_plugin(&f, "p", (struct qw_plugin){ .rewrite = publish_and_say });
	assert_int_equal(fixture_run(&f, LINE("-m", "1G")), -ENODEV);
	assert_string_equal(f.pipeline.refusal.text, "no %d device");
	fixture_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_56_structures_of_other_sizes),
		cmocka_unit_test(test_56_what_has_no_meaning_yet_is_refused),
		cmocka_unit_test(test_56_flags_of_a_newer_plugin_have_no_effect),
		cmocka_unit_test(test_texts_are_no_formats),
		cmocka_unit_test(test_56_functions_that_an_older_host_lacks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
