/* SPDX-License-Identifier: MIT */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int error_set(struct error *err, int code, const char *format, ...)
{
	if (err->code)
		return -code;
	err->code = code;
	va_list args;
	va_start(args, format);
	if (vasprintf(&err->text, format, args) < 0)
		err->text = NULL;
	va_end(args);
	return -code;
}

int error_prefix(struct error *err, const char *format, ...)
{
	CLEANUP_FREE char *prefix = NULL;
	va_list args;
	va_start(args, format);
	if (vasprintf(&prefix, format, args) < 0)
		prefix = NULL;
	va_end(args);
	char *longer = NULL;
	if (prefix && asprintf(&longer, "%s%s", prefix, error_text(err)) >= 0) {
		free(err->text);
		err->text = longer;
	}
	return -err->code;
}

int error_memory(struct error *err)
{
	/* No text: error_text() has one that needs no memory. */
	if (!err->code)
		err->code = ENOMEM;
	return -ENOMEM;
}

const char *error_text(const struct error *err)
{
	if (err->text)
		return err->text;
	return err->code == ENOMEM ? "out of memory" : strerror(err->code);
}

void error_clear(struct error *err)
{
	free(err->text);
	*err = (struct error){ 0 };
}
