# SPDX-License-Identifier: MIT
"""A client that speaks QMP over QEMU's standard input and output, as multipass does, and the human
monitor there, as scripts do: no byte is more or less than without the drop-in."""

import subprocess

import world
from client_support import GUEST, ClientCase, seen

MULTIPASS = ["-nographic", "-chardev", "null,id=char0", "-serial", "chardev:char0"]


class MonitorStdio(ClientCase):
    def talk(self, kind, words):
        process = self.start(kind, words, stdin=subprocess.PIPE)
        monitor = self.monitor(process)
        answers = {
            name: monitor.command(name)
            for name in ("query-status", "query-kvm", "query-machines", "query-command-line-options")
        }
        state = seen(process.pid)
        monitor.quit()
        status, out, err = self.finish(process)
        version = monitor.greeting["version"]
        return {**answers, **state, "version": version, "status": status, "out": out, "err": err}

    def test_qmp(self):
        found = self.assert_same(self.talk, words=[*GUEST, "-qmp", "stdio"])
        self.assertEqual((found["status"], found["err"]), ("0", ""))
        self.assertIn("prelaunch", found["query-status"])

    def test_qmp_as_multipass_does(self):
        self.assert_same(self.talk, words=[*GUEST, "-qmp", "stdio", *MULTIPASS])

    def type(self, kind, words, text):
        process = self.start(kind, words, stdin=subprocess.PIPE)
        out, err = process.communicate(text)
        return {"status": process.returncode, "out": out, "err": err}

    def test_human_monitor(self):
        text = b"info status\ninfo name\nquit\n"
        words = [*GUEST, "-name", "one", "-monitor", "stdio"]
        found = self.assert_same(self.type, words=words, text=text)
        self.assertIn("VM status: paused (prelaunch)", found["out"])

    def test_all_requests_at_once(self):
        names = ("qmp_capabilities", "query-name", "quit")
        text = "".join('{"execute":"%s","id":"%s"}' % (name, name) for name in names).encode()

        def client(kind):
            found = self.type(kind, [*GUEST, "-qmp", "stdio"], text)
            # The event of the end carries the time.
            kept = [line for line in found["out"].splitlines() if b'"timestamp"' not in line]
            return {**found, "out": b"\n".join(kept)}

        self.assertEqual(self.assert_same(client)["out"].count('"return"'), 3)


if __name__ == "__main__":
    world.main()
