# SPDX-License-Identifier: MIT
"""What the tests of supervised guests share; no test by itself. A module that calls enter_world() has
/run, /dev and a network of its own, in which a real QEMU runs behind the drop-in name, supervised."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
for folder in ("guest", "clients"):
    sys.path.insert(0, os.path.join(HERE, "..", folder))

from guest_support import MISSING, boot_words, guest_folder, make_disk, written_on  # noqa: E402
from namespaces import (  # noqa: E402
    CLONE_NEWNET, CLONE_NEWNS, MS_BIND, MS_PRIVATE, MS_REC, enter_namespaces, loopback_up, mount,
)
from qmp_client import Qmp  # noqa: E402
from supervise_support import BUILD, NAME, QEMU, TIME_LIMIT, SuperviseCase  # noqa: E402

BASE = "/run/qemu-wrapper"

# The machine of all guests. SeaBIOS without a screen is quick, and so is a floppy that several share.
MACHINE = ["-machine", "pc", "-accel", "tcg", "-nodefaults", "-display", "none"]


def mount_devices():
    """A /dev in which a test may put files, with what programs need in theirs."""
    new = "/run/dev"
    os.mkdir(new)
    mount("dev", new, "tmpfs", options="mode=755")
    for name in ("null", "zero", "full", "random", "urandom", "tty", "pts", "ptmx", "shm"):
        if os.path.isdir("/dev/" + name):
            os.mkdir(os.path.join(new, name))
        else:
            open(os.path.join(new, name), "wb").close()
        mount("/dev/" + name, os.path.join(new, name), flags=MS_BIND | MS_REC)
    mount(new, "/dev", flags=MS_BIND | MS_REC)


def enter_world():
    """To be called by setUpModule."""
    if not QEMU:
        raise unittest.SkipTest(NAME + " is not installed")
    try:
        enter_namespaces(CLONE_NEWNS | CLONE_NEWNET)
        mount(None, "/", flags=MS_REC | MS_PRIVATE)
        mount("run", "/run", "tmpfs", options="mode=755")
        mount_devices()
        loopback_up()
    except OSError as error:
        raise unittest.SkipTest("no /run of its own: %s" % error) from None


def contents(path):
    """What is in a file; none: nothing."""
    try:
        with open(path, "rb") as file:
            return file.read().decode(errors="replace")
    except FileNotFoundError:
        return ""


def wait_for(condition, message, limit=TIME_LIMIT):
    """Until condition() is true; gives back what it returned."""
    deadline = time.monotonic() + limit
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError(message() if callable(message) else message)
        time.sleep(0.005)


def marked_processes(mark):
    """Ids of processes that have this entry in their environment. Those that have ended and are
    nobody's yet have none."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open("/proc/%s/environ" % name, "rb") as file:
                    entries = file.read().split(b"\0")
            except OSError:
                continue
            if mark.encode() in entries:
                found.append(int(name))
    return sorted(found)


class Guest:
    """One launch. What it prints, its serial line included, is in files."""

    def __init__(self, case, number, words, variables, before=(), **more):
        """`before` are words that start the drop-in as process 1 of a namespace."""
        self.case = case
        self.number = number
        self.out = case.place.path("work", "%d.out" % number)
        self.err = case.place.path("work", "%d.err" % number)
        self.mark = "QW_TEST_GUEST=%s/%d" % (case.place.root, number)
        name, _, value = self.mark.partition("=")
        more.setdefault("stdin", subprocess.DEVNULL)
        with open(self.out, "wb") as out, open(self.err, "wb") as err:
            more.setdefault("stdout", out)
            more.setdefault("stderr", err)
            self.process = subprocess.Popen(
                [*before, case.place.dropin, *words] if before else [NAME, *words],
                executable=None if before else case.place.dropin,
                env={**variables, name: value},
                cwd=case.place.path("work"),
                **more,
            )
        self.pid = self.process.pid
        self.folder = os.path.join(BASE, "1" if before else str(self.pid))

    @property
    def console(self):
        """What it has written to the serial line."""
        return contents(self.out).replace("\r", "")

    @property
    def log(self):
        return contents(self.err)

    def told(self):
        return "status %s; console:\n%s\nlog:\n%s" % (
            self.process.poll(),
            self.console,
            self.log,
        )

    def wait_for(self, condition, what):
        """It may not end before."""

        def check():
            return condition() or self.process.poll() is not None

        result = wait_for(check, lambda: "not %s: %s" % (what, self.told()))
        if not condition():
            raise AssertionError("ended, not %s: %s" % (what, self.told()))
        return result

    def wait_for_line(self, text):
        self.wait_for(lambda: text in self.console, "said %r" % text)

    def wait_for_log(self, text):
        self.wait_for(lambda: text in self.log, "logged %r" % text)

    def ready(self):
        self.wait_for_line("guest: ready")
        return self

    @property
    def status(self):
        """What status.json says; nothing yet: {}."""
        text = contents(os.path.join(self.folder, "status.json"))
        return json.loads(text) if text else {}

    def qemu(self):
        """QEMU's process id."""

        def find():
            for pid in marked_processes(self.mark):
                try:
                    exe = os.readlink("/proc/%d/exe" % pid)
                except OSError:
                    continue
                if exe == os.path.realpath(QEMU):
                    return pid
            return None

        return self.wait_for(find, "started QEMU") and find()

    def signal(self, number=signal.SIGTERM):
        self.process.send_signal(number)

    def end(self):
        """Its exit status, once it has ended by itself and nothing of it is left."""
        try:
            self.process.wait(TIME_LIMIT)
        except subprocess.TimeoutExpired:
            raise AssertionError("does not end: " + self.told()) from None
        left = marked_processes(self.mark)
        self.case.assertEqual(left, [], "processes are left: " + self.told())
        self.case.assertFalse(os.path.exists(self.folder), self.told())
        return self.process.returncode

    def kill(self):
        """For tests that have failed."""
        if self.process.poll() is None:
            self.process.kill()
        for pid in marked_processes(self.mark):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class SupervisedCase(SuperviseCase):
    """Guests that are killed when the test ends."""

    def setUp(self):
        super().setUp()
        self.count = 0

    def variables(self, **more):
        more.setdefault("QEMU_WRAPPER_SUPERVISE", "yes")
        more.setdefault("QEMU_WRAPPER_REAL", QEMU)
        return self.place.variables(**more)

    def start(self, words, variables=None, **more):
        """QEMU with these words behind those of the machine; its serial line is its output."""
        self.count += 1
        guest = Guest(
            self,
            self.count,
            [*MACHINE, "-serial", "stdio", *words],
            self.variables(**(variables or {})),
            **more,
        )
        self.addCleanup(guest.kill)
        return guest

    def sector(self, kind, *words, **more):
        """A guest of one sector, see tests/guest/sector.S."""
        path = os.path.join(BUILD, "tests", "guest", "sector-" + kind)
        drive = "file=%s,format=raw,if=floppy,readonly=on" % path
        return self.start(["-m", "16", "-drive", drive, *words], **more)

    def linux(self, mode, *words, initramfs="initramfs", more="", **options):
        """The Linux guest, see tests/guest/init.c; its disk is guest.disk, guest.text what it writes
        there."""
        text = os.urandom(8).hex()
        disk = self.place.path("work", text)
        make_disk(disk)
        guest = self.start(
            [
                *("-m", "128", "-no-reboot"),
                *("-drive", "file=%s,format=raw,if=virtio" % disk),
                *boot_words(mode, text, initramfs, more),
                *words,
            ],
            **options,
        )
        guest.disk, guest.text = disk, text
        return guest

    def tool(self, *words, **more):
        return self.run_tool(words, self.variables(**more))

    def health(self, *words):
        """Exit status of `qemu-wrapper health`."""
        done = self.tool("health", *words)
        self.assertIn(done.returncode, (0, 1, 125), done)
        return done.returncode

    def own_monitor(self, path, guest):
        monitor = Qmp.connect(path, guest.process)
        self.addCleanup(monitor.reader.close)
        return monitor


__all__ = [
    "BASE",
    "BUILD",
    "MACHINE",
    "MISSING",
    "NAME",
    "QEMU",
    "TIME_LIMIT",
    "Guest",
    "Qmp",
    "SupervisedCase",
    "contents",
    "enter_world",
    "guest_folder",
    "marked_processes",
    "mount",
    "wait_for",
    "written_on",
]
