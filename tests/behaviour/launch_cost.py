# SPDX-License-Identifier: MIT
"""bench/run measures every row of its table, and the table in docs/performance.md has the same rows
and columns. How long anything took is not judged."""

import os
import re
import shutil
import subprocess
import unittest

SOURCE = os.environ["QW_SOURCE"]
BUILD = os.environ["QW_BUILD"]
PAPER = os.path.join(SOURCE, "docs", "performance.md")
NEEDS = ("hyperfine", "gnuplot", "valgrind", "qemu-system-x86_64")
TIME_LIMIT = 900
# Of the wrapper, in MiB. It grows with the line, which 10,000 arguments make rather long.
MOST_MEMORY = 3.0
LONG_LINE = "10,000 arguments"
# The group whose rows are no launches: nothing is counted there until an exec.
TOOL = "subcommands for authors"
# Instructions of a launch without plugins, in those of the script for sh. Nearly all are the dynamic
# linker's, which looks for each function of the C library that the program names, used or not.
MOST_OF_SHELL = 1.5
# Of launches without the wrapper, --quick counts the instructions of the first of each kind.
COUNTED = ["C program: exec", "sh script"]


def table(text):
    """[(title of the group, cells)] of all rows; the first is that of the columns' names. The paper
    has other tables, too."""
    rows, title = [], None
    for line in re.search(r"(?m)^\| launch .*\n(\|.*\n)*", text).group().splitlines():
        if line.startswith("| --"):
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0].startswith("**"):
            title = cells[0].strip("*")
        else:
            rows.append((title, cells))
    return rows


def names(text):
    """What must not differ between two tables."""
    rows = table(text)
    return [rows[0][1]] + [(title, cells[0]) for title, cells in rows[1:]]


def too_large(rows):
    """The wrapper's rows that need more memory than they may."""
    return [
        (title, cells)
        for title, cells in rows
        if cells[0].startswith("qemu-wrapper")
        and title.startswith("stand-in")
        and LONG_LINE not in title
        and cells[7] != "-"
        and float(cells[7]) >= MOST_MEMORY
    ]


def of_shell(rows):
    """How many times the instructions of sh a launch without plugins takes."""
    title = rows[0][0]
    counts = {cells[0]: cells[8] for group, cells in rows if group == title}
    ours, shell = counts["qemu-wrapper, no plugin"], counts["sh script"]
    return int(ours.replace(",", "")) / int(shell.replace(",", ""))


@unittest.skipUnless(all(map(shutil.which, NEEDS)), "needs " + ", ".join(NEEDS))
class LaunchCost(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        done = subprocess.run(
            [os.path.join(SOURCE, "bench", "run"), "--quick", "--build=" + BUILD],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIME_LIMIT,
            check=False,
            text=True,
        )
        if done.returncode != 0:
            raise AssertionError(done.stdout)
        cls.text = done.stdout
        with open(PAPER, encoding="utf-8") as file:
            cls.paper = file.read()

    def test_paper_has_the_same_rows(self):
        self.assertEqual(names(self.paper), names(self.text))

    def test_every_launch_was_measured(self):
        rows = table(self.text)[1:]
        counted = []
        self.assertGreater(len(rows), 20)
        for title, cells in rows:
            with self.subTest(title=title, row=cells[0]):
                if cells[1] == "-":
                    # Only where /dev/kvm doesn't work.
                    self.assertRegex(title + cells[0], "KVM|default plugins")
                    continue
                self.assertRegex(cells[1], r"^\d+\.\d\d$")
                self.assertRegex(cells[5], r"^\d+\.\d\d$")
                self.assertRegex(cells[7], r"^\d+\.\d$")
                if title == TOOL:
                    self.assertEqual(cells[8], "-")
                elif cells[0].startswith("qemu-wrapper") or cells[8] != "-":
                    self.assertGreater(int(cells[8].replace(",", "")), 50000)
                    counted.append(cells[0])
        others = [name for name in counted if not name.startswith("qemu-wrapper")]
        self.assertEqual(others, COUNTED)

    def test_memory(self):
        self.assertEqual(too_large(table(self.text)[1:]), [])

    def test_instructions(self):
        self.assertLess(of_shell(table(self.text)[1:]), MOST_OF_SHELL)

    def test_differences_are_noticed(self):
        line = next(line for line in self.text.splitlines() if "| sh script" in line)
        for changed in (
            self.text.replace(line + "\n", "", 1),
            self.text.replace("| sh script", "| ksh script", 1),
            self.text.replace("added, ms", "time, ms"),
            self.text.replace("QEMU itself", "QEMU"),
        ):
            self.assertNotEqual(names(changed), names(self.text))
        planted = re.sub(
            r"(?m)^(\| qemu-wrapper, no plugin .*\| +)[\d.]+( \| +[\d,]+ \|)$",
            r"\g<1>3.1\2",
            self.text,
            count=1,
        )
        self.assertEqual(len(too_large(table(planted)[1:])), 1)
        planted = re.sub(
            r"(?m)^(\| qemu-wrapper, no plugin .*\| +)([\d,]+)( \|)$",
            r"\g<1>1\2\3",
            self.text,
            count=1,
        )
        self.assertGreater(of_shell(table(planted)[1:]), MOST_OF_SHELL)


if __name__ == "__main__":
    unittest.main()
