/* SPDX-License-Identifier: MIT */
#include "command/redact.h"

#include "unit.h"

struct redaction_case {
	const char *option, *value, *expected;
};

static void assert_redacted(const struct redaction_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		const char *result = redact(cases[i].option, cases[i].value, &arena);
		assert_non_null(result);
		if (strcmp(result, cases[i].expected))
			fail_msg("-%s %s: %s, not %s", cases[i].option ? cases[i].option : "?",
				 cases[i].value, result, cases[i].expected);
	}
}

#define ASSERT_REDACTED(cases) assert_redacted((cases), sizeof(cases) / sizeof(*(cases)))

static void keys_of_secrets(void **state)
{
	(void)state;
	static const struct redaction_case cases[] = {
		{ "spice", "port=5900,password=pw,gl=on", "port=5900,password=***,gl=on" },
		{ "iscsi", "user=me,password=a,,b,timeout=3", "user=me,password=***,timeout=3" },
		{ "spice", "x509-key-file=/k,x509-key-password=pw",
		  "x509-key-file=/k,x509-key-password=***" },
		{ "drive", "file.driver=http,file.password=pw,if=none",
		  "file.driver=http,file.password=***,if=none" },
		{ "blockdev", "driver=https,node-name=a,cookie=x=y",
		  "driver=https,node-name=a,"
		  "cookie=***" },
		{ "device", "isa-applesmc,osk=ours(c)Inc", "isa-applesmc,osk=***" },
		{ "global", "isa-applesmc.osk=a,b,c", "isa-applesmc.osk=***" },
		{ "global", "driver=isa-applesmc,property=osk,value=a",
		  "driver=isa-applesmc,property=osk,value=***" },
		{ "set", "device.smc.osk=a,b", "device.smc.osk=***" },
		{ "set", "object.a.data=let,me in", "object.a.data=***" },
		{ "set", "object.a.password=let,me in", "object.a.password=***" },
		{ "set", "fw_cfg.a.string=let,me in", "fw_cfg.a.string=***" },
		{ "append", "quiet authkey=SEKRIT wg.privatekey=a psk=b c",
		  "quiet authkey=*** wg.privatekey=*** psk=*** c" },
		{ "plugin", "acme.so,api-token=a,PASSWD=b", "acme.so,api-token=***,PASSWD=***" },
		{ "append", "quiet password=a b token=\"c d\" e",
		  "quiet password=*** b token=*** e" },
		{ "fw_cfg", "name=opt/org.example,string={}", "name=opt/org.example,string=***" },
		{ "smbios", "type=11,value=io.systemd.credential:root=pw,value=a",
		  "type=11,value=***,value=***" },
		{ "smbios", "type=1,manufacturer=Acme,,Inc,serial=ds=nocloud;s=a,uuid=0",
		  "type=1,manufacturer=***,serial=***,uuid=0" },
		{ "smbios", "type=11,path=/a/b,file=/c", "type=11,path=/a/b,file=/c" },
	};
	ASSERT_REDACTED(cases);
}

static void tokens_and_words_of_programs(void **state)
{
	(void)state;
	static const struct redaction_case cases[] = {
		{ "drive", "file=https://me%40home@host/a,if=none",
		  "file=https://***@host/a,if=none" },
		{ "append", "url=http://ghp_x@host/a --x", "url=http://***@host/a --x" },
		{ "append", "inst.ks=git+https://t@host/a", "inst.ks=git+https://***@host/a" },
		{ NULL, "{\"a\":\"https:\\/\\/t@host\"}", "{\"a\":\"https:\\/\\/***@host\"}" },
		{ "append", "init=/x --password pw --next", "init=/x --password *** --next" },
		{ "append", "--api-token \t 'a b' c", "--api-token \t *** c" },
		{ NULL, "mount --pin 1234", "mount --pin ***" },
		{ "append", "--password", "--password" },
		{ "append", "--password=a b", "--password=*** b" },
		{ "device", "card,pin=1234,id=a", "card,pin=***,id=a" },
		{ "fw_cfg", "name=a,auth=Zm9v", "name=a,auth=***" },
		{ NULL, "{\"auths\":{\"host\":{\"auth\":\"Zm9v\"}}}",
		  "{\"auths\":{\"host\":{\"auth\":\"***\"}}}" },
	};
	ASSERT_REDACTED(cases);
}

static void methods_of_the_vnc_plugin_are_shown(void **state)
{
	(void)state;
	static const char *const shown[] = { "none", "password", "password-secret",
					     "sasl", "tls",      "tls+password" };
	CLEANUP_ARENA struct arena arena = { 0 };
	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++)
		assert_string_equal(redact_property(NULL, "auth", shown[i], &arena), shown[i]);
	assert_string_equal(redact_property(NULL, "auth", "tls+x", &arena), "***");
	assert_string_equal(redact_property("device", "auth", "none", &arena), "***");
	assert_string_equal(redact_property(NULL, "password", "none", &arena), "***");
}

static void secret_objects(void **state)
{
	(void)state;
	static const struct redaction_case cases[] = {
		{ "object", "secret,id=s0,data=letmein,format=raw",
		  "secret,id=s0,data=***,format=raw" },
		{ "object", "data=letmein,qom-type=secret,id=s0",
		  "data=***,qom-type=secret,id=s0" },
		{ "object", "{\"qom-type\":\"secret\",\"id\":\"s0\",\"data\":\"letmein\"}",
		  "{\"qom-type\":\"secret\",\"id\":\"s0\",\"data\":\"***\"}" },
		{ NULL, "-object secret,id=s0,data=letmein", "-object secret,id=s0,data=***" },
		{ NULL, "-set object.s0.data=letmein", "-set object.s0.data=***" },
		{ NULL, "-fw_cfg name=opt/a,string=letmein", "-fw_cfg name=opt/a,string=***" },
		{ NULL, "near -smbios type=1,serial=letmein: no",
		  "near -smbios type=1,serial=***" },
		{ NULL, "near -smbios\ttype=1,serial=letmein", "near -smbios\ttype=1,serial=***" },
		{ NULL, "type=11,value=io.systemd.credential:root=pw,value=a",
		  "type=11,value=io.systemd.credential:root=***,value=a" },
		{ NULL, "type=11,value=io.systemd.credential:motd=let me,,in,value=a",
		  "type=11,value=io.systemd.credential:motd=***,value=a" },
		{ NULL, "name=opt/io.systemd.credentials/root,string=letmein",
		  "name=opt/io.systemd.credentials/root,string=***" },
		{ "append", "systemd.set_credential=root:letmein quiet",
		  "systemd.set_credential=*** quiet" },
	};
	ASSERT_REDACTED(cases);
}

static void json_values(void **state)
{
	(void)state;
	static const struct redaction_case cases[] = {
		{ "blockdev", "{ \"password\" : \"a\\\"b,c\", \"n\": [{\"token\":1.5e3}]}",
		  "{ \"password\" : \"***\", \"n\": [{\"token\":\"***\"}]}" },
		{ "blockdev", "{'driver':'ssh','password':'it\"s'}",
		  "{'driver':'ssh','password':'***'}" },
		{ "blockdev", "{\"pass\\u0077ord\":\"a\"}", "{\"pass\\u0077ord\":\"***\"}" },
		{ "blockdev", "{\"url\":\"http:\\/\\/me:pw@host\\/\"}",
		  "{\"url\":\"http:\\/\\/me:***@host\\/\"}" },
		{ "blockdev", "{\"filename\":\"json:{\\\"key\\\":\\\"a\\\"}\",\"x\":1}",
		  "{\"filename\":\"json:{\\\"key\\\":\\\"***\\\"}\",\"x\":1}" },
		{ "blockdev", "{\"filename\":\"json:{\\\"key\\\":\\\"a\\\\\\\"b\\\"}\"}",
		  "{\"filename\":\"json:{\\\"key\\\":\\\"***\\\"}\"}" },
		{ "drive", "file=json:{\"driver\":\"rbd\",,\"key\":\"abc\"},if=none",
		  "file=json:{\"driver\":\"rbd\",,\"key\":\"***\"},if=none" },
		/* Malformed: what can't be told apart is taken for the secret. */
		{ "device", "{x,password=abc", "{x,password=***" },
		{ "device", "{\"a\":1} token=abc", "{\"a\":1} token=***" },
		{ NULL, "{a http://me:pw@host/", "{a http://me:***@host/" },
		{ NULL, "http://a,,token=abc,,:b@host/", "http://a,,token=******@host/" },
		{ "device", "{\"a token=abc\":1}", "{\"a token=***\":1}" },
		{ NULL, "\"osk\\\" token=abc \": b\"", "\"osk\\\" token=*** \": b\"" },
		{ "blockdev", "{\"password\":\"abc", "{\"password\":\"***" },
		{ "blockdev", "{\"password\":[\"abc\"],\"a\":1}", "{\"password\":\"***\"" },
		{ "drive", "file=json:{\"a\":1,\"key\":\"abc\"}",
		  "file=json:{\"a\":1,\"key\":\"***\"}" },
	};
	ASSERT_REDACTED(cases);
}

static void names_of_images(void **state)
{
	(void)state;
	static const struct redaction_case cases[] = {
		{ "drive", "file=https://me:p@w@host/a,if=none",
		  "file=https://me:***@host/a,if=none" },
		{ "cdrom", "ftp://me:pw@host/a,b.iso", "ftp://me:***@host/a,b.iso" },
		{ "hda", "iscsi://me%pw@host/iqn/1", "iscsi://me%***@host/iqn/1" },
		{ "image", "http://host/a?token=abc&b=c", "http://host/a?token=***&b=c" },
		{ "image", "https://host/a?sp=r&sig=ab%2Bc&se=9",
		  "https://host/a?sp=r&sig=***&se=9" },
		{ "cdrom", "ftp://me:p'w@host/a", "ftp://me:***@host/a" },
		{ "cdrom", "ftp://me:p\"<\\w@host/a", "ftp://me:***@host/a" },
		{ "blockdev", "{\"url\":\"ftp://me:p\\\"w@host/a\",\"b\":\"c@d\"}",
		  "{\"url\":\"ftp://me:***@host/a\",\"b\":\"c@d\"}" },
		{ NULL, "'ftp://host' or 'ftp://host':b@c", "'ftp://host' or 'ftp://host':b@c" },
		{ "append", "netroot=iscsi:me:pw:you:wp@10.0.0.1::3260::iqn quiet",
		  "netroot=iscsi:me:***@10.0.0.1::3260::iqn quiet" },
		{ "append", "netroot=iscsi:@10.0.0.1::::iqn a:b@c",
		  "netroot=iscsi:@10.0.0.1::::iqn a:b@c" },
		{ "drive", "file=rbd:pool/a:id=me:key=AQ\\:B==:mon_host=h\\:1",
		  "file=rbd:pool/a:id=me:key=***:mon_host=h\\:1" },
	};
	ASSERT_REDACTED(cases);
}

static void text_of_unknown_kind(void **state)
{
	(void)state;
	static const struct redaction_case cases[] = {
		{ NULL, "cannot open http://me:pw@host/: no",
		  "cannot open http://me:***@host/: no" },
		{ NULL, "VNC_PASSWORD=a b", "VNC_PASSWORD=***" },
		{ NULL, "VNC_PASSWORD=a b,c,d", "VNC_PASSWORD=***" },
		{ NULL, "password=a,b,id=c", "password=***,id=c" },
		{ NULL, "near \"password\": \"x\"", "near \"password\": \"***\"" },
		{ "-fork-option", "a=b,key=c", "a=b,key=***" },
		{ "-vnc-password", "letmein", "***" },
		{ NULL, "--password=letmein", "--password=***" },
	};
	ASSERT_REDACTED(cases);
}

static void one_property(void **state)
{
	(void)state;
	CLEANUP_ARENA struct arena arena = { 0 };
	const char *id = "id0";
	assert_string_equal(redact_property("spice", "password", "a,b c", &arena), "***");
	assert_string_equal(redact_property("object", "data", "a,b", &arena), "***");
	assert_string_equal(redact_property(NULL, "VNC_PASSWORD", "a b", &arena), "***");
	assert_string_equal(redact_property(NULL, "QEMU_ARGS", "-spice password=a", &arena),
			    "-spice password=***");
	assert_string_equal(redact_property("drive", "file", "http://me:pw@host/a,b", &arena),
			    "http://me:***@host/a,b");
	assert_string_equal(redact_property("blockdev", "file", "{\"key\":\"a\"}", &arena),
			    "{\"key\":\"***\"}");
	assert_ptr_equal(redact_property("vnc", "password-secret", id, &arena), id);
	assert_ptr_equal(redact_property("acpitable", "data", id, &arena), id);
}

/* The very same string: nothing was copied. */
static void everything_else_is_untouched(void **state)
{
	(void)state;
	static const struct redaction_case cases[] = {
		{ "vnc", ":0,password=on,password-secret=id0,tls-creds=t", NULL },
		{ "vnc", ":0,password,sasl", NULL },
		{ "vnc", ":0,password=off", NULL },
		{ "drive", "file=a,key-secret=id0,file.password-secret=id1", NULL },
		{ "object", "tls-creds-x509,id=a,passwordid=b,dir=/etc", NULL },
		{ "object", "secret,id=a,file=/run/key.aes,format=raw", NULL },
		{ "acpitable", "data=a:b", NULL },
		{ "set", "drive.object.data=a", NULL },
		{ "set", "object.data=a", NULL },
		{ "set", "object.a.mydata=a", NULL },
		{ "machine", "s390-ccw-virtio,aes-key-wrap=on,dea-key-wrap=off", NULL },
		{ "fw_cfg", "name=opt/ovmf/X-PciMmio64Mb,string=65536", NULL },
		{ "drive", "file=ssh://me@host:22/a?host_key_check=no,if=none", NULL },
		{ "blockdev", "{\"driver\":\"luks\",\"key-secret\":\"a\",\"password\":null}",
		  NULL },
		{ "drive", "file=sftp://me@host/a,if=none", NULL },
		{ "drive", "file=https://@host/a@b,if=none", NULL },
		{ "append", "init=/x --password --key -- --user me --keys a", NULL },
		{ "append", "-password a --passwordless b x--y c", NULL },
		{ "device", "a,pins=2,vcpu-pin=3,auth=on", NULL },
		{ "name", "guest=a b,,c,process=\xff", NULL },
		{ "append", "root=/dev/sda1 console=ttyS0,115200 keymap=de", NULL },
		{ "netdev", "user,id=n0,hostfwd=tcp:127.0.0.1:22-:22", NULL },
		{ NULL, "", NULL },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		assert_ptr_equal(redact(cases[i].option, cases[i].value, &arena), cases[i].value);
	}
}

/* 128 KiB of what makes a careless scanner slow or lose its way. */
static void large_and_hostile_values(void **state)
{
	(void)state;
	static const char *const pieces[] = {
		"\\",          "\"",        "\\\"",   "'\"",      ":",         "a=", "json:{",
		"http://a:b@", "http://a@", "--key ", "\"key\":", "password=", "{"
	};
	static char value[131072];
	size_t size = sizeof(value) / one_in();
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		size_t length = strlen(pieces[i]);
		for (size_t at = 0; at < size - 1; at++)
			value[at] = pieces[i][at % length];
		assert_non_null(redact("drive", value, &arena));
		assert_non_null(redact(NULL, value, &arena));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_of_secrets),
		cmocka_unit_test(tokens_and_words_of_programs),
		cmocka_unit_test(methods_of_the_vnc_plugin_are_shown),
		cmocka_unit_test(secret_objects),
		cmocka_unit_test(json_values),
		cmocka_unit_test(names_of_images),
		cmocka_unit_test(text_of_unknown_kind),
		cmocka_unit_test(one_property),
		cmocka_unit_test(everything_else_is_untouched),
		cmocka_unit_test(large_and_hostile_values),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
