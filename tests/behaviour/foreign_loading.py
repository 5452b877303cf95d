# SPDX-License-Identifier: MIT
"""A launch pays for foreign hooks only if there is one, and the library of a foreign hook is loaded
in a child alone."""

import os
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from foreign_support import ForeignCase  # noqa: E402
from hooks_support import NAME, QUIET, TIME_LIMIT  # noqa: E402


class Loading(ForeignCase):
    def loaded(self):
        """The base names of what the dynamic linker loads in the wrapper's own process, as it
        tells on standard error, and how many processes it tells of."""
        done = subprocess.run(
            [self.place.tool, "explain", NAME, *QUIET],
            env=self.variables(LD_DEBUG="files"),
            cwd=self.place.path("work"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIME_LIMIT,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stderr[-500:])
        text = done.stderr.decode(errors="replace")
        found = re.findall(r"^\s*\d+:\s+file=(\S+) \[\d+\];\s+(?:generating|dynamically|needed)",
                           text, re.MULTILINE)
        return {os.path.basename(name) for name in found}

    def has(self, names, part):
        return any(name.startswith(part) for name in names)

    def test_nothing_without_one(self):
        for more in ("", "[foreign hook]\nlibrary = libz.so.1\n"):
            self.select("memory", more=more)
            names = self.loaded()
            self.assertTrue(self.has(names, "memory.so"), names)
            self.assertFalse(self.has(names, "libffi"), names)
            self.assertFalse(self.has(names, "foreign.so"), names)

    def test_with_one_its_library_is_not_here(self):
        self.hook(function="int callee_int(int)", arguments="1", ok="any", set_variable="QW_X")
        names = self.loaded()
        self.assertTrue(self.has(names, "foreign.so"), names)
        self.assertTrue(self.has(names, "libffi"), names)
        self.assertFalse(self.has(names, "libcallee"), names)

    def test_no_executable_memory(self):
        """Told by a function of the library, called as all are."""
        for wanted, expected in ((" rwx", "0"), (" r-xp", None)):
            self.hook(function="int callee_mappings(const char *)", arguments='"%s"' % wanted,
                      ok="nonneg", set_variable="QW_X")
            number = self.fact()["result"]
            self.assertTrue(number == expected if expected else int(number) > 3, number)


if __name__ == "__main__":
    unittest.main()
