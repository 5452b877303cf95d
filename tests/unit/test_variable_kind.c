/* SPDX-License-Identifier: MIT */
#include "doctor/variable_kind.h"

#include "unit.h"

static void names_that_a_service_makes(void **state)
{
	(void)state;
	static const char *const theirs[] = { "QEMU_WRAPPER_PORT_80_TCP",
					      "QEMU_WRAPPER_PORT_80_TCP_ADDR",
					      "QEMU_WRAPPER_VNC_PORT_5900_UDP_PORT",
					      "QEMU_ARGS_PORT_1_SCTP_PROTO",
					      "QEMU_WRAPPER_SERVICE_HOST",
					      "QEMU_WRAPPER_VNC_SERVICE_PORT",
					      "QEMU_ARGS_FILE_SERVICE_PORT_HTTP" };
	static const char *const others[] = { "QEMU_WRAPPER_PORT",
					      "QEMU_WRAPPER_PORTS",
					      "QEMU_WRAPPER_PORT_80",
					      "QEMU_WRAPPER_PORT_TCP",
					      "QEMU_WRAPPER_PORT_80_TCP_X",
					      "QEMU_WRAPPER_PORT_x_TCP",
					      "QEMU_WRAPPER_SERVICE_HOSTS",
					      "QEMU_WRAPPER_SERVICE_PORTS",
					      "SERVICE_HOST",
					      "QEMU_WRAPPER_",
					      "",
					      "QEMU_WRAPPER_PLUGINS" };
	for (size_t i = 0; i < COUNT(theirs); i++)
		assert_true(variable_is_of_service(theirs[i]));
	for (size_t i = 0; i < COUNT(others); i++)
		assert_false(variable_is_of_service(others[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(names_that_a_service_makes) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
