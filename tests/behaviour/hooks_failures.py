# SPDX-License-Identifier: MIT
"""Hooks that fail: a required plugin stops the launch, an optional one is skipped and that is said
once, and nothing of a failed rewrite hook remains."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import QUIET, HookCase, argv_of, env_of  # noqa: E402

LINES = (["-m", "1G"], ["-version"], ["-device", "help"], ["-machine", "none"], ["-qtest", "stdio"],
         ["-chardev", "socket,id=charmonitor,fd=3"], ["-no-such-option"], ["-m"], [])


class FailingCase(HookCase):
    def choose(self, phase, how="message", required=True, names=("refuses",)):
        more = "[refuses]\nphase = %s\nhow = %s\n" % (phase, how)
        if not required:
            more += "[plugin refuses]\nrequired = no\n"
        self.select(*names, more=more)


class Exiting(HookCase):
    """exit(0) in a plugin would look like a QEMU that ended well."""

    def test_27_in_each_phase(self):
        for phase in ("open", "rewrite", "check", "launch"):
            with self.subTest(phase=phase):
                self.select("exits", more="[exits]\nphase = %s\n" % phase)
                text = self.refused("-m", "1G")
                self.assertIn("plugin exits (%s): it called exit(0)" % phase, text)

    def test_27_in_a_constructor(self):
        self.select("exits")
        text = self.refused("-m", "1G", QW_TEST_EXITS="1")
        self.assertIn("plugin exits (load): it called exit(0)", text)

    def test_not_otherwise(self):
        self.select("exits")
        self.started("-m", "1G")


class Refusing(FailingCase):
    def test_26_each_phase(self):
        for phase in ("open", "rewrite", "check", "launch"):
            with self.subTest(phase=phase):
                self.choose(phase)
                text = self.run_it("-m", "1G")
                self.assertEqual(text.status, 125)
                self.assertIsNone(text.state)
                self.assertEqual(text.stdout, b"")
                last = text.text.splitlines()[-1]
                self.assertEqual(
                    last, "qemu-wrapper: plugin refuses (%s): refused in %s on purpose"
                    % (phase, phase))

    def test_explain_tells_it(self):
        for phase in ("open", "rewrite", "check"):
            with self.subTest(phase=phase):
                self.choose(phase)
                self.assertEqual(self.refusal(), {
                    "plugin": "refuses", "phase": phase,
                    "text": "refused in %s on purpose" % phase})
        self.choose("launch")
        self.plan()

    def test_26_without_a_message(self):
        for how, text in (("number", "No space left on device"), ("odd", "77")):
            with self.subTest(how=how):
                self.choose("check", how)
                self.assertIn(text, self.refusal()["text"])

    def test_check_on_every_kind_of_line(self):
        self.choose("check", names=("refuses",))
        for line in LINES:
            with self.subTest(line=line):
                run = self.run_it(*line)
                self.assertEqual(run.status, 125, run.text)
                self.assertIsNone(run.state)
                self.assertIn("refused in check on purpose", run.text)
                self.assertEqual(self.refusal(*line)["phase"], "check")

    def test_26_nothing_of_a_failed_rewrite_remains(self):
        self.choose("rewrite")
        plan = self.explain("-m", "1G")
        self.assertEqual(plan["argv"][1:], [*QUIET, "-m", "1G"])
        self.assertEqual(set(plan["origins"]), {"user"})
        for key in ("changes", "facts", "notes"):
            self.assertEqual(plan[key], [], key)
        self.assertEqual(plan["env"], {"set": {}, "unset": []})

    def test_the_same_hook_does_all_that_when_it_succeeds(self):
        self.choose("none")
        plan = self.plan("-m", "1G")
        self.assertEqual(plan["argv"][1:], [*QUIET, "-name", "refuses"])
        self.assertEqual(len(plan["changes"]), 3)
        self.assertEqual([fact["key"] for fact in plan["facts"]], ["refuses"])
        self.assertEqual(plan["env"]["set"], {"QW_TEST_REFUSES": "1"})

    def test_26_outcome_never_stops_a_launch(self):
        self.choose("outcome")
        run = self.started("-version", silent=False)
        self.assertEqual(run.text.count("refused in outcome on purpose"), 1)
        self.assertEqual(run.text.count("\n"), 1)

    def test_two_that_refuse(self):
        """The first in the list counts, and nobody behind it is asked."""
        self.choose("check", names=("refuses", "trace"))
        self.refused("-version")
        self.assertEqual([line.split()[1] for line in self.trace()], ["open", "outcome", "close"])


class Messages(FailingCase):
    """Texts of plugins on their way to people."""

    def say(self, text, key="text", phase="check"):
        self.install("refuses")
        self.select("refuses")
        word = "refuses,phase=%s,%s=%s" % (phase, key, text.replace(",", ",,"))
        argv = ["qemu-wrapper", "run", "--plugin", word, self.place.real, *QUIET]
        return self.place.launch(self.place.tool, argv, self.variables())

    def test_odd_texts(self):
        for text in ("%s%n%d", "h\u00e9", "a, b = c", "'quoted' \"x\""):
            for key, phase in (("text", "check"), ("note", "none")):
                with self.subTest(text=text, key=key):
                    self.assertIn(text, self.say(text, key, phase).text)

    def test_control_characters_are_not_printed_raw(self):
        for text in ("\x1b[31mred", "bell\x07", "back\b", "re\rturn", "\x7f"):
            for key, phase in (("text", "check"), ("note", "none"), ("text", "outcome")):
                with self.subTest(text=text, key=key, phase=phase):
                    run = self.say(text, key, phase)
                    self.assertFalse({c for c in run.text if ord(c) < 32 or ord(c) == 127} - {"\n"})

    def test_every_line_is_known_to_be_ours(self):
        """A text of several lines can't look like somebody else's message."""
        for key, phase in (("text", "check"), ("note", "none")):
            with self.subTest(key=key):
                lines = self.say("one\ntwo\nqemu: three", key, phase).text.splitlines()
                self.assertTrue(lines[0].startswith("qemu-wrapper: "))
                for line in lines[1:]:
                    self.assertTrue(line.startswith(("qemu-wrapper: ", " ")), lines)

    def test_secrets(self):
        for text in ("-object secret,id=s,data=hunter2", "bad value 'secret,data=hunter2'"):
            for key, phase in (("text", "check"), ("note", "none"), ("text", "outcome")):
                with self.subTest(text=text, key=key, phase=phase):
                    self.assertNotIn("hunter2", self.say(text, key, phase).text)

    def test_long_text(self):
        run = self.say("x" * 100000)
        self.assertEqual(run.status, 125)
        self.assertIn("xxx", run.text)


class LateEdits(HookCase):
    """Only rewrite hooks may edit."""

    def choose_late(self, phase, what):
        self.select("late-edit", more="[late-edit]\nphase = %s\nwhat = %s\n" % (phase, what))

    def test_30_they_fail_the_hook(self):
        for what in ("add", "set-env", "reserve-fd"):
            for phase in ("check", "launch"):
                with self.subTest(what=what, phase=phase):
                    self.choose_late(phase, what)
                    expected = "plugin late-edit (%s): only rewrite hooks may edit" % phase
                    self.assertIn(expected, self.refused())

    def test_30_in_outcome_nothing_comes_of_it(self):
        for what in ("add", "set-env", "reserve-fd"):
            with self.subTest(what=what):
                self.choose_late("outcome", what)
                run = self.started(silent=False)
                self.assertIn("only rewrite hooks may edit", run.text)
                self.assertEqual(argv_of(run)[1:], QUIET)
                self.assertEqual(env_of(run), ["%s=%s" % i for i in self.variables().items()])
                self.assertEqual({k.split(".")[1] for k in run.state if k.startswith("fd.")},
                                 {"0", "1", "2"})


class Optional(FailingCase):
    def said_once(self, run, phase):
        found = [line for line in run.text.splitlines() if "on purpose" in line]
        self.assertEqual(len(found), 1, run.text)
        for part in ("qemu-wrapper: ", "refuses", phase, "skipped"):
            self.assertIn(part, found[0])

    def skipped(self, phase, *words):
        self.choose(phase, required=False)
        run = self.started(*words, silent=False)
        self.said_once(run, phase)
        return run

    def test_26_open(self):
        run = self.skipped("open", "-m", "1G")
        self.assertEqual(argv_of(run)[1:], [*QUIET, "-m", "1G"])
        self.assertEqual(run.text.count("\n"), 1)

    def test_26_rewrite(self):
        run = self.skipped("rewrite", "-m", "1G")
        self.assertEqual(argv_of(run)[1:], [*QUIET, "-m", "1G"])
        self.assertNotIn("QW_TEST_REFUSES=1", env_of(run))
        self.assertEqual(run.text.count("\n"), 1)

    def test_26_check(self):
        run = self.skipped("check", "-m", "1G")
        self.assertEqual(argv_of(run)[1:], [*QUIET, "-m", "1G"])
        self.assertNotIn("QW_TEST_REFUSES=1", env_of(run))
        self.assertEqual(run.text.count("\n"), 1)
        self.skipped("check", "-version")

    def test_26_launch(self):
        """Its changes stand in the line already: half of its work would be worse than none."""
        self.choose("launch", required=False)
        text = self.refused("-m", "1G")
        self.assertIn("refused in launch on purpose", text)
        self.assertIn("its changes are in the line already", text)

    def test_26_explain_tells_it_once(self):
        for phase in ("open", "rewrite", "check"):
            with self.subTest(phase=phase):
                self.choose(phase, required=False)
                notes = [n for n in self.plan()["notes"] if "on purpose" in n["text"]]
                self.assertEqual([(n["plugin"], n["level"]) for n in notes],
                                 [("refuses", "warning")])
                self.assertEqual(self.explain(form=()).count("on purpose"), 1)

    def test_26_others_go_on(self):
        for phase in ("open", "rewrite", "check"):
            for names in (("refuses", "trace"), ("trace", "refuses")):
                with self.subTest(phase=phase, names=names):
                    self.choose(phase, required=False, names=names)
                    self.started(silent=False)
                    calls = [line.split()[1] for line in self.trace()]
                    # What others did is done anew without the plugin that is left out.
                    again = {"check": {"refuses": ["rewrite"], "trace": ["rewrite", "check"]}}
                    self.assertEqual(
                        calls,
                        ["open", *again.get(phase, {}).get(names[0], []),
                         "rewrite", "check", "launch", "outcome", "close"])


if __name__ == "__main__":
    unittest.main()
