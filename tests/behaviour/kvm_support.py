# SPDX-License-Identifier: MIT
"""What the tests of the kvm plugin share; no test by itself. Lines go through this plugin only."""

import fcntl
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import UNDER, NAME, TIME_LIMIT, StandinCase, can_mount  # noqa: E402

QEMU = shutil.which(NAME)
ADDED = ["-machine", "accel=kvm:tcg"]
NOWHERE = "/nonexistent/kvm"
GET_API_VERSION, CREATE_VM = 0xAE00, 0xAE01


def kvm_works(device="/dev/kvm"):
    try:
        with open(device, "r+b", buffering=0) as kvm:
            if fcntl.ioctl(kvm, GET_API_VERSION, 0) != 12:
                return False
            os.close(fcntl.ioctl(kvm, CREATE_VM, 0))
    except OSError:
        return False
    return True


class KvmCase(StandinCase):
    def variables(self, **more):
        return self.place.variables(**{"QEMU_WRAPPER_PLUGINS": "kvm", **more})

    def explain(self, words, program=NAME, before=(), **variables):
        return self.explained(words, self.variables(**variables), program, before)

    def becomes(self, words, **variables):
        """What QEMU gets behind argv[0]; the line must not be refused."""
        plan = self.explain(words, **variables)
        self.assertIsNone(plan["refused"])
        return plan["argv"][1:]

    def fact(self, plan):
        facts = [fact for fact in plan["facts"] if fact["plugin"] == "kvm"]
        self.assertEqual([fact["key"] for fact in facts], ["accelerator"])
        return facts[0]["value"]

    def notes(self, plan, level):
        return [n["text"] for n in plan["notes"] if n["plugin"] == "kvm" and n["level"] == level]

    def warning(self, plan):
        """The one warning of a plan that has one."""
        warnings = self.notes(plan, "warning")
        self.assertEqual(len(warnings), 1, plan["notes"])
        self.assertNotIn("\n", warnings[0])
        return warnings[0]

    def device_file(self):
        """Something that is no KVM device."""
        return self.place.write("no-kvm", b"")
