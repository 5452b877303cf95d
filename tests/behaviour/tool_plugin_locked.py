# SPDX-License-Identifier: MIT
"""A locked configuration chooses the plugins of launches. What `plugin info` and `plugin check` tell
of a plugin is about that plugin all the same."""

import os
import shutil
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from configuration_support import BUILD, NOBODY, ConfigurationCase  # noqa: E402


class Locked(ConfigurationCase):
    def setUp(self):
        super().setUp()
        os.mkdir(self.place.path("plugins"), 0o755)
        for name in ("memory", "typed", "unresolved"):
            built = os.path.join(BUILD, "tests", "plugins", name + ".so")
            shutil.copy(built, self.plugin(name))
        self.system("[wrapper]\nlock = yes\nplugins = memory\n[plugin memory]\nfile = %s\n"
                    % self.plugin("memory"))

    def plugin(self, name):
        return self.place.path("plugins", name + ".so")

    def tool(self, *words, user=None):
        return self.run_tool(["plugin", *words], self.place.variables(), user=user)

    def test_check_of_a_broken_plugin(self):
        done = self.tool("check", self.plugin("unresolved"))
        self.assertEqual(done.returncode, 1, done)
        self.assertIn("undefined symbol", done.stdout)

    def test_check_of_a_sound_plugin(self):
        done = self.tool("check", self.plugin("typed"))
        self.assertEqual((done.returncode, done.stderr), (0, ""), done)
        self.assertIn("8 options", done.stdout)

    def test_info(self):
        done = self.tool("info", self.plugin("typed"))
        self.assertNotIn("memory", done.stdout)
        self.assertRegex(done.stdout, "(?m)^name: +typed$")

    @unittest.skipUnless(os.geteuid() == 0, "only root can make a set-user-id program")
    @unittest.skipIf("ASAN_OPTIONS" in os.environ, "the sanitizer reads what AT_SECURE hides")
    def test_raised_privileges(self):
        """No code of a file that the caller chose runs with them."""
        self.make_set_user_id()
        for words in (["info", self.plugin("typed")], ["check", self.plugin("typed")],
                      ["info", "vnc"]):
            with self.subTest(words=words):
                done = self.tool(*words, user=NOBODY)
                self.assertNotEqual(done.returncode, 0, done)
                self.assertIn("raised privileges", done.stdout + done.stderr)

    def test_list(self):
        done = self.tool("list", "--plugins", "typed")
        self.assertEqual(done.returncode, 0, done)
        self.assertEqual(done.stdout.split()[:2], ["1", "memory"])


if __name__ == "__main__":
    unittest.main()
