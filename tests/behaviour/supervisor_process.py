# SPDX-License-Identifier: MIT
"""The supervisor as a process: what it passes on to its program and back, and what it keeps."""

import contextlib
import ctypes
import os
import pty
import resource
import select
import shutil
import signal
import stat
import subprocess
import sys
import time
import unittest

from supervisor_support import (
    QEMU, SANITIZED, SUPERVISOR, TIME_LIMIT, SupervisorCase, ask, children_of, monitor,
    process_lives, wait_until,
)

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import can_mount  # noqa: E402

PR_SET_PDEATHSIG = 1
# Writes the name of each signal that comes, until there is a last one.
LISTEN = """
import os, signal, sys
signals = [s for s in signal.valid_signals() if s not in
           (signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD, 32, 33)]
signal.pthread_sigmask(signal.SIG_BLOCK, signals)
print("ready", flush=True)
while True:
    number = signal.sigwait(signals)
    print(int(number), flush=True)
    if number == signal.SIGUSR2:
        sys.exit(0)
"""
# Prints what exec keeps.
STATE = """
import os, resource
print(open("/proc/self/status").read())
print(sorted(os.listdir("/proc/self/fd")), os.umask(0), os.getcwd(), sorted(os.environ.items()))
print([(name, resource.getrlimit(getattr(resource, name))) for name in dir(resource)
       if name.startswith("RLIMIT")], os.getpriority(os.PRIO_PROCESS, 0))
for name in ("oom_score_adj", "timerslack_ns", "personality"):
    print(open("/proc/self/" + name).read())
"""


class Process(SupervisorCase):
    def start_listener(self, **more):
        output = os.pipe()
        supervised = self.start_python(LISTEN, stdout=output[1], **more)
        os.close(output[1])
        stream = os.fdopen(output[0], encoding="ascii")
        self.addCleanup(stream.close)
        self.assertEqual(stream.readline(), "ready\n")
        return supervised, stream

    @staticmethod
    def content(path):
        with open(path, encoding="latin-1") as file:
            return file.read()

    def shell(self, script, **more):
        return self.start(["/bin/sh", "-c", script], **more)

    # -- the end --

    def test_exit_statuses(self):
        for status in (0, 1, 2, 42, 124, 125, 126, 127, 128, 129, 137, 254, 255):
            with self.subTest(status=status):
                supervised = self.shell("exit %d" % status)
                self.assertEqual(supervised.wait(), status)
                self.assertFalse(os.path.exists(supervised.folder))
                self.assertEqual(len(supervised.lines()), 1, supervised.said())
                self.assertIn("; exit status %d" % status, supervised.said())

    def test_ends_by_signals(self):
        for number in (1, 2, 6, 9, 11, 13, 15, 31, 64):
            with self.subTest(signal=number):
                supervised = self.shell("ulimit -c 0; kill -%d $$" % number)
                self.assertEqual(supervised.wait(), 128 + number, supervised.said())
                self.assertIn("by signal %d (" % number, supervised.said())

    def test_what_can_not_be_executed(self):
        text = self.path("text")
        with open(text, "w", encoding="ascii") as file:
            file.write("no program")
        os.chmod(text, 0o755)
        for program, status, said in ((self.path("none"), 127, "No such file or directory"),
                                      (text + "/none", 127, "Not a directory"),
                                      (self.root, 126, "Permission denied"),
                                      (text, 126, "Exec format error")):
            with self.subTest(program=program):
                supervised = self.start([program])
                self.assertEqual(supervised.wait(), status)
                self.assertEqual(supervised.lines(),
                                 ["qemu-wrapper: supervisor: can't execute %s: %s" % (program, said)])
                self.assertFalse(os.path.exists(supervised.folder))

    def test_usage(self):
        for words in ([], ["--folder=/none"], ["--nonsense"]):
            done = subprocess.run([SUPERVISOR, *words], capture_output=True, timeout=TIME_LIMIT,
                                  check=False)
            self.assertEqual((done.returncode, done.stdout), (125, b""), done)
            self.assertEqual(done.stderr.count(b"\n"), 1)
        done = subprocess.run([SUPERVISOR, "--help"], capture_output=True, timeout=TIME_LIMIT,
                              check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertTrue(done.stdout.startswith(b"usage: supervisor "))

    def test_folder_that_is_in_use(self):
        supervised, _ = self.start_listener()
        wait_until(supervised.status, "it has begun")
        done = subprocess.run(
            [SUPERVISOR, "--folder=" + supervised.folder, "--stop-timeout=1", "--agent-timeout=1",
             "--", "/bin/true", "true"], capture_output=True, timeout=TIME_LIMIT, check=False)
        self.assertEqual(done.returncode, 125, done)
        self.assertIn(b"can't lock " + supervised.folder.encode(), done.stderr)
        self.assertTrue(supervised.status())

    # -- signals --

    def test_signals_that_are_passed_on(self):
        supervised, stream = self.start_listener()
        # Real-time signals are there, too; Python has no names for them.
        for number in (signal.SIGHUP, signal.SIGUSR1, signal.SIGWINCH, signal.SIGQUIT,
                       signal.SIGCONT, signal.SIGALRM, signal.SIGURG, 40, signal.SIGUSR2):
            supervised.signal(number)
            self.assertEqual(stream.readline(), "%d\n" % number)
        self.assertEqual(supervised.wait(), 0)

    def test_signals_that_were_waiting_or_ignored(self):
        """Whatever the caller ignores or blocks, SIGTERM stops, and a child is noticed."""
        def ignore():
            for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGCHLD])

        supervised, stream = self.start_listener(preexec_fn=ignore)
        supervised.signal(signal.SIGTERM)
        # There is no QMP, so it is passed on.
        self.assertEqual(stream.readline(), "15\n")
        supervised.signal(signal.SIGUSR2)
        self.assertEqual(supervised.wait(), 0)

    def test_stopped_and_continued(self):
        supervised, _ = self.start_listener()
        program = supervised.program()
        supervised.signal(signal.SIGTSTP)

        def states():
            return [self.content("/proc/%d/stat" % pid).rpartition(")")[2][1]
                    for pid in (supervised.pid, program)]

        wait_until(lambda: states() == ["T", "T"], "both are stopped")
        supervised.signal(signal.SIGCONT)
        wait_until(lambda: "T" not in states(), "both go on")
        supervised.signal(signal.SIGUSR2)
        self.assertEqual(supervised.wait(), 0)

    # -- what the program gets --

    def test_state_is_the_callers(self):
        """Signals, descriptors, limits, umask, environment and working directory: the same with and
        without the supervisor."""
        spare = [os.open("/dev/null", os.O_RDONLY) for _ in range(3)]

        def prepare():
            for number in (signal.SIGUSR1, signal.SIGCHLD):
                signal.signal(number, signal.SIG_IGN)
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2, signal.SIGTERM, signal.SIGCHLD])
            os.umask(0o13)
            os.chdir(self.root)
            resource.setrlimit(resource.RLIMIT_NOFILE, (200, 300))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

        # Python changes some signals when it starts, cat doesn't.
        programs = [[sys.executable, "-c", STATE], ["/bin/cat", "/proc/self/status"]]
        for program in programs:
            with self.subTest(program=program[0]):
                self.compare_states(program, prepare, spare)
        for fd in spare:
            os.close(fd)

    def compare_states(self, program, prepare, spare):
        states = []
        variables = {"PATH": os.environ["PATH"], "A": "1", "B": "two words"}
        for supervised in (False, True):
            output = open(self.path("state-%s" % supervised), "w+", encoding="latin-1")
            common = {"stdout": output, "env": variables, "preexec_fn": prepare}
            if supervised:
                run = self.start(program, fds=spare, **common)
                self.assertEqual(run.wait(), 0, run.said())
            else:
                sockets = self.make_folder(self.path("direct"))
                numbers = [listener.fileno() for listener in sockets]
                with open(self.path("direct.log"), "wb") as log:
                    subprocess.run(program, stdin=subprocess.DEVNULL, check=True,
                                   stderr=log, pass_fds=numbers + spare, **common)
                for listener in sockets:
                    listener.close()
            output.seek(0)
            states.append([line for line in output if self.is_kept(line)])
            output.close()
        self.assertTrue(any(line.startswith("SigIgn") for line in states[0]))
        self.assertEqual(states[0], states[1])
        shutil.rmtree(self.path("direct"))

    @staticmethod
    def is_kept(line):
        """Of /proc/PID/status what exec keeps; all of other outputs."""
        kept = ("SigBlk", "SigIgn", "ShdPnd", "Groups", "Seccomp", "NoNewPrivs", "Cap", "Umask")
        return line.startswith(kept) or ":\t" not in line

    def test_closed_standard_descriptors(self):
        """The program finds them closed, and nothing of the supervisor's in their place."""
        def close():
            for fd in (0, 1, 2):
                os.close(fd)

        look = "for fd in 0 1 2; do [ ! -e /proc/$$/fd/$fd ] || exit 3; done; exit 7"
        supervised = self.shell(look, preexec_fn=close)
        self.assertEqual(supervised.wait(), 7)
        self.assertEqual(supervised.said(), "")

    def test_argv0_and_words(self):
        output = open(self.path("words"), "w+", encoding="utf-8")
        supervised = self.start(
            [sys.executable, "-c", "import sys; print(sys.orig_argv[1:])", "", "--", "a b", "--folder"],
            argv0="other", stdout=output)
        self.assertEqual(supervised.wait(), 0, supervised.said())
        output.seek(0)
        self.assertIn("'', '--', 'a b', '--folder']", output.read())
        output.close()

    # -- what the supervisor keeps --

    def test_pipes_end_with_the_program(self):
        """Whoever waits for the end of a pipe waits for the program alone."""
        output, spare = os.pipe(), os.pipe()
        supervised = self.start_python(
            "import os, signal, sys\nos.close(int(sys.argv[1])); os.close(1); signal.pause()",
            str(spare[1]), stdout=output[1], fds=[spare[1]])
        for ends in (output, spare):
            os.close(ends[1])
            self.assertEqual(os.read(ends[0], 1), b"")
            os.close(ends[0])
        self.assertIsNone(supervised.process.poll())
        kept = {os.readlink("/proc/%d/fd/%s" % (supervised.pid, fd))
                for fd in os.listdir("/proc/%d/fd" % supervised.pid)}
        allowed = ("anon_inode:[", "socket:[", "/dev/null", supervised.folder, supervised.log)
        self.assertEqual([name for name in kept if not name.startswith(allowed)], [])

    def test_orphans_are_taken_in(self):
        """An orphan becomes its child, and is waited for when it ends."""
        number = self.path("orphan")
        supervised = self.shell(
            "(sh -c 'echo $$ >%s.new; mv %s.new %s; exec sleep 99' &); "
            "for i in 1 2 3 4 5; do (sh -c 'exit 3' &); done; "
            "exec %s -c 'import signal; signal.pause()'"
            % (number, number, number, sys.executable))
        wait_until(lambda: os.path.exists(number), "the orphan runs")
        orphan, program = int(self.content(number)), supervised.program()
        wait_until(lambda: sorted(children_of(supervised.pid)) == sorted([orphan, program]),
                   "the orphan is its child, and the others are gone")
        os.kill(orphan, signal.SIGKILL)
        wait_until(lambda: not os.path.exists("/proc/%d" % orphan), "the orphan is waited for")
        wait_until(lambda: children_of(supervised.pid) == [program], "nothing else is left")
        self.assertIsNone(supervised.process.poll())

    def test_as_process_1(self):
        if subprocess.run(["unshare", "-pf", "true"], capture_output=True, check=False).returncode:
            self.skipTest("no process namespaces here")
        for script, status in (("exit 7", 7), ("kill -9 $$", 137),
                               ("(sh -c 'exit 2' &); (sleep 0.1 &); sleep 0.2; exit 5", 5)):
            with self.subTest(script=script):
                folder = self.path("one-%d" % status)
                for listener in self.make_folder(folder):
                    listener.close()
                done = subprocess.run(
                    ["unshare", "-pf", SUPERVISOR, "--folder=" + folder, "--stop-timeout=1000",
                     "--agent-timeout=1", "--", "/bin/sh", "sh", "-c", script],
                    capture_output=True, timeout=TIME_LIMIT, check=False)
                self.assertEqual(done.returncode, status, done)

    # -- ends of parents --

    def test_program_does_not_outlive_it(self):
        supervised, _ = self.start_listener()
        program = supervised.program()
        supervised.signal(signal.SIGKILL)
        supervised.wait()
        wait_until(lambda: not process_lives(program), "the program ends, too")

    def test_death_signal_of_the_caller(self):
        """It was set before exec and stops the guest when the caller ends."""
        def die_with_parent():
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

        numbers = self.path("numbers")
        middle = os.fork()
        if not middle:
            with open(os.devnull, "w", encoding="ascii"):
                supervised, _ = self.start_listener(preexec_fn=die_with_parent)
                with open(numbers + ".new", "w", encoding="ascii") as file:
                    file.write("%d %d" % (supervised.pid, supervised.program()))
                os.rename(numbers + ".new", numbers)
                os.read(self.never(), 1)
        wait_until(lambda: os.path.exists(numbers), "the supervisor runs")
        with open(numbers, encoding="ascii") as file:
            pids = [int(word) for word in file.read().split()]
        log = self.path("1.log")
        os.kill(middle, signal.SIGKILL)
        os.waitpid(middle, 0)
        wait_until(lambda: "gets SIGTERM" in self.content(log), "it is stopped")
        # What it says of the SIGTERM nobody reads any more: it may have ended of that already.
        with contextlib.suppress(ProcessLookupError):
            os.kill(pids[1], signal.SIGKILL)
        wait_until(lambda: not any(process_lives(pid) for pid in pids), "both end")

    @staticmethod
    def never():
        """A pipe to which nobody writes."""
        return os.pipe()[0]

    # -- terminals --

    def on_terminal(self, program, **more):
        """The supervisor as leader of a session whose terminal is a new one; the other side of it."""
        side, terminal = pty.openpty()
        self.addCleanup(os.close, side)

        def take_terminal():
            os.setsid()
            os.close(os.open(os.ttyname(0), os.O_RDWR))

        supervised = program(stdin=terminal, stdout=terminal, preexec_fn=take_terminal, **more)
        os.close(terminal)
        return supervised, side

    def read_until(self, side, text):
        got, deadline = b"", time.monotonic() + TIME_LIMIT
        while text not in got:
            self.assertLess(time.monotonic(), deadline, got)
            if select.select([side], [], [], 0.1)[0]:
                got += os.read(side, 4096)
        return got

    @unittest.skipUnless(QEMU, "QEMU is not installed")
    def test_qemu_reads_the_terminal(self):
        supervised, side = self.on_terminal(
            lambda **more: self.start_qemu("-serial", "mon:stdio", **more))
        supervised.wait_for_state("running")
        os.write(side, b"\x01c")
        self.read_until(side, b"(qemu)")
        os.write(side, b"info status\n")
        self.read_until(side, b"VM status: running")
        os.write(side, b"quit\n")
        self.assertEqual(supervised.wait(), 0, supervised.said())

    def test_terminal_signals_come_to_it_alone(self):
        supervised, side = self.on_terminal(
            lambda **more: self.start_python(LISTEN, **more))
        self.read_until(side, b"ready")
        os.write(side, b"\x03")
        # Not SIGINT, which the terminal sent, but SIGTERM, as there is no QMP.
        got = self.read_until(side, b"15")
        self.assertEqual(got.replace(b"^C", b"").split(), [b"15"])
        self.assertIn("gets SIGTERM", supervised.said())
        os.write(side, b"\x1c")
        self.read_until(side, b"3")
        supervised.signal(signal.SIGUSR2)
        self.assertEqual(supervised.wait(), 0)

    # -- what it says and writes --

    @unittest.skipUnless(QEMU, "QEMU is not installed")
    def test_idle_and_small(self):
        supervised = self.start_qemu("-vnc", "unix:" + self.path("vnc"), "-S")
        status = supervised.wait_for_state("prelaunch")
        wait_until(lambda: supervised.status()["endpoints"], "VNC is told")
        self.assertEqual(supervised.status()["endpoints"][0]["path"], self.path("vnc"))
        self.assertEqual((status["pid"], status["supervisor"]),
                         (supervised.program(), supervised.pid))
        mode = os.stat(os.path.join(supervised.folder, "status.json")).st_mode
        self.assertEqual(stat.S_IMODE(mode), 0o600)

        def switches():
            with open("/proc/%d/status" % supervised.pid, encoding="ascii") as file:
                return [line for line in file if "ctxt_switches" in line and "non" not in line]

        # Until the last answer has been read, and then not once more.
        before = wait_until(lambda: self.same_twice(switches), "it comes to rest")
        time.sleep(1)
        self.assertEqual(switches(), before)
        if SANITIZED:
            return
        with open("/proc/%d/smaps_rollup" % supervised.pid, encoding="ascii") as file:
            size = [int(line.split()[1]) for line in file if line.startswith("Pss:")]
        self.assertLess(size[0], 2048)

    @staticmethod
    def same_twice(read):
        first = read()
        time.sleep(0.3)
        return first if read() == first else None

    @unittest.skipUnless(QEMU, "QEMU is not installed")
    def test_endpoints_behind_preconfig(self):
        supervised = self.start_qemu("-vnc", "unix:" + self.path("vnc"), "-preconfig")
        supervised.wait_for_state("prelaunch")
        self.assertEqual(supervised.status()["endpoints"], [])
        control = monitor(supervised)
        ask(control, "x-exit-preconfig")
        control.close()
        wait_until(lambda: supervised.status()["endpoints"], "VNC")
        self.assertEqual(supervised.status()["endpoints"][0]["path"], self.path("vnc"))

    def test_nobody_reads_what_it_says(self):
        """A pipe that is full loses lines, and stops nothing."""
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        try:
            while True:
                os.write(writing, b"x" * 4096)
        except BlockingIOError:
            os.set_blocking(writing, True)
        supervised, _ = self.start_listener(stderr=writing)
        os.close(writing)
        supervised.signal(signal.SIGTERM)
        supervised.signal(signal.SIGUSR2)
        self.assertEqual(supervised.wait(), 0)
        os.close(reading)

    @unittest.skipUnless(can_mount(), "no mounts of our own here")
    def test_termination_log(self):
        """Written if it is a file; never made, and nothing else is touched."""
        folder, target = self.path("log"), self.path("target")
        run = ('mount -t tmpfs none /dev && %s && "$@"; echo "status $?"; '
               "echo begin; cat /dev/termination-log 2>/dev/null; echo end; ls /dev")
        for prepare, wanted in (
            ("echo a longer text that was there before it >/dev/termination-log",
             "QEMU failed; exit status 9\n"),
            ("true", None),
            ("ln -s %s /dev/termination-log" % target, None),
            ("mkfifo /dev/termination-log", None),
        ):
            with self.subTest(prepare=prepare):
                for listener in self.make_folder(folder):
                    listener.close()
                with open(target, "w", encoding="ascii") as file:
                    file.write("untouched")
                # A fifo would block cat.
                script = run if "fifo" not in prepare else run.replace("cat /dev/term", "ls /dev/term")
                done = subprocess.run(
                    ["unshare", "-m", "sh", "-c", script % prepare, "sh", SUPERVISOR,
                     "--folder=" + folder, "--stop-timeout=1", "--agent-timeout=1", "--", "/bin/sh",
                     "sh", "-c", "exit 9"],
                    capture_output=True, text=True, timeout=TIME_LIMIT, check=False)
                self.assertIn("status 9\n", done.stdout, done)
                self.assertEqual("exit status 9" in done.stdout, wanted is not None, done.stdout)
                if wanted:
                    self.assertIn("begin\n" + wanted + "end\n", done.stdout)
                if prepare == "true":
                    self.assertNotIn("termination-log", done.stdout)
                with open(target, encoding="ascii") as file:
                    self.assertEqual(file.read(), "untouched")


if __name__ == "__main__":
    unittest.main()
