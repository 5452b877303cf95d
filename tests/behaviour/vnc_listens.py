# SPDX-License-Identifier: MIT
"""A real QEMU behind the drop-in name listens where `explain` said it would.

Runs in a network namespace of its own, so that no port is taken and nobody else can connect.
"""

import collections
import contextlib
import os
import re
import socket
import struct
import subprocess
import unittest

from vnc_guest import MACHINE, QEMU, RealGuest, in_a_network_of_its_own
from vnc_support import SPELLINGS, TIME_LIMIT, VncCase, server

SPELLINGS_IN_TURN = collections.deque(SPELLINGS)

setUpModule = in_a_network_of_its_own


def qemu_version():
    done = subprocess.run([QEMU, "--version"], capture_output=True, text=True, check=True)
    return tuple(int(n) for n in re.search(r"version (\d+)\.(\d+)", done.stdout).groups())


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def tcp_listeners(inodes, table, family):
    found = set()
    with open(table, encoding="ascii") as file:
        for line in file.readlines()[1:]:
            fields = line.split()
            if fields[3] != "0A" or fields[9] not in inodes:
                continue
            address, port = fields[1].split(":")
            words = [address[i : i + 8] for i in range(0, len(address), 8)]
            raw = b"".join(struct.pack("=I", int(word, 16)) for word in words)
            found.add((socket.inet_ntop(family, raw), int(port, 16)))
    return found


def listeners(pid):
    """What the process listens on: (address, port) pairs, and paths of unix sockets."""
    inodes = set()
    for name in os.listdir("/proc/%d/fd" % pid):
        with contextlib.suppress(OSError):
            match = re.match(r"socket:\[(\d+)\]", os.readlink("/proc/%d/fd/%s" % (pid, name)))
            if match:
                inodes.add(match[1])
    found = tcp_listeners(inodes, "/proc/net/tcp", socket.AF_INET)
    found |= tcp_listeners(inodes, "/proc/net/tcp6", socket.AF_INET6)
    with open("/proc/net/unix", encoding="utf-8") as file:
        for line in file.readlines()[1:]:
            fields = line.split(maxsplit=7)
            accepts = int(fields[3], 16) & 0x10000
            if accepts and fields[6] in inodes:
                found.add(fields[7].rstrip("\n"))
    return found


def addresses(host, port):
    """The sockets that a host of the facts stands for."""
    if host == "*":
        return {("0.0.0.0", port), ("::", port)}
    found = socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM, 0, socket.AI_PASSIVE)
    return {(entry[4][0].split("%")[0], port) for entry in found}


def announced(endpoints):
    """The listeners that the facts tell, in the form of listeners()."""
    found = set()
    for endpoint in endpoints:
        if endpoint["kind"] == "tcp":
            found |= addresses(endpoint["host"], endpoint["port"])
        if endpoint["kind"] in ("unix", "websocket") and endpoint["path"] is not None:
            found.add(endpoint["path"])
        if endpoint["websocket"] is not None:
            found |= addresses(endpoint["websocket_host"], endpoint["websocket"])
    return found


class Guest(RealGuest):
    """Once stopped, `listens` is what it listened on; None: it refused."""

    listens = None

    def stop(self):
        """Lets it start, looks at its sockets, ends it; its standard error."""
        if self.starts():
            self.listens = listeners(self.process.pid)
        return self.end()


A = "127.0.0.1"
SAME = None
ALL = ("0.0.0.0", "::")


def on(port, *hosts):
    return {(host, port) for host in hosts or (A,)}


REFUSED_NUMBER = "can't convert to a number"
NO_PORT = "no vnc port specified"

# Value, what it becomes, and the listeners or a part of QEMU's message.
FACTS = (
    (":7", SAME, on(5907, *ALL)),
    (A + ":7", SAME, on(5907)),
    ("0.0.0.0:7", SAME, on(5907, "0.0.0.0")),
    ("0:7", SAME, on(5907, "0.0.0.0")),
    ("*:7", SAME, on(5907, *ALL)),
    ("127.1:7", SAME, on(5907)),
    ("2130706433:7", SAME, on(5907)),
    ("0x7f000001:7", SAME, on(5907)),
    ("[::1]:7", SAME, on(5907, "::1")),
    ("::1:7", SAME, on(5907, "::1")),
    ("[::]:7", SAME, on(5907, "::")),
    ("[127.0.0.1]:7", SAME, on(5907)),
    (":0", SAME, on(5900, *ALL)),
    (A + ":", SAME, "vnc port cannot be empty"),
    (":", SAME, "vnc port cannot be empty"),
    ("", SAME, set()),
    ("none", SAME, set()),
    ("none,to=5", SAME, set()),
    ("NONE", SAME, NO_PORT),
    ("none:0", SAME, "address resolution failed for none:5900"),
    (A + ":-1", SAME, REFUSED_NUMBER),
    (A + ":+7", SAME, on(5907)),
    (A + ": 7", SAME, on(5907)),
    (A + ":07", SAME, on(5907)),
    (A + ":0x7", SAME, REFUSED_NUMBER),
    (A + ":7 ", SAME, REFUSED_NUMBER),
    (A + ":7.0", SAME, REFUSED_NUMBER),
    (A + ":7/8", SAME, REFUSED_NUMBER),
    (A + ":59635", SAME, on(65535)),
    (A + ":59636", SAME, "out of range"),
    (A + ":65536", SAME, "out of range"),
    (A + ":99999999999999999999", SAME, REFUSED_NUMBER),
    ("vnc=" + A + ":7", SAME, on(5907)),
    ("display=" + A + ":7", SAME, "not found"),
    ("unix:a.sock", SAME, {"a.sock"}),
    ("unix:@abs", SAME, {"@abs"}),
    ("unix:5", SAME, {"5"}),
    ("unix", SAME, NO_PORT),
    ("UNIX:/tmp/a.sock", SAME, REFUSED_NUMBER),
    ("unix:/no/such/x", SAME, "No such file or directory"),
    ("unix:a,,b.sock", SAME, {"a,b.sock"}),
    ("unix:a.sock,to=9", SAME, "Port range not support"),
    ("unix:a.sock,websocket=on", SAME, {"a.sock"} | on(5700, *ALL)),
    ("unix:a.sock,websocket=5777", SAME, {"a.sock"} | on(5777, *ALL)),
    (A + ":7,websocket", SAME, on(5907) | on(5707)),
    (A + ":7,websocket=on", SAME, on(5907) | on(5707)),
    (A + ":7,websocket=", SAME, on(5907) | on(5707)),
    (A + ":7,websocket=5780", SAME, on(5907) | on(5780)),
    (A + ":7,websocket=:5780", SAME, on(5907) | on(5780)),
    (A + ":7,websocket=127.0.0.2:5780", SAME, on(5907) | on(5780, "127.0.0.2")),
    (A + ":7,websocket=70000", SAME, on(5907) | on(4464)),
    (A + ":7,websocket=off", SAME, "address resolution failed for 127.0.0.1:off"),
    (A + ":7,websocket=5780,websocket=5781", SAME, on(5907) | on(5780) | on(5781)),
    (A + ":7,websocket=on,to=9", SAME, on(5907) | on(5707)),
    ("websocket=on,vnc=" + A + ":7", SAME, on(5907) | on(5707)),
    ("none,websocket=5780", SAME, set()),
    ("websocket=5780", SAME, set()),
    (A + ":7,vnc=" + A + ":8", SAME, on(5907) | on(5908)),
    (A + ":7,vnc=127.0.0.2:8,websocket=5790", SAME,
     on(5907) | on(5908, "127.0.0.2") | on(5790, *ALL)),
    (A + ":7,vnc=:8,websocket=on", SAME, "explicit websocket port is required"),
    ("none,vnc=" + A + ":8", SAME, NO_PORT),
    (A + ":8,vnc=none", SAME, set()),
    (A + ":7,to=9", SAME, on(5907)),
    (A + ":7,to=3", SAME, "Failed to create a socket"),
    (A + ":7,to=-1", SAME, "Failed to create a socket"),
    (A + ":7,to=x", SAME, "Parameter 'to' expects a number"),
    (":7,ipv4=on", SAME, on(5907, "0.0.0.0")),
    (":7,ipv4", SAME, on(5907, "0.0.0.0")),
    (":7,noipv6", SAME, on(5907, "0.0.0.0")),
    (":7,ipv6=on", SAME, on(5907, "::")),
    (":7,ipv4=off", SAME, on(5907, "::")),
    (":7,ipv4=on,ipv6=on", SAME, on(5907, "::")),
    (":7,ipv4=off,ipv6=off", SAME, "Cannot disable IPv4 and IPv6"),
    (A + ":7,ipv6=on", SAME, "address resolution failed"),
    (A + ":1,reverse=on", SAME, "Failed to connect to '127.0.0.1:1'"),
    ("localhost:5901,reverse=on,websocket=on", SAME, "Cannot use websockets in reverse mode"),
    (A + ":7,password", SAME, on(5907)),
    (A + ":7,password=on", SAME, on(5907)),
    (A + ":7,nopassword", SAME, on(5907)),
    ("password,vnc=" + A + ":7", SAME, NO_PORT),
    (A + ":7,password=secret", SAME, "Parameter 'password' expects"),
    (A + ":7,,x", SAME, REFUSED_NUMBER),
    (A + ":7,,", SAME, REFUSED_NUMBER),
    (A + ":7,", SAME, on(5907)),
    (",to=5", SAME, NO_PORT),
    ('{"vnc":"127.0.0.1:7"}', SAME, REFUSED_NUMBER),
)  # fmt: skip

# Rows for HOST, of which HOSTS gives three; %s is the host as it stands before a colon.
PER_HOST = (
    ("%s:7", SAME, 5907),
    ("%s:5907", "%s:7", 5907),
    ("%s:5999", "%s:99", 5999),
    ("%s:5901,to=5910", "%s:1,to=10", 5901),
    ("%s:6000", SAME, 11900),
    ("%s::5907", "%s:7", 5907),
    ("%s::6000", "%s:100", 6000),
    ("%s::65535", "%s:59635", 65535),
    ("%s", "%s:0", 5900),
    ("%s:auto", "%s:0,to=99", 5900),
    ("%s:auto,to=5", "%s:0,to=5", 5900),
    ("vnc=%s:5901,lossy=on", "vnc=%s:1,lossy=on", 5901),
)


def resolves(name):
    try:
        return bool(socket.getaddrinfo(name, None))
    except socket.gaierror:
        return False


# A machine without /etc/hosts knows no name.
HOSTS = (A, "[::1]", *filter(resolves, ["localhost"]))

OTHER_ROWS = (
    ("::1:5907", "::1:7", on(5907, "::1")),
    (":::5907", ":::7", on(5907, "::")),
    ("::1", "[::1]:0", on(5900, "::1")),
    (":5907", ":7", on(5907, *ALL)),
    ("*:5907", "*:7", on(5907, *ALL)),
    ("0:5907", "0:7", on(5907, "0.0.0.0")),
    ("127.1:5907", "127.1:7", on(5907)),
    ("1", A + ":1", on(5901)),
    ("7", A + ":7", on(5907)),
    ("5901", A + ":1", on(5901)),
    ("::5901", A + ":1", on(5901)),
    ("::6000", A + ":100", on(6000)),
    (":auto", ":0,to=99", on(5900, *ALL)),
    (A + ":+5907", A + ":7", on(5907)),
    (A + ":5901,websocket=on", A + ":1,websocket=on", on(5901) | on(5701)),
    (A + ":5901,vnc=[::1]:5902", A + ":1,vnc=[::1]:2", on(5901) | on(5902, "::1")),
)  # fmt: skip

REFUSED = ("127.0.0.1::80", "[::1]::65536", "localhost::5899", "::80", "6000", "2001:db8::5901")


class Listens(VncCase):
    def variables(self, **more):
        return super().variables(
            **{"QEMU_WRAPPER_REAL": QEMU, "TMPDIR": self.place.path("work"), **more}
        )

    def start(self, words, **variables):
        return Guest(
            self.place.dropin, words, self.variables(**variables), self.place.path("work")
        )

    def assert_plan(self, plan, meant):
        self.assertIsNone(plan["refused"])
        self.assertEqual(plan["argv"][1 + len(MACHINE) :], meant)

    def assert_becomes(self, words, meant):
        self.assert_plan(self.explain([*MACHINE, *words]), meant)

    def assert_listens(self, words, meant, outcome, **variables):
        """`meant` is what QEMU shall get, `outcome` the listeners or a part of QEMU's message."""
        guest = self.start(words, **variables)
        try:
            plan = self.explain([*MACHINE, *words], **variables)
        finally:
            stderr = guest.stop()
        self.assert_plan(plan, meant)
        if isinstance(outcome, str):
            self.assertIsNone(guest.listens, words)
            self.assertIn(outcome, stderr)
            return
        self.assertEqual(guest.listens, outcome, stderr)
        endpoints = [fact["value"] for fact in plan["facts"] if fact["key"] == "endpoint"]
        self.assertEqual(announced(endpoints), outcome)

    def assert_value_listens(self, value, meant, outcome):
        """QEMU is started with one spelling, and with the next one for the next value: all three
        are one option to it. What it would get is the same for all."""
        SPELLINGS_IN_TURN.rotate()
        for spelling in SPELLINGS:
            with self.subTest(spelling=spelling, value=value):
                becomes = server(spelling, value if meant is SAME else meant)
                if spelling != SPELLINGS_IN_TURN[0]:
                    self.assert_becomes(server(spelling, value), becomes)
                    continue
                for name in os.listdir(self.place.path("work")):
                    os.unlink(self.place.path("work", name))
                self.assert_listens(server(spelling, value), becomes, outcome)

    def test_every_form_of_an_address(self):
        for value, meant, outcome in FACTS:
            if has_ipv6() or "::" not in str(outcome):
                self.assert_value_listens(value, meant, outcome)

    def test_what_changed_between_versions(self):
        version = qemu_version()
        acl = "Invalid parameter 'acl'" if version >= (6, 0) else on(5907)
        self.assert_value_listens(A + ":7,acl=on", SAME, acl)
        tls = "Invalid parameter 'tls'" if version > (3, 0) else on(5907)
        self.assert_value_listens(A + ":7,tls", SAME, tls)
        unix = on(5907) | {"w.sock"} if version >= (9, 1) else "UNIX sockets not supported"
        self.assert_value_listens(A + ":7,websocket=unix:w.sock", SAME, unix)

    def test_ports_become_displays_for_every_kind_of_host(self):
        for host in HOSTS:
            for value, meant, port in PER_HOST:
                listen = addresses(host.strip("[]"), port)
                becomes = SAME if meant is SAME else meant % host
                if has_ipv6() or "::" not in str(listen):
                    self.assert_value_listens(value % host, becomes, listen)

    def test_values_without_a_plain_host(self):
        for value, meant, outcome in OTHER_ROWS:
            if has_ipv6() or "::" not in str(outcome):
                self.assert_value_listens(value, meant, outcome)

    def test_a_service_has_its_port(self):
        try:
            port = socket.getservbyname("http-alt", "tcp")
        except OSError:
            self.skipTest("no service http-alt")
        self.assert_value_listens(A + ":7,websocket=http-alt", SAME, on(5907) | on(port))

    def test_refused_values_start_nothing(self):
        for spelling in SPELLINGS:
            for value in REFUSED:
                with self.subTest(spelling=spelling, value=value):
                    guest = self.start(server(spelling, value))
                    stderr = guest.stop()
                    self.assertIsNone(guest.listens, value)
                    self.assertEqual(guest.process.returncode, 125, stderr)

    def test_several_servers(self):
        for words, meant, outcome in (
            (["-vnc", A + ":7", "-vnc", A + ":8"], SAME, on(5907) | on(5908)),
            (["-vnc", A + ":7", "-vnc", A + ":7"], SAME, "Failed to find an available port"),
            (["-vnc", "none", "-vnc", A + ":8"], SAME, on(5908)),
            (["-display", "none"], SAME, set()),
            (["-vnc", A + ":5907", "-display", "vnc=" + A + ":5908"],
             ["-vnc", A + ":7", "-display", "vnc=" + A + ":8"], on(5907) | on(5908)),
        ):  # fmt: skip
            with self.subTest(words=words):
                self.assert_listens(words, words if meant is SAME else meant, outcome)

    def test_a_random_websocket_port(self):
        words = ["-vnc", A + ":7,websocket=0"]
        guest = self.start(words)
        guest.stop()
        ports = sorted(port for host, port in guest.listens if host == A)
        self.assertEqual(len(ports), 2)
        self.assertIn(5907, ports)
        self.assertEqual(self.endpoints([*MACHINE, *words])[0]["websocket"], 0)

    def test_a_random_unix_socket(self):
        guest = self.start(["-vnc", "unix:"])
        guest.stop()
        self.assertEqual(len(guest.listens), 1)
        self.assertRegex(next(iter(guest.listens)), "/qemu-socket-")
        endpoint = self.endpoints([*MACHINE, "-vnc", "unix:"])[0]
        self.assertEqual(endpoint["kind"], "unix")

    def test_a_taken_port_moves_within_the_range(self):
        with socket.socket() as taken:
            taken.bind((A, 5901))
            taken.listen()
            for value in (A + ":5901,to=5903", "5901,to=5903"):
                words = ["-vnc", value]
                guest = self.start(words)
                guest.stop()
                self.assertEqual(guest.listens, on(5902))
                endpoint = self.endpoints([*MACHINE, *words])[0]
                self.assertEqual((endpoint["port"], endpoint["to_port"]), (5901, 5903))

    def test_reverse_connects_to_the_port_as_written(self):
        for spelling in SPELLINGS:
            with self.subTest(spelling=spelling), socket.socket() as viewer:
                viewer.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                viewer.bind((A, 5907))
                viewer.listen()
                viewer.settimeout(TIME_LIMIT)
                guest = self.start(server(spelling, A + ":5907,reverse=on"))
                connection, _ = viewer.accept()
                connection.close()
                stderr = guest.stop()
                self.assertEqual(guest.listens, set(), stderr)

    def test_the_options_of_the_plugin(self):
        on_all = {"QEMU_WRAPPER_VNC_BIND": A, "QEMU_WRAPPER_VNC_WEBSOCKET": "on"}
        self.assert_listens(
            ["-vnc", ":5901"], ["-vnc", A + ":1,websocket=on"], on(5901) | on(5701), **on_all
        )
        self.assert_listens(
            ["-vnc", A + ":5901"], ["-vnc", A + ":5901"], on(11801),
            QEMU_WRAPPER_VNC_RAW_PORTS="never",
        )  # fmt: skip

    def test_words_of_qemu_args(self):
        self.assert_listens(
            [], ["-vnc", A + ":7"], on(5907), QEMU_ARGS="-vnc " + A + ":5907"
        )  # fmt: skip


if __name__ == "__main__":
    unittest.main()
