/* SPDX-License-Identifier: MIT */
#include "inspect/difficult_lines.h"

#include <errno.h>
#include <string.h>

#define QEMU "qemu-system-x86_64"

/* As many words as somebody with many disks writes, and a value near what the kernel takes. */
enum { MOST_WORDS = 16, MANY_OPTIONS = 500, LONG_VALUE = 100000 };

enum growth { AS_IT_IS, MANY, LONG };

static const struct row {
	const char *about;
	const char *words[MOST_WORDS];
	enum growth growth;
} rows[] = {
	{ "nothing unusual",
	  { QEMU, "-machine", "q35", "-m", "1G", "-smp", "2", "-drive",
	    "file=disk.img,if=virtio,format=raw", "-netdev", "user,id=n0", "-device",
	    "virtio-net-pci,netdev=n0", "-vnc", "127.0.0.1:5901" } },
	{ "no arguments", { QEMU } },
	{ "an empty program name", { "", "-m", "1G" } },
	{ "empty words", { QEMU, "", "-m", "", "-vnc", "", "-drive", "", "-device", "" } },
	{ "an option that lacks its value", { QEMU, "-m", "1G", "-vnc" } },
	{ "an option as another one's value", { QEMU, "-m", "-vnc", ":1" } },
	{ "two dashes", { QEMU, "--m", "1G", "--vnc", ":1", "--machine", "pc" } },
	{ "odd words of dashes", { QEMU, "-", "--", "---m", "-", "-m", "1G" } },
	{ "other spellings",
	  { QEMU, "-M", "pc", "-display", "vnc=:1,password=on", "-enable-kvm" } },
	{ "disk images alone", { QEMU, "disk.img", "-hda", "a.img", "cdrom.iso", "-" } },
	{ "an option that no QEMU has",
	  { QEMU, "-no-such-option", ":1", "-vnc", ":2", "-m", "1G" } },
	{ "an option that no QEMU has at the end", { QEMU, "-m", "1G", "-vnc-to-be" } },
	{ "the same options again and again",
	  { QEMU, "-m", "1G", "-m", "2G", "-vnc", ":1", "-vnc", ":1,id=b", "-machine", "pc", "-M",
	    "q35" } },
	{ "several drives and devices",
	  { QEMU, "-drive", "file=a,id=a", "-drive", "file=b,id=a", "-device", "e1000,id=a",
	    "-device", "e1000,id=a", "-hda", "c" } },
	{ "JSON",
	  { QEMU, "-device", "{\"driver\":\"virtio-net-pci\",\"netdev\":\"n0\",\"mq\":true}",
	    "-blockdev",
	    "{\"driver\":\"qcow2\",\"node-name\":\"d0\",\"file\":{\"driver\":\"file\",\"filename\":"
	    "\"d\"}}",
	    "-object", "{\"qom-type\":\"rng-random\",\"id\":\"r0\"}" } },
	{ "JSON with repeats and escapes",
	  { QEMU, "-device",
	    "{\"driver\":\"a\",\"driver\":\"b\",\"\\u0041\\n\":null,\"x\":[1,{}]}" } },
	{ "JSON that is none",
	  { QEMU, "-device", "{\"driver\":", "-blockdev", "{", "-object", "{}" } },
	{ "JSON where there is none", { QEMU, "-m", "{\"size\":\"1G\"}", "-vnc", "{}" } },
	{ "deep JSON",
	  { QEMU, "-blockdev", "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}" } },
	{ "commas and equals signs",
	  { QEMU, "-drive", ",,,", "-device", "=,=", "-netdev", "user,,id=a,,b", "-machine", ",",
	    "-smp", "=", "-cpu", "host,+x,-y,,z" } },
	{ "repeated and empty properties",
	  { QEMU, "-drive", "id=a,id=b,file=,file=x,readonly,noformat,id", "-vnc",
	    ":1,to=,to=9" } },
	{ "numbers that are none",
	  { QEMU, "-m", "99999999999999999999999", "-smp", "-1", "-vnc", ":99999999999", "-m", "1Q",
	    "-smp", "0x", "-vnc", ":-1" } },
	{ "addresses of all kinds",
	  { QEMU, "-vnc", "unix:/run/vnc", "-vnc", "[::1]:5901", "-vnc", "none", "-vnc",
	    "0.0.0.0:1,websocket=on", "-spice", "port=5900", "-chardev", "socket,id=c,path=/x" } },
	{ "bytes that are no UTF-8",
	  { QEMU, "-name", "\xff\xfe\x80", "-drive", "file=\xc3", "\xc0\xaf" } },
	{ "control characters", { QEMU, "-name", "a\nb\tc\x1b[31m\x7f", "-append", "x\ry" } },
	{ "conversions of printf", { QEMU, "-name", "%s%n%1$s%*d", "-append", "%%%", "-m", "%d" } },
	{ "quotes and shell characters", { QEMU, "-append", "a 'b\" $(c) `d` \\", "-name", "'" } },
	{ "a very long value", { QEMU, "-m", "1G", "-append" }, LONG },
	{ "a very long word", { QEMU, "-m", "1G" }, LONG },
	{ "a thousand words", { QEMU, "-m", "1G", "-vnc", ":1" }, MANY },
	{ "-version", { QEMU, "-version" } },
	{ "-help", { QEMU, "-m", "1G", "-help" } },
	{ "a list to be printed", { QEMU, "-device", "help", "-machine", "help" } },
	{ "machine none, as programs ask", { QEMU, "-M", "none", "-nodefaults", "-qmp", "stdio" } },
	{ "-qtest", { QEMU, "-qtest", "unix:/x", "-machine", "pc,accel=qtest" } },
	{ "a guest that is to be moved in", { QEMU, "-incoming", "defer", "-S", "-preconfig" } },
	{ "-daemonize and the like",
	  { QEMU, "-daemonize", "-runas", "nobody", "-pidfile", "/run/x", "-sandbox", "on" } },
	{ "accelerators", { QEMU, "-machine", "accel=kvm:tcg", "-accel", "kvm", "-cpu", "host" } },
	{ "another machine",
	  { "qemu-system-aarch64", "-machine", "virt", "-cpu", "host", "-m", "1G" } },
	{ "another program's name", { "/usr/libexec/qemu-kvm", "-m", "1G", "-vnc", ":1" } },
	{ "descriptors", { QEMU, "-add-fd", "fd=30,set=2", "-netdev", "tap,id=t,fd=31" } },
	{ "settings of properties",
	  { QEMU, "-set", "device.a.b=c", "-global", "a.b=c", "-readconfig", "/x",
	    "-nodefaults" } },
	{ "libvirt's marks",
	  { QEMU, "-name", "guest=a,debug-threads=on", "-S", "-chardev",
	    "socket,id=charmonitor,fd=30,server=on,wait=off", "-mon",
	    "chardev=charmonitor,id=monitor,mode=control", "-nodefaults", "-vnc", "127.0.0.1:5901",
	    "-m", "size=1048576k", "-machine", "pc,accel=tcg" } },
	{ "Ganeti's marks",
	  { QEMU, "-pidfile", "/run/ganeti/kvm-hypervisor/pid/a", "-vnc", "127.0.0.1:5901" } },
};

size_t difficult_line_count(void)
{
	return sizeof(rows) / sizeof(rows[0]);
}

static int add_long(struct arena *arena, const char **words, size_t *count)
{
	char *value = arena_alloc(arena, LONG_VALUE + 1);
	if (!value)
		return -ENOMEM;
	memset(value, 'x', LONG_VALUE);
	words[(*count)++] = value;
	return 0;
}

static int add_many(struct arena *arena, const char **words, size_t *count)
{
	for (int i = 0; i < MANY_OPTIONS; i++) {
		const char *value = arena_printf(arena, "pcie-root-port,id=p%d,chassis=%d", i, i);
		if (!value)
			return -ENOMEM;
		words[(*count)++] = "-device";
		words[(*count)++] = value;
	}
	return 0;
}

int difficult_line(size_t index, struct arena *arena, struct difficult_line *ret_line)
{
	const struct row *row = &rows[index];
	size_t count = 0;
	const char **words = arena_array(arena, MOST_WORDS + 2 * MANY_OPTIONS + 1, sizeof(*words));
	if (!words)
		return -ENOMEM;
	while (count < MOST_WORDS && row->words[count]) {
		words[count] = row->words[count];
		count++;
	}
	int status = row->growth == LONG   ? add_long(arena, words, &count)
		     : row->growth == MANY ? add_many(arena, words, &count)
					   : 0;
	if (!status)
		*ret_line = (struct difficult_line){ row->about, words };
	return status;
}

const char *const *difficult_environment(void)
{
	static const char *const environment[] = { "PATH=/usr/local/bin:/usr/bin:/bin",
						   "HOME=/",
						   "A=1",
						   "A=2",
						   "EMPTY=",
						   "=C:=x",
						   "NO_EQUALS_SIGN",
						   "ODD=\xff\n%s",
						   NULL };
	return environment;
}
