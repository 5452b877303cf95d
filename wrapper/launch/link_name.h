/* SPDX-License-Identifier: MIT */
/*
 * The names that a link leads over: Debian's kvm is a link to qemu-system-x86_64, and if that in
 * turn is a drop-in, this is the program that kvm stands for.
 */
#ifndef LAUNCH_LINK_NAME_H
#define LAUNCH_LINK_NAME_H

#include "base/arena.h"

/**
 * The base name that the symbolic link `*file` leads to; `*file` becomes that path. NULL: it is no
 * link, or leads to the tool itself, or there is no memory. In the arena.
 */
const char *link_name_next(struct arena *arena, const char **file);

#endif
