# SPDX-License-Identifier: MIT
"""Plugins get their options typed and merged; what can't be understood is refused with its place."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "plugins"))

from loading import LoadingCase  # noqa: E402


class Options(LoadingCase):
    def setUp(self):
        super().setUp()
        self.install("typed")

    def say(self, *lines):
        """The first of the lines is line 4 of the configuration."""
        self.select("typed", more="[typed]\n" + "".join(line + "\n" for line in lines))

    def notes(self, *options, **how):
        return self.assert_loads(*options, **how).notes

    def assert_wrong(self, *texts, options=(), **how):
        result = self.explain(*options, **how)
        self.assertEqual(result.status, 125, result)
        for text in texts:
            self.assertIn(text, result.refused["text"])
        self.assertNotIn("\n", result.refused["text"])

    def test_defaults(self):
        self.say()
        self.assertEqual(
            self.notes(),
            [
                "bool=1 int=-3 size=2147483648 time=1500",
                "enum=warn string=(none) path=(none)",
            ],
        )

    def test_types(self):
        self.say(
            "bool = no",
            "int = 0x0a",
            "size = 3KiB",
            "time = 2m",
            "enum = deny",
            "string = a, b = c ; d",
            "path = words/list",
        )
        self.assertEqual(
            self.notes(),
            [
                "bool=0 int=10 size=3072 time=120000",
                f"enum=deny string=a, b = c ; d path={self.folder}/words/list",
            ],
        )

    def test_layers(self):
        self.say("string = file")
        self.assertIn("string=file", self.notes()[1])
        env = self.environment(QEMU_WRAPPER_TYPED_STRING="variable")
        self.assertIn("string=variable", self.notes(env=env)[1])
        self.assertIn("string=tool", self.notes("--plugin", "typed,string=tool", env=env)[1])

    def test_kubernetes_values_are_ignored(self):
        self.say("string = file")
        env = self.environment(QEMU_WRAPPER_TYPED_STRING="tcp://10.0.0.1:80")
        notes = self.notes(env=env)
        self.assertTrue(any("string=file" in note for note in notes), notes)
        self.assertTrue(any("QEMU_WRAPPER_TYPED_STRING" in note for note in notes), notes)

    def test_lists(self):
        self.say("list = a", "string = x", "list = b", "list = a")
        self.assertEqual(
            self.notes()[2:],
            [
                f"list=a from {self.config}:4",
                f"list=b from {self.config}:6",
                f"list=a from {self.config}:7",
            ],
        )
        env = self.environment(QEMU_WRAPPER_TYPED_LIST="v")
        self.assertEqual(self.notes(env=env)[2:], ["list=v from QEMU_WRAPPER_TYPED_LIST"])
        self.assertEqual(
            self.notes("--plugin", "typed,list=x,list=y,,z", env=env)[2:],
            ["list=x from --plugin", "list=y,z from --plugin"],
        )

    def test_relative_path_on_the_command_line(self):
        self.say()
        notes = self.notes("--plugin", "typed,path=here", cwd=self.plugins)
        self.assertIn(f"path={self.plugins}/here", notes[1])

    def test_42_unknown_key(self):
        self.say("string = a", "strng = b")
        self.assert_wrong(f"{self.config}:5: ", "'strng'", "did you mean 'string'?")

    def test_42_repeated_key(self):
        self.say("int = 1", "int = 1")
        self.assert_wrong(f"{self.config}:5: ", "'int'", "a second time", f"{self.config}:4")

    def test_42_bad_values(self):
        for line, why in (
            ("int = 1k", "'1k' is not a whole number"),
            ("int = 11", "'11' is not between -10 and 10"),
            ("int = 99999999999999999999", "too large"),
            ("int =", "'' is not a whole number"),
            ("size = -1", "'-1' is not a size"),
            ("size = 0", "'0' is not between"),
            ("size = 9E", "too large"),
            ("time = soon", "'soon' is not a time"),
            ("bool = maybe", "'maybe' is not on or off"),
            ("enum = ask", "'ask' is none of: allow warn deny"),
        ):
            with self.subTest(line=line):
                self.say(line)
                self.assert_wrong(f"{self.config}:4: ", why)

    def test_42_bad_values_elsewhere(self):
        self.say()
        self.assert_wrong(
            "QEMU_WRAPPER_TYPED_INT: ", env=self.environment(QEMU_WRAPPER_TYPED_INT="x")
        )
        self.assert_wrong("--plugin: ", "'x'", options=["--plugin", "typed,int=x"])


if __name__ == "__main__":
    unittest.main()
