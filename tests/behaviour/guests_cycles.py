# SPDX-License-Identifier: MIT
"""Guests that come and go leave nothing: no process, socket, lock or file. QW_CYCLES tells how many
there are; scripts/soak runs many."""

import ctypes
import os
import signal
import unittest

from guests_support import BASE, SupervisedCase, enter_world, wait_for

CYCLES = int(os.environ.get("QW_CYCLES", "4"))
PR_SET_CHILD_SUBREAPER = 36


def setUpModule():
    enter_world()
    # Who loses its parent becomes a child of ours, and stays one, dead or alive, until we ask.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children():
    with open("/proc/self/task/%d/children" % os.getpid(), encoding="ascii") as file:
        return file.read().split()


def sockets():
    """All unix and TCP sockets of this network."""
    found = []
    for kind in ("unix", "tcp"):
        with open("/proc/self/net/" + kind, encoding="ascii") as file:
            found += file.read().splitlines()[1:]
    return found


def locks():
    """Those of files below /run."""
    number = os.stat("/run").st_dev
    device = " %02x:%02x:" % (os.major(number), os.minor(number))
    with open("/proc/locks", encoding="ascii") as file:
        return [line for line in file if device in line]


class Cycles(SupervisedCase):
    def left(self):
        """How much there is of each kind."""
        tops = ("/run", self.place.root)
        entries = [names for top in tops for _, *kinds in os.walk(top) for names in kinds]
        return {
            "processes": len(children()),
            "sockets": len(sockets()),
            "locks": len(locks()),
            "files": sum(len(names) for names in entries),
        }

    def stopped(self):
        guest = self.sector("obey").ready()
        guest.signal()
        self.assertEqual(guest.end(), 0, guest.told())

    def powers_off(self):
        guest = self.sector("off")
        self.assertEqual(guest.end(), 0, guest.told())

    def qemu_is_killed(self):
        guest = self.sector("obey").ready()
        os.kill(guest.qemu(), signal.SIGKILL)
        self.assertEqual(guest.end(), 128 + signal.SIGKILL, guest.told())

    def supervisor_is_killed(self):
        """Nobody is there to remove its folder; whoever is started next does that."""
        guest = self.sector("obey").ready()
        qemu = guest.qemu()
        guest.signal(signal.SIGKILL)
        self.assertEqual(guest.process.wait(), -signal.SIGKILL)
        self.assertTrue(os.path.exists(guest.folder))
        self.assertEqual(os.waitpid(qemu, 0), (qemu, signal.SIGKILL))

    def remove_output(self):
        for name in os.listdir(self.place.path("work")):
            os.remove(self.place.path("work", name))

    def test_nothing_is_left(self):
        self.stopped()
        self.remove_output()
        before = self.left()
        kinds = (self.supervisor_is_killed, self.powers_off, self.qemu_is_killed, self.stopped)
        for number in range(CYCLES):
            kinds[number % len(kinds)]()
            self.remove_output()
        self.stopped()
        self.remove_output()
        wait_for(lambda: self.left() == before, lambda: "%s, was %s" % (self.left(), before))
        self.assertEqual(os.listdir(BASE), [])

    def test_what_is_left_is_noticed(self):
        """A guest that runs has some of each."""
        before = self.left()
        guest = self.sector("obey").ready()
        guest.wait_for(lambda: guest.status, "written its status")
        now = self.left()
        for kind, count in before.items():
            self.assertGreater(now[kind], count, kind)


if __name__ == "__main__":
    unittest.main()
