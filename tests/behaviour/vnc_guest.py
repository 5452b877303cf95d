# SPDX-License-Identifier: MIT
"""A real QEMU behind the drop-in name, for the tests of the vnc plugin; no test by itself."""

import contextlib
import ctypes
import fcntl
import os
import shutil
import socket
import struct
import subprocess
import unittest

from vnc_support import NAME, TIME_LIMIT

QEMU = shutil.which(NAME)
MACHINE = ["-machine", "pc,accel=tcg", "-nodefaults", "-S", "-display", "none", "-qmp", "stdio"]

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
SIOCSIFFLAGS, IFF_UP = 0x8914, 1


def enter_network_namespace():
    """None, or why this process can't have a network of its own."""
    libc = ctypes.CDLL(None, use_errno=True)
    uid, gid = os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWNET):
        if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET):
            return "no network namespace: " + os.strerror(ctypes.get_errno())
        for name, text in (
            ("setgroups", "deny"),
            ("uid_map", "%d %d 1" % (uid, uid)),
            ("gid_map", "%d %d 1" % (gid, gid)),
        ):
            with open("/proc/self/" + name, "w", encoding="ascii") as file:
                file.write(text)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sh14x", b"lo", IFF_UP)
        try:
            fcntl.ioctl(control, SIOCSIFFLAGS, request)
        except OSError as error:
            return "no loopback interface: %s" % error
    return None


def in_a_network_of_its_own():
    """The setUpModule of tests whose ports nobody else may have, or connect to."""
    if not QEMU:
        raise unittest.SkipTest(NAME + " is not installed")
    problem = enter_network_namespace()
    if problem:
        raise unittest.SkipTest(problem)


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
