/* SPDX-License-Identifier: MIT */
/* Events as text for people. No part of it can break a line or forge one: what is hidden or breaks
 * lines is spelled out, and words are quoted as for a shell. */
#ifndef LOG_TEXT_H
#define LOG_TEXT_H

#include "event.h"
#include "text/strbuf.h"

/* How much of an event is written; less where a place can't take it whole. */
enum detail { DETAIL_ALL, DETAIL_NO_COMMANDS, DETAIL_HEAD };

/* "vnc: -vnc :5905 -> :5: REASON" */
void text_change(struct strbuf *out, const struct qw_change *change);

/* "vnc: TEXT" */
void text_note(struct strbuf *out, const struct event_note *note);

/* "vnc: endpoint: kind=tcp port=5905" */
void text_fact(struct strbuf *out, const struct event *event, const struct event_fact *fact);

/* Words with blanks between them. */
void text_command(struct strbuf *out, const struct event *event, enum qw_argv which);

/* The whole event on one line, without its end. On standard error it lacks what the wrapper says
 * there itself. */
void text_event(struct strbuf *out, const struct event *event, enum detail detail);

#endif
