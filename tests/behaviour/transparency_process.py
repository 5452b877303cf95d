# SPDX-License-Identifier: MIT
"""QEMU is the process that was launched: same id, group, session, terminal, limits, signals,
working directory, capabilities and other attributes, with plugins, without, and switched off."""

import os
import resource
import signal
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import TransparencyCase, entries  # noqa: E402

RTMAX = 64
CAP_DAC_OVERRIDE, CAP_NET_RAW, CAP_NET_ADMIN, CAP_SYS_CHROOT = 1, 13, 12, 18


class Process(TransparencyCase):
    def test_plain_launch(self):
        self.assert_transparent()

    def test_run_subcommand(self):
        self.assert_transparent_run(env=[b"A=1"])

    def test_run_subcommand_with_the_default_plugins(self):
        self.assert_transparent_run(env=entries(self.place.variables()), options=())

    def test_own_process_group(self):
        self.assert_transparent(["group"])

    def test_own_session(self):
        self.assert_transparent(["session"])

    def test_session_with_controlling_terminal(self):
        self.assert_transparent(["session", "terminal=0", "terminal=1", "terminal=2"])

    def test_controlling_terminal_on_no_standard_descriptor(self):
        self.assert_transparent(["session", "terminal=9"])

    def test_run_subcommand_on_a_terminal(self):
        self.assert_transparent_run(["session", "terminal=0", "terminal=1", "terminal=2"])

    def test_umask(self):
        for mask in ("0", "002", "027", "077", "777"):
            with self.subTest(mask=mask):
                self.assert_transparent(["umask=" + mask])

    def test_nice(self):
        # Who isn't root can only become nicer than the test is.
        self.assert_transparent(["nice=%d" % min(os.nice(0) + 5, 19)])
        self.assert_transparent(["nice=19"])

    def test_scheduling(self):
        self.assert_transparent(["batch", "io-priority=%d" % (2 << 13 | 6), "cpu=0"])

    def test_personality_and_process_attributes(self):
        self.assert_transparent(
            ["personality=40000", "timer-slack=70000", "coredump=21", "oom=500", "subreaper"]
        )

    def test_parent_death_signal(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            with self.subTest(signal=number):
                self.assert_transparent(["parent-death=%d" % number])

    def test_working_directory(self):
        self.assert_transparent(["chdir=/"])
        self.assert_transparent(["chdir=" + self.place.path("config")])

    def test_deleted_working_directory(self):
        os.mkdir(self.place.path("gone"))
        gone = os.open(self.place.path("gone"), os.O_RDONLY | os.O_DIRECTORY)
        self.addCleanup(os.close, gone)
        os.rmdir(self.place.path("gone"))
        self.assert_transparent(["chdir=/proc/%d/fd/%d" % (os.getpid(), gone)])


class Limits(TransparencyCase):
    def limit(self, number, soft, hard=None):
        return "limit=%d:%d:%d" % (number, soft, soft if hard is None else hard)

    def test_soft_limits_below_hard_ones(self):
        self.assert_transparent(
            [
                self.limit(resource.RLIMIT_NOFILE, 300, 400),
                self.limit(resource.RLIMIT_CORE, 0, 0),
                self.limit(resource.RLIMIT_MEMLOCK, 4096, 8192),
                self.limit(resource.RLIMIT_NPROC, 500, 1000),
                self.limit(resource.RLIMIT_FSIZE, 1 << 20, 1 << 21),
                self.limit(resource.RLIMIT_CPU, 100, 200),
                self.limit(resource.RLIMIT_RTPRIO, 0, 0),
            ]
        )

    def test_few_descriptors(self):
        self.assert_transparent([self.limit(resource.RLIMIT_NOFILE, 16)])

    def test_small_stack(self):
        self.assert_transparent([self.limit(resource.RLIMIT_STACK, 512 << 10)])

    def test_small_stack_and_soft_core_limit(self):
        self.assert_transparent(
            [
                self.limit(resource.RLIMIT_STACK, 1 << 20, 4 << 20),
                self.limit(resource.RLIMIT_CORE, 0, 1 << 20),
            ]
        )


class Signals(TransparencyCase):
    def test_each_signal_ignored(self):
        numbers = [n for n in range(1, RTMAX + 1) if n not in (9, 19, 32, 33)]
        self.assert_transparent(["ignore=%d" % number for number in numbers])

    def test_some_signals_ignored(self):
        for number in (signal.SIGPIPE, signal.SIGCHLD, signal.SIGHUP, signal.SIGQUIT):
            with self.subTest(signal=number):
                self.assert_transparent(["ignore=%d" % number])

    def test_each_signal_blocked(self):
        numbers = [n for n in range(1, RTMAX + 1) if n not in (9, 19, 32, 33)]
        self.assert_transparent(["block=%d" % number for number in numbers])

    def test_some_signals_blocked(self):
        for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGSEGV, signal.SIGPIPE):
            with self.subTest(signal=number):
                self.assert_transparent(["block=%d" % number])

    def test_blocked_and_pending(self):
        for number in (signal.SIGTERM, signal.SIGUSR1, signal.SIGCHLD, signal.SIGPIPE):
            with self.subTest(signal=number):
                self.assert_transparent(["block=%d" % number, "raise=%d" % number])

    def test_ignored_and_blocked(self):
        self.assert_transparent(["ignore=10", "block=10", "block=12", "ignore=13"])

    def test_running_alarm(self):
        self.assert_transparent(["alarm=1000"])


@unittest.skipUnless(os.geteuid() == 0, "needs the right to change capabilities")
class Capabilities(TransparencyCase):
    def test_inheritable(self):
        self.assert_transparent(["inherit=%d" % CAP_NET_ADMIN])

    def test_ambient(self):
        self.assert_transparent(["ambient=%d" % CAP_NET_ADMIN, "ambient=%d" % CAP_NET_RAW])

    def test_ambient_of_another_user(self):
        """As libvirt does when it asks QEMU for its capabilities."""
        self.assert_transparent(["user=12345:54321", "ambient=%d" % CAP_DAC_OVERRIDE])

    def test_no_processes_may_be_started(self):
        self.assert_transparent(
            [
                "user=12345:54321",
                "ambient=%d" % CAP_DAC_OVERRIDE,
                "limit=%d:0:0" % resource.RLIMIT_NPROC,
            ]
        )

    def test_smaller_bounding_set(self):
        self.assert_transparent(["unbound=%d" % CAP_SYS_CHROOT, "unbound=%d" % CAP_NET_RAW])

    def test_secure_bits(self):
        self.assert_transparent(["secure-bits=5"])

    def test_no_new_privileges(self):
        self.assert_transparent(["no-new-privileges"])

    def test_parent_death_signal_of_another_user(self):
        self.assert_transparent(
            ["user=12345:54321", "ambient=%d" % CAP_DAC_OVERRIDE, "parent-death=15"]
        )


if __name__ == "__main__":
    unittest.main()
