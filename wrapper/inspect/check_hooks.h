/* SPDX-License-Identifier: MIT */
/* What a plugin's code does: it is tried on one difficult line after the other (trial.h). */
#ifndef INSPECT_CHECK_HOOKS_H
#define INSPECT_CHECK_HOOKS_H

#include "base/error.h"
#include "base/findings.h"
#include "inspect/trial.h"

/** Adds findings to the present section. -errno: it could not be tried. */
int check_hooks(const char *file, const struct trial_option *options, size_t option_count,
		struct findings *findings, struct error *err);

#endif
