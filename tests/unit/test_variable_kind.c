/* SPDX-License-Identifier: MIT */
#include "doctor/variable_kind.h"

#include "unit.h"

static void names_that_a_service_makes(void **state)
{
	(void)state;
	static const char *const theirs[] = { "PORT",
					      "PORT_80_TCP",
					      "PORT_80_TCP_ADDR",
					      "PORT_5900_UDP_PORT",
					      "PORT_1_SCTP_PROTO",
					      "SERVICE_HOST",
					      "SERVICE_PORT",
					      "SERVICE_PORT_HTTP" };
	static const char *const others[] = { "PORTS",         "PORT_80",    "PORT_TCP",
					      "PORT_80_TCP_X", "PORT_x_TCP", "SERVICE_HOSTS",
					      "SERVICE_PORTS", "",           "PLUGINS" };
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
