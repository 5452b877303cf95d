# SPDX-License-Identifier: MIT
"""The plugin size: a real guest gets what control groups allow, and all its memory fits there."""

import json
import os
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import NAME, TIME_LIMIT, StandinCase  # noqa: E402

QEMU = shutil.which(NAME)
MACHINE = ["-machine", "pc,accel=tcg", "-nodefaults", "-S", "-display", "none", "-qmp", "stdio"]
QUESTIONS = ("qmp_capabilities", "query-memory-size-summary", "query-cpus-fast", "quit")
MIB = 1 << 20


def own_group(controller):
    """The folder of our group in version 1, or None."""
    with open("/proc/self/cgroup", encoding="utf-8") as file:
        for line in file:
            _, controllers, path = line.rstrip("\n").split(":", 2)
            if controllers == controller:
                return "/sys/fs/cgroup/" + controllers + path
    return None


def write(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


@unittest.skipUnless(QEMU, NAME + " is not installed")
class Limits(StandinCase):
    def variables(self, **more):
        return self.place.variables(
            QEMU_WRAPPER_PLUGINS="args size", QEMU_WRAPPER_REAL=QEMU, **more
        )

    def start(self, words, group=None, **variables):
        """Status of a guest that is asked and ended, and its answers."""
        done = subprocess.run(
            [self.place.dropin, *MACHINE, *words],
            env=self.variables(**variables),
            cwd=self.place.path("work"),
            input="".join('{"execute":"%s"}\n' % question for question in QUESTIONS).encode(),
            capture_output=True,
            preexec_fn=(lambda: write(group + "/cgroup.procs", "0")) if group else None,
            timeout=TIME_LIMIT,
            check=False,
        )
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        return done, [answer["return"] for answer in answers if "return" in answer]

    def memory_and_processors(self, words, **variables):
        done, answers = self.start(words, **variables)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, b"")
        return answers[1]["base-memory"] // MIB, len(answers[2])

    def faked(self):
        """Limits of a pod: 2 GiB and three processors."""
        for name, text in (
            ("proc/self/cgroup", "0::/\n"),
            ("proc/self/status", "Cpus_allowed_list:\t0-7\n"),
            ("proc/meminfo", "MemTotal: 16777216 kB\n"),
            ("sys/devices/system/cpu/online", "0-7\n"),
            ("sys/fs/cgroup/cgroup.controllers", "cpu memory\n"),
            ("sys/fs/cgroup/memory.max", "%d\n" % (2048 * MIB)),
            ("sys/fs/cgroup/cpu.max", "300000 100000\n"),
        ):
            os.makedirs(self.place.path("there", os.path.dirname(name)), exist_ok=True)
            self.place.write("there/" + name, text)
        return {"QEMU_WRAPPER_SIZE_ROOT": self.place.path("there")}

    def group(self, limit):
        """A control group with that many bytes for its processes."""
        above = own_group("memory")
        if above is None or not os.access(above, os.W_OK):
            self.skipTest("no group of version 1 can be made")
        group = "%s/qw-test-%d" % (above, os.getpid())
        try:
            os.mkdir(group)
            self.addCleanup(os.rmdir, group)
            write(group + "/memory.limit_in_bytes", str(limit))
        except OSError as why:
            self.skipTest("no group can be made: %s" % why)
        return group

    def test_a_guest_has_what_is_allowed(self):
        self.assertEqual(self.memory_and_processors([], **self.faked()), (1780, 3))

    def test_what_is_chosen_stays(self):
        words = ["-m", "64", "-smp", "1"]
        self.assertEqual(self.memory_and_processors(words, **self.faked()), (64, 1))

    def test_without_it_qemu_has_its_own_defaults(self):
        found = self.memory_and_processors([], **self.faked(), QEMU_WRAPPER="off")
        self.assertEqual(found, (128, 1))

    def test_all_memory_of_the_guest_fits(self):
        """As much as is allowed, every page of it in use; a little more, and it is killed."""
        group = self.group(448 * MIB)
        done, answers = self.start(["-smp", "1", "-mem-prealloc"], group)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(answers[1]["base-memory"] // MIB, 199)
        done, _ = self.start(["-smp", "1", "-m", "448M", "-mem-prealloc"], group)
        self.assertEqual(done.returncode, -9, done.stderr)


if __name__ == "__main__":
    unittest.main()
