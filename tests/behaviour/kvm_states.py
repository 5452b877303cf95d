# SPDX-License-Identifier: MIT
"""In every state that /dev/kvm can be in, what the plugin announces is what QEMU finds. The states
are made in a /dev of the test's own, which takes a mount namespace."""

import os
import platform
import re
import shutil
import subprocess
import unittest

from kvm_support import NAME, QEMU, TIME_LIMIT, UNDER, KvmCase, kvm_works
from standin import as_another_user

WORKS = kvm_works()
X86 = platform.machine() == "x86_64"
STRACE = shutil.which("strace")
MACHINE = ["-nodefaults", "-S", "-display", "none", "-qmp", "stdio"]
OWN_DEV = """
    mount -t tmpfs -o mode=755 none /dev && mknod -m 666 /dev/null c 1 3 &&
    mknod -m 666 /dev/urandom c 1 9 && eval "$1" && shift && exec "$@"
"""


def namespace(make):
    """Words that run a command in a /dev where `make` has made /dev/kvm."""
    return ["unshare", "-m", "sh", "-c", OWN_DEV, "sh", make]


def can_have_own_dev():
    done = subprocess.run([*namespace("mknod /dev/kvm c 1 3"), "test", "-c", "/dev/kvm"],
                          capture_output=True, check=False)
    return done.returncode == 0


OWN_DEV_WORKS = can_have_own_dev()


def unused_minor():
    with open("/proc/misc", encoding="ascii") as file:
        used = {int(line.split()[0]) for line in file}
    return next(minor for minor in range(200, 0, -1) if minor not in used)


def unused_major():
    with open("/proc/devices", encoding="ascii") as file:
        used = {int(n) for n in re.findall(r"(?m)^ *(\d+) ", file.read())}
    return next(major for major in range(254, 0, -1) if major not in used)


# What makes /dev/kvm, and the system's words that QEMU prints.
STATES = {
    "absent": (":", "No such file or directory"),
    "plain file": (": > /dev/kvm", "Inappropriate ioctl for device"),
    "another device": ("mknod -m 666 /dev/kvm c 1 3", "Inappropriate ioctl for device"),
    "directory": ("mkdir /dev/kvm", "Is a directory"),
    "unused minor": ("mknod -m 666 /dev/kvm c 10 %d" % unused_minor(), "No such device"),
    "unused major": ("mknod -m 666 /dev/kvm c %d 0" % unused_major(), "No such device or address"),
}


class Case(KvmCase):
    def variables(self, **more):
        return super().variables(**{"QEMU_WRAPPER_REAL": QEMU or self.place.real, **more})

    def qemu(self, before, words, program=None):
        """Exit status, what query-kvm says (None: it did not start), standard error as lines."""
        requests = "".join(
            '{"execute":"%s"}\n' % name for name in ("qmp_capabilities", "query-kvm", "quit")
        )
        done = subprocess.run(
            [*before, program or self.place.dropin, *MACHINE, *words], env=self.variables(),
            input=requests.encode(), capture_output=True, timeout=TIME_LIMIT, check=False,
        )
        enabled = re.search(rb'"enabled": (true|false)', done.stdout)
        err = done.stderr.decode(errors="replace").splitlines()
        return done.returncode, enabled and enabled[1] == b"true", err

    def assert_agree(self, before, words):
        """The plugin's word and QEMU's; the plan."""
        plan = self.explain([*MACHINE, *words], before=before)
        works = self.fact(plan)["kvm"] == "works"
        direct = self.qemu(before, plan["argv"][1 + len(MACHINE):], QEMU)
        self.assertEqual(direct[1] is True, works, direct)
        status, enabled, err = self.qemu(before, words)
        self.assertEqual((status, enabled), direct[:2], err)
        ours = [line for line in err if line.startswith("qemu-wrapper: ")]
        self.assertEqual(len(ours), 0 if works else 1, err)
        self.assertEqual(err[:len(ours)], ours)
        return plan


@unittest.skipUnless(QEMU and X86, NAME + " is not installed, or not the host's own")
class States(Case):
    LINES = (["-accel", "kvm"], ["-enable-kvm"], ["-accel", "kvm", "-accel", "tcg"], [])

    @unittest.skipUnless(OWN_DEV_WORKS, "a /dev of the test's own needs privileges")
    def test_broken_ones(self):
        for name, (make, words) in STATES.items():
            causes = set()
            for line in self.LINES:
                with self.subTest(state=name, line=line):
                    before = namespace(make)
                    plan = self.assert_agree(before, line)
                    self.assertIn(words, self.warning(plan))
                    causes.add(self.fact(plan)["kvm"])
                    if line:
                        self.assertIn(words, " ".join(self.qemu(before, line, QEMU)[2]))
            self.assertEqual(len(causes), 1, causes)

    @unittest.skipUnless(WORKS and OWN_DEV_WORKS, "needs KVM, and privileges for an own /dev")
    def test_working(self):
        for line in self.LINES:
            with self.subTest(line=line):
                self.assert_agree(namespace("mknod -m 666 /dev/kvm c 10 232"), line)

    @unittest.skipUnless(OWN_DEV_WORKS, "a /dev of the test's own needs privileges")
    def test_no_permission(self):
        as_another_user()
        before = namespace("mknod -m 660 /dev/kvm c 10 232")
        before += ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        os.chmod(self.place.path("work"), 0o777)
        for line in self.LINES:
            with self.subTest(line=line):
                plan = self.assert_agree(before, line)
                self.assertIn("Permission denied", self.warning(plan))

    @unittest.skipUnless(STRACE and os.path.exists("/dev/kvm"), "needs strace and /dev/kvm")
    def test_device_rule(self):
        """As a container's device rules do it: the node is there, open says EPERM."""
        if UNDER:
            self.skipTest("strace can't follow what valgrind runs")
        before = [STRACE, "-f", "-qq", "-o", self.place.path("trace"), "-P", "/dev/kvm",
                  "-e", "inject=openat:error=EPERM", "-E", "LSAN_OPTIONS=detect_leaks=0"]
        for line in self.LINES:
            with self.subTest(line=line):
                plan = self.assert_agree(before, line)
                self.assertIn("Operation not permitted", self.warning(plan))

    @unittest.skipUnless(STRACE and WORKS, "needs strace and a KVM that works")
    def test_busy(self):
        """Another hypervisor has the processor's extensions."""
        if UNDER:
            self.skipTest("strace can't follow what valgrind runs")
        before = [STRACE, "-f", "-qq", "-o", self.place.path("trace"), "-P", "/dev/kvm",
                  "-e", "inject=ioctl:error=EBUSY:when=2", "-E", "LSAN_OPTIONS=detect_leaks=0"]
        plan = self.explain(["-accel", "kvm"], before=before)
        self.assertIn("Device or resource busy", self.warning(plan))


@unittest.skipUnless(STRACE and not UNDER, "needs strace, and no valgrind")
class SystemCalls(Case):
    def calls(self, words, program=NAME):
        trace = self.place.path("trace")
        before = [STRACE, "-f", "-qq", "-o", trace, "-e", "trace=file,ioctl,clone,fork,vfork,execve",
                  "-E", "LSAN_OPTIONS=detect_leaks=0"]
        self.explain(words, before=before, program=program)
        with open(trace, encoding="utf-8", errors="replace") as file:
            return file.read()

    def test_the_device_is_opened_only_where_it_matters(self):
        self.place.install("real/qemu-system-aarch64")
        self.assertIn("/dev/kvm", self.calls(["-enable-kvm"]))
        for words in (["-accel", "tcg"], ["-M", "accel=tcg"], ["-no-kvm"], ["-icount", "3"],
                      ["-version"], ["-M", "none"], ["-d", "exec"]):
            self.assertNotIn("/dev/kvm", self.calls(words), words)
        self.assertNotIn("/dev/kvm", self.calls(["-M", "virt"], "qemu-system-aarch64"))

    @unittest.skipUnless(WORKS and X86, "KVM does not work here")
    def test_a_working_kvm_costs_few_calls(self):
        """One open of the device and no look at anything that the report would read."""
        text = self.calls(["-m", "64"])
        self.assertEqual(len(re.findall(r'open\w*\([^)]*"/dev/kvm"', text)), 1)
        for name in ("/proc/", "/sys/", "/etc/group", "locale"):
            behind = text[text.index('"/dev/kvm"'):]
            self.assertNotIn(name, behind)
        self.assertEqual(text.count("/etc/qemu/qemu.conf"), 1)


if __name__ == "__main__":
    unittest.main()
