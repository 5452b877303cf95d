/* SPDX-License-Identifier: MIT */
#include "unseen.h"

#include <string.h>

#include "servers.h"

/* The word behind the option; an option behind an unknown one has no value of its own. */
static const char *next_word(const struct qw_command *cmd, const struct qw_option *opt)
{
	return qw_argument(cmd, QW_FINAL, (size_t)qw_index(cmd, opt) + 1, NULL);
}

/* An option that may be the value of an unknown one, and its own value no option. Only a fork of
 * QEMU knows: there the server runs uncorrected and unchecked. */
static int uncertain_judge(struct qw_context *ctx, const struct qw_command *cmd,
			   const struct qw_option *opt, enum expose expose, bool silent)
{
	static const char *const format =
		"%s (argument %lld) follows an unknown option and may be its value, so its VNC "
		"server is neither corrected nor checked; put another option between them";
	const char *spelling = qw_spelling(cmd, opt);
	long long index = (long long)qw_index(cmd, opt);
	bool by_display = !strcmp(qw_name(cmd, opt), "display");

	if (!(qw_flags(cmd, opt) & QW_UNCERTAIN))
		return 0;
	const char *value = next_word(cmd, opt);
	if (!value || (by_display && strncmp(value, "vnc=", 4) != 0))
		return 0;
	if (expose == EXPOSE_DENY)
		return qw_error(ctx, EPERM, format, spelling, index);
	if (!silent)
		qw_note(ctx, expose == EXPOSE_WARN ? QW_WARNING : QW_INFO, format, spelling, index);
	return 0;
}

static int uncertain_servers_judge(struct qw_context *ctx, const struct qw_command *cmd,
				   enum expose expose, bool silent)
{
	static const char *const selectors[] = { EVERY_SERVER, "display[*]" };
	int r = 0;
	for (size_t i = 0; i < sizeof(selectors) / sizeof(*selectors); i++) {
		const struct qw_option *opt = NULL;
		while (r == 0 && (opt = qw_next(cmd, selectors[i], opt)))
			r = uncertain_judge(ctx, cmd, opt, expose, silent);
	}
	return r;
}

static const struct qw_option *vnc_setting(const struct qw_command *cmd)
{
	const struct qw_option *opt = NULL;
	while ((opt = qw_next(cmd, "set[*]", opt))) {
		const char *value = qw_value(cmd, opt);
		if (!value)
			value = next_word(cmd, opt);
		if (value && !strncmp(value, "vnc.", 4))
			break;
	}
	return opt;
}

static int denied(struct qw_context *ctx, const struct qw_command *cmd, const struct qw_option *opt,
		  const char *what)
{
	return qw_error(ctx, EPERM,
			"%s (argument %lld): it can't be seen which VNC servers %s, and expose = "
			"deny allows only what is known to be out of other machines' reach; write "
			"them as -vnc",
			qw_spelling(cmd, opt), (long long)qw_index(cmd, opt), what);
}

int unseen_judge(struct qw_context *ctx, const struct qw_command *cmd, enum expose expose,
		 bool silent)
{
	const struct qw_option *file = qw_next(cmd, "readconfig[*]", NULL);
	const struct qw_option *setting = vnc_setting(cmd);

	int r = uncertain_servers_judge(ctx, cmd, expose, silent);
	if (r < 0)
		return r;
	if (file && expose == EXPOSE_DENY)
		return denied(ctx, cmd, file, "that file opens");
	if (setting && expose == EXPOSE_DENY)
		return denied(ctx, cmd, setting, "it opens or changes");
	if (silent)
		return 0;
	if (file)
		qw_note(ctx, QW_INFO,
			"-readconfig: VNC servers in that file are not seen and not corrected");
	if (setting)
		qw_note(ctx, QW_INFO,
			"-set vnc.: changes of VNC servers by -set are not seen and not "
			"corrected");
	if (qw_next(cmd, "spice[*]", NULL))
		qw_note(ctx, QW_INFO, "-spice: SPICE servers are not looked at");
	if (!line_chooses_display(cmd))
		qw_note(ctx, QW_INFO,
			"no display is chosen: where QEMU finds no local one it opens a VNC server "
			"on 127.0.0.1, TCP 5900 to 5999, by itself");
	return 0;
}
