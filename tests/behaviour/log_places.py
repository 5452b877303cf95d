# SPDX-License-Identifier: MIT
"""Where events go: files with many writers, syslog, the journal, and what auto chooses. Whatever is
wrong there, the launch goes on, and one line says that it was not logged."""

import fcntl
import json
import os
import resource
import shutil
import signal
import stat
import subprocess
import unittest

from log_support import COMPLAINT, TEXT, LogCase, journal_fields, needs_mounts

VNC = ["-vnc", "127.0.0.1:5907"]
SYSLOG = r"\A<29>[A-Z][a-z]{2} [ 123]\d \d\d:\d\d:\d\d qemu-wrapper\[\d+\]: started [^\n]*\Z"


class File(LogCase):
    def complaint(self, *words, **more):
        text = self.start(*(words or VNC), **more)
        self.assertTrue(text.startswith(COMPLAINT), text)
        self.assertEqual(text.count("\n"), 1, text)
        return text

    def test_mode(self):
        for mask in (0o777, 0):
            self.start(*VNC, limits=lambda mask=mask: os.umask(mask))
            self.assertEqual(stat.S_IMODE(os.stat(self.log_file).st_mode), 0o600)
            os.unlink(self.log_file)

    def test_mode_of_a_file_that_is_there_stays(self):
        self.place.write("events", "", 0o640)
        self.start(*VNC)
        self.assertEqual(stat.S_IMODE(os.stat(self.log_file).st_mode), 0o640)

    def test_many_writers(self):
        """Each line whole, and far above what a pipe writes at once."""
        filler = "x" * 60000
        running = [
            subprocess.Popen([self.place.tool, "run", "/bin/true", "-name", "n%d" % i + filler, *VNC],
                             env=self.variables(QEMU_WRAPPER_LOG_FORMAT="json", QEMU_WRAPPER_REAL=None),
                             stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
            for i in range(50)
        ]
        for process in running:
            self.assertEqual(process.communicate(timeout=90)[1], b"")
        names = {json.loads(line)["final"][2] for line in self.lines()}
        self.assertEqual(names, {"n%d" % i + filler for i in range(50)})

    def test_size_limit(self):
        """What did not fit is taken back, and no signal ends the launch."""
        self.start(*VNC)
        size = os.stat(self.log_file).st_size

        def limits():
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, 1 << 16))

        words = ["-name", "x" * 90000, *VNC]
        self.assertIn("File too large", self.complaint(*words, limits=limits, QEMU_WRAPPER_REAL="/bin/true"))
        self.assertEqual(os.stat(self.log_file).st_size, size)

    @needs_mounts
    def test_full_disk(self):
        os.mkdir(self.place.path("disk"))
        path = self.place.path("disk", "events")
        script = 'mount -t tmpfs -o size=64k test "$1"; "$2" -accel tcg -vnc 127.0.0.1:5907; a=$(stat -c %s "$1/events")\n'
        script += '"$2" -accel tcg -vnc 127.0.0.1:5907 -name "$(printf %090000d 1)"; b=$(stat -c %s "$1/events"); [ "$a" = "$b" ] || echo "$a $b"'
        done = subprocess.run(
            ["unshare", "-m", "sh", "-c", script, "sh", self.place.path("disk"), self.place.dropin],
            env=self.variables(QEMU_WRAPPER_LOG_TO="file:" + path, QEMU_WRAPPER_REAL="/bin/true"),
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=True)
        self.assertEqual(done.stdout, "")
        self.assertEqual(done.stderr, COMPLAINT + path + ": No space left on device\n")

    def test_what_is_no_file(self):
        os.mkfifo(self.place.path("fifo"))
        os.symlink("elsewhere", self.place.path("link"))
        os.mkdir(self.place.path("folder"))
        for name, why in (("fifo", "no regular file"), ("link", "symbolic link"), ("folder", "directory"),
                          ("missing/events", "No such file")):
            self.assertIn(why, self.complaint(QEMU_WRAPPER_LOG_TO="file:" + self.place.path(name)))
        self.assertIn("no regular file", self.complaint(QEMU_WRAPPER_LOG_TO="file:/dev/null"))
        reader = os.open(self.place.path("fifo"), os.O_RDONLY | os.O_NONBLOCK)
        self.addCleanup(os.close, reader)
        self.assertIn("no regular file", self.complaint(QEMU_WRAPPER_LOG_TO="file:" + self.place.path("fifo")))
        self.assertFalse(os.path.lexists(self.place.path("elsewhere")))

    def test_line_of_a_writer_that_was_killed(self):
        """It costs nobody else's event."""
        self.place.write("events", "whole\ntorn", 0o600)
        for _ in range(2):
            self.start(*VNC)
        lines = self.lines()
        self.assertEqual(lines[:2], ["whole", "torn"])
        for line in lines[2:]:
            self.assertRegex(line, TEXT)
        self.assertEqual(len(lines), 4)

    @unittest.skipUnless(shutil.which("strace"), "needs strace")
    def test_file_system_without_modes(self):
        inject = ["strace", "-o", "/dev/null", "-E", "LSAN_OPTIONS=detect_leaks=0",
                  "-e", "trace=fchmod", "-e", "inject=fchmod:error=EPERM"]
        self.assertEqual(self.start(*VNC, prefix=inject, QEMU_WRAPPER_REAL="/bin/true"), "")
        self.assertRegex(self.line(), TEXT)

    def test_lock_of_a_stopped_writer(self):
        holder = os.open(self.log_file, os.O_RDWR | os.O_CREAT, 0o600)
        self.addCleanup(os.close, holder)
        fcntl.flock(holder, fcntl.LOCK_EX)
        self.start(*VNC)
        self.assertRegex(self.line(), TEXT)

    def test_closed_standard_error(self):
        done = self.place.launch(
            self.place.dropin, ["qemu-system-x86_64", *VNC],
            [("%s=%s" % item).encode() for item in self.variables(
                QEMU_WRAPPER_LOG_TO="file:" + self.place.path("missing/events")).items()],
            ["close=2"])
        self.assertEqual((done.status, done.text), (0, ""))


@needs_mounts
class Sockets(LogCase):
    def setUp(self):
        super().setUp()
        self.syslog = self.receiver("syslog")
        self.journal = self.receiver("journal")

    def inside_start(self, *words, syslog=None, journal=None, to="auto", **more):
        return self.start(*words, prefix=self.inside(syslog, journal), QEMU_WRAPPER_LOG_TO=to, **more)

    def test_syslog(self):
        for to in ("auto", "syslog"):
            self.inside_start(*VNC, syslog=self.syslog, journal=self.journal, to=to)
            (message,) = self.syslog.messages()
            self.assertRegex(message.decode(), SYSLOG)
        self.assertEqual(self.journal.messages(), [])

    def test_priorities(self):
        for words, status, priority in (((), 0, b"<30>"), (("-vnc", ":1"), 0, b"<28>"),
                                        (("-vnc", "::5"), 125, b"<27>")):
            self.inside_start(*words, status=status, syslog=self.syslog, QEMU_WRAPPER_LOG_LEVEL="info")
            (message,) = self.syslog.messages()
            self.assertEqual(message[:4], priority)

    def test_too_long(self):
        words = ["-name", "x" * 100000, "-append", "y" * 100000, "-uuid", "z" * 100000, *VNC]
        self.inside_start(*words, syslog=self.syslog, to="syslog")
        (message,) = self.syslog.messages()
        self.assertTrue(message.endswith(b"; cut, because it is too long here: the command lines are missing"))
        self.assertIn(b"-vnc 127.0.0.1:5907 -> 127.0.0.1:7", message)
        self.inside_start(*words, syslog=self.syslog, to="syslog", QEMU_WRAPPER_LOG_FORMAT="json")
        (message,) = self.syslog.messages()
        event = json.loads(message.split(b": ", 1)[1])
        self.assertEqual((event["cut"], "final" in event), ("commands", False))
        # The journal takes it whole, as a file in memory.
        self.inside_start(*words, journal=self.journal, to="journal")
        (message,) = self.journal.messages()
        self.assertIn(b"z" * 100000, journal_fields(message)["QEMU_WRAPPER_FINAL"][0])

    def test_journal(self):
        for to, syslog in (("journal", self.syslog), ("auto", None)):
            self.inside_start(*VNC, syslog=syslog, journal=self.journal, to=to)
            (message,) = self.journal.messages()
            fields = journal_fields(message)
            self.assertEqual(fields["PRIORITY"], [b"5"])
            self.assertEqual(fields["SYSLOG_IDENTIFIER"], [b"qemu-wrapper"])
            self.assertEqual(fields["QEMU_WRAPPER_EVENT"], [b"started"])
            self.assertEqual(fields["QEMU_WRAPPER_PROGRAM"], [os.fsencode(self.place.real)])
            self.assertEqual(len(fields["QEMU_WRAPPER_CHANGE"]), 1)
            self.assertTrue(fields["MESSAGE"][0].startswith(b"started "))
        self.assertEqual(self.syslog.messages(), [])

    def test_line_breaks_in_the_journal(self):
        folder = self.place.path("two\nlines")
        os.mkdir(folder)
        real = self.place.install("two\nlines/qemu-system-x86_64")
        self.select("log")
        self.inside_start(journal=self.journal, to="journal", QEMU_WRAPPER_REAL=real, QEMU_WRAPPER_LOG_LEVEL="info")
        (message,) = self.journal.messages()
        self.assertEqual(journal_fields(message)["QEMU_WRAPPER_PROGRAM"], [os.fsencode(real)])

    def test_nobody_there(self):
        self.assertEqual(self.inside_start(*VNC), "")
        for to, name in (("syslog", "/dev/log"), ("journal", "/run/systemd/journal/socket")):
            text = self.inside_start(*VNC, to=to)
            self.assertEqual(text, COMPLAINT + name + ": No such file or directory\n")

    def test_stopped_daemon_with_a_full_queue(self):
        self.syslog.fill()
        self.journal.fill()
        for to, name in (("syslog", "/dev/log"), ("auto", "/dev/log"), ("journal", "/run/systemd/journal/socket")):
            text = self.inside_start(*VNC, syslog=self.syslog, journal=self.journal, to=to)
            self.assertTrue(text.startswith(COMPLAINT + name + ": its queue is full"), text)
            self.assertEqual(text.count("\n"), 1)

    def test_light_events_go_nowhere(self):
        self.inside_start(syslog=self.syslog, journal=self.journal)
        self.assertEqual(self.syslog.messages() + self.journal.messages(), [])


if __name__ == "__main__":
    unittest.main()
