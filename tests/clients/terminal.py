# SPDX-License-Identifier: MIT
"""QEMU in a terminal, started from a shell with job control, as people, screen, tmux and expect do:
its keys, Ctrl-Z and Ctrl-C, the exit status, and the terminal's mode before, meanwhile and after."""

import os
import pty
import re
import select
import shutil
import signal
import termios
import time
import unittest

import world
from client_support import GUEST, TIME_LIMIT, ClientCase

BASH = shutil.which("bash")
PROMPT = b"PROMPT> "


class Shell:
    """An interactive bash behind a terminal of its own."""

    def __init__(self, folder, env):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            shell = {**env, "PS1": PROMPT.decode(), "TERM": "dumb", "HISTFILE": ""}
            os.execve(BASH, ["bash", "--norc", "--noediting", "-i"], shell)
        self.text = b""
        self.until(re.escape(PROMPT))

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.close(self.terminal)
        os.waitpid(self.pid, 0)

    def send(self, text):
        os.write(self.terminal, text)

    def until(self, pattern):
        """Reads up to the pattern, and gives back the match."""
        deadline = time.monotonic() + TIME_LIMIT
        while not (found := re.search(pattern, self.text)):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.terminal], [], [], left)[0]:
                raise AssertionError("no %r in %r" % (pattern, self.text))
            self.text += os.read(self.terminal, 4096)
        self.text = self.text[found.end():]
        return found

    def run(self, command):
        """What a command prints."""
        self.send(command + b"; echo E''ND\n")
        return self.until(rb"(?s)\n(.*)END\r\n" + re.escape(PROMPT))[1]

    def mode(self):
        """Flags of the terminal; of its special characters those of the driver differ never."""
        return termios.tcgetattr(self.terminal)[:4]

    def is_raw(self):
        return not self.mode()[3] & termios.ICANON


@unittest.skipUnless(BASH, "needs bash")
class Terminal(ClientCase):
    def shell(self):
        shell = Shell(self.work, self.variables())
        self.addCleanup(shell.end)
        return shell

    def line(self, kind, *words):
        return " ".join([self.emulator(kind), *GUEST, *words]).encode() + b"\n"

    def test_keys(self):
        """-serial mon:stdio: Ctrl-A C leads to the monitor, Ctrl-A X out."""

        def client(kind):
            shell = self.shell()
            before = shell.mode()
            shell.send(self.line(kind, "-serial", "mon:stdio"))
            self.wait_for(shell.is_raw, "the terminal stays as it was")
            meanwhile = shell.mode()
            shell.send(b"\x01c")
            shell.until(rb"\(qemu\) ")
            shell.send(b"info status\n")
            state = shell.until(rb"VM status: ([^\r\n]*)")[1]
            shell.send(b"\x01x")
            shell.until(re.escape(PROMPT))
            status = shell.run(b"echo status $?")
            modes = [meanwhile, shell.mode()]
            return {"state": state, "status": status, "before": before, "modes": modes}

        found = self.assert_same(client)
        self.assertEqual((found["state"], found["status"]), ("paused (prelaunch)", "status 0\r\n"))

    def test_job_control(self):
        def client(kind):
            shell = self.shell()
            shell.send(self.line(kind, "-monitor", "stdio"))
            shell.until(rb"\(qemu\) ")
            shell.send(b"\x1a")
            shell.until(rb"Stopped")
            shell.until(re.escape(PROMPT))
            jobs = shell.run(b"jobs -r; jobs -s | grep -c Stopped")
            shell.send(b"fg\n")
            self.wait_for(shell.is_raw, "the terminal is not QEMU's again")
            shell.send(b"info status\n")
            state = shell.until(rb"VM status: ([^\r\n]*)")[1]
            shell.send(b"\x03")
            shell.until(re.escape(PROMPT))
            return {"jobs": jobs, "state": state, "status": shell.run(b"echo status $?")}

        found = self.assert_same(client)
        self.assertEqual(found["jobs"], "1\r\n")
        self.assertEqual(found["status"], "status 0\r\n")


if __name__ == "__main__":
    world.main()
