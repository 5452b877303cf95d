/* SPDX-License-Identifier: MIT */
/*
 * What the command model reads, for tests that ask QEMU the same:
 *     read_value get OPTION KEY TEXT    prints the property; exit 1: there is none
 *     read_value kind WORD...           prints "prints" or "runs"
 */
#include "command/line_kind.h"
#include "command/value.h"

#include <stdio.h>
#include <string.h>

static int show_property(const char *name, const char *key, const char *text)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const struct option_info *option = option_table_find(name);
	const char *value;
	int status = option ? value_get(option, text, key, &arena, &value, &err) : -ENOENT;
	if (status == 1)
		fputs(value, stdout);
	else if (status < 0)
		fprintf(stderr, "%s\n", option ? error_text(&err) : "no such option");
	return status == 1 ? 0 : 1;
}

static int show_kind(const char *const *argv)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_COMMAND struct command command = { 0 };
	if (command_parse(&command, argv, &arena, &err))
		return 1;
	fputs(line_kind_of(&command).prints ? "prints" : "runs", stdout);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 5 && !strcmp(argv[1], "get"))
		return show_property(argv[2], argv[3], argv[4]);
	if (argc >= 2 && !strcmp(argv[1], "kind"))
		return show_kind((const char *const *)argv + 1);
	fprintf(stderr, "usage: read_value get OPTION KEY TEXT | kind WORD...\n");
	return 2;
}
