# SPDX-License-Identifier: MIT
"""libvirt's probes and its guests of type='qemu' are the same in each state of /dev/kvm: such a guest
never asks for KVM, and libvirt's lines are its own."""

import contextlib

import world
from client_support import difference
from libvirt_support import KVM, LibvirtCase, missing, qmp


class LibvirtKvmStates(LibvirtCase):
    @contextlib.contextmanager
    def state(self, name):
        """Yields None, or why there can't be this state."""
        # If libvirt may use the device but QEMU can't, it probes anew for each look at what it
        # found; so here only probes, which may open everything, reach what is no KVM device.
        problem = self.libvirt.kvm.put(name, 0 if name == "not KVM" else KVM)
        rules = contextlib.nullcontext(problem)
        if name == "EPERM" and not problem:
            rules = world.forbidden_device([self.libvirt.daemon.pid])
        with rules as problem:
            yield problem

    def client(self, kind):
        emulator = ["--emulatorbin", self.emulator(kind)]
        found = {"domcapabilities": self.virsh("domcapabilities", "--virttype", "qemu", *emulator)}
        with self.guest(kind) as pid:
            found.update(self.process(pid))
            found["vncdisplay"] = self.virsh("vncdisplay", "guest")
            found["query-kvm"] = self.virsh(*qmp("query-kvm"))
        return self.settled({**found, "log": self.vm_log()})

    def test_states(self):
        guests = {}
        for state in self.libvirt.kvm.STATES:
            with self.subTest(state=state), self.state(state) as problem:
                if problem:
                    self.skipTest(problem)
                guests[state] = self.assert_same(self.client)
                self.assertIn('"enabled":false', guests[state]["query-kvm"])
                # Device rules are those of a cgroup.
                guests[state].pop("cgroup")
        for state, found in guests.items():
            with self.subTest(state=state, compared="with the others"):
                self.assertEqual(difference(next(iter(guests.values())), found), [])


if __name__ == "__main__":
    if missing():
        world.skip_all(missing())
    world.main(required=True)
