/* SPDX-License-Identifier: MIT */
#include "command_line.h"

static const struct {
	const char *line, *outline;
} cases[] = {
	/* vl.c, main() and lookup_opt(): one dash is dropped, then a second one; exact names. */
	{ "", "" },
	{ "-S", "O:S" },
	{ "--S", "O:S" },
	{ "---S", "U:---S" },
	{ "-", "U:-" },
	{ "--", "U:--" },
	{ "-vnc :1", "O:vnc=:1" },
	{ "--vnc :1", "O:vnc=:1" },
	{ "-vnc=:1", "U:-vnc=:1" },
	{ "-vn", "U:-vn" },
	{ "-M pc --machine q35", "O:machine=pc O:machine=q35" },
	{ "-h -help --h", "O:help O:help O:help" },
	/* The next word is the value whatever it looks like. */
	{ "-name -vnc -S", "O:name=-vnc O:S" },
	{ "-name -no-such-option -S", "O:name=-no-such-option O:S" },
	{ "-name '' disk", "O:name= I:disk" },
	{ "-name -- -S", "O:name=-- O:S" },
	{ "-S -m", "O:S O:m" },
	/* A word that does not begin with '-' is a disk image, the empty one too. */
	{ "disk.img -S a,b", "I:disk.img O:S I:a,b" },
	{ "''", "I:" },
	{ "-S vnc", "O:S I:vnc" },
	/* parse_display(): vnc= is -vnc; exactly so. */
	{ "-display vnc=:1,to=9", "O:vnc=:1,to=9" },
	{ "--display vnc=", "O:vnc=" },
	{ "-display vnc", "O:display=vnc" },
	{ "-display vncx=1", "O:display=vncx=1" },
	{ "-display gtk,vnc=:1", "O:display=gtk,vnc=:1" },
	{ "-display", "O:display" },
	/* After an unknown option both readings are followed until they agree. */
	{ "-foo", "U:-foo" },
	{ "-foo -S -vnc :1", "U:-foo Q:-S O:vnc=:1" },
	{ "-foo x -vnc :1", "U:-foo Q:x O:vnc=:1" },
	{ "-foo '' -vnc :1", "U:-foo Q: O:vnc=:1" },
	{ "-foo -vnc :1 -S -S", "U:-foo Q:-vnc Q::1 O:S O:S" },
	{ "-foo -vnc -S -S", "U:-foo Q:-vnc Q:-S O:S" },
	{ "-foo -name -m 1G -S", "U:-foo Q:-name Q:-m Q:1G O:S" },
	{ "-foo -bar -S -vnc :1", "U:-foo Q:-bar Q:-S O:vnc=:1" },
	{ "-foo -bar x y", "U:-foo Q:-bar Q:x I:y" },
	{ "-foo -display vnc=:1 -S", "U:-foo Q:-display Q:vnc=:1 O:S" },
	{ "-foo -- -S -S", "U:-foo Q:-- Q:-S O:S" },
	{ "-name -foo -vnc :1", "O:name=-foo O:vnc=:1" },
	{ "-foo -vnc", "U:-foo Q:-vnc" },
};

static void words_are_cut_as_qemu_cuts_them(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_COMMAND struct command command = parse_line(cases[i].line, &arena);
		assert_string_equal(outline(&command, &arena), cases[i].outline);
		for (size_t k = 0; k < command.count; k++)
			assert_int_equal(command.items[k]->serial, k + 1);
	}
}

static void check_identity(const char *const *argv, struct arena *arena)
{
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_COMMAND struct command command;
	const char *const *emitted_argv, *const *origins;
	assert_int_equal(command_parse(&command, argv, arena, &err), 0);
	assert_int_equal(command_emit(&command, arena, &emitted_argv, &origins, &err), 0);
	size_t count = 0;
	for (; argv[count]; count++) {
		/* The very strings, not copies of them. */
		assert_ptr_equal(emitted_argv[count], argv[count]);
		assert_ptr_equal(origins[count], ORIGIN_USER);
	}
	assert_null(emitted_argv[count]);
	assert_int_equal(command_word_count(&command), count);
	size_t index = 1;
	for (size_t i = 0; i < command.count; i++) {
		assert_int_equal(command_argv_index(&command, i), index);
		assert_ptr_equal(argv[index], command.items[i]->word);
		index += command.items[i]->value ? 2 : 1;
	}
}

static void what_nobody_edits_comes_out_as_it_went_in(void **state)
{
	(void)state;
	static const char *const pool[] = {
		"-vnc", "--vnc", ":1",       "-S",      "disk.img",       "",       "-foo",
		"--",   "-",     "-M",       "pc",      "-display",       "vnc=:2", "-name",
		"-m",   "---",   "\xff\x80", "-device", "{\"driver\":1}",
	};
	uint64_t seed = 99;
	for (int round = 0; round < 2000; round++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		const char *argv[14] = { "qemu" };
		size_t count = 1 + random_below(&seed, 12);
		for (size_t i = 1; i < count; i++)
			argv[i] = pool[random_below(&seed, COUNT(pool))];
		check_identity(argv, &arena);
	}
}

static void an_argv_may_be_empty(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_COMMAND struct command command;
	static const char *const nothing[] = { NULL };
	const char *const *argv, *const *origins;
	assert_int_equal(command_parse(&command, nothing, &arena, &err), 0);
	assert_null(command.argv0);
	assert_int_equal(command_word_count(&command), 0);
	assert_int_equal(command_emit(&command, &arena, &argv, &origins, &err), 0);
	assert_null(argv[0]);
	static const char *const nameless[] = { "", "-S", NULL };
	command_release(&command);
	check_identity(nameless, &arena);
}

/* -- joining -- */

struct join_case {
	const char *line, *words;
	bool last;
	/** NULL: refused. */
	const char *outline;
};

static const struct join_case joins[] = {
	{ "-S", "-vnc :1", true, "O:S O:vnc=:1" },
	{ "-S", "-vnc :1", false, "O:vnc=:1 O:S" },
	{ "", "-vnc :1", true, "O:vnc=:1" },
	{ "", "-vnc", false, "O:vnc" },
	{ "", "-vnc", true, "O:vnc" },
	{ "-S", "-vnc", true, "O:S O:vnc" },
	{ "-S", "", true, "O:S" },
	{ "-vnc", "", true, "O:vnc" },
	/* A missing value would swallow a word of the other side. */
	{ "-m", "-S", true, NULL },
	{ "-name", "x", true, NULL },
	{ "-S", "-vnc", false, NULL },
	{ "-S", "-name -m -vnc", false, NULL },
	{ "-name -m", "-S", true, "O:name=-m O:S" },
	/* What an unknown option may claim becomes opaque on the other side. */
	{ "-foo", "-vnc :1 -S", true, "U:-foo Q:-vnc Q::1 O:S" },
	{ "-vnc :1 -S", "-foo", false, "U:-foo Q:-vnc Q::1 O:S" },
	{ "-foo x", "-vnc :1", true, "U:-foo Q:x O:vnc=:1" },
	{ "-foo -m", "-S -S", true, "U:-foo Q:-m Q:-S O:S" },
	{ "-display vnc=:1", "-S", false, "O:S O:vnc=:1" },
};

static void check_join(const struct join_case *c)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_COMMAND struct command command = parse_line(c->line, &arena);
	size_t count;
	const char *const *texts = words_of(c->words, &arena, &count);
	struct sourced_word words[8];
	for (size_t i = 0; i < count; i++)
		words[i] = (struct sourced_word){ texts[i], "QEMU_ARGS" };
	const char *before = outline(&command, &arena);
	int status = command_join_words(&command, c->last, words, count, &arena, &err);
	assert_int_equal(status, c->outline ? 0 : -EINVAL);
	assert_string_equal(outline(&command, &arena), c->outline ? c->outline : before);
	if (!c->outline)
		assert_non_null(strstr(error_text(&err), "needs a value"));
}

static void words_are_joined_at_both_ends(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(joins); i++)
		check_join(&joins[i]);
}

static void joining_keeps_serials_and_origins(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_COMMAND struct command command = parse_line("-S -vnc :1 -name x", &arena);
	static const struct sourced_word words[] = { { "-m", "f:1" }, { "1G", "f:2" } };
	assert_int_equal(command_join_words(&command, false, words, 2, &arena, &err), 0);
	assert_int_equal(command_join_words(&command, true, words, 2, &arena, &err), 0);
	assert_string_equal(outline(&command, &arena), "O:m=1G O:S O:vnc=:1 O:name=x O:m=1G");
	static const uint32_t serials[] = { 4, 1, 2, 3, 5 };
	for (size_t i = 0; i < COUNT(serials); i++)
		assert_int_equal(command.items[i]->serial, serials[i]);
	assert_int_equal(command.next_serial, 6);
	assert_string_equal(command.items[0]->word_origin, "f:1");
	assert_string_equal(command.items[0]->value_origin, "f:2");
	assert_ptr_equal(command.items[2]->value_origin, ORIGIN_USER);
	/* A value that is torn from its option is an element of its own, with a new serial. */
	static const struct sourced_word unknown[] = { { "-S", "x" }, { "-foo", "x" } };
	assert_int_equal(command_join_words(&command, false, unknown, 2, &arena, &err), 0);
	assert_string_equal(outline(&command, &arena),
			    "O:S U:-foo Q:-m Q:1G O:S O:vnc=:1 O:name=x O:m=1G");
	assert_int_equal(command.items[2]->serial, 4);
	assert_true(command.items[3]->serial > 5);
	assert_int_equal(command.items[4]->serial, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_cut_as_qemu_cuts_them),
		cmocka_unit_test(what_nobody_edits_comes_out_as_it_went_in),
		cmocka_unit_test(an_argv_may_be_empty),
		cmocka_unit_test(words_are_joined_at_both_ends),
		cmocka_unit_test(joining_keeps_serials_and_origins),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
