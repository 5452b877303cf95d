/* SPDX-License-Identifier: MIT */
#include "pipeline/owners.h"

#include "command/redact.h"
#include "command/selector.h"
#include "command/value.h"

#include <string.h>

const char *owners_thing(const struct element *element, struct arena *arena)
{
	const char *name = element_name(element);
	if (element->option && element->option->repeat != REPEAT_LIST)
		return name;
	const char *id = element_id(element, arena);
	return id ? arena_printf(arena, "%s[id=%s]", name, id)
		  : arena_printf(arena, "%s#%u", name, element->serial);
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

const struct ownership *owners_find(const struct owners *owners, const char *thing,
				    const char *property)
{
	for (size_t i = owners->records.count; i > 0; i--) {
		const struct ownership *record = &owners->records.items[i - 1];
		if (!strcmp(record->thing, thing) && same(record->property, property))
			return record->moved ? NULL : record;
	}
	return NULL;
}

static bool may_override(const struct claim *claim, const char *owner)
{
	for (const char *const *name = claim->overrides; name && *name; name++)
		if (!strcmp(*name, owner))
			return true;
	return !strcmp(claim->plugin, owner);
}

/* A value for people. The message knows better than any reader of it what the value belongs to. */
static const char *shown(const char *thing, const char *property, const char *value,
			 struct arena *arena)
{
	if (!value)
		return "(removed)";
	const char *safe;
	if (thing[0] == '$') {
		safe = redact_property(NULL, thing + 1, value, arena);
	} else {
		const char *option = arena_strndup(arena, thing, strcspn(thing, "[#"));
		safe = !option    ? NULL
		       : property ? redact_property(option, property, value, arena)
				  : redact(option, value, arena);
	}
	return safe ? safe : "?";
}

static int conflict(const struct claim *claim, const struct ownership *record, struct error *err)
{
	CLEANUP_ARENA struct arena scratch = { 0 };
	const char *what = claim->thing;
	if (record->property)
		what = arena_printf(&scratch, "%s.%s", claim->thing, record->property);
	const char *theirs = shown(record->thing, record->property, record->value, &scratch);
	const char *ours = shown(claim->thing, claim->property, claim->value, &scratch);
	return error_set(
		err, EEXIST,
		"conflict about %s: plugin %s made it '%s' (%s), plugin %s wants '%s' (%s)\n"
		"let one win with 'overrides = %s' in [plugin %s]",
		what ? what : "an option", record->plugin, theirs, record->reason, claim->plugin,
		ours, claim->reason, record->plugin, claim->plugin);
}

static int record_claim(struct owners *owners, const struct claim *claim, struct error *err)
{
	struct ownership *record = VECTOR_ADD(&owners->records);
	if (!record)
		return error_memory(err);
	*record = (struct ownership){ claim->thing, claim->property, claim->plugin, claim->value,
				      claim->reason };
	return 0;
}

/* What is owned in a thing at present: the last record of each property. */
static bool counts(const struct owners *owners, size_t index, const char *thing)
{
	const struct ownership *record = &owners->records.items[index];
	return record->value && !strcmp(record->thing, thing) &&
	       owners_find(owners, thing, record->property) == record;
}

/* Removing the whole takes away every property that somebody else has set in it. */
static int check_properties(const struct owners *owners, const struct claim *claim,
			    struct error *err)
{
	for (size_t i = 0; i < owners->records.count; i++) {
		const struct ownership *record = &owners->records.items[i];
		if (counts(owners, i, claim->thing) && !may_override(claim, record->plugin))
			return conflict(claim, record, err);
	}
	return 0;
}

/* What was set in it is gone with the whole: it is this plugin's doing, and no longer theirs. */
static int take_properties(struct owners *owners, const struct claim *claim, struct error *err)
{
	size_t before = owners->records.count;
	for (size_t i = 0; i < before; i++) {
		struct claim part = *claim;
		part.property = owners->records.items[i].property;
		if (!part.property || !counts(owners, i, claim->thing))
			continue;
		int status = record_claim(owners, &part, err);
		if (status)
			return status;
	}
	return 0;
}

int owners_claim(struct owners *owners, const struct claim *claim, struct error *err)
{
	const struct ownership *record = owners_find(owners, claim->thing, claim->property);
	if (record && !same(record->value, claim->value) && !may_override(claim, record->plugin))
		return conflict(claim, record, err);
	if (!claim->property && !claim->value) {
		int status = check_properties(owners, claim, err);
		if (!status)
			status = take_properties(owners, claim, err);
		if (status)
			return status;
	}
	return record_claim(owners, claim, err);
}

int owners_claim_element(struct owners *owners, const struct claim *claim,
			 const struct element *element, struct arena *arena, struct error *err)
{
	const char *text = element_value(element);
	bool merged = element->option && element->option->repeat == REPEAT_MERGED;
	struct claim part = *claim;
	/* Two plugins may each add to one merged set: only what is in it can be in conflict. But
	 * one that was removed as a whole stays removed. */
	const struct ownership *whole = owners_find(owners, claim->thing, NULL);
	int status = 0;
	if (!merged || (whole && !whole->value))
		status = owners_claim(owners, claim, err);
	if (!text || !element->option || !value_has_properties(element->option, text))
		return status;
	const struct value_property *all = NULL;
	size_t count = 0;
	if (!status)
		status = value_all(element->option, text, arena, &all, &count, err);
	for (size_t i = 0; i < count && !status; i++) {
		part.property = all[i].key;
		part.value = all[i].value;
		status = owners_claim(owners, &part, err);
	}
	return status;
}

int owners_claim_replacement(struct owners *owners, const struct claim *claim,
			     const struct element *element, struct arena *arena, struct error *err)
{
	CLEANUP_ERROR struct error ignored = { 0 };
	const char *text = element_value(element), *kept;
	size_t before = owners->records.count;
	for (size_t i = 0; i < before; i++) {
		struct claim part = *claim;
		part.property = owners->records.items[i].property;
		part.value = NULL;
		if (!part.property || !counts(owners, i, claim->thing))
			continue;
		if (element->option &&
		    value_get(element->option, text, part.property, arena, &kept, &ignored) == 1)
			continue;
		int status = owners_claim(owners, &part, err);
		if (status)
			return status;
	}
	return owners_claim_element(owners, claim, element, arena, err);
}

static int copy_record(struct owners *owners, size_t index, const char *thing, bool moved,
		       struct error *err)
{
	struct ownership *copy = VECTOR_ADD(&owners->records);
	if (!copy)
		return error_memory(err);
	*copy = owners->records.items[index];
	copy->thing = thing;
	copy->moved = moved;
	return 0;
}

int owners_rename(struct owners *owners, const char *old, const char *renamed, struct error *err)
{
	size_t before = owners->records.count;
	for (size_t i = 0; i < before; i++) {
		if (!counts(owners, i, old))
			continue;
		int status = copy_record(owners, i, renamed, false, err);
		if (!status)
			status = copy_record(owners, i, old, true, err);
		if (status)
			return status;
	}
	return 0;
}

void owners_release(struct owners *owners)
{
	free(owners->records.items);
	*owners = (struct owners){ 0 };
}
