/* SPDX-License-Identifier: MIT */
/*
 * The qemu-wrapper command. One file a subcommand; each returns the exit status. What they print
 * for people goes to standard output, complaints to standard error.
 */
#ifndef TOOL_TOOL_H
#define TOOL_TOOL_H

/** Exit statuses of the tool's own work. */
enum { TOOL_OK = 0, TOOL_FOUND_PROBLEMS = 1, TOOL_REFUSED = 125 };

/** argv[0] is the tool's own name; envp is QEMU's. */
int tool(const char *const *argv, const char *const *envp);

/* The subcommands get the words behind their name. */
int tool_run(const char *const *words, const char *const *envp);
int tool_explain(const char *const *words, const char *const *envp);
int tool_doctor(const char *const *words, const char *const *envp);
int tool_health(const char *const *words);
int tool_plugin(const char *const *words);
int tool_link(const char *const *words);
int tool_unlink(const char *const *words);

/** plugin list | info NAME|FILE | check FILE | test FILE CASES... | new NAME */
int tool_plugin_list(const char *const *words);
int tool_plugin_info(const char *const *words);
int tool_plugin_check(const char *const *words);
int tool_plugin_test(const char *const *words);
int tool_plugin_new(const char *const *words);

#endif
