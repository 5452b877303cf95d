/* SPDX-License-Identifier: MIT */
/* What the files of this library share. */
#ifndef RUN_FOLDER_INNER_H
#define RUN_FOLDER_INNER_H

#include "run_folder/run_folder.h"

/** Opens a folder itself, never what a link leads to; -errno without a message. */
int run_folder_open_at(int base, const char *name);

/** -EPERM with a message unless it belongs to us (or, with `or_root`, to root) and nobody else may
 * write there. */
int run_folder_check(int fd, const char *path, bool or_root, struct error *err);

/** Does somebody hold it? */
bool run_folder_is_held(int fd);

/** The process id that a name stands for; 0: it is none. */
pid_t run_folder_pid(const char *name);

/** Makes the lock of those who ask. */
int run_folder_make_lock(const struct run_folder *folder, struct error *err);

/** Removes BASE/NAME, whose descriptor is `fd`, and the known files in it. */
void run_folder_remove_at(int base, const char *name, int fd);

/** Removes from the folder `base` those whose supervisors are gone, and `own` even if a process
 * has that id: it is ours. */
void run_folder_sweep(int base, pid_t own);

#endif
