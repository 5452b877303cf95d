/* SPDX-License-Identifier: MIT */
#include "command/secret_key.h"

#include "unit.h"

static void expect(const char *const *keys, size_t count, bool wanted)
{
	for (size_t i = 0; i < count; i++)
		if (secret_key(keys[i], strlen(keys[i])) != wanted)
			fail_msg("%s is %s secret's key", keys[i], wanted ? "no" : "a");
}

static void keys_of_secrets_are_known_by_how_they_end(void **state)
{
	(void)state;
	static const char *const secret[] = {
		"password",  "PassWord",   "file.password", "vncpassword",    "x509-key-password",
		"passwd",    "mypasswd",   "passphrase",    "token",          "k3s_token",
		"apikey",    "my-apikey",  "osk",           "isa.osk",        "key",
		"file.key",  "a_key",      "pass",          "db-pass",        "pwd",
		"cookie",    "x.cookie",   "secret",        "file.secret",    "api_secret",
		"authkey",   "tsAuthKey",  "presharedkey",  "pre-shared-key", "psk",
		"secretkey", "privatekey", "wifi.psk",      "accesskey",      "masterkey",
	};
	static const char *const open[] = {
		"",           "password-secret",
		"key-secret", "PASSWORD-SECRET",
		"-secret",    "key-file",
		"passwordid", "keys",
		"monkey",     "turkey",
		"bypass",     "disk",
		"dosk",       "cookies",
		"tokens",     "mysecret",
		"keyboard",   "osk2",
		"pwd.",       "file.",
		"passwords",  "host_key_check",
		"hotkey",     "authkeys",
		"tpsk",       "grabkey",
	};
	expect(secret, COUNT(secret), true);
	expect(open, COUNT(open), false);
}

static void keys_of_signed_urls_installers_and_tunnels_are_known(void **state)
{
	(void)state;
	static const char *const secret[] = {
		"sig",
		"X-Amz-Signature",
		"AccountKey",
		"clientSecret",
		"systemd.set_credential",
		"ticket",
		"txcookie",
		"rootpw",
		"password_hash",
		"root-password-again",
		"pw",
		"credentials",
		"auth",
		"_auth",
		"registry-auth",
		"PIN",
		"pin-value",
	};
	static const char *const open[] = {
		"tls-creds", "ticketing", "design",
		"x-hash",    "again",     "password-secret-hash",
		"pauth",     "tls-authz", "auth_supported",
		"vcpu-pin",  "spin",      "pinned",
		"oauth2",
	};
	expect(secret, COUNT(secret), true);
	expect(open, COUNT(open), false);
	assert_true(secret_key("systemd.set_credential_binary", 29));
	assert_true(secret_key("passwd/user-password-crypted", 28));
}

static void only_the_given_bytes_count(void **state)
{
	(void)state;
	assert_true(secret_key("key=value", 3));
	assert_false(secret_key("password", 7));
	assert_false(secret_key("x-key", 4));
	assert_true(secret_value_is_harmless("on,x", 2));
	assert_false(secret_value_is_harmless("one", 3));
}

static void yes_and_no_are_harmless(void **state)
{
	(void)state;
	static const char *const harmless[] = { "",     "on",    "off", "yes", "no",  "true",
						"TRUE", "false", "y",   "n",   "Null" };
	static const char *const others[] = { "o", "onn", "0", "1", "yess", "nul", " ", "*" };
	for (size_t i = 0; i < COUNT(harmless); i++)
		assert_true(secret_value_is_harmless(harmless[i], strlen(harmless[i])));
	for (size_t i = 0; i < COUNT(others); i++)
		assert_false(secret_value_is_harmless(others[i], strlen(others[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_of_secrets_are_known_by_how_they_end),
		cmocka_unit_test(keys_of_signed_urls_installers_and_tunnels_are_known),
		cmocka_unit_test(only_the_given_bytes_count),
		cmocka_unit_test(yes_and_no_are_harmless),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
