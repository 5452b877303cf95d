/* SPDX-License-Identifier: MIT */
/*
 * Does in this process what a hook did in its child, by the very same services: claims, conflicts,
 * escaping, what a phase may do and what is undone when a hook fails are judged here, and only
 * here. The records are not believed.
 */
#ifndef PIPELINE_REPLAY_H
#define PIPELINE_REPLAY_H

#include "pipeline/hook.h"

/** What fails is the hook's error, as always: then the caller takes everything back. So is what
 * takes longer than `milliseconds`. */
void replay(struct hook *hook, const unsigned char *bytes, size_t size, int milliseconds);

#endif
