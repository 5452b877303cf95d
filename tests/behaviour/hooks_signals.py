# SPDX-License-Identifier: MIT
"""A signal that comes while a plugin works ends the launch at once, by that signal, and nothing is
written."""

import os
import select
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import NAME, QUIET, HookCase  # noqa: E402
from standin import TIME_LIMIT  # noqa: E402

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGPIPE, signal.SIGHUP)
TOOL_PHASES = ("open", "rewrite", "check")


class Signals(HookCase):
    def setUp(self):
        super().setUp()
        os.mkfifo(self.trace_file)

    def end(self, words, number, ignored=False):
        """Starts `words`, sends a signal when the hook waits, and gives back how it ended."""
        trace = os.open(self.trace_file, os.O_RDONLY | os.O_NONBLOCK)
        self.addCleanup(os.close, trace)
        process = subprocess.Popen(
            words,
            env=self.variables(),
            cwd=self.place.path("work"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # What Python ignores would be ignored by the wrapper, too.
            restore_signals=not ignored,
        )
        self.addCleanup(process.kill)
        self.assertTrue(select.select([trace], [], [], TIME_LIMIT)[0], "the hook was not called")
        self.assertEqual(os.read(trace, 100), b"waiting\n")
        process.send_signal(number)
        if ignored:
            process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=TIME_LIMIT)
        self.assertIsNone(self.place.state_of(None), "QEMU was started")
        return process.returncode, out, err

    def wait_in(self, phase):
        self.select("waits", more="[waits]\nphase = %s\n" % phase)

    def test_39_launch(self):
        for phase in (*TOOL_PHASES, "launch"):
            self.wait_in(phase)
            for number in SIGNALS:
                with self.subTest(phase=phase, signal=number):
                    words = [self.place.dropin, *QUIET]
                    self.assertEqual(self.end(words, number), (-number, b"", b""))

    def test_39_explain(self):
        """Half a plan would be taken for a whole one."""
        for phase in TOOL_PHASES:
            self.wait_in(phase)
            for number in SIGNALS:
                with self.subTest(phase=phase, signal=number):
                    words = [self.place.tool, "explain", "--json", "--", NAME, *QUIET]
                    self.assertEqual(self.end(words, number), (-number, b"", b""))

    def test_39_ignored_signals_stay_ignored(self):
        """SIGPIPE is ignored by Python: of the two signals the second ends the process."""
        self.wait_in("rewrite")
        words = [self.place.dropin, *QUIET]
        ended = self.end(words, signal.SIGPIPE, ignored=True)
        self.assertEqual(ended, (-signal.SIGTERM, b"", b""))


if __name__ == "__main__":
    unittest.main()
