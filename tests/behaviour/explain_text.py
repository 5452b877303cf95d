# SPDX-License-Identifier: MIT
"""explain for people: what changed and why, the endpoints, the command; safe to look at and to
paste; colour only where somebody sees it."""

import os
import re
import subprocess
import unittest

from explain_support import ExplainCase, TIME_LIMIT

COLOUR = re.compile("\x1b\\[[0-9;]*m")
LINE = ["-m", "2G"]
ARGS = "-vnc 127.0.0.1:5907"


class Text(ExplainCase):
    def test_one_screen_for_an_ordinary_line(self):
        text = self.text([*LINE, "-smp", "2", "-nographic"], QEMU_ARGS=ARGS)
        self.assertLessEqual(text.count("\n"), 24, text)
        self.assertEqual(text.splitlines()[0], "QEMU would be started with 2 changes.")

    def test_change_plugin_and_reason_stand_together(self):
        text = self.text(LINE, QEMU_ARGS=ARGS)
        self.assertRegex(text, r"\n  \+ -vnc 127\.0\.0\.1:5907 +args: .")
        self.assertRegex(text, r"\n  ~ -vnc 127\.0\.0\.1:5907 -> 127\.0\.0\.1:7 +vnc: .")

    def test_endpoint(self):
        text = self.text(["-vnc", "127.0.0.1:7"])
        self.assertIn(
            "\n  VNC  127.0.0.1 port 5907 (display 7), no password, this machine only\n", text
        )
        self.assertIn("open to other machines", self.text(["-vnc", ":7"]))

    def test_untouched(self):
        text = self.text(["-nographic"])
        self.assertTrue(text.startswith("QEMU would be started unchanged.\n"), text)
        self.assertNotIn("Changes", text)

    def test_refused(self):
        done = self.explain(["-vnc", "2001:db8::5901"])
        self.assertEqual(done.returncode, 125)
        text = done.stdout.decode()
        self.assertTrue(text.startswith("QEMU would not be started: "), text)
        self.assertIn("exit status 125", text)

    def test_printing_and_probing_lines(self):
        self.assertIn("This line only prints", self.text(["-version"]))
        self.assertIn("only asks QEMU about itself", self.text(["-machine", "none"]))

    def test_warnings_come_before_notes(self):
        text = self.text(["-vnc", ":7", "-spice", "port=1"])
        self.assertLess(text.index("  warning  "), text.index("  note  "))

    def test_long_values_are_whole(self):
        value = "x" * 5000
        self.assertIn(value, self.text(["-append", value]))

    def test_command_can_be_pasted(self):
        words = ["-name", bytes(range(1, 256)), "", "a\nb\\", "it's $HOME"]
        command = self.text(words).split("\nCommand:\n")[1].split("\n\n")[0]
        command = command.replace(self.place.real, "printf '%s\\0'")
        done = subprocess.run(
            ["bash", "-c", command], capture_output=True, timeout=TIME_LIMIT, check=True
        )
        wanted = [word if isinstance(word, bytes) else os.fsencode(word) for word in words]
        self.assertEqual(done.stdout.split(b"\0")[:-1], wanted)


class Terminal(ExplainCase):
    def test_colour_only_adds_colour(self):
        plain = self.text(LINE, QEMU_ARGS=ARGS)
        coloured = self.on_terminal(LINE, QEMU_ARGS=ARGS, TERM="xterm")
        self.assertNotIn("\x1b", plain)
        self.assertIn("\x1b[", coloured)
        self.assertEqual(COLOUR.sub("", coloured), plain)

    def test_no_colour(self):
        plain = self.text(LINE, QEMU_ARGS=ARGS)
        for variables in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            with self.subTest(variables=variables):
                more = {"TERM": "xterm", "QEMU_ARGS": ARGS, **variables}
                self.assertEqual(self.on_terminal(LINE, **more), plain)

    def test_empty_no_color_is_not_set(self):
        text = self.on_terminal(LINE, TERM="xterm", NO_COLOR="")
        self.assertIn("\x1b[", text)

    def test_other_forms_have_no_colour(self):
        for option in ("--json", "--shell"):
            with self.subTest(option=option):
                self.assertNotIn("\x1b", self.on_terminal(LINE, option, TERM="xterm"))

    def test_why_has_colour_on_a_terminal_only(self):
        plain = self.text(LINE, "--why", "m")
        coloured = self.on_terminal(LINE, "--why", "m", TERM="xterm")
        self.assertNotIn("\x1b", plain)
        self.assertNotEqual(coloured, plain)
        self.assertEqual(COLOUR.sub("", coloured), plain)

    def test_hostile_words_are_harmless(self):
        """Control characters of arguments, C1 and those that reverse text included."""
        hostile = "\x1b]0;x\x07\x1b[2J\x9b31m\x7f\u202e\u2066\r\b"
        words = ["-name", hostile, hostile, "-vnc", "127.0.0.1:5907,display=" + hostile]
        text = COLOUR.sub("", self.on_terminal(words, TERM="xterm"))
        left = {c for c in text if c != "\n" and (c < " " or c > "~")}
        self.assertEqual(left, set())


if __name__ == "__main__":
    unittest.main()
