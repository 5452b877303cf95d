# SPDX-License-Identifier: MIT
"""`make-folder` makes a folder before a guest starts, and only then; where it can't, nothing starts."""

import os
import stat
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import NAME, QUIET, StandinCase, entries  # noqa: E402


class MakeFolder(StandinCase):
    def launch(self, folder, *words, **more):
        config = self.place.write("own.conf", "[wrapper]\nmake-folder = %s\n" % folder, 0o644)
        env = entries(self.place.variables(QEMU_WRAPPER_CONFIG=config, **more))
        return self.place.launch(self.place.dropin, [NAME, *words, *QUIET], env)

    def test_before_a_guest_starts(self):
        folder = self.place.path("sockets")
        for _ in range(2):
            run = self.launch(folder, "-m", "1G")
            self.assertEqual((run.status, run.text), (0, ""))
            self.assertTrue(stat.S_ISDIR(os.stat(folder).st_mode))

    def test_a_relative_path_is_relative_to_the_file(self):
        self.launch("sockets", "-m", "1G")
        self.assertTrue(os.path.isdir(self.place.path("sockets")))

    def test_not_where_no_guest_starts(self):
        folder = self.place.path("sockets")
        self.launch(folder, "-version")
        self.launch(folder, "-machine", "none")
        self.launch(folder, "-m", "1G", QEMU_WRAPPER_EXPLAIN="1")
        self.assertFalse(os.path.exists(folder))

    def test_nothing_starts_without_it(self):
        folder = self.place.path("no", "sockets")
        run = self.launch(folder, "-m", "1G")
        self.assert_not_started(run, 125)
        self.assertIn("own.conf:2, make-folder: can't make %s: No such file" % folder, run.text)


if __name__ == "__main__":
    unittest.main()
