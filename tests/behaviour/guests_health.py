# SPDX-License-Identifier: MIT
"""`health` and status.json tell over the life of a guest what is true of it."""

import os
import signal
import subprocess
import unittest

from guests_support import BASE, SupervisedCase, enter_world

YES, NO, CANNOT = 0, 1, 125


def setUpModule():
    enter_world()


def listening(pid):
    """TCP ports and unix sockets on which a process listens, as ss tells."""
    found = set()
    for kind in ("--tcp", "--unix"):
        done = subprocess.run(
            ["ss", "-Hlnp", kind], stdout=subprocess.PIPE, check=True, text=True
        )
        for line in done.stdout.splitlines():
            if "pid=%d," % pid in line:
                found.add(line.split()[3 if kind == "--tcp" else 4])
    return found


class Health(SupervisedCase):
    def answers(self, guest):
        """Of --startup, --ready and --live."""
        return [self.health(which, str(guest.pid)) for which in ("--startup", "--ready", "--live")]

    def test_over_a_life(self):
        path = self.place.path("work", "qmp")
        words = ["-S", "-qmp", "unix:%s,server=on,wait=off" % path]
        guest = self.sector("ignore", *words, variables={"QEMU_WRAPPER_STOP_TIMEOUT": "none"})
        guest.wait_for(lambda: guest.status.get("state") == "prelaunch", "prelaunch")
        self.assertEqual(self.answers(guest), [YES, NO, YES])
        monitor = self.own_monitor(path, guest)
        monitor.command("cont")
        guest.ready()
        self.assertEqual(self.answers(guest), [YES, YES, YES])
        self.assertEqual([self.health(), self.health("--ready")], [YES, YES])
        monitor.command("stop")
        self.assertEqual(self.answers(guest), [YES, NO, YES])
        guest.wait_for(lambda: guest.status.get("state") == "paused", "paused")
        monitor.command("cont")
        guest.signal()
        guest.wait_for_line("button pressed")
        self.assertEqual(self.answers(guest)[2], YES)
        os.kill(guest.qemu(), signal.SIGKILL)
        guest.end()
        self.assertEqual(self.answers(guest), [CANNOT, CANNOT, CANNOT])

    def test_status_tells_who_listens(self):
        vnc = self.place.path("work", "vnc.sock")
        guest = self.sector("obey", "-vnc", "127.0.0.1:7", "-vnc", "unix:" + vnc).ready()
        guest.wait_for(lambda: guest.status.get("endpoints"), "told its endpoints")
        status = guest.status
        self.assertEqual(status["state"], "running")
        self.assertEqual(status["pid"], guest.qemu())
        told = {
            entry.get("path") or "%s:%s" % (entry["host"], entry["port"])
            for entry in status["endpoints"]
        }
        self.assertEqual(told, {"127.0.0.1:5907", vnc})
        ours = {path for path in listening(guest.qemu()) if not path.startswith(BASE)}
        self.assertEqual(told, ours)


if __name__ == "__main__":
    unittest.main()
