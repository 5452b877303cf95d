/* SPDX-License-Identifier: MIT */
#include "pipeline/replay.h"

#include "isolation/process.h"
#include "isolation/record.h"
#include "pipeline/recorder.h"
#include "pipeline/services.h"

/* For the names and the reason of an edit. */
enum { EDIT_BESIDE = 65536 };
enum { FIELD_LEAST = RECORD_TEXT_SIZE + RECORD_U32_SIZE + RECORD_STRING_SIZE + RECORD_I64_SIZE };

/* One record is replayed: what was read is used only if all of it was right. Whatever goes wrong
 * is written into the hook's error. */
struct player {
	struct hook *hook;
	struct record_reader reader;
	/** Where the record began. */
	size_t begin;
	bool ended;
	/** The hook itself failed, there. */
	bool failed;
};

static bool is_sound(struct player *player)
{
	return !record_end(&player->reader, &player->hook->error);
}

/* The same of an edit of one word: where that is longer than execve(2) takes, nothing is done that
 * would take long. */
static bool is_sound_edit(struct player *player)
{
	size_t size = player->reader.at - player->begin;
	size_t most = (size_t)sysconf(_SC_PAGESIZE) * 32 + EDIT_BESIDE;
	if (!is_sound(player) || size <= most)
		return !player->hook->error.code;
	error_set(&player->hook->error, E2BIG, "an edit of %zu bytes is more than a word may have",
		  size);
	return false;
}

/* The option that a serial number means now; NULL, and the error is set: there is none. */
static struct qw_option *option_at(struct player *player, uint32_t serial)
{
	const struct command *command = hook_command(player->hook);
	ptrdiff_t at = command_locate(command, serial, player->hook->cursor);
	if (at >= 0)
		return (struct qw_option *)command->items[at];
	error_set(&player->hook->error, EBADMSG, "there is no option %u", (unsigned)serial);
	return NULL;
}

static void play_add(struct player *player)
{
	struct record_reader *reader = &player->reader;
	uint32_t serial = record_u32(reader);
	int after = record_u32(reader) != 0;
	const char *option = record_text(reader), *value = record_string(reader);
	uint32_t flags = record_u32(reader);
	const char *reason = record_text(reader);
	struct qw_option *anchor = NULL;
	if (!is_sound_edit(player) || (serial && !(anchor = option_at(player, serial))))
		return;
	service_add(&player->hook->view, anchor, after, option, value, flags, reason);
}

static void play_add_words(struct player *player)
{
	struct record_reader *reader = &player->reader;
	int last = record_u32(reader) != 0;
	const char *reason = record_text(reader);
	size_t count = record_count(reader, (size_t)2 * RECORD_TEXT_SIZE);
	struct qw_word *words = arena_array(&player->hook->scratch, count + 1, sizeof(*words));
	if (!words) {
		error_memory(&player->hook->error);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		words[i].text = record_text(reader);
		words[i].origin = record_text(reader);
	}
	if (is_sound(player))
		service_add_words(&player->hook->view, last, words, count, reason);
}

static void play_set(struct player *player)
{
	struct record_reader *reader = &player->reader;
	uint32_t serial = record_u32(reader);
	const char *property = record_string(reader);
	int64_t position = record_i64(reader);
	const char *value = record_text(reader);
	uint32_t flags = record_u32(reader);
	const char *reason = record_text(reader);
	struct qw_option *opt = is_sound_edit(player) ? option_at(player, serial) : NULL;
	if (opt)
		service_set(&player->hook->view, opt, property, position, value, flags, reason);
}

static void play_remove(struct player *player)
{
	struct record_reader *reader = &player->reader;
	uint32_t serial = record_u32(reader);
	const char *property = record_string(reader);
	uint32_t flags = record_u32(reader);
	const char *reason = record_text(reader);
	struct qw_option *opt = is_sound_edit(player) ? option_at(player, serial) : NULL;
	if (opt)
		service_remove(&player->hook->view, opt, property, flags, reason);
}

static void play_set_env(struct player *player)
{
	struct record_reader *reader = &player->reader;
	const char *name = record_text(reader), *value = record_string(reader);
	uint32_t flags = record_u32(reader);
	const char *reason = record_text(reader);
	if (is_sound_edit(player))
		service_set_env(&player->hook->view, name, value, flags, reason);
}

static void play_note(struct player *player)
{
	uint32_t level = record_u32(&player->reader);
	const char *text = record_text(&player->reader);
	if (is_sound(player))
		host_services.note_text(&player->hook->stage->context, level, text);
}

static void play_fact(struct player *player)
{
	struct record_reader *reader = &player->reader;
	const char *key = record_text(reader);
	size_t count = record_count(reader, FIELD_LEAST);
	struct qw_field *fields = arena_array(&player->hook->scratch, count + 1, sizeof(*fields));
	if (!fields) {
		error_memory(&player->hook->error);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		fields[i].name = record_text(reader);
		fields[i].kind = record_u32(reader);
		fields[i].text = record_string(reader);
		fields[i].number = record_i64(reader);
	}
	if (is_sound(player))
		host_services.fact(&player->hook->stage->context, key, fields, sizeof(*fields),
				   count);
}

static void play_error(struct player *player)
{
	uint32_t code = record_u32(&player->reader);
	const char *text = record_text(&player->reader);
	player->failed = is_sound(player);
	if (player->failed)
		error_set(&player->hook->error, code && code < 4096 ? (int)code : EINVAL, "%s",
			  text);
}

static void play(struct player *player, uint32_t type)
{
	player->begin = player->reader.at;
	switch (type) {
	case RECORDED_ERROR:
		play_error(player);
		break;
	case RECORDED_END:
		player->ended = is_sound(player);
		break;
	case RECORDED_ADD:
		play_add(player);
		break;
	case RECORDED_ADD_WORDS:
		play_add_words(player);
		break;
	case RECORDED_SET:
		play_set(player);
		break;
	case RECORDED_REMOVE:
		play_remove(player);
		break;
	case RECORDED_SET_ENV:
		play_set_env(player);
		break;
	case RECORDED_NOTE:
		play_note(player);
		break;
	case RECORDED_FACT:
		play_fact(player);
		break;
	default:
		error_set(&player->hook->error, EBADMSG, "a record of an unknown type");
	}
}

/* A liar may ask for more work than it has done: that ends as its own would have. */
static bool is_late(struct player *player, int64_t deadline, int milliseconds)
{
	if (process_now() <= deadline)
		return false;
	error_set(&player->hook->error, ETIMEDOUT,
		  "what it did can't be taken over within %d ms (time-limit)", milliseconds);
	return true;
}

void replay(struct hook *hook, const unsigned char *bytes, size_t size, int milliseconds)
{
	struct player player = { .hook = hook };
	struct error *err = &hook->error;
	int64_t deadline = process_now() + milliseconds;
	uint32_t type;
	record_reader_begin(&player.reader, bytes, size);
	while (!err->code && !player.ended && !is_late(&player, deadline, milliseconds) &&
	       record_next(&player.reader, &type, err) > 0)
		play(&player, type);
	if (!err->code && (!player.ended || record_next(&player.reader, &type, err)))
		error_set(err, EBADMSG, "it doesn't end where it should");
	if (err->code == EBADMSG && !player.failed)
		error_prefix(err, "what its process tells is damaged, so nothing of it holds: ");
}
