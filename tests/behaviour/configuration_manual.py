# SPDX-License-Identifier: MIT
"""qemu-wrapper.conf(5) and the program know the same keys and variables, and its examples work."""

import os
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from configuration_support import PLUGINS, ConfigurationCase  # noqa: E402

TREE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


def text_of(*names):
    with open(os.path.join(TREE, *names), encoding="utf-8") as file:
        return file.read()


MANUAL = text_of("docs", "man", "qemu-wrapper.conf.5.scd")


class Manual(ConfigurationCase):
    def test_keys(self):
        known = re.findall(r'\{ "([a-z-]+)", KEY_', text_of("wrapper", "config", "keys.c"))
        described = re.findall(r"^\*([a-z-]+)\* = ", MANUAL, re.MULTILINE)
        self.assertGreaterEqual(len(known), 9)
        self.assertEqual(sorted(described), sorted(known))

    def test_variables(self):
        source = text_of("wrapper", "config", "variables.c")
        known = set(re.findall(r'"(QEMU_WRAPPER(?:_[A-Z_]+[A-Z])?|HOME|XDG_[A-Z_]+)"', source))
        part = MANUAL[MANUAL.index("# ENVIRONMENT") : MANUAL.index("# EXAMPLES")]
        described = set()
        for line in re.findall(r"^\*.*\*$", part, re.MULTILINE):
            described.update(re.findall(r"\*([A-Z_]+)\*", line))
        self.assertEqual(len(known), 12)
        self.assertEqual(described, known)

    def test_reserved_words(self):
        source = text_of("wrapper", "config", "names.c")
        words = re.search(r"reserved\[\] = \{(.*?)\}", source, re.DOTALL).group(1)
        for word in re.findall(r'"([a-z]+)"', words):
            self.assertRegex(MANUAL, r"\*%s\*" % word)
            self.assertIn("reserved", self.refusal("--plugins", word))

    def test_default_plugins(self):
        line = self.line(QEMU_ARGS="-snapshot", QEMU_WRAPPER_VNC_DEFAULT="127.0.0.1:1")
        self.assertEqual(sorted(line), ["-snapshot", "-vnc", "127.0.0.1:1"])
        self.assertIn("Without any list of plugins *args*, *vnc*, *kvm* and *log* are selected", MANUAL)

    def test_examples(self):
        part = MANUAL[MANUAL.index("# EXAMPLES") :]
        examples = re.findall(r"^```\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)
        self.assertEqual(len(examples), 4)
        for example in examples:
            with self.subTest(example=example):
                if "lock = yes" in example:
                    # Then the plugin of this build isn't found by QEMU_WRAPPER_PLUGIN_PATH.
                    example += "[plugin vnc]\nfile = %s/vnc.so\n" % PLUGINS
                self.system(example)
                plan = self.explain(QEMU_WRAPPER_REAL=self.place.real)
                self.assertIsNone(plan["refused"])
                self.system(example + "\n[wrapper]\nmistake = 1\n")
                self.assertIn("mistake", self.refusal())

    def test_example_files(self):
        """Each plugin has one, with all its options, and what is commented out is the default."""
        for name in ("args", "kvm", "log", "size", "vnc"):
            with self.subTest(plugin=name):
                text = text_of("plugins", name, name + ".conf")
                self.system(text)
                self.assertIsNone(self.explain(QEMU_WRAPPER_REAL=self.place.real)["refused"])
                done = subprocess.run([self.place.tool, "plugin", "info", name], check=True,
                                      env=self.place.variables(), capture_output=True, text=True)
                options = re.findall(r"(?m)^  ([a-z-]+) \(", done.stdout)
                keys = set(re.findall(r"(?m)^#?([a-z-]+) =", text))
                self.assertEqual(keys, set(options))
                for key, value in re.findall(r"(?m)^#([a-z-]+) = (.+)$", text):
                    self.assertRegex(done.stdout, r"  %s \(.*default %s\)" % (key, value))


if __name__ == "__main__":
    unittest.main()
