# SPDX-License-Identifier: MIT
"""`plugin info` tells what a plugin is, and what is wrong with it, without calling a hook of it."""

import json
import os
import shutil
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from plugin_support import BROKEN, REFUSED, PluginCase, built  # noqa: E402


class Info(PluginCase):
    def test_identity(self):
        self.select("trace")
        text = self.output("info", "trace")
        for line in ("name: +trace", "version: +1.0", "summary: +tells which hooks are called",
                     "file: +" + self.plugin("trace"), r"interface: 0\.\d+",
                     "hooks: +open rewrite check launch outcome close"):
            self.assertRegex(text, "(?m)^" + line + "$")
        self.assert_no_hook_ran()

    def test_isolation(self):
        """Off, on, or impossible whatever the configuration asks for."""
        for name in ("memory", "trace"):
            self.install(name)
        for isolate, expected in (("no", "off"), ("yes", "on")):
            self.select("memory", "trace", more="".join(
                "[plugin %s]\nisolate = %s\n" % (name, isolate) for name in ("memory", "trace")))
            for word in ("memory", self.plugin("memory")):
                self.assertRegex(self.output("info", word), "(?m)^isolation: %s$" % expected)
                self.assertEqual(self.json(word)[0]["isolation"], expected)
            self.assertRegex(self.output("info", "trace"), "(?m)^isolation: impossible$")

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

    def test_configuration_of_ones_own(self):
        self.select("typed", more="[typed]\nint = 5\n")
        path = self.place.path("work", "own.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write("[typed]\nint = 7\n")
        for words in (("--config", path), ("--config=" + path,), ("--json", "--config", path)):
            with self.subTest(words=words):
                self.assertIn(path + ":2", self.output("info", *words, "typed"))
        self.assertIn("set to '5' by ", self.output("info", "typed"))
        self.assertIn("--config needs a value", self.complaint("info", "--config"))
        self.assertIn("no option '--confi'", self.complaint("info", "--confi", path, "typed"))

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

    def test_not_a_plugin(self):
        self.install("no-note")
        self.install("wrong-major")
        for word, part in (
            ("missing", "there is no missing.so"),
            ("no-note", "not a qemu-wrapper plugin"),
            ("wrong-major", "interface version 1"),
            ("./missing.so", "No such file"),
        ):
            with self.subTest(word=word):
                self.assertIn(part, self.complaint("info", word))
                self.assert_no_code_ran()

    def problem(self, name, **more):
        """Of a plugin whose file is sound, which is told all the same."""
        text = self.output("info", name, status=BROKEN, **more)
        self.assertRegex(text, "(?m)^name: +%s$" % name)
        self.assertRegex(text, "(?m)^interface: 0[.]")
        self.assertNotIn("hooks:", text)
        return text.split("problem: ")[1]

    def test_identity_is_told_whatever_the_code_does(self):
        for name in ("unresolved", "dies-on-load", "exits"):
            self.install(name)
        self.assertIn("undefined symbol", self.problem("unresolved"))
        self.assertIn("killed by signal 9", self.problem("dies-on-load"))
        self.assertIn("ended its process", self.problem("exits", QW_TEST_EXITS="1"))

    def test_several(self):
        """One that crashes doesn't hide the others, nor does one that is none."""
        for name in ("memory", "dies-on-load", "typed"):
            self.install(name)
        done = self.tool("info", "memory", "dies-on-load", "missing", "typed")
        self.assertEqual(done.returncode, REFUSED, done)
        self.assertIn("there is no missing.so", done.stderr)
        names = [block.splitlines()[0].split()[-1] for block in done.stdout.split("\n\n")]
        self.assertEqual(names, ["memory", "dies-on-load", "typed"])
        self.assertEqual(done.stdout.count("problem: "), 1)
        self.assertEqual(done.stdout.count("options:"), 2)
        text = self.output("info", "memory", "typed")
        self.assertEqual(text, self.output("info", "memory") + "\n" + self.output("info", "typed"))

    def test_what_a_constructor_does_stays_in_its_process(self):
        """The mark is proof that code ran; the tool itself goes on as it was."""
        self.install("descriptor")
        self.output("info", "descriptor")
        self.assertTrue(os.path.exists(self.place.path("mark")))

    def test_file_without_a_slash(self):
        shutil.copy(built("memory.so"), self.place.path("work", "memory.so"))
        self.assertIn("write ./memory.so", self.complaint("info", "memory.so"))
        self.assertIn("write ./memory.so", self.complaint("info", "memory"))
        os.unlink(self.place.path("work", "memory.so"))
        self.assertNotIn("./memory.so", self.complaint("info", "memory.so"))

    def json(self, *words, status=0, **more):
        report = json.loads(self.output("info", "--json", *words, status=status, **more))
        self.assertEqual(report["format"], 1)
        return report["plugins"]

    def test_json(self):
        self.select("typed", more="[typed]\nint = 5\nlist = one\nlist = two\n")
        (typed,) = self.json("typed")
        self.assertEqual([typed[key] for key in ("asked", "name", "version", "file", "problem")],
                         ["typed", "typed", "1.2", self.plugin("typed"), None])
        self.assertEqual((typed["hooks"], typed["after"]), (["rewrite"], []))
        options = {option["name"]: option for option in typed["options"]}
        self.assertEqual(len(options), 8)
        self.assertEqual(options["enum"]["choices"], ["allow", "warn", "deny"])
        self.assertEqual(options["enum"]["default"], "warn")
        self.assertEqual(options["bool"]["variable"], "QEMU_WRAPPER_TYPED_BOOL")
        self.assertEqual(options["bool"]["settings"], [])
        self.assertEqual(options["int"]["settings"],
                         [{"value": "5", "source": self.config_file + ":4"}])
        self.assertEqual([one["value"] for one in options["list"]["settings"]], ["one", "two"])
        self.install("after-memory")
        self.assertEqual(self.json("after-memory")[0]["after"], ["nobody", "memory"])

    def test_json_of_what_is_wrong(self):
        self.install("dies-on-load")
        self.install("memory")
        dead, memory = self.json("dies-on-load", "memory", status=BROKEN)
        self.assertEqual((dead["name"], memory["name"]), ("dies-on-load", "memory"))
        self.assertIn("signal 9", dead["problem"])
        self.assertNotIn("hooks", dead)
        self.assertIsNone(memory["problem"])
        (missing,) = self.json("missing", status=REFUSED)
        self.assertEqual((missing["asked"], "name" in missing), ("missing", False))
        self.assertIn("there is no missing.so", missing["problem"])

    def test_whatever_the_configuration_says_of_it(self):
        """What a file is does not depend on how the launch would treat a failure."""
        self.install("unresolved")
        self.select(more="[plugin unresolved]\nrequired = no\n")
        self.assertIn("undefined symbol", self.problem("unresolved"))

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
