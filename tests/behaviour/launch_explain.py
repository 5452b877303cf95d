# SPDX-License-Identifier: MIT
"""explain and QEMU_WRAPPER_EXPLAIN=1 start nothing and change nothing; QEMU_WRAPPER=off loads
nothing."""

import base64
import json
import os
import shlex
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import NAME, QUIET, StandinCase, entries  # noqa: E402


class Plan(StandinCase):
    """The drop-in with QEMU_WRAPPER_EXPLAIN=1."""

    def launch(self, *args, **more):
        env = entries(self.place.variables(QEMU_WRAPPER_EXPLAIN="1", **more))
        return self.place.launch(self.place.dropin, [NAME, *QUIET, *args], env)

    def test_plan_on_stderr_and_status_125(self):
        run = self.launch("-m", "1234M")
        self.assertEqual((run.status, run.signal, run.stdout), (125, None, b""))
        self.assertIsNone(run.state)
        self.assertIn("1234M", run.text)
        self.assertIn(self.place.real, run.text)

    def test_changes_are_in_the_plan(self):
        run = self.launch(QEMU_ARGS="-vnc 127.0.0.1:5907")
        self.assertEqual((run.status, run.stdout), (125, b""))
        self.assertIn("127.0.0.1:7", run.text)
        self.assertIn("QEMU_ARGS", run.text)
        self.assertIsNone(run.state)

    def test_refused_line(self):
        run = self.launch(QEMU_ARGS="'unbalanced")
        self.assertEqual((run.status, run.stdout), (125, b""))
        self.assertIn("QEMU_ARGS", run.text)
        self.assertIsNone(run.state)

    def test_real_program_missing(self):
        run = self.launch(QEMU_WRAPPER_REAL="/nonexistent")
        self.assertEqual(run.stdout, b"")
        self.assertIn(run.status, (125, 127))
        self.assertIn("/nonexistent", run.text)

    def test_line_that_only_prints(self):
        run = self.launch("--version")
        self.assertEqual((run.status, run.stdout), (125, b""))
        self.assertIsNone(run.state)

    def test_empty_means_no(self):
        env = entries(self.place.variables(QEMU_WRAPPER_EXPLAIN=""))
        run = self.place.launch(self.place.dropin, [NAME, *QUIET], env)
        self.assert_started(run)

    def test_no_control_characters(self):
        run = self.launch("-name", "\x1b[31mred\x07")
        self.assertEqual(run.status, 125)
        self.assertNotIn(b"\x1b[31mred", run.stderr)
        self.assertNotIn(b"\x07", run.stderr)


class Explain(StandinCase):
    """qemu-wrapper explain."""

    OPTIONS = ([], ["--json"], ["--shell"], ["--why", "m"], ["--why", "vnc"])

    def launch(self, options, *args, directives=(), **more):
        argv = ["qemu-wrapper", "explain", *options, self.place.real, *QUIET, *args]
        return self.place.launch(
            self.place.tool, argv, entries(self.place.variables(**more)), directives
        )

    def test_no_side_effects(self):
        """Nothing appears, disappears or is written, in the folders of the user, of QEMU and of
        the working directory; what a real launch would do is left undone."""
        pidfile = self.place.path("work", "pid")
        args = ["-m", "1G", "-pidfile", pidfile, "-daemonize", "-vnc", "127.0.0.1:5907"]
        args += ["-monitor", "unix:%s,server" % self.place.path("work", "monitor")]
        self.launch([])
        before = self.place.tree()
        for options in self.OPTIONS:
            with self.subTest(options=options):
                run = self.launch(options, *args, QEMU_ARGS="-D log")
                self.assertEqual((run.status, run.text), (0, ""))
                self.assertIsNone(run.state)
                self.assertNotEqual(run.stdout, b"")
                ours = {
                    self.place.path(name)
                    for name in ("stdout", "stderr", "launch.argv", "launch.env", "launch.report")
                }
                after = self.place.tree()
                self.assertEqual(
                    {path: info for path, info in before.items() if path not in ours},
                    {path: info for path, info in after.items() if path not in ours},
                )

    def test_stand_in_would_have_left_a_trace(self):
        """The proof of the proof: run with the same line does leave one."""
        argv = ["qemu-wrapper", "run", self.place.real, *QUIET, "-m", "1G"]
        run = self.place.launch(self.place.tool, argv, entries(self.place.variables()))
        self.assert_started(run)

    LINE = ("-m", "1G", "-vnc", "127.0.0.1:1", "-qmp", "stdio")

    def test_35_stdin_is_not_read(self):
        """A pipe with a writer that never comes to its end would block a reader for ever."""
        for options in self.OPTIONS:
            with self.subTest(options=options):
                run = self.launch(options, *self.LINE, directives=["pipe=0:9:"])
                self.assertEqual(run.status, 0, run.report + run.text)

    def test_standard_descriptors_closed(self):
        for options in self.OPTIONS:
            with self.subTest(options=options):
                run = self.launch(options, *self.LINE, directives=["close=0", "close=2"])
                self.assertEqual(run.status, 0)
                self.assertNotEqual(run.stdout, b"")
                self.assertIsNone(run.state)

    def test_output_that_can_not_be_written_is_an_error(self):
        for options in self.OPTIONS:
            with self.subTest(options=options):
                run = self.launch(options, *self.LINE, directives=["open=1:w:0:/dev/full"])
                self.assertEqual(run.status, 125, run.text)
                self.assertIn("No space left on device", run.text)

    def test_40_explain_says_what_run_does(self):
        odd = bytes(range(1, 256))
        args = ["-name", odd, "", "two\nlines", "-append", "a 'b' \"c\" \\"]
        args += ["-device", "x,,y=\u00e4"]
        for more in ({}, {"QEMU_WRAPPER_PLUGINS": ""}, {"QEMU_ARGS": "-m '2 G' -vnc :5901"}):
            with self.subTest(more=more):
                argv = ["qemu-wrapper", "run", self.place.real, *QUIET, *args]
                env = entries(self.place.variables(**more))
                started = self.place.launch(self.place.tool, argv, env)
                self.assert_started(started, silent=False)
                count = int(started.state["argc"][0])
                seen = [self.unescape(started.state["argv.%d" % n][0]) for n in range(count)]
                plan = json.loads(self.launch(["--json"], *args, **more).stdout)
                self.assertEqual([self.plain(word) for word in plan["argv"]], seen)
                self.assertEqual(plan["program"], started.state["process.exe"][0])
                self.assertEqual(len(plan["origins"]), count)
                shell = self.launch(["--shell"], *args, **more).stdout
                words = [os.fsencode(w) for w in shlex.split(os.fsdecode(shell))]
                self.assertEqual(words[-count + 1 :], seen[1:])

    def test_40_shell_line_does_the_same_in_a_shell(self):
        args = ["-name", bytes(range(1, 256)), "", "$HOME `id` \\", "-append", "!\n!"]
        line = self.launch(["--shell"], *args, QEMU_WRAPPER_PLUGINS="").stdout
        run = self.place.launch(
            "/bin/sh", [b"sh", b"-c", line], entries(self.place.variables())
        )
        self.assert_started(run)
        count = int(run.state["argc"][0])
        seen = [self.unescape(run.state["argv.%d" % n][0]) for n in range(count)]
        expected = [self.place.real, *QUIET, *args]
        self.assertEqual(seen, [os.fsencode(w) if isinstance(w, str) else w for w in expected])

    @staticmethod
    def unescape(text):
        return text.encode("ascii").decode("unicode_escape").encode("latin-1")

    @staticmethod
    def plain(word):
        if isinstance(word, dict):
            return base64.b64decode(word["base64"])
        return word.encode()


class Off(StandinCase):
    """QEMU_WRAPPER=off: nothing is read or loaded, however broken."""

    def test_broken_surroundings(self):
        os.mkdir(self.place.path("config", "qemu-wrapper"))
        self.place.write("config/qemu-wrapper/qemu-wrapper.conf", "[broken\nx\n")
        broken = {
            "QEMU_WRAPPER_CONFIG": "/nonexistent",
            "QEMU_WRAPPER_PLUGINS": "no such plugins",
            "QEMU_WRAPPER_PLUGIN_PATH": "/nonexistent",
            "QEMU_ARGS": "'unbalanced",
            "QEMU_ARGS_FILE": "/nonexistent",
            "QEMU_WRAPPER_EXPLAIN": "",
        }
        env = entries(self.place.variables(QEMU_WRAPPER="off", **broken))
        run = self.place.launch(self.place.dropin, [NAME, "-vnc", "127.0.0.1:5907"], env)
        self.assert_started(run)
        self.assertEqual(run.state["argv.count"], ["3"])
        self.assertEqual(run.state["argv.2"], ["127.0.0.1:5907"])
        env = entries(self.place.variables(**broken))
        run = self.place.launch(self.place.dropin, [NAME, *QUIET], env)
        self.assert_not_started(run, 125)

    def test_other_values_are_not_off(self):
        for value in ("", "on", "OFF-", "o"):
            with self.subTest(value=value):
                env = entries(self.place.variables(QEMU_WRAPPER=value, QEMU_ARGS="-m 1G"))
                run = self.place.launch(self.place.dropin, [NAME, *QUIET], env)
                if run.status == 0:
                    self.assertEqual(run.state["argv.count"], ["5"])
                else:
                    self.assert_not_started(run, 125)


if __name__ == "__main__":
    unittest.main()
