# SPDX-License-Identifier: MIT
"""Clients that let QEMU daemonize: the status is QEMU's, the pid file names the daemon, locked by
it, and what watches it by /proc finds what it looks for (Proxmox, Ganeti, KubeVirt, vagrant)."""

import os
import re
import signal

import world
from client_support import GUEST, ClientCase, is_running, lock_holders, seen

PROXMOX_PROGRAM = re.compile(r"^(.*/)?(kvm|qemu-[^/]+)$")


class Daemonized(ClientCase):
    def daemon(self, kind, words, name="qemu-system-x86_64"):
        """Starts, looks at, and ends a daemon."""
        pidfile, socket = self.path("pid"), self.path("qmp")
        line = [*GUEST, *words, "-daemonize", "-pidfile", pidfile, "-qmp"]
        line.append("unix:%s,server=on,wait=off" % socket)
        status, out, err = self.answer(kind, line, name=name)
        self.assertEqual(status, 0, err)
        with open(pidfile, encoding="ascii") as file:
            pid = int(file.read())
        self.kill_at_end(pid)
        # The monitor is there before the parent returns: no client has to wait for it.
        monitor = self.connect(socket)
        state = seen(pid)
        found = {
            "status": status,
            "out": out,
            "err": err,
            "pid file": oct(os.stat(pidfile).st_mode),
            "locked": lock_holders(pidfile) == [pid],
            "guest": monitor.command("query-status"),
            "kvm": monitor.command("query-kvm"),
            "name": monitor.command("query-name"),
        }
        os.kill(pid, signal.SIGTERM)
        self.wait_for(lambda: not is_running(pid), "the daemon does not end")
        found["left"] = os.listdir(self.work)
        return {**state, **found}

    def test_daemon(self):
        found = self.assert_same(self.daemon, words=[])
        self.assertEqual((found["status"], found["out"], found["err"]), ("0", "", ""))
        self.assertEqual((found["locked"], found["left"]), ("True", "[]"))

    def test_as_proxmox_does(self):
        """It takes a guest for running if the program and -pidfile stand in /proc."""
        words = ["-name", "vm,debug-threads=on", "-no-shutdown"]
        words += ["-vnc", "unix:%s,password=on" % self.path("vnc")]
        for name in ("kvm", "qemu-system-x86_64"):
            with self.subTest(name=name):
                found = self.assert_same(self.daemon, words=words, name=name)
                self.assertRegex(found["argv.0"], PROXMOX_PROGRAM)
                self.assertIn("-pidfile", found.values())

    def test_as_kubevirt_looks(self):
        found = self.assert_same(self.daemon, words=[])
        self.assertEqual(found["status.Name"], "qemu-system-x86")

    def test_as_ganeti_does(self):
        """Its files lie in /run/ganeti; it looks for -name and -uuid in /proc/PID/cmdline."""
        words = ["-name", "instance1", "-uuid", "e7a0b2c4-9d0f-4e4f-9c5b-5f0fd9a0c001"]
        words += ["-vnc", "127.0.0.1:5107", "-monitor", "unix:/run/ganeti/m,server,nowait"]
        if not world.is_own():
            self.skipTest("/run is the host's")
        world.scratch_folder("/run")
        self.addCleanup(world.unmount, "/run")
        os.mkdir("/run/ganeti")
        found = self.assert_same(self.daemon, words=words)
        self.assertIn("instance1", found["name"])

    def test_daemon_that_fails(self):
        """The parent tells the daemon's error and status; no pid file is left."""

        def client(kind):
            line = [*GUEST, "-daemonize", "-pidfile", self.path("pid"), "-device", "no-such"]
            status, out, err = self.answer(kind, line)
            return {"status": status, "out": out, "err": err, "left": os.listdir(self.work)}

        found = self.assert_same(client)
        self.assertEqual(found["status"], "1")
        self.assertIn("qemu-system-x86_64: -device no-such: 'no-such' is not", found["err"])


if __name__ == "__main__":
    world.main()
