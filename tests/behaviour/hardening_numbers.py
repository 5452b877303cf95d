# SPDX-License-Identifier: MIT
"""docs/hardening.md and the tests are in step: each number of a table has tests of that number in
the files it names, and each of these tests has its number and file in a table."""

import glob
import os
import re
import unittest

SOURCE = os.environ["QW_SOURCE"]

# The parts of the checklist that the document lists.
LISTED = {*range(1, 49), 56}


def numbers_of(text):
    """The numbers of the tests in one file, in Python or C."""
    return {int(number) for number in re.findall(r"(?:def|static void) test_(\d\d)_\w+\(", text)}


def rows_of(text):
    """Number: names of files. A row has exactly three columns."""
    rows = {}
    for line in text.splitlines():
        row = re.fullmatch(r"\| (\d\d) \| ([^|]+) \| ([^|]+) \|", line)
        if row:
            rows.setdefault(int(row[1]), []).extend(re.findall(r"`(\w+)`", row[3]))
    return rows


def complaints(rows, files):
    """What is wrong between the rows and {name of a file: numbers of its tests}."""
    for number in sorted(LISTED ^ set(rows)):
        yield "%02d: a row too %s" % (number, "few" if number in LISTED else "many")
    for number, names in rows.items():
        if len(set(names)) < max(1, len(names)):
            yield "%02d: no file, or one twice" % number
        for name in names:
            if number not in files.get(name, ()):
                yield "%02d: no test of that number in %s" % (number, name)
    for name, numbers in files.items():
        for number in sorted(numbers & LISTED):
            if name not in rows.get(number, ()):
                yield "%02d: %s is missing in the row" % (number, name)


class Numbers(unittest.TestCase):
    def setUp(self):
        with open(os.path.join(SOURCE, "docs", "hardening.md"), encoding="utf-8") as file:
            self.rows = rows_of(file.read())
        self.files = {}
        for pattern in ("tests/behaviour/*.py", "tests/unit/test_*.c"):
            for path in glob.glob(os.path.join(SOURCE, pattern)):
                name = os.path.splitext(os.path.basename(path))[0]
                with open(path, encoding="utf-8") as file:
                    self.files[re.sub("^test_", "", name)] = numbers_of(file.read())

    def test_both_ways(self):
        self.assertEqual(list(complaints(self.rows, self.files)), [])

    def test_planted_mistakes_are_noticed(self):
        self.assertEqual(len(list(complaints({**self.rows, 99: ["args_words"]}, self.files))), 2)
        rows = {number: names for number, names in self.rows.items() if number != 11}
        self.assertEqual(len(list(complaints(rows, self.files))), 2)
        files = {**self.files, "hooks_signals": set()}
        self.assertEqual(list(complaints(self.rows, files)),
                         ["39: no test of that number in hooks_signals"])
        files = {**self.files, "launch_quiet": {39}}
        self.assertEqual(list(complaints(self.rows, files)),
                         ["39: launch_quiet is missing in the row"])
        self.assertEqual(rows_of("| 39 | a | no file |"), {39: []})
        self.assertIn("39: no file, or one twice",
                      complaints({**self.rows, 39: []}, self.files))


if __name__ == "__main__":
    unittest.main()
