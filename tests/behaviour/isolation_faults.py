# SPDX-License-Identifier: MIT
"""Isolated plugins that crash, hang or end their process, in each phase, and by their constructors:
told with plugin, phase and what happened; fatal if the plugin is required, else skipped; and a
success is never one that was none."""

import os
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import QUIET, HookCase, argv_of  # noqa: E402

# Seconds that a process which was killed may take to be gone.
PATIENCE = 20
# What ends the process or never ends, and what is said of it.
SHORT = "time-limit = 400ms\n"
ENDS = {
    "segv": "it was killed by signal 11 (Segmentation fault)",
    "exit": "it ended its process with status",
    "_exit": "it ended its process with status 0 instead of returning",
    "abort": "it was killed by signal 6 (Aborted)",
    "loop": "it did not finish within 400 ms and was stopped (time-limit)",
    "block": "it did not finish within 400 ms and was stopped (time-limit)",
    "fifo": "it did not finish within 400 ms and was stopped (time-limit)",
    "vfork": "it did not finish within 400 ms and was stopped (time-limit)",
    "stop": "it did not finish within 400 ms and was stopped (time-limit)",
    "slowly": "it did not finish within 400 ms and was stopped (time-limit)",
    "leave": "it ended its process with status 0 instead of returning",
    "alarmed": "it was killed by signal 14 (Alarm clock)",
    "killed": "it was killed by signal 9 (Killed)",
    "group": "it was killed by signal 9 (Killed)",
    "exec": "it ended its process with status 0 instead of returning",
    "close": "it closed the descriptor that its answer goes through",
    "write": "it wrote into the descriptor that its answer goes through",
}
HANGS = ("loop", "block", "fifo", "vfork", "stop", "slowly")
PHASES = ("open", "rewrite", "check")


def ends(phase=None):
    """(what a plugin does, what is said of it): all of it in rewrite hooks. Elsewhere one that hangs
    stands for all that do, for each of them takes its time limit."""
    skipped = HANGS[1:] if phase != "rewrite" else ()
    return [(how, text) for how, text in ENDS.items() if how not in skipped]


class IsolationCase(HookCase):
    def isolate(self, required=True, phase="", how="", more=""):
        section = "[plugin misbehaves]\nisolate = yes\nrequired = %s\n" % ("yes" if required else "no")
        section += SHORT if how in HANGS else more
        self.select("misbehaves", more=section + "[misbehaves]\nphase = %s\nhow = %s\n" % (phase, how))

    def assert_nobody_left(self):
        """No process of the plugin outlives the launch: they all have its file mapped. One that was
        killed may take a moment to go."""
        deadline = time.monotonic() + PATIENCE
        while self.left() and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual(self.left(), [])

    def left(self):
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/maps" % pid, encoding="utf-8", errors="replace") as file:
                    if self.plugin("misbehaves") in file.read():
                        found.append(pid)
            except OSError:
                pass
        return found


class Faults(IsolationCase):
    def test_27_required_plugins_stop_the_launch(self):
        for phase in PHASES:
            for how, text in ends(phase):
                with self.subTest(phase=phase, how=how):
                    self.isolate(phase=phase, how=how)
                    message = self.refused("-m", "1G")
                    self.assertIn("plugin misbehaves (%s): " % phase, message)
                    self.assertIn(text, message)
                    self.assert_nobody_left()

    def test_27_optional_plugins_are_skipped(self):
        for phase in PHASES:
            for how, text in ends():
                with self.subTest(phase=phase, how=how):
                    self.isolate(required=False, phase=phase, how=how)
                    run = self.started("-m", "1G", silent=False)
                    self.assertEqual(argv_of(run)[1:], [*QUIET, "-m", "1G"])
                    self.assertEqual(run.text.count(text), 1, run.text)
                    self.assertIn("(%s hook; the plugin is not required and was skipped)" % phase, run.text)
                    self.assertEqual(run.text.count("\n"), 1, run.text)
                    self.assert_nobody_left()

    def test_explain_tells_the_same(self):
        for phase in PHASES:
            for how, text in ends():
                with self.subTest(phase=phase, how=how):
                    self.isolate(phase=phase, how=how)
                    refusal = self.refusal("-m", "1G")
                    self.assertEqual((refusal["plugin"], refusal["phase"]), ("misbehaves", phase))
                    self.assertIn(text, refusal["text"])
        self.isolate(required=False, phase="rewrite", how="segv")
        plan = self.plan("-m", "1G")
        self.assertEqual(plan["changes"], [])
        self.assertEqual(len(plan["notes"]), 1)
        self.assertIn(ENDS["segv"], plan["notes"][0]["text"])

    def test_the_outcome_hook_never_stops_a_launch(self):
        for how, text in ends():
            with self.subTest(how=how):
                self.isolate(phase="outcome", how=how)
                run = self.started("-m", "1G", silent=False)
                self.assertEqual(argv_of(run)[-1], "-S")
                self.assertIn(text, run.text)

    def test_close_is_of_no_consequence(self):
        """It runs in the child of each hook, behind it."""
        for how in ("segv", "exit", "_exit"):
            with self.subTest(how=how):
                self.isolate(phase="close", how=how)
                self.assertIn("plugin misbehaves (open): it ", self.refused("-m", "1G"))

    def test_memory_is_limited(self):
        if "asan" in os.environ.get("QW_BUILD", "") or os.environ.get("QW_VALGRIND"):
            self.skipTest("no limits there")
        self.isolate(phase="rewrite", how="memory", more="memory-limit = 32M\n")
        self.assertIn("plugin misbehaves (rewrite): " + ENDS["abort"], self.refused("-m", "1G"))
        self.isolate(phase="rewrite", how="memory")
        self.assertIn("plugin misbehaves (rewrite): " + ENDS["abort"], self.refused("-m", "1G"))


class Constructors(IsolationCase):
    def test_24_constructors_are_contained(self):
        for how, text in ENDS.items():
            with self.subTest(how=how):
                self.isolate(how=how)
                message = self.refused("-m", "1G", QW_TEST_MISBEHAVES=how)
                self.assertIn("misbehaves", message)
                self.assertIn("(load)", message)
                self.assertIn("while it was loaded in a process of its own, " + text, message)
                self.assert_nobody_left()
        for how, text in ends():
            with self.subTest(how=how, required=False):
                self.isolate(required=False, how=how)
                run = self.started("-m", "1G", silent=False, QW_TEST_MISBEHAVES=how)
                self.assertEqual(argv_of(run)[1:], [*QUIET, "-m", "1G"])
                self.assertIn("left out", run.text)
                self.assertIn(text, run.text)

    def test_24_constructors_that_change_their_process(self):
        for how in ("threads", "chdir", "umask", "signals", "process", "flee", "open", "limits"):
            with self.subTest(how=how):
                self.isolate()
                run = self.started("-m", "1G", QW_TEST_MISBEHAVES=how)
                self.assertEqual(argv_of(run)[-1], "-S")
                self.assert_nobody_left()

    def test_the_check_for_processes_left_sees_one(self):
        """The process maps the file, as a loaded plugin would."""
        import mmap  # pylint: disable=import-outside-toplevel

        self.isolate()
        with open(self.plugin("misbehaves"), "rb") as file:
            with mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ):
                with self.assertRaises(AssertionError):
                    self.assert_nobody_left()


class Refusals(IsolationCase):
    def test_launch_hooks_and_descriptors(self):
        self.select("add-fd", more="[plugin add-fd]\nisolate = yes\n")
        message = self.refused("-m", "1G")
        self.assertIn("it has a launch hook, and isolate = yes", message)
        self.assertIn("take isolate = yes out of [plugin add-fd]", message)


if __name__ == "__main__":
    unittest.main()
