/* SPDX-License-Identifier: MIT */
#include "command/redact.h"

#include "command/option_table.h"
#include "command/redaction.h"
#include "command/secret_key.h"

#include <string.h>

static const char key_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789._-";

/* GROUP.ID.KEY of -set. */
static bool is_property_of(const char *text, size_t length, const char *group, const char *key)
{
	size_t head = strlen(group), tail = strlen(key);
	return length >= head + tail + 2 && strncmp(text, group, head) == 0 && text[head] == '.' &&
	       text[length - tail - 1] == '.' && strncmp(text + length - tail, key, tail) == 0;
}

/* Keys of -smbios whose values are no strings for the guest. */
static bool is_smbios_key(const char *key, size_t length)
{
	static const char *const keys[] = { "type", "file", "path", "uuid", "uefi" };
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (strlen(keys[i]) == length && !memcmp(keys[i], key, length))
			return true;
	return false;
}

bool redaction_is_secret(const struct redaction *redaction, const char *key, size_t length)
{
	if (redaction->data_is_secret && length == 4 && memcmp(key, "data", 4) == 0)
		return true;
	if (redaction->string_is_secret && length == 6 && memcmp(key, "string", 6) == 0)
		return true;
	if (redaction->only_smbios_keys && !is_smbios_key(key, length))
		return true;
	return is_property_of(key, length, "object", "data") ||
	       is_property_of(key, length, "fw_cfg", "string") || secret_key(key, length);
}

void redact_value(struct redaction *redaction, const char *value, size_t length)
{
	if (secret_value_is_harmless(value, length))
		strbuf_add(&redaction->out, value, length);
	else
		strbuf_adds(&redaction->out, "***");
}

/* Bytes up to the comma that ends an element; a doubled comma is part of its value. */
static size_t element_length(const char *text)
{
	size_t length = 0;
	for (;;) {
		length += strcspn(text + length, ",");
		if (text[length] != ',' || text[length + 1] != ',')
			return length;
		length += 2;
	}
}

static void redact_element(struct redaction *redaction, const char *text, size_t length)
{
	size_t key = strspn(text, key_letters);
	if (key >= length || text[key] != '=') {
		redact_plain(redaction, text, length);
		return;
	}
	size_t value = key + 1;
	strbuf_add(&redaction->out, text, value);
	if (redaction_is_secret(redaction, text, key))
		redact_value(redaction, text + value, length - value);
	else
		redact_plain(redaction, text + value, length - value);
}

static bool has_key(const char *text)
{
	size_t key = strspn(text, key_letters);
	return key && text[key] == '=';
}

/* Free text that begins with a secret, as NAME=VALUE of a variable does, goes on with it behind a
 * comma, unless another key follows there. */
static size_t secret_length(const struct redaction *redaction, const char *text, size_t length)
{
	if (!redaction->is_free_text || !has_key(text) ||
	    !redaction_is_secret(redaction, text, strspn(text, key_letters)))
		return length;
	while (text[length] == ',' && !has_key(text + length + 1))
		length += 1 + element_length(text + length + 1);
	return length;
}

static void redact_list(struct redaction *redaction, const char *text)
{
	const char *start = text;
	for (;;) {
		size_t length = element_length(text);
		if (text == start)
			length = secret_length(redaction, text, length);
		redact_element(redaction, text, length);
		text += length;
		if (!*text)
			return;
		strbuf_addc(&redaction->out, *text++);
	}
}

/* DRIVER.PROP=VALUE and GROUP.ID.KEY=VALUE: the value is the whole rest, commas and all. */
static bool redact_rest(struct redaction *redaction, const char *text)
{
	size_t key = strspn(text, key_letters);
	if (text[key] != '=' || !memchr(text, '.', key) ||
	    !redaction_is_secret(redaction, text, key))
		return false;
	strbuf_add(&redaction->out, text, key + 1);
	redact_value(redaction, text + key + 1, strlen(text + key + 1));
	return true;
}

/* -global driver=D,property=osk,value=V names the key in one element and has the value in another.
 */
static bool redact_named_value(struct redaction *redaction, const char *text)
{
	const char *property = strstr(text, "property=");
	if (!property || (property > text && property[-1] != ','))
		return false;
	const char *name = property + strlen("property=");
	if (!secret_key(name, strcspn(name, ",")))
		return false;
	for (;;) {
		size_t length = element_length(text);
		if (strncmp(text, "value=", 6) == 0) {
			strbuf_adds(&redaction->out, "value=");
			redact_value(redaction, text + 6, length - 6);
		} else {
			redact_element(redaction, text, length);
		}
		text += length;
		if (!*text)
			return true;
		strbuf_addc(&redaction->out, *text++);
	}
}

static bool is_option(const char *option, const char *name)
{
	return option && strcmp(option, name) == 0;
}

/* Switches of OVMF, of which nobody makes a secret. */
static bool is_for_firmware(const char *value)
{
	return strstr(value, "opt/ovmf/") || strstr(value, "opt/org.tianocore/");
}

/* Where systemd looks for credentials in -fw_cfg. */
static bool is_for_systemd(const char *value)
{
	return strstr(value, "opt/io.systemd.credentials/");
}

/* An option that no QEMU release had: its name may say that its whole value is a secret. */
static bool is_secret_option(const char *option)
{
	return option && !option_table_find(option) && secret_key(option, strlen(option));
}

/* `option` or, in text that may quote any options, a word such as the option's name. */
static bool speaks_of(const char *option, const char *name, const char *word, const char *value)
{
	if (option && option_table_find(option))
		return !strcmp(option, name);
	return strstr(value, word) != NULL;
}

static void redact_by_option(struct redaction *redaction, const char *option, const char *value)
{
	const struct option_info *known = option ? option_table_find(option) : NULL;
	redaction->is_free_text = !option;
	redaction->data_is_secret = speaks_of(option, "object", "secret", value);
	redaction->string_is_secret =
		is_for_systemd(value) ||
		(speaks_of(option, "fw_cfg", "-fw_cfg", value) && !is_for_firmware(value));
	redaction->only_smbios_keys = speaks_of(option, "smbios", "-smbios", value);
	if (is_secret_option(option))
		redact_value(redaction, value, strlen(value));
	else if (value[0] == '{')
		redact_json(redaction, value, strlen(value));
	else if ((is_option(option, "global") || is_option(option, "set")) &&
		 (redact_rest(redaction, value) || redact_named_value(redaction, value)))
		return;
	else if (known && known->grammar == GRAMMAR_PLAIN)
		redact_plain(redaction, value, strlen(value));
	else
		redact_list(redaction, value);
}

/* The text itself if nothing in it was replaced. */
static const char *finish(struct redaction *redaction, const char *value, struct arena *arena)
{
	const char *result = value;
	if (redaction->out.failed)
		result = NULL;
	else if (redaction->out.text && strcmp(redaction->out.text, value) != 0)
		result = strbuf_finish(&redaction->out, arena);
	strbuf_release(&redaction->out);
	return result;
}

const char *redact(const char *option, const char *value, struct arena *arena)
{
	struct redaction redaction = { 0 };
	redact_by_option(&redaction, option, value);
	return finish(&redaction, value, arena);
}

/* How a server asks who one is, as the plugin vnc tells; what other texts have as auth= may be
 * anything. */
static bool is_method(const char *property, const char *value)
{
	static const char *const methods[] = { "none", "password", "password-secret", "sasl",
					       "tls" };
	if (strcmp(property, "auth") != 0)
		return false;
	if (!strncmp(value, "tls+", 4))
		value += 4;
	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++)
		if (!strcmp(value, methods[i]))
			return true;
	return false;
}

const char *redact_property(const char *option, const char *property, const char *value,
			    struct arena *arena)
{
	struct redaction redaction = {
		.data_is_secret = is_option(option, "object"),
		.string_is_secret = is_option(option, "fw_cfg"),
		.only_smbios_keys = is_option(option, "smbios"),
	};
	if (!option && is_method(property, value))
		return value;
	if (redaction_is_secret(&redaction, property, strlen(property)))
		redact_value(&redaction, value, strlen(value));
	else if (!option)
		redact_by_option(&redaction, NULL, value);
	else if (value[0] == '{' || value[0] == '[')
		redact_json(&redaction, value, strlen(value));
	else
		redact_plain(&redaction, value, strlen(value));
	return finish(&redaction, value, arena);
}
