/* SPDX-License-Identifier: MIT */
#include "report/plan.h"

ptrdiff_t plan_change_index(const struct plan *plan, const struct change *change)
{
	return plan->final ? journal_change_index(change, plan->final) : -1;
}
