/* SPDX-License-Identifier: MIT */
/*
 * What libvirt has written down about emulators: the definitions of VMs, and its cache of what each
 * emulator can do. The cache is keyed by the emulator's path and holds while the ctime of that path
 * is the noted one: it sees neither a QEMU that changed behind a wrapper nor another configuration.
 */
#ifndef DOCTOR_LIBVIRT_FILES_H
#define DOCTOR_LIBVIRT_FILES_H

#include "base/arena.h"
#include "base/vector.h"

#include <stdint.h>
#include <time.h>

struct libvirt_emulator {
	const char *path;
	/** The VM that names it, or NULL: it stands in the cache. */
	const char *vm;
	/** When the cache's file was written. */
	time_t noted;
	/** The ctime of the path at that time; of cache files only. */
	int64_t ctime;
};

struct libvirt_emulators {
	VECTOR(struct libvirt_emulator) list;
	/** A folder that is there and can't be read, or NULL. */
	const char *unreadable;
};

/** Those of the system's daemon, and with `home` those of the user's. Adds to the list; 0 or
 * -ENOMEM. */
int libvirt_emulators_read(const char *root, const char *home, struct arena *arena,
			   struct libvirt_emulators *emulators);

void libvirt_emulators_release(struct libvirt_emulators *emulators);

#define CLEANUP_LIBVIRT_EMULATORS CLEANUP(libvirt_emulators_release)

#endif
