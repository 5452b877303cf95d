# SPDX-License-Identifier: MIT
"""What the tests with clients share; no test by itself. A client runs twice in the same place, once
with QEMU as its emulator and once with the drop-in, and must see the same. The one difference that
is made equal is the folder of the emulator, which is what the client was configured with."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from process_state import difference, is_running, lock_holders, renamed, seen  # noqa: E402
from qmp_client import Qmp  # noqa: E402
from standin import ASAN_OPTIONS, BUILD, NAME, TIME_LIMIT, WRAPPER, standin  # noqa: E402

QEMU = shutil.which(NAME)
DIRECT, WRAPPED, WRONG = "direct", "wrapped", "wrong"
PROGRAMS = {DIRECT: QEMU, WRAPPED: WRAPPER, WRONG: standin("wrong_wrapper")}

# A guest of a machine without devices that starts at once, by an accelerator that is there always.
GUEST = ["-nodefaults", "-display", "none", "-machine", "pc", "-accel", "tcg", "-m", "16", "-S"]


@unittest.skipUnless(QEMU, NAME + " is not installed")
class ClientCase(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        # Paths of sockets have at most 107 bytes.
        self.root = os.path.realpath(tempfile.mkdtemp(prefix="qw-", dir="/tmp"))
        self.addCleanup(shutil.rmtree, self.root)
        os.chmod(self.root, 0o755)
        self.work = os.path.join(self.root, "work")
        os.mkdir(self.work)
        self.emulators = self.root

    def emulator(self, kind, name=NAME):
        path = os.path.join(self.emulators, kind, name)
        if not os.path.lexists(path):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            os.symlink(PROGRAMS[kind], path)
        return path

    def variables(self, **more):
        result = {
            "PATH": os.path.dirname(QEMU) + ":/usr/bin:/bin",
            "HOME": self.work,
            "QEMU_WRAPPER_PLUGIN_PATH": os.path.join(BUILD, "plugins"),
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":" + ASAN_OPTIONS,
        }
        for name in ("LSAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                result[name] = os.environ[name]
        result.update(more)
        return result

    def path(self, name):
        return os.path.join(self.work, name)

    def start(self, kind, words, name=NAME, env=None, **more):
        """A QEMU that is a child of the test; killed when the test ends."""
        more.setdefault("stdin", subprocess.DEVNULL)
        more.setdefault("stdout", subprocess.PIPE)
        more.setdefault("stderr", subprocess.PIPE)
        process = subprocess.Popen(
            [self.emulator(kind, name), *words],
            env=self.variables() if env is None else env,
            cwd=self.work,
            **more,
        )
        self.addCleanup(self.end, process)
        return process

    def monitor(self, process):
        """The QMP client at its standard input and output; a QEMU that ends instead is told."""
        try:
            return Qmp(process.stdout, process.stdin)
        except EOFError:
            self.fail("QEMU ended: %r" % (self.finish(process),))

    def connect(self, path, process=None):
        """The QMP client at a socket that QEMU listens on, or will soon."""
        monitor = Qmp.connect(path, process)
        self.addCleanup(monitor.reader.close)
        return monitor

    def listening(self, name):
        """A socket at that path, for one client."""
        server = socket.socket(socket.AF_UNIX)
        self.addCleanup(server.close)
        server.bind(self.path(name))
        server.listen(1)
        server.settimeout(TIME_LIMIT)
        return server

    def accepted(self, server):
        connection, _ = server.accept()
        self.addCleanup(connection.close)
        connection.settimeout(TIME_LIMIT)
        return connection

    @staticmethod
    def end(process):
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                stream.close()

    def finish(self, process):
        """Exit status and what it printed on both streams, once it has ended by itself."""
        out, err = process.communicate(timeout=TIME_LIMIT)
        return process.returncode, out, err

    def answer(self, kind, words, **more):
        return self.finish(self.start(kind, words, **more))

    def kill_at_end(self, pid):
        """For a process that is nobody's child."""

        def kill():
            if is_running(pid):
                os.kill(pid, signal.SIGKILL)
                self.wait_for(lambda: not is_running(pid), "process %d does not end" % pid)

        self.addCleanup(kill)

    def wait_for(self, condition, message):
        deadline = time.monotonic() + TIME_LIMIT
        while not condition():
            self.assertLess(time.monotonic(), deadline, message)
            time.sleep(0.01)

    def seen_by(self, client, kind):
        """What `client(kind)` gives back, which is a dictionary, in an empty working folder."""
        shutil.rmtree(self.work)
        os.mkdir(self.work)
        return renamed(client(kind), [("%s/%s/" % (self.emulators, kind), "EMULATOR/")])

    def assert_same(self, client, **options):
        """Both runs show the same; gives it back."""
        direct = self.seen_by(lambda kind: client(kind, **options), DIRECT)
        wrapped = self.seen_by(lambda kind: client(kind, **options), WRAPPED)
        self.assertEqual(difference(direct, wrapped), [])
        return direct


__all__ = [
    "DIRECT",
    "GUEST",
    "NAME",
    "QEMU",
    "Qmp",
    "TIME_LIMIT",
    "WRAPPED",
    "WRONG",
    "ClientCase",
    "difference",
    "is_running",
    "lock_holders",
    "seen",
]
