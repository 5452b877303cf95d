/* SPDX-License-Identifier: MIT */
#include "result.h"

#include "show.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t signed_value(const struct type *type, const union value *value)
{
	switch (type->size) {
	case 1:
		return value->s8;
	case 2:
		return value->s16;
	case 4:
		return value->s32;
	default:
		return value->s64;
	}
}

static uint64_t unsigned_value(const struct type *type, const union value *value)
{
	if (type->kind == TYPE_BOOL)
		return value->truth;
	switch (type->size) {
	case 1:
		return value->u8;
	case 2:
		return value->u16;
	case 4:
		return value->u32;
	default:
		return value->u64;
	}
}

static bool is_zero(const struct result *result)
{
	if (result->type->kind == TYPE_DOUBLE)
		return result->outcome->value.real == 0;
	return !unsigned_value(result->type, &result->outcome->value);
}

static bool is_negative(const struct result *result)
{
	const union value *value = &result->outcome->value;
	if (result->type->kind == TYPE_DOUBLE)
		return !(value->real >= 0);
	return result->type->is_signed && signed_value(result->type, value) < 0;
}

bool result_is_ok(const struct result *result, enum ok ok)
{
	switch (ok) {
	case OK_ANY:
		return true;
	case OK_NONNULL:
		return result->outcome->text;
	case OK_ZERO:
		return is_zero(result);
	case OK_NONZERO:
		return !is_zero(result);
	case OK_NONNEG:
		return !is_negative(result);
	}
	return false;
}

/* As few digits as say exactly this number. */
static void add_real(struct strbuf *out, double real)
{
	char text[40];
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, real);
		if (strtod(text, NULL) == real)
			break;
	}
	strbuf_adds(out, text);
}

static void add_value(struct strbuf *out, const struct result *result)
{
	const struct type *type = result->type;
	const union value *value = &result->outcome->value;
	if (type->kind == TYPE_STRING)
		strbuf_adds(out, result->outcome->text ? result->outcome->text : "");
	else if (type->kind == TYPE_DOUBLE)
		add_real(out, value->real);
	else if (type->kind == TYPE_BOOL)
		strbuf_adds(out, value->truth ? "on" : "off");
	else if (type->is_signed)
		strbuf_addf(out, "%" PRId64, signed_value(type, value));
	else
		strbuf_addf(out, "%" PRIu64, unsigned_value(type, value));
}

static void add_buffer(struct strbuf *out, const struct buffer *buffer,
		       const struct reference *reference)
{
	if (reference->form == FORM_TEXT)
		strbuf_add(out, (const char *)buffer->bytes,
			   strnlen((const char *)buffer->bytes, buffer->size));
	else if (reference->form == FORM_BYTE)
		strbuf_addf(out, "%02x", buffer->bytes[reference->byte]);
	else
		for (size_t i = 0; i < buffer->size; i++)
			/* 8-4-4-4-12 digits. */
			strbuf_addf(out, "%s%02x",
				    reference->form == FORM_UUID && i >= 4 && i <= 10 && i % 2 == 0
					    ? "-"
					    : "",
				    buffer->bytes[i]);
}

void result_add(struct strbuf *out, const struct result *result, const struct reference *reference)
{
	if (reference->kind == REFERENCE_BUFFER) {
		add_buffer(out, result->buffer, reference);
		return;
	}
	if (reference->form == FORM_TEXT) {
		add_value(out, result);
		return;
	}
	uint64_t bits = unsigned_value(result->type, &result->outcome->value);
	if (reference->form == FORM_HEX)
		strbuf_addf(out, "%" PRIx64, bits);
	else
		strbuf_addf(out, "%02x", (unsigned)(bits >> 8 * reference->byte & 0xff));
}

bool result_is_secret(const struct result *result, const struct reference *reference)
{
	return result->is_secret &&
	       (reference->kind == REFERENCE_BUFFER || result->type->kind == TYPE_STRING);
}

void result_show(struct strbuf *out, const struct result *result)
{
	if (result->type->kind == TYPE_STRING && !result->outcome->text)
		strbuf_adds(out, "null");
	else if (result->type->kind == TYPE_STRING && result->is_secret)
		strbuf_adds(out, "***");
	else if (result->type->kind == TYPE_STRING)
		show_text(out, result->outcome->text, strlen(result->outcome->text));
	else if (result->type->kind == TYPE_BOOL)
		strbuf_adds(out, result->outcome->value.truth ? "true" : "false");
	else
		add_value(out, result);
}
