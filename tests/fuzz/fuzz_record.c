/* SPDX-License-Identifier: MIT */
/* The bytes, up to the last 32 of them, are what a child answered; the last 32 say which fields are
 * asked for. Reading stays within the bytes, strings are ended where they say, nothing comes behind
 * a problem, and what was read without a problem is, written anew, the same bytes. */
#include "fuzz.h"

#include "isolation/record.h"

enum { MOST_FIELDS = 32 };

/* Reads one field of the kind wanted and writes it to `copy`. */
static void read_field(struct record_reader *reader, unsigned kind, struct strbuf *copy)
{
	const char *string;
	size_t at = reader->at;
	switch (kind % 5) {
	case 0:
		record_add_u32(copy, record_u32(reader));
		break;
	case 1:
		record_add_i64(copy, record_i64(reader));
		break;
	case 2:
		string = record_string(reader);
		record_add_string(copy, string);
		MUST(!string || reader->bytes + reader->at ==
					(const unsigned char *)string + strlen(string) + 1);
		break;
	case 3:
		string = record_text(reader);
		MUST(!string == !!reader->problem);
		record_add_string(copy, string);
		break;
	default:
		record_add_u32(copy, (uint32_t)record_count(reader, kind / 5 + 1));
	}
	MUST(reader->at <= reader->size && reader->at >= at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP_STRBUF struct strbuf copy = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	size_t fields = size < MOST_FIELDS ? size : MOST_FIELDS, field = 0;
	size_t length = size - fields;
	uint8_t *bytes = malloc(length ? length : 1);
	struct record_reader reader;
	uint32_t type;
	MUST(bytes);
	memcpy(bytes, data, length);
	record_reader_begin(&reader, bytes, length);
	int status;
	while ((status = record_next(&reader, &type, &err)) > 0) {
		record_begin(&copy, type);
		/* A kind of 255 ends the record; and so does the end of what says the kinds. */
		while (field < fields && data[length + field] != 255)
			read_field(&reader, data[length + field++], &copy);
		field++;
		record_finish(&copy);
		if (record_end(&reader, &err))
			break;
	}
	if (reader.problem) {
		MUST(err.code && !record_u32(&reader) && !record_string(&reader) &&
		     record_next(&reader, &type, &err) < 0);
	} else {
		MUST(!status && copy.length == length &&
		     (!length || !memcmp(copy.text, bytes, length)));
	}
	free(bytes);
	return 0;
}
