/* SPDX-License-Identifier: MIT */
#include "config/variables.h"

#include "base/typed.h"
#include "config/supervise.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char *const known[] = { "QEMU_WRAPPER",
				     "QEMU_WRAPPER_CONFIG",
				     "QEMU_WRAPPER_PLUGINS",
				     "QEMU_WRAPPER_PLUGIN_PATH",
				     "QEMU_WRAPPER_REAL",
				     "QEMU_WRAPPER_EXPLAIN",
				     "QEMU_WRAPPER_SUPERVISE",
				     "QEMU_WRAPPER_STOP_TIMEOUT",
				     "QEMU_WRAPPER_AGENT_TIMEOUT",
				     "QEMU_WRAPPER_EXIT_STATUS",
				     NULL };

static const struct {
	const char *name;
	enum key key;
} supervise[VARIABLES_SUPERVISE] = {
	{ "QEMU_WRAPPER_SUPERVISE", KEY_SUPERVISE },
	{ "QEMU_WRAPPER_STOP_TIMEOUT", KEY_STOP_TIMEOUT },
	{ "QEMU_WRAPPER_AGENT_TIMEOUT", KEY_AGENT_TIMEOUT },
	{ "QEMU_WRAPPER_EXIT_STATUS", KEY_EXIT_STATUS },
};

const char *const *variables_names(void)
{
	return known;
}

/* For a Service named qemu-wrapper, Kubernetes gives each container of the namespace variables such
 * as QEMU_WRAPPER_PORT=tcp://10.0.0.7:80. */
bool variable_is_injected(const char *value)
{
	return !strncmp(value, "tcp://", 6) || !strncmp(value, "udp://", 6) ||
	       !strncmp(value, "sctp://", 7);
}

static int look_up(struct settings *settings, const char *name, const char **ret_value)
{
	*ret_value = NULL;
	const char *value = secure_getenv(name);
	if (!value)
		return 0;
	if (variable_is_injected(value))
		return notes_add(&settings->notes, NULL, NOTE_INFO,
				 arena_printf(&settings->arena,
					      "%s=%s is ignored: Kubernetes sets such values for "
					      "a Service of that name",
					      name, value));
	*ret_value = arena_strdup(&settings->arena, value);
	return *ret_value ? 0 : -ENOMEM;
}

static int look_up_filled(struct settings *settings, const char *name, const char **ret_value)
{
	int status = look_up(settings, name, ret_value);
	if (*ret_value && !**ret_value)
		*ret_value = NULL;
	return status;
}

static int read_texts(struct settings *settings, struct variables *variables)
{
	int status = look_up_filled(settings, "QEMU_WRAPPER_CONFIG", &variables->config);
	if (!status)
		status = look_up_filled(settings, "QEMU_WRAPPER_REAL", &variables->real);
	if (!status)
		status = look_up_filled(settings, "QEMU_WRAPPER_PLUGIN_PATH",
					&variables->plugin_path);
	if (!status)
		status = look_up(settings, "QEMU_WRAPPER_PLUGINS", &variables->plugins);
	for (size_t i = 0; !status && i < VARIABLES_SUPERVISE; i++)
		status = look_up_filled(settings, supervise[i].name, &variables->supervise[i]);
	return status;
}

/* A launch goes on if the safe mode's own variable can't be understood: scripts export one of that
 * name for purposes of their own. */
static int read_off(struct settings *settings, struct variables *variables)
{
	const char *value;
	int status = look_up_filled(settings, "QEMU_WRAPPER", &value);
	bool on;
	if (status || !value)
		return status;
	if (!typed_bool(value, &on)) {
		variables->off = !on;
		return 0;
	}
	return notes_add(&settings->notes, NULL, NOTE_WARNING,
			 arena_printf(&settings->arena,
				      "QEMU_WRAPPER=%s is neither on nor off: ignored", value));
}

int variables_read(struct settings *settings, struct variables *ret_variables, struct error *err)
{
	*ret_variables = (struct variables){ 0 };
	if (read_texts(settings, ret_variables) || read_off(settings, ret_variables))
		return error_memory(err);
	const char *value;
	if (look_up_filled(settings, "QEMU_WRAPPER_EXPLAIN", &value))
		return error_memory(err);
	if (value && typed_bool(value, &ret_variables->explain))
		return error_set(err, EINVAL, "QEMU_WRAPPER_EXPLAIN=%s: must be 1 or 0", value);
	return 0;
}

int variables_supervise(const struct variables *variables, struct settings *settings,
			struct error *err)
{
	int status = 0;
	for (size_t i = 0; !status && i < VARIABLES_SUPERVISE; i++) {
		const struct supervise_text text = { NULL, supervise[i].name,
						     variables->supervise[i] };
		if (text.value)
			status = supervise_set(settings, supervise[i].key, &text, err);
	}
	return status;
}

void variables_list(struct strbuf *out)
{
	for (size_t i = 0; known[i]; i++)
		if (secure_getenv(known[i]))
			strbuf_addf(out, "%s, ", known[i]);
}

int variables_user_file(struct arena *arena, const char **ret_path, struct error *err)
{
	const char *folder = secure_getenv("XDG_CONFIG_HOME");
	const char *below = "";
	*ret_path = NULL;
	if (!folder || *folder != '/') {
		folder = secure_getenv("HOME");
		below = "/.config";
	}
	if (!folder || *folder != '/')
		return 0;
	*ret_path = arena_printf(arena, "%s%s/qemu-wrapper/qemu-wrapper.conf", folder, below);
	return *ret_path ? 0 : error_memory(err);
}

static void to_variable(char *name)
{
	for (char *p = name; *p; p++)
		*p = *p == '-' ? '_' : (char)toupper((unsigned char)*p);
}

char *variables_option_name(const char *plugin, const char *key, struct arena *arena)
{
	char *name = arena_printf(arena, "QEMU_WRAPPER_%s_%s", plugin, key);
	if (name)
		to_variable(name);
	return name;
}

const char *settings_variable(struct settings *settings, const char *plugin, const char *key,
			      const char **ret_name)
{
	char name[128];
	if (settings->bare)
		return NULL;
	int length = snprintf(name, sizeof(name), "QEMU_WRAPPER_%s_%s", plugin, key);
	if (length < 0 || (size_t)length >= sizeof(name))
		return NULL;
	to_variable(name);
	const char *value = secure_getenv(name);
	if (!value)
		return NULL;
	*ret_name = arena_strdup(&settings->arena, name);
	if (settings->locked) {
		if (!settings->lock_noted)
			(void)notes_add(&settings->notes, NULL, NOTE_WARNING,
					arena_printf(&settings->arena,
						     "the configuration is locked: %s and the "
						     "like are ignored",
						     name));
		settings->lock_noted = true;
		return NULL;
	}
	return *ret_name && !look_up(settings, name, &value) ? value : NULL;
}
