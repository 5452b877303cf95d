/* SPDX-License-Identifier: MIT */
#include "supervise/hooks.h"

#include "line/free_id.h"
#include "supervise/agent_channel.h"
#include "supervise/default_monitor.h"
#include "supervise/supervision.h"

struct monitor {
	const char *id;
	/** For people. */
	const char *slot_reason, *socket_reason, *reason;
};

static int add_monitor(struct qw_context *ctx, struct qw_command *cmd,
		       const struct monitor *monitor, int *ret_slot)
{
	struct supervision *supervision = ctx->state;
	struct arena *arena = &supervision->arena;
	char id[FREE_ID_MAX];
	free_id(cmd, (const char *[]){ "chardev", "mon", "object", NULL }, monitor->id, id);
	int slot = qw_reserve_fd(cmd, monitor->slot_reason);
	if (slot < 0)
		return slot;
	const char *socket = arena_printf(arena, "socket,id=%s,fd=%d,server=on,wait=off", id, slot);
	const char *value = monitor_form_value(supervision->form, id, id, arena);
	if (!socket || !value)
		return qw_error(ctx, ENOMEM, "out of memory");
	int status = qw_add(cmd, "chardev", socket, 0, monitor->socket_reason);
	if (!status)
		status = qw_add(cmd, monitor_form_option(supervision->form), value, 0,
				monitor->reason);
	*ret_slot = slot;
	return status;
}

static int add_monitors(struct qw_context *ctx, struct qw_command *cmd)
{
	static const struct monitor control = {
		"qw-control",
		"the supervisor's monitor",
		"the socket of the supervisor's monitor",
		"by this monitor the supervisor asks the guest to power off",
	};
	static const struct monitor health = {
		"qw-health",
		"the monitor of qemu-wrapper health",
		"the socket of the monitor for `qemu-wrapper health`",
		"by this monitor `qemu-wrapper health` asks how the guest is",
	};
	struct supervision *supervision = ctx->state;
	int status = add_monitor(ctx, cmd, &control, &supervision->control);
	return status ? status : add_monitor(ctx, cmd, &health, &supervision->health);
}

/* Any monitor makes QEMU leave out its own one. */
static int keep_default_monitor(struct qw_context *ctx, struct qw_command *cmd)
{
	struct default_monitor monitor = default_monitor_of(cmd);
	if (monitor.unknown)
		qw_note(ctx, QW_INFO,
			"QEMU's own monitor is not on the terminal: with -readconfig it can't be "
			"told whether it shares that with a serial port; -serial mon:stdio or "
			"-monitor asks for one");
	if (!monitor.option)
		return 0;
	return qw_add(cmd, monitor.option, monitor.value, 0,
		      "QEMU's default, which it leaves out where there is another monitor");
}

/* The rewrite hook is called anew where an optional plugin had to be left out; QEMU stays the same.
 */
static void ask_for_form(struct qw_context *ctx, const struct qw_command *cmd)
{
	struct supervision *supervision = ctx->state;
	CLEANUP_ERROR struct error err = { 0 };
	const char *program = qw_program(cmd);
	if (program && !supervision->asked && monitor_form_ask(program, &supervision->form, &err))
		supervision->not_told = arena_strdup(&supervision->arena, error_text(&err));
	supervision->asked = true;
	if (supervision->not_told)
		qw_note(ctx, QW_INFO,
			"-mon is taken, for QEMU didn't tell whether it knows -object "
			"monitor-qmp: %s",
			supervision->not_told);
}

/* Credentials that change make the kernel forget the parent-death signal. */
static bool changes_user(const struct qw_command *cmd)
{
	if (qw_find(cmd, "runas[*]"))
		return true;
	for (struct qw_option *opt = NULL; (opt = qw_next(cmd, "run-with", opt));)
		if (qw_get(cmd, opt, "user"))
			return true;
	return false;
}

static int find_agent(struct qw_context *ctx, const struct qw_command *cmd)
{
	struct supervision *supervision = ctx->state;
	const char *path = agent_socket_of(cmd);
	supervision->agent = path ? arena_strdup(&supervision->arena, path) : NULL;
	return path && !supervision->agent ? qw_error(ctx, ENOMEM, "out of memory") : 0;
}

static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	struct supervision *supervision = ctx->state;
	supervision->active = false;
	if (qw_line(cmd) & QW_LINE_MANAGED) {
		qw_note(ctx, QW_INFO,
			"not supervised: %s looks after this QEMU, and knows it by its process",
			qw_manager(cmd));
		return 0;
	}
	if (changes_user(cmd))
		qw_note(ctx, QW_INFO,
			"QEMU changes its user, and so goes on if its supervisor is killed; "
			"started "
			"by that user, it would end, too");
	ask_for_form(ctx, cmd);
	int status = keep_default_monitor(ctx, cmd);
	if (!status)
		status = add_monitors(ctx, cmd);
	if (!status)
		status = find_agent(ctx, cmd);
	supervision->active = !status;
	return status;
}

static int check(struct qw_context *ctx, const struct qw_command *cmd)
{
	const struct supervision *supervision = ctx->state;
	if (!supervision->active || !qw_find(cmd, "daemonize[*]"))
		return 0;
	return qw_error(
		ctx, EINVAL,
		"-daemonize puts QEMU where no supervisor can look after it\n"
		"Leave it out, and put the supervisor into the background instead; or start "
		"QEMU without one: QEMU_WRAPPER_SUPERVISE=no");
}

static int listen_on(struct qw_context *ctx, const char *name, int slot)
{
	const struct supervision *supervision = ctx->state;
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_CLOSE int fd = run_folder_listen(&supervision->folder, name, &err);
	if (fd < 0)
		return qw_error_text(ctx, err.code, error_text(&err));
	return qw_fill_fd(ctx, slot, fd);
}

static int launch(struct qw_context *ctx, const struct qw_command *cmd)
{
	struct supervision *supervision = ctx->state;
	CLEANUP_ERROR struct error err = { 0 };
	char room[RUN_FOLDER_PATH];
	const char *bases[RUN_FOLDER_BASES];
	(void)cmd;
	if (!supervision->active)
		return 0;
	stop_signals_hold(&supervision->stops);
	run_folder_bases(secure_getenv("XDG_RUNTIME_DIR"), room, bases);
	if (run_folder_make(bases, getpid(), &supervision->folder, &err))
		return qw_error_text(ctx, err.code, error_text(&err));
	int status = listen_on(ctx, RUN_FOLDER_CONTROL, supervision->control);
	return status ? status : listen_on(ctx, RUN_FOLDER_HEALTH, supervision->health);
}

const struct qw_plugin supervisor_descriptor = {
	.struct_size = (uint32_t)sizeof(struct qw_plugin),
	.abi_minor = QW_ABI_MINOR,
	.option_size = (uint32_t)sizeof(struct qw_option_spec),
	.name = SUPERVISOR_NAME,
	.version = QW_VERSION,
	.summary = "a process that looks after QEMU and stops it in an orderly way",
	.rewrite = rewrite,
	.check = check,
	.launch = launch,
};
