/* SPDX-License-Identifier: MIT */
/*
 * The keys of [wrapper] about the supervisor, and the variables in their place. Both are read by
 * the same functions, so that they take the same values.
 */
#ifndef CONFIG_SUPERVISE_H
#define CONFIG_SUPERVISE_H

#include "config/keys.h"
#include "config/settings.h"

/** One value as somebody wrote it, for messages. */
struct supervise_text {
	/** FILE:LINE; NULL: `name` is a variable. */
	const char *place;
	const char *name, *value;
};

/** Sets one of the keys KEY_SUPERVISE, KEY_STOP_TIMEOUT, KEY_AGENT_TIMEOUT and KEY_EXIT_STATUS.
 * -EINVAL: no such value. */
int supervise_set(struct settings *settings, enum key key, const struct supervise_text *text,
		  struct error *err);

#endif
