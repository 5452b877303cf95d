# SPDX-License-Identifier: MIT
"""The comparison that all these tests rely on notices what a wrong wrapper does, with the real QEMU
behind it, and finds nothing where there is nothing."""

import subprocess

import world
from client_support import DIRECT, GUEST, QEMU, WRONG, ClientCase, difference, seen

# What wrong_wrapper does: a key of the difference that it must make.
FAULTS = {
    "drop-argument": "argv.1",
    "change-name": "argv.0",
    "drop-variable": "env.0",
    "add-variable": "env.",
    "swap-variables": "env.0",
    "leak-descriptor": "fd.",
    "change-directory": "cwd",
    "change-umask": "status.Umask",
    "change-limit": "limit.Max open files",
    "change-nice": "nice",
    "block-signal": "status.SigBlk",
    "new-group": "group",
    "new-session": "session",
    "set-privileges": "status.NoNewPrivs",
    "chatter": "err",
    "chatter-on-stdout": "first",
}


class Judge(ClientCase):
    def look(self, kind, wrong):
        env = self.variables(WRONG=wrong, QEMU_WRAPPER_REAL=QEMU)
        line = ["-S", *GUEST, "-qmp", "stdio"]
        process = self.start(kind, line, env=env, stdin=subprocess.PIPE)
        first = b""
        if wrong == "chatter-on-stdout" and kind == WRONG:
            first = process.stdout.readline()
        monitor = self.monitor(process)
        state = seen(process.pid)
        monitor.quit()
        status, _, err = self.finish(process)
        return {**state, "status": status, "first": first, "err": err}

    def test_right_wrapper(self):
        direct = self.seen_by(lambda kind: self.look(kind, "nothing"), DIRECT)
        wrong = self.seen_by(lambda kind: self.look(kind, "nothing"), WRONG)
        self.assertEqual(difference(direct, wrong), [])

    def test_wrong_wrappers(self):
        for fault, key in FAULTS.items():
            with self.subTest(fault=fault):
                direct = self.seen_by(lambda kind, f=fault: self.look(kind, f), DIRECT)
                wrong = self.seen_by(lambda kind, f=fault: self.look(kind, f), WRONG)
                found = difference(direct, wrong)
                self.assertTrue(any(line.startswith(key) for line in found), found)


if __name__ == "__main__":
    world.main()
