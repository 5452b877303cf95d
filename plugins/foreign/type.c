/* SPDX-License-Identifier: MIT */
#include "type.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#define NAMED(type)                                                   \
	{                                                             \
		TYPE_INTEGER, sizeof(type), (type)-1 < (type)1, #type \
	}

const struct type *type_named(struct slice name)
{
	static const struct type types[] = {
		NAMED(int8_t),  NAMED(uint8_t),  NAMED(int16_t),  NAMED(uint16_t),
		NAMED(int32_t), NAMED(uint32_t), NAMED(int64_t),  NAMED(uint64_t),
		NAMED(size_t),  NAMED(ssize_t),  NAMED(intptr_t), NAMED(uintptr_t),
	};
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (slice_is(name, types[i].name))
			return &types[i];
	return NULL;
}

static int digit_of(char byte, unsigned base)
{
	int digit = -1;
	if (is_digit(byte))
		digit = byte - '0';
	else if (byte >= 'a' && byte <= 'f')
		digit = byte - 'a' + 10;
	else if (byte >= 'A' && byte <= 'F')
		digit = byte - 'A' + 10;
	return digit >= (int)base ? -1 : digit;
}

int integer_read(struct slice text, struct integer *ret_integer)
{
	const char *at = text.at, *end = text.at + text.length;
	struct integer integer = { 0 };
	unsigned base = 10;
	bool too_large = false;
	if (at < end && (*at == '-' || *at == '+'))
		integer.negative = *at++ == '-';
	if (end - at > 2 && at[0] == '0' && (at[1] == 'x' || at[1] == 'X')) {
		base = 16;
		at += 2;
	}
	if (at == end)
		return -EINVAL;
	for (; at < end; at++) {
		int digit = digit_of(*at, base);
		if (digit < 0)
			return -EINVAL;
		too_large |= __builtin_mul_overflow(integer.magnitude, base, &integer.magnitude);
		too_large |= __builtin_add_overflow(integer.magnitude, (unsigned)digit,
						    &integer.magnitude);
	}
	if (too_large || (integer.negative && integer.magnitude > (uint64_t)INT64_MAX + 1))
		return -ERANGE;
	integer.negative = integer.negative && integer.magnitude;
	*ret_integer = integer;
	return 0;
}

static uint64_t largest(const struct type *type)
{
	if (type->kind == TYPE_BOOL)
		return 1;
	unsigned bits = 8u * type->size - (type->is_signed ? 1 : 0);
	return UINT64_MAX >> (64 - bits);
}

int integer_check(struct integer integer, const struct type *type)
{
	if (!integer.negative)
		return integer.magnitude > largest(type) ? -ERANGE : 0;
	return type->is_signed && integer.magnitude <= largest(type) + 1 ? 0 : -ERANGE;
}

void type_range(const struct type *type, char *room)
{
	if (type->is_signed)
		snprintf(room, 64, "-%" PRIu64 " to %" PRIu64, largest(type) + 1, largest(type));
	else
		snprintf(room, 64, "0 to %" PRIu64, largest(type));
}

void integer_store(struct integer integer, const struct type *type, union value *ret_value)
{
	/* Two's complement: the low bytes of a negative number are right for every width. */
	uint64_t bits = integer.negative ? -integer.magnitude : integer.magnitude;
	memset(ret_value, 0, sizeof(*ret_value));
	if (type->kind == TYPE_BOOL)
		ret_value->truth = bits != 0;
	else if (type->size == 1)
		ret_value->u8 = (uint8_t)bits;
	else if (type->size == 2)
		ret_value->u16 = (uint16_t)bits;
	else if (type->size == 4)
		ret_value->u32 = (uint32_t)bits;
	else
		ret_value->u64 = bits;
}

int real_read(struct slice text, double *ret_real)
{
	char room[64], *end;
	if (!text.length || text.length >= sizeof(room) || !strchr("+-.0123456789", *text.at))
		return -EINVAL;
	memcpy(room, text.at, text.length);
	room[text.length] = '\0';
	/* Nobody here calls setlocale(3): the decimal point is a point. */
	double real = strtod(room, &end);
	if (*end || isnan(real) || strpbrk(room, "iI"))
		return -EINVAL;
	if (isinf(real))
		return -ERANGE;
	*ret_real = real;
	return 0;
}
