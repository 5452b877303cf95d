# SPDX-License-Identifier: MIT
"""What authors have: a plugin, its cases and its cmocka test are made with an installation and its
pkg-config files alone, in C and in C++, and need nothing that they didn't ask for."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from plugin_new import install  # noqa: E402
from standin import TIME_LIMIT, StandinCase  # noqa: E402

# Sanitizers' runtime would have to be named for programs of other people.
SANITIZED = any(name in os.environ for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"))

PLUGIN = r"""
#include <qemu-wrapper/plugin.h>
static int rewrite(struct qw_context *ctx, struct qw_command *cmd)
{
    struct qw_option *memory = qw_find(cmd, "m[*]");
    return memory ? 0 : qw_add(cmd, "m", qw_string(ctx, "default"), QW_GUEST_VISIBLE,
                   "no memory size was given");
}
static const struct qw_option_spec options[] = {
    { "default", QW_SIZE, "2G", "size when -m is missing" },
    { 0 }
};
QW_PLUGIN(.name = "memory", .summary = "gives guests a memory size",
      .options = options, .rewrite = rewrite);
"""

TEST = r"""
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <qemu-wrapper/test.h>
static void a_size_is_given(void **state)
{
    struct qw_test *t = qw_test_new(&qw_plugin_v0);
    (void)state;
    assert_int_equal(qw_test_option(t, "default", "4G", NULL), 0);
    assert_int_equal(qw_test_command(t, "qemu-system-x86_64 -nographic"), 0);
    assert_int_equal(qw_test_plan(t), 0);
    assert_string_equal(qw_test_line(t), "qemu-system-x86_64 -nographic -m SIZE");
    qw_test_free(t);
}
int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_size_is_given) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
"""

CASES = """
case: a size is given where there is none
command: qemu-system-x86_64 -nographic
option: default = 4G
expect: qemu-system-x86_64 -nographic -m 4G
"""


@unittest.skipIf(SANITIZED, "needs a library without sanitizers")
class Installed(StandinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        target = os.path.realpath(tempfile.mkdtemp(prefix="qw-installed-"))
        cls.addClassCleanup(shutil.rmtree, target)
        cls.prefix, cls.packages = install(target)
        cls.libraries = os.path.dirname(cls.packages)

    def setUp(self):
        super().setUp()
        self.work = self.place.path("work")
        self.env = self.place.variables(
            PATH=os.path.join(self.prefix, "bin") + ":/usr/local/bin:/usr/bin:/bin",
            PKG_CONFIG_PATH=self.packages,
            LD_LIBRARY_PATH=self.libraries,
            QEMU_WRAPPER_PLUGIN_PATH=None,
        )
        for name, text in (("memory.c", PLUGIN), ("memory.cases", CASES),
                           ("test_memory.c", TEST.replace("SIZE", "4G"))):
            self.place.write("work/" + name, text)

    def sh(self, script, status=0):
        done = subprocess.run(["sh", "-ec", script], cwd=self.work, env=self.env,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=TIME_LIMIT, check=False)
        self.assertEqual(done.returncode, status, done.stdout)
        return done.stdout

    def test_cmocka(self):
        """The test passes; a wrong one fails."""
        command = ("cc -Wall -Werror -o test_memory test_memory.c memory.c "
                   "$(pkg-config --cflags --libs qemu-wrapper-test cmocka) && ./test_memory")
        self.assertIn("a_size_is_given", self.sh(command))
        self.place.write("work/test_memory.c", TEST.replace("SIZE", "5G"))
        self.assertIn("1 FAILED TEST", self.sh(command, status=1))

    def test_cases(self):
        self.sh("cc -shared -fPIC $(pkg-config --cflags qemu-wrapper) -o memory.so memory.c")
        self.assertEqual(self.sh("qemu-wrapper plugin test memory.so memory.cases"),
                         "1 passed, 0 failed\n")

    @unittest.skipUnless(shutil.which("c++"), "needs a C++ compiler")
    def test_cxx(self):
        for name in ("test_kit.c", "minimal.cpp"):
            shutil.copy(os.path.join(os.environ["QW_SOURCE"], "tests", "abi", name), self.work)
        self.sh("c++ -std=c++17 -Wall -Wextra -Werror -DNAME='\"kit\"' -o kit -x c++ test_kit.c "
                "minimal.cpp $(pkg-config --cflags --libs qemu-wrapper-test) && ./kit")

    def test_nothing_else_is_asked_for(self):
        flags = self.sh("pkg-config --libs qemu-wrapper-test").split()
        self.assertEqual([flag for flag in flags if flag.startswith("-l")],
                         ["-lqemu-wrapper-test"])
        for name in ("--print-requires", "--print-requires-private"):
            self.assertIn(self.sh("pkg-config %s qemu-wrapper-test" % name).split(),
                          (["qemu-wrapper"], []))
        library = os.path.join(self.libraries, "libqemu-wrapper-test.so")
        text = self.sh("readelf -dW " + library)
        self.assertEqual(re.findall(r"NEEDED.*\[(.*?)\]", text), ["libc.so.6"])
        self.assertEqual(re.findall(r"SONAME.*\[(.*?)\]", text), ["libqemu-wrapper-test.so.0"])

    def test_no_launch_uses_it(self):
        text = self.sh("readelf -dW %s/bin/qemu-wrapper" % self.prefix)
        self.assertNotIn("qemu-wrapper-test", text)

    def test_our_own_cases_are_examples(self):
        """Those that are installed hold with the plugins that are installed."""
        folder = os.path.join(self.prefix, "share", "doc", "qemu-wrapper", "examples")
        plugins = self.sh("pkg-config --variable=plugindir qemu-wrapper").strip()
        for name in ("args", "vnc", "kvm", "log", "size"):
            out = self.sh("qemu-wrapper plugin test %s/%s.so %s/%s.cases"
                          % (plugins, name, folder, name))
            self.assertRegex(out, r"^\d+ passed, 0 failed\n$")


if __name__ == "__main__":
    unittest.main()
