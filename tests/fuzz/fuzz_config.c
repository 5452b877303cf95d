/* SPDX-License-Identifier: MIT */
/* Any bytes as the system's main file and, behind lines that read "%%", the files of its conf.d.
 * All of it holds, or nothing and the message says in which line of which file; and what was read
 * is what is written there, whole. */
#include "fuzz.h"

#include "config/ini_file.h"
#include "config/settings.h"
#include "own_files.h"

#include <ctype.h>

enum { MOST_FILES = 4 };

static const char *const names[MOST_FILES] = { "qemu-wrapper.conf", "conf.d/1.conf",
					       "conf.d/2.conf", "conf.d/3.conf" };

/* A text cut out of the input, and how many lines it has. */
struct piece {
	const char *text;
	size_t length;
};

static bool next_line(struct piece *rest, struct piece *ret_line)
{
	if (!rest->length)
		return false;
	const char *end = memchr(rest->text, '\n', rest->length);
	size_t used = end ? (size_t)(end - rest->text) + 1 : rest->length;
	*ret_line = (struct piece){ rest->text, used - (end != NULL) };
	*rest = (struct piece){ rest->text + used, rest->length - used };
	return true;
}

static size_t cut_files(struct piece rest, struct piece files[MOST_FILES])
{
	size_t count = 0;
	files[0] = (struct piece){ rest.text, 0 };
	for (struct piece line; next_line(&rest, &line);) {
		bool is_mark = line.length == 2 && !memcmp(line.text, "%%", 2);
		if (is_mark && count + 1 < MOST_FILES)
			files[++count] = (struct piece){ rest.text, 0 };
		else
			files[count].length = (size_t)(rest.text - files[count].text);
	}
	return count + 1;
}

static struct piece trim(struct piece text)
{
	while (text.length && isspace((unsigned char)text.text[0]))
		text = (struct piece){ text.text + 1, text.length - 1 };
	while (text.length && isspace((unsigned char)text.text[text.length - 1]))
		text.length--;
	return text;
}

static bool is_text(struct piece piece, const char *text)
{
	return strlen(text) == piece.length && !memcmp(piece.text, text, piece.length);
}

/* "[SECTION]" or "KEY = VALUE", as a reader of one line sees it. */
static void check_entry(const struct ini_entry *entry, struct piece line)
{
	line = trim(line);
	if (!entry->key) {
		MUST(line.length >= 2 && line.text[0] == '[' && line.text[line.length - 1] == ']');
		MUST(is_text((struct piece){ line.text + 1, line.length - 2 }, entry->section));
		return;
	}
	size_t key = 0;
	while (key < line.length && line.text[key] != '=')
		key++;
	MUST(key < line.length);
	MUST(is_text(trim((struct piece){ line.text, key }), entry->key));
	MUST(is_text(trim((struct piece){ line.text + key + 1, line.length - key - 1 }),
		     entry->value));
}

/* Every entry stands in its line, and every line that says something is an entry. */
static void check_entries(const struct ini_file *file, struct piece text)
{
	struct piece line;
	int number = 0;
	size_t next = 0;
	if (text.length >= 3 && !memcmp(text.text, "\xef\xbb\xbf", 3))
		text = (struct piece){ text.text + 3, text.length - 3 };
	while (next_line(&text, &line)) {
		number++;
		struct piece said = trim(line);
		if (!said.length || said.text[0] == '#' || said.text[0] == ';')
			continue;
		MUST(next < file->entries.count && file->entries.items[next].line == number);
		check_entry(&file->entries.items[next++], line);
	}
	MUST(next == file->entries.count);
}

/* "FILE:LINE: ", with a line that the file has. */
static void check_message(const char *message, const struct piece *files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct piece rest = files[i], line;
		const char *path = own_files_path(names[i]);
		size_t lines = 0;
		while (next_line(&rest, &line))
			lines++;
		if (strncmp(message, path, strlen(path)) || message[strlen(path)] != ':')
			continue;
		char *end;
		unsigned long number = strtoul(message + strlen(path) + 1, &end, 10);
		if (number >= 1 && number <= lines && !strncmp(end, ": ", 2) && end[2])
			return;
	}
	fprintf(stderr, "%s\n", message);
	MUST(!"the message names a line of a file");
}

static void check_reader(const char *path, struct piece text)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_INI_FILE struct ini_file file = { 0 };
	if (!ini_file_read(path, &arena, &file, &err))
		check_entries(&file, text);
	else
		check_message(error_text(&err), &text, strcmp(path, own_files_path(names[0])) == 0);
}

static void check_settings(const struct settings *settings, size_t files)
{
	MUST(settings->files.count == files);
	for (size_t i = 0; i < settings->selected.count; i++) {
		MUST(settings->selected.items[i] < settings->plugins.count);
		for (size_t j = 0; j < i; j++)
			MUST(settings->selected.items[i] != settings->selected.items[j]);
	}
	for (size_t i = 0; i < settings->plugins.count; i++)
		MUST(settings_find(settings, settings->plugins.items[i].name) ==
		     &settings->plugins.items[i]);
	MUST(!settings->real || settings->real[0] == '/');
	MUST(!settings->off && !settings->explain && !settings->bare);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct settings empty;
	static const struct settings_request request;
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_SETTINGS struct settings settings = { 0 };
	struct piece files[MOST_FILES];
	size_t count = cut_files((struct piece){ (const char *)data, size }, files);
	own_files_begin();
	for (size_t i = 0; i < count; i++)
		own_files_write(names[i], files[i].text, files[i].length);
	check_reader(own_files_path(names[0]), files[0]);
	if (!settings_load_from(own_files_path(NULL), &request, &settings, &err)) {
		check_settings(&settings, count);
	} else {
		MUST(!memcmp(&settings, &empty, sizeof(empty)));
		check_message(error_text(&err), files, count);
	}
	own_files_end();
	return 0;
}
