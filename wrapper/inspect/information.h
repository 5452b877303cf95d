/* SPDX-License-Identifier: MIT */
/*
 * All that is to be known of some plugins without calling a hook: what their files say, which runs
 * no code of them, and what they declare (describe.h).
 */
#ifndef INSPECT_INFORMATION_H
#define INSPECT_INFORMATION_H

#include "base/strbuf.h"
#include "inspect/describe.h"
#include "loader/plugin_file.h"

struct information {
	/** The name or file that was asked for. */
	const char *asked;
	/** What it is; valid unless `refused`. */
	const char *path;
	struct plugin_identity identity;
	/** Of a foreign hook its own, else that of the identity. */
	const char *name;
	/** Where a foreign hook is declared, or NULL: it is a plugin. */
	const char *foreign;
	/** Its options can be set by section alone: a foreign hook, or what those are made of. */
	bool has_no_variables;
	/** It can't be found or is no plugin for us: why; NULL: nothing speaks against it. No code
	 * of it ran. */
	const char *refused;
	/** If it isn't refused. */
	struct description description;
	struct settings settings;
};

struct information_list {
	struct arena arena;
	struct information *items;
	size_t count;
};

/** Looks at all of them, as this file configures them; NULL: as launches find them configured.
 * -errno: something else than a plugin is wrong, such as memory. */
int information_gather(const char *const *words, const char *config,
		       struct information_list *ret_list, struct error *err);

void information_release(struct information_list *list);

#define CLEANUP_INFORMATION CLEANUP(information_release)

/** "bool", "int"...; "?" for a type that this host doesn't know. */
const char *information_type_name(uint32_t type);

/** Whether its hooks run in processes of its own: "off", "on", "impossible" (it has a launch hook)
 * or "calls" (a foreign hook, of which that is the part that does). */
const char *information_isolation(const struct information *information);

/** One plugin for people. */
void information_text(const struct information *information, struct strbuf *out);
/** All of them in one JSON object, format 1 (see qemu-wrapper(1)). */
int information_json(const struct information_list *list, struct strbuf *out, struct error *err);

#endif
