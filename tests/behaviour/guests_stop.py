# SPDX-License-Identifier: MIT
"""Supervised guests behind the drop-in name end as the variables of the wrapper say, whenever they
are told to. The steps themselves are those of supervisor_stop."""

import os
import shutil
import signal
import sys
import unittest

from guests_support import NAME, QEMU, SupervisedCase, contents, enter_world, wait_for

NEVER = {"QEMU_WRAPPER_STOP_TIMEOUT": "none"}
BUTTON = "power button is pressed"
# QEMU, which tells what is blocked where it is asked something. A shell would unblock all.
ASKED = """#!%s
import os, signal, sys
if "help" in sys.argv:
    with open("blocked", "w") as file:
        file.write(str(sorted(signal.pthread_sigmask(signal.SIG_BLOCK, []))))
    os.rename("blocked", %r)
os.execv(%r, sys.argv)
"""


def children(pid):
    return [int(word) for word in contents("/proc/%d/task/%d/children" % (pid, pid)).split()]


def as_process_1():
    """Words that start it so. Who isn't root has no rights without a namespace for users."""
    rights = ["--map-current-user"] if os.getuid() else []
    return ["unshare", *rights, "--pid", "--fork", "--kill-child"]


def setUpModule():
    enter_world()


class Stop(SupervisedCase):
    def test_stop_timeout(self):
        """One that obeys is gone at once, whatever the deadline."""
        obeys = self.sector("obey", variables=NEVER).ready()
        ignores = self.sector("ignore", variables={"QEMU_WRAPPER_STOP_TIMEOUT": "1s"}).ready()
        for guest, status, said in ((obeys, 0, "powers off"), (ignores, 124, "not heard")):
            guest.signal()
            self.assertEqual(guest.end(), status, guest.told())
            self.assertIn(said, guest.console)

    def test_agent_that_never_answers(self):
        """Costs its own time-out and nothing more: then the button is pressed."""
        socket = self.place.path("work", "agent.sock")
        guest = self.sector(
            "obey",
            *("-chardev", "socket,id=agent,server=on,wait=off,path=" + socket),
            *("-device", "virtio-serial"),
            *("-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0"),
            variables={**NEVER, "QEMU_WRAPPER_AGENT_TIMEOUT": "1s"},
        ).ready()
        guest.signal()
        self.assertEqual(guest.end(), 0, guest.told())
        self.assertIn("guest: powers off", guest.console)
        self.assertLess(guest.log.index("agent is asked"), guest.log.index(BUTTON), guest.told())

    def test_exit_status(self):
        changed = {"QEMU_WRAPPER_EXIT_STATUS": "guest-panic=7 guest-reset=8"}
        rows = (
            ("off", {}, 0),
            ("panic", {}, 1),
            ("off", changed, 0),
            ("reset", changed, 8),
            ("panic", changed, 7),
        )
        words = ["-no-reboot", "-device", "pvpanic"]
        guests = [self.sector(kind, *words, variables=more) for kind, more, _ in rows]
        for (kind, variables, status), guest in zip(rows, guests):
            with self.subTest(kind=kind, variables=variables):
                self.assertEqual(guest.end(), status, guest.told())
                self.assertIn("guest: ready", guest.console)

    def test_qemu_is_killed(self):
        guest = self.sector("obey").ready()
        os.kill(guest.qemu(), signal.SIGKILL)
        self.assertEqual(guest.end(), 128 + signal.SIGKILL, guest.told())

    def test_supervisor_is_killed(self):
        guest = self.sector("obey").ready()
        qemu = guest.qemu()
        guest.signal(signal.SIGKILL)
        self.assertEqual(guest.process.wait(), -signal.SIGKILL)
        wait_for(lambda: not os.path.exists("/proc/%d" % qemu), "QEMU lives on without anybody")

    def test_at_the_first_moment(self):
        """As soon as there is a folder, whatever supervisor, QEMU and its firmware are at."""
        for _ in range(3):
            guest = self.sector("obey", variables=NEVER)
            guest.wait_for(lambda: os.path.exists(guest.folder), "made a folder")
            guest.signal()
            self.assertEqual(guest.end(), 0, guest.told())

    def test_process_1_at_the_first_moment(self):
        """As soon as the wrapper has a child, which is the QEMU that it asks about itself: to
        process 1 signals are lost that nobody waits for."""
        guest = self.sector("obey", variables=NEVER, before=as_process_1())
        guest.wait_for(lambda: children(guest.pid), "started")
        first = children(guest.pid)[0]
        guest.wait_for(lambda: children(first), "asked QEMU")
        os.kill(first, signal.SIGTERM)
        self.assertEqual(guest.end(), 0, guest.told())
        self.assertIn("stop: ", guest.log)

    def test_what_process_1_starts_blocks_no_more_than_its_caller(self):
        """Else nobody could end it by SIGTERM. Here it is the QEMU that the wrapper asks."""
        seen = self.place.path("seen")
        os.mkdir(self.place.path("asked"))
        real = self.place.write("asked/" + NAME, ASKED % (sys.executable, seen, QEMU), 0o755)
        rights = ["--map-current-user"] if os.getuid() else []
        guest = self.sector(
            "obey",
            variables={**NEVER, "QEMU_WRAPPER_REAL": real},
            before=["unshare", *rights, "--pid", "--fork", "--kill-child"],
        )
        guest.wait_for(lambda: os.path.exists(seen), "asked QEMU")
        os.kill(children(guest.pid)[0], signal.SIGTERM)
        self.assertEqual(guest.end(), 0, guest.told())
        with open(seen, encoding="ascii") as file:
            self.assertEqual(file.read(), "[]")

    @unittest.skipUnless(shutil.which("strace"), "needs strace")
    def test_process_1_before_it_is_known_that_a_supervisor_is_wanted(self):
        """While the configuration is being opened that says so."""
        path = self.place.write("own.conf", "[wrapper]\nsupervise = yes\nstop-timeout = none\n")
        trace = ["strace", "-f", "-o", "/dev/null", "-E", "LSAN_OPTIONS=detect_leaks=0", "-P", path,
                 "-e", "trace=openat", "-e", "inject=openat:signal=TERM:when=1"]
        guest = self.sector("obey", variables={"QEMU_WRAPPER_CONFIG": path},
                            before=[*trace, *as_process_1()])
        self.assertEqual(guest.end(), 0, guest.told())
        self.assertIn("stop: ", guest.log)


if __name__ == "__main__":
    unittest.main()
