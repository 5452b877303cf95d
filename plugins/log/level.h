/* SPDX-License-Identifier: MIT */
/*
 * How much the parts of an event weigh: the one table that decides what is logged, for all places
 * alike. An event weighs as much as the gravest of its parts. The numbers are those of syslog:
 * smaller is graver.
 */
#ifndef LOG_LEVEL_H
#define LOG_LEVEL_H

#include <qemu-wrapper/plugin.h>

enum level {
	LEVEL_ERROR = 3,
	LEVEL_WARNING = 4,
	LEVEL_NOTICE = 5,
	LEVEL_INFO = 6,
	LEVEL_DEBUG = 7
};

/* What has no part of its own in the interface: that QEMU was started, facts, and command lines. */
#define LEVEL_OF_START    LEVEL_INFO
#define LEVEL_OF_FACTS    LEVEL_INFO
#define LEVEL_OF_COMMANDS LEVEL_DEBUG

/* Words of the option `level`, for its table. */
#define LEVEL_WORDS "error warning notice info debug"

const char *level_name(enum level level);

/* 0, or -EINVAL: it is none of the words. */
int level_read(const char *word, enum level *ret_level);

enum level level_of_change(const struct qw_change *change);

/* `note_level`: enum qw_level. */
enum level level_of_note(uint32_t note_level);

enum level level_of_event(const struct qw_command *cmd, const struct qw_outcome *outcome);

#endif
