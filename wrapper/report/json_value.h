/* SPDX-License-Identifier: MIT */
/* Values for reports in JSON. All functions return new references, or NULL without memory. */
#ifndef REPORT_JSON_VALUE_H
#define REPORT_JSON_VALUE_H

#include "base/strbuf.h"

#include <jansson.h>

/** A string; {"base64": "..."} if it isn't UTF-8; null for NULL. */
json_t *json_value_text(const char *text);

/** The array's or object's member, whose reference is taken; 0 or -ENOMEM. */
int json_value_append(json_t *array, json_t *value);
/** A key that isn't UTF-8 has U+FFFD for each byte that is none. */
int json_value_set(json_t *object, const char *key, json_t *value);
int json_value_set_text(json_t *object, const char *key, const char *text);

/** The whole report, in ASCII and with a line break behind it; 0 or -ENOMEM. */
int json_value_print(const json_t *root, struct strbuf *out);

void json_value_release(json_t **value);

#define CLEANUP_JSON CLEANUP(json_value_release)

#endif
