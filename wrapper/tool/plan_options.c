/* SPDX-License-Identifier: MIT */
#include "tool/plan_options.h"

#include "base/base_name.h"
#include "base/nearest.h"
#include "tool/help.h"

#include <string.h>

static const char *const names[] = { "--real", "--config", "--plugins", "--plugin",
				     "--json", "--shell",  "--why" };

/* The value of `--name VALUE` or `--name=VALUE`; advances *at past it. NULL: it is missing. */
static const char *take_value(const char *const *words, size_t *at)
{
	const char *equals = strchr(words[*at], '=');
	if (equals)
		return equals + 1;
	if (!words[*at + 1])
		return NULL;
	return words[++*at];
}

static bool is_option(const char *word, const char *name)
{
	size_t length = strlen(name);
	return !strncmp(word, name, length) && (word[length] == '\0' || word[length] == '=');
}

static bool take_form(struct plan_options *options, const char *word)
{
	if (!strcmp(word, "--json"))
		options->json = true;
	else if (!strcmp(word, "--shell"))
		options->shell = true;
	else
		return false;
	return true;
}

/* Where the value of this option goes, or NULL: it is none of these. */
static const char **target(struct plan_options *options, const char *word, unsigned allowed)
{
	if (is_option(word, "--real"))
		return &options->request.real;
	if (is_option(word, "--config"))
		return &options->request.config;
	if (is_option(word, "--plugins"))
		return &options->request.plugins;
	if (is_option(word, "--plugin"))
		return VECTOR_ADD(&options->plugin);
	if ((allowed & ALLOW_FORMS) && is_option(word, "--why"))
		return &options->why;
	return NULL;
}

static int unknown(const char *subcommand, const char *word, unsigned allowed)
{
	/* The forms stand last. */
	size_t all = sizeof(names) / sizeof(names[0]), count = all;
	if (!(allowed & ALLOW_FORMS))
		count -= 3;
	for (size_t i = count; i < all; i++)
		if (is_option(word, names[i]))
			return help_complain(subcommand, "%s belongs to explain", names[i]);
	const char *near = nearest_name(word, names, count);
	return help_complain(subcommand, "unknown option %s%s%s%s", word,
			     near ? " (did you mean " : "", near ? near : "", near ? "?)" : "");
}

/* One option at words[*at]; 0, or -1 with the exit status. */
static int read_option(const char *subcommand, const char *const *words, size_t *at,
		       unsigned allowed, struct plan_options *options, int *ret_status)
{
	const char *word = words[*at];
	if (help_wanted(word)) {
		*ret_status = help_print(subcommand);
		return -1;
	}
	if ((allowed & ALLOW_FORMS) && take_form(options, word))
		return 0;
	const char **value = target(options, word, allowed);
	if (!value) {
		*ret_status = unknown(subcommand, word, allowed);
		return -1;
	}
	*value = take_value(words, at);
	if (*value)
		return 0;
	*ret_status = help_complain(subcommand, "%s needs a value", word);
	return -1;
}

int plan_options_read(const char *subcommand, const char *const *words, unsigned allowed,
		      struct plan_options *ret_options, int *ret_status)
{
	size_t at = 0;
	for (; words[at] && words[at][0] == '-'; at++) {
		if (!strcmp(words[at], "--")) {
			at++;
			break;
		}
		if (read_option(subcommand, words, &at, allowed, ret_options, ret_status))
			return -1;
	}
	ret_options->argv = words + at;
	ret_options->request.plugin = ret_options->plugin.items;
	ret_options->request.plugin_count = ret_options->plugin.count;
	if ((allowed & NEED_PROGRAM) && !words[at]) {
		*ret_status = help_complain(subcommand, "which program? A name such as "
							"qemu-system-x86_64 is missing");
		return -1;
	}
	if (!(allowed & NEED_PROGRAM) && words[at]) {
		*ret_status = help_complain(subcommand, "'%s' is not expected here", words[at]);
		return -1;
	}
	if (ret_options->json + ret_options->shell + (ret_options->why != NULL) > 1) {
		*ret_status =
			help_complain(subcommand, "--json, --shell and --why exclude each other");
		return -1;
	}
	return 0;
}

struct invocation plan_options_invocation(const struct plan_options *options,
					  const char *const *envp)
{
	return (struct invocation){
		.argv = options->argv,
		.envp = envp,
		.name = base_name(options->argv[0]),
		.slash_names_file = true,
		.request = options->request,
	};
}

void plan_options_release(struct plan_options *options)
{
	free(options->plugin.items);
	*options = (struct plan_options){ 0 };
}
