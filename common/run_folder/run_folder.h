/* SPDX-License-Identifier: MIT */
/*
 * The private folder of one supervised QEMU: BASE/PID, mode 0700, where PID is the supervisor's
 * process id. The wrapper makes it, the supervisor keeps and removes it, `health` looks for it.
 *
 * - Who holds the folder by flock(2) lives. Between making and holding it that is only said by the
 *   process id, which is the same before and after exec.
 * - BASE is the first of run_folder_bases() that is ours alone. It is never one that belongs to
 *   another user or that others may write to.
 * - Whatever is in a folder is reached through its descriptor, but for sockets, whose calls take
 *   nothing but a path.
 *
 * A struct run_folder owns its descriptor: run_folder_close(). Descriptors are close-on-exec.
 */
#ifndef RUN_FOLDER_RUN_FOLDER_H
#define RUN_FOLDER_RUN_FOLDER_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** Sockets of the two QMP monitors: the supervisor's, and the one for whoever asks. */
#define RUN_FOLDER_CONTROL "control.sock"
#define RUN_FOLDER_HEALTH  "health.sock"
/** Held by flock(2) while somebody asks: a monitor serves one client at a time. */
#define RUN_FOLDER_HEALTH_LOCK "health.lock"
#define RUN_FOLDER_STATUS      "status.json"

enum {
	/** Two folders, and a NULL. */
	RUN_FOLDER_BASES = 3,
	/** A socket's path has 108 bytes; the longest name in the folder and a slash fit behind. */
	RUN_FOLDER_PATH = 92,
};

struct run_folder {
	/** BASE/PID */
	char path[RUN_FOLDER_PATH];
	int fd;
};

#define RUN_FOLDER_NONE ((struct run_folder){ .fd = -1 })

/** Where folders may be, the best first, NULL-terminated: /run/qemu-wrapper, then qemu-wrapper in
 * `runtime_dir` ($XDG_RUNTIME_DIR, may be NULL), which is built in `room`. */
void run_folder_bases(const char *runtime_dir, char room[RUN_FOLDER_PATH],
		      const char *ret_bases[RUN_FOLDER_BASES]);

/** Makes BASE/PID and BASE itself, and sweeps what supervisors that are gone have left in BASE.
 * -EBUSY: another supervisor holds a folder of that name, as happens where containers share it. */
int run_folder_make(const char *const *bases, pid_t pid, struct run_folder *ret, struct error *err);

/** Opens the folder of that path, which must be ours and nobody else's. */
int run_folder_open(const char *path, struct run_folder *ret, struct error *err);

/** Holds it until the descriptor is closed. -EBUSY: somebody else does. */
int run_folder_hold(const struct run_folder *folder, struct error *err);

/** The folder of that supervisor, or with `pid` 0 the only one that is held. -ENOENT: there is
 * none; -ENOTUNIQ: there are several. */
int run_folder_find(const char *const *bases, pid_t pid, struct run_folder *ret, struct error *err);

/** A socket of that name, 0600, that listens. Returns its descriptor. */
int run_folder_listen(const struct run_folder *folder, const char *name, struct error *err);

/** Connects to it. The descriptor doesn't block; -EAGAIN: the queue of those who wait is full. */
int run_folder_connect(const struct run_folder *folder, const char *name, struct error *err);

/** The lock of those who ask, which run_folder_make() made: a descriptor on which flock(2) is to be
 * called. */
int run_folder_open_lock(const struct run_folder *folder, struct error *err);

/** Writes a file, 0600, whole or not at all: readers see the old one or the new one. */
int run_folder_write(const struct run_folder *folder, const char *name, const char *bytes,
		     size_t length, struct error *err);

/** Removes the folder with the files that it is known for, if it is still the one that was opened.
 */
void run_folder_remove(const struct run_folder *folder);

void run_folder_close(struct run_folder *folder);

#define CLEANUP_RUN_FOLDER CLEANUP(run_folder_close)

#endif
