/* SPDX-License-Identifier: MIT */
/*
 * The forms in which a plan is shown. Each writes into a buffer; who prints it decides where. None
 * of them redacts: they show exactly what QEMU would get. For standard error and logs they are
 * given what plan_redacted() makes of the plan.
 */
#ifndef REPORT_EXPLAIN_H
#define REPORT_EXPLAIN_H

#include "base/error.h"
#include "base/strbuf.h"
#include "report/plan.h"

/** For people: what changed, by whom and why; the endpoints; then the command, a line an option. */
void explain_text(const struct plan *plan, bool colour, struct strbuf *out);
/** One JSON object, format 1 (see qemu-wrapper(1)). */
int explain_json(const struct plan *plan, struct strbuf *out, struct error *err);
/** The one final command, quoted for sh. */
void explain_shell(const struct plan *plan, struct strbuf *out);
/** The whole history of the options that a selector matches. -ENOENT: it matches none. */
int explain_why(const struct plan *plan, const char *selector, bool colour, struct strbuf *out,
		struct error *err);

#endif
