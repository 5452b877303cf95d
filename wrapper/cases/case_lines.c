/* SPDX-License-Identifier: MIT */
#include "cases/case_lines.h"

#include "base/strbuf.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define BLANKS      " \t"
#define KEY_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

struct reader {
	struct case_lines *lines;
	struct arena *arena;
	size_t bytes;
	/** The entry that an indented line continues; an index, or -1: there is none. */
	ptrdiff_t open;
	struct strbuf value, content;
	struct error *err;
};

static size_t line_number(const struct reader *r)
{
	return r->lines->lines.count;
}

static int complain(struct reader *r, const char *what)
{
	return error_set(r->err, EINVAL, "%s:%zu: %s", r->lines->path, line_number(r), what);
}

/* The entry has all its lines. */
static int finish_entry(struct reader *r)
{
	if (r->open < 0)
		return 0;
	struct case_entry *entry = &r->lines->entries.items[r->open];
	size_t length = r->value.length;
	while (length && strchr(BLANKS "\n", r->value.text[length - 1]))
		length--;
	entry->value = arena_strndup(r->arena, length ? r->value.text : "", length);
	if (r->content.length || r->content.failed)
		entry->content = strbuf_finish(&r->content, r->arena);
	bool failed = r->value.failed || r->content.failed || !entry->value;
	strbuf_release(&r->value);
	strbuf_release(&r->content);
	r->value = r->content = (struct strbuf){ 0 };
	r->open = -1;
	return failed ? error_memory(r->err) : 0;
}

static int take_key(struct reader *r, const char *line)
{
	size_t length = strspn(line, KEY_LETTERS);
	if (!length || line[length] != ':')
		return complain(r, "this is neither 'key: value' nor a comment, which begins "
				   "with #");
	int status = finish_entry(r);
	if (status)
		return status;
	struct case_entry *entry = VECTOR_ADD(&r->lines->entries);
	if (!entry)
		return error_memory(r->err);
	entry->key = arena_strndup(r->arena, line, length);
	if (!entry->key)
		return error_memory(r->err);
	entry->first = entry->last = line_number(r);
	r->open = (ptrdiff_t)r->lines->entries.count - 1;
	line += length + 1;
	strbuf_adds(&r->value, line + strspn(line, BLANKS));
	return 0;
}

static int take_continuation(struct reader *r, const char *text)
{
	if (r->open < 0)
		return complain(r, "this line is indented, but there is nothing above it that it "
				   "could continue");
	r->lines->entries.items[r->open].last = line_number(r);
	if (*text != '|') {
		if (r->content.length)
			return complain(r, "the lines of a file begin with |");
		strbuf_addc(&r->value, '\n');
		strbuf_adds(&r->value, text);
		return 0;
	}
	text += text[1] == ' ' ? 2 : 1;
	strbuf_addf(&r->content, "%s\n", text);
	return 0;
}

static int take_line(struct reader *r, const char *bytes, size_t length)
{
	char *copy = arena_strndup(r->arena, bytes, length);
	const char **line = copy ? VECTOR_ADD(&r->lines->lines) : NULL;
	if (!line)
		return error_memory(r->err);
	*line = copy;
	if (memchr(bytes, '\0', length))
		return complain(r, "there is a NUL byte in this line");
	if (length && bytes[length - 1] == '\r')
		return complain(r, "the line ends with a carriage return; save the file with Unix "
				   "line ends");
	const char *text = copy + strspn(copy, BLANKS);
	if (*text == '#')
		return 0;
	if (!*text)
		return finish_entry(r);
	return text > copy ? take_continuation(r, text) : take_key(r, copy);
}

static int read_all(struct reader *r, FILE *stream)
{
	CLEANUP_FREE char *line = NULL;
	size_t room = 0;
	ssize_t length;
	while (errno = 0, (length = getline(&line, &room, stream)) >= 0) {
		r->bytes += (size_t)length;
		if (r->bytes > CASE_FILE_LIMIT)
			return error_set(r->err, EFBIG, "%s is larger than %d MiB", r->lines->path,
					 CASE_FILE_LIMIT >> 20);
		if (length && line[length - 1] == '\n')
			length--;
		int status = take_line(r, line, (size_t)length);
		if (status)
			return status;
	}
	/* Without memory getline() sets no error flag. */
	if (!feof(stream))
		return error_set(r->err, errno ? errno : EIO, "%s: %s", r->lines->path,
				 strerror(errno ? errno : EIO));
	return finish_entry(r);
}

int case_lines_read(const char *path, struct arena *arena, struct case_lines *ret_lines,
		    struct error *err)
{
	*ret_lines = (struct case_lines){ .path = arena_strdup(arena, path) };
	if (!ret_lines->path)
		return error_memory(err);
	FILE *stream = fopen(path, "re");
	if (!stream)
		return error_set(err, errno, "%s: %s", path, strerror(errno));
	struct reader reader = { .lines = ret_lines, .arena = arena, .open = -1, .err = err };
	int status = read_all(&reader, stream);
	strbuf_release(&reader.value);
	strbuf_release(&reader.content);
	fclose(stream);
	return status;
}

void case_lines_release(struct case_lines *lines)
{
	free(lines->lines.items);
	free(lines->entries.items);
	*lines = (struct case_lines){ 0 };
}
