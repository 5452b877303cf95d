# SPDX-License-Identifier: MIT
"""A real QEMU behind the drop-in name answers as it does without it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import MODES, NAME, QUIET, TIME_LIMIT, StandinCase  # noqa: E402

QEMU = shutil.which(NAME)
PRINTING = (
    ["--version"],
    ["-version"],
    ["-h"],
    ["-machine", "help"],
    ["-M", "?"],
    ["-device", "help"],
    ["-device", "e1000,help"],
    ["-cpu", "help"],
    ["-accel", "help"],
    ["-netdev", "help"],
    ["-object", "help"],
    ["-chardev", "help"],
    ["-display", "help"],
)
WRONG = (
    ["-no-such-option"],
    ["-m"],
    ["-M", "no-such-machine"],
    ["-device", "no-such-device"],
    ["--"],
)


@unittest.skipUnless(QEMU, NAME + " is not installed")
class RealQemu(StandinCase):
    def variables(self, **more):
        result = self.place.variables(QEMU_WRAPPER_REAL=QEMU, **more)
        result["PATH"] = self.place.path("bin") + ":/usr/bin:/bin"
        return result

    def answer(self, program, args, env):
        done = subprocess.run(
            [NAME, *args],
            executable=program,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIME_LIMIT,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    def test_10_lines_that_print(self):
        for args in PRINTING:
            direct = self.answer(QEMU, args, self.variables())
            self.assertEqual(direct[0], 0, direct)
            for mode, switches in MODES.items():
                with self.subTest(args=args, mode=mode):
                    wrapped = self.answer(self.place.dropin, args, self.variables(**switches))
                    self.assertEqual(wrapped, direct)

    def test_lines_that_qemu_refuses(self):
        for words in WRONG:
            args = [*QUIET, *words]
            direct = self.answer(QEMU, args, self.variables())
            self.assertEqual(direct[0], 1, direct)
            with self.subTest(args=args):
                wrapped = self.answer(self.place.dropin, args, self.variables())
                self.assertEqual(wrapped, direct)

    def test_found_on_path(self):
        env = self.variables()
        del env["QEMU_WRAPPER_REAL"]
        direct = self.answer(QEMU, ["--version"], env)
        self.assertEqual(self.answer(self.place.dropin, ["--version"], env), direct)

    def test_monitor_on_standard_input_and_output(self):
        names = ("qmp_capabilities", "query-status", "quit")
        requests = "".join('{"execute":"%s"}\n' % name for name in names)
        for mode, switches in MODES.items():
            with self.subTest(mode=mode):
                done = subprocess.run(
                    [NAME, "-M", "none", "-display", "none", "-qmp", "stdio"],
                    executable=self.place.dropin,
                    env=self.variables(**switches),
                    input=requests.encode(),
                    capture_output=True,
                    timeout=TIME_LIMIT,
                    check=False,
                )
                self.assertEqual((done.returncode, done.stderr), (0, b""))
                answers = [json.loads(line) for line in done.stdout.splitlines()]
                self.assertIn("QMP", answers[0])
                self.assertEqual(answers[1], {"return": {}})
                self.assertEqual(answers[2]["return"]["status"], "running")

    def test_pid_file_has_the_launched_process(self):
        """libvirt's probe: it writes the pid file, answers QMP and stays the same process."""
        pidfile = self.place.path("work", "pid")
        args = ["-S", "-no-user-config", "-nodefaults", "-nographic", "-machine", "none"]
        process = subprocess.Popen(
            [NAME, *args, "-accel", "tcg", "-qmp", "stdio", "-pidfile", pidfile],
            executable=self.place.dropin,
            env=self.variables(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.addCleanup(process.kill)
        greeting = process.stdout.readline()
        self.assertIn("QMP", json.loads(greeting or b"{}"))
        with open(pidfile, encoding="ascii") as file:
            self.assertEqual(int(file.read()), process.pid)
        with open("/proc/%d/cmdline" % process.pid, "rb") as file:
            self.assertEqual(file.read().split(b"\0")[:2], [NAME.encode(), b"-S"])
        self.assertEqual(os.readlink("/proc/%d/exe" % process.pid), os.path.realpath(QEMU))
        process.communicate(b'{"execute":"qmp_capabilities"}\n{"execute":"quit"}\n', TIME_LIMIT)
        self.assertEqual(process.returncode, 0)

    def test_daemonized(self):
        """The parent's status is QEMU's; the daemon is the process in the pid file."""
        pidfile = self.place.path("work", "pid")
        args = ["-S", "-M", "none", "-display", "none", "-daemonize", "-pidfile", pidfile]
        self.assertEqual(self.answer(self.place.dropin, args, self.variables()), (0, b"", b""))
        with open(pidfile, encoding="ascii") as file:
            pid = int(file.read())
        try:
            exe = os.readlink("/proc/%d/exe" % pid)
        finally:
            self.stop(pid)
        self.assertEqual(exe, os.path.realpath(QEMU))

    def stop(self, pid):
        """Ends a process that is nobody's child and waits for it: it removes files of ours."""
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + TIME_LIMIT
        while self.is_running(pid):
            self.assertLess(time.monotonic(), deadline, "process %d does not end" % pid)
            time.sleep(0.01)

    @staticmethod
    def is_running(pid):
        try:
            with open("/proc/%d/stat" % pid, encoding="latin-1") as file:
                return file.read().rpartition(")")[2].split()[0] != "Z"
        except FileNotFoundError:
            return False


if __name__ == "__main__":
    unittest.main()
