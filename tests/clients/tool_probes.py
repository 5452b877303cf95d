# SPDX-License-Identifier: MIT
"""What tools ask QEMU before they start anything, and how they read the answer: Packer, quickemu,
Lima, Proxmox, virtme-ng, systemd-vmspawn, QEMU's own qtests and iotests. The bytes are QEMU's, and
the pattern of each tool finds in them what it looks for."""

import os
import re
import signal
import subprocess

import world
from client_support import GUEST, TIME_LIMIT, ClientCase, Qmp, seen

# Tool, words, whether it reads both streams as one, and the pattern by which it reads them.
PROBES = (
    ("packer", ["-version"], False, r"[\.0-9]+"),
    ("quickemu", ["-device", "help"], True, r'name "virtio-vga-gl"|name "virtio-vga"'),
    ("quickemu", ["-display", "help"], True, r"(?m)^none$"),
    ("quickemu", ["-chardev", "help"], True, r"(?m)^ *socket$"),
    ("lima", ["--version"], False, r"^QEMU emulator version (\d+\.\d+\.\d+)"),
    ("lima", ["-M", "none", "-accel", "help"], False, r"(?m)^tcg$"),
    ("lima", ["-M", "none", "-netdev", "help"], False, r"(?m)^user$"),
    ("lima", ["-machine", "help"], False, r"(?m)^q35 "),
    ("lima", ["-cpu", "help", "-machine", "q35"], False, r"(?m)^(x86| ) max "),
    ("proxmox", ["--version"], False, r"^QEMU( PC)? emulator version (\d+\.\d+(\.\d+)?)"),
    ("proxmox", ["-cpu", "help"], False, r"Recognized CPUID flags"),
    ("virtme-ng", ["--version"], False, r"version (\d+)\.(\d+)"),
    ("vmspawn", ["-M", "none", "-display", "none", "-device", "help"], True, r'"vhost-vsock-'),
    ("libguestfs", ["-display", "none", "-machine", "accel=kvm:tcg", "-device", "?"], True, "virtio"),
    ("vagrant", ["-machine", "q35,help"], False, "(?m)^  acpi="),
    ("runqemu", ["-h"], False, r"(?m)^-netdev user,id=str"),
)


class ToolProbes(ClientCase):
    def probe(self, kind, words, together):
        stderr = subprocess.STDOUT if together else subprocess.PIPE
        status, out, err = self.answer(kind, words, stderr=stderr)
        return {"status": status, "out": out, "err": err}

    def test_answers(self):
        for tool, words, together, pattern in PROBES:
            with self.subTest(tool=tool, words=words):
                found = self.assert_same(self.probe, words=words, together=together)
                self.assertEqual(found["status"], "0")
                self.assertRegex(found["out"], pattern)

    def test_packer_reads_the_version(self):
        """The first number on standard output is the version; any word before it would win."""
        out = self.seen_by(lambda kind: self.probe(kind, ["-version"], False), "wrapped")["out"]
        version = re.search(r"[\.0-9]+", out)[0]
        self.assertIn("version " + version, out)

    def test_error_as_iotests_filter_it(self):
        """They replace `basename $QEMU_PROG:` and compare the rest with a file."""

        def client(kind):
            words = [*GUEST, "-drive", "file=no-such-file,if=none"]
            found = self.probe(kind, words, True)
            self.assertIn(os.path.basename(self.emulator(kind)) + ":", found["out"].decode())
            return found

        self.assertEqual(self.assert_same(client)["status"], "1")

    def test_quickemu_sees_it_run(self):
        """It starts QEMU from a shell in the background, keeps $! and asks with kill -0."""

        def client(kind):
            words = [*GUEST, "-pidfile", "pid", "-qmp", "unix:qmp,server=on,wait=off"]
            script = '"$@" & PID=$!; echo $PID >shell; wait $PID; echo $? >status'
            shell = subprocess.Popen(
                ["/bin/sh", "-c", script, "sh", self.emulator(kind), *words],
                env=self.variables(),
                cwd=self.work,
                stdin=subprocess.DEVNULL,
            )
            self.addCleanup(self.end, shell)
            monitor = self.connect(self.path("qmp"), shell)
            with open(self.path("pid"), encoding="ascii") as one:
                with open(self.path("shell"), encoding="ascii") as other:
                    pid = int(one.read())
                    same = pid == int(other.read())
            state = seen(pid)
            monitor.quit()
            shell.wait()
            with open(self.path("status"), encoding="ascii") as file:
                return {**state, "same process": same, "status": file.read()}

        found = self.assert_same(client)
        self.assertEqual((found["same process"], found["status"]), ("True", "0\n"))

    def test_packer_kills_it(self):
        """Its pipes are closed when the one process that it knows is killed."""

        def client(kind):
            process = self.start(kind, [*GUEST, "-qmp", "unix:qmp,server=on,wait=off"])
            self.connect(self.path("qmp"), process)
            process.send_signal(signal.SIGKILL)
            status, out, err = self.finish(process)
            return {"status": status, "out": out, "err": err}

        self.assertEqual(self.assert_same(client)["status"], "-9")

    def test_options_in_any_order(self):
        """Packer writes a map's entries down as they come."""
        parts = [["-m", "16"], ["-vnc", "unix:vnc"], ["-machine", "type=pc,accel=tcg"], ["-S"]]
        for turn in range(len(parts)):
            words = sum(parts[turn:] + parts[:turn], [])

            def client(kind, words=words):
                line = ["-nodefaults", *words, "-qmp", "stdio"]
                process = self.start(kind, line, stdin=subprocess.PIPE)
                monitor = self.monitor(process)
                found = {**seen(process.pid), "vnc": monitor.command("query-vnc")}
                monitor.quit()
                return {**found, "end": self.finish(process)}

            with self.subTest(words=words):
                self.assert_same(client)


class TestProtocol(ClientCase):
    """A client of QEMU's test protocol: QEMU connects to two sockets that listen already. Debian's
    QEMU has no accelerator qtest; the protocol works with another one too."""

    def client(self, kind, words):
        qtest, qmp = self.listening("qtest"), self.listening("qmp")
        line = ["-qtest", "unix:qtest", "-qtest-log", "/dev/null", "-chardev"]
        line += ["socket,path=qmp,id=char0", "-mon", "chardev=char0,mode=control"]
        line += ["-display", "none", "-audiodev", "none,id=none", *words, "-accel", "tcg", "-S"]
        process = subprocess.Popen(
            ["/bin/sh", "-c", 'exec "$@"', "sh", self.emulator(kind), *line],
            env=self.variables(),
            cwd=self.work,
            stderr=subprocess.PIPE,
        )
        self.addCleanup(self.end, process)
        test = self.accepted(qtest)
        monitor = Qmp.over(self.accepted(qmp))
        answers = []
        for request in ("endianness", "readl 0xfffffff0", "inb 0x70"):
            test.sendall(request.encode() + b"\n")
            answers.append(test.recv(4096).decode())
        found = {**seen(process.pid), "answers": answers}
        found["types"] = len(monitor.command("qom-list-types"))
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=TIME_LIMIT)
        return {**found, "status": process.returncode, "err": re.sub(rb"pid \d+", b"pid N", err)}

    def test_accelerator(self):
        """Whether QEMU has it or not, it hears of it."""

        def client(kind):
            words = ["-machine", "none", "-accel", "qtest", "-display", "none", "-qmp", "stdio"]
            process = self.start(kind, words, stdin=subprocess.PIPE)
            out, err = process.communicate(b'{"execute":"qmp_capabilities"}{"execute":"quit"}')
            kept = [line for line in out.splitlines() if b'"timestamp"' not in line]
            return {"status": process.returncode, "out": kept, "err": err}

        self.assert_same(client)

    def test_protocol(self):
        for words in (["-machine", "pc"], ["-machine", "q35", "-m", "16"]):
            with self.subTest(words=words):
                found = self.assert_same(self.client, words=words)
                self.assertIn("OK little", found["answers"])
                self.assertEqual(found["status"], "0")
                self.assertTrue(found["argv.0"].endswith("-system-x86_64"))


if __name__ == "__main__":
    world.main()
