/* SPDX-License-Identifier: MIT */
#include "qmp/message.h"

#include <stdlib.h>
#include <string.h>

/* Is there anything in the line that would take jansson deep or be many? No JSON is checked here.
 */
static int look_over(const char *line, size_t length, struct error *err)
{
	size_t depth = 0, values = 0;
	bool in_string = false;
	for (size_t i = 0; i < length; i++) {
		char byte = line[i];
		if (in_string) {
			if (byte == '\\')
				i++;
			else if (byte == '"')
				in_string = false;
			continue;
		}
		in_string = byte == '"';
		if (byte == '{' || byte == '[')
			depth++;
		else if ((byte == '}' || byte == ']') && depth)
			depth--;
		values += byte == '{' || byte == '[' || byte == ',';
		if (depth > QMP_DEPTH_MOST || values > QMP_VALUES_MOST)
			return error_set(err, EPROTO, "an answer with too much in it (%zu bytes)",
					 length);
	}
	return 0;
}

json_int_t qmp_number(const json_t *value)
{
	double number = json_is_number(value) ? json_number_value(value) : -1;
	/* Below 2^53 a double is exact. */
	return number >= 0 && number < 9007199254740992.0 ? (json_int_t)number : -1;
}

static void read_error(struct qmp_message *message, const json_t *error)
{
	message->kind = QMP_ERROR;
	message->name = json_string_value(json_object_get(error, "class"));
	message->text = json_string_value(json_object_get(error, "desc"));
	if (!message->name)
		message->name = "GenericError";
	if (!message->text)
		message->text = "no reason given";
}

/* Ours is a whole number: any other thing was asked by nobody here. */
static json_int_t id_of(const json_t *id)
{
	json_int_t number = qmp_number(id);
	return json_number_value(id) == (double)number ? number : -1;
}

static void judge(struct qmp_message *message)
{
	const json_t *whole = message->whole, *part;
	message->id = id_of(json_object_get(whole, "id"));
	if ((part = json_object_get(whole, "event")) && json_is_string(part)) {
		message->kind = QMP_EVENT;
		message->name = json_string_value(part);
		message->data = json_object_get(whole, "data");
	} else if ((part = json_object_get(whole, "return"))) {
		message->kind = QMP_RETURN;
		message->data = part;
	} else if ((part = json_object_get(whole, "error"))) {
		read_error(message, part);
	} else {
		message->kind = json_object_get(whole, "QMP") ? QMP_GREETING : QMP_OTHER;
	}
}

int qmp_message_read(const char *line, size_t length, struct qmp_message *ret_message,
		     struct error *err)
{
	json_error_t problem;
	*ret_message = (struct qmp_message){ .kind = QMP_OTHER, .id = -1 };
	int status = look_over(line, length, err);
	if (status)
		return status;
	/* QEMU has numbers up to 2^64, as in what a Windows tells of its crash. */
	ret_message->whole = json_loadb(line, length, JSON_DECODE_INT_AS_REAL, &problem);
	if (!json_is_object(ret_message->whole))
		return error_set(err, EPROTO, "an answer that is no JSON object");
	judge(ret_message);
	return 0;
}

void qmp_message_release(struct qmp_message *message)
{
	json_decref(message->whole);
	*message = (struct qmp_message){ .kind = QMP_OTHER, .id = -1 };
}

const char *qmp_message_string(const struct qmp_message *message, const char *key)
{
	return json_string_value(json_object_get(message->data, key));
}

void qmp_command(struct strbuf *out, const char *command, json_t *arguments, json_int_t id)
{
	json_t *number = id ? json_integer(id) : NULL;
	json_t *object = json_pack("{s:s, s:o*, s:o*}", "execute", command, "arguments", arguments,
				   "id", number);
	char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;
	if (text) {
		strbuf_adds(out, text);
		strbuf_addc(out, '\n');
	} else {
		out->failed = true;
	}
	free(text);
	json_decref(object);
}
