# SPDX-License-Identifier: MIT
"""Paths in a configuration file are relative to the file's folder, those on the command line to
the working directory."""

import os
import shutil
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from configuration_support import (  # noqa: E402
    FIRST,
    NAME,
    PLUGINS,
    SYSTEM,
    ConfigurationCase,
    default,
)

LIST = "[wrapper]\nplugins = vnc\n" + default(FIRST) + "[plugin vnc]\nfile = %s\n"


class Paths(ConfigurationCase):
    """No folder has the plugin: only its file leads to it."""

    def setUp(self):
        super().setUp()
        os.mkdir(self.place.path("empty"))
        self.empty = {"QEMU_WRAPPER_PLUGIN_PATH": self.place.path("empty")}
        self.copy(self.place.path("files", "sub"))
        self.path = self.write_file(self.place.path("files", "a.conf"), LIST % "sub/vnc.so")

    def copy(self, folder):
        os.makedirs(folder)
        return shutil.copy(os.path.join(PLUGINS, "vnc.so"), folder)

    def test_44_file_is_relative_to_the_configuration(self):
        for cwd in ("/", self.place.path("work"), self.place.path("files", "sub")):
            with self.subTest(cwd=cwd):
                line = self.line("--config", self.path, cwd=cwd, **self.empty)
                self.assertEqual(line, ["-vnc", FIRST])

    def test_44_so_it_is_if_the_configuration_is_named_by_a_relative_path(self):
        for cwd, name in (
            (self.place.root, "files/a.conf"),
            (self.place.path("files"), "a.conf"),
            (self.place.path("work"), "../files/a.conf"),
        ):
            with self.subTest(name=name):
                line = self.line("--config", name, cwd=cwd, **self.empty)
                self.assertEqual(line, ["-vnc", FIRST])
                line = self.line(cwd=cwd, QEMU_WRAPPER_CONFIG=name, **self.empty)
                self.assertEqual(line, ["-vnc", FIRST])

    def test_44_not_to_the_working_directory(self):
        path = self.own(LIST % "vnc.so")
        text = self.refusal(
            "--config", path, cwd=self.place.path("files", "sub"), phase="load", **self.empty
        )
        self.assertIn(self.place.path("work", "vnc.so"), text)

    def test_44_system_fragment_and_user(self):
        self.copy(os.path.join(SYSTEM, "conf.d", "sub"))
        self.fragment("1.conf", LIST % "sub/vnc.so")
        self.assertEqual(self.line(**self.empty), ["-vnc", FIRST])
        shutil.rmtree(SYSTEM)
        self.user(LIST % "sub/vnc.so")
        self.copy(os.path.join(os.path.dirname(self.user_file), "sub"))
        self.assertEqual(self.line(**self.empty), ["-vnc", FIRST])

    def test_44_real(self):
        os.mkdir(self.place.path("files", "bin"))
        real = shutil.copy2(self.place.real, self.place.path("files", "bin", NAME))
        path = self.write_file(self.place.path("files", "b.conf"), "[wrapper]\nreal = bin\n")
        plan = self.explain("--config", path, cwd="/", **self.empty, QEMU_WRAPPER_PLUGINS="")
        self.assertEqual(plan["program"], real)
        path = self.write_file(self.place.path("files", "c.conf"), "[wrapper]\nreal = bin/" + NAME)
        plan = self.explain("--config", path, cwd="/", **self.empty, QEMU_WRAPPER_PLUGINS="")
        self.assertEqual(plan["program"], real)

    def test_44_plugin_option_is_relative_to_the_working_directory(self):
        for cwd, name in (
            (self.place.path("files"), "sub/vnc.so"),
            (self.place.path("files", "sub"), "./vnc.so"),
        ):
            with self.subTest(name=name):
                option = "%s,default=%s" % (name, FIRST)
                line = self.line("--plugins", "", "--plugin", option, cwd=cwd, **self.empty)
                self.assertEqual(line, ["-vnc", FIRST])

    def test_44_a_folder_without_qemu_is_named_in_full(self):
        path = self.write_file(
            self.place.path("files", "d.conf"), "[wrapper]\nplugins =\nreal = sub\n"
        )
        text = self.refusal("--config", path, phase="exec", cwd="/", **self.empty)
        self.assertIn(self.place.path("files", "sub"), text)
        self.assertIn(path + ":3", text)


if __name__ == "__main__":
    unittest.main()
