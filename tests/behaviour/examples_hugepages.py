# SPDX-License-Identifier: MIT
"""examples/hugepages: large guests get huge pages where they are mounted and free; lines that
choose memory themselves, and machines that have none, are left as they are. Files are mounted over
the kernel's counts; a real QEMU gets real pages."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from examples_support import NAME, QEMU, ExampleCase, works  # noqa: E402

POOLS = "/sys/kernel/mm/hugepages"
COUNT = "/proc/sys/vm/nr_hugepages"
PAGE = 2 << 20
NEEDED = 32  # Pages of a guest of 64 MiB.
CAN_MOUNT = works("unshare", "-m", "mount", "-t", "hugetlbfs", "-o", "pagesize=2M", "none", "/mnt")


class HugePages(ExampleCase):
    plugin = "hugepages"

    def setUp(self):
        super().setUp()
        self.mount = self.place.path("huge")
        os.mkdir(self.mount)

    def world(self, *steps):
        """A command that runs another where only what `steps` mount is mounted."""
        script = ["umount -a -t hugetlbfs 2>/dev/null || true", *steps, 'exec "$@"']
        return ["unshare", "-m", "sh", "-ec", "\n".join(script), "sh"]

    def mounted(self, path=None, options="pagesize=2M"):
        return "mount -t hugetlbfs -o %s none %s" % (options, path or self.mount)

    @staticmethod
    def counts(free, reserved=0, page=PAGE):
        """Files that say how many pages there are."""
        folder = "%s/hugepages-%dkB" % (POOLS, page // 1024)
        return (
            "mountpoint -q %s || mount -t tmpfs none %s; mkdir -p %s; "
            "echo %d >%s/free_hugepages; echo %d >%s/resv_hugepages"
            % (POOLS, POOLS, folder, free, folder, reserved, folder)
        )

    def plan(self, *words, steps=None, **options):
        if steps is None:
            steps = [self.mounted(), self.counts(NEEDED)]
        options = {"threshold": "64M", **options}
        return self.explain(*words, before=self.world(*steps), **options)

    def added(self, *words, **options):
        """The words that were added behind the line's."""
        plan = self.plan(*words, **options)
        self.assertIsNone(plan["refused"], plan)
        argv = plan["argv"]
        self.assertEqual(argv[3 : 3 + len(words)], list(words))
        return argv[3 + len(words) :]


class Sound(HugePages):
    def test_sound(self):
        self.check_sound()


@unittest.skipUnless(CAN_MOUNT, "a hugetlbfs can't be mounted here")
class Decisions(HugePages):
    def test_large_guests_in_all_spellings(self):
        wanted = ["-mem-path", self.mount, "-mem-prealloc"]
        for words in (
            ["-m", "64"],
            ["-m", "64M"],
            ["-m", "64m"],
            ["--m", "size=64M"],
            ["-m", "64,slots=2,maxmem=1G"],
            ["-m", "65536k"],
            ["-m", "67108864b"],
            ["-m", "0.0625G"],
            ["-m", "0x40"],
            ["-m", "32", "-m", "64"],
            ["-m", "64", "-m", "slots=2,maxmem=1G"],
            ["-M", "q35,memory.size=64M"],
            ["-M", "q35,memory.size=1M", "-m", "64"],
        ):
            with self.subTest(words=words):
                self.assertEqual(self.added(*words), wanted)

    def test_small_guests(self):
        for words in (
            [],
            ["-m", "63"],
            ["-m", "64", "-m", "63"],
            ["-M", "q35,memory.size=64"],
            ["-m", "1", "-M", "q35,memory.size=64M"],
            ["-m", "64X"],
            ["-m", "nan"],
            ["-m", ""],
        ):
            with self.subTest(words=words):
                plan = self.plan(*words)
                self.assertEqual(plan["changes"], [])
                self.assertEqual(plan["notes"], [])

    def test_default_threshold(self):
        steps = [self.mounted(), self.counts(2048)]
        for size, changed in (("4095", 0), ("4G", 2)):
            plan = self.plan("-m", size, steps=steps, threshold="4G")
            self.assertEqual(len(plan["changes"]), changed)
            env = self.variables()
            plan = self.explained(["-m", size], env, before=self.world(*steps))
            self.assertEqual(len(plan["changes"]), changed)

    def test_preallocation_is_not_said_twice(self):
        self.assertEqual(self.added("-m", "64", "-mem-prealloc"), ["-mem-path", self.mount])

    def test_lines_that_choose_memory(self):
        ram = ["-object", "memory-backend-ram,id=a,size=64M"]
        for words, said in (
            (["-mem-path", "/elsewhere"], "-mem-path is"),
            (["-M", "memory-backend=a"], "-machine memory-backend is"),
            (["-numa", "node,memdev=a"], "-numa memdev is"),
            (ram, "-object memory-backend-... is"),
            (["-object", '{"qom-type":"memory-backend-memfd","id":"a","size":64}'], "-object"),
            (["-readconfig", "/file"], "-readconfig"),
        ):
            with self.subTest(words=words):
                plan = self.plan("-m", "64", *words)
                self.assertEqual(plan["changes"], [])
                ((level, text),) = self.notes(plan)
                self.assertEqual(level, "info")
                self.assertTrue(text.startswith(said), text)
        other = ["-object", "iothread,id=i", "-numa", "node,cpus=0"]
        self.assertEqual(len(self.added("-m", "64", *other)), 3)

    def shortage(self, said, *steps, words=("-m", "64"), **options):
        plan = self.plan(*words, steps=steps, **options)
        self.assertEqual(plan["changes"], [])
        self.assertEqual([level for level, _ in self.notes(plan)], ["warning"])
        self.assertIn(said, self.notes(plan)[0][1])

    def test_shortage(self):
        self.shortage("no hugetlbfs is mounted", self.counts(NEEDED))
        self.shortage("needs 32 pages of 2 MiB and 31 are free", self.mounted(), self.counts(31))
        reserved = self.counts(NEEDED, reserved=1)
        self.shortage("needs 32 pages of 2 MiB and 31 are free", self.mounted(), reserved)
        self.shortage("33 pages", self.mounted(), self.counts(32), words=("-m", "65"))
        self.shortage("are free", self.mounted(options="pagesize=1G"), self.counts(9, page=1 << 30))
        elsewhere = self.place.path("work")
        self.shortage(
            "no hugetlbfs is mounted at " + elsewhere,
            self.mounted(),
            self.counts(NEEDED),
            mount=elsewhere,
        )

    def test_shortage_is_only_noted_or_refused(self):
        steps = [self.mounted(), self.counts(0)]
        plan = self.plan("-m", "64", steps=steps, shortage="note")
        self.assertEqual([level for level, _ in self.notes(plan)], ["info"])
        plan = self.plan("-m", "64", steps=steps, shortage="refuse")
        self.assertIn("32 pages of 2 MiB and 0 are free", plan["refused"]["text"])

    def test_first_mount_that_fits(self):
        other = self.place.path("other huge")
        os.mkdir(other)
        both = [
            self.mounted(options="pagesize=1G"),
            self.mounted("'%s'" % other),
            self.counts(NEEDED),
            self.counts(0, page=1 << 30),
        ]
        self.assertEqual(self.added("-m", "64", steps=both)[1], other)
        self.assertEqual(self.added("-m", "64", steps=both, mount=other)[1], other)
        both[0], both[1] = self.mounted("'%s'" % other), self.mounted(options="pagesize=1G")
        self.assertEqual(self.added("-m", "64", steps=both)[1], other)

    def test_mount_of_somebody_else(self):
        who = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        steps = [self.mounted(options="pagesize=2M,mode=0755"), self.counts(NEEDED)]
        env = self.variables(QEMU_WRAPPER_HUGEPAGES_THRESHOLD="64M")
        self.as_reachable()
        plan = self.explained(["-m", "64"], env, before=[*self.world(*steps), *who])
        self.assertIn("user 65534 may not create files", self.notes(plan)[0][1])

    def as_reachable(self):
        if not works("setpriv", "--reuid=65534", "--clear-groups", "ls", self.place.tool):
            self.skipTest("another user can't reach the build")


@unittest.skipUnless(CAN_MOUNT and QEMU, "no hugetlbfs can be mounted, or there is no " + NAME)
class RealPages(HugePages):
    def reserve(self, pages):
        """Takes that many pages of the machine, for the time of the test."""
        with open(COUNT, encoding="ascii") as file:
            before = int(file.read())
        try:
            self.write_count(before + pages)
        except OSError as why:
            self.skipTest("pages can't be reserved: %s" % why)
        self.addCleanup(self.write_count, before)
        with open(COUNT, encoding="ascii") as file:
            if int(file.read()) < before + pages:
                self.skipTest("the machine has no %d huge pages left" % pages)

    @staticmethod
    def write_count(count):
        with open(COUNT, "w", encoding="ascii") as file:
            file.write(str(count))

    def test_qemu_runs_on_huge_pages(self):
        self.reserve(NEEDED)
        for words, pages in (
            (["-m", "64"], "2 MiB"),
            (["-M", "q35,memory.size=64M"], "2 MiB"),
            (["-m", "63"], "4 KiB"),
        ):
            with self.subTest(words=words):
                process = self.real_qemu(
                    *words, before=self.world(self.mounted()), threshold="64M"
                )
                answer = self.ask(process, "info ramblock")
                self.assertRegex(answer, r"pc\.ram +%s " % pages)

    def test_qemu_would_not_start_without_the_pages(self):
        """... which is why they are counted."""
        self.reserve(NEEDED)
        words = ["-m", "128", "-mem-path", self.mount, "-mem-prealloc"]
        process = self.real_qemu(*words, before=self.world(self.mounted()))
        _, errors = process.communicate("quit\n")
        self.assertEqual(process.returncode, 1)
        self.assertIn("Cannot allocate memory", errors)


if __name__ == "__main__":
    unittest.main()
