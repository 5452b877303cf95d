/* SPDX-License-Identifier: MIT */
/*
 * JSON option values, edited in place: what an edit does not concern keeps its bytes, so a library
 * that parses and prints again can't serve here. Accepts what QEMU's own parser does (qobject/
 * json-lexer.c): strings may stand in single quotes. See value.h for the functions' meaning; keys
 * with dots reach into nested objects unless there is a key of exactly that name.
 */
#ifndef COMMAND_VALUE_JSON_H
#define COMMAND_VALUE_JSON_H

#include "command/value.h"

int value_json_get(const char *text, const char *key, struct arena *arena, const char **ret_value,
		   struct error *err);
int value_json_at(const char *text, size_t index, struct arena *arena, const char **ret_key,
		  const char **ret_value, struct error *err);
int value_json_all(const char *text, struct arena *arena, const struct value_property **ret_all,
		   size_t *ret_count, struct error *err);
int value_json_set(const char *text, const char *key, long position, const char *value,
		   enum value_type type, struct arena *arena, const char **ret_text,
		   struct error *err);
int value_json_unset(const char *text, const char *key, struct arena *arena, const char **ret_text,
		     struct error *err);

#endif
