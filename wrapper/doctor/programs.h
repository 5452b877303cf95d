/* SPDX-License-Identifier: MIT */
/*
 * The programs of QEMU's names on this machine: on PATH, in the usual folders, and what the
 * configuration names as the real one. Found by looking; programs_ask() also runs them.
 */
#ifndef DOCTOR_PROGRAMS_H
#define DOCTOR_PROGRAMS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/vector.h"
#include "launch/real_program.h"

enum program_place { PLACE_PATH, PLACE_USUAL, PLACE_REAL };

struct program {
	/** As it was found; `name` is its last part. */
	const char *path, *name;
	/** Where a link leads in the end; the path itself if it is none. NULL: to nothing. */
	const char *target;
	enum program_place place;
	bool is_link;
	/** Carries the note of our own program. */
	bool is_wrapper;
	/** May be executed by us. */
	bool executable;
	enum program_format format;

	/* Set by programs_ask(). */
	/** "7.2.22", or NULL. */
	const char *version;
	/** Why it is not known, or NULL: it wasn't asked for. */
	const char *unknown;
	/** It crashed, didn't answer or could not be executed, as in a launch. */
	bool fails;
	/** The first folder where it looks for firmware, if none of them exists; else NULL. */
	const char *missing_firmware;
};

struct programs {
	VECTOR(struct program) list;
};

/**
 * `path` as of PATH; `real` a file or folder, or NULL. In the order of a search: PATH, the usual
 * folders, `real`; by name within each. A folder that was met by another name isn't looked at
 * again.
 */
int programs_find(const char *path, const char *real, struct arena *arena,
		  struct programs *ret_programs, struct error *err);

/** Asks every real program for version and firmware folders, within a time limit. Such that others
 * could have written are not run. */
int programs_ask(struct programs *programs, struct arena *arena, struct error *err);

/** The one that a search of PATH for `name` meets first, or NULL. */
const struct program *programs_first(const struct programs *programs, const char *name);

/** The version in what `-version` printed, in the arena; NULL: there is none. */
const char *program_version_read(const char *output, struct arena *arena);

/** The first folder in what `-L help` printed if none of them exists; NULL: one does, or this is
 * no list of folders. */
const char *program_firmware_missing(const char *output, struct arena *arena);

/** Whether one that is not a wrapper lies in this folder, by whatever name of the folder. */
bool programs_any_in(const struct programs *programs, const char *folder);

void programs_release(struct programs *programs);

#endif
