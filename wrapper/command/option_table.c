/* SPDX-License-Identifier: MIT */
#include "command/option_table.h"

#include <stdlib.h>
#include <string.h>

static const struct option_info rows[] = {
#include "option_rows.inc"
};

static int compare(const void *name, const void *row)
{
	return strcmp(name, ((const struct option_info *)row)->name);
}

const struct option_info *option_table_find(const char *name)
{
	return bsearch(name, rows, sizeof(rows) / sizeof(rows[0]), sizeof(rows[0]), compare);
}

const struct option_info *option_table_at(size_t index)
{
	return index < sizeof(rows) / sizeof(rows[0]) ? &rows[index] : NULL;
}
