# SPDX-License-Identifier: MIT
"""Symbols are resolved when a plugin is loaded, and no plugin sees those of another."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "plugins"))

from loading import LoadingCase, built  # noqa: E402


class Symbols(LoadingCase):
    def test_22_unresolved_symbol(self):
        self.install("unresolved")
        self.select("unresolved")
        self.assert_refused("unresolved", "undefined symbol: qw_test_function_of_nobody")

    def test_23_same_symbol_in_two_plugins(self):
        names = ["same-symbol-a", "same-symbol-b"]
        for name in names:
            self.install(name)
        for order in (names, names[::-1]):
            with self.subTest(order=order):
                self.select(*order)
                result = self.assert_loads()
                self.assertEqual(result.notes, [f"answer of {name}" for name in order])

    def test_25_missing_library(self):
        with open(built("needs-library.so"), "rb") as file:
            data = file.read()
        self.assertEqual(data.count(b"\0libm.so.6\0"), 1)
        self.write("needs-library", data)
        self.select("needs-library")
        self.assert_loads()
        self.write("needs-library", data.replace(b"\0libm.so.6\0", b"\0libQ.so.6\0"))
        self.assert_refused(
            "needs-library",
            "libQ.so.6: cannot open shared object file: No such file or directory",
        )


if __name__ == "__main__":
    unittest.main()
