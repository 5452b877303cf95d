/* SPDX-License-Identifier: MIT */
#include "settings.h"

#include "base/typed.h"

#include <string.h>

/* More than any board takes. */
#define PROCESSORS_MAX 4096

const struct qw_option_spec settings_specs[] = {
	{ .name = "memory",
	  .type = QW_STRING,
	  .default_value = "max",
	  .help = "the guest's memory where the line chooses none: max, SIZE or N%",
	  .since = "0.1" },
	{ .name = "cpus",
	  .type = QW_STRING,
	  .default_value = "max",
	  .help = "the guest's processors where the line chooses none: max or N",
	  .since = "0.1" },
	{ .name = "reserve",
	  .type = QW_SIZE,
	  .help = "memory that the guest leaves to QEMU itself; unset, by a formula",
	  .since = "0.1" },
	{ .name = "root",
	  .type = QW_PATH,
	  .default_value = "/",
	  .help = "folder that stands for / where limits are read; for tests",
	  .since = "0.1" },
	{ 0 }
};

static const char *source(const struct qw_context *ctx, const char *key)
{
	const char *found = qw_source(ctx, key);
	return found ? found : "default";
}

static int memory_read(struct qw_context *ctx, struct wish *wish)
{
	const char *text = qw_string(ctx, "memory");
	char number[32];
	size_t length = text ? strlen(text) : 0;

	if (!text || !strcmp(text, "max"))
		return 0;
	wish->memory_kind = WISH_SIZE;
	if (length > 1 && length < sizeof(number) && text[length - 1] == '%') {
		wish->memory_kind = WISH_PERCENT;
		memcpy(number, text, length - 1);
		number[length - 1] = '\0';
		if (!typed_int(number, &wish->memory) && wish->memory >= 1 && wish->memory <= 100)
			return 0;
	} else if (!typed_size(text, &wish->memory) && wish->memory >= MIB) {
		return 0;
	}
	return qw_error(ctx, EINVAL,
			"%s: memory = %s is neither max, nor a size such as 2G, nor 1%% to 100%%",
			source(ctx, "memory"), text);
}

static int cpus_read(struct qw_context *ctx, struct wish *wish)
{
	const char *text = qw_string(ctx, "cpus");
	int64_t count;
	if (!text || !strcmp(text, "max"))
		return 0;
	if (typed_int(text, &count) || count < 1 || count > PROCESSORS_MAX)
		return qw_error(ctx, EINVAL, "%s: cpus = %s is neither max nor a number from 1 on",
				source(ctx, "cpus"), text);
	wish->processors = (unsigned int)count;
	return 0;
}

int settings_read(struct qw_context *ctx, struct settings *ret_settings)
{
	const char *root = qw_string(ctx, "root");
	struct settings settings = { .wish = { .reserve = -1 },
				     .root = root && strcmp(root, "/") != 0 ? root : "" };
	if (qw_string(ctx, "reserve"))
		settings.wish.reserve = qw_int(ctx, "reserve");

	int r = memory_read(ctx, &settings.wish);
	if (r == 0)
		r = cpus_read(ctx, &settings.wish);
	if (r == 0)
		*ret_settings = settings;
	return r;
}
