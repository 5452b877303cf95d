# SPDX-License-Identifier: MIT
"""What starts QEMU as a service, finds it again and ends it: start-stop-daemon, and those that call
it after its guest (runit's chpst -b, systemd's @, exec -a)."""

import os
import shutil
import subprocess
import unittest

import world
from client_support import GUEST, QEMU, TIME_LIMIT, ClientCase, is_running, seen

BASH = shutil.which("bash")
DAEMON = shutil.which("start-stop-daemon", path="/sbin:/usr/sbin:/usr/bin")
MONITOR = ["-qmp", "unix:qmp,server=on,wait=off"]


class ServiceManagers(ClientCase):
    @unittest.skipUnless(BASH, "needs bash")
    def test_named_after_the_guest(self):
        """Even by the name of another program."""

        def client(kind, name):
            command = [BASH, "-c", 'exec -a "$0" "$@"', name, self.emulator(kind)]
            process = subprocess.Popen(
                [*command, *GUEST, *MONITOR], env=self.variables(), cwd=self.work,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )
            self.addCleanup(self.end, process)
            monitor = self.connect(self.path("qmp"), process)
            state = {**seen(process.pid), "kvm": monitor.command("query-kvm")}
            monitor.quit()
            status, out, err = self.finish(process)
            return {**state, "status": status, "out": out, "err": err}

        for name in ("web", "test", "-web", "vm/1", "kvm"):
            with self.subTest(name=name):
                found = self.assert_same(client, name=name)
                self.assertEqual((found["argv.0"], found["status"]), (name, "0"))
                self.assertEqual(found["exe"], os.path.realpath(QEMU))

    @unittest.skipUnless(DAEMON, "needs start-stop-daemon")
    def test_start_stop_daemon(self):
        """--exec is what /proc/PID/exe leads to, so it is QEMU; --startas says what to start."""

        def manage(*words):
            done = subprocess.run(
                [DAEMON, "--pidfile", self.path("pid"), *words], env=self.variables(),
                cwd=self.work, capture_output=True, timeout=TIME_LIMIT, check=False,
            )
            return done.returncode

        def client(kind):
            words = ["--start", "--background", "--make-pidfile", "--chdir", self.work]
            words += ["--exec", QEMU, "--startas", self.emulator(kind), "--", *GUEST, *MONITOR]
            found = {"start": manage(*words)}
            # It writes the file before QEMU is there.
            with open(self.path("pid"), encoding="ascii") as file:
                pid = int(file.read())
            self.kill_at_end(pid)
            found["guest"] = self.connect(self.path("qmp")).command("query-status")
            found["again"] = manage(*words)
            for way in ([], ["--exec", QEMU], ["--name", "qemu-system-x86_64"]):
                found["status %s" % way] = manage("--status", *way)
            found.update(seen(pid))
            found["stop"] = manage("--stop", "--exec", QEMU, "--retry", "TERM/%d" % TIME_LIMIT)
            self.wait_for(lambda: not is_running(pid), "QEMU does not end")
            return found

        found = self.assert_same(client)
        self.assertEqual([found["start"], found["again"], found["stop"]], ["0", "1", "0"])
        self.assertEqual(found["status ['--exec', '%s']" % QEMU], "0")


if __name__ == "__main__":
    world.main()
