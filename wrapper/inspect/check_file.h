/* SPDX-License-Identifier: MIT */
/* What can be known of a plugin's file without running any code of it. */
#ifndef INSPECT_CHECK_FILE_H
#define INSPECT_CHECK_FILE_H

#include "base/findings.h"

/** Adds findings to the present section. True: nothing speaks against loading it. */
bool check_file(const char *path, struct findings *findings);

#endif
