/* SPDX-License-Identifier: MIT */
#include "command/secret_key.h"

#include <string.h>
#include <strings.h>

static bool ends_with(const char *text, size_t length, const char *end)
{
	size_t tail = strlen(end);
	return length >= tail && strncasecmp(text + length - tail, end, tail) == 0;
}

static bool is_word_end(char c)
{
	return c == '.' || c == '-' || c == '_';
}

/* As the whole last word of the key. */
static bool ends_with_word(const char *key, size_t length, const char *word)
{
	size_t tail = strlen(word);
	return ends_with(key, length, word) &&
	       (length == tail || is_word_end(key[length - tail - 1]));
}

/* What says that it is the secret once more, or in another form: d-i's root-password-again. */
static size_t without_tail(const char *key, size_t length)
{
	static const char *const tails[] = { "-again",   "-crypted", "-hash",
					     "_crypted", "_hash",    "_binary" };
	for (size_t i = 0; i < sizeof(tails) / sizeof(*tails); i++)
		if (ends_with(key, length, tails[i]))
			return length - strlen(tails[i]);
	return length;
}

bool secret_key(const char *key, size_t length)
{
	/* However they are put together: vncpassword, x509-key-password, k3s_token, presharedkey.
	 * Not every ...key: keys of keyboards, and words such as monkey, end so too. */
	static const char *const anywhere[] = {
		"password",     "passwd",    "passphrase",    "token",      "apikey",
		"authkey",      "secretkey", "privatekey",    "sharedkey",  "accesskey",
		"cryptokey",    "masterkey", "encryptionkey", "signingkey", "accountkey",
		"clientsecret", "cookie",    "signature",     "rootpw",     "sshpw",
	};
	static const char *const words[] = { "osk",    "key",        "pass",        "pwd",
					     "pw",     "psk",        "secret",      "sig",
					     "ticket", "credential", "credentials", "auth" };
	/* Not every ...pin: processors are pinned, too. */
	static const char *const whole[] = { "pin", "pin-value", "pincode", "userpin", "user-pin" };
	length = without_tail(key, length);
	/* QEMU's *-secret are ids of -object secret (password-secret, key-secret, cookie-secret).
	 */
	if (ends_with(key, length, "-secret"))
		return false;
	for (size_t i = 0; i < sizeof(anywhere) / sizeof(*anywhere); i++)
		if (ends_with(key, length, anywhere[i]))
			return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (ends_with_word(key, length, words[i]))
			return true;
	for (size_t i = 0; i < sizeof(whole) / sizeof(*whole); i++)
		if (strlen(whole[i]) == length && ends_with(key, length, whole[i]))
			return true;
	return false;
}

bool secret_value_is_harmless(const char *value, size_t length)
{
	static const char *const words[] = { "",     "on",    "off", "yes", "no",
					     "true", "false", "y",   "n",   "null" };
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i]) == length && strncasecmp(value, words[i], length) == 0)
			return true;
	return false;
}
