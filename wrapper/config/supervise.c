/* SPDX-License-Identifier: MIT */
#include "config/supervise.h"

#include "base/typed.h"
#include "exit_reason/exit_table.h"

#include <string.h>

static int refuse(const struct supervise_text *text, const char *wanted, struct error *err)
{
	if (!text->place)
		return error_set(err, EINVAL, "%s=%.80s: must be %s", text->name, text->value,
				 wanted);
	return error_set(err, EINVAL, "%s: %s = '%.80s': must be %s", text->place, text->name,
			 text->value, wanted);
}

static int read_time(const struct supervise_text *text, const char *wanted, int64_t *ret_time,
		     struct error *err)
{
	int64_t value;
	int status = typed_time(text->value, &value);
	if (status == -ERANGE || (!status && value > INT32_MAX))
		return refuse(text, "a shorter time", err);
	if (status || !value)
		return refuse(text, wanted, err);
	*ret_time = value;
	return 0;
}

/* Kept as it is written, for the supervisor reads it by the same function. */
static int read_statuses(struct settings *settings, const struct supervise_text *text,
			 struct error *err)
{
	CLEANUP_ERROR struct error why = { 0 };
	struct exit_table table = exit_table_default();
	if (exit_table_read(text->value, &table, &why))
		return error_set(err, why.code, "%s%s%s: %s", text->place ? text->place : "",
				 text->place ? ": " : "", text->name, error_text(&why));
	settings->supervise.exit_status = *text->value ? text->value : NULL;
	return 0;
}

int supervise_set(struct settings *settings, enum key key, const struct supervise_text *text,
		  struct error *err)
{
	struct supervise_settings *supervise = &settings->supervise;
	if (key == KEY_SUPERVISE)
		return typed_bool(text->value, &supervise->on) ? refuse(text, "yes or no", err) : 0;
	if (key == KEY_AGENT_TIMEOUT)
		return read_time(text, "a time above zero such as 500ms or 5s",
				 &supervise->agent_timeout, err);
	if (key == KEY_EXIT_STATUS)
		return read_statuses(settings, text, err);
	if (!strcmp(text->value, "none")) {
		supervise->stop_timeout = SUPERVISE_NEVER;
		return 0;
	}
	return read_time(text, "a time above zero such as 90s or 5m, or none",
			 &supervise->stop_timeout, err);
}
