/* SPDX-License-Identifier: MIT */
#include "loader/descriptor.h"

#include "config/names.h"
#include "loader/option_value.h"

#include <stdalign.h>
#include <string.h>

#define ABSURD_SIZE ((uint32_t)1 << 20)

#define KNOWN_FLAGS ((uint32_t)QW_ON_PROBES)

static int check_size(const char *what, uint32_t size, size_t smallest, size_t alignment,
		      struct error *err)
{
	if (size < smallest)
		return error_set(err, EINVAL,
				 "its %s is %u, less than the %zu of the oldest interface", what,
				 size, smallest);
	if (size > ABSURD_SIZE)
		return error_set(err, EINVAL, "its %s is %u, which can't be true", what, size);
	if (size % alignment)
		return error_set(err, EINVAL, "its %s is %u, not a multiple of %zu", what, size,
				 alignment);
	return 0;
}

static int check_text(const char *what, const char *text, size_t size, struct error *err)
{
	if (!memchr(text, '\0', size))
		return error_set(err, EINVAL, "its %s is longer than %zu bytes", what, size - 1);
	for (const char *p = text; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return error_set(err, EINVAL, "its %s has a control character", what);
	return 0;
}

int descriptor_check_identity(const struct qw_plugin *raw, struct error *err)
{
	int status = check_size("struct_size", raw->struct_size, DESCRIPTOR_SIZE,
				alignof(struct qw_plugin), err);
	if (!status)
		status = check_size("option_size", raw->option_size, OPTION_SPEC_SIZE,
				    alignof(struct qw_option_spec), err);
	if (!status)
		status = check_text("name", raw->name, sizeof(raw->name), err);
	if (!status)
		status = check_text("version", raw->version, sizeof(raw->version), err);
	if (!status)
		status = check_text("summary", raw->summary, sizeof(raw->summary), err);
	if (status)
		return status;
	if (!raw->name[0])
		return error_set(err, EINVAL, "its descriptor gives no name");
	if (!name_is_valid(raw->name))
		return error_set(err, EINVAL,
				 "its name '%s' is not made of lower-case letters, digits and "
				 "dashes with a letter first",
				 raw->name);
	/* The plugin that foreign hooks are instances of; nobody can select it by this name. */
	if (name_is_reserved(raw->name) && strcmp(raw->name, "foreign"))
		return error_set(err, EINVAL, "its name '%s' is reserved: it needs another one",
				 raw->name);
	return 0;
}

int descriptor_copy(const struct qw_plugin *raw, struct qw_plugin *ret_copy, struct error *err)
{
	int status = descriptor_check_identity(raw, err);
	if (status)
		return status;
	struct qw_plugin copy = { 0 };
	memcpy(&copy, raw, raw->struct_size < sizeof(copy) ? raw->struct_size : sizeof(copy));
	/* A newer plugin may use flags and hooks that we can't know: they don't come into play. */
	if (copy.abi_minor <= QW_ABI_MINOR) {
		if (copy.flags & ~KNOWN_FLAGS)
			return error_set(err, EINVAL, "its flags %#x are unknown",
					 (unsigned)(copy.flags & ~KNOWN_FLAGS));
		if (!copy.rewrite && !copy.check && !copy.launch && !copy.outcome)
			return error_set(err, EINVAL,
					 "it has no hook: neither rewrite, check, launch nor "
					 "outcome");
	}
	*ret_copy = copy;
	return 0;
}

/* Element `index` of the table, whose elements have the size that the plugin was compiled with. */
static struct qw_option_spec spec_at(const struct qw_plugin *descriptor, size_t index)
{
	struct qw_option_spec spec = { 0 };
	size_t size = descriptor->option_size;
	memcpy(&spec, (const char *)descriptor->options + index * size,
	       size < sizeof(spec) ? size : sizeof(spec));
	return spec;
}

static int check_spec(const struct qw_option_spec *spec, struct error *err)
{
	if (!name_is_valid(spec->name))
		return error_set(
			err, EINVAL,
			"its option '%.40s' is not named with up to 31 lower-case letters, "
			"digits and dashes, a letter first",
			spec->name);
	if (spec->type < QW_BOOL || spec->type > QW_LIST)
		return error_set(err, EINVAL,
				 "its option '%s' has type %u, which interface %d.%d doesn't know",
				 spec->name, (unsigned)spec->type, QW_ABI_MAJOR, QW_ABI_MINOR);
	if (spec->type == QW_ENUM && (!spec->choices || !spec->choices[strspn(spec->choices, " ")]))
		return error_set(err, EINVAL, "its option '%s' has no choices", spec->name);
	if (spec->minimum > spec->maximum)
		return error_set(err, EINVAL,
				 "its option '%s' has a minimum above its maximum; one that is "
				 "not given is 0",
				 spec->name);
	if (!spec->default_value)
		return 0;
	int64_t number;
	CLEANUP_ERROR struct error why = { 0 };
	if (option_value_parse(spec, spec->default_value, &number, &why))
		return error_set(err, EINVAL, "the default of its option '%s': %s", spec->name,
				 error_text(&why));
	if (spec->type == QW_PATH && spec->default_value[0] && spec->default_value[0] != '/')
		return error_set(err, EINVAL, "the default of its option '%s' is no absolute path",
				 spec->name);
	return 0;
}

static int count_options(const struct qw_plugin *descriptor, size_t *ret_count, struct error *err)
{
	size_t count = 0;
	while (descriptor->options && spec_at(descriptor, count).name)
		if (++count > DESCRIPTOR_MOST_OPTIONS)
			return error_set(err, EINVAL,
					 "it declares more than %d options: is the last element of "
					 "the table missing?",
					 DESCRIPTOR_MOST_OPTIONS);
	*ret_count = count;
	return 0;
}

int descriptor_options(const struct qw_plugin *descriptor, struct arena *arena,
		       struct qw_option_spec **ret_specs, size_t *ret_count, struct error *err)
{
	size_t count = 0;
	int status = count_options(descriptor, &count, err);
	if (status)
		return status;
	struct qw_option_spec *specs = arena_array(arena, count + 1, sizeof(*specs));
	if (!specs)
		return error_memory(err);
	for (size_t i = 0; i < count; i++) {
		specs[i] = spec_at(descriptor, i);
		status = check_spec(&specs[i], err);
		if (status)
			return status;
		for (size_t k = 0; k < i; k++)
			if (!strcmp(specs[k].name, specs[i].name))
				return error_set(err, EINVAL, "it declares option '%s' twice",
						 specs[i].name);
	}
	*ret_specs = specs;
	*ret_count = count;
	return 0;
}
