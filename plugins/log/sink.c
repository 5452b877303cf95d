/* SPDX-License-Identifier: MIT */
#include "sink.h"

#include "json.h"

void sink_body(struct strbuf *out, const struct event *event, enum detail detail)
{
	if (event->settings->json)
		json_event(out, event, detail);
	else
		text_event(out, event, detail);
}

void sink_line(struct strbuf *out, const struct event *event)
{
	if (!event->settings->json) {
		char when[EVENT_TIME_SIZE];
		event_time(event, when);
		strbuf_addf(out, "%s qemu-wrapper[%ld]: %s: ", when, (long)event->pid,
			    level_name(event->level));
	}
	sink_body(out, event, DETAIL_ALL);
	strbuf_addc(out, '\n');
}
