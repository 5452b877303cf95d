# SPDX-License-Identifier: MIT
"""examples/tap: QEMU gets a tap device as a descriptor instead of its name. The devices are made in
network namespaces of the tests' own."""

import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from examples_support import BUILD, NAME, QEMU, QUIET, REFUSED, ExampleCase, works  # noqa: E402

CAN_TAP = works("unshare", "-n", "ip", "tuntap", "add", "tap0", "mode", "tap")


class Tap(ExampleCase):
    plugin = "tap"

    def world(self, *steps):
        """A command that runs another in a namespace with what these `ip` commands make."""
        script = ["ip " + step for step in steps]
        return ["unshare", "-n", "sh", "-ec", "\n".join([*script, 'exec "$@"']), "sh"]

    def launch(self, *words, steps=("tuntap add tap0 mode tap",), before=(), env=None):
        """The drop-in in such a namespace; the stand-in's dump as a dictionary if it started."""
        state = self.place.real + ".state"
        if os.path.exists(state):
            os.unlink(state)
        done = self.run_program(
            [*self.world(*steps), *before, self.place.dropin, *QUIET, *words],
            env or self.variables(),
        )
        if not os.path.exists(state):
            return done, None
        with open(state, encoding="ascii") as file:
            return done, dict(line.rstrip("\n").split(" ", 1) for line in file)

    def refused(self, *words, **options):
        done, state = self.launch(*words, **options)
        self.assertIsNone(state)
        self.assertEqual(done.returncode, REFUSED, done)
        self.assertIn("plugin tap (launch): ", done.stderr)
        return done.stderr


class Lines(Tap):
    def test_sound(self):
        self.check_sound()

    def test_named_taps_become_descriptors(self):
        for words, wanted in (
            (["-netdev", "tap,id=n,ifname=tap0"], "tap,id=n,fd=N"),
            (["-netdev", "tap,ifname=tap0,script=no,id=n,downscript=no"], "tap,id=n,fd=N"),
            (["-netdev", "tap,id=n,ifname=tap0,script="], "tap,id=n,fd=N"),
            (["-netdev", "tap,id=n,ifname=tap0,vhost=on"], "tap,id=n,vhost=on,fd=N"),
            (["-nic", "tap,model=e1000,ifname=tap0"], "tap,model=e1000,fd=N"),
            (
                ["-netdev", '{"type":"tap","id":"n","ifname":"tap0","script":"no"}'],
                '{"type":"tap","id":"n","fd":"N"}',
            ),
        ):
            with self.subTest(words=words):
                option, value = self.becomes(*words)
                self.assertEqual(option, words[0])
                self.assertEqual(re.sub(r'(fd=|fd":")\d+', r"\1N", value), wanted)

    def test_left_alone(self):
        for value in (
            "tap,id=n",
            "user,id=n",
            "bridge,id=n,br=br0",
            "tap,id=n,fd=7",
        ):
            with self.subTest(value=value):
                plan = self.explain("-netdev", value)
                self.assertEqual((plan["changes"], plan["notes"]), ([], []))

    def test_left_alone_with_a_note(self):
        for more, said in (
            ("script=/etc/qemu-ifup", "runs the script /etc/qemu-ifup"),
            ("script=no,downscript=/bin/true", "runs the script /bin/true"),
            ("queues=2", "queues="),
            ("vnet_hdr=off", "vnet_hdr="),
            ("br=br0", "br="),
            ("helper=/bin/x", "helper="),
        ):
            with self.subTest(more=more):
                plan = self.explain("-netdev", "tap,id=n,ifname=tap0," + more)
                self.assertEqual(plan["changes"], [])
                ((level, text),) = self.notes(plan)
                self.assertEqual(level, "info")
                self.assertIn("tap0 is left to QEMU", text)
                self.assertIn(said, text)
        for name in ("", "a-name-of-16-byt", "tap%d"):
            plan = self.explain("-netdev", "tap,id=n,ifname=" + name)
            self.assertEqual(plan["changes"], [])
            self.assertIn("'%s' is left to QEMU" % name, self.notes(plan)[0][1])

    def test_explain_opens_nothing(self):
        """There is no such interface: only launch would notice."""
        self.assertEqual(len(self.becomes("-netdev", "tap,id=n,ifname=nowhere0")), 2)

    def test_many(self):
        words = []
        for number in range(33):
            words += ["-netdev", "tap,id=n%d,ifname=tap%d" % (number, number)]
        self.assertEqual(len(self.becomes(*words[:64])), 64)
        self.assertIn("more than 32 taps", self.refusal(*words))


@unittest.skipUnless(CAN_TAP, "no network namespace with a tap device can be made")
class Devices(Tap):
    def check_open(self, state, numbers):
        for number in numbers:
            self.assertEqual(state["fd.%d.target" % number], "/dev/net/tun")
            self.assertEqual(state["fd.%d.close-on-exec" % number], "0")
        tuns = [key for key, value in state.items() if key.endswith(".target") and "tun" in value]
        self.assertEqual(len(tuns), len(numbers))

    def numbers(self, state):
        words = [value for key, value in state.items() if key.startswith("argv.")]
        return [int(word.partition("fd=")[2]) for word in words if ",fd=" in word]

    def test_qemu_finds_them_open(self):
        done, state = self.launch(
            "-netdev",
            "tap,id=a,ifname=tap0",
            "-nic",
            "tap,ifname=tap1",
            steps=["tuntap add tap0 mode tap", "tuntap add tap1 mode tap"],
        )
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        numbers = self.numbers(state)
        self.assertEqual(len(set(numbers)), 2)
        self.check_open(state, numbers)

    def test_refusals(self):
        remedy = "As root: ip tuntap add tap7 mode tap user %d" % os.getuid()
        for name, said in (
            ("tap7", "there is no interface tap7. " + remedy),
            ("lo", "lo: Invalid argument: it is no tap device"),
            ("tun0", "tun0: Invalid argument"),
            ("tap2", "or one with several queues"),
        ):
            with self.subTest(name=name):
                steps = ["tuntap add tap2 mode tap multi_queue", "tuntap add tun0 mode tun"]
                words = ["-netdev", "tap,id=a,ifname=" + name]
                self.assertIn(said, self.refused(*words, steps=steps))

    def test_one_device_twice(self):
        words = ["-netdev", "tap,id=a,ifname=tap0", "-netdev", "tap,id=b,ifname=tap0"]
        self.assertIn("another process or option has it open", self.refused(*words))

    def test_rewritten_anew(self):
        """An optional plugin that fails in check makes the host call rewrite once more."""
        text = "[wrapper]\nplugins = tap refuses\n[plugin refuses]\nrequired = no\n"
        folders = os.path.join(BUILD, "examples") + ":" + os.path.join(BUILD, "tests", "plugins")
        env = self.variables(
            QEMU_WRAPPER_PLUGINS=None,
            QEMU_WRAPPER_CONFIG=self.place.write("anew.conf", text),
            QEMU_WRAPPER_PLUGIN_PATH=folders,
        )
        done, state = self.launch("-nic", "tap,ifname=tap0", env=env)
        self.assertIn("refuses", done.stderr)
        self.check_open(state, self.numbers(state))

    def test_kernel_refuses(self):
        words = ["-nic", "tap,ifname=tap0"]
        for call, code, said in (
            ("openat,open", "EACCES", "/dev/net/tun: Permission denied"),
            ("ioctl", "EPERM", "tap0: Operation not permitted: it belongs to another user"),
            ("ioctl", "ENOMEM", "tap0: Cannot allocate memory"),
        ):
            with self.subTest(call=call, code=code):
                strace = ["strace", "-o", self.place.path("trace"), "-P", "/dev/net/tun"]
                strace += ["-e", "inject=%s:error=%s" % (call, code)]
                self.assertIn(said, self.refused(*words, before=strace, env=self.traced()))

    @unittest.skipUnless(QEMU, NAME + " is not installed")
    def test_real_qemu(self):
        for value in ("tap,id=a,ifname=tap0", '{"type":"tap","id":"a","ifname":"tap0"}'):
            with self.subTest(value=value):
                process = self.real_qemu(
                    "-netdev",
                    value,
                    "-device",
                    "virtio-net-pci,netdev=a",
                    before=self.world("tuntap add tap0 mode tap", "link set tap0 up"),
                )
                self.wait_for_monitor(process)
                inside = ["nsenter", "-n", "-t", str(process.pid), "ip", "-d", "link"]
                self.assertIn(" tun type tap pi off vnet_hdr on ", self.run_program(inside, None).stdout)
                self.assertRegex(self.ask(process, "info network"), r"a: index=0,type=tap,fd=\d+\s")


if __name__ == "__main__":
    unittest.main()
