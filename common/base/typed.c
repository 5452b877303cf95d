/* SPDX-License-Identifier: MIT */
#include "base/typed.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

int typed_bool(const char *text, bool *ret_value)
{
	static const char *const words[][2] = {
		{ "on", "off" }, { "yes", "no" }, { "true", "false" }, { "1", "0" }
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		for (int k = 0; k < 2; k++) {
			if (!strcmp(text, words[i][k])) {
				*ret_value = k == 0;
				return 0;
			}
		}
	}
	return -EINVAL;
}

static int leading_number(const char *text, int64_t *ret_value, const char **ret_rest)
{
	const char *digits = text + (*text == '-' || *text == '+');
	bool hex = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
	/* strtoll would skip blanks and signs before the digits. */
	if (!isdigit((unsigned char)*digits))
		return -EINVAL;
	char *end;
	errno = 0;
	long long magnitude = strtoll(digits, &end, hex ? 16 : 10);
	if (errno == ERANGE)
		return -ERANGE;
	*ret_value = *text == '-' ? -magnitude : magnitude;
	*ret_rest = end;
	return 0;
}

int typed_int(const char *text, int64_t *ret_value)
{
	int64_t value;
	const char *rest;
	int status = leading_number(text, &value, &rest);
	if (status)
		return status;
	if (*rest)
		return -EINVAL;
	*ret_value = value;
	return 0;
}

int typed_size(const char *text, int64_t *ret_bytes)
{
	static const char units[] = "kmgtpe";
	int64_t value;
	const char *rest;
	int status = leading_number(text, &value, &rest);
	if (status)
		return status;
	int shift = 0;
	if (*rest) {
		const char *unit = strchr(units, tolower((unsigned char)*rest));
		if (!unit || (rest[1] && strcasecmp(rest + 1, "ib") && strcasecmp(rest + 1, "b")))
			return -EINVAL;
		shift = 10 * (int)(unit - units + 1);
	}
	int64_t bytes;
	if (value < 0)
		return -EINVAL;
	if (__builtin_mul_overflow(value, (int64_t)1 << shift, &bytes))
		return -ERANGE;
	*ret_bytes = bytes;
	return 0;
}

int typed_time(const char *text, int64_t *ret_milliseconds)
{
	static const struct {
		const char *unit;
		int64_t milliseconds;
	} units[] = { { "", 1000 }, { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 } };
	int64_t value;
	const char *rest;
	int status = leading_number(text, &value, &rest);
	if (status)
		return status;
	for (size_t i = 0; value >= 0 && i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(rest, units[i].unit))
			continue;
		int64_t product;
		if (__builtin_mul_overflow(value, units[i].milliseconds, &product))
			return -ERANGE;
		*ret_milliseconds = product;
		return 0;
	}
	return -EINVAL;
}
