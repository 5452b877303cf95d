/* SPDX-License-Identifier: MIT */
/*
 * A hook that runs in a child: one fork for each call. Of a plugin that is isolated altogether the
 * child loads the file, calls `open`, the hook and `close`; of one that is loaded here already, the
 * hook alone. What it did is replayed here. Whatever else happens in the child is an error of the
 * hook, told with what happened.
 */
#ifndef PIPELINE_ISOLATED_HOOK_H
#define PIPELINE_ISOLATED_HOOK_H

#include "pipeline/hook.h"

/** This hook of the plugin runs in a child. */
bool isolated_hook_applies(const struct plugin *plugin, enum phase phase);

/** Runs it there; the outcome, as for every hook, is what it did and hook->error. */
void isolated_hook_run(struct hook *hook, const struct qw_outcome *outcome);

#endif
