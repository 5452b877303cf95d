/* SPDX-License-Identifier: MIT */
#include "tool/tool.h"

#include "base/message.h"
#include "base/nearest.h"
#include "base/typed.h"
#include "cases/case_print.h"
#include "cases/case_report.h"
#include "cases/case_run.h"
#include "loader/plugin_file.h"
#include "tool/help.h"
#include "tool/print.h"

#include <limits.h>
#include <string.h>

#define SUBCOMMAND "plugin test"

enum { DEFAULT_MILLISECONDS = 10000 };

struct test_options {
	bool print, tap;
	int milliseconds;
	/** The plugin's file, then the files of cases. */
	const char *const *files;
};

/* All files of cases, read before the first case runs. */
struct test_files {
	VECTOR(struct case_file) list;
};

static void test_files_release(struct test_files *files)
{
	for (size_t i = 0; i < files->list.count; i++)
		case_file_release(&files->list.items[i]);
	free(files->list.items);
}

static int unknown(const char *word)
{
	static const char *const names[] = { "--print", "--tap", "--time-limit", "--help" };
	const char *near = nearest_name(word, names, sizeof(names) / sizeof(names[0]));
	return help_complain(SUBCOMMAND, "unknown option %s%s%s%s", word,
			     near ? " (did you mean " : "", near ? near : "", near ? "?)" : "");
}

static int read_time(const char *text, int *ret_milliseconds)
{
	int64_t milliseconds;
	if (!text)
		return help_complain(SUBCOMMAND, "--time-limit needs a value");
	if (typed_time(text, &milliseconds) || milliseconds <= 0 || milliseconds > INT_MAX)
		return help_complain(SUBCOMMAND,
				     "--time-limit: '%s' is not a time such as 500ms, 10s or 2m",
				     text);
	*ret_milliseconds = (int)milliseconds;
	return TOOL_OK;
}

static int read_options(const char *const *words, struct test_options *ret_options)
{
	static const char limit[] = "--time-limit";
	for (; *words && **words == '-'; words++) {
		int status = TOOL_OK;
		if (!strcmp(*words, "--print"))
			ret_options->print = true;
		else if (!strcmp(*words, "--tap"))
			ret_options->tap = true;
		else if (!strncmp(*words, limit, strlen(limit)) && (*words)[strlen(limit)] == '=')
			status = read_time(*words + strlen(limit) + 1, &ret_options->milliseconds);
		else if (!strcmp(*words, limit))
			status = read_time(words[1] ? *++words : NULL, &ret_options->milliseconds);
		else
			status = unknown(*words);
		if (status)
			return status;
	}
	ret_options->files = words;
	if (!words[0] || !words[1])
		return help_complain(SUBCOMMAND, "name a plugin's file and a file of cases");
	if (ret_options->print && words[2])
		return help_complain(SUBCOMMAND, "--print writes one file of cases, not several");
	if (ret_options->print && ret_options->tap)
		return help_complain(SUBCOMMAND, "--print and --tap exclude each other");
	return TOOL_OK;
}

static int read_files(const struct test_options *options, struct test_files *files,
		      size_t *ret_count, struct error *err)
{
	*ret_count = 0;
	for (const char *const *path = options->files + 1; *path; path++) {
		struct case_file *file = VECTOR_ADD(&files->list);
		if (!file)
			return error_memory(err);
		int status = case_file_read(*path, !options->print, file, err);
		if (status)
			return status;
		*ret_count += file->cases.count;
	}
	return 0;
}

/* What is wrong with the file itself is told once, not by each case. */
static int find_plugin(const char *name, struct arena *arena, struct case_runner *runner,
		       struct error *err)
{
	CLEANUP_FREE char *path = realpath(name, NULL);
	struct plugin_identity identity;
	if (!path)
		return error_set(err, errno, "%s: %s", name, strerror(errno));
	runner->plugin = arena_strdup(arena, path);
	if (!runner->plugin)
		return error_memory(err);
	int status = plugin_file_check(path, &identity, err);
	return status ? status : case_run_load(runner, err);
}

static int run_and_report(const struct case_runner *runner, const struct case_file *file,
			  const struct test_case *test, struct case_report *report,
			  struct error *err)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_CASE_RESULT struct case_result result = { 0 };
	CLEANUP_CASE_DIFFERENCES struct case_differences differences = { 0 };
	CLEANUP_STRBUF struct strbuf text = { 0 };
	int status = case_run(runner, test, &arena, &result, err);
	if (status)
		return status;
	if (case_compare(test, &result, &arena, &differences))
		return error_memory(err);
	case_report_add(report, file, test, &differences, &text);
	return tool_print(&text, err);
}

static int test_all(const struct case_runner *runner, const struct test_files *files, size_t count,
		    struct case_report *report, struct error *err)
{
	CLEANUP_STRBUF struct strbuf head = { 0 }, tail = { 0 };
	case_report_begin(report, count, &head);
	int status = tool_print(&head, err);
	for (size_t i = 0; i < files->list.count; i++) {
		const struct case_file *file = &files->list.items[i];
		for (size_t k = 0; !status && k < file->cases.count; k++)
			status = run_and_report(runner, file, &file->cases.items[k], report, err);
	}
	case_report_end(report, &tail);
	return status ? status : tool_print(&tail, err);
}

static int run_for_print(const struct case_runner *runner, const struct test_case *test,
			 struct arena *arena, struct case_print *print, struct error *err)
{
	CLEANUP_CASE_DIFFERENCES struct case_differences differences = { 0 };
	int status = case_run(runner, test, arena, &print->result, err);
	if (status)
		return status;
	if (case_compare(test, &print->result, arena, &differences))
		return error_memory(err);
	print->keep = case_is_complete(test) && !differences.list.count;
	return 0;
}

static int print_all(const struct case_runner *runner, const struct case_file *file,
		     struct error *err)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_STRBUF struct strbuf text = { 0 };
	size_t count = file->cases.count;
	struct case_print *prints = arena_array(&arena, count, sizeof(*prints));
	int status = prints ? 0 : error_memory(err);
	for (size_t i = 0; !status && i < count; i++)
		status = run_for_print(runner, &file->cases.items[i], &arena, &prints[i], err);
	if (!status)
		case_print_file(file, prints, &text);
	for (size_t i = 0; prints && i < count; i++)
		case_result_release(&prints[i].result);
	return status ? status : tool_print(&text, err);
}

static int run(const struct test_options *options, int *ret_status, struct error *err)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP(test_files_release) struct test_files files = { 0 };
	struct case_runner runner = { .milliseconds = options->milliseconds };
	size_t count;
	int status = read_files(options, &files, &count, err);
	if (!status)
		status = find_plugin(options->files[0], &arena, &runner, err);
	if (status)
		return status;
	struct case_report report = { .tap = options->tap, .several_files = files.list.count > 1 };
	*ret_status = TOOL_OK;
	if (options->print)
		return print_all(&runner, &files.list.items[0], err);
	status = test_all(&runner, &files, count, &report, err);
	if (report.failed)
		*ret_status = TOOL_FOUND_PROBLEMS;
	return status;
}

int tool_plugin_test(const char *const *words)
{
	CLEANUP_ERROR struct error err = { 0 };
	struct test_options options = { .milliseconds = DEFAULT_MILLISECONDS };
	if (help_wanted_among(words))
		return help_print(SUBCOMMAND);
	int status = read_options(words, &options);
	if (status)
		return status;
	if (run(&options, &status, &err)) {
		message_print(error_text(&err));
		return TOOL_REFUSED;
	}
	return status;
}
