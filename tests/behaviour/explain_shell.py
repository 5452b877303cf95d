# SPDX-License-Identifier: MIT
"""explain --shell: one command that a shell reads back as exactly what QEMU would get."""

import os
import subprocess
import unittest

from explain_support import ExplainCase, TIME_LIMIT

ODD = [
    "",
    " ",
    "-name",
    bytes(range(1, 256)),
    "it's",
    '"$(id)" `id` $HOME \\',
    "a\nb",
    "*",
    "~",
    "a=b",
    "\u6f22\u5b57",
    "#x",
    "!!",
    "\xa0",
    "-device",
    "x,,y={}[]<>|&;",
]


class Shell(ExplainCase):
    def words(self, line):
        """What sh makes of the command's words, the program left out."""
        done = subprocess.run(
            [b"sh", b"-c", b'show() { shift; printf "%s\\0" "$@"; }; show ' + line],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIME_LIMIT,
            check=True,
        )
        return done.stdout.split(b"\0")[:-1]

    def shell(self, words, **variables):
        done = self.explain(words, "--shell", **variables)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertTrue(done.stdout.endswith(b"\n"))
        return done.stdout

    def test_round_trip(self):
        line = self.shell(ODD)
        wanted = [word if isinstance(word, bytes) else os.fsencode(word) for word in ODD]
        self.assertEqual(self.words(line), wanted)

    def test_plain_words_stay_plain(self):
        line = self.shell(["-m", "2G", "-vnc", "127.0.0.1:5907"])
        self.assertEqual(line.decode(), self.place.real + " -m 2G -vnc 127.0.0.1:7\n")

    def test_first_word_is_the_program(self):
        real = self.place.install("real/a b'c=d")
        line = self.shell(["-S"], QEMU_WRAPPER_REAL=real)
        done = subprocess.run(
            [b"sh", b"-c", b"set -- " + line + b'\nprintf %s "$1"'],
            capture_output=True,
            timeout=TIME_LIMIT,
            check=True,
        )
        self.assertEqual(done.stdout, os.fsencode(real))

    def test_refused_line_gives_no_command(self):
        done = self.explain(["-vnc", "2001:db8::5901"], "--shell")
        self.assertEqual((done.returncode, done.stdout), (125, b""))
        self.assertIn(b"2001:db8::5901", done.stderr)


if __name__ == "__main__":
    unittest.main()
