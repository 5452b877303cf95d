# SPDX-License-Identifier: MIT
"""Clients that choose KVM, forbid it or let QEMU choose, while /dev/kvm works, is absent, forbidden
in two ways, or something else. Status and output are QEMU's in each state; where KVM is wanted and
doesn't work, the wrapper may say why, in one line before QEMU's own."""

import os
import tempfile

import world
from client_support import DIRECT, GUEST, WRAPPED, ClientCase, difference

PLAIN = [word for word in GUEST if word not in ("-accel", "tcg")]
CHOICES = {
    "-accel tcg": [*PLAIN, "-accel", "tcg"],
    "-machine accel=tcg": [*PLAIN, "-machine", "accel=tcg"],
    "-accel kvm": [*PLAIN, "-accel", "kvm"],
    "-enable-kvm": [*PLAIN, "-enable-kvm"],
    "-machine accel=kvm": [*PLAIN, "-machine", "accel=kvm"],
    "-accel kvm -accel tcg": [*PLAIN, "-accel", "kvm", "-accel", "tcg"],
    "-machine accel=kvm:tcg": [*PLAIN, "-machine", "accel=kvm:tcg"],
}
ENABLED = '"enabled": true'
TCG_ONLY = ("-accel tcg", "-machine accel=tcg")


class KvmStates(ClientCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.mkdtemp(prefix="qw-", dir="/tmp")
        cls.addClassCleanup(os.rmdir, folder)
        world.scratch_folder(folder)
        cls.addClassCleanup(world.unmount, folder)
        cls.kvm = world.KvmDevice(folder)

    def client(self, kind, words):
        """Asks a guest that starts what it runs on; else how it failed."""
        text = b'{"execute":"qmp_capabilities"}{"execute":"query-kvm"}{"execute":"quit"}'
        process = self.start(kind, [*words, "-qmp", "stdio"], stdin=-1)
        out, err = process.communicate(text)
        answers = [line for line in out.splitlines() if b'"timestamp"' not in line]
        mine = [line for line in err.splitlines(True) if line.startswith(b"qemu-wrapper:")]
        rest = b"".join(line for line in err.splitlines(True) if line not in mine)
        self.said = b"".join(mine)
        self.assertTrue(err.endswith(rest), err)
        return {"status": process.returncode, "out": b"\n".join(answers), "err": rest}

    def check(self, state):
        for choice, words in CHOICES.items():
            with self.subTest(state=state, choice=choice):
                found = self.assert_same(self.client, words=words)
                lines = self.said.count(b"\n")
                works = state == "present" or choice in TCG_ONLY
                self.assertLessEqual(lines, 0 if works else 1, self.said)
                self.assertEqual(ENABLED in found["out"], works and choice not in TCG_ONLY)

    def check_no_choice(self, state):
        """A guest starts in each state, by KVM where it can be; without it as QEMU does it."""
        with self.subTest(state=state, choice="none"):
            found = self.seen_by(lambda kind: self.client(kind, PLAIN), WRAPPED)
            self.assertLessEqual(self.said.count(b"\n"), 0 if state == "present" else 1, self.said)
            self.assertEqual(found["status"], "0")
            # A virtual CPU by KVM may lack what the model has; QEMU says so, of either line.
            chosen = CHOICES["-machine accel=kvm:tcg"] if ENABLED in found["out"] else PLAIN
            direct = self.seen_by(lambda kind: self.client(kind, chosen), DIRECT)
            self.assertEqual(difference(direct, found), [])

    def enter(self, state):
        problem = self.kvm.put(state)
        if problem:
            self.skipTest(problem)

    def both(self, state):
        self.check(state)
        self.check_no_choice(state)

    def test_present(self):
        self.enter("present")
        self.both("present")

    def test_absent(self):
        self.enter("absent")
        self.both("absent")

    def test_no_permission(self):
        self.enter("EACCES")
        self.both("EACCES")

    def test_forbidden_by_device_rules(self):
        self.enter("EPERM")
        with world.forbidden_device([]) as problem:
            if problem:
                self.skipTest(problem)
            self.both("EPERM")

    def test_not_a_kvm_device(self):
        self.enter("not KVM")
        self.both("not KVM")

    def test_states_are_what_they_are_called(self):
        for state, number in (("absent", 2), ("EACCES", 13)):
            self.enter(state)
            with self.subTest(state=state), self.assertRaises(OSError) as caught:
                os.close(os.open("/dev/kvm", os.O_RDWR))
            self.assertEqual(caught.exception.errno, number)
        self.enter("EPERM")
        with world.forbidden_device([]) as problem:
            if problem:
                self.skipTest(problem)
            with self.assertRaises(PermissionError) as caught:
                os.close(os.open("/dev/kvm", os.O_RDWR))
            self.assertEqual(caught.exception.errno, 1)


if __name__ == "__main__":
    world.main(required=True)
