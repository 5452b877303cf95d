# SPDX-License-Identifier: MIT
"""`plugin list` tells which plugins are used, in order, and which others there are, without loading
one. What its texts and outputs have in common with `plugin info` and `plugin check`."""

import os
import shutil
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from plugin_support import BROKEN, REFUSED, PluginCase, built  # noqa: E402


class List(PluginCase):
    def rows(self, *words, status=0, **more):
        text = self.output("list", *words, status=status, **more)
        return [line.split(None, 3) for line in text.splitlines()]

    def test_order_and_identity(self):
        for names in (("trace", "typed", "facts"), ("facts", "trace", "typed")):
            with self.subTest(names=names):
                self.select(*names)
                rows = self.rows()
                self.assertEqual([row[:2] for row in rows],
                                 [[str(n + 1), name] for n, name in enumerate(names)])
                about = {row[1]: row[2:] for row in rows}
                self.assertEqual(about["typed"],
                                 ["1.2", "has an option of each type (%s)" % self.plugin("typed")])
                self.assertEqual(about["trace"][0], "1.0")

    def test_without_version(self):
        self.select("memory")
        self.assertEqual(self.rows()[0][:3], ["1", "memory", "-"])

    def test_others_that_are_installed(self):
        for name in ("memory", "typed"):
            self.install(name)
        self.select("trace")
        rows = [row[:2] for row in self.rows()]
        self.assertEqual(rows[0], ["1", "trace"])
        self.assertCountEqual(rows[1:], [["-", "memory"], ["-", "typed"]])

    def test_others_that_have_a_section(self):
        """The plugin has a file, or is a function, and no list names it."""
        self.install("typed")
        self.select("trace", more="[plugin memory]\nfile = %s\n[plugin typed]\nfile = %s\n"
                    "[foreign pages]\nlibrary = libc.so.6\nfunction = int getpagesize(void)\n"
                    "[typed]\nint = 3\n" % (built("memory.so"), self.plugin("typed")))
        rows = self.rows()
        self.assertEqual(rows[0][:2], ["1", "trace"])
        self.assertCountEqual([row[:2] for row in rows[1:]],
                              [["-", "memory"], ["-", "typed"], ["-", "pages"]])

    def test_options_choose(self):
        for name in ("memory", "typed"):
            self.install(name)
        rows = self.rows("--plugins", "typed,memory")
        self.assertEqual([row[:2] for row in rows], [["1", "typed"], ["2", "memory"]])
        rows = self.rows("--plugins", "", "--plugin", "memory")
        self.assertEqual([row[:2] for row in rows], [["1", "memory"], ["-", "typed"]])
        self.assertEqual([row[0] for row in self.rows("--plugins", "")], ["-", "-"])

    def test_several_folders(self):
        other = self.place.path("more")
        os.mkdir(other)
        shutil.copy(built("memory.so"), other)
        shutil.copy(built("trace.so"), other)
        self.select("trace")
        folders = self.place.path("plugins") + ":" + other
        rows = self.rows(QEMU_WRAPPER_PLUGIN_PATH=folders)
        self.assertEqual([row[:2] for row in rows], [["1", "trace"], ["-", "memory"]])
        self.assertIn(self.plugin("trace"), rows[0][3])

    def test_problems(self):
        """Told in the plugin's line; the others are shown all the same."""
        self.install("no-note")
        self.place.write("plugins/text.so", "no library\n")
        self.select("missing", "typed", "no-note", "text")
        rows = self.rows(status=BROKEN)
        self.assertEqual([row[0] for row in rows], ["1", "2", "3", "4"])
        self.assertEqual([row[1] for row in rows], ["missing", "typed", "no-note", "text"])
        self.assertEqual([row[2] for row in rows], ["-", "1.2", "-", "-"])
        self.assertIn("there is no missing.so in", rows[0][3])
        self.assertIn("is not a qemu-wrapper plugin", rows[2][3])
        self.assertIn("not a shared library", rows[3][3])
        self.assert_no_code_ran()

    def test_file_of_another_name(self):
        """The launch would refuse it."""
        shutil.copy(built("memory.so"), self.plugin("acme"))
        self.select("acme")
        self.assertIn("memory", self.rows(status=BROKEN)[0][3])
        rows = self.rows("--plugins", "", "--plugin", self.plugin("acme"))
        self.assertEqual(rows[0][:2], ["1", "memory"])

    def test_problem_of_one_that_is_not_selected(self):
        self.place.write("plugins/text.so", "no library\n")
        self.select("typed")
        rows = self.rows()
        self.assertEqual([row[:2] for row in rows], [["1", "typed"], ["-", "text"]])
        self.assertIn("not a shared library", rows[1][3])

    def test_others_are_in_the_order_of_their_names(self):
        names = ["numbered-%02d" % n for n in (3, 1, 4, 2, 9, 7, 5)]
        for name in names:
            self.install("numbered", name)
        self.assertEqual([row[1] for row in self.rows()], sorted(names))

    def test_control_characters_are_not_printed_raw(self):
        with open(built("typed.so"), "rb") as file:
            data = file.read()
        odd = data.replace(b"has an option of each type\0", b"has an\x1b[31mion of each\ntype\0")
        self.assertNotEqual(data, odd)
        path = self.place.write("plugins/typed.so", odd)
        self.select("typed")
        for words in (["list"], ["info", "typed"], ["check", path]):
            with self.subTest(words=words):
                done = self.tool(*words)
                self.assertNotIn("\x1b", done.stdout + done.stderr)
                self.assertNotIn("\ntype", done.stdout + done.stderr)

    def test_output_that_can_not_be_written_is_an_error(self):
        path = self.install("typed")
        self.select("typed")
        for words in (["list"], ["info", "typed"], ["check", path]):
            with self.subTest(words=words), open("/dev/full", "wb") as full:
                done = self.tool(*words, stdout=full)
                self.assertEqual(done.returncode, REFUSED, done)
                self.assertIn("No space left on device", done.stderr)

    def test_no_code_runs(self):
        self.install("descriptor")
        self.select("descriptor", "trace")
        self.assertEqual(len(self.rows()), 2)
        self.assert_no_code_ran()
        self.assert_no_hook_ran()

    def test_broken_configuration(self):
        self.place.write("hooks.conf", "[wraper]\n")
        self.assertIn("hooks.conf:1", self.complaint("list"))


if __name__ == "__main__":
    unittest.main()
