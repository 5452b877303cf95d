# SPDX-License-Identifier: MIT
"""`plugin info` tells what a plugin is, and what is wrong with it, without calling a hook of it."""

import os
import shutil
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from plugin_support import PluginCase, built  # noqa: E402


class Info(PluginCase):
    def test_identity(self):
        self.select("trace")
        text = self.output("info", "trace")
        for line in ("name: +trace", "version: +1.0", "summary: +tells which hooks are called",
                     "file: +" + self.plugin("trace"), r"interface: 0\.3",
                     "hooks: +open rewrite check launch outcome close"):
            self.assertRegex(text, "(?m)^" + line + "$")
        self.assert_no_hook_ran()

    def test_by_file(self):
        self.install("memory")
        self.assertEqual(self.output("info", self.plugin("memory")), self.output("info", "memory"))
        os.symlink(self.plugin("memory"), self.place.path("work", "memory.so"))
        text = self.output("info", "./memory.so")
        self.assertRegex(text, "(?m)^name: +memory$")

    def test_options(self):
        self.install("typed")
        text = self.output("info", "typed")
        for name, kind in (("bool", "bool, default on"), ("int", "int, default -3"),
                           ("size", "size, default 2G"), ("time", "time, default 1500ms"),
                           ("enum", "enum: allow warn deny, default warn"), ("string", "string"),
                           ("path", "path"), ("list", "list")):
            self.assertIn("  %s (%s)\n" % (name, kind), text)
            self.assertIn("QEMU_WRAPPER_TYPED_%s\n" % name.upper(), text)
        for help_text in ("a flag", "a number", "some texts"):
            self.assertIn(help_text, text)
        self.assertNotIn("set to", text)

    def test_variable_of_a_name_with_a_dash(self):
        self.install("add-fd")
        self.assertIn("QEMU_WRAPPER_ADD_FD_GIVE_UP\n", self.output("info", "add-fd"))

    def test_order(self):
        self.install("after-memory")
        self.assertRegex(self.output("info", "after-memory"), "(?m)^after: +nobody memory$")

    def test_where_a_value_was_set(self):
        self.select("typed", more="[typed]\nint = 5\nlist = one\nlist = two\n")
        text = self.output("info", "typed", QEMU_WRAPPER_TYPED_STRING="from a variable")
        self.assertIn("set to '5' by %s:4\n" % self.config_file, text)
        self.assertIn("set to 'from a variable' by QEMU_WRAPPER_TYPED_STRING\n", text)

    def test_where_the_values_of_a_list_were_set(self):
        self.select("typed", more="[typed]\nlist = one\nlist = two\n")
        text = self.output("info", "typed")
        for item, line in (("one", 4), ("two", 5)):
            self.assertIn("'%s' by %s:%d\n" % (item, self.config_file, line), text)

    def test_variables_are_those_that_work(self):
        self.select("typed")
        lines = self.output("info", "typed").splitlines()
        (variable,) = [x.split()[-1] for x in lines if "variable: " in x and x.endswith("_INT")]
        notes = [note["text"] for note in self.plan(**{variable: "7"})["notes"]]
        self.assertIn("int=7 ", notes[0])

    def test_broken(self):
        self.install("no-note")
        self.install("unresolved")
        for word, part in (
            ("missing", "there is no missing.so"),
            ("no-note", "not a qemu-wrapper plugin"),
            ("unresolved", "undefined symbol"),
            ("./missing.so", "No such file"),
        ):
            with self.subTest(word=word):
                self.assertIn(part, self.complaint("info", word))

    def test_whatever_the_configuration_says_of_it(self):
        """What a file is does not depend on how the launch would treat a failure."""
        self.install("unresolved")
        self.select(more="[plugin unresolved]\nrequired = no\n")
        self.assertIn("undefined symbol", self.complaint("info", "unresolved"))

    def test_any_path(self):
        folder = self.place.path("a,b")
        os.mkdir(folder)
        shutil.copy(built("memory.so"), folder)
        self.assertIn("memory", self.output("info", os.path.join(folder, "memory.so")))

    def test_safe_mode(self):
        """It loads nothing for QEMU, but here a plugin is asked for by name."""
        self.install("memory")
        self.assertEqual(self.output("info", "memory", QEMU_WRAPPER="off"),
                         self.output("info", "memory"))


if __name__ == "__main__":
    unittest.main()
