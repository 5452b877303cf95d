/* SPDX-License-Identifier: MIT */
#include "password.h"

#include "endpoint.h"
#include "line/free_id.h"
#include "password_file.h"
#include "servers.h"
#include "text/strbuf.h"

#include <string.h>

/* What one call knows. */
struct passwords {
	struct qw_context *ctx;
	struct qw_command *cmd;
	const char *path;
	/* Of the secret; empty as long as no server needs one. */
	char id[FREE_ID_MAX];
};

/* Whether QEMU takes the rest of the value makes no difference: if it does, with a password. */
static bool lacks_authentication(const struct properties *value)
{
	bool on;
	return !properties_is_reverse(value) && !properties_is_none(value) &&
	       properties_bool(value, "password", &on) >= 0 &&
	       !strcmp(endpoint_auth(value), "none");
}

static int secret_add(struct passwords *passwords)
{
	CLEANUP_STRBUF struct strbuf value = { 0 };
	char id[FREE_ID_MAX];

	int r = password_file_check(passwords->ctx, passwords->path);
	if (r < 0)
		return r;
	free_id(passwords->cmd, (const char *[]){ "object", NULL }, "qw-vnc-password", id);
	strbuf_addf(&value, "secret,id=%s,file=", id);
	for (const char *at = passwords->path; *at; at++)
		strbuf_add(&value, *at == ',' ? ",," : at, *at == ',' ? 2 : 1);
	if (value.failed)
		return -ENOMEM;
	strcpy(passwords->id, id);
	return qw_add(passwords->cmd, "object", value.text, 0,
		      "QEMU itself reads the VNC password, from the configured file");
}

static int password_give(struct passwords *passwords, struct qw_option *opt)
{
	int r = *passwords->id ? 0 : secret_add(passwords);
	if (r == 0)
		r = qw_unset(passwords->cmd, opt, "password", 0,
			     "QEMU takes no password= beside password-secret=");
	if (r == 0)
		r = qw_set(passwords->cmd, opt, "password-secret", passwords->id, 0,
			   "it asked for no password, and a file with one is configured");
	return r;
}

static void left_alone_note(const struct passwords *passwords, const struct qw_option *opt,
			    const struct properties *value)
{
	char label[LABEL_MAX];
	const char *manager = qw_manager(passwords->cmd);
	server_label(passwords->cmd, opt, properties_at(value, "vnc", 0), NULL, label);
	qw_note(passwords->ctx, QW_INFO, "%s gets no password, for %s keeps its own record of it",
		label, manager ? manager : "another program");
}

int passwords_add(struct qw_context *ctx, struct qw_command *cmd, const struct settings *settings)
{
	struct passwords passwords = { .ctx = ctx, .cmd = cmd, .path = settings->password_file };
	struct qw_option *opt = NULL;
	struct properties value;
	int r = 0;

	while (r == 0 && (opt = qw_next(cmd, EVERY_SERVER, opt))) {
		if (qw_flags(cmd, opt) & QW_UNCERTAIN)
			continue;
		r = server_read(cmd, opt, &value);
		if (r == -ENODATA || r == -E2BIG)
			r = 0;
		else if (r == 0 && lacks_authentication(&value) && server_is_untouchable(cmd, opt))
			left_alone_note(&passwords, opt, &value);
		else if (r == 0 && lacks_authentication(&value))
			r = password_give(&passwords, opt);
	}
	return r;
}
