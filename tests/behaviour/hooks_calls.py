# SPDX-License-Identifier: MIT
"""Which hooks are called when, how often and in which order."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import NAME, QUIET, HookCase, argv_of  # noqa: E402

PRINTS, PROBES, MANAGED = 1, 2, 4
ALL = ["open", "rewrite", "check line=0", "launch"]
STARTING = "outcome kind=1 status=0 plugin=- phase=- text=-"
PRINTING = (["-version"], ["--help"], ["-device", "help"], ["-machine", "pc,help"], ["-cpu", "?"])
PROBING = (["-machine", "none"], ["-M", "none"], ["-qtest", "stdio"], ["-accel", "qtest"])


def of(plugin, calls):
    return ["%s %s" % (plugin, call) for call in calls]


class Calls(HookCase):
    def setUp(self):
        super().setUp()
        self.select("trace")

    def expect(self, *calls):
        self.assertEqual(self.trace(), of("trace", calls))

    def test_launch(self):
        self.started("-m", "1G")
        self.expect(*ALL, STARTING, "close")

    def test_run(self):
        argv = ["qemu-wrapper", "run", NAME, *QUIET]
        run = self.place.launch(self.place.tool, argv, self.variables())
        self.assert_started(run)
        self.expect(*ALL, STARTING, "close")

    def test_explain(self):
        for form in (("--json",), ("--shell",), ("--why", "m"), ()):
            with self.subTest(form=form):
                self.explain("-m", "1G", form=form)
                self.expect("open", "rewrite", "check line=0", "close")

    def test_explain_by_variable(self):
        run = self.run_it("-m", "1G", QEMU_WRAPPER_EXPLAIN="1")
        self.assertEqual(run.status, 125)
        self.assertIsNone(run.state)
        self.expect("open", "rewrite", "check line=0", "close")

    def test_10_line_that_prints(self):
        for words in PRINTING:
            with self.subTest(words=words):
                self.started(*words)
                self.expect("open", "check line=%d" % PRINTS, STARTING, "close")
                self.plan(*words)
                self.expect("open", "check line=%d" % PRINTS, "close")

    def test_10_line_that_probes(self):
        for words in PROBING:
            with self.subTest(words=words):
                self.started(*words)
                self.expect("open", "check line=%d" % PROBES, STARTING, "close")

    def test_plugin_that_wants_such_lines(self):
        self.select("trace-probes", "trace")
        for words, kind in [(w, PRINTS) for w in PRINTING] + [(w, PROBES) for w in PROBING]:
            with self.subTest(words=words):
                self.started(*words)
                mine = [line for line in self.trace() if line.startswith("trace-probes ")]
                calls = ["open", "rewrite", "check line=%d" % kind, "launch", STARTING, "close"]
                self.assertEqual(mine, of("trace-probes", calls))

    def test_managed_line(self):
        words = ["-chardev", "socket,id=charmonitor,fd=3"]
        self.started(*words)
        self.expect("open", "rewrite", "check line=%d" % MANAGED, "launch", STARTING, "close")

    def test_line_that_does_not_probe(self):
        for words in (["-S"], ["-preconfig"], ["-daemonize"], ["-name", "-version"]):
            with self.subTest(words=words):
                self.started(*words)
                self.expect(*ALL, STARTING, "close")

    def test_switched_off(self):
        self.started(QEMU_WRAPPER="off")
        self.expect()


class Order(HookCase):
    """Each phase goes through the list; closing goes backwards."""

    def test_32_two_plugins(self):
        for first, second in (("trace", "trace-probes"), ("trace-probes", "trace")):
            with self.subTest(first=first):
                self.select(first, second)
                self.started()
                calls = [*ALL, STARTING]
                expected = [line for call in calls for line in (first + " " + call,
                                                                second + " " + call)]
                expected += [second + " close", first + " close"]
                self.assertEqual(self.trace(), expected)

    def test_edits_follow_the_list(self):
        names = ["numbered-%02d" % n for n in range(4)]
        for name in names:
            self.install("numbered", name)
        for order in (names, names[::-1], [names[2], names[0], names[3], names[1]]):
            with self.subTest(order=order):
                more = "".join("[%s]\nprefix = %s-\n" % (name, name[-2:]) for name in names)
                self.select(*order, more=more)
                words = argv_of(self.started())
                ids = ["e1000,id=%s-%d" % (name[-2:], n) for n, name in enumerate(order)]
                self.assertEqual(words[4::2], ids)

    def test_additions_stand_where_nothing_swallows_them(self):
        """Behind all others, but before an option that may take the next word for its value."""
        self.install("numbered", "numbered-00")
        self.select("numbered-00")
        new = ["-device", "e1000,id=n0"]
        for words, expected in (
            (["-m", "1G"], ["-m", "1G", *new]),
            (["-name"], [*new, "-name"]),
            (["-m", "1G", "-name"], ["-m", "1G", *new, "-name"]),
            (["-no-such-option"], [*new, "-no-such-option"]),
            (["-no-such-option", "-name"], [*new, "-no-such-option", "-name"]),
            (["-no-such-option", "x"], ["-no-such-option", "x", *new]),
            (["disk.img"], ["disk.img", *new]),
        ):
            with self.subTest(words=words):
                self.assertEqual(argv_of(self.started(*words))[3:], expected)

    def test_declared_order_is_checked(self):
        for declared, fine in (("after-memory", False), ("before-memory", True)):
            with self.subTest(declared=declared):
                good = [declared, "memory"] if fine else ["memory", declared]
                self.select(*good)
                self.plan()
                self.started()
                self.select(*good[::-1])
                refused = self.refusal()
                self.assertEqual(refused["phase"], "load")
                for word in (declared, "memory", "order"):
                    self.assertIn(word, refused["text"])
                self.assertIn(refused["text"], self.refused())
                self.select(declared)
                self.started()


class Many(HookCase):
    COUNT = 32

    def test_32_plugins(self):
        names = ["numbered-%02d" % n for n in range(self.COUNT)]
        for name in names:
            self.install("numbered", name)
        self.select(*names)
        expected = []
        for n in range(self.COUNT):
            expected += ["-device", "e1000,id=n%d" % n]
        plan = self.plan()
        self.assertEqual(plan["argv"][3:], expected)
        self.assertEqual([c["plugin"] for c in plan["changes"]], names)
        origins = [origin for name in names for origin in ["plugin:" + name] * 2]
        self.assertEqual(plan["origins"][3:], origins)
        run = self.started()
        self.assertEqual(argv_of(run)[3:], expected)
        self.assertEqual({key.split(".")[1] for key in run.state if key.startswith("fd.")},
                         {"0", "1", "2"})


class Closing(HookCase):
    """Whoever was opened is closed once, the last one first, whatever becomes of the launch."""

    def expect_closed(self, opened):
        lines = [line.split()[:2] for line in self.trace()]
        self.assertEqual([name for name, call in lines if call == "open"], list(opened))
        self.assertEqual(lines[len(lines) - len(opened):],
                         [[name, "close"] for name in reversed(opened)], lines)
        self.assertEqual(sum(call == "close" for _, call in lines), len(opened))

    def test_32_when_a_plugin_fails(self):
        both = ("trace", "trace-probes")
        for phase in ("open", "rewrite", "check", "launch", "outcome"):
            for required in (True, False):
                for names in (("trace", "refuses", "trace-probes"), ("refuses", *both),
                              (*both, "refuses")):
                    with self.subTest(phase=phase, required=required, names=names):
                        self.select(*names, more="[refuses]\nphase = %s\n[plugin refuses]\n"
                                    "required = %s\n" % (phase, "yes" if required else "no"))
                        self.run_it("-m", "1G")
                        self.expect_closed(both)

    def test_32_when_qemu_can_not_be_started(self):
        self.select("trace", "trace-probes")
        text = self.place.write("text", "exit 0\n", 0o755)
        for real in ("/nonexistent/qemu", text, self.place.path("work")):
            with self.subTest(real=real):
                self.assertIn(self.run_it(QEMU_WRAPPER_REAL=real).status, (126, 127))
                self.expect_closed(("trace", "trace-probes"))
        self.assertEqual(self.run_it(argv=[NAME, "x" * 131071]).status, 0)
        self.trace()

    def test_32_when_another_can_not_be_loaded(self):
        """Nobody is opened then."""
        self.select("trace", "nowhere")
        self.refused()
        self.assertEqual(self.trace(), [])

    def test_32_when_only_asked(self):
        self.select("trace", "trace-probes", "refuses", more="[refuses]\nphase = check\n")
        self.refusal()
        self.expect_closed(("trace", "trace-probes"))


class Outcome(HookCase):
    """The outcome hook is told once what became of the launch, whatever that is."""

    def setUp(self):
        super().setUp()
        self.select("trace")

    def outcome(self, launched=True):
        lines = self.trace()
        found = [line for line in lines if line.startswith("trace outcome ")]
        self.assertEqual(len(found), 1, lines)
        self.assertEqual(lines.count("trace close"), 1, lines)
        self.assertEqual(lines[-1], "trace close")
        self.assertLess(lines.index(found[0]), len(lines) - 1)
        self.assertEqual("trace launch" in lines, launched, lines)
        words = found[0].split(" ", 6)[2:]
        return dict(word.split("=", 1) for word in words)

    def expect_failed(self, status, text, launched=True, plugin="-", **more):
        message = self.refused(status=status, **more)
        outcome = self.outcome(launched)
        self.assertEqual(outcome["kind"], "3")
        self.assertEqual(outcome["status"], str(status))
        self.assertEqual((outcome["plugin"], outcome["phase"]), (plugin, "exec"))
        self.assertIn(text, outcome["text"])
        self.assertIn(outcome["text"], message)

    def test_starting(self):
        self.started()
        self.assertEqual(self.outcome()["kind"], "1")

    def test_missing_program(self):
        self.expect_failed(
            127, "/nonexistent/qemu", launched=False, QEMU_WRAPPER_REAL="/nonexistent/qemu"
        )

    def test_not_found_on_path(self):
        self.expect_failed(127, NAME, launched=False, QEMU_WRAPPER_REAL=None, PATH="/nonexistent")

    def test_not_executable(self):
        path = self.place.write("plain", "text", 0o644)
        self.expect_failed(126, "Permission denied", launched=False, QEMU_WRAPPER_REAL=path)

    def test_no_program_format(self):
        path = self.place.write("text", "exit 0\n", 0o755)
        self.expect_failed(126, path, QEMU_WRAPPER_REAL=path)

    def test_arguments_too_long(self):
        """The kernel takes no word of more than 128 KiB less one byte."""
        path = self.place.write("words", "-name\n%s\n" % ("x" * 131072))
        self.select("trace", "args")
        self.expect_failed(126, "too long", QEMU_ARGS_FILE=path)

    def test_failing_against_all_appearance(self):
        """What was told can't be taken back, and isn't told twice."""
        with open(self.place.real, "rb") as file:
            head = file.read(64)
        path = self.place.write("cut", head, 0o755)
        self.assertIn(path, self.refused(status=126, QEMU_WRAPPER_REAL=path))
        self.assertEqual(self.outcome()["kind"], "1")

    def test_script_loop(self):
        script = self.place.write("loop", '#!/bin/sh\nexec "%s" "$@"\n' % self.place.dropin, 0o755)
        run = self.run_it(QEMU_WRAPPER_REAL=script)
        self.assertEqual(run.status, 125, run.text)
        outcomes = [line.split()[2] for line in self.trace() if " outcome " in line]
        self.assertEqual(outcomes, ["kind=1", "kind=3"])

    def test_refused_by_another_plugin(self):
        for phase, launched in (("rewrite", False), ("check", False), ("launch", True)):
            with self.subTest(phase=phase):
                self.select("trace", "refuses", more="[refuses]\nphase = %s\n" % phase)
                message = self.refused()
                outcome = self.outcome(launched)
                self.assertEqual(outcome["kind"], "2")
                self.assertEqual(outcome["status"], "125")
                self.assertEqual((outcome["plugin"], outcome["phase"]), ("refuses", phase))
                self.assertEqual(outcome["text"], "refused in %s on purpose" % phase)
                self.assertIn(outcome["text"], message)

    def test_another_plugin_can_not_be_opened(self):
        self.select("trace", "refuses", more="[refuses]\nphase = open\n")
        self.refused()
        lines = self.trace()
        self.assertEqual([line.split()[1] for line in lines], ["open", "outcome", "close"])
        self.assertIn("kind=2 status=125 plugin=refuses phase=open", lines[1])
        # Behind the one that refuses, too: logs stand last.
        self.select("refuses", "trace", more="[refuses]\nphase = open\n")
        self.refused()
        lines = self.trace()
        self.assertEqual([line.split()[1] for line in lines], ["open", "outcome", "close"])
        self.assertIn("kind=2 status=125 plugin=refuses phase=open", lines[1])


if __name__ == "__main__":
    unittest.main()
