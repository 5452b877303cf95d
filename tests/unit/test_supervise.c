/* SPDX-License-Identifier: MIT */
#include "config/supervise.h"

#include "config_files.h"

static int set(struct settings *settings, enum key key, const char *value, struct error *err)
{
	const struct supervise_text text = { "F:3", "the-key", value };
	return supervise_set(settings, key, &text, err);
}

static void values_are_read(void **state)
{
	(void)state;
	CLEANUP_SETTINGS struct settings settings = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const struct supervise_settings *said = &settings.supervise;
	assert_int_equal(set(&settings, KEY_SUPERVISE, "yes", &err), 0);
	assert_true(said->on);
	assert_int_equal(set(&settings, KEY_SUPERVISE, "off", &err), 0);
	assert_false(said->on);
	assert_int_equal(set(&settings, KEY_STOP_TIMEOUT, "2m", &err), 0);
	assert_int_equal(said->stop_timeout, 120000);
	assert_int_equal(set(&settings, KEY_STOP_TIMEOUT, "none", &err), 0);
	assert_int_equal(said->stop_timeout, SUPERVISE_NEVER);
	assert_int_equal(set(&settings, KEY_AGENT_TIMEOUT, "500ms", &err), 0);
	assert_int_equal(said->agent_timeout, 500);
	assert_int_equal(set(&settings, KEY_EXIT_STATUS, "guest-panic=3, host-ui=255", &err), 0);
	assert_string_equal(said->exit_status, "guest-panic=3, host-ui=255");
	assert_int_equal(set(&settings, KEY_EXIT_STATUS, "", &err), 0);
	assert_null(said->exit_status);
}

static void other_values_are_refused(void **state)
{
	(void)state;
	static const struct {
		enum key key;
		const char *value, *part;
	} cases[] = {
		{ KEY_SUPERVISE, "", "must be yes or no" },
		{ KEY_SUPERVISE, "always", "the-key = 'always': must be yes or no" },
		{ KEY_STOP_TIMEOUT, "0", "above zero" },
		{ KEY_STOP_TIMEOUT, "0ms", "above zero" },
		{ KEY_STOP_TIMEOUT, "-1", "above zero" },
		{ KEY_STOP_TIMEOUT, "None", "or none" },
		{ KEY_STOP_TIMEOUT, "", "or none" },
		{ KEY_STOP_TIMEOUT, "1000h", "a shorter time" },
		{ KEY_STOP_TIMEOUT, "9999999999999999h", "a shorter time" },
		{ KEY_AGENT_TIMEOUT, "none", "a time above zero such as 500ms or 5s" },
		{ KEY_EXIT_STATUS, "guest-panic", "REASON=STATUS" },
		{ KEY_EXIT_STATUS, "guest-panic=256", "0 to 255" },
		{ KEY_EXIT_STATUS, "guest-panic=3x", "0 to 255" },
		{ KEY_EXIT_STATUS, "guest-panik=3", "did you mean 'guest-panic'?" },
		{ KEY_EXIT_STATUS, "host-ui=1 never-heard-of=3", "no reason 'never-heard-of'" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CLEANUP_SETTINGS struct settings settings = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		if (set(&settings, cases[i].key, cases[i].value, &err) != -EINVAL)
			fail_msg("'%s' was taken", cases[i].value);
		assert_contains(error_text(&err), "F:3: the-key");
		assert_contains(error_text(&err), cases[i].part);
		assert_null(settings.supervise.exit_status);
		assert_int_equal(settings.supervise.stop_timeout, 0);
	}
}

static void variables_are_named_without_a_file(void **state)
{
	(void)state;
	CLEANUP_SETTINGS struct settings settings = { 0 };
	CLEANUP_ERROR struct error time = { 0 };
	CLEANUP_ERROR struct error statuses = { 0 };
	const struct supervise_text one = { NULL, "QEMU_WRAPPER_STOP_TIMEOUT", "soon" };
	const struct supervise_text other = { NULL, "QEMU_WRAPPER_EXIT_STATUS", "x=1" };
	assert_int_equal(supervise_set(&settings, KEY_STOP_TIMEOUT, &one, &time), -EINVAL);
	assert_contains(error_text(&time), "QEMU_WRAPPER_STOP_TIMEOUT=soon: must be a time");
	assert_int_equal(supervise_set(&settings, KEY_EXIT_STATUS, &other, &statuses), -EINVAL);
	assert_contains(error_text(&statuses), "QEMU_WRAPPER_EXIT_STATUS: there is no reason 'x'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_read),
		cmocka_unit_test(other_values_are_refused),
		cmocka_unit_test(variables_are_named_without_a_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
