/* SPDX-License-Identifier: MIT */
#include "command/value_json.h"

#include "base/strbuf.h"
#include "base/typed.h"
#include "command/json_scan.h"
#include "text/utf8.h"

#include <string.h>

/* Where a key leads: a member, or the object that it would have to be added to. */
struct place {
	bool found;
	size_t start, value, end;
	/** The innermost object on the way, and the rest of the key in it. */
	size_t object;
	const char *rest;
};

static const struct json_member *last_member(const struct json_object *object, const char *key,
					     size_t length)
{
	const struct json_member *found = NULL;
	for (size_t i = 0; i < object->members.count; i++) {
		const struct json_member *m = &object->members.items[i];
		if (strlen(m->key) == length && !memcmp(m->key, key, length))
			found = m;
	}
	return found;
}

static int locate(const char *text, size_t at, const char *key, struct arena *arena,
		  struct place *ret_place, struct error *err)
{
	CLEANUP_JSON_OBJECT struct json_object object = { 0 };
	int status = json_scan(text, at, arena, &object, err);
	if (status)
		return status;
	*ret_place = (struct place){ .object = at, .rest = key };
	const struct json_member *m = last_member(&object, key, strlen(key));
	if (m) {
		ret_place->found = true;
		ret_place->start = m->start;
		ret_place->value = m->value;
		ret_place->end = m->end;
		return 0;
	}
	const char *dot = strchr(key, '.');
	m = dot ? last_member(&object, key, (size_t)(dot - key)) : NULL;
	if (m && text[m->value] == '{')
		return locate(text, m->value, dot + 1, arena, ret_place, err);
	return 0;
}

static int check_whole(const char *text, struct arena *arena, struct error *err)
{
	CLEANUP_JSON_OBJECT struct json_object object = { 0 };
	int status = json_scan(text, 0, arena, &object, err);
	if (status)
		return status;
	const char *tail = text + object.close + 1;
	if (tail[strspn(tail, " \t\r\n")])
		return error_set(err, EINVAL, "malformed JSON: there is text behind the object");
	return 0;
}

static const char *decode_value(const char *text, size_t value, size_t end, struct arena *arena)
{
	if (text[value] == '"' || text[value] == '\'')
		return json_decode_string(text, value, end, arena);
	if (text[value] == 't')
		return "on";
	if (text[value] == 'f')
		return "off";
	return arena_strndup(arena, text + value, end - value);
}

int value_json_get(const char *text, const char *key, struct arena *arena, const char **ret_value,
		   struct error *err)
{
	struct place place;
	int status = check_whole(text, arena, err);
	if (!status)
		status = locate(text, 0, key, arena, &place, err);
	if (status || !place.found)
		return status;
	*ret_value = decode_value(text, place.value, place.end, arena);
	return *ret_value ? 1 : error_memory(err);
}

int value_json_at(const char *text, size_t index, struct arena *arena, const char **ret_key,
		  const char **ret_value, struct error *err)
{
	CLEANUP_JSON_OBJECT struct json_object object = { 0 };
	int status = check_whole(text, arena, err);
	if (!status)
		status = json_scan(text, 0, arena, &object, err);
	if (status || index >= object.members.count)
		return status;
	const struct json_member *m = &object.members.items[index];
	*ret_key = m->key;
	*ret_value = decode_value(text, m->value, m->end, arena);
	return *ret_value ? 1 : error_memory(err);
}

int value_json_all(const char *text, struct arena *arena, const struct value_property **ret_all,
		   size_t *ret_count, struct error *err)
{
	CLEANUP_JSON_OBJECT struct json_object object = { 0 };
	int status = check_whole(text, arena, err);
	if (!status)
		status = json_scan(text, 0, arena, &object, err);
	if (status)
		return status;
	size_t count = object.members.count;
	struct value_property *all = arena_array(arena, count + 1, sizeof(*all));
	if (!all)
		return error_memory(err);
	for (size_t i = 0; i < count; i++) {
		const struct json_member *m = &object.members.items[i];
		all[i].key = m->key;
		all[i].value = decode_value(text, m->value, m->end, arena);
		if (!all[i].value)
			return error_memory(err);
	}
	*ret_all = all;
	*ret_count = count;
	return 0;
}

/* QEMU refuses strings that are not UTF-8 (qobject/json-parser.c). */
static int add_string(struct strbuf *out, const char *value, struct error *err)
{
	if (!utf8_is_valid(value))
		return error_set(err, EINVAL, "'%s' can't be written in JSON: it is not UTF-8",
				 value);
	strbuf_addc(out, '"');
	for (; *value; value++) {
		unsigned char c = (unsigned char)*value;
		if (c == '"' || c == '\\')
			strbuf_addf(out, "\\%c", c);
		else if (c < 0x20)
			strbuf_addf(out, "\\u%04x", c);
		else
			strbuf_addc(out, *value);
	}
	strbuf_addc(out, '"');
	return 0;
}

static int add_value(struct strbuf *out, const char *key, const char *value, enum value_type type,
		     struct error *err)
{
	bool on;
	switch (type) {
	case VALUE_STRING:
		return add_string(out, value, err);
	case VALUE_BOOLEAN:
		if (typed_bool(value, &on))
			break;
		strbuf_adds(out, on ? "true" : "false");
		return 0;
	case VALUE_NUMBER:
		if (!json_is_number(value))
			break;
		strbuf_adds(out, value);
		return 0;
	}
	return error_set(err, EINVAL, "'%s' is %s in this JSON value and can't be '%s'", key,
			 type == VALUE_NUMBER ? "a number" : "true or false", value);
}

/* What is there keeps its type: QEMU refuses "on" where it wants true. null, lists and objects have
 * none that a text could have. */
static enum value_type type_of(const char *text, size_t value, enum value_type wanted)
{
	char first = text[value];
	if (first == 't' || first == 'f')
		return VALUE_BOOLEAN;
	if (first == '-' || (first >= '0' && first <= '9'))
		return VALUE_NUMBER;
	return first == '"' || first == '\'' ? VALUE_STRING : wanted;
}

static int add_member(struct strbuf *out, const char *text, const struct place *place,
		      const char *value, enum value_type type, struct arena *arena,
		      struct error *err)
{
	CLEANUP_JSON_OBJECT struct json_object object = { 0 };
	int status = json_scan(text, place->object, arena, &object, err);
	if (status)
		return status;
	if (strchr(place->rest, '.'))
		return error_set(err, EINVAL, "this JSON value has no object '%.*s' to add to",
				 (int)strcspn(place->rest, "."), place->rest);
	size_t count = object.members.count;
	size_t at = count ? object.members.items[count - 1].end : object.close;
	strbuf_add(out, text, at);
	if (count)
		strbuf_addc(out, ',');
	status = add_string(out, place->rest, err);
	strbuf_addc(out, ':');
	if (!status)
		status = add_value(out, place->rest, value, type, err);
	strbuf_adds(out, text + at);
	return status;
}

/* The place of the member that stands at a position among the outermost ones. */
static int locate_position(const char *text, long position, struct arena *arena,
			   struct place *ret_place, struct error *err)
{
	CLEANUP_JSON_OBJECT struct json_object object = { 0 };
	int status = json_scan(text, 0, arena, &object, err);
	if (status)
		return status;
	if ((size_t)position >= object.members.count)
		return error_set(err, ERANGE, "this JSON value has no member %ld", position);
	const struct json_member *m = &object.members.items[position];
	*ret_place = (struct place){ true, m->start, m->value, m->end, 0, m->key };
	return 0;
}

int value_json_set(const char *text, const char *key, long position, const char *value,
		   enum value_type type, struct arena *arena, const char **ret_text,
		   struct error *err)
{
	CLEANUP_STRBUF struct strbuf out = { 0 };
	struct place place;
	int status = check_whole(text, arena, err);
	if (!status)
		status = position >= 0 ? locate_position(text, position, arena, &place, err)
				       : locate(text, 0, key, arena, &place, err);
	if (status)
		return status;
	if (place.found) {
		strbuf_add(&out, text, place.value);
		status = add_value(&out, place.rest, value, type_of(text, place.value, type), err);
		strbuf_adds(&out, text + place.end);
	} else {
		status = add_member(&out, text, &place, value, type, arena, err);
	}
	if (status)
		return status;
	*ret_text = strbuf_finish(&out, arena);
	return *ret_text ? 0 : error_memory(err);
}

/* The text without one member and the comma that goes with it. */
static const char *without(const char *text, const struct place *place, struct arena *arena)
{
	static const char blanks[] = " \t\r\n";
	size_t start = place->start, end = place->end;
	size_t behind = end + strspn(text + end, blanks);
	if (text[behind] == ',') {
		end = behind + 1;
		end += strspn(text + end, blanks);
	} else {
		/* The last one: the comma before it goes, if there is one. */
		while (start && strchr(blanks, text[start - 1]))
			start--;
		start -= start && text[start - 1] == ',';
	}
	return arena_printf(arena, "%.*s%s", (int)start, text, text + end);
}

int value_json_unset(const char *text, const char *key, struct arena *arena, const char **ret_text,
		     struct error *err)
{
	int status = check_whole(text, arena, err);
	struct place place;
	while (!status && !(status = locate(text, 0, key, arena, &place, err)) && place.found) {
		text = without(text, &place, arena);
		if (!text)
			return error_memory(err);
	}
	*ret_text = text;
	return status;
}
