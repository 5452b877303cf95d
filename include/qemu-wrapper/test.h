/* SPDX-License-Identifier: MIT */
/*
 * qemu-wrapper/test.h: the real host in a test program, for tests of a plugin that golden cases
 * (qemu-wrapper-cases(5)) can't say: single hooks, launch and outcome, facts, origins, older hosts.
 * The plugin's sources are compiled into the test, which runs over their descriptor; nothing is
 * loaded, no configuration or variable is read, and QEMU is never started. With cmocka:
 *
 *     #include <qemu-wrapper/test.h>
 *     static void a_size_is_given(void **state)
 *     {
 *         struct qw_test *t = qw_test_new(&qw_plugin_v0);
 *         assert_int_equal(qw_test_option(t, "default", "4G", NULL), 0);
 *         assert_int_equal(qw_test_command(t, "qemu-system-x86_64 -nographic"), 0);
 *         assert_int_equal(qw_test_plan(t), 0);
 *         assert_string_equal(qw_test_line(t), "qemu-system-x86_64 -nographic -m 4G");
 *         qw_test_free(t);
 *     }
 *
 * Link with what `pkg-config --libs qemu-wrapper-test` says. First everything is set up, then hooks
 * are called, then results are looked at; after that further hooks may be called.
 *
 * Rules that hold for every function here:
 *
 *  - Errors. Functions that return int return 0 or a negative errno. If that is a mistake of the
 *    test itself, qw_test_error() says which; if the plugin refused, qw_test_refusal() has it.
 *    -ENOMEM is possible everywhere. A NULL test is -EINVAL, or NULL, so that only one result has
 *    to be looked at.
 *  - Lifetime. Strings and structures that are handed in are copied, but descriptors, which must
 *    stay. Those that are handed out live until the next hook is called or the test is freed.
 *  - What the host can't do here: it catches no crash and no exit(), and does not set back what a
 *    hook does to the process. `qemu-wrapper plugin test` does both.
 *  - Threads. One thread a test at a time; tests know nothing of each other.
 *
 * ISO C99 and later, C++17 and later. Since 0.3.
 */
#ifndef QEMU_WRAPPER_TEST_H
#define QEMU_WRAPPER_TEST_H

#include <qemu-wrapper/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A host with one plugin under test, and what happened to it. */
struct qw_test;

/** The hooks, in the order in which the host calls them. */
enum qw_test_hook {
	QW_TEST_OPEN = 1,
	QW_TEST_REWRITE = 2,
	QW_TEST_CHECK = 3,
	QW_TEST_LAUNCH = 4,
	QW_TEST_OUTCOME = 5,
	QW_TEST_CLOSE = 6
};

/* ---- 1. Setting up; later it is -EBUSY ---- */

/** A host for this descriptor, mostly &qw_plugin_v0. NULL: no memory. If the descriptor itself is
 * wrong, the first function that can say so does. The caller frees with qw_test_free(). */
QW_EXPORT struct qw_test *qw_test_new(const struct qw_plugin *plugin);

/** Calls the close hook if that is due, and releases everything. NULL does nothing. */
QW_EXPORT void qw_test_free(struct qw_test *test);

/** The command line as one text, quoted as for sh; without this it is "qemu-system-x86_64".
 * -EINVAL: a quote is never closed. */
QW_EXPORT int qw_test_command(struct qw_test *test, const char *line);

/** The command line as words, argv[0] first, NULL behind the last. */
QW_EXPORT int qw_test_words(struct qw_test *test, const char *const *argv);

/** QEMU's environment as NAME=VALUE, NULL behind the last; without this it is empty. The test
 * program's own is never looked at. */
QW_EXPORT int qw_test_environment(struct qw_test *test, const char *const *envp);

/** The real program, as qw_program() tells; NULL: none was found. Without this it is argv[0], in
 * /usr/bin if that has no slash. */
QW_EXPORT int qw_test_program(struct qw_test *test, const char *path);

/** An option of the plugin as text; of a list each call adds an item. `source` is what qw_source()
 * tells, such as "/etc/x.conf:3"; NULL: "the test". -EINVAL: there is no such option, or that is no
 * value of it; -ERANGE. */
QW_EXPORT int qw_test_option(struct qw_test *test, const char *key, const char *value,
			     const char *source);

/** Edits with QW_GUEST_VISIBLE are refused, as by `guest-visible = deny`. */
QW_EXPORT int qw_test_deny_guest_visible(struct qw_test *test);

/** Another plugin in the same host, with its defaults, behind the one under test (`behind`
 * non-zero) or before it: to see conflicts, or what a log sees of others. */
QW_EXPORT int qw_test_beside(struct qw_test *test, const struct qw_plugin *other, int behind);

/** What QW_TEST_OLDER_HOST() does: `size` is that of the host's table. */
QW_EXPORT int qw_test_host_size(struct qw_test *test, size_t size, uint32_t abi_minor);

/** Pretends to be a host of interface 0.MINOR, whose table ends before `member`: QW_HOST_HAS() of
 * that member and all behind it is false, and to call them without asking is a crash. -EINVAL:
 * hosts of 0.1 had that member. */
#define QW_TEST_OLDER_HOST(test, member, minor) \
	qw_test_host_size((test), offsetof(struct qw_host, member), (minor))

/* ---- 2. Calling hooks ----
 *
 * A refusal by any plugin comes back as its negative errno; from then on only outcome and close
 * hooks are called, and for the others it is -ECANCELED. */

/** Calls this one hook of all plugins, whether or not earlier ones were called. A hook that the
 * host would leave out (rewrite and launch on a line that prints) is left out here too. Outcome and
 * close hooks are those of plugins that were opened. */
QW_EXPORT int qw_test_call(struct qw_test *test, enum qw_test_hook hook);

/** What `explain` does: open, rewrite and check. */
QW_EXPORT int qw_test_plan(struct qw_test *test);

/** What `run` does: the same, then launch, outcome and close. */
QW_EXPORT int qw_test_run(struct qw_test *test);

/** Lets the launch be refused by somebody else: `plugin` (NULL: the wrapper itself) in `phase`,
 * with an exit status of 125 to 127 and a message. With the phase "exec", QEMU can't be executed.
 * Then outcome hooks can be called. -EALREADY: it is refused already. */
QW_EXPORT int qw_test_refuse(struct qw_test *test, const char *plugin, const char *phase,
			     int status, const char *text);

/* ---- 3. Looking at results ---- */

/** QEMU's words as they are now, argv[0] first, NULL behind the last. */
QW_EXPORT const char *const *qw_test_argv(struct qw_test *test);

/** The same as one text, quoted as for sh. */
QW_EXPORT const char *qw_test_line(struct qw_test *test);

/** Where a word came from: "user", "QEMU_ARGS", "FILE:LINE" or "plugin:NAME"; NULL: there is no
 * such word. */
QW_EXPORT const char *qw_test_origin(struct qw_test *test, size_t index);

/** A variable of QEMU's environment as it is now, or NULL. */
QW_EXPORT const char *qw_test_variable(struct qw_test *test, const char *name);

/** What qw_test_change() calls; ret_change->size must be set. */
QW_EXPORT int qw_test_change_at(struct qw_test *test, size_t index, struct qw_change *ret_change);

/** The index-th change, counted from 0. 1: there is one, 0: no more. */
static inline int qw_test_change(struct qw_test *test, size_t index, struct qw_change *ret_change)
{
	ret_change->size = sizeof(*ret_change);
	return qw_test_change_at(test, index, ret_change);
}

/** The text of the index-th note; `ret_level`, unless NULL, is told its enum qw_level. NULL: no
 * more. */
QW_EXPORT const char *qw_test_note(struct qw_test *test, size_t index, uint32_t *ret_level);

/** How often there is a fact of this key. */
QW_EXPORT size_t qw_test_fact_count(struct qw_test *test, const char *key);

/** A field of the index-th fact of this key, counted from 0; NULL: there is none. */
QW_EXPORT const struct qw_field *qw_test_field(struct qw_test *test, const char *key, size_t index,
					       const char *name);

/** The number of the index-th descriptor that is reserved for QEMU, or -ENOENT. */
QW_EXPORT int qw_test_slot(struct qw_test *test, size_t index);

/** Why the launch is refused: kind, status, text, plugin and phase; NULL: it isn't. */
QW_EXPORT const struct qw_outcome *qw_test_refusal(struct qw_test *test);

/** What was wrong with the last call of a function of sections 1 and 2; NULL: nothing. */
QW_EXPORT const char *qw_test_error(struct qw_test *test);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* QEMU_WRAPPER_TEST_H */
