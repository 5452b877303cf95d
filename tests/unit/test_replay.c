/* SPDX-License-Identifier: MIT */
#include "pipeline/replay.h"

#include "isolation/record.h"
#include "pipeline/recorder.h"
#include "pipeline/services.h"
#include "pipeline_fixture.h"
#include "unit.h"

#include <malloc.h>

/* A hook of one plugin on "-m 1G -vnc :1", whose serials are 1 and 2. */
struct replayed {
	struct fixture f;
	struct hook hook;
	struct strbuf text;
};

static void begin(struct replayed *r, enum phase phase)
{
	*r = (struct replayed){ 0 };
	fixture_plugin(&r->f, "acme", (struct qw_plugin){ 0 });
	fixture_prepare(&r->f, LINE("-m", "1G", "-vnc", ":1"));
	r->hook = (struct hook){ .view = { &host_services },
				 .stage = &r->f.pipeline.stages[0],
				 .phase = phase };
	r->f.pipeline.stages[0].running = &r->hook;
}

static void end(struct replayed *r)
{
	command_release(&r->hook.draft);
	arena_release(&r->hook.scratch);
	free(r->hook.removed.items);
	error_clear(&r->hook.error);
	strbuf_release(&r->text);
	fixture_release(&r->f);
}

static void play(struct replayed *r)
{
	replay(&r->hook, (const unsigned char *)r->text.text, r->text.length, 60000);
}

static void add_end(struct strbuf *text)
{
	record_begin(text, RECORDED_END);
	record_finish(text);
}

static void add_set(struct strbuf *text, uint32_t serial, const char *value)
{
	record_begin(text, RECORDED_SET);
	record_add_u32(text, serial);
	record_add_string(text, NULL);
	record_add_i64(text, -1);
	record_add_string(text, value);
	record_add_u32(text, 0);
	record_add_string(text, "a reason");
	record_finish(text);
}

static void add_remove(struct strbuf *text, uint32_t serial)
{
	record_begin(text, RECORDED_REMOVE);
	record_add_u32(text, serial);
	record_add_string(text, NULL);
	record_add_u32(text, 0);
	record_add_string(text, "a reason");
	record_finish(text);
}

static void add_add(struct strbuf *text, uint32_t anchor)
{
	record_begin(text, RECORDED_ADD);
	record_add_u32(text, anchor);
	record_add_u32(text, 1);
	record_add_string(text, "S");
	record_add_string(text, NULL);
	record_add_u32(text, 0);
	record_add_string(text, "a reason");
	record_finish(text);
}

static void sound_records_are_done(void **state)
{
	(void)state;
	struct replayed r;
	begin(&r, PHASE_REWRITE);
	add_set(&r.text, 1, "2G");
	add_add(&r.text, 1);
	add_remove(&r.text, 2);
	add_end(&r.text);
	play(&r);
	assert_int_equal(r.hook.error.code, 0);
	assert_int_equal(r.hook.draft.count, 2);
	assert_string_equal(r.hook.draft.items[0]->value, "2G");
	assert_string_equal(r.hook.draft.items[1]->word, "-S");
	assert_int_equal(r.f.pipeline.journal.changes.count, 3);
	end(&r);
}

static void expect_damage(struct replayed *r, const char *text)
{
	play(r);
	assert_int_equal(r->hook.error.code, EBADMSG);
	assert_non_null(strstr(error_text(&r->hook.error), "what its process tells is damaged"));
	if (!strstr(error_text(&r->hook.error), text))
		fail_msg("'%s' does not say '%s'", error_text(&r->hook.error), text);
	end(r);
}

static void damage_is_told(void **state)
{
	(void)state;
	struct replayed r;
	begin(&r, PHASE_REWRITE);
	expect_damage(&r, "doesn't end where it should");
	begin(&r, PHASE_REWRITE);
	add_set(&r.text, 1, "2G");
	expect_damage(&r, "doesn't end where it should");
	begin(&r, PHASE_REWRITE);
	add_end(&r.text);
	add_end(&r.text);
	expect_damage(&r, "doesn't end where it should");
	begin(&r, PHASE_REWRITE);
	strbuf_adds(&r.text, "garbage");
	expect_damage(&r, "byte 0 of 7");
	begin(&r, PHASE_REWRITE);
	record_begin(&r.text, 77);
	record_finish(&r.text);
	add_end(&r.text);
	expect_damage(&r, "unknown type");
	static const uint32_t serials[] = { 0, 3, UINT32_MAX };
	for (size_t i = 0; i < COUNT(serials); i++) {
		begin(&r, PHASE_REWRITE);
		add_set(&r.text, serials[i], "2G");
		add_end(&r.text);
		expect_damage(&r, "there is no option");
		begin(&r, PHASE_REWRITE);
		add_remove(&r.text, serials[i]);
		add_end(&r.text);
		expect_damage(&r, "there is no option");
	}
	begin(&r, PHASE_REWRITE);
	add_add(&r.text, 3);
	add_end(&r.text);
	expect_damage(&r, "there is no option 3");
}

/* Cut anywhere, nothing of a record that isn't whole is done. */
static void cut_records_are_errors(void **state)
{
	(void)state;
	struct strbuf whole = { 0 };
	add_set(&whole, 1, "2G");
	record_begin(&whole, RECORDED_ADD_WORDS);
	record_add_u32(&whole, 1);
	record_add_string(&whole, "a reason");
	record_add_u32(&whole, 1);
	record_add_string(&whole, "-S");
	record_add_string(&whole, "Q:1");
	record_finish(&whole);
	record_begin(&whole, RECORDED_FACT);
	record_add_string(&whole, "key");
	record_add_u32(&whole, 1);
	record_add_string(&whole, "name");
	record_add_u32(&whole, QW_FIELD_NUMBER);
	record_add_string(&whole, NULL);
	record_add_i64(&whole, 5);
	record_finish(&whole);
	record_begin(&whole, RECORDED_NOTE);
	record_add_u32(&whole, QW_INFO);
	record_add_string(&whole, "a note");
	record_finish(&whole);
	record_begin(&whole, RECORDED_SET_ENV);
	record_add_string(&whole, "NAME");
	record_add_string(&whole, "value");
	record_add_u32(&whole, 0);
	record_add_string(&whole, "a reason");
	record_finish(&whole);
	add_end(&whole);
	for (size_t size = 0; size <= whole.length; size++) {
		struct replayed r;
		begin(&r, PHASE_REWRITE);
		unsigned char *copy = malloc(size ? size : 1);
		assert_non_null(copy);
		memcpy(copy, whole.text, size);
		replay(&r.hook, copy, size, 60000);
		free(copy);
		assert_int_equal(r.hook.error.code, size < whole.length ? EBADMSG : 0);
		end(&r);
	}
	strbuf_release(&whole);
}

static void failures_are_passed_on(void **state)
{
	(void)state;
	struct replayed r;
	begin(&r, PHASE_REWRITE);
	record_begin(&r.text, RECORDED_ERROR);
	record_add_u32(&r.text, ENODEV);
	record_add_string(&r.text, "no 100%s device");
	record_finish(&r.text);
	play(&r);
	assert_int_equal(r.hook.error.code, ENODEV);
	assert_string_equal(error_text(&r.hook.error), "no 100%s device");
	end(&r);
	/* It must be an error whatever the number. */
	begin(&r, PHASE_REWRITE);
	record_begin(&r.text, RECORDED_ERROR);
	record_add_u32(&r.text, 0);
	record_add_string(&r.text, "zero");
	record_finish(&r.text);
	play(&r);
	assert_int_equal(r.hook.error.code, EINVAL);
	end(&r);
}

/* A code that is also one of ours. */
static void failures_are_no_damage(void **state)
{
	(void)state;
	struct replayed r;
	begin(&r, PHASE_REWRITE);
	record_begin(&r.text, RECORDED_ERROR);
	record_add_u32(&r.text, EBADMSG);
	record_add_string(&r.text, "a bad message");
	record_finish(&r.text);
	play(&r);
	assert_int_equal(r.hook.error.code, EBADMSG);
	assert_string_equal(error_text(&r.hook.error), "a bad message");
	end(&r);
}

/* Each looks through all that were removed before: together they take minutes. */
static void endless_work_ends(void **state)
{
	(void)state;
	struct replayed r;
	begin(&r, PHASE_REWRITE);
	for (uint32_t i = 0; i < 40000; i++) {
		add_add(&r.text, 0);
		add_remove(&r.text, i + 3);
	}
	add_end(&r.text);
	replay(&r.hook, (const unsigned char *)r.text.text, r.text.length, 20);
	assert_int_equal(r.hook.error.code, ETIMEDOUT);
	assert_non_null(strstr(error_text(&r.hook.error), "within 20 ms (time-limit)"));
	end(&r);
}

static void add_device(struct strbuf *text, const char *value)
{
	record_begin(text, RECORDED_ADD);
	record_add_u32(text, 0);
	record_add_u32(text, 1);
	record_add_string(text, "device");
	record_add_string(text, value);
	record_add_u32(text, 0);
	record_add_string(text, "a reason");
	record_finish(text);
	add_end(text);
}

/* Longer than a word can be, or of so many properties that to copy all for each would take all
 * memory. */
static void long_words_are_no_danger(void **state)
{
	(void)state;
	struct replayed r;
	CLEANUP_STRBUF struct strbuf value = { 0 };
	strbuf_adds(&value, "e1000");
	for (int i = 0; i < 3000; i++)
		strbuf_addf(&value, ",p%d=1", i);
	strbuf_addc(&value, '\0');
	begin(&r, PHASE_REWRITE);
	size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
	add_device(&r.text, value.text);
	play(&r);
	assert_int_equal(r.hook.error.code, 0);
	assert_int_equal(r.hook.draft.count, 3);
	assert_true(mallinfo2().uordblks + mallinfo2().hblkhd < before + ((size_t)32 << 20));
	end(&r);
	value.length = 0;
	for (int i = 0; i < 4 << 20; i++)
		strbuf_addc(&value, 'x');
	strbuf_addc(&value, '\0');
	begin(&r, PHASE_REWRITE);
	add_device(&r.text, value.text);
	play(&r);
	assert_int_equal(r.hook.error.code, E2BIG);
	assert_int_equal(r.hook.draft.count, 0);
	end(&r);
}

static void phases_keep_their_limits(void **state)
{
	(void)state;
	static const enum phase phases[] = { PHASE_OPEN, PHASE_CHECK, PHASE_OUTCOME };
	for (size_t i = 0; i < COUNT(phases); i++) {
		struct replayed r;
		begin(&r, phases[i]);
		add_set(&r.text, 1, "2G");
		add_end(&r.text);
		play(&r);
		assert_int_equal(r.hook.error.code, EPERM);
		assert_false(r.hook.drafted);
		end(&r);
	}
}

/* What the services refuse is refused here as well: a child can't talk its way round them. */
static void edits_are_judged(void **state)
{
	(void)state;
	struct replayed r;
	begin(&r, PHASE_REWRITE);
	r.f.pipeline.guest_visible_denied = "q.conf:1";
	record_begin(&r.text, RECORDED_SET);
	record_add_u32(&r.text, 1);
	record_add_string(&r.text, NULL);
	record_add_i64(&r.text, -1);
	record_add_string(&r.text, "2G");
	record_add_u32(&r.text, QW_GUEST_VISIBLE);
	record_add_string(&r.text, "a reason");
	record_finish(&r.text);
	add_end(&r.text);
	play(&r);
	assert_int_equal(r.hook.error.code, EPERM);
	end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sound_records_are_done),
		cmocka_unit_test(damage_is_told),
		cmocka_unit_test(cut_records_are_errors),
		cmocka_unit_test(failures_are_passed_on),
		cmocka_unit_test(failures_are_no_damage),
		cmocka_unit_test(endless_work_ends),
		cmocka_unit_test(long_words_are_no_danger),
		cmocka_unit_test(phases_keep_their_limits),
		cmocka_unit_test(edits_are_judged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
