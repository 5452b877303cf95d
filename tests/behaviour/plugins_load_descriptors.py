# SPDX-License-Identifier: MIT
"""Descriptors that can't be right are refused precisely, those of other minor versions are not."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "plugins"))

from loading import (  # noqa: E402
    ABI_MINOR,
    FLAGS,
    IDENTITY,
    MINOR,
    OPTION_SIZE,
    STRUCT_SIZE,
    SUMMARY,
    VERSION,
    LoadingCase,
)


class Descriptors(LoadingCase):
    def assert_installed_refused(self, name, *texts):
        self.install(name)
        self.select(name)
        return self.assert_refused(name, *texts)

    def assert_patched_refused(self, changes, *texts):
        """A bad identity is found in the file, before any code of it runs."""
        self.install_patched(changes)
        self.select("descriptor")
        self.assert_refused("descriptor", *texts)
        self.assert_no_code_ran()

    def test_the_unpatched_one_loads(self):
        self.install_patched({})
        self.select("descriptor")
        self.assertEqual(self.assert_loads().notes, ["descriptor was here"])
        self.assert_code_ran()

    def test_21_missing_descriptor(self):
        self.assert_installed_refused("no-descriptor", "exports no descriptor qw_plugin_v0")
        self.assert_installed_refused("small-descriptor", "exports no descriptor qw_plugin_v0")
        self.assert_no_code_ran()

    def test_21_wrong_major(self):
        self.assert_installed_refused(
            "wrong-major",
            "is made for interface version 1; this is 0: it needs a newer qemu-wrapper",
        )
        self.assert_no_code_ran()

    def test_21_newer_minor_loads(self):
        self.install("newer")
        self.select("newer", more="[newer]\nsecond = 7\n")
        self.assertEqual(self.assert_loads().notes, ["first=one second=7"])

    def test_21_note_and_descriptor_disagree(self):
        self.install_patched({}, note_minor=7)
        self.select("descriptor")
        self.assert_refused("descriptor", f"its note says interface 0.7, its descriptor 0.{MINOR}")
        self.assert_no_code_ran()

    def test_21_struct_size(self):
        for size in (0, 1, 272, 281, 1 << 20 | 8, 1 << 31, (1 << 32) - 8):
            with self.subTest(size=size):
                self.assert_patched_refused({STRUCT_SIZE: size}, f"struct_size is {size}")

    def test_21_option_size(self):
        for size in (0, 1, 56, 65, 1 << 31):
            with self.subTest(size=size):
                self.assert_patched_refused({OPTION_SIZE: size}, f"option_size is {size}")

    def test_21_name(self):
        for name, why in (
            (b"\0" * 32, "gives no name"),
            (b"a" * 32, "name is longer than 31 bytes"),
            (b"a" * (32 + 32 + 128), "name is longer than 31 bytes"),
            (b"a\nb\0", "control character"),
            (b"Acme\0", "'Acme' is not made of"),
            (b"1acme\0", "'1acme' is not made of"),
            (b"a/b\0", "'a/b' is not made of"),
            (b"plugin\0", "reserved"),
        ):
            with self.subTest(name=name):
                self.assert_patched_refused({IDENTITY: name}, why)

    def test_21_version_and_summary(self):
        self.assert_patched_refused({VERSION: b"1" * 32}, "version is longer")
        self.assert_patched_refused({VERSION: b"\x1b[31m\0"}, "version has a control character")
        self.assert_patched_refused({SUMMARY: b"s" * 128}, "summary is longer")

    def test_21_flags(self):
        self.install_patched({FLAGS: 1 << 9})
        self.select("descriptor")
        self.assert_refused("descriptor", "flags 0x200 are unknown")
        self.install_patched({FLAGS: 1 << 9, ABI_MINOR: 9})
        self.assert_loads()

    def test_21_no_hook(self):
        self.assert_installed_refused("no-hook", "no hook")

    def test_21_options(self):
        self.assert_installed_refused("option-type", "'color' has type 9")
        self.assert_installed_refused("option-twice", "'color' twice")
        self.assert_installed_refused("option-default", "'count'", "'many' is not a whole number")

    def test_shared_variables(self):
        self.install("clash")
        self.install("clash-with")
        self.select("clash")
        self.assert_loads()
        self.select("clash", "clash-with")
        result = self.explain()
        self.assertEqual(result.status, 125, result)
        for text in ("'with-key' of plugin 'clash'", "'key' of plugin 'clash-with'", "share"):
            self.assertIn(text, result.refused["text"])

    def test_interfaces_of_other_languages(self):
        for name in ("abi-c99", "abi-c17", "abi-cxx17"):
            with self.subTest(name=name):
                self.install(name, folder="abi")
                self.select(name)
                self.assertTrue(self.assert_loads().notes[0].startswith("host "))


class Order(LoadingCase):
    """The list decides; what plugins ask for is checked."""

    def assert_order_refused(self, *texts):
        result = self.explain()
        self.assertEqual(result.status, 125, result)
        for text in texts:
            self.assertIn(text, result.refused["text"])

    def setUp(self):
        super().setUp()
        for name in ("memory", "after-memory", "before-memory", "after-self", "cycle-a", "cycle-b"):
            self.install(name)

    def test_47_kept(self):
        for names in (
            ("before-memory", "memory", "after-memory"),
            ("after-memory", "before-memory"),
            ("cycle-a",),
        ):
            with self.subTest(names=names):
                self.select(*names)
                self.assert_loads()

    def test_47_broken(self):
        self.select("after-memory", "memory")
        self.assert_order_refused("'after-memory' must stand behind plugin 'memory'")
        self.select("memory", "before-memory")
        self.assert_order_refused("'before-memory' must stand before plugin 'memory'")

    def test_47_itself(self):
        self.select("after-self")
        self.assert_order_refused("'after-self' asks to stand behind itself")

    def test_47_cycle(self):
        for names in (("cycle-a", "cycle-b"), ("cycle-b", "cycle-a")):
            with self.subTest(names=names):
                self.select(*names)
                self.assert_order_refused("'cycle-a'", "'cycle-b'")


if __name__ == "__main__":
    unittest.main()
