/* SPDX-License-Identifier: MIT */
#include "isolation/record.h"

#include <errno.h>
#include <string.h>

/* Before every part stands what it is. */
enum tag {
	TAG_RECORD = 'R',
	TAG_U32 = 'u',
	TAG_I64 = 'i',
	TAG_STRING = 's',
	TAG_NULL = 'n',
	TAG_END = 'E',
};

static void add(struct strbuf *text, enum tag tag, const void *bytes, size_t size)
{
	strbuf_addc(text, (char)tag);
	if (size)
		strbuf_add(text, bytes, size);
}

void record_begin(struct strbuf *text, uint32_t type)
{
	add(text, TAG_RECORD, &type, sizeof(type));
}

void record_add_u32(struct strbuf *text, uint32_t number)
{
	add(text, TAG_U32, &number, sizeof(number));
}

void record_add_i64(struct strbuf *text, int64_t number)
{
	add(text, TAG_I64, &number, sizeof(number));
}

void record_add_string(struct strbuf *text, const char *string)
{
	if (!string) {
		add(text, TAG_NULL, NULL, 0);
		return;
	}
	size_t length = strlen(string);
	if (length >= UINT32_MAX) {
		text->failed = true;
		return;
	}
	uint32_t size = (uint32_t)length;
	add(text, TAG_STRING, &size, sizeof(size));
	/* With its NUL, so that the reader need not copy it. */
	strbuf_add(text, string, length + 1);
}

void record_finish(struct strbuf *text)
{
	add(text, TAG_END, NULL, 0);
}

void record_reader_begin(struct record_reader *ret_reader, const void *bytes, size_t size)
{
	*ret_reader = (struct record_reader){ .bytes = bytes, .size = size };
}

static void stop(struct record_reader *reader, const char *problem)
{
	if (!reader->problem)
		reader->problem = problem;
}

static int report(const struct record_reader *reader, struct error *err)
{
	return error_set(err, EBADMSG, "byte %zu of %zu: %s", reader->at, reader->size,
			 reader->problem);
}

static size_t left(const struct record_reader *reader)
{
	return reader->problem ? 0 : reader->size - reader->at;
}

/* Copies the next bytes, or zeroes. */
static void take(struct record_reader *reader, void *ret_bytes, size_t size)
{
	memset(ret_bytes, 0, size);
	if (left(reader) < size) {
		stop(reader, "it is cut short");
		return;
	}
	memcpy(ret_bytes, reader->bytes + reader->at, size);
	reader->at += size;
}

static bool take_tag(struct record_reader *reader, enum tag tag)
{
	if (!left(reader) || reader->bytes[reader->at] != tag) {
		stop(reader, left(reader) ? "something else is expected here" : "it is cut short");
		return false;
	}
	reader->at++;
	return true;
}

int record_next(struct record_reader *reader, uint32_t *ret_type, struct error *err)
{
	if (!reader->problem && reader->at == reader->size)
		return 0;
	if (reader->count == RECORD_MOST)
		stop(reader, "there are too many records");
	if (take_tag(reader, TAG_RECORD))
		take(reader, ret_type, sizeof(*ret_type));
	reader->count++;
	return reader->problem ? report(reader, err) : 1;
}

uint32_t record_u32(struct record_reader *reader)
{
	uint32_t number = 0;
	if (take_tag(reader, TAG_U32))
		take(reader, &number, sizeof(number));
	return number;
}

int64_t record_i64(struct record_reader *reader)
{
	int64_t number = 0;
	if (take_tag(reader, TAG_I64))
		take(reader, &number, sizeof(number));
	return number;
}

const char *record_text(struct record_reader *reader)
{
	uint32_t length = 0;
	if (take_tag(reader, TAG_STRING))
		take(reader, &length, sizeof(length));
	if (reader->problem)
		return NULL;
	const char *string = (const char *)reader->bytes + reader->at;
	if (left(reader) <= length)
		stop(reader, "a string is longer than what is there");
	else if (memchr(string, '\0', (size_t)length + 1) != string + length)
		stop(reader, "a string has another length than it says");
	if (reader->problem)
		return NULL;
	reader->at += (size_t)length + 1;
	return string;
}

const char *record_string(struct record_reader *reader)
{
	if (left(reader) && reader->bytes[reader->at] == TAG_NULL) {
		reader->at++;
		return NULL;
	}
	return record_text(reader);
}

size_t record_count(struct record_reader *reader, size_t size)
{
	size_t count = record_u32(reader);
	if (count <= left(reader) / size)
		return count;
	stop(reader, "it counts more than there is");
	return 0;
}

int record_end(struct record_reader *reader, struct error *err)
{
	take_tag(reader, TAG_END);
	return reader->problem ? report(reader, err) : 0;
}
