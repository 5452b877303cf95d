# SPDX-License-Identifier: MIT
"""examples/cpp: network cards get an address made of the guest's name; nothing that is thrown
leaves the plugin."""

import os
import re
import shutil
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from examples_support import NAME, QEMU, SOURCE, ExampleCase  # noqa: E402

CARD = ["-device", "virtio-net-pci,netdev=lan"]
COMPILER = ["c++", "-std=c++17", "-shared", "-fPIC", "-I", os.path.join(SOURCE, "include")]
UUID = "6f0c1f6e-8e4b-4f0e-9d2a-2b8a9d1c7e55"
FORM = r"(?i)mac(?:addr)?(?:=|\":\")([0-9a-f]{2}(?::[0-9a-f]{2}){5})"


def fnv1a(text):
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001B3 % (1 << 64)
    return value


def address(guest, card, prefix="52:54:00"):
    """As the README tells, computed anew."""
    value = fnv1a(guest + "\n" + card)
    value ^= (value >> 24) ^ (value >> 48)
    return "%s:%02x:%02x:%02x" % (prefix, value & 255, value >> 8 & 255, value >> 16 & 255)


class Mac(ExampleCase):
    plugin, folder = "mac", "cpp"

    def addresses(self, *words, **options):
        return re.findall(FORM, " ".join(self.becomes(*words, **options)))


class Lines(Mac):
    def test_sound(self):
        self.check_sound()

    def test_made_of_the_name(self):
        for words, guest in (
            (["-name", "web"], "web"),
            (["-name", "guest=web,process=x"], "web"),
            (["-name", "web", "-name", "mail"], "mail"),
            (["-name", "web", "-name", "process=x"], "web"),
            (["-name", "web", "-uuid", UUID], UUID),
        ):
            with self.subTest(words=words):
                self.assertEqual(self.addresses(*words, *CARD), [address(guest, "lan")])
        found = self.addresses("-name", "web", *CARD, prefix="06:00:aB")
        self.assertEqual(found, [address("web", "lan", "06:00:ab")])

    def test_forms(self):
        for words, card in (
            (["-device", '{"driver":"e1000","netdev":"lan"}'], "lan"),
            (["-nic", "user,model=e1000"], "0"),
            (["-net", "nic"], "0"),
            (["-net", "nic,netdev=lan"], "lan"),
        ):
            with self.subTest(words=words):
                self.assertEqual(self.addresses("-name", "web", *words), [address("web", card)])

    def test_several_cards(self):
        words = [*CARD, "-device", "e1000,netdev=dmz", "-nic", "user", "-nic", "user"]
        found = self.addresses("-name", "web", *words)
        wanted = [address("web", card) for card in ("lan", "dmz", "0", "1")]
        self.assertEqual(found, wanted)

    def test_never_twice_in_one_guest(self):
        used = address("web", "lan")
        words = ["-name", "web", *CARD, "-device", "e1000,netdev=dmz,mac=" + used]
        self.assertEqual(self.addresses(*words), [address("web", "lan+"), used])

    def test_left_alone(self):
        for words in (
            ["-device", "e1000,netdev=lan,mac=52:54:00:00:00:01"],
            ["-device", "virtio-blk-pci,drive=a"],
            ["-nic", "none"],
            ["-nic", "user,mac=52:54:00:00:00:01"],
            ["-net", "nic,macaddr=52:54:00:00:00:01"],
            ["-net", "user"],
            ["-net", "none"],
            [],
        ):
            with self.subTest(words=words):
                plan = self.explain("-name", "web", *words)
                self.assertEqual((plan["changes"], plan["notes"]), ([], []))

    def test_guest_without_a_name(self):
        plan = self.explain(*CARD)
        self.assertEqual(plan["changes"], [])
        self.assertEqual([level for level, _ in self.notes(plan)], ["warning"])
        self.assertIn("without -name", self.notes(plan)[0][1])

    def test_wrong_prefix(self):
        for prefix in ("", "5:54:000", "52:54", "52:54:00:", "+2:54:00", "52:54:0g", "0x:54:00"):
            with self.subTest(prefix=prefix):
                said = self.refusal("-name", "web", *CARD, prefix=prefix)
                self.assertIn("isn't like 52:54:00", said)
        self.assertIn("multicast", self.refusal("-name", "web", *CARD, prefix="53:54:00"))

    def test_guest_may_notice(self):
        (change,) = self.explain("-name", "web", *CARD)["changes"]
        self.assertTrue(change["guest_visible"])

    @unittest.skipUnless(QEMU, NAME + " is not installed")
    def test_real_qemu(self):
        words = ["-name", "web", "-netdev", "user,id=lan", *CARD, "-nic", "user"]
        answer = self.ask(self.real_qemu(*words), "info network")
        for card in ("lan", "0"):
            self.assertIn("macaddr=" + address("web", card), answer)


@unittest.skipUnless(shutil.which("c++"), "there is no C++ compiler")
class Thrown(Mac):
    """Copies of the source that throw."""

    def test_becomes_an_error(self):
        at = "	std::vector<card> cards = find_cards(cmd);\n"
        for thrown, said in (
            ('failure{ EPERM, "planted" }', "planted"),
            ('std::runtime_error("50% planted")', "50% planted"),
            ("std::bad_alloc()", "out of memory"),
            ("1", "an unknown exception"),
        ):
            with self.subTest(thrown=thrown):
                path, failed = self.build_changed(
                    COMPILER,
                    "mac.cpp",
                    (at, at + "	if (!cards.empty())\n		throw " + thrown + ";\n"),
                    ("#include <string>\n", "#include <stdexcept>\n#include <string>\n"),
                )
                self.assertIsNone(failed)
                where = {"QEMU_WRAPPER_PLUGIN_PATH": os.path.dirname(path)}
                self.assertIn(said, self.refusal("-name", "web", *CARD, **where))
                self.assertEqual(self.becomes("-name", "web", **where), ["-name", "web"])


if __name__ == "__main__":
    unittest.main()
