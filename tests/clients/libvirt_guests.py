# SPDX-License-Identifier: MIT
"""libvirt with the drop-in as a guest's <emulator>: probing, start, consoles, errors and the end are
as with QEMU itself."""

import os

import world
from client_support import DIRECT, WRAPPED, difference
from libvirt_support import LibvirtCase, missing


class LibvirtGuests(LibvirtCase):
    def test_probing(self):
        """Capabilities are cached and rule all later starts: they must be QEMU's own."""

        def client(kind):
            emulator = ["--emulatorbin", self.emulator(kind)]
            found = {
                "domcapabilities": self.virsh("domcapabilities", "--virttype", "qemu", *emulator),
                "machine": self.virsh("domcapabilities", "--machine", "q35", *emulator),
            }
            text = self.virsh("cpu-models", "x86_64")
            return {**found, "cpu models": text, "left": self.qemu_processes()}

        found = self.assert_same(client)
        self.assertIn("<path>EMULATOR/qemu-system-x86_64</path>", found["domcapabilities"])
        self.assertIn("<value>vnc</value>", found["domcapabilities"])
        self.assertEqual(found["left"], "[]")

    def test_life_of_a_guest(self):
        found = self.assert_same(self.look)
        self.assertEqual(found["vncdisplay"].strip(), "127.0.0.1:0")
        self.assertIn('"service":"5900"', found["query-vnc"])
        self.assertEqual(found["locked"], "True")
        self.assertEqual(found["status.Umask"], "0002")
        self.assertEqual(found["exe"], os.path.realpath(found["exe"]))
        self.assertIn("reason=destroyed", found["log"])

    def test_words_of_the_definition(self):
        """<qemu:commandline> reaches QEMU word for word."""
        words = ["-fw_cfg", "name=opt/a b,string=x,,y 'z'", "-device", "pvpanic,id=own"]
        found = self.assert_same(self.look, words=words, env=[("EMPTY", ""), ("TEXT", "a b=c")])
        self.assertIn(words[1], found.values())
        self.assertIn("TEXT=a b=c", found.values())

    def test_words_of_the_environment(self):
        """People's QEMU_ARGS, given by <qemu:env>, act; the console of libvirt's stays where
        libvirt says."""
        env = [("QEMU_ARGS", "-vnc 127.0.0.1:5907 -name 'one two'")]
        with self.guest(WRAPPED, env=env):
            self.assertEqual(self.virsh("vncdisplay", "guest").strip(), "127.0.0.1:0")
            ports = self.virsh("qemu-monitor-command", "guest", '{"execute":"query-vnc-servers"}')
        self.assertIn('"service":"5900"', ports)
        self.assertIn('"service":"5907"', ports)

    def refusal(self, kind, **more):
        status, out, err = self.libvirt.virsh("create", self.domain(kind, **more))
        self.assertEqual((status, out.strip(), self.qemu_processes()), (1, "", []))
        return {"error": renamed_error(err), "log": self.vm_log()}

    def test_guest_that_qemu_refuses(self):
        def client(kind):
            # Now and then libvirt sees the monitor's socket go before QEMU does, and tells only that.
            for _ in range(5):
                error = self.refusal(kind, words=["-device", "no-such-device"])["error"]
                if "failed to connect to monitor socket" not in error:
                    break
            return {"error": error}

        found = self.assert_same(client)
        self.assertIn("'no-such-device' is not a valid device model name", found["error"])

    def test_guest_that_the_wrapper_refuses(self):
        """The message is the last of the log, and virsh shows all of it."""
        config = os.path.join(self.root, "wrapper.conf")
        with open(config, "w", encoding="ascii") as file:
            file.write("[wrapper]\nplguins = vnc\n")
        message = "%s:2: unknown key 'plguins'" % config
        found = self.refusal(WRAPPED, env=[("QEMU_WRAPPER_CONFIG", config)])
        said = [line for line in found["log"].splitlines() if line.startswith("qemu-wrapper: ")]
        self.assertTrue(said[0].startswith("qemu-wrapper: " + message), said)
        self.assertIn("\n".join(said), found["error"])

    def test_judge(self):
        """A guest that gets one word more differs in words, log and configuration, and nothing
        of a guest's life is so volatile that two equal ones differ."""
        one = self.seen_by(self.look, WRAPPED)
        same = self.seen_by(self.look, WRAPPED)
        self.assertEqual(difference(one, same), [])
        more = [("QEMU_ARGS", "-vnc 127.0.0.1:5907")]
        other = self.seen_by(lambda kind: self.look(kind, env=more), WRAPPED)
        found = "\n".join(difference(one, other))
        for key in ("argv.", "env.", "log:", "query-vnc-servers:"):
            self.assertIn(key, found)


def renamed_error(text):
    """libvirt's error without the times that QEMU puts before its lines."""
    lines = [line.partition("Z ")[2] or line for line in text.splitlines()]
    return "\n".join(lines)


if __name__ == "__main__":
    if missing():
        world.skip_all(missing())
    world.main(required=True)
