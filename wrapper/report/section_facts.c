/* SPDX-License-Identifier: MIT */
#include "report/sections.h"

#include "report/columns.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

static bool is_endpoint(const struct fact *fact)
{
	return strcmp(fact->key, "endpoint") == 0;
}

static const struct qw_field *field(const struct fact *fact, const char *name, uint32_t kind)
{
	for (size_t i = 0; i < fact->count; i++)
		if (fact->fields[i].kind == kind && strcmp(fact->fields[i].name, name) == 0)
			return &fact->fields[i];
	return NULL;
}

static const char *text_of(const struct fact *fact, const char *name)
{
	const struct qw_field *found = field(fact, name, QW_FIELD_TEXT);
	return found && found->text ? found->text : "";
}

static void add_value(struct strbuf *out, const struct qw_field *f)
{
	if (f->kind == QW_FIELD_TEXT)
		visible_word(out, f->text ? f->text : "");
	else if (f->kind == QW_FIELD_NUMBER)
		strbuf_addf(out, "%" PRId64, f->number);
	else
		strbuf_adds(out, f->number ? "yes" : "no");
}

/* What a plugin does not know is left out; --json has it. */
static void add_fields(struct strbuf *out, const struct fact *fact)
{
	for (size_t i = 0; i < fact->count; i++) {
		if (fact->fields[i].kind == QW_FIELD_NONE)
			continue;
		strbuf_addc(out, ' ');
		visible_text(out, fact->fields[i].name);
		strbuf_addc(out, '=');
		add_value(out, &fact->fields[i]);
	}
}

static void add_host(struct strbuf *out, const char *host)
{
	if (!*host || strcmp(host, "*") == 0)
		strbuf_adds(out, "all addresses");
	else
		visible_text(out, host);
}

static void add_port(struct strbuf *out, const struct fact *fact, const char *first,
		     const char *last)
{
	const struct qw_field *port = field(fact, first, QW_FIELD_NUMBER);
	const struct qw_field *end = field(fact, last, QW_FIELD_NUMBER);
	if (!port)
		return;
	if (port->number == 0)
		strbuf_adds(out, " any free port");
	else if (end && end->number > port->number)
		strbuf_addf(out, " first free port of %" PRId64 " to %" PRId64, port->number,
			    end->number);
	else
		strbuf_addf(out, " port %" PRId64, port->number);
}

static void add_address(struct strbuf *out, const struct fact *fact, const char *kind)
{
	if (strcmp(kind, "reverse") == 0)
		strbuf_adds(out, "QEMU connects to ");
	if (*text_of(fact, "path")) {
		strbuf_adds(out, "unix socket ");
		visible_word(out, text_of(fact, "path"));
		return;
	}
	if (strcmp(kind, "websocket") != 0) {
		add_host(out, text_of(fact, "host"));
		add_port(out, fact, "port", "to_port");
	}
	const struct qw_field *display = field(fact, "display", QW_FIELD_NUMBER);
	if (display)
		strbuf_addf(out, " (display %" PRId64 ")", display->number);
}

static void add_websocket(struct strbuf *out, const struct fact *fact, const char *kind)
{
	if (!field(fact, "websocket", QW_FIELD_NUMBER))
		return;
	const char *host = text_of(fact, "websocket_host");
	strbuf_adds(out, strcmp(kind, "websocket") ? ", websocket" : "websocket");
	if (*host && strcmp(host, text_of(fact, "host"))) {
		strbuf_addc(out, ' ');
		add_host(out, host);
	}
	add_port(out, fact, "websocket", "websocket_to_port");
}

static void add_auth(struct strbuf *out, const char *auth)
{
	static const struct {
		const char *name, *words;
	} known[] = {
		{ "none", "no password" },
		{ "password-secret", "password" },
		{ "sasl", "SASL" },
		{ "tls", "TLS, no password" },
		{ "tls+password", "TLS and password" },
		{ "tls+password-secret", "TLS and password" },
		{ "tls+sasl", "TLS and SASL" },
	};
	if (!*auth)
		return;
	strbuf_adds(out, ", ");
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strcmp(auth, known[i].name) == 0) {
			strbuf_adds(out, known[i].words);
			return;
		}
	}
	visible_text(out, auth);
}

static bool is_loopback(const char *host)
{
	return !strncmp(host, "127.", 4) || !strcmp(host, "::1") || !strcmp(host, "localhost");
}

/* "exposed" says that other machines get in without proving anything; where it is false, either
 * they can't connect, or they have to prove something. */
static void add_reach(struct strbuf *out, const struct fact *fact, const struct palette *palette)
{
	const struct qw_field *exposed = field(fact, "exposed", QW_FIELD_BOOL);
	if (!exposed)
		return;
	if (exposed->number)
		strbuf_addf(out, ", %sopen to other machines%s", palette->bad, palette->end);
	else if (*text_of(fact, "path") || !strcmp(text_of(fact, "auth"), "none") ||
		 is_loopback(text_of(fact, "host")))
		strbuf_addf(out, ", %sthis machine only%s", palette->good, palette->end);
	else
		strbuf_adds(out, ", other machines can connect");
}

/* A plugin's endpoint is known by the plugin's name: "VNC". */
static void add_service(const struct sections *sections, const char *plugin)
{
	char *name = arena_strdup(sections->arena, plugin);
	if (!name) {
		sections->out->failed = true;
		return;
	}
	for (char *at = name; *at; at++)
		*at = (char)toupper((unsigned char)*at);
	visible_text(sections->out, name);
}

static void show_endpoint(const struct sections *sections, const struct fact *fact)
{
	struct strbuf *out = sections->out;
	const char *kind = text_of(fact, "kind");
	strbuf_addf(out, "  %s", sections->palette->title);
	add_service(sections, fact->plugin);
	strbuf_addf(out, "%s  ", sections->palette->end);
	if (strcmp(kind, "none") == 0) {
		strbuf_adds(out, "opens nothing\n");
		return;
	}
	add_address(out, fact, kind);
	add_websocket(out, fact, kind);
	if (strcmp(kind, "reverse") != 0) {
		add_auth(out, text_of(fact, "auth"));
		add_reach(out, fact, sections->palette);
	}
	strbuf_addc(out, '\n');
}

void section_endpoints(const struct sections *sections)
{
	const struct journal *journal = sections->plan->journal;
	bool any = false;
	for (size_t i = 0; journal && i < journal->facts.count; i++) {
		if (!is_endpoint(&journal->facts.items[i]))
			continue;
		if (!any)
			section_heading(sections, "Endpoints:");
		any = true;
		show_endpoint(sections, &journal->facts.items[i]);
	}
}

void section_facts(const struct sections *sections)
{
	const struct journal *journal = sections->plan->journal;
	bool any = false;
	for (size_t i = 0; journal && i < journal->facts.count; i++) {
		const struct fact *fact = &journal->facts.items[i];
		if (is_endpoint(fact))
			continue;
		if (!any)
			section_heading(sections, "Found out:");
		any = true;
		strbuf_addf(sections->out, "  %s", sections->palette->name);
		visible_text(sections->out, fact->plugin);
		strbuf_addf(sections->out, "%s ", sections->palette->end);
		visible_text(sections->out, fact->key);
		strbuf_addc(sections->out, ':');
		add_fields(sections->out, fact);
		strbuf_addc(sections->out, '\n');
	}
}
