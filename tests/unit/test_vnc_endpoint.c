/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "endpoint.h"
#include "test_vnc_value.h"

/* One line for each endpoint: kind host:port[-to] [path] [ws host:port] auth [exposed] */
static const char *shown(const char *text)
{
	static struct cut_value value;
	static char all[1024];
	struct endpoint endpoint;
	size_t used = 0;
	const struct properties *properties = cut(&value, text);

	print_message("%s\n", text);
	all[0] = '\0';
	if (endpoint_refusal(properties))
		return "refused";
	for (size_t i = 0; endpoint_at(properties, i, &endpoint); i++) {
		char range[16] = "", port[64] = "", websocket[64] = "";
		if (endpoint.to_port != ENDPOINT_UNSET)
			snprintf(range, sizeof(range), "-%d", endpoint.to_port);
		if (endpoint.port != ENDPOINT_UNSET)
			snprintf(port, sizeof(port), " %.20s:%d%s", endpoint.host, endpoint.port,
				 range);
		if (endpoint.websocket != ENDPOINT_UNSET)
			snprintf(websocket, sizeof(websocket), " ws %.20s:%d",
				 endpoint.websocket_host, endpoint.websocket);
		used += (size_t)snprintf(all + used, sizeof(all) - used, "%s%s%s%s%s%s %s%s",
					 i ? "; " : "", endpoint_kind_name(endpoint.kind), port,
					 endpoint.path ? " " : "",
					 endpoint.path ? endpoint.path : "", websocket,
					 endpoint.auth, endpoint.exposed ? " exposed" : "");
	}
	return all;
}

struct opens {
	const char *value, *endpoints;
};

static void assert_opens(const struct opens *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		assert_string_equal(shown(cases[i].value), cases[i].endpoints);
}
#define ASSERT_OPENS(cases) assert_opens(cases, sizeof(cases) / sizeof(*(cases)))

static void tcp_servers(void **state)
{
	(void)state;
	static const struct opens cases[] = {
		{ ":7", "tcp *:5907 none exposed" },
		{ "*:7", "tcp *:5907 none exposed" },
		{ "127.0.0.1:7", "tcp 127.0.0.1:5907 none" },
		{ "localhost:7", "tcp localhost:5907 none" },
		{ "0.0.0.0:7", "tcp 0.0.0.0:5907 none exposed" },
		{ "0:7", "tcp 0:5907 none exposed" },
		{ "2130706433:7", "tcp 2130706433:5907 none" },
		{ "[::1]:7", "tcp ::1:5907 none" },
		{ "::1:7", "tcp ::1:5907 none" },
		{ "[::]:7", "tcp :::5907 none exposed" },
		{ "example.org:7", "tcp example.org:5907 none exposed" },
		{ "127.0.0.1:59635", "tcp 127.0.0.1:65535 none" },
		{ "127.0.0.1:7,to=9", "tcp 127.0.0.1:5907-5909 none" },
		{ "127.0.0.1:7,to=0", "tcp 127.0.0.1:5907 none" },
		{ "127.0.0.1:7,vnc=:8", "tcp 127.0.0.1:5907 none; tcp *:5908 none exposed" },
		{ ":7,ipv4=on", "tcp 0.0.0.0:5907 none exposed" },
		{ ":7,ipv4", "tcp 0.0.0.0:5907 none exposed" },
		{ ":7,noipv6", "tcp 0.0.0.0:5907 none exposed" },
		{ ":7,ipv6=on", "tcp :::5907 none exposed" },
		{ ":7,ipv4=off", "tcp :::5907 none exposed" },
		{ ":7,ipv4=on,ipv6=on", "tcp :::5907 none exposed" },
	};
	ASSERT_OPENS(cases);
}

static void servers_without_tcp(void **state)
{
	(void)state;
	static const struct opens cases[] = {
		{ "", "none none" },
		{ "none", "none none" },
		{ "none,to=5", "none none" },
		{ "none,websocket=5780", "none none" },
		{ "websocket=5780", "none none" },
		{ "id=x", "none none" },
		{ ":8,vnc=none", "none none" },
		{ "unix:/tmp/a.sock", "unix /tmp/a.sock none" },
		{ "unix:", "unix  none" },
		{ "vnc=unix:/tmp/a.sock", "unix /tmp/a.sock none" },
		{ "127.0.0.1:1,reverse=on", "reverse 127.0.0.1:1 none" },
		{ "192.168.1.5:5500,reverse=on", "reverse 192.168.1.5:5500 none" },
		{ "192.168.1.5:65535,reverse=on", "reverse 192.168.1.5:65535 none" },
		{ "unix:/tmp/a.sock,reverse=on", "reverse /tmp/a.sock none" },
	};
	ASSERT_OPENS(cases);
}

static void websockets(void **state)
{
	(void)state;
	static const struct opens cases[] = {
		{ "127.0.0.1:7,websocket", "tcp 127.0.0.1:5907 ws 127.0.0.1:5707 none" },
		{ "127.0.0.1:7,websocket=", "tcp 127.0.0.1:5907 ws 127.0.0.1:5707 none" },
		{ "websocket=on,vnc=127.0.0.1:7", "tcp 127.0.0.1:5907 ws 127.0.0.1:5707 none" },
		{ "127.0.0.1:7,websocket=5780", "tcp 127.0.0.1:5907 ws 127.0.0.1:5780 none" },
		{ "127.0.0.1:7,websocket=:5780", "tcp 127.0.0.1:5907 ws 127.0.0.1:5780 none" },
		{ "127.0.0.1:7,websocket=127.0.0.2:5780",
		  "tcp 127.0.0.1:5907 ws 127.0.0.2:5780 none" },
		{ "127.0.0.1:7,websocket=0.0.0.0:5780",
		  "tcp 127.0.0.1:5907 ws 0.0.0.0:5780 none exposed" },
		{ "127.0.0.1:7,websocket=0", "tcp 127.0.0.1:5907 ws 127.0.0.1:0 none" },
		{ "127.0.0.1:7,websocket=5780,websocket=5781",
		  "tcp 127.0.0.1:5907 ws 127.0.0.1:5780 none; websocket ws 127.0.0.1:5781 none" },
		{ "127.0.0.1:7,vnc=127.0.0.2:8,websocket=5790",
		  "tcp 127.0.0.1:5907 ws *:5790 none exposed; tcp 127.0.0.2:5908 none" },
		{ "unix:/tmp/a,websocket=on", "unix /tmp/a ws *:5700 none exposed" },
		{ "unix:/tmp/a,websocket=5777", "unix /tmp/a ws *:5777 none exposed" },
		{ "unix:/tmp/a,websocket=127.0.0.1:5777", "unix /tmp/a ws 127.0.0.1:5777 none" },
		{ "127.0.0.1:7,websocket=unix:/tmp/w",
		  "tcp 127.0.0.1:5907 none; websocket /tmp/w none" },
		{ ":7,websocket=5780,ipv4=on", "tcp 0.0.0.0:5907 ws 0.0.0.0:5780 none exposed" },
	};
	ASSERT_OPENS(cases);
}

static void what_must_be_proven(void **state)
{
	(void)state;
	static const struct opens cases[] = {
		{ ":7,password=on", "tcp *:5907 password" },
		{ ":7,password", "tcp *:5907 password" },
		{ ":7,password=off", "tcp *:5907 none exposed" },
		{ ":7,nopassword", "tcp *:5907 none exposed" },
		{ ":7,password-secret=s", "tcp *:5907 password-secret" },
		{ ":7,sasl=on", "tcp *:5907 sasl" },
		{ ":7,sasl=off", "tcp *:5907 none exposed" },
		{ ":7,tls-creds=t", "tcp *:5907 tls" },
		{ ":7,tls-creds=t,password=on", "tcp *:5907 tls+password" },
		{ ":7,tls-creds=t,sasl=on", "tcp *:5907 tls+sasl" },
		{ ":7,tls,x509verify=/p", "tcp *:5907 tls" },
		{ "unix:/tmp/a,websocket=on,password=on", "unix /tmp/a ws *:5700 password" },
	};
	ASSERT_OPENS(cases);
}

static void what_qemu_refuses(void **state)
{
	(void)state;
	static const char *const cases[] = { "7",
					     "127.0.0.1",
					     ":",
					     "127.0.0.1:",
					     "NONE",
					     "unix",
					     ",to=5",
					     "127.0.0.1:-1",
					     "127.0.0.1:0x7",
					     "127.0.0.1:59636",
					     "127.0.0.1:65536",
					     "127.0.0.1:65536,reverse=on",
					     "none,vnc=:8",
					     "UNIX:/tmp/a.sock",
					     "unix:/tmp/a.sock,to=9",
					     "127.0.0.1:7,to=3",
					     "127.0.0.1:7,to=-1",
					     "127.0.0.1:7,to=x",
					     "127.0.0.1:7,websocket=off",
					     "127.0.0.1:7,vnc=:8,websocket=on",
					     ":7,ipv4=off,ipv6=off",
					     "127.0.0.1:7,ipv6=on",
					     "[::1]:7,ipv4=on",
					     "127.0.0.1:5901,reverse=on,websocket=on",
					     "127.0.0.1:1,vnc=127.0.0.1:2,reverse=on",
					     "127.0.0.1:7,websocket=on,websocket=on",
					     "127.0.0.1:7,websocket=::5780",
					     "[a:1",
					     "a]:1",
					     "[[::1]]:1",
					     "password,vnc=127.0.0.1:7",
					     "127.0.0.1:7,password=secret",
					     "127.0.0.1:7,password=on,password-secret=s",
					     "2001:db8::5901",
					     "a:b:1" };
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_string_equal(shown(cases[i]), "refused");
}

static void only_a_missing_colon_is_refused_for_sure(void **state)
{
	(void)state;
	static const char *const sure[] = { "7", "localhost", "NONE", "id=x,vnc=7" };
	static const char *const others[] = {
		":1", ":x", "none,vnc=:8", "password,vnc=:7", ":1,to=x", "none", "", "id=x"
	};
	struct cut_value value;
	for (size_t i = 0; i < sizeof(sure) / sizeof(*sure); i++)
		assert_true(endpoint_is_refused_for_sure(cut(&value, sure[i])));
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		assert_false(endpoint_is_refused_for_sure(cut(&value, others[i])));
}

static void a_range_is_room_for_two_websockets(void **state)
{
	(void)state;
	assert_string_not_equal(shown("127.0.0.1:7,to=9,websocket=on,websocket=on"), "refused");
}

static void a_refusal_shows_nothing_of_the_value(void **state)
{
	(void)state;
	struct cut_value value;
	const char *refusal = endpoint_refusal(cut(&value, "127.0.0.1:7,password=hunter2"));
	assert_non_null(refusal);
	assert_null(strstr(refusal, "hunter2"));
}

static void long_unix_paths_are_refused(void **state)
{
	(void)state;
	char text[256] = "unix:";
	memset(text + 5, 'p', 107);
	assert_string_not_equal(shown(text), "refused");
	text[5 + 107] = 'p';
	assert_string_equal(shown(text), "refused");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tcp_servers),
		cmocka_unit_test(servers_without_tcp),
		cmocka_unit_test(websockets),
		cmocka_unit_test(what_must_be_proven),
		cmocka_unit_test(what_qemu_refuses),
		cmocka_unit_test(only_a_missing_colon_is_refused_for_sure),
		cmocka_unit_test(a_range_is_room_for_two_websockets),
		cmocka_unit_test(a_refusal_shows_nothing_of_the_value),
		cmocka_unit_test(long_unix_paths_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
