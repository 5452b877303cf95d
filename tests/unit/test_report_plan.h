/* SPDX-License-Identifier: MIT */
/*
 * Plans for the unit tests of reports: a command line that was really cut, and changes made to it
 * as the pipeline makes and records them.
 */
#ifndef TEST_REPORT_PLAN_H
#define TEST_REPORT_PLAN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/strbuf.h"
#include "command/selector.h"
#include "report/explain.h"

struct test_plan {
	struct arena arena;
	struct command original, final;
	struct journal journal;
	struct plan plan;
};

#define TEST_WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static inline void test_plan_start(struct test_plan *test, const char *const *argv)
{
	CLEANUP_ERROR struct error err = { 0 };
	*test = (struct test_plan){ 0 };
	assert_int_equal(command_parse(&test->original, argv, &test->arena, &err), 0);
	assert_int_equal(command_copy(&test->final, &test->original, &err), 0);
	test->plan = (struct plan){ .program = "/usr/bin/qemu-system-x86_64",
				    .original = &test->original,
				    .final = &test->final,
				    .journal = &test->journal };
}

static inline void test_plan_release(struct test_plan *test)
{
	command_release(&test->original);
	command_release(&test->final);
	journal_release(&test->journal);
	arena_release(&test->arena);
}

#define CLEANUP_TEST_PLAN CLEANUP(test_plan_release)

static inline struct change *test_change(struct test_plan *test)
{
	struct change *change = VECTOR_ADD(&test->journal.changes);
	assert_non_null(change);
	return change;
}

/* Adds an option at the end; what is unset in `change` is filled in. */
static inline void test_add(struct test_plan *test, const char *origin, struct change change)
{
	CLEANUP_ERROR struct error err = { 0 };
	struct element *element = element_new(&test->arena, change.option, change.after, origin);
	assert_non_null(element);
	assert_int_equal(command_insert(&test->final, test->final.count, element, &err), 0);
	change.action = CHANGE_ADD;
	change.serial = element->serial;
	change.id = element_id(element, &test->arena);
	*test_change(test) = change;
}

/* Gives item `at` another value as a whole, of which `change` says what it meant. */
static inline void test_set(struct test_plan *test, size_t at, const char *value,
			    struct change change)
{
	const struct element *old = test->final.items[at];
	struct element *element = arena_alloc(&test->arena, sizeof(*element));
	assert_non_null(element);
	*element = *old;
	element->value = value;
	element->value_origin = arena_printf(&test->arena, "plugin:%s", change.plugin);
	command_replace(&test->final, at, element);
	change.action = CHANGE_SET;
	change.option = element_name(old);
	change.id = element_id(old, &test->arena);
	change.serial = old->serial;
	*test_change(test) = change;
}

static inline void test_remove(struct test_plan *test, size_t at, struct change change)
{
	const struct element *old = test->final.items[at];
	change.action = CHANGE_REMOVE;
	change.option = element_name(old);
	change.before = element_value(old);
	change.serial = old->serial;
	*test_change(test) = change;
	command_remove(&test->final, at);
}

static inline void test_variable(struct test_plan *test, const char *name, const char *before,
				 const char *after)
{
	*test_change(test) = (struct change){ .plugin = "acme",
					      .action = after ? CHANGE_SET : CHANGE_REMOVE,
					      .variable = name,
					      .before = before,
					      .after = after,
					      .reason = "for the test" };
}

static inline void test_fact(struct test_plan *test, const char *plugin, const char *key,
			     struct qw_field *fields, size_t count)
{
	struct fact *fact = VECTOR_ADD(&test->journal.facts);
	assert_non_null(fact);
	*fact = (struct fact){ plugin, key, fields, count };
}

/* What the README shows: QEMU_ARGS='-vnc 127.0.0.1:5907' on a line with -m 2G. */
static inline void test_plan_vnc(struct test_plan *test)
{
	test_plan_start(test, TEST_WORDS("qemu-system-x86_64", "-m", "2G"));
	test_add(test, "QEMU_ARGS",
		 (struct change){ .plugin = "args",
				  .option = "vnc",
				  .after = "127.0.0.1:5907",
				  .reason = "words of QEMU_ARGS" });
	test_set(test, 1, "127.0.0.1:7",
		 (struct change){ .plugin = "vnc",
				  .property = "vnc",
				  .before = "127.0.0.1:5907",
				  .after = "127.0.0.1:7",
				  .reason = "5907 is a TCP port" });
}

#endif
