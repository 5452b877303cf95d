# SPDX-License-Identifier: MIT
"""An isolated plugin that hangs while somebody sits at the terminal: ^C ends the wrapper and it, ^Z
stops the wrapper as any job of a shell, and a terminal that stops those in the background that write
to it doesn't stop a hook that may."""

import fcntl
import os
import pty
import select
import signal
import sys
import termios
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import QUIET, TIME_LIMIT, UNDER, HookCase  # noqa: E402


def run_job(path, env, news):
    """In the first process of the session, as a shell does it. What becomes of the job goes to
    `news`, a line each; one that stops is continued."""
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    job = os.fork()
    if not job:
        os.setpgid(0, 0)
        os.tcsetpgrp(0, os.getpid())
        signal.signal(signal.SIGTTOU, signal.SIG_DFL)
        os.execve(path, [path, *QUIET], env)
    while True:
        _, status = os.waitpid(job, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            os.write(news, b"ended %d\n" % os.waitstatus_to_exitcode(status))
            return
        os.tcsetpgrp(0, os.getpgrp())
        os.tcsetpgrp(0, job)
        os.killpg(job, signal.SIGCONT)
        # Only now: whoever reads it may press the next key at once.
        os.write(news, b"stopped\n")


@unittest.skipIf(UNDER, "the terminal's owner must start the wrapper itself")
class Terminal(HookCase):
    def start(self, phase, how, more=""):
        """At a terminal of its own: the terminal, and where the news come from."""
        section = "[plugin misbehaves]\nisolate = yes\n%s" % more
        self.select("misbehaves", more=section + "[misbehaves]\nphase = %s\nhow = %s\n" % (phase, how))
        env = self.variables()
        news, writer = os.pipe()
        pid, terminal = pty.fork()
        if not pid:
            try:
                settings = termios.tcgetattr(0)
                settings[3] |= termios.TOSTOP
                termios.tcsetattr(0, termios.TCSANOW, settings)
                run_job(self.place.dropin, env, writer)
            finally:
                os._exit(0)
        os.close(writer)
        self.addCleanup(os.close, news)
        self.addCleanup(os.close, terminal)
        self.addCleanup(os.waitpid, pid, 0)
        self.addCleanup(self.end, pid)
        fcntl.fcntl(terminal, fcntl.F_SETFL, os.O_NONBLOCK)
        return terminal, news

    def end(self, pid):
        """The session, should the test have failed."""
        try:
            os.kill(pid, signal.SIGHUP)
        except ProcessLookupError:
            pass

    def next(self, fd):
        self.assertTrue(select.select([fd], [], [], TIME_LIMIT)[0], "nothing came")
        return os.read(fd, 1000)

    def hang(self):
        """A hook that never returns, and the end of what it has open."""
        os.mkfifo(self.trace_file)
        reader = os.open(self.trace_file, os.O_RDONLY | os.O_NONBLOCK)
        self.addCleanup(os.close, reader)
        terminal, news = self.start("rewrite", "tell", "time-limit = 1h\n")
        self.assertEqual(self.next(reader), b"waiting\n")
        os.set_blocking(reader, True)
        return terminal, news, reader

    def test_39_keys_that_end(self):
        for key, number in ((b"\x03", signal.SIGINT), (b"\x1c", signal.SIGQUIT)):
            with self.subTest(key=key):
                terminal, news, reader = self.hang()
                os.write(terminal, key)
                self.assertEqual(self.next(news), b"ended %d\n" % -number)
                self.assertEqual(os.read(reader, 100), b"")
                os.unlink(self.trace_file)

    def test_39_key_that_stops(self):
        terminal, news, reader = self.hang()
        for _ in range(2):
            os.write(terminal, b"\x1a")
            self.assertEqual(self.next(news), b"stopped\n")
        os.write(terminal, b"\x03")
        self.assertEqual(self.next(news), b"ended %d\n" % -signal.SIGINT)
        self.assertEqual(os.read(reader, 100), b"")

    def test_writing_to_the_terminal(self):
        terminal, news = self.start("outcome", "print", "time-limit = 1h\n")
        self.assertEqual(self.next(news), b"ended 0\n")
        self.assertEqual(self.next(terminal), b"hello\r\n")
        self.assertIsNotNone(self.place.state_of(None))


if __name__ == "__main__":
    unittest.main()
