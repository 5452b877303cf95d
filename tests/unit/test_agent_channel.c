/* SPDX-License-Identifier: MIT */
#include "supervise/agent_channel.h"

#include "pipeline_fixture.h"

#include <stdio.h>

struct found {
	char path[64];
};

static int look(struct qw_context *ctx, const struct qw_command *cmd)
{
	struct found *found = ctx->state;
	const char *path = agent_socket_of(cmd);
	snprintf(found->path, sizeof(found->path), "%s", path ? path : "none");
	return 0;
}

#define PORT "virtserialport,chardev=qga,name=org.qemu.guest_agent.0"

static void the_channel_is_found_by_its_name(void **state)
{
	(void)state;
	static const struct {
		const char *chardev, *device, *path;
	} rows[] = {
		{ "socket,path=/run/q a,server=on,wait=off,id=qga", PORT, "/run/q a" },
		{ "socket,path=a,,b,server=on,id=qga", PORT, "a,b" },
		{ "socket,path=/run/q,server,nowait,id=qga", PORT, "/run/q" },
		{ "socket,path=/run/q,id=qga,server=on",
		  "{\"driver\": \"virtserialport\", \"chardev\": \"qga\", "
		  "\"name\": \"org.qemu.guest_agent.0\"}",
		  "/run/q" },
		/* QEMU is the one that connects. */
		{ "socket,path=/run/q,id=qga", PORT, "none" },
		{ "socket,path=/run/q,id=qga,server=off", PORT, "none" },
		{ "socket,path=/run/q,id=qga,server=on,abstract=on", PORT, "none" },
		{ "socket,host=::1,port=1,id=qga,server=on", PORT, "none" },
		{ "socket,path=/run/q,id=other,server=on", PORT, "none" },
		{ "pipe,path=/run/q,id=qga", PORT, "none" },
		{ "socket,path=/run/q,id=qga,server=on",
		  "virtserialport,chardev=qga,name=com.redhat.spice.0", "none" },
		{ "socket,path=/run/q,id=qga,server=on", "virtserialport,chardev=qga", "none" },
		{ "socket,path=/run/q,id=qga,server=on",
		  "virtserialport,name=org.qemu.guest_agent.0", "none" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fixture f = { 0 };
		struct found found = { "not asked" };
		fixture_plugin(&f, "acme", (struct qw_plugin){ .check = look });
		f.plugins[0].state = &found;
		assert_int_equal(fixture_run(&f, LINE("-device", "virtserialport", "-chardev",
						      "null,id=x", "-chardev", rows[i].chardev,
						      "-device", rows[i].device)),
				 0);
		fixture_release(&f);
		if (strcmp(found.path, rows[i].path) != 0)
			fail_msg("row %zu: %s, not %s", i, found.path, rows[i].path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_channel_is_found_by_its_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
