/* SPDX-License-Identifier: MIT */
#include "report/palette.h"

/* Only the eight basic colours: every terminal has them, and its owner chose how they look. */
static const struct palette coloured = {
	.title = "\033[1m",
	.dim = "\033[2m",
	.good = "\033[32m",
	.changed = "\033[1;32m",
	.warning = "\033[33m",
	.bad = "\033[1;31m",
	.name = "\033[36m",
	.end = "\033[0m",
};

static const struct palette plain = { "", "", "", "", "", "", "", "" };

const struct palette *palette_get(bool colour)
{
	return colour ? &coloured : &plain;
}
