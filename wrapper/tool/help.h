/* SPDX-License-Identifier: MIT */
/* The texts of --help, and what is said about a command line that is not understood. */
#ifndef TOOL_HELP_H
#define TOOL_HELP_H

/** Prints the help of a subcommand ("run", "plugin info"...; NULL: of the tool). Returns TOOL_OK.
 */
int help_print(const char *subcommand);

/** One line of complaint and how to get help; returns TOOL_REFUSED. */
int help_complain(const char *subcommand, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** The word asks for help: --help or -h. */
int help_wanted(const char *word);

/** One of them does. */
int help_wanted_among(const char *const *words);

#endif
