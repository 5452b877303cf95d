# SPDX-License-Identifier: MIT
"""Foreign hooks in the system's configuration: declared there, in its fragments and nowhere else,
and not called with raised privileges."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from configuration_support import NOBODY, ConfigurationCase  # noqa: E402
from foreign_support import section  # noqa: E402

HOOK = section("hook", function="int callee_int(int)", arguments="1", ok="any", add="smp")
SELECT = "[wrapper]\nplugins = hook\n"


class System(ConfigurationCase):
    def test_main_file_and_fragments(self):
        self.system(SELECT)
        self.fragment("50-hook.conf", HOOK)
        self.assertEqual(self.line(), ["-smp", "1"])
        self.fragment("60-other.conf", "[foreign hook]\narguments = 2\n")
        self.assertEqual(self.line(), ["-smp", "2"])

    def test_files_of_users(self):
        self.system(SELECT + HOOK)
        for text, part in (
            ("[foreign hook]\narguments = 2\n", "is not for per-user files"),
            ("[hook]\narguments = 2\n", "is both a foreign hook"),
            ("[plugin hook]\ntime-limit = 2\n", "is both a foreign hook"),
        ):
            with self.subTest(text=text):
                path = self.user(text)
                self.assert_refused(path, 1, part)

    @unittest.skipUnless(os.geteuid() == 0, "only root can make a set-user-id program")
    @unittest.skipIf("ASAN_OPTIONS" in os.environ, "the sanitizer reads what AT_SECURE hides")
    def test_raised_privileges(self):
        path = self.system(SELECT + HOOK)
        self.assertEqual(self.line(user=NOBODY), ["-smp", "1"])
        self.make_set_user_id()
        refused = self.refusal(phase="load", user=NOBODY)
        self.assertIn("no function of a foreign library is called", refused)
        self.assertIn("%s:3" % path, refused)


if __name__ == "__main__":
    unittest.main()
