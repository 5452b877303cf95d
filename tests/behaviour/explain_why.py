# SPDX-License-Identifier: MIT
"""explain --why SELECTOR: the history of the options that it matches."""

import unittest

from explain_support import ExplainCase


class Why(ExplainCase):
    def test_added_and_corrected(self):
        text = self.text(["-m", "2G"], "--why", "vnc", QEMU_ARGS="-vnc 127.0.0.1:5907")
        lines = text.splitlines()
        self.assertEqual(lines[0], "-vnc 127.0.0.1:7")
        self.assertRegex(lines[1], "^    QEMU_ARGS ")
        self.assertRegex(text, "\n    args +added -vnc 127.0.0.1:5907\n +.*QEMU_ARGS")
        self.assertRegex(text, "\n    vnc +changed -vnc 127.0.0.1:5907 -> 127.0.0.1:7\n +.*5907")
        self.assertEqual(lines[-1].split()[-3:], ["argv[3]", "and", "argv[4]"])

    def test_untouched(self):
        text = self.text(["-m", "2G"], "--why", "m")
        self.assertRegex(text, "^-m 2G\n    user +wrote -m 2G +\\(argv\\[1\\]\\)\n")
        self.assertIn("changed nothing", text)

    def test_all_spellings_are_one_option(self):
        for words in (["-vnc", ":1"], ["--vnc", ":1"], ["-display", "vnc=:1"]):
            for selector in ("vnc", "-vnc", "vnc[*]"):
                with self.subTest(words=words, selector=selector):
                    text = self.text(words, "--why", selector)
                    self.assertTrue(text.startswith(" ".join(words) + "\n"), text)

    def test_each_match_is_told(self):
        words = ["-device", "e1000,id=a", "-device", "sdhci,id=b", "-device", "e1000,id=c"]
        self.assertEqual(self.text(words, "--why", "device[*]").count("user "), 3)
        self.assertEqual(self.text(words, "--why", "device[e1000]").count("user "), 2)
        self.assertEqual(self.text(words, "--why", "device[id=b]").count("user "), 1)

    def test_nothing_matches(self):
        done = self.explain(["-m", "2G"], "--why", "device")
        self.assertEqual((done.returncode, done.stdout), (125, b""))
        self.assertIn(b"no option of this line matches 'device'", done.stderr)

    def test_malformed_selector(self):
        done = self.explain(["-m", "2G"], "--why", "device[")
        self.assertEqual((done.returncode, done.stdout), (125, b""))
        self.assertIn(b"column", done.stderr)


if __name__ == "__main__":
    unittest.main()
