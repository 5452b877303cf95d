# SPDX-License-Identifier: MIT
"""What plugins do to the process does not reach QEMU: working directory, umask, signals, timers and
descriptors are as they were, and a warning says what was set back."""

import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import NAME, QUIET, HookCase  # noqa: E402  (also makes standin known)
from standin import difference, entries  # noqa: E402

# Change: what the warning says.
CHANGES = {
    "folder": "a plugin changed the working directory; it was set back",
    "umask": "a plugin changed the umask; it was set back",
    "mask": "a plugin blocked or unblocked signals; that was set back",
    "ignore": "a plugin ignored signal 2 (Interrupt); that was set back",
    "default": "a plugin stopped ignoring signal 12 (User defined signal 2); that was set back",
    "alarm": "a plugin changed an alarm or interval timer; it was set back",
    "profile": "a plugin changed an alarm or interval timer; it was set back",
    "descriptor": "open; it is closed for QEMU",
}
BEFORE = ["umask=027", "ignore=%d" % signal.SIGUSR2, "block=%d" % signal.SIGUSR1]


class ProcessState(HookCase):
    def choose(self, *changes, when="rewrite"):
        lines = ["change = %s\n" % change for change in changes]
        self.select("process-state", more="[process-state]\nwhen = %s\n%s" % (when, "".join(lines)))

    def assert_same(self, directives=BEFORE):
        """Returns the run through the wrapper."""
        env = entries(self.variables())
        direct = self.place.launch(self.place.real, [NAME, *QUIET], env, directives)
        wrapped = self.place.launch(self.place.dropin, [NAME, *QUIET], env, directives)
        self.assert_started(direct)
        self.assert_started(wrapped, silent=False)
        found = difference(direct.state, wrapped.state)
        # Warnings were written there.
        self.assertEqual([line for line in found if not line.startswith("fd.2.pos:")], [])
        return wrapped

    def test_31_nothing_differs(self):
        self.choose()
        self.assertEqual(self.assert_same().text, "")
        self.assertEqual(self.assert_same([*BEFORE, "alarm=1000"]).text, "")

    def test_33_one_by_one(self):
        for change, warning in CHANGES.items():
            with self.subTest(change=change):
                self.choose(change)
                text = self.assert_same().text
                self.assertIn(warning, text)
                self.assertEqual(text.count("\n"), 1, text)

    def test_31_in_every_hook(self):
        for when in ("open", "rewrite", "launch", "outcome"):
            with self.subTest(when=when):
                self.choose(*[c for c in CHANGES if c != "profile"], when=when)
                text = self.assert_same().text
                self.assertEqual(text.count("\n"), len(CHANGES) - 1, text)
                for warning in CHANGES.values():
                    self.assertIn(warning, text)

    def test_31_explain_tells_it(self):
        self.choose("folder", "umask")
        notes = [(note["plugin"], note["text"]) for note in self.plan()["notes"]]
        self.assertEqual(notes, [(None, CHANGES["folder"]), (None, CHANGES["umask"])])

    def test_31_what_exec_drops_by_itself(self):
        """Buffers of stdio and the locale are the process's own."""
        for change in ("stdio", "locale"):
            for when in ("open", "rewrite", "launch", "outcome"):
                with self.subTest(change=change, when=when):
                    self.choose(change, when=when)
                    self.assertEqual(self.assert_same().text, "")

    def test_31_what_is_left_to_plugins(self):
        """Limits and priorities reach QEMU: to set them is what some plugins are for."""
        self.choose("limit", "nice", when="launch")
        env = entries(self.variables())
        direct = self.place.launch(self.place.real, [NAME, *QUIET], env)
        run = self.started()
        self.assertEqual(run.state["nice"], ["19"])
        changed = {line.split(":")[0] for line in difference(direct.state, run.state)}
        self.assertEqual(len(changed), 2, changed)
        limit = [value[0] for name, value in run.state.items() if name in changed - {"nice"}]
        self.assertRegex(limit[0], "^Max open files +333 +444 ")

    def test_program_of_a_relative_path(self):
        """It is meant from where the caller stands."""
        self.choose("folder", when="open")
        folder = os.path.relpath(os.path.dirname(self.place.real), self.place.path("work"))
        env = entries(self.variables(QEMU_WRAPPER_REAL=folder))
        run = self.place.launch(self.place.dropin, [NAME, *QUIET], env)
        self.assert_started(run, silent=False)


if __name__ == "__main__":
    unittest.main()
