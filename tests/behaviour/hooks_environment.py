# SPDX-License-Identifier: MIT
"""QEMU's environment: what plugins change by the host reaches QEMU and is in the plan; what they
do to the environment of the wrapper's process does not reach it."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import NAME, QUIET, HookCase, env_of  # noqa: E402


class ByTheHost(HookCase):
    def choose(self, more="", **lists):
        lines = ["%s = %s" % (key, item) for key, items in lists.items() for item in items]
        self.select("set-env", more="[set-env]\n%s\n%s" % ("\n".join(lines), more))

    def env(self, **more):
        """What QEMU gets; no variable twice."""
        found = env_of(self.started(**more))
        names = [entry.split("=", 1)[0] for entry in found]
        self.assertEqual(len(names), len(set(names)), found)
        return dict(entry.split("=", 1) for entry in found)

    def test_set(self):
        changes = {"QW_NEW": " two = words ", "HOME": "/elsewhere", "QW_EMPTY": ""}
        self.select("set-env")
        items = ["%s=%s" % change for change in changes.items()]
        words = ["--plugin", "set-env," + ",".join("set=" + item for item in items)]
        argv = ["qemu-wrapper", "run", *words, self.place.real, *QUIET]
        run = self.place.launch(self.place.tool, argv, self.variables())
        self.assert_started(run)
        env = dict(entry.split("=", 1) for entry in env_of(run))
        self.assertEqual(env, {**self.variables(), **changes})

    def test_unset(self):
        self.choose(unset=["QW_OLD", "QW_NEVER_THERE"])
        self.assertEqual(self.env(QW_OLD="1"), self.variables())

    def test_similar_names_are_left_alone(self):
        others = {"QW_OLDER": "1", "QW_OL": "2", "qw_old": "3"}
        self.choose(unset=["QW_OLD"], set=["QW_=4"])
        self.assertEqual(self.env(QW_OLD="1", **others), {**self.variables(), **others, "QW_": "4"})

    def test_12_duplicates(self):
        """The first counts for getenv(3); setting and unsetting leave none behind."""
        twice = ["QW_OLD=first", "QW_OLD=second", "QW_KEEP=1", "QW_KEEP=2", "no equals sign"]
        rest = ["%s=%s" % item for item in self.variables().items()]
        for how, left in (({"unset": ["QW_OLD"]}, []), ({"set": ["QW_OLD=new"]}, ["QW_OLD=new"])):
            with self.subTest(how=how):
                self.choose(**how)
                run = self.place.launch(
                    self.place.dropin, [NAME, *QUIET], [os.fsencode(e) for e in twice + rest]
                )
                self.assert_started(run)
                self.assertEqual(env_of(run), twice[2:] + rest + left)
        self.choose(show=["QW_OLD"])
        env = {**self.variables(), "QW_OLD": "first"}
        self.assertEqual(self.plan(**env)["notes"][0]["text"], "QW_OLD=first")

    def test_plugin_sees_its_own_edits(self):
        self.choose(set=["QW_NEW=1", "QW_NEW=2"], unset=["QW_OLD"],
                    show=["QW_NEW", "QW_OLD", "QW_OTHER"])
        notes = [note["text"] for note in self.plan(QW_OLD="1", QW_OTHER="3")["notes"]]
        self.assertEqual(notes, ["QW_NEW=2", "QW_OLD=(unset)", "QW_OTHER=3"])
        self.assertEqual(self.env()["QW_NEW"], "2")

    def test_plan(self):
        self.choose(set=["QW_NEW=1", "HOME=/else where"], unset=["QW_OLD", "QW_NEVER_THERE"])
        plan = self.plan(QW_OLD="was")
        self.assertEqual(plan["env"], {"set": {"QW_NEW": "1", "HOME": "/else where"},
                                       "unset": ["QW_OLD"]})
        seen = [(c["action"], c["variable"], c["before"], c["after"]) for c in plan["changes"]]
        self.assertEqual(seen, [
            ("remove", "QW_OLD", "was", None),
            ("set", "QW_NEW", None, "1"),
            ("set", "HOME", self.variables()["HOME"], "/else where"),
        ])
        for change in plan["changes"]:
            self.assertEqual((change["plugin"], change["option"]), ("set-env", None))
            self.assertIn(change["reason"], ("asked to set it", "asked to unset it"))

    def test_plan_for_people(self):
        self.choose(set=["QW_NEW=1"], unset=["QW_OLD"])
        text = self.explain(form=(), QW_OLD="was")
        for part in ("QW_NEW", "QW_OLD", "asked to set it", "asked to unset it"):
            self.assertIn(part, text)

    def test_shell_line_has_the_same_effect(self):
        self.choose(set=["QW_NEW=it's $HOME"], unset=["QW_OLD"])
        line = self.explain(form=("--shell",), QW_OLD="was")
        run = self.place.launch("/bin/sh", ["sh", "-c", line], self.variables(QW_OLD="was"))
        self.assert_started(run)
        env = dict(entry.split("=", 1) for entry in env_of(run))
        self.assertEqual(env["QW_NEW"], "it's $HOME")
        self.assertNotIn("QW_OLD", env)

    def test_impossible_names(self):
        for name in ("A=B", ""):
            with self.subTest(name=name):
                more = "[claims-a]\nvalue = 1\nreason = no reason\n"
                self.install("claims", "claims-a")
                self.select("claims-a", more=more + "variable = %s\n" % name)
                self.assertIn("can't be the name of a variable", self.refused())

    def test_16_untouched_without_an_edit(self):
        self.choose()
        run = self.started(QW_OLD="1")
        self.assertEqual(env_of(run), ["%s=%s" % i for i in self.variables(QW_OLD="1").items()])


class ByThemselves(HookCase):
    """setenv(3) and the like in a plugin."""

    def test_15_qemu_does_not_see_it(self):
        for call in ("setenv", "putenv", "unsetenv", "clearenv"):
            for before in ({"QW_TEST_OWN": "inherited"}, {}):
                with self.subTest(call=call, before=before):
                    self.select("own-environ", more="[own-environ]\ncall = %s\n" % call)
                    run = self.started(**before)
                    expected = ["%s=%s" % item for item in self.variables(**before).items()]
                    self.assertEqual(env_of(run), expected)

    def test_15_nor_does_the_plan(self):
        for call in ("setenv", "putenv", "unsetenv", "clearenv"):
            with self.subTest(call=call):
                self.select("own-environ", more="[own-environ]\ncall = %s\n" % call)
                plan = self.plan(QW_TEST_OWN="inherited")
                self.assertEqual(plan["env"], {"set": {}, "unset": []})
                texts = [note["text"] for note in plan["notes"]]
                self.assertIn("QW_TEST_OWN=inherited", texts)

    def test_15_explain_names_the_offender(self):
        """Once, and nobody else; and nobody if it wasn't done."""
        for call in ("setenv", "putenv", "unsetenv", "clearenv"):
            with self.subTest(call=call):
                self.select("memory", "own-environ", "set-env",
                            more="[own-environ]\ncall = %s\n[set-env]\nset = A=1\n" % call)
                notes = self.plan(QW_TEST_OWN="inherited")["notes"]
                named = [note["plugin"] for note in notes if "own process" in note["text"]]
                self.assertEqual(named, ["own-environ"])
                self.assertIn("own process", self.explain(form=(), QW_TEST_OWN="inherited"))
        self.select("memory", "set-env", more="[set-env]\nset = A=1\nshow = A\n")
        self.assertEqual(len(self.plan()["notes"]), 1)

    def test_15_nor_does_another_plugin(self):
        for call in ("setenv", "clearenv"):
            with self.subTest(call=call):
                self.select("own-environ", "args", "set-env",
                            more="[own-environ]\ncall = %s\n[set-env]\nshow = QW_TEST_OWN\n" % call)
                plan = self.plan(QW_TEST_OWN="inherited", QEMU_ARGS="-m 1G")
                self.assertEqual(plan["argv"][3:], ["-m", "1G"])
                texts = [note["text"] for note in plan["notes"]]
                self.assertEqual(texts.count("QW_TEST_OWN=inherited"), 2, texts)


if __name__ == "__main__":
    unittest.main()
