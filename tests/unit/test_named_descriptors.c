/* SPDX-License-Identifier: MIT */
#include "command/named_descriptors.h"

#include "unit.h"

static void lines(void **state)
{
	(void)state;
	static const struct {
		const char *option, *value;
		/** All that it names, up to 99; the list ends with 0. */
		int named[4];
	} rows[] = {
		{ "-m", "4", { 0 } },
		{ "-smp", "4,sockets=5", { 0 } },
		{ "-fda", "4", { 0 } },
		{ "-add-fd", "fd=4,set=5", { 4 } },
		{ "-add-fd", "set=5,fd=0x1f", { 31 } },
		{ "-add-fd", "fd=010", { 8, 10 } },
		{ "-netdev", "tap,id=n5,fds=4:17:6,vhostfds=40:41", { 4, 6, 17 } },
		{ "-netdev", "socket,id=n,fd=4", { 4 } },
		{ "-netdev", "stream,id=n,addr.type=fd,addr.str=21", { 21 } },
		{ "-netdev",
		  "{\"type\": \"stream\", \"addr\": {\"type\": \"fd\", \"str\": \"7\"}}",
		  { 7 } },
		{ "-chardev", "{\"fd\":\"12\"}", { 12 } },
		{ "-chardev", "{'fd'\t:\n'12'}", { 12 } },
		{ "-add-fd", "fd=+4,set= 5", { 4 } },
		{ "-add-fd", "fd=4294967301,set=1", { 5 } },
		{ "-add-fd", "fd=-4,set=1", { 0 } },
		{ "-incoming", "exec:cat <& 3", { 3 } },
		{ "-incoming", "fd:33", { 33 } },
		{ "-incoming", "exec:cat <&3", { 3 } },
		{ "-fsdev", "proxy,id=f,sock_fd=9", { 9 } },
		{ "-drive", "file=/dev/fd/11,if=none", { 11 } },
		{ "-drive", "file=/dev/fdset/11", { 0 } },
		{ "-netdev", "tap,fd=name,fds=:4,fd=", { 0 } },
		{ "-netdev", "tap,fd=99999999999999999999", { 0 } },
		{ "/proc/self/fd/13", NULL, { 13 } },
		{ "fd", "str", { 0 } },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP(command_release) struct command command = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		const char *argv[] = { "qemu", rows[i].option, rows[i].value, NULL };
		assert_int_equal(command_parse(&command, argv, &arena, &err), 0);
		for (int number = 3, next = 0; number < 40; number++) {
			bool named = rows[i].named[next] == number;
			if (command_names_descriptor(&command, number) != named)
				fail_msg("row %zu: %d", i, number);
			next += named;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
