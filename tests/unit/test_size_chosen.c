/* SPDX-License-Identifier: MIT */
#include "chosen.h"

#include "board.h"
#include "test_kvm_line.h"

static bool memory, processors;
static unsigned int count;

static int look(struct qw_context *ctx, const struct qw_command *cmd)
{
	(void)ctx;
	memory = memory_is_chosen(cmd);
	processors = processors_are_chosen(cmd);
	count = processors_chosen(cmd);
	return 0;
}

static void every_spelling_counts(void **state)
{
	(void)state;
	static const struct {
		const char *words;
		bool memory, processors;
	} rows[] = {
		{ "", false, false },
		{ "-machine q35,accel=tcg -numa node -mem-prealloc", false, false },
		{ "-machine memory-encryption=sev0,smp-cache=x", false, false },
		{ "-m 1G", true, false },
		{ "--m slots=2,maxmem=8G", true, false },
		{ "-M pc -M memory-backend=b", true, false },
		{ "-machine memory_backend=b", true, false },
		{ "-machine q35,memory.max-size=8G", true, false },
		{ "-numa node -numa node,memdev=b", true, false },
		{ "-numa node,mem=64M", true, false },
		{ "-smp 2", false, true },
		{ "-machine smp.cores=2", false, true },
		{ "-numa node,cpus=0-1", false, true },
		{ "-numa cpu,node-id=0,socket-id=0", false, true },
		{ "-no-such -m 1G", true, false },
		{ "-icount shift=7,rr=record,rrfile=r", false, true },
		{ "-icount auto,rr=replay", false, true },
		{ "-icount shift=7,rr=none", false, false },
		{ "-icount 7", false, false },
		{ "-no-such -icount 7", false, true },
		{ "-no-such -smp 1G", false, true },
		{ "-no-such -machine smp.cpus=1", true, true },
		{ "-no-such -numa node,mem=1", true, true },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		look_at(rows[i].words, look);
		if (memory != rows[i].memory || processors != rows[i].processors)
			fail_msg("%s: memory %d, processors %d", rows[i].words, memory, processors);
	}
}

static void processors_are_counted(void **state)
{
	(void)state;
	static const struct {
		const char *words;
		unsigned int count;
	} rows[] = {
		{ "", 1 },
		{ "-smp 6", 6 },
		{ "-smp cpus=6,maxcpus=12", 6 },
		{ "-smp maxcpus=12", 12 },
		{ "-smp sockets=2,cores=3,threads=2", 12 },
		{ "-smp sockets=2,cores=3 -smp cores=4", 8 },
		{ "-smp 2 -smp 4,cores=2", 4 },
		{ "-machine smp.cpus=3", 3 },
		{ "-smp many", 1 },
		{ "-smp 0", 1 },
		{ "-smp -1", 1 },
		{ "-smp sockets=60000,cores=60000,threads=60000", 65535 },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		look_at(rows[i].words, look);
		if (count != rows[i].count)
			fail_msg("%s: %u", rows[i].words, count);
	}
}

static void boards_are_known_by_whole_names(void **state)
{
	(void)state;
	assert_int_equal(board_processors("x86_64", NULL), 255);
	assert_int_equal(board_processors("x86_64", "pc"), 255);
	assert_int_equal(board_processors("x86_64", "pc-q35-9.2"), 255);
	assert_int_equal(board_processors("i386", "q35"), 255);
	assert_int_equal(board_processors("x86_64", "pcx"), 0);
	assert_int_equal(board_processors("x86_64", "isapc"), 0);
	assert_int_equal(board_processors("x86_64", "virt"), 0);
	assert_int_equal(board_processors("aarch64", NULL), 0);
	assert_int_equal(board_processors("aarch64", "virt-8.2"), 8);
	assert_int_equal(board_processors("arm", "virt"), 0);
	assert_int_equal(board_processors("s390x", NULL), 248);
	assert_int_equal(board_processors("", NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_spelling_counts),
		cmocka_unit_test(processors_are_counted),
		cmocka_unit_test(boards_are_known_by_whole_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
