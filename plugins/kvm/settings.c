/* SPDX-License-Identifier: MIT */
#include "settings.h"

#include <string.h>

#define DEFAULT_DEVICE "/dev/kvm"

const struct qw_option_spec settings_specs[] = {
	{ .name = "mode",
	  .type = QW_ENUM,
	  .default_value = "auto",
	  .help = "use KVM where it works, refuse to start without it, or do nothing",
	  .choices = "auto require off",
	  .since = "0.1" },
	{ .name = "fallback",
	  .type = QW_ENUM,
	  .default_value = "none",
	  .help = "what becomes of a line that wants KVM where it doesn't work",
	  .choices = "none tcg",
	  .since = "0.1" },
	{ .name = "cpu",
	  .type = QW_ENUM,
	  .default_value = "keep",
	  .help = "host: lines that get KVM and name no -cpu get -cpu host",
	  .choices = "keep host",
	  .since = "0.1" },
	{ .name = "device",
	  .type = QW_PATH,
	  .default_value = DEFAULT_DEVICE,
	  .help = "the device that is tested",
	  .since = "0.1" },
	{ 0 }
};

static bool is(const struct qw_context *ctx, const char *key, const char *word)
{
	const char *text = qw_string(ctx, key);
	return text && !strcmp(text, word);
}

void settings_read(const struct qw_context *ctx, struct settings *ret_settings)
{
	const char *device = qw_string(ctx, "device");
	*ret_settings = (struct settings){ .mode = MODE_AUTO,
					   .to_tcg = is(ctx, "fallback", "tcg"),
					   .host_cpu = is(ctx, "cpu", "host"),
					   .device = device && *device ? device : DEFAULT_DEVICE };
	if (is(ctx, "mode", "require"))
		ret_settings->mode = MODE_REQUIRE;
	if (is(ctx, "mode", "off"))
		ret_settings->mode = MODE_OFF;
}
