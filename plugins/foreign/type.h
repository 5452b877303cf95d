/* SPDX-License-Identifier: MIT */
/*
 * The C types that a foreign function may have, by what decides how it is called: kind, size and
 * sign. How wide a type is on this machine is the compiler's word.
 */
#ifndef FOREIGN_TYPE_H
#define FOREIGN_TYPE_H

#include "complaint.h"

#include <stdint.h>

enum type_kind {
	/** Results only. */
	TYPE_VOID,
	TYPE_BOOL,
	/** All integers, char included. */
	TYPE_INTEGER,
	TYPE_DOUBLE,
	/** const char *; as a result also char *. */
	TYPE_STRING,
	/** char * as an argument. */
	TYPE_BUFFER
};

struct type {
	enum type_kind kind;
	/** TYPE_INTEGER and TYPE_BOOL: in bytes. */
	unsigned char size;
	bool is_signed;
	/** In its usual spelling, for messages. */
	const char *name;
};

/** An argument or a result as it lies in memory. */
union value {
	bool truth;
	int8_t s8;
	uint8_t u8;
	int16_t s16;
	uint16_t u16;
	int32_t s32;
	uint32_t u32;
	int64_t s64;
	uint64_t u64;
	double real;
	const void *pointer;
};

/** An integer of any type: its sign and what is left without it. */
struct integer {
	bool negative;
	uint64_t magnitude;
};

/** A type known by one word such as uint16_t or size_t, or NULL. */
const struct type *type_named(struct slice name);

/** Reads the whole of a text: digits or 0x and hexadecimal digits, with a sign or without. -EINVAL,
 * -ERANGE: no type has such a value. */
int integer_read(struct slice text, struct integer *ret_integer);

/** -ERANGE: the type has no such value. The type is an integer or bool. */
int integer_check(struct integer integer, const struct type *type);

/** "-128 to 127": for messages. `room` has 64 bytes. */
void type_range(const struct type *type, char *room);

/** Stores an integer that fits. */
void integer_store(struct integer integer, const struct type *type, union value *ret_value);

/** Reads the whole of a text as a double: decimal or hexadecimal, no "nan", no "inf". -EINVAL,
 * -ERANGE. */
int real_read(struct slice text, double *ret_real);

#endif
