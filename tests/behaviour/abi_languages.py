# SPDX-License-Identifier: MIT
"""The public headers compile without a warning in every language they promise, by gcc and clang, with
the warnings that plugins' authors switch on; and their layout is what layout.c says on machines of
other sizes and byte orders, too."""

import os
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "abi"))

from abi_support import ABI, INCLUDE, compilers, copy_headers, run  # noqa: E402

HEADERS = sorted("qemu-wrapper/" + name for name in os.listdir(
    os.path.join(INCLUDE, "qemu-wrapper")))

C = ["c99", "c11", "c17", "c2x", "gnu99", "gnu11", "gnu17", "gnu2x"]
CXX = ["c++17", "c++20", "gnu++17", "gnu++20"]
# The oldest and the newest, where what is between them can't matter.
ENDS = ["c99", "c2x", "c++17", "c++20"]

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Wconversion", "-Wshadow", "-Wcast-align",
            "-Wcast-qual", "-Wundef", "-Wwrite-strings", "-Wformat=2", "-Wpointer-arith",
            "-Wredundant-decls", "-Wno-missing-field-initializers"]
C_WARNINGS = ["-Wstrict-prototypes", "-Wmissing-prototypes", "-Wdeclaration-after-statement",
              "-Wc++-compat", "-Wold-style-definition", "-Wbad-function-cast"]
CXX_WARNINGS = ["-Wold-style-cast", "-Wsign-conversion", "-Wnon-virtual-dtor"]

# Macros of these have names like our members, or change what such names mean.
SYSTEM = """#define _FILE_OFFSET_BITS 64
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/types.h>
#include <syslog.h>
#include <unistd.h>
"""

# A target of clang and the sizes of its machine, all without any C library.
MACHINES = ["x86_64-linux-gnu", "x86_64-linux-gnux32", "i386-linux-gnu", "armv7-linux-gnueabihf",
            "aarch64-linux-gnu", "powerpc-linux-gnu", "powerpc64-linux-gnu", "s390x-linux-gnu",
            "mips-linux-gnu", "riscv32-linux-gnu", "riscv64-linux-gnu"]

PLANTED = ("services.h", "	return qw_int(ctx, key) != 0;",
           "	int is_set = qw_int(ctx, key);\n	return is_set;")


# A second source of a plugin, as C and as C++.
HELPER = """
#ifdef __cplusplus
extern "C"
#endif
const char *helper(const struct qw_context *ctx);
const char *helper(const struct qw_context *ctx)
{
    return qw_string(ctx, "a");
}
"""


def alone(header):
    """The text that includes one header; services.h is a part of plugin.h and needs it."""
    first = "#include <qemu-wrapper/plugin.h>\n" if header.endswith("/services.h") else ""
    return first + "#include <%s>\n" % header


class Languages(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="qw-languages-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def ways(self, among=(*C, *CXX)):
        """(words of the compiler, ending of sources) for each compiler and language."""
        for cxx, standards, more in ((False, C, C_WARNINGS), (True, CXX, CXX_WARNINGS)):
            found = compilers(cxx)
            self.assertTrue(found, "no compiler")
            for compiler in found:
                for standard in filter(among.__contains__, standards):
                    yield ([*compiler, "-std=" + standard, *WARNINGS, *more],
                           "cpp" if cxx else "c")

    def assert_compiles(self, words, include=INCLUDE):
        done = run([*words, "-I" + include], cwd=self.folder)
        self.assertEqual(done.returncode, 0, "%s\n%s" % (" ".join(words), done.stderr))

    def test_56_each_header_alone_and_twice(self):
        for words, ending in self.ways():
            for header in HEADERS:
                with self.subTest(words=words[:2], header=header):
                    text = alone(header)
                    source = self.write("alone." + ending, text + text)
                    self.assert_compiles([*words, "-fsyntax-only", source])

    def test_56_every_function_beside_system_headers(self):
        with open(os.path.join(ABI, "every_function.c"), encoding="utf-8") as file:
            text = file.read()
        for words, ending in self.ways():
            with self.subTest(words=words[:2]):
                source = self.write("system." + ending, SYSTEM + text)
                self.assert_compiles([*words, "-fsyntax-only", source])

    def test_56_every_function_optimised(self):
        """Which finds more to warn of."""
        with open(os.path.join(ABI, "every_function.c"), encoding="utf-8") as file:
            text = file.read()
        for words, ending in self.ways(ENDS):
            with self.subTest(words=words[:2]):
                source = self.write("plain." + ending, text)
                self.assert_compiles([*words, "-O2", "-c", "-o", "/dev/null", source])

    def test_56_two_units_are_one_plugin(self):
        with open(os.path.join(ABI, "every_function.c"), encoding="utf-8") as file:
            text = file.read()
        helper = "".join(alone(header) for header in HEADERS) + HELPER
        for words, ending in self.ways(ENDS):
            with self.subTest(words=words[:2]):
                self.assert_compiles(
                    [*words, "-fPIC", "-shared", "-Wl,-z,defs", "-o", "both.so",
                     self.write("one." + ending, text), self.write("two." + ending, helper)])

    def test_planted_warnings_are_noticed(self):
        """The warnings are on, for the headers too."""
        with open(os.path.join(ABI, "every_function.c"), encoding="utf-8") as file:
            text = file.read()
        include = copy_headers(os.path.join(self.folder, "include"), PLANTED)
        for words, ending in self.ways():
            with self.subTest(words=words[:2]):
                done = run([*words, "-fsyntax-only", "-I" + include,
                            self.write("planted." + ending, text)])
                self.assertNotEqual(done.returncode, 0)
                self.assertIn("conversion", done.stderr)

    def layout(self, *options, include=INCLUDE, layout=None):
        return run([*options, "-std=c17", "-ffreestanding", "-fsyntax-only", "-I" + include,
                    "-isystem", os.path.join(ABI, "freestanding"), "-Wno-unused-command-line-argument",
                    layout or os.path.join(ABI, "layout.c")])

    @unittest.skipUnless(shutil.which("clang"), "clang is not installed")
    def test_56_layout_on_other_machines(self):
        for machine in MACHINES:
            with self.subTest(machine):
                done = self.layout("clang", "--target=" + machine)
                self.assertEqual(done.returncode, 0, done.stderr)
        with open(os.path.join(ABI, "layout.c"), encoding="utf-8") as file:
            text = file.read()
        for old, new in (("minimum, I386(20, ", "minimum, I386(24, "),
                         ("AT(qw_change, id, 20,", "AT(qw_change, id, 24,")):
            self.assertEqual(text.count(old), 1, old)
            wrong = self.write("layout.c", text.replace(old, new))
            self.assertNotEqual(self.layout("clang", "--target=i386-linux-gnu",
                                            layout=wrong).returncode, 0)

    def test_56_layout_of_32_bits_by_gcc(self):
        if run(["gcc", "-m32", "-ffreestanding", "-fsyntax-only", "-x", "c", "/dev/null"]).returncode:
            self.skipTest("gcc can't compile for 32 bits here")
        done = self.layout("gcc", "-m32")
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
