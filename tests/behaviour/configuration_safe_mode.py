# SPDX-License-Identifier: MIT
"""QEMU_WRAPPER=off loads nothing and reads nothing but `real` in the system's main file."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from configuration_support import FIRST, ConfigurationCase, default  # noqa: E402


class SafeMode(ConfigurationCase):
    OFF = {"QEMU_WRAPPER": "off", "QEMU_ARGS": "-snapshot", "QEMU_WRAPPER_VNC_DEFAULT": FIRST}

    def expect_untouched(self, *options, notes=0, program=None, **variables):
        words = ["-vnc", "127.0.0.1:5907"]
        plan = self.explain(*options, words=words, **{**self.OFF, **variables})
        self.assertIsNone(plan["refused"])
        self.assertEqual(plan["argv"], [self.place.real, "-accel", "tcg", *words])
        self.assertEqual(plan["program"], program or self.place.real)
        self.assertEqual(plan["changes"], [])
        self.assertEqual(len(plan["notes"]), notes, plan["notes"])
        return plan

    def test_no_plugin(self):
        self.expect_untouched()

    def test_all_spellings_of_no(self):
        for value in ("off", "no", "false", "0"):
            with self.subTest(value=value):
                self.expect_untouched(QEMU_WRAPPER=value)

    def test_on_and_empty_mean_nothing(self):
        for value in ("on", "1", ""):
            with self.subTest(value=value):
                line = self.line(QEMU_ARGS="-snapshot", QEMU_WRAPPER=value)
                self.assertEqual(line, ["-snapshot"])

    def test_other_values_get_a_note(self):
        texts = self.notes(QEMU_WRAPPER="/usr/bin/qemu-wrapper")
        self.assertEqual(len(texts), 1)
        self.assertIn("QEMU_WRAPPER=/usr/bin/qemu-wrapper", texts[0])

    def test_nothing_else_is_read(self):
        self.fragment("1.conf", "malformed\n")
        self.user("malformed\n")
        self.expect_untouched(QEMU_WRAPPER_CONFIG="/nonexistent", QEMU_WRAPPER_PLUGINS="Bad")

    def test_real_of_the_system(self):
        other = self.place.install("other/qemu-system-x86_64")
        self.system("[wrapper]\nunknown = 1\nreal = %s\n[nothing]\n" % other)
        self.expect_untouched(program=other)
        self.expect_untouched("--real", self.place.real)
        self.expect_untouched(QEMU_WRAPPER_REAL=self.place.real)

    def test_way_out_of_a_broken_system_file(self):
        other = self.place.install("other/qemu-system-x86_64")
        path = self.system("[wrapper]\nreal = %s\nmalformed\n" % other)
        plan = self.expect_untouched(notes=1, program=other)
        self.assertIn(path + ":3: ", plan["notes"][0]["text"])
        os.chmod(path, 0o666)
        self.expect_untouched(notes=1)

    def test_way_out_where_the_lock_is_not_known(self):
        """A lock that can't be read does not hold: it is no defence, and this is the way out."""
        self.system("[wrapper]\nlock = yess\n")
        self.expect_untouched(notes=1)
        self.system("malformed\n[wrapper]\nlock = yes\n")
        self.expect_untouched(notes=1)

    def test_choice_of_plugins_is_ignored_with_a_note(self):
        self.expect_untouched("--plugins", "vnc", "--plugin", "args", notes=1)

    def test_without_it_the_same_line_changes(self):
        """The proof of the proof."""
        self.system(default(FIRST))
        variables = {**self.OFF, "QEMU_WRAPPER": None}
        self.assertIn("-snapshot", self.line(**variables))

    def test_drop_in(self):
        self.system("[wrapper]\nreal = %s\n" % self.place.real)
        env = self.place.variables(**self.OFF, QEMU_WRAPPER_REAL=None)
        run = self.place.launch(self.place.dropin, ["qemu-system-x86_64", "-vnc", ":5907"], env)
        self.assert_started(run)


if __name__ == "__main__":
    unittest.main()
