/* SPDX-License-Identifier: MIT */
#include "command/environment.h"

#include <string.h>

static bool has_name(const char *entry, const char *name)
{
	size_t length = strlen(name);
	return !strncmp(entry, name, length) && entry[length] == '=';
}

const struct variable *environment_edit(const struct environment *environment, const char *name)
{
	for (size_t i = environment->edits.count; i > 0; i--)
		if (!strcmp(environment->edits.items[i - 1].name, name))
			return &environment->edits.items[i - 1];
	return NULL;
}

const char *environment_get(const struct environment *environment, const char *name)
{
	const struct variable *edit = environment_edit(environment, name);
	if (edit)
		return edit->value;
	for (const char *const *entry = environment->inherited; *entry; entry++)
		if (has_name(*entry, name))
			return *entry + strlen(name) + 1;
	return NULL;
}

int environment_set(struct environment *environment, const char *name, const char *value,
		    struct error *err)
{
	if (!*name || strchr(name, '='))
		return error_set(err, EINVAL, "'%s' can't be the name of a variable", name);
	struct variable *variable = VECTOR_ADD(&environment->edits);
	if (!variable)
		return error_memory(err);
	*variable = (struct variable){ name, value };
	return 0;
}

static bool is_edited(const struct environment *environment, const char *entry)
{
	for (size_t i = 0; i < environment->edits.count; i++)
		if (has_name(entry, environment->edits.items[i].name))
			return true;
	return false;
}

int environment_emit(const struct environment *environment, struct arena *arena,
		     const char *const **ret_envp, struct error *err)
{
	if (!environment->edits.count) {
		*ret_envp = environment->inherited;
		return 0;
	}
	size_t count = 0;
	while (environment->inherited[count])
		count++;
	const char **envp =
		arena_array(arena, count + environment->edits.count + 1, sizeof(char *));
	if (!envp)
		return error_memory(err);
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		if (!is_edited(environment, environment->inherited[i]))
			envp[n++] = environment->inherited[i];
	for (size_t i = 0; i < environment->edits.count; i++) {
		const struct variable *edit = &environment->edits.items[i];
		if (!edit->value || environment_edit(environment, edit->name) != edit)
			continue;
		envp[n] = arena_printf(arena, "%s=%s", edit->name, edit->value);
		if (!envp[n++])
			return error_memory(err);
	}
	*ret_envp = envp;
	return 0;
}

void environment_release(struct environment *environment)
{
	free(environment->edits.items);
	*environment = (struct environment){ 0 };
}
