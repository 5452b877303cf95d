/* SPDX-License-Identifier: MIT */
#include "doctor/listeners.h"

#include "doctor_root.h"
#include "unit.h"

#define HEADING \
	"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"
#define REST " 00000000:00000000 00:00000000 00000000     0        0 "

static void listening_ports_of_the_range(void **state)
{
	(void)state;
	CLEANUP_LISTENERS struct listeners listeners = { 0 };
	static const char table[] =
		HEADING "   0: 0100007F:170C 00000000:0000 0A" REST "4242 1 0 100\n"
			"   1: 00000000:170F 00000000:0000 0A" REST "43 1\n"
			"   2: 0100007F:170D 0100007F:1234 01" REST "44 1\n"
			"   3: 0100007F:0050 00000000:0000 0A" REST "45 1\n"
			"   4: 0100:170C 00000000:0000 0A" REST "46 1\n"
			"nonsense\n   5: 0100007F";
	assert_int_equal(listeners_read(table, 5900, 5999, &listeners), 0);
	assert_int_equal(listeners.list.count, 2);
	assert_int_equal(listeners.list.items[0].port, 5900);
	assert_int_equal(listeners.list.items[0].inode, 4242);
	assert_string_equal(listeners.list.items[1].address, "0.0.0.0");
	/* The table is in the machine's own byte order. */
	assert_string_equal(listeners.list.items[0].address,
			    __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? "127.0.0.1" : "1.0.0.127");
}

static void addresses_of_version_6(void **state)
{
	(void)state;
	CLEANUP_LISTENERS struct listeners listeners = { 0 };
	static const char table[] = "   0: 00000000000000000000000000000000:170C "
				    "00000000000000000000000000000000:0000 0A" REST "1 1\n";
	assert_int_equal(listeners_read(table, 5900, 5999, &listeners), 0);
	assert_int_equal(listeners.list.count, 1);
	assert_string_equal(listeners.list.items[0].address, "::");
}

static void owner_by_its_descriptors(void **state)
{
	(void)state;
	CLEANUP_SCRATCH struct scratch scratch;
	CLEANUP_LISTENERS struct listeners listeners = { 0 };
	scratch_make(&scratch);
	root_file(&scratch, "/proc/123/comm", "qemu-system-x86\n");
	scratch_folder(&scratch, "proc/123/fd");
	assert_int_equal(symlink("socket:[77]", scratch_path(&scratch, "proc/123/fd/5")), 0);
	assert_int_equal(symlink("/dev/null", scratch_path(&scratch, "proc/123/fd/0")), 0);
	assert_int_equal(listeners_read("   0: 00000000:170C 00000000:0000 0A" REST "77 1\n"
					"   1: 00000000:170D 00000000:0000 0A" REST "78 1\n",
					5900, 5999, &listeners),
			 0);
	listeners_find_owners(&listeners, scratch.folder, &scratch.arena);
	assert_int_equal(listeners.list.items[0].pid, 123);
	assert_string_equal(listeners.list.items[0].process, "qemu-system-x86");
	assert_int_equal(listeners.list.items[1].pid, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(listening_ports_of_the_range),
		cmocka_unit_test(addresses_of_version_6),
		cmocka_unit_test(owner_by_its_descriptors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
