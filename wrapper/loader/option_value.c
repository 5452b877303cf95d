/* SPDX-License-Identifier: MIT */
#include "loader/option_value.h"

#include "base/typed.h"

#include <string.h>

static const char *form_of(uint32_t type)
{
	switch (type) {
	case QW_BOOL:
		return "on or off";
	case QW_INT:
		return "a whole number";
	case QW_SIZE:
		return "a size such as 512M or 2G";
	default:
		return "a time such as 500ms, 10s or 2m";
	}
}

static int parse_number(uint32_t type, const char *text, int64_t *ret_number)
{
	bool flag = false;
	int status;
	switch (type) {
	case QW_BOOL:
		status = typed_bool(text, &flag);
		*ret_number = flag;
		return status;
	case QW_INT:
		return typed_int(text, ret_number);
	case QW_SIZE:
		return typed_size(text, ret_number);
	default:
		return typed_time(text, ret_number);
	}
}

static int check_range(const struct qw_option_spec *spec, const char *text, int64_t number,
		       struct error *err)
{
	if (spec->type == QW_BOOL || (!spec->minimum && !spec->maximum) ||
	    (number >= spec->minimum && number <= spec->maximum))
		return 0;
	const char *unit = spec->type == QW_SIZE ? " bytes" : spec->type == QW_TIME ? " ms" : "";
	return error_set(err, ERANGE, "'%s' is not between %lld and %lld%s", text,
			 (long long)spec->minimum, (long long)spec->maximum, unit);
}

/* Cuts the next word off; NULL: no more. The word is not terminated. */
static const char *next_word(const char **rest, size_t *ret_length)
{
	const char *word = *rest + strspn(*rest, " ");
	*ret_length = strcspn(word, " ");
	*rest = word + *ret_length;
	return *ret_length ? word : NULL;
}

static int check_choice(const struct qw_option_spec *spec, const char *text, struct error *err)
{
	size_t length, wanted = strlen(text);
	const char *rest = spec->choices;
	for (const char *word; (word = next_word(&rest, &length));)
		if (length == wanted && !memcmp(word, text, length))
			return 0;
	return error_set(err, EINVAL, "'%s' is none of: %s", text, spec->choices);
}

int option_value_parse(const struct qw_option_spec *spec, const char *text, int64_t *ret_number,
		       struct error *err)
{
	*ret_number = 0;
	if (spec->type == QW_ENUM)
		return check_choice(spec, text, err);
	if (spec->type > QW_TIME)
		return 0;
	int status = parse_number(spec->type, text, ret_number);
	if (status == -ERANGE)
		return error_set(err, ERANGE, "'%s' is too large", text);
	if (status)
		return error_set(err, EINVAL, "'%s' is not %s", text, form_of(spec->type));
	return check_range(spec, text, *ret_number, err);
}
