/* SPDX-License-Identifier: MIT */
#include "config/ini_file.h"

#include "base/strbuf.h"
#include "base/trusted_file.h"
#include "config/ini_line.h"

#include <ini.h>
#include <string.h>
#include <unistd.h>

struct parser {
	struct ini_file *file;
	struct arena *arena;
	const char *next, *end;
	int line;
	int status;
	struct error *err;
};

static int load(int fd, const char *path, struct strbuf *content, struct error *err)
{
	char piece[4096];
	for (;;) {
		ssize_t got = read(fd, piece, sizeof(piece));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_set(err, errno, "%s: %s", path, strerror(errno));
		if (!got)
			return content->failed ? error_memory(err) : 0;
		strbuf_add(content, piece, (size_t)got);
		if (content->length > INI_FILE_LIMIT)
			return error_set(err, EFBIG, "%s is larger than 4 MiB", path);
	}
}

static int add_entry(struct parser *parser, const char *section, const char *key, const char *value)
{
	struct ini_entry *entry = VECTOR_ADD(&parser->file->entries);
	if (!entry || !section || (key && !value))
		return error_memory(parser->err);
	*entry = (struct ini_entry){ section, key, value, parser->line };
	return 0;
}

/* libinih tells nothing of a section without keys, so headings are recorded here. */
static int examine(struct parser *parser, const char *text, size_t length)
{
	struct ini_line line;
	const char *complaint = ini_line_check(text, length, &line);
	if (!complaint && line.kind == INI_LINE_PAIR && !parser->file->entries.count)
		complaint = "a key before the first [section]";
	if (complaint)
		return error_set(parser->err, EINVAL, "%s:%d: %s", parser->file->path, parser->line,
				 complaint);
	if (line.kind != INI_LINE_SECTION)
		return 0;
	return add_entry(parser, arena_strndup(parser->arena, line.name, line.name_length), NULL,
			 NULL);
}

static char *read_line(char *room, int size, void *user)
{
	struct parser *parser = user;
	if (parser->status || parser->next == parser->end)
		return NULL;
	const char *start = parser->next;
	const char *stop = memchr(start, '\n', (size_t)(parser->end - start));
	parser->next = stop ? stop + 1 : parser->end;
	parser->line++;
	size_t length = (size_t)((stop ? stop : parser->end) - start);
	if (length && start[length - 1] == '\r')
		length--;
	parser->status = examine(parser, start, length);
	if (!parser->status && length + 2 > (size_t)size)
		parser->status = error_set(parser->err, EINVAL, "%s:%d: the line is too long",
					   parser->file->path, parser->line);
	if (parser->status)
		return NULL;
	memcpy(room, start, length);
	memcpy(room + length, "\n", 2);
	return room;
}

static int take_pair(void *user, const char *section, const char *name, const char *value)
{
	(void)section;
	struct parser *parser = user;
	const char *heading = parser->file->entries.items[parser->file->entries.count - 1].section;
	parser->status = add_entry(parser, heading, arena_strdup(parser->arena, name),
				   arena_strdup(parser->arena, value));
	return parser->status == 0;
}

/* The room for a line is allocated at its full size at once: every call of the reader then hands
 * over one whole line, and libinih never has to grow or cut anything. */
static void set_library_options(void)
{
	ini_use_stack = 0;
	ini_allow_realloc = 1;
	ini_max_line = (int)INI_LINE_LIMIT + 3;
	ini_initial_alloc = ini_max_line;
	ini_allow_multiline = 0;
	ini_allow_inline_comments = 0;
	ini_stop_on_first_error = 1;
	ini_allow_no_value = 0;
}

static int parse(struct parser *parser)
{
	set_library_options();
	int result = ini_parse_stream(read_line, parser, take_pair, parser);
	if (parser->status)
		return parser->status;
	if (result < 0)
		return error_memory(parser->err);
	if (result > 0)
		return error_set(parser->err, EINVAL, "%s:%d: this line can't be read",
				 parser->file->path, result);
	return 0;
}

int ini_file_read(const char *path, struct arena *arena, struct ini_file *ret_file,
		  struct error *err)
{
	*ret_file = (struct ini_file){ .path = path };
	CLEANUP_CLOSE int fd = trusted_file_open(path, err);
	if (fd < 0)
		return fd;
	CLEANUP_STRBUF struct strbuf content = { 0 };
	int status = load(fd, path, &content, err);
	if (status || !content.length)
		return status;
	struct parser parser = {
		.file = ret_file,
		.arena = arena,
		.next = content.text,
		.end = content.text + content.length,
		.err = err,
	};
	if (content.length >= 3 && !memcmp(content.text, "\xef\xbb\xbf", 3))
		parser.next += 3;
	return parse(&parser);
}

const char *ini_file_place(const struct ini_file *file, const struct ini_entry *entry,
			   struct arena *arena)
{
	return arena_printf(arena, "%s:%d", file->path, entry->line);
}

void ini_file_release(struct ini_file *file)
{
	free(file->entries.items);
	*file = (struct ini_file){ 0 };
}
