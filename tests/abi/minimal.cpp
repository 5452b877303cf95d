// SPDX-License-Identifier: MIT
// The smallest plugin in C++17, with an option. Built with a NAME of its own.
#include <qemu-wrapper/plugin.h>

namespace
{

int check(qw_context *ctx, const qw_command *cmd)
{
	qw_note(ctx, QW_INFO, "host %s, color %s", qw_host_version(cmd), qw_string(ctx, "color"));
	return 0;
}

constexpr qw_option_spec options[] = {
	{ "color", QW_STRING, "red", "a color", nullptr, 0, 0, "1.0" },
	{},
};

constexpr qw_plugin describe()
{
	qw_plugin plugin = qw_describe(NAME, "1.0", "the smallest plugin in C++");
	plugin.options = options;
	plugin.check = check;
	return plugin;
}

} // namespace

QW_PLUGIN(describe());
