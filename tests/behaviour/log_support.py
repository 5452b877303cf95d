# SPDX-License-Identifier: MIT
"""What the tests of the log plugin share; no test by itself. Launches whose log goes to a file, to
a socket of the test that stands where syslog's and the journal's are, or to a terminal."""

import fcntl
import json
import os
import pty
import re
import socket
import struct
import subprocess
import termios
import threading
import unittest

from hooks_support import UNDER, NAME, QUIET, TIME_LIMIT, HookCase  # (also makes standin known)
from standin import can_mount

# A namespace of mounts in which /dev/log and the journal's socket are those of the test, or absent.
NAMESPACE = """
set -e
mount --make-rprivate /
mount -t tmpfs test "$1"
for name in null zero full random urandom tty ptmx; do
    : > "$1/$name"
    mount --bind "/dev/$name" "$1/$name"
done
mkdir "$1/pts"
mount --rbind /dev/pts "$1/pts"
[ -z "$2" ] || ln -s "$2" "$1/log"
mount --rbind "$1" /dev
mount -t tmpfs test /run
if [ -n "$3" ]; then
    mkdir -p /run/systemd/journal
    ln -s "$3" /run/systemd/journal/socket
fi
shift 3
exec "$@"
"""
COMPLAINT = "qemu-wrapper: log: this launch was not logged: "


needs_mounts = unittest.skipUnless(can_mount(), "no namespace of mounts can be made here")


class Receiver:
    """A datagram socket that keeps what it is sent, descriptors included."""

    def __init__(self, path):
        self.path = path
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(path)
        # recv_fds() of some Pythons ignores its flags.
        self.socket.setblocking(False)

    def close(self):
        self.socket.close()

    def messages(self):
        """What has come in since the last call; a message in a file is read from it."""
        found = []
        while True:
            try:
                data, descriptors, _, _ = socket.recv_fds(self.socket, 1 << 20, 4)
            except BlockingIOError:
                return found
            for fd in descriptors:
                with open(fd, "rb") as file:
                    file.seek(0)
                    data += file.read()
            found.append(data)

    def fill(self):
        """Until its queue takes no more."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            sender.connect(self.path)
            try:
                while True:
                    sender.send(b"full")
            except BlockingIOError:
                pass


def journal_fields(entry):
    """A message in the journal's native form as {name: [values]}."""
    fields = {}
    while entry:
        line, _, rest = entry.partition(b"\n")
        name, equals, value = line.partition(b"=")
        if not equals:
            (length,) = struct.unpack("<Q", rest[:8])
            value, end, rest = rest[8 : 8 + length], rest[8 + length : 9 + length], rest[9 + length :]
            assert end == b"\n", entry
        fields.setdefault(name.decode(), []).append(value)
        entry = rest
    return fields


class LogCase(HookCase):
    """Lines go through args, vnc and log, and what a test selects besides."""

    def setUp(self):
        super().setUp()
        self.select("args", "vnc", "log")
        self.log_file = self.place.path("events")

    def variables(self, **more):
        return super().variables(**{"QEMU_WRAPPER_LOG_TO": "file:" + self.log_file, **more})

    def receiver(self, name):
        result = Receiver(self.place.path(name))
        self.addCleanup(result.close)
        return result

    def inside(self, syslog=None, journal=None):
        """The words before a command that runs where these receivers are the system's."""
        folder = self.place.path("dev")
        os.makedirs(folder, exist_ok=True)
        names = [receiver.path if receiver else "" for receiver in (syslog, journal)]
        return ["unshare", "-m", "sh", "-c", NAMESPACE, "sh", folder, *names]

    def start(self, *words, prefix=(), stderr=subprocess.PIPE, status=0, limits=None, **more):
        """The drop-in with these words; what it printed. Its real program is a stand-in."""
        done = subprocess.run(
            [*prefix, *UNDER, self.place.dropin, *QUIET, *words],
            env=self.variables(**more),
            cwd=self.place.path("work"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            preexec_fn=limits,
            timeout=TIME_LIMIT,
            check=False,
        )
        self.assertEqual((done.returncode, done.stdout), (status, b""), done.stderr)
        self.place.state_of(None)
        return (done.stderr or b"").decode(errors="surrogateescape")

    def on_terminal(self, *words, status=0, **more):
        """The same with a terminal as standard error; its lines."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        text = []

        def read():
            """Until nobody has the terminal open: then reading fails."""
            try:
                while data := os.read(ours, 1 << 16):
                    text.append(data)
            except OSError:
                pass

        reader = threading.Thread(target=read)
        reader.start()
        try:
            more.setdefault("QEMU_WRAPPER_LOG_TO", "auto")
            self.start(*words, stderr=theirs, status=status, **more)
        finally:
            os.close(theirs)
            reader.join()
            os.close(ours)
        return b"".join(text).decode(errors="surrogateescape").replace("\r\n", "\n").splitlines()

    def lines(self):
        """The lines in the log file, which is removed."""
        try:
            with open(self.log_file, encoding="utf-8", errors="surrogateescape") as file:
                text = file.read()
        except FileNotFoundError:
            return []
        os.unlink(self.log_file)
        self.assertTrue(text.endswith("\n"), text)
        return text[:-1].split("\n")

    def line(self):
        lines = self.lines()
        self.assertEqual(len(lines), 1, lines)
        return lines[0]

    def event(self, *words, status=0, **more):
        """The one event of a launch as JSON, at any level."""
        self.start(
            *words,
            status=status,
            **{"QEMU_WRAPPER_LOG_FORMAT": "json", "QEMU_WRAPPER_LOG_LEVEL": "debug", **more},
        )
        line = self.line()
        self.assertRegex(line, r"\A[\x20-\x7e]+\Z")
        return json.loads(line)


# A line of a file or standard error in the format text.
TEXT = re.compile(
    r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z qemu-wrapper\[\d+\]: "
    r"(?P<level>error|warning|notice|info): (?P<body>[^\n]*)\Z"
)

__all__ = ["COMPLAINT", "LogCase", "NAME", "QUIET", "TEXT", "journal_fields", "needs_mounts"]
