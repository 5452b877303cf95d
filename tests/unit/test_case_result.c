/* SPDX-License-Identifier: MIT */
#include "cases/case_result.h"

#include "command_line.h"
#include "isolation/record.h"

/* A journal with one of everything, over the line `qemu -m 1G`. */
struct sample {
	struct arena arena;
	struct command command;
	struct journal journal;
	struct refusal refusal;
	struct plan plan;
};

static void sample_make(struct sample *s)
{
	*s = (struct sample){ 0 };
	s->command = parse_line("-m 1G", &s->arena);
	static const struct change changes[] = {
		{ .plugin = "p", .option = "m", .after = "1G" },
		{ .plugin = "p", .variable = "A", .after = "1" },
		{ .plugin = "p", .variable = "B", .before = "1" },
		{ .plugin = "p", .variable = "A", .after = "" },
	};
	for (size_t i = 0; i < COUNT(changes); i++) {
		struct change *one = VECTOR_ADD(&s->journal.changes);
		assert_non_null(one);
		*one = changes[i];
	}
	notes_add(&s->journal.notes, "p", NOTE_INFO, "an info");
	notes_add(&s->journal.notes, NULL, NOTE_WARNING, "a warning");
	static struct qw_field fields[] = {
		{ "text", QW_FIELD_TEXT, 0, "a b", 0 },
		{ "number", QW_FIELD_NUMBER, 0, NULL, INT64_MIN },
		{ "yes", QW_FIELD_BOOL, 0, NULL, 1 },
		{ "no", QW_FIELD_BOOL, 0, NULL, 0 },
		{ "nothing", QW_FIELD_NONE, 0, NULL, 0 },
	};
	static struct fact facts[] = { { "p", "key", fields, COUNT(fields) }, { "p", "empty" } };
	for (size_t i = 0; i < COUNT(facts); i++) {
		struct fact *one = VECTOR_ADD(&s->journal.facts);
		assert_non_null(one);
		*one = facts[i];
	}
	s->plan = (struct plan){ .original = &s->command,
				 .final = &s->command,
				 .journal = &s->journal };
}

static void sample_release(struct sample *s)
{
	command_release(&s->command);
	journal_release(&s->journal);
	arena_release(&s->arena);
}

static int unpack(const char *bytes, size_t size, struct case_result *ret_result)
{
	CLEANUP_ERROR struct error err = { 0 };
	return case_result_unpack(bytes, size, ret_result, &err);
}

static void a_plan_arrives_whole(void **state)
{
	(void)state;
	CLEANUP(sample_release) struct sample sample;
	CLEANUP_STRBUF struct strbuf bytes = { 0 };
	CLEANUP_CASE_RESULT struct case_result result;
	sample_make(&sample);
	assert_int_equal(case_result_pack(&sample.plan, &bytes), 0);
	assert_int_equal(unpack(bytes.text, bytes.length, &result), 0);
	assert_int_equal(result.words.count, 3);
	assert_string_equal(result.words.items[0], "qemu");
	assert_string_equal(result.words.items[2], "1G");
	assert_int_equal(result.variables.count, 2);
	assert_string_equal(result.variables.items[0].value, "");
	assert_string_equal(result.variables.items[1].name, "B");
	assert_null(result.variables.items[1].value);
	assert_int_equal(result.notes.list.count, 2);
	assert_int_equal(result.notes.list.items[0].level, NOTE_INFO);
	assert_string_equal(result.notes.list.items[1].text, "a warning");
	assert_int_equal(result.notes.list.items[1].level, NOTE_WARNING);
	assert_int_equal(result.facts.count, 2);
	static const char *const fields[] = { "text=a b", "number=-9223372036854775808", "yes=true",
					      "no=false", "nothing=" };
	assert_int_equal(result.facts.items[0].fields.count, COUNT(fields));
	for (size_t i = 0; i < COUNT(fields); i++)
		assert_string_equal(result.facts.items[0].fields.items[i], fields[i]);
	assert_string_equal(result.facts.items[1].key, "empty");
	assert_int_equal(result.facts.items[1].fields.count, 0);
	assert_null(result.refused_phase);
	assert_null(result.accident);
}

static void so_does_a_refusal(void **state)
{
	(void)state;
	CLEANUP(sample_release) struct sample sample;
	CLEANUP_STRBUF struct strbuf bytes = { 0 };
	CLEANUP_CASE_RESULT struct case_result result;
	sample_make(&sample);
	sample.refusal = (struct refusal){ "p", "check", "no", 125 };
	sample.plan.refusal = &sample.refusal;
	assert_int_equal(case_result_pack(&sample.plan, &bytes), 0);
	assert_int_equal(unpack(bytes.text, bytes.length, &result), 0);
	assert_string_equal(result.refused_phase, "check");
	assert_string_equal(result.refused_text, "no");
}

/* A child's answer that was cut anywhere is an error, or what stood before the cut. */
static void cut_answers_are_noticed(void **state)
{
	(void)state;
	CLEANUP(sample_release) struct sample sample;
	CLEANUP_STRBUF struct strbuf bytes = { 0 };
	size_t whole = 0;
	sample_make(&sample);
	assert_int_equal(case_result_pack(&sample.plan, &bytes), 0);
	for (size_t size = 0; size < bytes.length; size++) {
		CLEANUP_CASE_RESULT struct case_result result;
		int status = unpack(bytes.text, size, &result);
		if (status)
			assert_int_equal(status, -EBADMSG);
		whole += !status;
		if (status)
			assert_int_equal(result.words.count, 0);
	}
	/* Before each of its 3 words, 2 variables, 2 notes and 2 facts. */
	assert_int_equal(whole, 9);
}

static void what_is_no_result_is_refused(void **state)
{
	(void)state;
	CLEANUP_STRBUF struct strbuf unknown = { 0 }, empty = { 0 }, null = { 0 };
	CLEANUP_CASE_RESULT struct case_result result;
	record_begin(&unknown, 99);
	record_finish(&unknown);
	assert_int_equal(unpack(unknown.text, unknown.length, &result), -EBADMSG);
	record_begin(&empty, 0);
	record_finish(&empty);
	assert_int_equal(unpack(empty.text, empty.length, &result), -EBADMSG);
	/* A word that is NULL would end the line. */
	record_begin(&null, 0);
	record_add_string(&null, NULL);
	record_finish(&null);
	assert_int_equal(unpack(null.text, null.length, &result), -EBADMSG);
}

static void random_bytes_do_no_harm(void **state)
{
	(void)state;
	CLEANUP(sample_release) struct sample sample;
	CLEANUP_STRBUF struct strbuf bytes = { 0 };
	uint64_t seed = 4;
	sample_make(&sample);
	assert_int_equal(case_result_pack(&sample.plan, &bytes), 0);
	for (int i = 0; i < 20000; i++) {
		CLEANUP_CASE_RESULT struct case_result result;
		size_t at = random_below(&seed, bytes.length);
		char before = bytes.text[at];
		bytes.text[at] = (char)random_below(&seed, 256);
		int status = unpack(bytes.text, bytes.length, &result);
		assert_true(!status || status == -EBADMSG);
		bytes.text[at] = before;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plan_arrives_whole),
		cmocka_unit_test(so_does_a_refusal),
		cmocka_unit_test(cut_answers_are_noticed),
		cmocka_unit_test(what_is_no_result_is_refused),
		cmocka_unit_test(random_bytes_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
