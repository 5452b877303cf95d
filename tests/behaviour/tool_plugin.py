# SPDX-License-Identifier: MIT
"""`plugin list`, `plugin info` and `plugin check` tell what a plugin is, and what is wrong with
it, without calling a hook of it."""

import os
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import BUILD, HookCase, REFUSED  # noqa: E402
from standin import TIME_LIMIT  # noqa: E402

BROKEN = 1


def built(name):
    return os.path.join(BUILD, "tests", "plugins", name)


class PluginCase(HookCase):
    def tool(self, *words, stdout=subprocess.PIPE, **more):
        more.setdefault("QEMU_WRAPPER_PLUGIN_PATH", self.place.path("plugins"))
        env = self.variables(QW_TEST_MARK=self.place.path("mark"), **more)
        return self.run_tool(["plugin", *words], env, stdout)

    def output(self, *words, status=0, **more):
        done = self.tool(*words, **more)
        self.assertEqual((done.returncode, done.stderr), (status, ""), done)
        return done.stdout

    def complaint(self, *words, **more):
        done = self.tool(*words, **more)
        self.assertEqual(done.returncode, REFUSED, done)
        self.assertTrue(done.stderr.startswith("qemu-wrapper: "), done)
        return done.stderr

    def assert_no_code_ran(self):
        self.assertFalse(os.path.exists(self.place.path("mark")), "code of a plugin ran")

    def assert_no_hook_ran(self):
        self.assertEqual(self.trace(), [])


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


class Check(PluginCase):
    def problem(self, file, *parts, **more):
        lines = self.output("check", file, status=BROKEN, **more).splitlines()
        self.assertTrue(lines[-1].startswith("error: "), lines)
        self.assertEqual(sum(line.startswith("error: ") for line in lines), 1, lines)
        for part in parts:
            self.assertIn(part, lines[-1])
        self.assert_no_hook_ran()

    def fine(self, file, **more):
        text = self.output("check", file, **more)
        self.assertNotIn("error", text)
        self.assert_no_hook_ran()
        return text

    def test_sound(self):
        for name in ("memory", "typed", "trace", "newer", "facts"):
            with self.subTest(name=name):
                path = self.install(name)
                text = self.fine(path)
                self.assertIn("ok: %s is plugin %s for interface 0." % (path, name), text)

    def test_plugins_of_the_build(self):
        for name in ("args", "vnc", "kvm"):
            text = self.fine(os.path.join(BUILD, "plugins", name + ".so"))
            self.assertNotIn("warning", text)

    def test_no_hook_is_called(self):
        """The same plugin leaves traces in a launch."""
        path = self.install("trace")
        self.fine(path)
        self.select("trace")
        self.started()
        self.assertEqual(len(self.trace()), 6)

    def test_warnings(self):
        self.assertIn("warning: it has no version", self.fine(self.install("memory")))

    def test_broken_before_it_is_loaded(self):
        for name, part in (("no-note", "not a qemu-wrapper plugin"), ("wrong-major", "interface"),
                           ("no-descriptor", "descriptor"), ("small-descriptor", "descriptor")):
            with self.subTest(name=name):
                self.problem(self.install(name), part)
                self.assert_no_code_ran()

    def test_broken_when_it_is_loaded(self):
        for name, part in (("unresolved", "undefined symbol: qw_test_function_of_nobody"),
                           ("no-hook", "hook"), ("option-type", "color"), ("option-twice", "color"),
                           ("option-default", "count"), ("after-self", "itself")):
            with self.subTest(name=name):
                self.problem(self.install(name), part)

    def test_missing_library(self):
        with open(built("needs-library.so"), "rb") as file:
            data = file.read()
        path = self.place.write("plugins/needs-library.so", data)
        self.fine(path)
        data = data.replace(b"\0libm.so.6\0", b"\0libQ.so.6\0")
        self.place.write("plugins/needs-library.so", data)
        self.problem(path, "libQ.so.6")

    def test_no_library_at_all(self):
        for data, part in ((b"", "empty"), (b"#!/bin/sh\n", "not a shared library")):
            with self.subTest(data=data):
                self.problem(self.place.write("plugins/acme.so", data), part)
        os.unlink(self.plugin("acme"))
        self.problem(self.plugin("acme"), "No such file")
        self.problem(self.place.path("plugins"), "not a regular file")
        os.mkfifo(self.plugin("acme"))
        self.problem(self.plugin("acme"), "not a regular file")
        self.problem("/dev/zero", "not a regular file")
        shutil.copy(built("program"), self.place.path("plugins", "program.so"))
        self.problem(self.plugin("program"), "a program")

    def test_truncated(self):
        path = self.install("typed")
        os.truncate(path, os.path.getsize(path) - 1000)
        self.problem(path, "truncated")

    def test_another_machine(self):
        path = self.install("typed")
        with open(path, "r+b") as file:
            file.seek(18)
            file.write(b"\x53\x53")
        self.problem(path, "another machine")

    def test_that_others_can_write(self):
        path = self.install("typed")
        os.chmod(path, 0o666)
        self.problem(path, "can be written by everybody")

    def test_relative_and_linked(self):
        path = self.install("memory")
        os.symlink(path, self.place.path("work", "link.so"))
        self.assertIn("plugin memory", self.fine("link.so"))

    def test_name_of_the_file_does_not_matter(self):
        shutil.copy(built("memory.so"), self.place.path("plugins", "build-4711.so"))
        self.fine(self.place.path("plugins", "build-4711.so"))

    def test_any_path(self):
        for folder in ("a,b", "a=b", "a b", "\u00e4", ",file=x"):
            with self.subTest(folder=folder):
                path = self.place.path("odd", folder)
                os.makedirs(path)
                shutil.copy(built("memory.so"), path)
                self.fine(os.path.join(path, "memory.so"))

    def test_whatever_the_configuration_says_of_it(self):
        """That a launch could do without a broken plugin does not make it sound."""
        path = self.install("unresolved")
        self.select(more="[plugin unresolved]\nrequired = no\n")
        self.problem(path, "undefined symbol")

    def test_configuration_does_not_matter(self):
        path = self.install("typed")
        self.place.write("hooks.conf", "[wraper]\n")
        text = self.fine(path, QEMU_WRAPPER_TYPED_INT="many", QEMU_WRAPPER_EXPLAIN="perhaps")
        self.select("typed", more="[typed]\nint = many\n")
        self.assertEqual(self.fine(path), text)

    def test_selected_as_well(self):
        self.select("memory", more="[memory]\ndefault = 3G\n")
        self.fine(self.plugin("memory"))

    def test_safe_mode(self):
        """It must not say of a broken plugin that it loads."""
        self.problem(self.install("unresolved"), "undefined symbol", QEMU_WRAPPER="off")
        self.fine(self.install("typed"), QEMU_WRAPPER="off")


if __name__ == "__main__":
    unittest.main()
