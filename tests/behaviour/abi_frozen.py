# SPDX-License-Identifier: MIT
"""Plugins of every frozen version of the interface go on working: the sample plugin of each, built
with that version's headers alone, is loaded by this program and must say word for word what it said
when it was frozen, and QEMU must get what it got then. The same on hosts that are older: this
program with a table of functions as short as theirs.

With QW_WRITE_EXPECTED=1 what today's sample says is written to tests/abi/sample/expected."""

import difflib
import os
import re
import struct
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "abi"))

from abi_support import FROZEN, INCLUDE, SAMPLE, SOURCE  # noqa: E402
from declarations import Header, member_name, number, read_frozen  # noqa: E402
from hooks_support import BUILD, NAME, REFUSED, HookCase, argv_of, env_of  # noqa: E402

LINE = ("-M", "q35", "-m", "1G", "-device", "e1000,id=n0,mac=52:54:00:00:00:01,bootindex=7",
        "-device", '{"driver":"e1000","id":"n1"}', "-vnc", ":1", "-name", "guest", "disk.img")
POINTER = struct.calcsize("P")

# What older hosts make sample plugins say: (line that is expected of today's, instead). Not what is
# asked of a function that they have, as by qw_process(): there the functions are today's.
REDACTED = ("check: redacted port=1,password=***, property 2G, of a variable password=***",
            "check: redacted port=1,password=***, property ***, of a variable ***")
OLDER = {"0.1": [REDACTED], "0.2": [], "0.3": [], "0.4": []}


def folder_of(version):
    return SAMPLE if version == "today" else os.path.join(FROZEN, version)


def expected_of(version):
    with open(os.path.join(folder_of(version), "expected"), encoding="utf-8") as file:
        return file.read()


class OlderHost:
    """A copy of this program whose table of functions is that of an older version: it says so, and
    what is newer points to where no code is."""

    def __init__(self, program, header):
        with open(program, "rb") as file:
            self.data = bytearray(file.read())
        symbols = subprocess.run(["nm", program], capture_output=True, text=True, check=True).stdout
        self.table = int(re.search(r"^([0-9a-f]+) \w host_services$", symbols, flags=re.M)[1], 16)
        today = Header(INCLUDE)
        self.size = self.size_of(header)
        self.cut_off = 0
        self.write(self.table, struct.pack("=II", self.size_of(today), today.minor),
                   struct.pack("=II", self.size, header.minor))
        self.unlink(self.table + self.size, self.table + self.size_of(today))

    @staticmethod
    def size_of(header):
        members = [member_name(member) for member in header.structs["qw_host"]]
        return 8 + POINTER * (len(members) - 2)

    def section(self, name):
        """Offset in the file, address and size of a section."""
        (shoff,) = struct.unpack_from("=Q", self.data, 40)
        _, count, names = struct.unpack_from("=HHH", self.data, 58)
        headers = [struct.unpack_from("=IIQQQQIIQQ", self.data, shoff + 64 * i)
                   for i in range(count)]
        base = headers[names][4]
        for header in headers:
            end = self.data.index(b"\0", base + header[0])
            if self.data[base + header[0]:end] == name:
                return header[4], header[3], header[5]
        raise AssertionError("no section %r" % name)

    def write(self, address, old, new):
        offset, start, size = self.section(b".data.rel.ro")
        if not start <= address < start + size:
            raise AssertionError("the table is not in .data.rel.ro")
        at = offset + address - start
        if self.data[at:at + len(old)] != old:
            raise AssertionError("the table doesn't begin with its size and version")
        self.data[at:at + len(new)] = new

    def unlink(self, first, last):
        """Relocations of these addresses lead to the start of the file, which is no code."""
        offset, _, size = self.section(b".rela.dyn")
        for at in range(offset, offset + size, 24):
            (address,) = struct.unpack_from("=Q", self.data, at)
            if first <= address < last:
                struct.pack_into("=q", self.data, at + 16, 0)
                self.cut_off += 1
        if self.cut_off != (last - first) // 8:
            raise AssertionError("relocations of the table were not found")


class Frozen(HookCase):
    def use(self, version, more=""):
        built = os.path.join(BUILD, "tests", "abi", "sample-%s.so" % version)
        with open(built, "rb") as file:
            self.place.write("plugins/sample.so", file.read())
        self.select("sample", more="[sample]\nan-int = 5\na-list = one\na-list = two words\n" + more)

    def normal(self, text):
        return text.replace(self.place.root, "@")

    def told(self, title, run, words):
        """One launch as text: what the plugin was told, what people saw, what QEMU got."""
        lines = ["== %s: %s" % (title, " ".join(words)), *self.trace()]
        # Of what people see only the plugin's own words: the rest is no part of the interface.
        lines += ["message: " + re.sub(r".*?(note 2|100%|refused in)", r"...\1", line, count=1)
                  for line in run.text.splitlines() if "sample" in line]
        lines.append("status: %s" % run.status)
        if run.state:
            lines += ["QEMU: " + word for word in argv_of(run)[1:]]
            lines += ["variable: " + entry for entry in env_of(run)
                      if entry.startswith("QW_SAMPLE")]
            fd = re.search(r"fd=(\d+)", " ".join(argv_of(run)))
            if fd:
                lines.append("descriptor: %s" % run.state["fd.%s.target" % fd[1]][0])
        return self.normal("\n".join(lines)) + "\n"

    def report(self):
        gone = {"QW_SAMPLE_GONE": "x"}
        text = self.told("starts", self.run_it(*LINE, **gone), LINE)
        text += self.told("prints", self.run_it("-version"), ["-version"])
        for hook in ("rewrite", "check"):
            run = self.run_it(*LINE, QEMU_WRAPPER_SAMPLE_REFUSE=hook)
            self.assertIsNone(run.state, "QEMU was started")
            text += self.told("refused in " + hook, run, LINE)
        run = self.run_it("-version", QEMU_WRAPPER_REAL=self.place.path("nothing"))
        return text + self.told("can't be executed", run, ["-version"])

    def assert_same(self, expected, got, what):
        if expected != got:
            self.fail(what + "\n" + "".join(difflib.unified_diff(
                expected.splitlines(True), got.splitlines(True), "expected", "got", n=1)))

    def test_56_samples_of_every_version_behave_as_they_did(self):
        if os.environ.get("QW_WRITE_EXPECTED"):
            self.use("today")
            with open(os.path.join(SAMPLE, "expected"), "w", encoding="utf-8") as file:
                file.write(self.report())
        for version in [*read_frozen(SOURCE), "today"]:
            with self.subTest(version=version):
                self.use(version)
                self.assert_same(expected_of(version), self.report(), "sample " + version)

    def test_56_each_sample_is_of_its_version(self):
        """What is loaded was really built with those headers."""
        for version in read_frozen(SOURCE):
            with open(os.path.join(BUILD, "tests", "abi", "sample-%s.so" % version), "rb") as file:
                data = file.read()
            note = struct.pack("=III13s3xII", 13, 8, 1, b"qemu-wrapper", *number(version))
            self.assertEqual(data.count(note), 1, version)

    def older_host(self, header):
        """The drop-in becomes an older host."""
        os.makedirs(self.place.path("older"), exist_ok=True)
        program = self.place.path("older", NAME)
        host = OlderHost(self.place.tool, header)
        with open(program, "wb") as file:
            file.write(host.data)
        os.chmod(program, 0o755)
        self.place.dropin = program
        return host

    @unittest.skipUnless(POINTER == 8 and sys.byteorder == "little", "patches 64-bit programs")
    def test_56_newer_samples_on_older_hosts(self):
        versions = read_frozen(SOURCE)
        for host, header in versions.items():
            if header.minor >= Header(INCLUDE).minor:
                continue
            self.older_host(header)
            for version in [*versions, "today"]:
                with self.subTest(host=host, version=version):
                    self.use(version)
                    expected = expected_of(version)
                    for today, then in OLDER[host]:
                        expected = expected.replace(today, then)
                    self.assert_same(expected, self.report(), "%s on %s" % (version, host))

    @unittest.skipUnless(POINTER == 8 and sys.byteorder == "little", "patches 64-bit programs")
    def test_56_older_hosts_are_really_older(self):
        """They say so, and who calls what they lack is noticed."""
        host = self.older_host(read_frozen(SOURCE)["0.1"])
        self.assertGreater(host.cut_off, 0)
        self.use("today")
        with open(self.place.path("older", NAME), "r+b") as file:
            offset, start, _ = host.section(b".data.rel.ro")
            file.seek(offset + host.table - start)
            self.assertEqual(struct.unpack("=II", file.read(8)), (host.size, 1))
            file.seek(-8, os.SEEK_CUR)
            file.write(struct.pack("=I", 4096))
        run = self.run_it(*LINE)
        self.assertTrue(run.signal or run.status == REFUSED, run.report)
        self.assertIsNone(run.state, "QEMU was started")


if __name__ == "__main__":
    unittest.main()
