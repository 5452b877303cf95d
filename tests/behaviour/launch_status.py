# SPDX-License-Identifier: MIT
"""QEMU's exit status and signals are its own: the wrapper is gone when QEMU runs."""

import os
import resource
import select
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import NAME, QUIET, TIME_LIMIT, StandinCase, entries  # noqa: E402

FATAL = [n for n in range(1, 65) if n not in (17, 18, 19, 20, 21, 22, 23, 28, 32, 33)]


class Status(StandinCase):
    def setUp(self):
        super().setUp()
        self.place.install("real/" + NAME, "exit_as")
        self.env = entries(self.place.variables())

    def end(self, how, program=None, argv=None):
        argv = argv or [NAME, how, *QUIET]
        no_core = "limit=%d:0:0" % resource.RLIMIT_CORE
        return self.place.launch(program or self.place.dropin, argv, self.env, [no_core])

    def test_38_every_exit_status(self):
        for status in range(256):
            run = self.end("exit-%d" % status)
            self.assertEqual((run.status, run.signal, run.text), (status, None, ""))

    def test_38_every_fatal_signal(self):
        for number in FATAL:
            run = self.end("signal-%d" % number)
            self.assertEqual((run.status, run.signal, run.text), (None, number, ""))

    def test_38_with_run_subcommand(self):
        for how, end in (("exit-0", (0, None)), ("exit-77", (77, None)), ("signal-9", (None, 9))):
            argv = ["qemu-wrapper", "run", self.place.real, how, *QUIET]
            run = self.end(how, self.place.tool, argv)
            self.assertEqual((run.status, run.signal, run.text), (*end, ""))

    def test_switched_off(self):
        self.env = entries(self.place.variables(QEMU_WRAPPER="off"))
        for how, end in (("exit-0", (0, None)), ("exit-77", (77, None)), ("signal-9", (None, 9))):
            run = self.end(how)
            self.assertEqual((run.status, run.signal, run.text), (*end, ""))


ENDING = (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGKILL)


def notice_signals():
    """A shell that runs the tests in the background ignores some of them."""
    for number in (signal.SIGTERM, *ENDING):
        if number != signal.SIGKILL:
            signal.signal(number, signal.SIG_DFL)


class Signals(StandinCase):
    """A signal sent to the launched process reaches QEMU: there is no other process."""

    def start(self):
        self.place.install("real/" + NAME, "exit_as")
        process = subprocess.Popen(
            [self.place.dropin, "terminated", *QUIET],
            env=self.place.variables(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=notice_signals,
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.assertTrue(select.select([process.stdout], [], [], TIME_LIMIT)[0])
        self.assertEqual(os.read(process.stdout.fileno(), 100), b"ready\n")
        return process

    def test_38_caught(self):
        process = self.start()
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(TIME_LIMIT), 0)
        self.assertEqual(process.stderr.read(), b"")

    def test_fatal(self):
        for number in ENDING:
            with self.subTest(signal=number):
                process = self.start()
                process.send_signal(number)
                self.assertEqual(process.wait(TIME_LIMIT), -number)

    def test_no_process_holds_the_output_open(self):
        """Packer reads the output to its end, which comes when the last holder is gone."""
        process = self.start()
        process.kill()
        process.wait(TIME_LIMIT)
        for stream in (process.stdout, process.stderr):
            self.assertTrue(select.select([stream], [], [], TIME_LIMIT)[0])
            self.assertEqual(os.read(stream.fileno(), 100), b"")


if __name__ == "__main__":
    unittest.main()
