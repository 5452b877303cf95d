# SPDX-License-Identifier: MIT
"""Plugins that crash or end the process without isolation: one line says which plugin and where,
and the status is never that of a QEMU that ended well. What is nobody's fault is not blamed."""

import os
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import NAME, QUIET, TIME_LIMIT, HookCase, argv_of  # noqa: E402
from standin import difference  # noqa: E402

HOOKS = ("open", "rewrite", "check", "launch", "outcome", "close")
SIGNALS = {
    "segv": "crashed: signal 11 (Segmentation fault); ",
    "bus": "crashed: signal 7 (Bus error); ",
    "ill": "crashed: signal 4 (Illegal instruction); ",
    "fpe": "crashed: signal 8 (Floating point exception); ",
    "abort": "crashed: signal 6 (Aborted); ",
    "sys": "crashed: signal 31 (Bad system call); ",
    "trap": "crashed: signal 5 (Trace/breakpoint trap); ",
    "thread-segv": "a thread beside it crashed: signal 11 (Segmentation fault); ",
}
ENDS = {
    "exit": "it called exit(0), so QEMU was not started",
    "quick-exit": "it called quick_exit(), so QEMU was not started",
    "pthread-exit": "it called exit(0), so QEMU was not started",
    "thread-exit": "a thread beside it called exit(0), so QEMU was not started",
}
if "ASAN_OPTIONS" in os.environ:
    # It has much to say about a first thread that ends.
    del ENDS["pthread-exit"]
# Signals that a caller may ignore, and that a hook can raise.
IGNORED = ["ignore=%d" % number for number in (signal.SIGSEGV, signal.SIGFPE, signal.SIGABRT)]


class CrashCase(HookCase):
    def crash(self, phase, how="segv", more=""):
        self.select("crashes", more="[crashes]\nphase = %s\nhow = %s\n%s" % (phase, how, more))

    def told(self, run, phase, text):
        self.assert_not_started(run, 125)
        self.assertEqual(run.text.count("\n"), 1, run.text)
        self.assertTrue(run.text.startswith("qemu-wrapper: plugin crashes (%s): %s" % (phase, text)),
                        run.text)
        self.assertIn("QEMU was not started", run.text)


class Hooks(CrashCase):
    def test_27_each_signal(self):
        for how, text in SIGNALS.items():
            with self.subTest(how=how):
                self.crash("rewrite", how)
                self.told(self.run_it("-m", "1G"), "rewrite", text)

    def test_27_each_phase(self):
        for phase in HOOKS:
            with self.subTest(phase=phase):
                self.crash(phase)
                self.told(self.run_it("-m", "1G"), phase, SIGNALS["segv"])

    def test_27_ends_of_the_process(self):
        for how, text in ENDS.items():
            for phase in HOOKS:
                with self.subTest(how=how, phase=phase):
                    self.crash(phase, how)
                    self.told(self.run_it("-m", "1G"), phase, text)

    def test_27_stack_overflow(self):
        self.crash("rewrite", "overflow")
        run = self.run_it("-m", "1G")
        self.told(run, "rewrite", "crashed: signal 11 (Segmentation fault, its stack overflowed); ")

    def test_27_optional_plugins(self):
        """A crash leaves nothing behind that one could go on with."""
        self.crash("rewrite", more="[plugin crashes]\nrequired = no\n")
        self.told(self.run_it("-m", "1G"), "rewrite", SIGNALS["segv"])

    def test_27_message_that_nobody_reads(self):
        """A broken pipe is no reason to end by SIGPIPE, or well."""
        for how in ("segv", "exit"):
            with self.subTest(how=how):
                self.crash("rewrite", how)
                reader, writer = os.pipe()
                os.close(reader)
                done = subprocess.run(
                    [self.place.dropin, *QUIET], env=self.variables(), stderr=writer,
                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=TIME_LIMIT,
                    check=False)
                os.close(writer)
                self.assertEqual((done.returncode, done.stdout), (125, b""))
                self.assertIsNone(self.place.state_of(None))

    def test_27_longjmp_out_of_a_hook(self):
        """Undefined in C: it may pass for a return, but never for a launch."""
        self.crash("rewrite", "longjmp")
        run = self.run_it("-m", "1G")
        if run.state is None:
            self.assertNotEqual((run.status, run.signal), (0, None))

    def test_27_own_handler(self):
        """Whoever handles his faults himself is not in our hands."""
        self.crash("rewrite", "own-handler")
        run = self.run_it("-m", "1G")
        self.assertEqual((run.status, run.state, run.text), (77, None, ""))


class Loading(CrashCase):
    def test_24_constructors(self):
        self.select("crashes")
        for how, text in {**SIGNALS, **ENDS}.items():
            if how.startswith(("thread", "pthread")):
                # A thread that waits for the dynamic linker's lock is a deadlock of its own.
                continue
            with self.subTest(how=how):
                self.told(self.run_it("-m", "1G", QW_TEST_CRASHES="load " + how), "load", text)

    def test_27_table_of_options_without_end(self):
        self.select("option-endless")
        run = self.run_it("-m", "1G")
        self.assert_not_started(run, 125)
        self.assertTrue(run.text.startswith("qemu-wrapper: plugin option-endless (load): "
                                            + SIGNALS["segv"]), run.text)

    @unittest.skipIf("ASAN_OPTIONS" in os.environ, "libraries stay loaded there")
    def test_24_destructors(self):
        """They run where QEMU could not be started."""
        self.select("crashes")
        os.unlink(self.place.real)
        for how in ("segv", "abort", "exit"):
            with self.subTest(how=how):
                run = self.run_it("-m", "1G", QW_TEST_CRASHES="unload " + how)
                self.assertEqual((run.status, run.signal, run.state), (125, None, None))
                text = {**SIGNALS, **ENDS}[how]
                self.assertIn("qemu-wrapper: plugin crashes (unload): " + text,
                              run.text.splitlines()[-1])


    def test_24_constructor_that_starts_a_thread(self):
        self.select("crashes")
        direct = self.place.launch(self.place.real, [NAME, *QUIET], self.variables())
        run = self.started("-m", "1G", QW_TEST_CRASHES="load thread-stays")
        self.assertEqual(run.state["status.Threads"], direct.state["status.Threads"])

    @unittest.skipIf("ASAN_OPTIONS" in os.environ, "libraries stay loaded there")
    def test_30_destructor_that_calls_the_host(self):
        """All that it could ask is over, but there is something that refuses it."""
        self.select("crashes")
        os.unlink(self.place.real)
        # Whatever is freed is overwritten.
        run = self.run_it("-m", "1G", QW_TEST_CRASHES="unload call-host", MALLOC_PERTURB_="165")
        self.assertEqual((run.status, run.state), (127, None))
        self.assertEqual(run.text.count("\n"), 1)
        self.assertNotIn("crashes", run.text)


class Others(CrashCase):
    """Nothing of this is a crash of the plugin, though a plugin runs."""

    def test_processes_of_the_plugin(self):
        self.crash("rewrite", "children")
        self.assertEqual(argv_of(self.started("-m", "1G"))[3:], ["-m", "1G"])

    def test_signal_of_another_process(self):
        self.crash("rewrite", "killed")
        run = self.run_it("-m", "1G")
        self.assertEqual((run.signal, run.state, run.text), (signal.SIGSEGV, None, ""))

    def test_after_all_hooks(self):
        """A plugin that is loaded is not to blame for QEMU's own end."""
        self.select("crashes")
        self.place.install(os.path.relpath(self.place.real, self.place.root), "exit_as")
        run = self.run_it(argv=[NAME, "signal-11"])
        self.assertEqual((run.signal, run.text), (signal.SIGSEGV, ""))


class Ignored(CrashCase):
    """Signals that the caller ignores."""

    def test_qemu_finds_them_ignored(self):
        self.crash("none")
        argv, env = [NAME, *QUIET], self.variables()
        direct = self.place.launch(self.place.real, argv, env, IGNORED)
        run = self.started(directives=IGNORED)
        self.assertEqual(difference(direct.state, run.state), [])
        for directives in ((), IGNORED[:1]):
            other = self.place.launch(self.place.real, argv, env, directives)
            self.assertNotEqual(difference(direct.state, other.state), [])

    def test_they_are_ignored_in_hooks(self):
        for phase in HOOKS:
            with self.subTest(phase=phase):
                self.crash(phase, "raise-fpe")
                self.started("-m", "1G", directives=IGNORED)
        self.crash("rewrite", "killed")
        self.started("-m", "1G", directives=IGNORED)

    def test_27_real_faults_are_told(self):
        for how in ("segv", "abort"):
            with self.subTest(how=how):
                self.crash("check", how)
                self.told(self.run_it("-m", "1G", directives=IGNORED), "check", SIGNALS[how])


class Tools(CrashCase):
    def tool(self, *words, **more):
        # Not under valgrind, which would tell of the crash itself.
        return subprocess.run(
            [self.place.tool, *words], env=self.variables(**more),
            cwd=self.place.path("work"), stdin=subprocess.DEVNULL, capture_output=True,
            timeout=TIME_LIMIT, check=False, text=True)

    def test_explain(self):
        for phase in ("open", "rewrite", "check", "close"):
            for form in ((), ("--json",), ("--shell",), ("--why", "m")):
                with self.subTest(phase=phase, form=form):
                    self.crash(phase)
                    done = self.tool("explain", *form, "--", NAME, *QUIET, "-m", "1G")
                    self.assertEqual(done.returncode, 125)
                    if phase != "close":
                        self.assertEqual(done.stdout, "")
                    self.assertEqual(done.stderr.count("\n"), 1)
                    self.assertIn("plugin crashes (%s): %s" % (phase, SIGNALS["segv"]), done.stderr)

    def test_doctor(self):
        self.select("crashes")
        done = self.tool("doctor", QW_TEST_CRASHES="load segv")
        self.assertEqual(done.returncode, 1, done)
        text = " ".join(done.stdout.split())
        self.assertIn("broken crashes: every launch is refused: while it was loaded it was killed by "
                      "signal 11 (Segmentation fault)", text)
        self.assertNotIn("refused: qemu-wrapper", text)


if __name__ == "__main__":
    unittest.main()
