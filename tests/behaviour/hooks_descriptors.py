# SPDX-License-Identifier: MIT
"""A plugin that opens something for QEMU: it knows the number when the line is written, and QEMU
finds it open there. Nothing else stays open, and nothing is opened for explain."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import HookCase, argv_of  # noqa: E402


def numbers(words):
    """The descriptors that -add-fd names."""
    values = [words[i + 1] for i, word in enumerate(words) if word == "-add-fd"]
    return [int(value.split(",")[0][3:]) for value in values]


def open_in(run):
    """Numbers that the stand-in found open."""
    return {int(key.split(".")[1]) for key in run.state if key.startswith("fd.")}


class Slots(HookCase):
    def setUp(self):
        super().setUp()
        self.file = self.place.write("for-qemu", "text\n")

    def choose(self, **options):
        lines = ["%s = %s" % (key.replace("_", "-"), value) for key, value in options.items()]
        self.select("add-fd", more="[add-fd]\nfile = %s\n%s\n" % (self.file, "\n".join(lines)))

    def test_33_qemu_finds_it_open(self):
        self.select()
        without = open_in(self.started())
        self.choose()
        run = self.started()
        (number,) = numbers(argv_of(run))
        self.assertEqual(argv_of(run)[-2:], ["-add-fd", "fd=%d,set=1" % number])
        self.assertGreater(number, 2)
        self.assertEqual(run.state["fd.%d.target" % number], [self.file])
        self.assertEqual(run.state["fd.%d.close-on-exec" % number], ["0"])
        self.assertEqual(open_in(run), without | {number})

    def test_several(self):
        self.choose(slots=5)
        run = self.started()
        found = numbers(argv_of(run))
        self.assertEqual(len(set(found)), 5)
        for number in found:
            self.assertEqual(run.state["fd.%d.target" % number], [self.file])
            self.assertEqual(run.state["fd.%d.close-on-exec" % number], ["0"])
        self.assertEqual(open_in(run), {0, 1, 2} | set(found))

    def test_33_inherited_descriptors_are_left_alone(self):
        self.choose(slots=3)
        other = self.place.write("inherited", "theirs\n")
        directives = ["open=%d:r:0:%s" % (number, other) for number in (3, 4, 6, 9)]
        run = self.started(directives=directives)
        found = numbers(argv_of(run))
        self.assertEqual(len(set(found) - {0, 1, 2, 3, 4, 6, 9}), 3)
        for number in (3, 4, 6, 9):
            self.assertEqual(run.state["fd.%d.target" % number], [other])
        self.assertEqual(open_in(run), {0, 1, 2, 3, 4, 6, 9} | set(found))

    def test_numbers_that_the_line_names_are_left_alone(self):
        """Nothing is open there, and QEMU is to say so, not to use what is another's."""
        self.choose(slots=2)
        words = ["-add-fd", "fd=4,set=9", "-netdev", "tap,id=n,fds=5:6,vhostfd=0x7", "-incoming", "fd:8",
                 "-chardev", '{"backend": {"data": {"addr": {"type": "fd", "data": {"str": "9"}}}}}']
        run = self.started(*words)
        found = set(numbers(argv_of(run))[1:])
        self.assertEqual(len(found), 2)
        self.assertFalse(found & {4, 5, 6, 7, 8, 9}, found)
        self.assertEqual(open_in(run), {0, 1, 2} | found)

    def test_34_never_a_standard_stream(self):
        """QEMU would take a file on descriptor 1 for its output."""
        self.choose(slots=2)
        run = self.started(directives=["close=0", "close=1", "close=2"])
        found = numbers(argv_of(run))
        self.assertTrue(all(number > 2 for number in found), found)
        self.assertEqual(open_in(run), set(found))

    def test_explain_shows_the_same_number(self):
        for slots in (1, 3):
            with self.subTest(slots=slots):
                self.choose(slots=slots)
                self.assertEqual(self.plan()["argv"], argv_of(self.started()))

    def test_explain_opens_nothing(self):
        """The file isn't even there: only launch would notice."""
        self.choose()
        os.unlink(self.file)
        self.assertEqual(len(numbers(self.plan()["argv"])), 1)
        text = self.refused()
        self.assertIn("No such file or directory", text)
        self.assertIn("plugin add-fd (launch)", text)

    def test_not_filled(self):
        for fill, slots in (("none", 1), ("first", 2)):
            with self.subTest(fill=fill):
                self.choose(fill=fill, slots=slots)
                text = self.refused()
                self.assertIn("add-fd", text)
                self.assertIn("never filled", text)
                self.assertIn("the file of the test", text)
                self.assertEqual(len(numbers(self.plan()["argv"])), slots)

    def test_filled_by_what_is_no_descriptor(self):
        for fill in ("wrong", "closed", "itself"):
            with self.subTest(fill=fill):
                self.choose(fill=fill)
                self.assertIn("plugin add-fd (launch)", self.refused())

    def test_of_a_hook_that_fails_nothing_is_left(self):
        self.choose(slots=2, give_up="yes")
        self.assertIn("gave up on purpose", self.refused())
        with open(self.config_file, "a", encoding="utf-8") as file:
            file.write("[plugin add-fd]\nrequired = no\n")
        run = self.started(silent=False)
        self.assertEqual(numbers(argv_of(run)), [])
        self.assertEqual(open_in(run), {0, 1, 2})

    def test_no_descriptor_left(self):
        self.choose()
        text = self.refused(directives=["limit=7:4:4"])
        self.assertIn("add-fd", text)
        self.assertIn("Too many open files", text)

    def test_none_left_but_those_that_the_line_names(self):
        self.choose()
        words = [word for number in (4, 5) for word in ("-add-fd", "fd=%d,set=9" % number)]
        text = self.refused(*words, directives=["limit=7:6:6"])
        self.assertIn("Too many open files", text)

    def test_unused_on_a_line_that_prints(self):
        self.choose()
        run = self.started("-version")
        self.assertEqual(open_in(run), {0, 1, 2})
        self.assertEqual(numbers(argv_of(run)), [])


if __name__ == "__main__":
    unittest.main()
