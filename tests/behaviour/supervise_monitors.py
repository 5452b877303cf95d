# SPDX-License-Identifier: MIT
"""The monitors of the supervisor take nothing from QEMU: its own monitor, serial and parallel ports
are what they are without it. Compared by what QEMU itself tells. The monitor by which that is asked
without a supervisor comes from -readconfig, which leaves QEMU's defaults alone."""

import json
import os
import re
import select
import socket
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from supervise_support import NAME, QEMU, TIME_LIMIT, SuperviseCase  # noqa: E402

BASE = ["-accel", "tcg", "-m", "32M"]
HEADLESS = ["-display", "none"]
PROBE = "qw-probe"
CONFIG = '[mon "%s"]\n  mode = "control"\n  chardev = "%s"\n' % (PROBE, PROBE)
OWN = ("qw-control", "qw-health", PROBE)


class Qmp:
    """A connection to QEMU's monitor."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(TIME_LIMIT)
        self.socket.connect(path)
        self.file = self.socket.makefile("rw", encoding="utf-8")
        self.file.readline()
        self.ask("qmp_capabilities")

    def ask(self, command, **arguments):
        self.file.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self.file.flush()
        while True:
            answer = json.loads(self.file.readline())
            if "return" in answer or "error" in answer:
                return answer.get("return", answer)

    def human(self, line):
        return self.ask("human-monitor-command", **{"command-line": line})

    def close(self):
        self.file.close()
        self.socket.close()


@unittest.skipUnless(QEMU, NAME + " is not installed")
class Monitors(SuperviseCase):
    def start(self, words, numbers, probe):
        """QEMU with a terminal; `numbers` are descriptors that `words` speak of. One of them, or
        the monitor `probe`, is a socket that listens. Gives back the process and its terminal."""
        terminal, other = os.openpty()
        paths, sockets = {}, []
        for number in [*numbers, *([probe] if probe else [])]:
            paths[number] = self.place.path("%d.sock" % number)
            if os.path.exists(paths[number]):
                os.unlink(paths[number])
            listening = socket.socket(socket.AF_UNIX)
            listening.bind(paths[number])
            listening.listen(1)
            os.dup2(listening.fileno(), number, inheritable=True)
            listening.close()
            sockets.append(number)
        process = subprocess.Popen(
            [QEMU, *words],
            stdin=other,
            stdout=other,
            stderr=subprocess.PIPE,
            pass_fds=sockets,
            cwd=self.place.path("work"),
        )
        os.close(other)
        for number in sockets:
            os.close(number)
        self.addCleanup(self.stop, process, terminal)
        return process, terminal, paths

    @staticmethod
    def stop(process, terminal):
        process.kill()
        process.wait()
        process.stderr.close()
        os.close(terminal)

    @staticmethod
    def look(path):
        """What a guest and its user find: character devices but for ours, and all devices with what
        they are connected to. Firmware that runs changes the rest."""
        qmp = Qmp(path)
        folder = os.path.dirname(path) + "/"
        ports = {
            port["label"]: (port["filename"].replace(folder, ""), port["frontend-open"])
            for port in qmp.ask("query-chardev")
            if port["label"] not in OWN
        }
        tree = qmp.human("info qtree")
        devices = re.findall(r"^ *(?:bus|dev): .*$|chardev = .*$", tree, re.MULTILINE)
        qmp.close()
        return ports, devices

    def plain(self, args):
        """QEMU for a line as it is, and where to ask it."""
        config = self.place.write("probe.conf", CONFIG)
        chardev = "socket,id=%s,fd=90,server=on,wait=off" % PROBE
        words = [*BASE, *args, "-chardev", chardev, "-readconfig", config]
        process, _, paths = self.start(words, [], 90)
        return process, [paths[90]]

    def plan(self, args, **more):
        """QEMU's words for a supervised launch, and the descriptors of both monitors. These numbers
        are so high that nothing of the test is there."""
        env = self.supervised(QEMU_WRAPPER_REAL=QEMU, QEMU_WRAPPER_PLUGINS="", **more)
        words = self.explained([*BASE, *args], env)["argv"][1:]
        numbers = []

        def higher(match):
            numbers.append(int(match[2]) + 90)
            return match[1] + str(numbers[-1])

        return [re.sub(r"^(socket,id=qw-\w+,fd=)(\d+)", higher, word) for word in words], numbers

    def with_supervisor(self, args, leave_out=()):
        words, numbers = self.plan(args)
        self.assertEqual(len(numbers), 2, words)
        kept = [word for word in words if word not in leave_out]
        process, _, paths = self.start(kept, numbers, None)
        return process, [paths[number] for number in numbers]

    def states(self, args, leave_out=()):
        """Of QEMU with and without a supervisor. Both start at once."""
        supervised, both = self.with_supervisor(args, leave_out)
        plain, one = self.plain(args)
        states = [self.look(path) for path in both + one]
        self.assertEqual(states[0], states[1])
        for process in (supervised, plain):
            process.kill()
            process.wait()
        # No spelling of ours is one that this QEMU warns of.
        self.assertEqual(supervised.stderr.read(), plain.stderr.read())
        return states[1:]

    LINES = (
        HEADLESS,
        [*HEADLESS, "-S"],
        ["-nographic"],
        ["-nographic", "-serial", "null"],
        ["-nographic", "-device", "isa-serial,chardev=c", "-chardev", "null,id=c"],
        ["-nographic", "-global", "isa-serial.wakeup=1"],
        ["-nographic", "-monitor", "null"],
        [*HEADLESS, "-nodefaults"],
        [*HEADLESS, "-monitor", "null"],
        [*HEADLESS, "-qmp", "null"],
        [*HEADLESS, "-serial", "mon:null"],
        [*HEADLESS, "-chardev", "null,id=m", "-mon", "m"],
    )

    def test_qemus_own_ports_stay(self):
        for args in self.LINES:
            with self.subTest(args=args):
                supervised, plain = self.states(args)
                self.assertGreater(len(plain[1]), 10)
                self.assertEqual(supervised, plain)

    def test_a_missing_monitor_is_noticed(self):
        for args, added in ((HEADLESS, "-monitor"), (["-nographic"], "-serial")):
            words, _ = self.plan(args)
            at = words.index(added)
            supervised, plain = self.states(args, leave_out=words[at : at + 2])
            self.assertNotEqual(supervised[0], plain[0])

    @staticmethod
    def drain(terminal):
        """Reads what is there. The end of the other side is an error."""
        try:
            if select.select([terminal], [], [], 0.05)[0]:
                os.read(terminal, 4096)
        except OSError:
            pass

    def test_keys_of_the_terminal(self):
        """Ctrl-A X ends QEMU under -nographic, and Ctrl-A C leads to its monitor."""
        for keys in (b"\x01x", b"\x01cquit\n"):
            with self.subTest(keys=keys):
                words, numbers = self.plan(["-nographic", "-S"])
                process, terminal, paths = self.start(words, numbers, None)
                # It reads keys once it answers.
                self.look(paths[numbers[0]])
                os.write(terminal, keys)
                deadline = time.monotonic() + TIME_LIMIT
                while process.poll() is None and time.monotonic() < deadline:
                    self.drain(terminal)
                self.assertEqual(process.returncode, 0)

    def test_where_it_cannot_be_told(self):
        """A file may have a serial port; then nothing is added that the guest could see."""
        path = self.place.write("ports.conf", '[chardev "c"]\n  backend = "null"\n')
        env = self.supervised(QEMU_WRAPPER_REAL=QEMU, QEMU_WRAPPER_PLUGINS="")
        plan = self.explained([*BASE, "-nographic", "-readconfig", path], env)
        added = {change["option"] for change in plan["changes"]}
        self.assertFalse(added & {"serial", "monitor"}, added)
        self.assertIn("-readconfig", plan["notes"][0]["text"])


if __name__ == "__main__":
    unittest.main()
