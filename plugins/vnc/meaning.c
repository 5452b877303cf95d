/* SPDX-License-Identifier: MIT */
#include "meaning.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "host.h"

#define NOTED_FROM 6000u

__attribute__((format(printf, 3, 4))) static void
conclude(struct meaning *meaning, enum meaning_verdict verdict, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(meaning->message, sizeof(meaning->message), format, args);
	va_end(args);
	meaning->verdict = verdict;
}

static void replace(struct meaning *meaning, int host_length, const char *host, uint32_t display)
{
	snprintf(meaning->text, sizeof(meaning->text), "%.*s:%u", host_length, host, display);
}

static bool is_digits(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == '\0';
}

static const char *host_for_none(const struct meaning_rules *rules)
{
	return *rules->bind ? rules->bind : "127.0.0.1";
}

static bool is_known_host(const char *text)
{
	static const char *const hosts[] = { "::1", "[::1]", "127.0.0.1", "localhost" };
	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++) {
		if (!strcmp(text, hosts[i]))
			return true;
	}
	return false;
}

static void host_without_display(const char *host, struct meaning *meaning)
{
	const char *written = strcmp(host, "::1") ? host : "[::1]";
	replace(meaning, (int)strlen(written), written, 0);
	conclude(meaning, MEANING_CORRECT,
		 "QEMU wants a display behind the host; 0, the first, is taken");
}

static void bare_number(const char *text, const struct meaning_rules *rules,
			struct meaning *meaning)
{
	const char *host = host_for_none(rules);
	uint32_t number = UINT32_MAX;
	number_read(text, &number);

	if (port_range_has(&rules->raw_ports, number)) {
		meaning->was_port = true;
		replace(meaning, (int)strlen(host), host, number - PORT_FIRST);
		conclude(meaning, MEANING_CORRECT,
			 "%u is a TCP port, which is display %u; with no host named %s is taken",
			 number, number - PORT_FIRST, host);
	} else if (number < PORT_FIRST) {
		replace(meaning, (int)strlen(host), host, number);
		conclude(meaning, MEANING_CORRECT,
			 "QEMU wants HOST:DISPLAY; with no host named %s is taken", host);
	} else if (number <= DISPLAY_LAST) {
		conclude(meaning, MEANING_REFUSE,
			 "%u can be display %u (TCP port %u) or TCP port %u: write %s:%u for the "
			 "display, %s:%u for the port",
			 number, number, number + PORT_FIRST, number, host, number, host,
			 number - PORT_FIRST);
	} else if (number <= PORT_LAST) {
		conclude(meaning, MEANING_REFUSE,
			 "%u can't be a display, the last is %u; if TCP port %u is meant, write "
			 "%s:%u",
			 number, DISPLAY_LAST, number, host, number - PORT_FIRST);
	} else {
		conclude(meaning, MEANING_REFUSE,
			 "%s can't be a display, the last is %u, nor a TCP port, the last is %u",
			 text, DISPLAY_LAST, PORT_LAST);
	}
}

static void explicit_port(const char *host, int host_length, const char *digits,
			  struct meaning *meaning)
{
	uint32_t port = UINT32_MAX;
	number_read(digits, &port);

	if (!port_has_display(port)) {
		conclude(meaning, MEANING_REFUSE,
			 "two colons mean TCP port %s, and no display listens there: display N is "
			 "port 5900 + N, so ports go from %u to %u",
			 digits, PORT_FIRST, PORT_LAST);
		return;
	}
	meaning->was_port = true;
	replace(meaning, host_length, host, port - PORT_FIRST);
	conclude(meaning, MEANING_CORRECT, "two colons mean TCP port %u, which is display %u", port,
		 port - PORT_FIRST);
}

static void port_without_host(const char *digits, const struct meaning_rules *rules,
			      struct meaning *meaning)
{
	const char *host = host_for_none(rules);
	explicit_port(host, (int)strlen(host), digits, meaning);
	if (meaning->verdict == MEANING_CORRECT)
		conclude(meaning, MEANING_CORRECT,
			 "two colons mean TCP port %s; with no host named %s is taken", digits,
			 host);
}

/* An IPv6 address, or HOST and a number: QEMU would look for a host that can't exist. */
static bool reads_two_ways(const struct address *address)
{
	return !address->bracketed && is_digits(address->number_text) &&
	       strchr(address->text, ':') != strrchr(address->text, ':') &&
	       !host_is_ipv6(address->host) && host_is_ipv6(address->text);
}

static void two_readings(const struct address *address, struct meaning *meaning)
{
	const char *whole = address->text;
	int length = (int)address->written;
	bool is_port = port_has_display(address->number);

	bool one_gap = !memchr(whole, ':', address->written - 1);

	if (one_gap && !is_port) {
		conclude(meaning, MEANING_REFUSE,
			 "%s is an IPv6 address without a display: write [%s]:0, or another "
			 "display than 0",
			 whole, whole);
		return;
	}
	if (whole[length - 1] != ':') {
		conclude(meaning, MEANING_REFUSE,
			 "%s is an IPv6 address without a display, or it lacks a part before "
			 "display %s: write [%s]:0, or [HOST]:DISPLAY",
			 whole, address->number_text, whole);
		return;
	}
	length += one_gap ? -1 : 1;
	bool needs_brackets = memchr(whole, ':', (size_t)length) != NULL;
	conclude(meaning, MEANING_REFUSE,
		 "%s can be the address [%s] without a display (write [%s]:0) or %s %s of host "
		 "%.*s (write %s%.*s%s:%u)",
		 whole, whole, whole, is_port ? "TCP port" : "display", address->number_text,
		 length, whole, needs_brackets ? "[" : "", length, whole, needs_brackets ? "]" : "",
		 is_port ? address->number - PORT_FIRST : address->number);
}

/* HOST::DIGITS, where HOST is not empty. */
static bool is_viewer_form(const struct address *address)
{
	const char *text = address->text;
	size_t length = address->written;
	if (length < 2 || text[length - 1] != ':' || !is_digits(address->number_text))
		return false;
	length--;
	bool bracketed = text[0] == '[' && text[length - 1] == ']';
	if (bracketed)
		return strcspn(text + 1, "[]") == length - 2;
	return strcspn(text, ":[]") == length;
}

static void first_free(const struct address *address, const struct meaning_rules *rules,
		       struct meaning *meaning)
{
	bool takes_bind = !address->written && *rules->bind;
	const char *host = takes_bind ? rules->bind : address->text;
	meaning->first_free = true;
	replace(meaning, takes_bind ? (int)strlen(host) : (int)address->written, host, 0);
	conclude(meaning, MEANING_CORRECT, "auto means the first free display, from 0 up");
}

static void high_display(const struct address *address, struct meaning *meaning)
{
	uint32_t number = address->number;
	if (!address->written) {
		conclude(meaning, MEANING_NOTE, "listens on TCP %u; for port %u write :%u",
			 number + PORT_FIRST, number, number - PORT_FIRST);
		return;
	}
	bool bare = !address->bracketed && strchr(address->host, ':');
	conclude(meaning, MEANING_NOTE, "listens on TCP %u; for port %u write %s%.*s%s::%u",
		 number + PORT_FIRST, number, bare ? "[" : "", (int)address->written, address->text,
		 bare ? "]" : "", number);
}

static void host_and_number(const struct address *address, const struct meaning_rules *rules,
			    struct meaning *meaning)
{
	bool takes_bind = !address->written && *rules->bind;
	const char *host = takes_bind ? rules->bind : address->text;
	int length = takes_bind ? (int)strlen(host) : (int)address->written;
	uint32_t number = address->number;

	if (!strcmp(address->number_text, "auto")) {
		first_free(address, rules, meaning);
		return;
	}
	if (address->number_kind != NUMBER_READ)
		return;
	if (port_range_has(&rules->raw_ports, number)) {
		meaning->was_port = true;
		replace(meaning, length, host, number - PORT_FIRST);
		conclude(meaning, MEANING_CORRECT,
			 number <= DISPLAY_LAST
				 ? "%u is a TCP port; QEMU adds 5900 to the number, so it would "
				   "listen on %u"
				 : "%u is a TCP port; QEMU adds 5900 to the number, and %u is no "
				   "port",
			 number, number + PORT_FIRST);
		return;
	}
	if (number > DISPLAY_LAST)
		return;
	if (takes_bind) {
		replace(meaning, length, host, number);
		conclude(meaning, MEANING_CORRECT,
			 "no host was named; %s is configured for that (TCP port %u)", host,
			 number + PORT_FIRST);
	} else if (number >= NOTED_FROM) {
		high_display(address, meaning);
	}
}

void meaning_of(const char *text, const struct meaning_rules *rules, struct meaning *ret_meaning)
{
	struct address address;
	*ret_meaning = (struct meaning){ .verdict = MEANING_KEEP };
	address_cut(text, &address);

	if (is_known_host(text))
		host_without_display(text, ret_meaning);
	else if (address.kind == ADDRESS_WORD && is_digits(text))
		bare_number(text, rules, ret_meaning);
	else if (address.kind != ADDRESS_TCP)
		return;
	else if (!strncmp(text, "::", 2) && is_digits(text + 2))
		port_without_host(text + 2, rules, ret_meaning);
	else if (reads_two_ways(&address))
		two_readings(&address, ret_meaning);
	else if (is_viewer_form(&address))
		explicit_port(text, (int)address.written - 1, address.number_text, ret_meaning);
	else if (address_has_host(&address))
		host_and_number(&address, rules, ret_meaning);
}
