/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "io/quiet_write.h"
#include "sink.h"

static int write_whole(const struct strbuf *text)
{
	return text->failed ? -ENOMEM : quiet_write_all(STDERR_FILENO, text->text, text->length);
}

int sink_stderr(const struct event *event, const char **ret_problem)
{
	CLEANUP_STRBUF struct strbuf line = { 0 };
	(void)ret_problem;
	sink_line(&line, event);
	return write_whole(&line);
}

static void begin_line(struct strbuf *out)
{
	strbuf_adds(out, "qemu-wrapper: ");
}

static void add_parts(struct strbuf *out, const struct event *event)
{
	struct qw_change change;
	struct event_note note;
	struct event_fact fact;
	enum level level = event->settings->level;
	for (size_t i = 0; event_change(event, i, &change); i++)
		if (level_of_change(&change) <= level) {
			begin_line(out);
			text_change(out, &change);
			strbuf_addc(out, '\n');
		}
	for (size_t i = 0; level >= LEVEL_INFO && event_note(event, i, &note); i++)
		if (level_of_note(note.level) == LEVEL_INFO) {
			begin_line(out);
			text_note(out, &note);
			strbuf_addc(out, '\n');
		}
	for (size_t i = 0; level >= LEVEL_OF_FACTS && event_fact(event, i, &fact); i++) {
		begin_line(out);
		text_fact(out, event, &fact);
		strbuf_addc(out, '\n');
	}
}

int sink_terminal(const struct event *event, const char **ret_problem)
{
	CLEANUP_STRBUF struct strbuf lines = { 0 };
	enum level level = event->settings->level;
	(void)ret_problem;
	add_parts(&lines, event);
	if (level >= LEVEL_OF_COMMANDS) {
		strbuf_adds(&lines, "qemu-wrapper: command: ");
		text_command(&lines, event, QW_FINAL);
		strbuf_addc(&lines, '\n');
	}
	return lines.length || lines.failed ? write_whole(&lines) : 0;
}
