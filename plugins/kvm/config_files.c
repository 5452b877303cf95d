/* SPDX-License-Identifier: MIT */
#include "config_files.h"

static void note_down(const char *path, const struct config_finding *found, const char **which,
		      struct config_finding *finding)
{
	/* What can't be seen or forbids, forbids whatever a later file chooses. */
	if (found->verdict == CONFIG_SILENT || (*which && finding->verdict != CONFIG_CHOOSES))
		return;
	*which = path;
	*finding = *found;
}

const char *config_files_read(const struct qw_command *cmd, struct config_finding *ret_finding)
{
	struct config_finding found = { .verdict = CONFIG_SILENT };
	const struct qw_option *opt = NULL;
	const char *which = NULL;

	ret_finding->verdict = CONFIG_SILENT;
	if (!qw_next(cmd, "no-user-config[*]", NULL) && !qw_next(cmd, "nodefconfig[*]", NULL)) {
		config_file_read(CONFIG_FILE_OF_SYSTEM, true, &found);
		note_down(CONFIG_FILE_OF_SYSTEM, &found, &which, ret_finding);
	}
	while ((opt = qw_next(cmd, "readconfig[*]", opt))) {
		const char *path = qw_value(cmd, opt);
		found = (struct config_finding){ .verdict = CONFIG_UNKNOWN };
		if (path && !(qw_flags(cmd, opt) & QW_UNCERTAIN))
			config_file_read(path, false, &found);
		note_down(path ? path : "-readconfig", &found, &which, ret_finding);
	}
	return which;
}
