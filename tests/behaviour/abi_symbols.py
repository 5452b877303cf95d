# SPDX-License-Identifier: MIT
"""What our binaries export is exactly what tests/abi/symbols lists: the program nothing, a built-in
plugin its descriptor, the library of the test kit its functions. A symbol that gets out by accident is
one that somebody will use."""

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "abi"))

from abi_support import ABI, INCLUDE, compile_plugin  # noqa: E402
from declarations import without_comments  # noqa: E402

BUILD = os.environ["QW_BUILD"]
PROGRAM = os.path.join(BUILD, "wrapper", "qemu-wrapper")
SUPERVISOR = os.path.join(BUILD, "supervisor", "supervisor")
LIBRARY = os.path.join(BUILD, "wrapper", "libqemu-wrapper-test.so")
TEST_HEADER = os.path.join(INCLUDE, "qemu-wrapper", "test.h")


def exported(path):
    done = subprocess.run(["nm", "-D", "--defined-only", path], capture_output=True, text=True,
                          check=True)
    return sorted(line.split()[-1] for line in done.stdout.splitlines())


def listed(name):
    """A line each; the program has no list, for it exports nothing."""
    with open(os.path.join(ABI, "symbols", name), encoding="utf-8") as file:
        return sorted(file.read().split())


def sanitized():
    with open(PROGRAM, "rb") as file:
        return b"__asan_" in file.read()


@unittest.skipIf(sanitized(), "sanitizers export symbols of their own")
class Symbols(unittest.TestCase):
    def test_56_programs_export_nothing(self):
        """But what the C library has to find there, such as `stdin` where a program uses it."""
        for path in (PROGRAM, SUPERVISOR):
            with self.subTest(path):
                own = [name for name in exported(path) if "@GLIBC_" not in name]
                self.assertEqual(own, [])

    def test_56_plugins_export_their_descriptor(self):
        plugins = glob.glob(os.path.join(BUILD, "plugins", "*.so"))
        self.assertGreaterEqual(len(plugins), 4)
        for path in plugins:
            with self.subTest(os.path.basename(path)):
                self.assertEqual(exported(path), listed("plugin"))

    @unittest.skipUnless(os.path.exists(LIBRARY), "the library of the test kit is not built")
    def test_56_library_exports_what_its_header_declares(self):
        self.assertEqual(exported(LIBRARY), listed("libqemu-wrapper-test"),
                         "tests/abi/symbols/libqemu-wrapper-test lists what programs link with: "
                         "what is new is added to it, and nothing is ever removed")
        with open(TEST_HEADER, encoding="utf-8") as file:
            declared = re.findall(r"QW_EXPORT [^;]*?(qw_test_\w+)\(", without_comments(file.read()))
        self.assertEqual(sorted(declared), listed("libqemu-wrapper-test"))

    def test_one_symbol_too_many_is_noticed(self):
        folder = tempfile.mkdtemp(prefix="qw-symbols-")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        source, plugin = os.path.join(folder, "a.c"), os.path.join(folder, "a.so")
        with open(source, "w", encoding="utf-8") as file:
            file.write("#include <qemu-wrapper/plugin.h>\nQW_EXPORT int helper;\n"
                       'QW_PLUGIN(.name = "a");\n')
        self.assertIsNone(compile_plugin(plugin, source))
        self.assertEqual(exported(plugin), ["helper", "qw_plugin_v0"])
        self.assertNotEqual(exported(plugin), listed("plugin"))


if __name__ == "__main__":
    unittest.main()
