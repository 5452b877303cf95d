# SPDX-License-Identifier: MIT
"""A real QEMU behind the drop-in name, for the tests of the vnc plugin; no test by itself."""

import contextlib
import shutil
import subprocess
import unittest

from namespaces import CLONE_NEWNET, enter_namespaces, loopback_up
from vnc_support import NAME, TIME_LIMIT

QEMU = shutil.which(NAME)
MACHINE = ["-machine", "pc,accel=tcg", "-nodefaults", "-S", "-display", "none", "-qmp", "stdio"]


def in_a_network_of_its_own():
    """The setUpModule of tests whose ports nobody else may have, or connect to."""
    if not QEMU:
        raise unittest.SkipTest(NAME + " is not installed")
    try:
        enter_namespaces(CLONE_NEWNET)
        loopback_up()
    except OSError as error:
        raise unittest.SkipTest("no network of its own: %s" % error) from None


class RealGuest:
    """A QEMU on its way."""

    def __init__(self, program, words, env, cwd):
        self.process = subprocess.Popen(
            [NAME, *MACHINE, *words],
            executable=program,
            env=env,
            cwd=cwd,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.runs = False

    def starts(self):
        """Waits until it runs; False: it ended instead. Its greeting comes before the servers are
        there; an answer, when the main loop runs."""
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(b'{"execute":"qmp_capabilities"}\n')
            self.process.stdin.flush()
        self.runs = any(b'"return"' in line for line in self.process.stdout)
        return self.runs

    def end(self):
        """Its standard error."""
        if self.runs:
            self.process.kill()
        _, stderr = self.process.communicate(timeout=TIME_LIMIT)
        return stderr.decode(errors="replace")
