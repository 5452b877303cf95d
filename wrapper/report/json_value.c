/* SPDX-License-Identifier: MIT */
#include "report/json_value.h"

#include "base/strbuf.h"
#include "text/base64.h"
#include "text/utf8.h"

#include <errno.h>
#include <string.h>

json_t *json_value_text(const char *text)
{
	if (!text)
		return json_null();
	if (utf8_is_valid(text))
		return json_string(text);
	CLEANUP_STRBUF struct strbuf encoded = { 0 };
	base64_add(&encoded, text, strlen(text));
	json_t *object = json_object();
	if (encoded.failed || json_value_set(object, "base64", json_string(encoded.text))) {
		json_decref(object);
		return NULL;
	}
	return object;
}

int json_value_append(json_t *array, json_t *value)
{
	return json_array_append_new(array, value) ? -ENOMEM : 0;
}

static void add_replaced(struct strbuf *out, const char *text)
{
	while (*text) {
		uint32_t code;
		size_t length = utf8_decode(text, &code);
		if (length)
			strbuf_add(out, text, length);
		else
			strbuf_adds(out, "\xef\xbf\xbd");
		text += length ? length : 1;
	}
}

int json_value_set(json_t *object, const char *key, json_t *value)
{
	if (utf8_is_valid(key))
		return json_object_set_new(object, key, value) ? -ENOMEM : 0;
	CLEANUP_STRBUF struct strbuf replaced = { 0 };
	add_replaced(&replaced, key);
	if (!replaced.failed)
		return json_object_set_new(object, replaced.text, value) ? -ENOMEM : 0;
	json_decref(value);
	return -ENOMEM;
}

int json_value_set_text(json_t *object, const char *key, const char *text)
{
	return json_value_set(object, key, json_value_text(text));
}

static int append_bytes(const char *bytes, size_t length, void *out)
{
	strbuf_add(out, bytes, length);
	return 0;
}

int json_value_print(const json_t *root, struct strbuf *out)
{
	/* ASCII only: other characters could be controls to the terminal that shows it. */
	if (json_dump_callback(root, append_bytes, out, JSON_INDENT(2) | JSON_ENSURE_ASCII))
		return -ENOMEM;
	strbuf_addc(out, '\n');
	return out->failed ? -ENOMEM : 0;
}

void json_value_release(json_t **value)
{
	json_decref(*value);
}
