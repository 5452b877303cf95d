/* SPDX-License-Identifier: MIT */
#include "loader/compiled_in.h"

#include "loader/descriptor.h"
#include "loader/options.h"

int compiled_in_make(const struct qw_plugin *descriptor, const char *path,
		     const struct plugin_settings *said, struct settings *settings,
		     struct arena *arena, struct plugin *ret_plugin, struct error *err)
{
	struct qw_option_spec *specs;
	size_t count;
	*ret_plugin = (struct plugin){
		.name = said->name,
		.path = path,
		.descriptor = *descriptor,
		.hooks = phase_hooks(descriptor),
		.settings = said,
	};
	int status = descriptor_options(descriptor, arena, &specs, &count, err);
	return status ? status : options_resolve(ret_plugin, specs, count, settings, arena, err);
}
