# SPDX-License-Identifier: MIT
"""Clients that hand QEMU open descriptors by their numbers: machine.py of QEMU's own tests, libvirt,
and whoever passes disks, sockets and pid files."""

import contextlib
import fcntl
import os
import socket
import subprocess

import world
from client_support import GUEST, ClientCase, Qmp, lock_holders, seen

NUMBER = 60

class InheritedDescriptors(ClientCase):
    def guest(self, kind, words, keep=(), **more):
        process = self.start(kind, [*GUEST, *words], pass_fds=keep, **more)
        return process

    @contextlib.contextmanager
    def opened(self, name, flags):
        """A new file, by a number that is the same in each run."""
        first = os.open(self.path(name), flags | os.O_CREAT, 0o600)
        os.dup2(first, NUMBER, inheritable=False)
        os.close(first)
        try:
            yield NUMBER
        finally:
            os.close(NUMBER)

    def ended(self, process, monitor, **found):
        state = seen(process.pid)
        monitor.quit()
        status, out, err = self.finish(process)
        return {**state, **found, "status": status, "out": out, "err": err}

    def test_one_end_of_a_socket_pair(self):
        """machine.py: -chardev socket,fd=N, and close_fds=False."""

        def client(kind):
            ours, theirs = socket.socketpair()
            with ours:
                os.dup2(theirs.fileno(), NUMBER)
                theirs.close()
                words = ["-chardev", "socket,id=mon,fd=%d" % NUMBER]
                words += ["-mon", "chardev=mon,mode=control"]
                process = self.guest(kind, words, close_fds=False)
                os.close(NUMBER)
                monitor = Qmp.over(ours)
                return self.ended(process, monitor, status=monitor.command("query-status"))

        found = self.assert_same(client)
        self.assertEqual((found["status"], found["err"]), ("0", ""))

    def test_listening_socket(self):
        """libvirt: -chardev socket,fd=N,server=on,wait=off."""

        def client(kind):
            path = self.path("qmp")
            with socket.socket(socket.AF_UNIX) as server:
                server.bind(path)
                server.listen(1)
                os.dup2(server.fileno(), NUMBER)
            words = ["-chardev", "socket,id=mon,fd=%d,server=on,wait=off" % NUMBER]
            words += ["-mon", "chardev=mon,mode=control"]
            process = self.guest(kind, words, keep=[NUMBER])
            os.close(NUMBER)
            monitor = self.connect(path, process)
            return self.ended(process, monitor, block=monitor.command("query-chardev"))

        self.assert_same(client)

    def test_monitor_on_a_descriptor(self):
        """-qmp unix:...,fd= has no number in its name: QEMU gets it by -add-fd and /dev/fdset."""

        def client(kind):
            with self.opened("log", os.O_WRONLY) as number:
                words = ["-add-fd", "fd=%d,set=7,opaque=log of the test" % number]
                words += ["-serial", "file:/dev/fdset/7", "-qmp", "stdio"]
                process = self.guest(kind, words, keep=[number], stdin=subprocess.PIPE)
            monitor = self.monitor(process)
            return self.ended(process, monitor, sets=monitor.command("query-fdsets"))

        found = self.assert_same(client)
        self.assertIn("log of the test", found["sets"])

    def test_disk_on_a_descriptor(self):
        def client(kind):
            with open(self.path("disk"), "wb") as disk:
                disk.truncate(1 << 20)
            with self.opened("disk", os.O_RDONLY) as number:
                words = ["-add-fd", "fd=%d,set=1" % number, "-qmp", "stdio", "-drive"]
                words.append("file=/dev/fdset/1,format=raw,readonly=on,id=d,if=none")
                process = self.guest(kind, words, keep=[number], stdin=subprocess.PIPE)
            monitor = self.monitor(process)
            [disk] = monitor.command("query-block")
            image = disk["inserted"]["image"]["filename"]
            return self.ended(process, monitor, image=image)

        self.assertEqual(self.assert_same(client)["image"], "/dev/fdset/1")

    def test_lock_on_a_descriptor(self):
        """libvirt locks the pid file in the process that becomes QEMU, and leaves it open."""

        def client(kind):
            with self.opened("pid", os.O_RDWR) as number:
                process = self.guest(
                    kind,
                    ["-qmp", "stdio"],
                    keep=[number],
                    stdin=subprocess.PIPE,
                    preexec_fn=lambda: fcntl.lockf(number, fcntl.LOCK_EX | fcntl.LOCK_NB),
                )
            monitor = self.monitor(process)
            holders = lock_holders(self.path("pid"))
            found = self.ended(process, monitor, locked=holders == [process.pid])
            # With the process the lock goes.
            return {**found, "free": lock_holders(self.path("pid")) == []}

        found = self.assert_same(client)
        self.assertEqual((found["locked"], found["free"]), ("True", "True"))


if __name__ == "__main__":
    world.main()
