# SPDX-License-Identifier: MIT
"""How programs that test or develop other systems start QEMU, with what they wait for: Zephyr's
twister, the NixOS test driver, runqemu, syzkaller, podman machine, debvm. The lines are theirs, with
a guest that does nothing."""

import contextlib
import os
import socket
import subprocess

import world
from client_support import ClientCase, seen

TCG = ["-accel", "tcg"]
# board.cmake of qemu_x86, and what twister's handler adds.
ZEPHYR = """-m 32 -cpu qemu32,+nx,+pae -machine q35 -device isa-debug-exit,iobase=0xf4,iosize=0x04
    -no-reboot -nographic -machine acpi=off -net none -icount shift=5,align=off,sleep=off
    -rtc clock=vm -pidfile qemu.pid -chardev pipe,id=con,mux=on,path=fifo -serial chardev:con
    -mon chardev=con,mode=readline -S""".split()
NIXOS = """-m 64 -smp 1 -nographic -no-reboot -name machine -machine accel=tcg
    -device virtio-rng-pci -device virtio-serial
    -chardev socket,id=shell,path=shell -device virtconsole,chardev=shell
    -monitor unix:monitor -qmp unix:qmp,server=on,wait=off -S""".split()
SYZKALLER = """-m 128 -smp 2 -display none -serial stdio -no-reboot -name VM-0
    -device virtio-rng-pci -device e1000,netdev=net0 -snapshot
    -netdev user,id=net0,restrict=on,hostfwd=tcp:127.0.0.1:{port}-:22 -S""".split()
PODMAN = """-m 128 -smp 1 -fw_cfg name=opt/com.coreos/config,file=config
    -qmp unix:qmp,server=on,wait=off -netdev user,id=vlan -device virtio-serial
    -device virtio-net-pci,netdev=vlan,mac=5a:94:ef:e4:0c:ee
    -chardev socket,path=ready,server=on,wait=off,id=amachine_ready
    -device virtserialport,chardev=amachine_ready,name=org.fedoraproject.port.0
    -pidfile vm.pid -display none -S""".split()


class TestDrivers(ClientCase):
    def read_until(self, file, text):
        found = b""
        while text not in found:
            more = file.recv(4096) if isinstance(file, socket.socket) else os.read(file, 4096)
            self.assertTrue(more, found)
            found += more
        return found

    def pid_of(self, name):
        with open(self.path(name), encoding="ascii") as file:
            return int(file.read())

    def test_twister(self):
        """Two named pipes for the console; QEMU is known by its pid file alone."""

        def client(kind):
            for name in ("fifo.in", "fifo.out"):
                os.mkfifo(self.path(name))
            with contextlib.ExitStack() as stack:
                ends = []
                for name in ("fifo.in", "fifo.out"):
                    ends.append(os.open(self.path(name), os.O_RDWR))
                    stack.callback(os.close, ends[-1])
                process = self.start(kind, ZEPHYR)
                os.write(ends[0], b"\x01c")
                self.read_until(ends[1], b"(qemu) ")
                same = self.pid_of("qemu.pid") == process.pid
                state = seen(process.pid)
                os.write(ends[0], b"quit\n")
                status, out, err = self.finish(process)
                left = sorted(os.listdir(self.work))
            return {**state, "same": same, "status": status, "out": out, "err": err, "left": left}

        found = self.assert_same(client)
        self.assertEqual((found["same"], found["status"], found["err"]), ("True", "0", ""))

    def test_nixos(self):
        """The driver listens on two sockets before QEMU is there, which connects to them."""

        def client(kind):
            servers = [self.listening(name) for name in ("monitor", "shell")]
            process = self.start(kind, NIXOS)
            monitor, _ = [self.accepted(server) for server in servers]
            self.read_until(monitor, b"(qemu) ")
            qmp = self.connect(self.path("qmp"), process)
            found = {**seen(process.pid), "chardev": qmp.command("query-chardev")}
            monitor.sendall(b"quit\n")
            status, out, err = self.finish(process)
            return {**found, "status": status, "out": out, "err": err}

        self.assertEqual(self.assert_same(client)["status"], "0")

    def test_syzkaller(self):
        """One pipe for both streams; a port in use is known by QEMU's words."""

        def client(kind):
            with socket.create_server(("127.0.0.1", 0)) as taken:
                port = taken.getsockname()[1]
                words = [word.format(port=port) for word in SYZKALLER]
                process = self.start(kind, [*words, *TCG], stderr=subprocess.STDOUT)
                status, out, _ = self.finish(process)
            self.assertIn(b"ould not set up host forwarding rule", out)
            return {"status": status, "out": out.replace(b"%d" % port, b"PORT")}

        self.assertEqual(self.assert_same(client)["status"], "1")

    def test_podman(self):
        def client(kind):
            with open(self.path("config"), "w", encoding="ascii") as file:
                file.write("{}")
            process = self.start(kind, [*PODMAN, *TCG])
            qmp = self.connect(self.path("qmp"), process)
            found = {**seen(process.pid), "same": self.pid_of("vm.pid") == process.pid}
            with socket.socket(socket.AF_UNIX) as ready:
                ready.connect(self.path("ready"))
            qmp.quit()
            status, out, err = self.finish(process)
            return {**found, "status": status, "out": out, "err": err}

        self.assertEqual(self.assert_same(client)["same"], "True")

    def test_files_that_are_open_descriptors(self):
        """debvm hands over files that are already gone; shells, pipes by <(...)."""

        def client(kind):
            parts = {3: b"text of a file", 4: b'[machine]\n  accel = "tcg"\n'}
            with open(self.path("gone"), "w+b") as file:
                file.write(parts[3])
                file.flush()
                os.unlink(self.path("gone"))
                theirs, ours = os.pipe()
                os.write(ours, parts[4])
                os.close(ours)
                with open(theirs, "rb") as pipe:
                    words = 'exec 3<&%d 4<&%d; exec "$@"' % (file.fileno(), pipe.fileno())
                    line = ["-nodefaults", "-display", "none", "-S", "-qmp", "stdio"]
                    line += ["-fw_cfg", "name=opt/text,file=/proc/self/fd/3"]
                    line += ["-readconfig", "/proc/self/fd/4"]
                    process = subprocess.Popen(
                        ["/bin/sh", "-c", words, "sh", self.emulator(kind), *line],
                        env=self.variables(), cwd=self.work, stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                        pass_fds=[file.fileno(), pipe.fileno()],
                    )
            self.addCleanup(self.end, process)
            monitor = self.monitor(process)
            state = {**seen(process.pid), "kvm": monitor.command("query-kvm")}
            monitor.quit()
            status, out, err = self.finish(process)
            return {**state, "status": status, "out": out, "err": err}

        found = self.assert_same(client)
        self.assertEqual((found["status"], found["err"]), ("0", ""))
        self.assertIn("'enabled': False", found["kvm"])


if __name__ == "__main__":
    world.main()
