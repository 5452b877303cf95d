# SPDX-License-Identifier: MIT
"""`doctor` prints one screen for people, the worst last, under any circumstances, and writes and
leaves nothing behind."""

import os
import pty
import re
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from doctor_support import NOBODY, TIME_LIMIT, DoctorCase  # noqa: E402

TITLES = ["QEMU", "Drop-ins", "Configuration", "Plugins", "Variables", "Launch", "KVM",
          "VNC ports", "Container", "libvirt", "AppArmor", "SELinux"]


def is_alive(pid):
    """A process that nobody waited for yet is dead all the same."""
    try:
        with open("/proc/%s/stat" % pid, encoding="utf-8", errors="replace") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in ("Z", "X")
    except FileNotFoundError:
        return False


class Report(DoctorCase):
    def test_each_section_once_and_in_order(self):
        text = self.doctor().stdout
        seen = re.findall(r"(?m)^(\S.*?)  +\S", text)
        self.assertEqual([title for title in seen if title in TITLES], TITLES)

    def test_lines_are_short(self):
        for line in self.doctor().stdout.splitlines():
            # What has no blank can't be broken: paths, in rules with what is allowed behind.
            line = re.sub(r'" \w+,$', '"', line)
            self.assertTrue(len(line) <= 80 or " " not in line[15:].strip(), line)

    def test_worst_last(self):
        done = self.doctor(QEMU_WRAPPER_PLUGINS="missing", QEMU_WRAPPER_REEL="x")
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        problems = done.stdout[done.stdout.index("\nProblems: "):]
        kinds = re.findall(r"(?m)^  (warning|broken) ", problems)
        self.assertEqual(kinds, sorted(kinds, reverse=True))
        self.assertIn("warning", kinds)
        last = problems[problems.rindex("\n  broken "):]
        self.assertIn("missing.so", last)
        self.assertIn("-> ", last)

    def test_control_characters_are_visible(self):
        done = self.doctor(**{"QEMU_WRAPPER_\033[31m": "x", "QEMU_ARGS": "-name '\033]0;x\a'"})
        self.assertNotIn("\033", done.stdout)
        self.assertIn("\\x1b", done.stdout)

    def test_line_breaks_in_names_make_no_lines(self):
        self.script("real/qemu-system-x\nKVM  works", "exit 1\n")
        self.assertIn("qemu-system-x KVM", " ".join(self.doctor().stdout.split()))
        self.assertNotRegex(self.doctor().stdout, r"(?m)^ *KVM +works")

    def test_secrets_are_hidden(self):
        done = self.doctor(QEMU_ARGS="-object secret,id=s,data=hunter2 -vnc :1,password=hunter2",
                           QEMU_WRAPPER_PLUGINS="args,password=hunter2")
        self.assertNotIn("hunter2", done.stdout + done.stderr)

    def test_no_colour_but_on_a_terminal(self):
        self.assertNotIn("\033", self.doctor(TERM="xterm").stdout)
        for variables, coloured in (({"TERM": "xterm"}, True), ({"TERM": "dumb"}, False),
                                    ({"TERM": "xterm", "NO_COLOR": "1"}, False)):
            with self.subTest(variables=variables):
                ours, theirs = pty.openpty()
                try:
                    self.doctor(stdout=theirs, **variables)
                    os.close(theirs)
                    data = b""
                    try:
                        while chunk := os.read(ours, 65536):
                            data += chunk
                    except OSError:
                        # The other end is closed: the terminal is gone.
                        pass
                finally:
                    os.close(ours)
                self.assertEqual(b"\033[1m" in data, coloured, data)


class Circumstances(DoctorCase):
    def assert_reported(self, done):
        self.assertEqual(done.stderr, "")
        self.assertIn(done.returncode, (0, 1))
        for title in TITLES:
            self.assertRegex(done.stdout, r"(?m)^%s +\S" % title)

    def test_empty_environment(self):
        keep = {name: value for name, value in self.env.items() if name.endswith("SAN_OPTIONS")}
        self.assert_reported(self.doctor(env=keep))

    def test_another_user_without_anything(self):
        """Nobody, with root's folders for his own."""
        self.assert_reported(self.doctor(user=NOBODY, HOME="/root", XDG_CONFIG_HOME="/root"))

    @unittest.skipUnless(os.geteuid() == 0, "only root can keep a file from himself")
    def test_unreadable_is_no_error(self):
        folder = self.place.path("config", "qemu-wrapper")
        os.mkdir(folder)
        path = self.place.write("config/qemu-wrapper/qemu-wrapper.conf", "nonsense\n", 0o600)
        done = self.doctor(user=NOBODY)
        self.assert_reported(done)
        self.assertIn(path, done.stdout.replace("\n" + " " * 15, " "))
        self.assertRegex(done.stdout, r"not\s+readable by you")

    def test_standard_output_that_fails(self):
        with open("/dev/full", "w", encoding="ascii") as full:
            done = self.doctor(stdout=full)
        self.assertEqual(done.returncode, 125)
        self.assertIn("standard output", done.stderr)

    def test_closed_descriptors(self):
        """Nothing of doctor's work comes to stand in their places."""
        for closed in (">&-", "2>&-", "<&-", "<&- >&- 2>&-"):
            with self.subTest(closed=closed):
                done = self.doctor(prefix=["sh", "-c", 'exec "$@" ' + closed, "sh"])
                self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_ignored_children(self):
        """With SIGCHLD ignored, nobody could be waited for."""
        script = "import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN);" \
                 "os.execv(sys.argv[1], sys.argv[1:])"
        done = self.doctor(prefix=[sys.executable, "-c", script])
        self.assert_reported(done)
        self.assertNotIn("every launch is refused", done.stdout)

    def test_writes_nothing(self):
        self.script("real/qemu-system-x86_64", "echo QEMU emulator version 1.2.3\n")
        before = self.place.tree()
        self.doctor()
        self.doctor("--json")
        self.assertEqual(self.place.tree(), before)

    def test_words_that_are_not_understood(self):
        done = self.doctor("--jsn")
        self.assertEqual((done.returncode, done.stdout), (125, ""))
        self.assertIn("--jsn", done.stderr)

    def assert_gone(self, pids):
        """What was killed dies when it is its turn: on a busy machine not at once."""
        deadline = time.monotonic() + TIME_LIMIT
        while any(map(is_alive, pids)) and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual([pid for pid in pids if is_alive(pid)], [])

    def test_leaves_no_process(self):
        """A QEMU that never answers is killed with all that it started."""
        mark = self.place.path("pids")
        self.script("real/qemu-system-x86_64",
                    "sleep 1000 & echo $! >>%s; echo $$ >>%s; wait\n" % (mark, mark))
        done = self.doctor()
        self.assertIn("did not answer", done.stdout)
        with open(mark, encoding="ascii") as file:
            pids = file.read().split()
        self.assertEqual(len(pids), 4)
        self.assert_gone(pids)

    def test_leaves_no_process_when_interrupted(self):
        """Programs that don't answer have process groups of their own: no Ctrl-C reaches them."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(signal=number.name):
                mark = self.place.path("pids-%d" % number)
                self.script("real/qemu-system-x86_64",
                            "sleep 1000 & echo $! $$ >>%s; wait\n" % mark)
                process = subprocess.Popen([self.place.tool, "doctor"], env=self.env,
                                           stdout=subprocess.DEVNULL)
                deadline = time.monotonic() + TIME_LIMIT
                pids = []
                while len(pids) < 4 and time.monotonic() < deadline:
                    if os.path.exists(mark):
                        with open(mark, encoding="ascii") as file:
                            pids = file.read().split()
                    time.sleep(0.01)
                process.send_signal(number)
                self.assertEqual(process.wait(TIME_LIMIT), -number)
                self.assertEqual(len(pids), 4)
                self.assert_gone(pids)


if __name__ == "__main__":
    unittest.main()
