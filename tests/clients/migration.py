# SPDX-License-Identifier: MIT
"""A guest moves between two QEMUs, and by a file: every pairing of QEMU and the drop-in, since hosts
are not changed all at once. Nothing of what the wrapper does may be visible to the guest's state."""

import os
import subprocess

import world
from client_support import DIRECT, GUEST, WRAPPED, ClientCase

PAIRINGS = ((DIRECT, DIRECT), (DIRECT, WRAPPED), (WRAPPED, DIRECT), (WRAPPED, WRAPPED))
DEVICES = ["-device", "virtio-balloon-pci,id=b", "-device", "cirrus-vga", "-name", "moving"]


class Migration(ClientCase):
    def guest(self, kind, *words, **more):
        line = [*GUEST, *DEVICES, "-qmp", "stdio", *words]
        process = self.start(kind, line, stdin=subprocess.PIPE, **more)
        return process, self.monitor(process)

    def leave(self, monitor, uri):
        """Sends the guest away; the state it is left in."""
        monitor.command("migrate", uri=uri)
        state = monitor.until("query-migrate", "status", ("completed", "failed"))
        self.assertEqual(state["status"], "completed", state)
        return monitor.command("query-status")["status"]

    def ended(self, *guests):
        found = {}
        for number, (process, monitor) in enumerate(guests):
            monitor.quit()
            status, _, err = self.finish(process)
            found["end %d" % number] = (status, err)
        return found

    def move(self, source, target):
        path = self.path("migration")
        arriving = self.guest(target, "-incoming", "unix:" + path)
        leaving = self.guest(source)
        before = arriving[1].command("query-status")["status"]
        left = self.leave(leaving[1], "unix:" + path)
        after = arriving[1].until("query-status", "status", ("prelaunch", "paused", "running"))
        arriving[1].command("cont")
        running = arriving[1].until("query-status", "status", ("running",))
        return {
            "states": (before, left, after["status"], running["status"]),
            "accelerator": arriving[1].command("query-kvm"),
            **self.ended(leaving, arriving),
        }

    def test_between_two_processes(self):
        results = {}
        for source, target in PAIRINGS:
            with self.subTest(source=source, target=target):
                found = self.seen_by(lambda _, s=source, t=target: self.move(s, t), source)
                self.assertEqual(found["end 0"], "(0, b'')")
                self.assertEqual(found["end 1"], "(0, b'')")
                results[source, target] = found
        for found in results.values():
            self.assertEqual(found, results[DIRECT, DIRECT])

    def test_deferred(self):
        """-incoming defer, where the client names the address later, as libvirt does."""

        def client(kind):
            path = self.path("migration")
            arriving = self.guest(kind, "-incoming", "defer")
            leaving = self.guest(kind)
            arriving[1].command("migrate-incoming", uri="unix:" + path)
            left = self.leave(leaving[1], "unix:" + path)
            return {"left": left, **self.ended(leaving, arriving)}

        self.assert_same(client)

    def test_by_a_descriptor(self):
        """A saved guest: the file is an inherited descriptor (`virsh restore`)."""

        def client(kind):
            leaving = self.guest(kind)
            left = self.leave(leaving[1], "exec:cat >" + self.path("state"))
            with open(self.path("state"), "rb") as state:
                number = state.fileno()
                arriving = self.guest(kind, "-incoming", "fd:%d" % number, pass_fds=[number])
            after = arriving[1].until("query-status", "status", ("prelaunch", "paused"))
            size = os.path.getsize(self.path("state")) > 0
            return {"left": left, "after": after, "size": size, **self.ended(leaving, arriving)}

        self.assertEqual(self.assert_same(client)["size"], "True")

    def test_another_machine_is_refused(self):
        """The judge of this file: a guest that differs does not arrive."""
        path = self.path("migration")
        arriving, _ = self.guest(WRAPPED, "-incoming", "unix:" + path)
        leaving, monitor = self.guest(WRAPPED, "-device", "e1000")
        monitor.command("migrate", uri="unix:" + path)
        status, _, err = self.finish(arriving)
        self.assertEqual(status, 1, err)
        monitor.until("query-migrate", "status", ("completed", "failed"))
        monitor.quit()
        self.finish(leaving)


if __name__ == "__main__":
    world.main()
