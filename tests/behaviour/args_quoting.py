# SPDX-License-Identifier: MIT
"""QEMU_ARGS is split into words as sh does it, and nothing in it is expanded. Quotes that are
never closed are told with their place, and nothing runs."""

import itertools
import os
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from args_support import ArgsCase  # noqa: E402

# Text that a shell would expand in no way; the shell is the judge.
VECTORS = [
    "-m 1G", "  -m\t1G \n", "'a b'", '"a b"', "a\\ b", "a'b'c", 'a"b"c', "a'b'\"c\"d\\e",
    "''", '""', "'' ''", "a '' b", "x''", "''x", "''\"\"''", "' '", '" "',
    "'a\nb'", '"a\nb"', "a\\\nb", "a \\\n b", "\\\n", "\\\n\\\na", '"a\\\nb"', "'a\\\nb'",
    "'\\'", "'a\\b'", "'\\n'", '"\\n"', "\\n", '"\\""', '"\\\\"', "\\\\", "\\'",
    '\\"', "\"'\"", "'\"'",
    '"\\$"', '"\\`"', "\\$", "\\`", "'$HOME'", "'`id`'", "'$(id)'", "\\*",
    "'*'", '"*"', '"?"', '"[a]"',
    "'~'", '"~"', "\\~", "'#'", '"#"', "\\#", "a#b", "a\\#", "';'", '";"', "\\;",
    "'|'", '"|"', "\\|",
    "\\&", '"&"', "\\<", "\\>", '"<>"', "\\(\\)", '"()"', "{a}",
    "=", "a=b", "%", "+", "@", "!", "^", ":",
    '"\\a\\b\\c"', "\\a\\b\\c", '"\\ "', "\\ ", "\\\t", "\\  \\ ", "a\\ \\ b",
    "-name 'my guest' -append \"root=/dev/sda1 console=ttyS0\"",
    "-drive file=/a\\ b.img,if=virtio -device 'x,y=\"z\"'",
    "a\u00e4b '\u00e4 \u20ac'", "a\vb", "a\fb", "\x01\x7f", "' \t\n\v\f'",
    "-" * 2000, "'" + "x y" * 2000 + "'",
]
# Every text of up to four of these is compared as well.
SIGNS = ["a", " ", "'", '"', "\\", "\\\n"]

EXPANSIONS = [
    "$HOME", "${HOME}", "$(id)", "`id`", "$((1+1))", "*", "/*", "?", "[a-z]*", "~", "~root",
    "#", "#comment",
    "a;b", ";", "a|b", "|", "a&b", "&", "&&", "<x", ">x", "2>&1", "(a)", "{a,b}", "!", "$", "$$",
    "$?", "$@", "a=~", "=",
]


def of_shell(texts):
    """For each text the words that sh makes of it, or None where it complains. An empty line of
    words differs from one empty word."""
    script = (
        "for text do (eval \"set -- $text\"; for word do printf '%s\\0' \"$word\"; done) "
        "2>/dev/null || printf 'x\\0(bad)'; printf '(end)'; done"
    )
    done = subprocess.run(
        ["sh", "-c", script, "sh", *texts], stdout=subprocess.PIPE, cwd="/", check=True, timeout=60
    )
    parts = done.stdout.decode().split("(end)")[:-1]
    return [None if part.endswith("(bad)") else part.split("\0")[:-1] for part in parts]


def is_comparable(text):
    """A line end that is not quoted would end the shell's command, and at the end of a command
    shells differ about a backslash."""
    backslashes = len(text) - len(text.rstrip("\\"))
    return backslashes % 2 == 0 and not re.search(r"(?<!\\)(\\\\)+\n", text)


class Quoting(ArgsCase):
    def test_as_a_shell(self):
        for text, expected in zip(VECTORS, of_shell(VECTORS)):
            with self.subTest(text=text):
                self.assertEqual(self.words(text), expected)

    def test_the_judge(self):
        """The comparison itself: what it says of a few texts, one of them by another way."""
        found = of_shell(["a 'b c'", "'", '"', "", "''"])
        self.assertEqual(found, [["a", "b c"], None, None, [], [""]])
        text = "-name 'my guest' \\\n x\"y\"z ''"
        command = ["sh", "-c", "printf '%s\\0' " + text]
        done = subprocess.run(command, capture_output=True, check=True)
        self.assertEqual(of_shell([text]), [done.stdout.decode().split("\0")[:-1]])

    def test_all_short_texts(self):
        texts = ["".join(t) for n in range(1, 5) for t in itertools.product(SIGNS, repeat=n)]
        texts = sorted(filter(is_comparable, texts))
        open_ended = 0
        for text, expected in zip(texts, of_shell(texts)):
            plan = self.explain(QEMU_ARGS=text)
            if expected is None:
                open_ended += 1
                self.assertIsNotNone(plan["refused"], repr(text))
            else:
                self.assertEqual(plan["argv"][3:], expected, repr(text))
        self.assertGreater(open_ended, 100)
        self.assertLess(open_ended, len(texts) - 100)

    def test_line_ends_separate(self):
        self.assertEqual(self.words("-m\n1G\n\n-name\n'a\nb'"), ["-m", "1G", "-name", "a\nb"])

    def test_carriage_return_is_a_byte_as_any_other(self):
        """As for sh; it is what QEMU would be told by a shell."""
        self.assertEqual(self.words("a\rb 'c\rd'"), ["a\rb", "c\rd"])

    def test_nothing_is_expanded(self):
        env = {"HOME": "/nonexistent"}
        for text in EXPANSIONS:
            for quoted in (text, '"%s"' % text.replace("`", "\\`")):
                with self.subTest(text=quoted):
                    plan = self.explain(QEMU_ARGS="-name " + quoted, **env)
                    self.assertEqual(plan["argv"][3:], ["-name", text])
        words = self.words("-name $HOME * ~ `id` # ; |")
        self.assertEqual(words, ["-name", "$HOME", "*", "~", "`id`", "#", ";", "|"])

    def test_nothing_to_add(self):
        for text in ("", " ", "\t\n ", "\\\n", " \\\n "):
            with self.subTest(text=text):
                self.assertEqual(self.words(text), [])
                self.assertEqual(self.explain(QEMU_ARGS=text)["changes"], [])

    def test_empty_words_stay(self):
        self.assertEqual(self.words("'' -name \"\" ''"), ["", "-name", "", ""])

    def test_bytes_that_are_no_utf8(self):
        text = bytes(n for n in range(1, 256) if chr(n) not in " \t\r\n'\"\\")
        run = self.started(QEMU_ARGS=text)
        self.assertEqual([os.fsencode(word) for word in run[2:]], [text])

    def test_many_words(self):
        self.assertEqual(self.words("-snapshot " * 10000), ["-snapshot"] * 10000)


class Unbalanced(ArgsCase):
    CASES = [
        ("'", 1, 1, "'"), ('"', 1, 1, '"'), ("\\", 1, 1, "\\"),
        ("-name 'my guest", 1, 7, "'"), ('-name "my guest', 1, 7, '"'), ("-name my\\", 1, 9, "\\"),
        ("'a' 'b' 'c", 1, 9, "'"), ("a'b'c\"d", 1, 6, '"'), ("'it's a'", 1, 8, "'"),
        ("\"a\\\"", 1, 1, '"'),
        ("\"a'", 1, 1, '"'), ("'a\"", 1, 1, "'"), ("  '", 1, 3, "'"), ("\t'", 1, 2, "'"),
        ("-m 1G\n-name 'x", 2, 7, "'"), ("a\n\n\n  \"b", 4, 3, '"'), ("'a\nb' 'c", 2, 4, "'"),
        ("a\\\nb'", 2, 2, "'"), ("a\n\\", 2, 1, "\\"),
    ]

    def place_of(self, text):
        message = self.refused(QEMU_ARGS=text)
        begin = "qemu-wrapper: plugin args (rewrite): QEMU_ARGS, "
        self.assertTrue(message.startswith(begin), message)
        return message

    def test_place(self):
        for text, line, column, sign in self.CASES:
            with self.subTest(text=text):
                message = self.place_of(text)
                self.assertIn("column %d:" % column, message)
                self.assertEqual("line %d, " % line in message, line > 1)
                self.assertIn("(%s)" % sign, message)

    def test_explain(self):
        plan = self.explain("-m", "1G", QEMU_ARGS="-name 'x")
        self.assertEqual((plan["refused"]["plugin"], plan["refused"]["phase"]), ("args", "rewrite"))
        self.assertIn("column 7", plan["refused"]["text"])
        self.assertEqual(plan["argv"][3:], ["-m", "1G"])
        self.assertEqual(plan["changes"], [])

    def test_in_the_configuration(self):
        for key in ("append", "prepend"):
            with self.subTest(key=key):
                self.configure("[args]\n%s = -m 1G\n%s = -name \"x\n" % (key, key))
                self.assertIn("%s:5, column 7" % self.config, self.refused())

    def test_nothing_secret_is_quoted(self):
        message = self.place_of("-object secret,id=s,data=hunter2 'x")
        self.assertNotIn("hunter2", message)


if __name__ == "__main__":
    unittest.main()
