/* SPDX-License-Identifier: MIT */
/*
 * A plan in which every secret is "***": for `explain` where it goes to standard error or a log.
 * What is shown of it is no command that could be run.
 */
#ifndef REPORT_PLAN_REDACTED_H
#define REPORT_PLAN_REDACTED_H

#include "base/arena.h"
#include "report/plan.h"

/** Everything that differs from `plan` lives in the arena; 0 or -ENOMEM. */
int plan_redacted(const struct plan *plan, struct arena *arena, struct plan *ret_redacted);

#endif
