/* SPDX-License-Identifier: MIT */
#include "test_host/test_host.h"

#include "pipeline/services.h"
#include "text/shell_words.h"

#include <string.h>

#define OLDEST_HOST offsetof(struct qw_host, redact_property)

struct qw_test *qw_test_new(const struct qw_plugin *plugin)
{
	struct qw_test *test = calloc(1, sizeof(*test));
	if (!test)
		return NULL;
	test->raw = plugin;
	test->settings.bare = true;
	return test;
}

void qw_test_free(struct qw_test *test)
{
	if (!test)
		return;
	pipeline_release(&test->pipeline);
	arena_release(&test->set.arena);
	free(test->others.items);
	free(test->options.items);
	arena_release(&test->settings.arena);
	arena_release(&test->results);
	arena_release(&test->arena);
	error_clear(&test->error);
	free(test);
}

/* Every function that sets something up: forgets the last error. -EBUSY, -EINVAL. */
static int begin_setup(struct qw_test *test)
{
	if (!test)
		return -EINVAL;
	error_clear(&test->error);
	if (test->prepared)
		return error_set(&test->error, EBUSY,
				 "a hook was called already: what goes in can't be changed any "
				 "more");
	return 0;
}

/* A NULL-terminated copy in the test's arena. */
static int copy_words(struct qw_test *test, const char *const *words, const char *const **ret_copy)
{
	size_t count = 0;
	while (words[count])
		count++;
	const char **copy = arena_array(&test->arena, count + 1, sizeof(char *));
	for (size_t i = 0; copy && i < count; i++) {
		copy[i] = arena_strdup(&test->arena, words[i]);
		if (!copy[i])
			return error_memory(&test->error);
	}
	if (!copy)
		return error_memory(&test->error);
	*ret_copy = copy;
	return 0;
}

int qw_test_words(struct qw_test *test, const char *const *argv)
{
	int status = begin_setup(test);
	if (!status && !argv)
		status = error_set(&test->error, EINVAL, "there is no command line");
	return status ? status : copy_words(test, argv, &test->argv);
}

int qw_test_command(struct qw_test *test, const char *line)
{
	struct shell_words words;
	struct shell_words_error where;
	int status = begin_setup(test);
	if (!status && !line)
		status = error_set(&test->error, EINVAL, "there is no command line");
	if (status)
		return status;
	status = shell_words_split(line, &words, &where);
	if (status == -EINVAL)
		return error_set(&test->error, EINVAL, "column %zu of the command line: %s (%c)",
				 where.column,
				 where.open == '\\' ? "nothing follows this backslash"
						    : "this quote is never closed",
				 where.open);
	if (status)
		return error_memory(&test->error);
	status = copy_words(test, (const char *const *)words.words, &test->argv);
	shell_words_free(&words);
	return status;
}

int qw_test_environment(struct qw_test *test, const char *const *envp)
{
	int status = begin_setup(test);
	if (!status && !envp)
		status = error_set(&test->error, EINVAL, "there is no environment");
	for (size_t i = 0; !status && envp[i]; i++)
		if (!strchr(envp[i], '='))
			status = error_set(&test->error, EINVAL, "'%s' is not NAME=VALUE", envp[i]);
	return status ? status : copy_words(test, envp, &test->envp);
}

int qw_test_program(struct qw_test *test, const char *path)
{
	int status = begin_setup(test);
	if (status)
		return status;
	test->program = path ? arena_strdup(&test->arena, path) : NULL;
	test->program_given = true;
	return path && !test->program ? error_memory(&test->error) : 0;
}

/* Tried at once, for the line that is wrong to be the one that fails. */
static int try_options(struct qw_test *test)
{
	CLEANUP_ARENA struct arena scratch = { 0 };
	struct plugin plugin;
	return test_host_plugin(test, test->raw, true, &scratch, &plugin, &test->error);
}

int qw_test_option(struct qw_test *test, const char *key, const char *value, const char *source)
{
	int status = begin_setup(test);
	if (!status && (!key || !value))
		status = error_set(&test->error, EINVAL, "an option has a key and a value");
	if (status)
		return status;
	struct setting *setting = VECTOR_ADD(&test->options);
	if (!setting)
		return error_memory(&test->error);
	*setting = (struct setting){
		.key = arena_strdup(&test->arena, key),
		.value = arena_strdup(&test->arena, value),
		.source = arena_strdup(&test->arena, source ? source : "the test"),
		.layer = LAYER_TOOL,
	};
	bool copied = setting->key && setting->value && setting->source;
	status = copied ? try_options(test) : error_memory(&test->error);
	if (status)
		test->options.count--;
	return status;
}

int qw_test_deny_guest_visible(struct qw_test *test)
{
	int status = begin_setup(test);
	if (!status)
		test->guest_visible_denied = "the test";
	return status;
}

int qw_test_beside(struct qw_test *test, const struct qw_plugin *other, int behind)
{
	CLEANUP_ARENA struct arena scratch = { 0 };
	struct plugin plugin;
	int status = begin_setup(test);
	if (!status)
		status = test_host_plugin(test, other, false, &scratch, &plugin, &test->error);
	if (status)
		return status;
	struct guest_plugin *guest = VECTOR_ADD(&test->others);
	if (!guest)
		return error_memory(&test->error);
	*guest = (struct guest_plugin){ other, behind != 0 };
	return 0;
}

int qw_test_host_size(struct qw_test *test, size_t size, uint32_t abi_minor)
{
	int status = begin_setup(test);
	if (status)
		return status;
	if (size < OLDEST_HOST || size > sizeof(struct qw_host))
		return error_set(&test->error, EINVAL,
				 "no host had a table of %zu bytes: it had %zu with interface 0.1, "
				 "and has %zu now",
				 size, (size_t)OLDEST_HOST, sizeof(struct qw_host));
	test->host = (struct qw_host){ 0 };
	memcpy(&test->host, &host_services, size);
	test->host.size = (uint32_t)size;
	test->host.abi_minor = abi_minor;
	test->host_given = true;
	return 0;
}
