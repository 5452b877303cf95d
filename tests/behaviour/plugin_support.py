# SPDX-License-Identifier: MIT
"""What the tests of `plugin list`, `plugin info` and `plugin check` share; no test by itself."""

import os
import subprocess

from hooks_support import BUILD, REFUSED, HookCase

BROKEN = 1


def built(name):
    return os.path.join(BUILD, "tests", "plugins", name)


class PluginCase(HookCase):
    def tool(self, *words, stdout=subprocess.PIPE, **more):
        more.setdefault("QEMU_WRAPPER_PLUGIN_PATH", self.place.path("plugins"))
        env = self.variables(QW_TEST_MARK=self.place.path("mark"), **more)
        return self.run_tool(["plugin", *words], env, stdout)

    def output(self, *words, status=0, **more):
        done = self.tool(*words, **more)
        self.assertEqual((done.returncode, done.stderr), (status, ""), done)
        return done.stdout

    def complaint(self, *words, **more):
        done = self.tool(*words, **more)
        self.assertEqual(done.returncode, REFUSED, done)
        self.assertTrue(done.stderr.startswith("qemu-wrapper: "), done)
        return done.stderr

    def assert_no_code_ran(self):
        self.assertFalse(os.path.exists(self.place.path("mark")), "code of a plugin ran")

    def assert_no_hook_ran(self):
        self.assertEqual(self.trace(), [])


__all__ = ["BROKEN", "BUILD", "PluginCase", "REFUSED", "built"]
