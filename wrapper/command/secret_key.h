/* SPDX-License-Identifier: MIT */
/* Which keys name secrets, and which values are none although their key does. */
#ifndef COMMAND_SECRET_KEY_H
#define COMMAND_SECRET_KEY_H

#include <stdbool.h>
#include <stddef.h>

/** "password", "file.password", "vnc_password", "isa-applesmc.osk"; not "password-secret", whose
 * value is the id of an object, nor "key-file". */
bool secret_key(const char *key, size_t length);

/** The value may be shown whatever its key: empty, or a word for yes or no. */
bool secret_value_is_harmless(const char *value, size_t length);

#endif
