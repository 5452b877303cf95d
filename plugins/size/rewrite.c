/* SPDX-License-Identifier: MIT */
#include "rewrite.h"

#include "board.h"
#include "chosen.h"
#include "line/machine.h"
#include "reason.h"
#include "settings.h"
#include "surroundings.h"

#include <inttypes.h>
#include <stdio.h>

/* What one call of the hook knows. */
struct sizing {
	struct qw_context *ctx;
	struct qw_command *cmd;
	struct settings settings;
	struct room room;
};

/* True if the line is left as it is, for a reason that a note tells. */
static bool leaves_alone(const struct sizing *sizing, unsigned int most)
{
	const char *manager = qw_manager(sizing->cmd);
	const char *type = machine_property(sizing->cmd, "type");

	if (qw_line(sizing->cmd) & QW_LINE_MANAGED)
		qw_note(sizing->ctx, QW_INFO,
			"no memory or processors are added, for %s keeps its own record of this "
			"line",
			manager ? manager : "another program");
	else if (qw_next(sizing->cmd, "readconfig[*]", NULL))
		qw_note(sizing->ctx, QW_INFO,
			"no memory or processors are added, for -readconfig may choose them; write "
			"-m and -smp");
	else if (!most)
		qw_note(sizing->ctx, QW_INFO,
			"no memory or processors are added, for it is not known what %s%.60s takes",
			type ? "-machine " : "the default board of this program", type ? type : "");
	else
		return false;
	return true;
}

static void quota_judge(const struct sizing *sizing)
{
	int64_t milli = sizing->room.processor_milli;
	if (milli < 0 || sizing->settings.wish.processors || milli % 1000 == 0)
		return;
	if (milli < 1000)
		qw_note(sizing->ctx, QW_WARNING,
			"the quota of 0.%03" PRId64 " processors is less than the guest's one, "
			"which will stand still for a part of the time; allow whole processors",
			milli);
	else
		qw_note(sizing->ctx, QW_INFO,
			"the quota of %" PRId64 ".%03" PRId64 " processors is no whole number; "
			"what is over is left to QEMU itself",
			milli / 1000, milli % 1000);
}

static int processors_add(const struct sizing *sizing, unsigned int most, unsigned int count)
{
	char reason[REASON_MAX], value[16];

	quota_judge(sizing);
	/* QEMU's own default. */
	if (count == 1)
		return 0;
	reason_of_processors(&sizing->room, &sizing->settings.wish, count, most, reason);
	snprintf(value, sizeof(value), "%u", count);
	return qw_add(sizing->cmd, "smp", value, QW_GUEST_VISIBLE, reason);
}

/* True if not even QEMU's default fits; then that stays. */
static bool is_too_small(const struct sizing *sizing, unsigned int processors)
{
	const struct room *room = &sizing->room;
	const struct wish *wish = &sizing->settings.wish;
	int64_t most = fit_memory_most(room, wish, processors);

	if (most >= FIT_LEAST || (wish->memory_kind == WISH_SIZE && wish->memory <= most))
		return false;
	qw_note(sizing->ctx, QW_WARNING,
		"of the %" PRId64 " MiB that may be used QEMU itself needs %" PRId64
		", and a guest 128, QEMU's default, which is left; raise the limit, or the kernel "
		"may kill QEMU",
		(room->memory_limit >= 0 ? room->memory_limit : room->memory_there) / MIB,
		fit_overhead(wish, processors, 0) / MIB);
	return true;
}

static int memory_add(const struct sizing *sizing, unsigned int processors)
{
	const struct wish *wish = &sizing->settings.wish;
	char reason[REASON_MAX], value[32];

	if (is_too_small(sizing, processors))
		return 0;
	int64_t memory = fit_memory(&sizing->room, wish, processors);
	if (wish->memory_kind == WISH_SIZE && memory < wish->memory / MIB * MIB)
		qw_note(sizing->ctx, QW_WARNING,
			"memory = %" PRId64 "M is more than the limit leaves; the guest gets "
			"%" PRId64 "M",
			wish->memory / MIB, memory / MIB);
	reason_of_memory(&sizing->room, wish, processors, memory, reason);
	snprintf(value, sizeof(value), "%" PRId64 "M", memory / MIB);
	return qw_add(sizing->cmd, "m", value, QW_GUEST_VISIBLE, reason);
}

int size_rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
	struct sizing sizing = { .ctx = ctx, .cmd = cmd };
	bool memory = !memory_is_chosen(cmd), processors = !processors_are_chosen(cmd);
	unsigned int most = board_of_line(cmd), count;

	int r = settings_read(ctx, &sizing.settings);
	if (r < 0 || (!memory && !processors) || leaves_alone(&sizing, most))
		return r;
	surroundings_read(sizing.settings.root, &sizing.room);
	count = processors ? fit_processors(&sizing.room, &sizing.settings.wish, most)
			   : processors_chosen(cmd);
	if (memory)
		r = memory_add(&sizing, count);
	if (r == 0 && processors)
		r = processors_add(&sizing, most, count);
	return r;
}
