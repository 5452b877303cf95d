# SPDX-License-Identifier: MIT
"""How the tool reads its own command line: help, versions, options before PROGRAM, and nothing
behind it."""

import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import argv_of  # noqa: E402  (also makes standin known)
from standin import NAME, QUIET, StandinCase  # noqa: E402

SUBCOMMANDS = (["run"], ["explain"], ["plugin"], ["plugin", "list"], ["plugin", "info"],
               ["plugin", "check"], ["plugin", "new"], ["doctor"], ["health"], ["link"], ["unlink"])
FORMS = (["--json"], ["--shell"], ["--why", "m"])


class UsageCase(StandinCase):
    def tool(self, *words, stdout=subprocess.PIPE, **more):
        return self.run_tool(words, self.place.variables(**more), stdout)

    def output(self, *words, **more):
        done = self.tool(*words, **more)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done)
        return done.stdout

    def complaint(self, *words, **more):
        """One line on standard error, and nothing else."""
        done = self.tool(*words, **more)
        self.assertEqual((done.returncode, done.stdout), (125, ""), done)
        self.assertTrue(done.stderr.startswith("qemu-wrapper: "), done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertIsNone(self.place.state_of(None), "QEMU was started")
        return done.stderr

    def started(self, *words, **more):
        run = self.place.launch(self.place.tool, ["qemu-wrapper", *words],
                                self.place.variables(**more))
        self.assert_started(run)
        return argv_of(run)


class Help(UsageCase):
    def test_version(self):
        text = self.output("--version")
        self.assertRegex(text, r"\Aqemu-wrapper \d+\.\d+\.\d+ \(plugin interface \d+\.\d+\)\n\Z")

    def test_of_the_tool(self):
        text = self.output("--help")
        self.assertTrue(text.startswith("usage: qemu-wrapper"))
        for word in ("run", "explain", "plugin", "doctor", "health", "link", "unlink", "--version"):
            self.assertIn(word, text)
        self.assertEqual(text, self.output("-h"))

    def test_of_each_subcommand(self):
        texts = set()
        for words in SUBCOMMANDS:
            for option in ("--help", "-h"):
                with self.subTest(words=words, option=option):
                    text = self.output(*words, option)
                    self.assertTrue(text.startswith("usage: qemu-wrapper " + words[0]), text)
                    texts.add(text)
        self.assertEqual(len(texts), len(SUBCOMMANDS))

    def test_fits_a_terminal(self):
        for words in ([], *SUBCOMMANDS):
            for line in self.output(*words, "--help").splitlines():
                self.assertLessEqual(len(line), 100)

    def test_options_of_run_and_explain(self):
        for command in ("run", "explain"):
            for option in ("--real", "--config", "--plugins", "--plugin"):
                self.assertIn(option, self.output(command, "--help"))
        for form in FORMS:
            self.assertIn(form[0], self.output("explain", "--help"))
            self.assertNotIn(form[0] + " ", self.output("run", "--help"))

    def test_behind_other_options(self):
        text = self.output("run", "--plugins", "", "--help")
        self.assertEqual(text, self.output("run", "--help"))

    def test_broken_surroundings_do_not_matter(self):
        broken = {"QEMU_WRAPPER_CONFIG": "/nonexistent", "QEMU_WRAPPER_PLUGINS": "no such plugins"}
        for words in (["--help"], ["--version"], ["run", "--help"], ["link", "--help"]):
            self.output(*words, **broken)

    def test_output_that_can_not_be_written_is_an_error(self):
        for words in (["--version"], ["--help"], ["run", "--help"]):
            with self.subTest(words=words), open("/dev/full", "wb") as full:
                done = self.tool(*words, stdout=full)
                self.assertEqual(done.returncode, 125, done)
                self.assertIn("No space left on device", done.stderr)

    def test_of_qemu_behind_program(self):
        for option in ("--help", "-h", "--version"):
            words = self.started("run", self.place.real, option)
            self.assertEqual(words, [self.place.real, option])


class Mistakes(UsageCase):
    MISTYPED = (("--plugns", "--plugins"), ("--confg", "--config"), ("--rael", "--real"))

    def test_no_command(self):
        self.assertIn("--help", self.complaint())

    def test_unknown_command(self):
        for word, near in (("rnu", "run"), ("explian", "explain"), ("unlnk", "unlink"),
                           ("plugins", "plugin"), ("--verison", "--version")):
            with self.subTest(word=word):
                text = self.complaint(word)
                self.assertIn("'%s'" % word, text)
                self.assertIn("did you mean %s?" % near, text)
        for word in ("", "x", "--", "-", "qemu-system-x86_64"):
            with self.subTest(word=word):
                self.assertNotIn("did you mean", self.complaint(word))

    def test_unknown_plugin_command(self):
        for words in ([], ["lsit"], ["--list"], [""]):
            with self.subTest(words=words):
                self.assertIn("qemu-wrapper plugin --help", self.complaint("plugin", *words))

    def test_unknown_option(self):
        for command in ("run", "explain"):
            for word, near in self.MISTYPED:
                with self.subTest(command=command, word=word):
                    text = self.complaint(command, word, self.place.real)
                    self.assertIn(word, text)
                    self.assertIn("did you mean %s?" % near, text)
                    self.assertIn("qemu-wrapper %s --help" % command, text)
            for word in ("-", "-m", "-x", "--no-such-option", "---", "-json", "-real"):
                self.complaint(command, word, self.place.real)

    def test_no_option_is_suggested_that_is_refused_as_well(self):
        for command in (["run"], ["plugin", "list"]):
            for form in ("--json", "--shell", "--why", "--jsno", "--wyh"):
                with self.subTest(command=command, form=form):
                    text = self.complaint(*command, form, "m", self.place.real)
                    for option, *_ in FORMS:
                        self.assertNotIn("did you mean %s?" % option, text)

    def test_forms_belong_to_explain(self):
        for command in (["run"], ["plugin", "list"]):
            for form, *_ in FORMS:
                for word in (form, form + "=x"):
                    with self.subTest(command=command, word=word):
                        text = self.complaint(*command, word, self.place.real)
                        self.assertIn("%s belongs to explain;" % form, text)

    def test_options_are_not_abbreviated(self):
        for word in ("--plug", "--conf=x", "--js", "--pluginss", "--realx=y"):
            with self.subTest(word=word):
                self.complaint("explain", word, self.place.real)

    def test_forms_take_no_value(self):
        for word in ("--json=yes", "--shell=", "--help=x"):
            with self.subTest(word=word):
                self.assertIn(word, self.complaint("explain", word, self.place.real))

    def test_value_missing(self):
        for command in ("run", "explain"):
            for option in ("--real", "--config", "--plugins", "--plugin"):
                with self.subTest(option=option):
                    self.assertIn(option + " needs a value", self.complaint(command, option))
        self.assertIn("--why needs a value", self.complaint("explain", "--why"))

    def test_program_missing(self):
        for command in ("run", "explain"):
            for words in ([], ["--"], ["--plugins", ""], ["--plugins="], ["--real", "x", "--"]):
                with self.subTest(command=command, words=words):
                    self.assertIn("which program?", self.complaint(command, *words))

    def test_program_empty(self):
        done = self.tool("run", "", *QUIET, QEMU_WRAPPER_REAL=None)
        self.assertIn(done.returncode, (125, 127))
        self.assertTrue(done.stderr.startswith("qemu-wrapper: "))

    def test_forms_exclude_each_other(self):
        for one in FORMS:
            for other in FORMS:
                if one != other:
                    with self.subTest(one=one, other=other):
                        text = self.complaint("explain", *one, *other, self.place.real)
                        self.assertIn("exclude each other", text)

    def test_too_many_words(self):
        for words in (["plugin", "list", "x"], ["plugin", "info"], ["plugin", "info", "--jason", "b"],
                      ["plugin", "check"], ["plugin", "check", "--option", "a=b"], ["link"], ["unlink"],
                      ["unlink", "a", "b"]):
            with self.subTest(words=words):
                self.complaint(*words)

    def test_bad_selector(self):
        for selector in ("", "m[", "device[id=", "[x]", "m.", "-m"):
            with self.subTest(selector=selector):
                self.complaint("explain", "--why", selector, self.place.real)

    def test_control_characters_are_not_printed_raw(self):
        for words in (["\x1b[31m"], ["run", "--\x1b[31m"], ["link", "."] + ["\x1b[31m/x"]):
            with self.subTest(words=words):
                self.assertNotIn("\x1b", self.complaint(*words))


class Options(UsageCase):
    def plan(self, *words, **more):
        done = self.tool("explain", "--json", *words, **more)
        return json.loads(done.stdout)

    def test_both_forms_of_a_value(self):
        config = self.place.write("own.conf", "[wrapper]\nplugins =\n")
        env = {"QEMU_ARGS": "-snapshot"}
        for option, value in (("--plugins", ""), ("--config", config)):
            for words in ([option, value], ["%s=%s" % (option, value)]):
                with self.subTest(words=words):
                    found = self.started("run", *words, NAME, *QUIET, **env)
                    self.assertEqual(found, [NAME, *QUIET])
        self.assertEqual(self.started("run", NAME, *QUIET, **env), [NAME, *QUIET, "-snapshot"])

    def test_value_with_equals_signs_and_dashes(self):
        plan = self.plan("--plugin=args,append=-name a=b", NAME, *QUIET)
        self.assertEqual(plan["argv"][3:], ["-name", "a=b"])
        plan = self.plan("--plugin", "args,append=-name --", NAME, *QUIET)
        self.assertEqual(plan["argv"][3:], ["-name", "--"])

    def test_value_that_looks_like_an_option(self):
        self.assertIn("--json", self.tool("run", "--config", "--json", NAME).stderr)

    def test_real(self):
        other = self.place.install("other/" + NAME)
        for words in (["--real", other], ["--real=" + other], ["--real", os.path.dirname(other)]):
            with self.subTest(words=words):
                run = self.place.launch(
                    self.place.tool, ["qemu-wrapper", "run", *words, NAME, *QUIET],
                    self.place.variables(QEMU_WRAPPER_REAL="/nonexistent"), real=other)
                self.assert_started(run)
                self.assertEqual(run.state["process.exe"], [other])

    def test_real_after_a_name_of_the_same_beginning(self):
        """--plugin is no abbreviation of --plugins, nor the other way round."""
        plan = self.plan("--plugins=", "--plugin=args", NAME, *QUIET, QEMU_ARGS="-snapshot")
        self.assertEqual(plan["argv"][3:], ["-snapshot"])

    def test_the_last_of_several_counts(self):
        found = self.started("run", "--plugins", "args", "--plugins", "", NAME, *QUIET,
                             QEMU_ARGS="-snapshot")
        self.assertEqual(found, [NAME, *QUIET])

    def test_several_plugins_add_up(self):
        plan = self.plan("--plugins", "", "--plugin", "args,append=-name x",
                         "--plugin", "vnc,default=127.0.0.1:0", NAME, *QUIET)
        self.assertEqual(plan["argv"][3:], ["-name", "x", "-vnc", "127.0.0.1:0"])

    def test_end_of_options(self):
        self.assertEqual(self.started("run", "--", NAME, *QUIET), [NAME, *QUIET])
        self.assertEqual(self.started("run", "--plugins", "", "--", NAME, *QUIET), [NAME, *QUIET])
        self.assertEqual(self.started("run", "--", NAME, "--", *QUIET), [NAME, "--", *QUIET])

    def test_program_that_begins_with_a_dash(self):
        odd = self.place.install("real/-odd")
        self.complaint("run", "-odd", QEMU_WRAPPER_REAL=odd)
        run = self.place.launch(self.place.tool, ["qemu-wrapper", "run", "--", "-odd", *QUIET],
                                self.place.variables(QEMU_WRAPPER_REAL=odd), real=odd)
        self.assert_started(run)
        self.assertEqual(argv_of(run), ["-odd", *QUIET])
        self.assertIn("which program?", self.complaint("run", "--"))
        text = self.tool("run", "--", "--", QEMU_WRAPPER_REAL=None).stderr
        self.assertIn("--", text)

    def test_everything_behind_program_is_qemus(self):
        ours = ["--json", "--shell", "--why", "m", "--plugins", "", "--plugin", "x", "--real", "/x"]
        ours += ["--config", "/x", "--config=/x", "--help", "-h", "--", "--version", "run"]
        self.assertEqual(self.started("run", self.place.real, *ours), [self.place.real, *ours])
        for word in ours:
            with self.subTest(word=word):
                found = self.started("run", NAME, *QUIET, word)
                self.assertEqual(found, [NAME, *QUIET, word])
        plan = self.plan(NAME, *QUIET, "--shell", "--plugins", "x")
        self.assertEqual(plan["argv"], [NAME, *QUIET, "--shell", "--plugins", "x"])

    def test_drop_in_has_no_options(self):
        ours = ["--json", "--plugins", "x", "--real=/x", "-accel", "tcg", "--help", "--"]
        run = self.place.launch(self.place.dropin, [NAME, *ours], self.place.variables())
        self.assert_started(run)
        self.assertEqual(argv_of(run), [NAME, *ours])
        for first in ("run", "explain", "plugin", "--version"):
            run = self.place.launch(self.place.dropin, [NAME, first, *QUIET], self.place.variables())
            self.assert_started(run)
            self.assertEqual(argv_of(run), [NAME, first, *QUIET])


if __name__ == "__main__":
    unittest.main()
