/* SPDX-License-Identifier: MIT */
/* What the tool's own options --real, --plugins and --plugin choose. */
#ifndef CONFIG_TOOL_OPTIONS_H
#define CONFIG_TOOL_OPTIONS_H

#include "base/strbuf.h"
#include "config/settings.h"

/** One --plugin: selects the plugin unless it is selected already, and sets its options. */
int tool_options_plugin(struct settings *settings, const char *text, struct error *err);

/** Appends the names of those that are given, each followed by ", ". */
void tool_options_list(const struct settings_request *request, struct strbuf *out);

#endif
