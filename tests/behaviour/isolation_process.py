# SPDX-License-Identifier: MIT
"""Isolated plugins leave no trace in the process that becomes QEMU, whatever they do to their own:
it is as if it had been launched without the wrapper. No process of theirs outlives the launch, and a
launch without isolated plugins forks nothing."""

import os
import re
import resource
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import BUILD, NAME, QUIET, UNDER, HookCase  # noqa: E402  (also makes standin known)
from standin import TIME_LIMIT, difference, entries  # noqa: E402

CHANGES = ("alarm", "chdir", "umask", "open", "threads", "process", "signals", "limits")
BEFORE = [
    "umask=027",
    "alarm=1000",
    "ignore=%d" % signal.SIGUSR2,
    "block=%d" % signal.SIGUSR1,
]
STRACE = shutil.which("strace")
FOREIGN = os.path.join(BUILD, "plugins", "foreign.so")
# Calls that made a process. Where another process is heard of meanwhile, strace writes a call in two
# lines: "clone(... <unfinished ...>" and "<... clone resumed>...) = 42".
FORK = re.compile(r"^\d+ +(?:<\.\.\. )?(?:clone3?|v?fork)\b.* = \d+$", re.M)


class ProcessCase(HookCase):
    def isolate(self, phase="", how="", isolate="yes", required="yes", more=""):
        section = "[plugin misbehaves]\nisolate = %s\nrequired = %s\n%s" % (isolate, required, more)
        self.select("misbehaves", more=section + "[misbehaves]\nphase = %s\nhow = %s\n" % (phase, how))

    def assert_same(self, directives=BEFORE, silent=True, **more):
        """The stand-in finds what it finds without the wrapper, but for the option -S."""
        env = entries(self.variables(**more))
        direct = self.place.launch(self.place.real, [NAME, *QUIET, "-S"], env, directives)
        wrapped = self.place.launch(self.place.dropin, [NAME, *QUIET], env, directives)
        self.assert_started(direct)
        self.assert_started(wrapped, silent=silent)
        found = difference(direct.state, wrapped.state)
        self.assertEqual([line for line in found if silent or not line.startswith("fd.2.pos:")], [])


# What a caller has who sits at a terminal: the launcher is the session, all streams are its terminal.
TERMINAL = [*BEFORE, "session", "terminal=0", "terminal=1", "terminal=2"]


class State(ProcessCase):
    def test_27_changes_in_each_phase(self):
        for phase in ("open", "rewrite", "check", "outcome", "close"):
            for how in CHANGES:
                with self.subTest(phase=phase, how=how):
                    self.isolate(phase, how)
                    self.assert_same()

    def test_27_a_terminal(self):
        """A job of a shell must not find itself in the background."""
        for phase in ("open", "rewrite", "check", "outcome"):
            with self.subTest(phase=phase):
                self.isolate(phase, "terminal")
                self.assert_same(TERMINAL)

    def test_27_standard_error(self):
        """The outcome hook has it, and nobody may find it changed."""
        self.isolate("outcome", "stderr")
        self.assert_same()
        self.isolate("outcome", "stderr", isolate="no")
        with self.assertRaises(AssertionError):
            self.assert_same()

    def test_few_descriptors(self):
        """What is too few for a plugin is told as that; and what is enough for loading it is enough."""
        self.select("memory", more="[plugin memory]\nisolate = yes\n")
        texts = []
        for count in range(4, 20):
            run = self.run_it(directives=["limit=%d:%d:%d" % (resource.RLIMIT_NOFILE, count, count)])
            if run.state is not None:
                break
            texts.append(run.text)
        else:
            self.fail("it was never started")
        for text in texts:
            self.assertNotIn("ended its process", text)

    def test_24_changes_in_constructors(self):
        self.isolate()
        for how in CHANGES:
            with self.subTest(how=how):
                self.assert_same(QW_TEST_MISBEHAVES=how)

    def test_optional_plugins_that_fail(self):
        for how in ("segv", "_exit", "close", "write", "group"):
            for phase in ("open", "rewrite", "check"):
                with self.subTest(phase=phase, how=how):
                    self.isolate(phase, how, required="no")
                    env = entries(self.variables())
                    direct = self.place.launch(self.place.real, [NAME, *QUIET], env, BEFORE)
                    wrapped = self.place.launch(self.place.dropin, [NAME, *QUIET], env, BEFORE)
                    self.assert_started(wrapped, silent=False)
                    found = difference(direct.state, wrapped.state)
                    self.assertEqual([d for d in found if not d.startswith("fd.2.pos:")], [])

    def test_descriptors_of_the_caller_are_safe(self):
        """A plugin that writes into all it finds spoils nothing of the caller's."""
        path = self.place.path("log")
        for phase in ("open", "rewrite", "check", "outcome"):
            self.isolate(phase, "write", required="no")
            with self.subTest(phase=phase), open(path, "w+b") as file:
                words = ["sh", "-c", 'exec 3<>"$1" 7<>"$1"; shift; exec "$@"', "sh", path]
                done = subprocess.run(
                    [*words, self.place.dropin, *QUIET],
                    env=self.variables(),
                    cwd=self.place.path("work"),
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    timeout=TIME_LIMIT,
                    check=False,
                )
                self.assertEqual((done.returncode, done.stdout), (0, b""), done)
                self.assertIsNotNone(self.place.state_of(None))
                self.assertIn(b"wrote into the descriptor", done.stderr)
                self.assertEqual(file.read(), b"")

    def test_a_caller_that_ignores_its_children(self):
        for number in (signal.SIGCHLD, signal.SIGPIPE):
            self.isolate()
            self.assert_same([*BEFORE, "ignore=%d" % number])
            self.assert_same([*BEFORE, "block=%d" % number])

    def test_a_caller_that_inherits_orphans(self):
        self.isolate("rewrite", "process")
        self.assert_same([*BEFORE, "subreaper"])

    def test_the_comparison_finds_changes(self):
        """The same changes of a plugin that isn't isolated are set back, and that is told; limits
        are not."""
        self.isolate("rewrite", "umask", isolate="no")
        self.assert_same(silent=False)
        with self.assertRaises(AssertionError):
            self.assert_same()
        self.isolate("rewrite", "limits", isolate="no")
        with self.assertRaises(AssertionError):
            self.assert_same()

    def test_no_child_is_left(self):
        """Neither a running one nor a zombie, of whatever the plugin starts."""
        shell = self.place.path("shell")
        self.place.write("shell", '#!/bin/sh\nps -o pid=,ppid=,stat=,args= --ppid $$\n', 0o755)
        for how in ("process", "flee", "threads", "group", "_exit", ""):
            with self.subTest(how=how):
                self.isolate("rewrite", how, required="no")
                done = subprocess.run(
                    [self.place.dropin, *QUIET],
                    env=self.variables(QEMU_WRAPPER_REAL=shell),
                    cwd=self.place.path("work"),
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    timeout=TIME_LIMIT,
                    check=False,
                )
                left = [line for line in done.stdout.splitlines() if b"ps -o" not in line]
                self.assertEqual(left, [], done)


class Signals(ProcessCase):
    def test_39_the_plugin_ends_with_the_wrapper(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL):
            with self.subTest(signal=number):
                self.isolate("rewrite", "tell", more="time-limit = 60s\n")
                trace = self.place.path("fifo-%d" % number)
                os.mkfifo(trace)
                reader = os.open(trace, os.O_RDONLY | os.O_NONBLOCK)
                self.addCleanup(os.close, reader)
                process = subprocess.Popen(
                    [self.place.dropin, *QUIET],
                    env=self.variables(QW_TEST_TRACE=trace),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                )
                self.addCleanup(process.kill)
                self.assertTrue(select.select([reader], [], [], TIME_LIMIT)[0], "it was not called")
                self.assertEqual(os.read(reader, 100), b"waiting\n")
                os.set_blocking(reader, True)
                process.send_signal(number)
                out, err = process.communicate(timeout=TIME_LIMIT)
                self.assertEqual((process.returncode, out, err), (-number, b"", b""))
                # The end of the file: nobody has it open any more.
                self.assertEqual(os.read(reader, 100), b"")


@unittest.skipUnless(STRACE and not UNDER, "needs strace, and no valgrind")
class Forks(ProcessCase):
    def forks(self, words):
        with tempfile.NamedTemporaryFile(mode="r", encoding="utf-8") as log:
            line = [STRACE, "-f", "-e", "trace=clone,clone3,fork,vfork", "-o", log.name]
            line += ["-E", "LSAN_OPTIONS=detect_leaks=0", *words]
            done = subprocess.run(
                line,
                env=self.variables(),
                cwd=self.place.path("work"),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=TIME_LIMIT,
                check=False,
            )
            self.assertEqual(done.returncode, 0, done)
            self.place.state_of(None)
            return len(FORK.findall(log.read()))

    def test_calls_in_one_line_and_in_two(self):
        text = """\
41    clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>
42    +++ exited with 0 +++
41    <... clone resumed>, child_tidptr=0x7f) = 43
41    vfork( <unfinished ...>
43    --- SIGCHLD {si_signo=SIGCHLD} ---
41    <... vfork resumed>)              = 44
41    clone3({flags=0}, 88)             = 45
41    fork()                            = -1 EAGAIN (Resource temporarily unavailable)
41    fork()                            = ? ERESTARTNOINTR (To be restarted)
"""
        self.assertEqual(len(FORK.findall(text)), 3)

    def test_one_fork_to_load_and_one_for_each_hook(self):
        """It has open, rewrite, check and outcome; close needs none."""
        launch = [self.place.dropin, *QUIET]
        explain = [self.place.tool, "explain", NAME, *QUIET]
        self.isolate()
        self.assertEqual(self.forks(launch), 5)
        self.assertEqual(self.forks(explain), 4)
        # rewrite is not called.
        self.assertEqual(self.forks([self.place.dropin, "-version"]), 4)
        self.isolate(isolate="no")
        self.assertEqual(self.forks(launch), 0)
        self.assertEqual(self.forks(explain), 0)

    def test_default_plugins(self):
        """None forks; an isolated vnc is loaded, and has open, rewrite and check. A probe isn't
        rewritten."""
        launch = [self.place.dropin, "-vnc", ":1", *QUIET]
        four = "[wrapper]\nplugins = args vnc kvm log\n"
        self.place.write("hooks.conf", four)
        self.assertEqual(self.forks(launch), 0)
        self.place.write("hooks.conf", four + "[plugin vnc]\nisolate = yes\n")
        self.assertEqual(self.forks(launch), 4)
        self.assertEqual(self.forks([self.place.dropin, "-version"]), 3)

    @unittest.skipUnless(os.path.exists(FOREIGN), "built without foreign hooks")
    def test_one_fork_for_a_foreign_hook(self):
        hook = ("[foreign %s]\nlibrary = libc.so.6\nfunction = int abs(int number)\n"
                "arguments = -7\nok = any\nadd = name\nvalue = ${result}\nunless = name\n")
        for names in (["one"], ["one", "two"]):
            self.select(*names, more="".join(hook % name for name in names))
            self.assertEqual(self.forks([self.place.dropin, *QUIET]), len(names))
            # A probe isn't rewritten.
            self.assertEqual(self.forks([self.place.dropin, "-version"]), 0)

    def test_hooks_that_are_not_there_cost_nothing(self):
        self.select("memory", more="[plugin memory]\nisolate = yes\n")
        self.assertEqual(self.forks([self.place.dropin, *QUIET]), 2)


if __name__ == "__main__":
    unittest.main()
