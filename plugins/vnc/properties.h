/* SPDX-License-Identifier: MIT */
/*
 * The properties of one -vnc value, in the order written, repeats included.
 *
 * Filled by whoever has the value cut; the strings belong to him. The readers below answer as
 * QEMU's option parser would: a repeated key counts by its last value, types are checked on every
 * one.
 */
#ifndef VNC_PROPERTIES_H
#define VNC_PROPERTIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Many more properties than QEMU has keys for; a longer value is not looked at. */
#define PROPERTIES_MAX 1024

struct property {
	const char *key, *value;
};

struct properties {
	struct property property[PROPERTIES_MAX];
	size_t count;
};

size_t properties_count(const struct properties *value, const char *key);

/* The index-th property of that key, or NULL. */
const char *properties_at(const struct properties *value, const char *key, size_t index);

/* The last property of that key, or NULL. */
const char *properties_last(const struct properties *value, const char *key);

/* 1: it is there, 0: it is not (and `ret` stays), -EINVAL: QEMU refuses it. */
int properties_bool(const struct properties *value, const char *key, bool *ret);
int properties_number(const struct properties *value, const char *key, uint64_t *ret);

/* True if QEMU connects out instead of listening. */
bool properties_is_reverse(const struct properties *value);

/* True if QEMU opens no server for it: no address, or the last one is "none". */
bool properties_is_none(const struct properties *value);

#endif
