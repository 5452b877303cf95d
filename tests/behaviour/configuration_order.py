# SPDX-License-Identifier: MIT
"""Which files are read, in which order, and who wins."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from configuration_support import (  # noqa: E402
    FIRST,
    SECOND,
    THIRD,
    ConfigurationCase,
    default,
)


class Order(ConfigurationCase):
    def test_no_configuration(self):
        """The default plugins with their defaults."""
        plan = self.explain(words=["-vnc", "127.0.0.1:5907"], QEMU_ARGS="-snapshot")
        self.assertEqual(plan["argv"][3:], ["-vnc", "127.0.0.1:7", "-snapshot"])
        self.assertEqual(plan["notes"], [])

    def test_each_layer_wins_over_those_before(self):
        self.system(default("127.0.0.1:11"))
        self.assertEqual(self.line(), ["-vnc", "127.0.0.1:11"])
        self.fragment("10.conf", default("127.0.0.1:12"))
        self.assertEqual(self.line(), ["-vnc", "127.0.0.1:12"])
        self.fragment("20.conf", default("127.0.0.1:13"))
        self.assertEqual(self.line(), ["-vnc", "127.0.0.1:13"])
        self.user(default("127.0.0.1:14"))
        self.assertEqual(self.line(), ["-vnc", "127.0.0.1:14"])
        variables = {"QEMU_WRAPPER_VNC_DEFAULT": "127.0.0.1:15"}
        self.assertEqual(self.line(**variables), ["-vnc", "127.0.0.1:15"])
        line = self.line("--plugin", "vnc,default=127.0.0.1:16", **variables)
        self.assertEqual(line, ["-vnc", "127.0.0.1:16"])

    def test_fragments_in_the_order_of_their_names(self):
        words = "[args]\nappend = -name %s\n"
        for name in ("b", "9", "10", "A", "a"):
            self.fragment(name + ".conf", words % name)
        for name in (".hidden.conf", "z.conf.bak", "z.conf~", "README"):
            self.fragment(name, "not read\n")
        self.assertEqual(self.line()[1::2], ["10", "9", "A", "a", "b"])

    def test_fragments_without_a_main_file(self):
        self.fragment("1.conf", default(FIRST))
        self.assertEqual(self.line(), ["-vnc", FIRST])

    def test_lists_of_plugins(self):
        def selected():
            """Whether args and vnc took part."""
            line = self.line(QEMU_ARGS="-snapshot", QEMU_WRAPPER_VNC_DEFAULT=FIRST)
            return "-snapshot" in line, "-vnc" in line

        self.assertEqual(selected(), (True, True))
        self.system("[wrapper]\nplugins = vnc\n")
        self.assertEqual(selected(), (False, True))
        self.fragment("1.conf", "[wrapper]\nplugins = args\n")
        self.assertEqual(selected(), (True, False))
        self.fragment("2.conf", "[wrapper]\nadd-plugins = args, vnc\n")
        self.assertEqual(selected(), (True, True))
        self.fragment("3.conf", "[wrapper]\nplugins =\n")
        self.assertEqual(selected(), (False, False))

    def test_list_order_is_hook_order(self):
        self.system("[wrapper]\nadd-plugins = vnc\nplugins = args\n")
        self.assertEqual(self.line(QEMU_ARGS="-vnc 127.0.0.1:5907"), ["-vnc", "127.0.0.1:7"])
        self.system("[wrapper]\nadd-plugins = args\nplugins = vnc\n")
        text = self.refusal(phase="load")
        self.assertIn("args", text)

    def test_plugins_option(self):
        self.system("[wrapper]\nplugins = args\n" + default(FIRST))
        self.assertEqual(self.line(), [])
        self.assertEqual(self.line("--plugins", "args,vnc"), ["-vnc", FIRST])
        self.assertEqual(self.line("--plugins", "args vnc"), ["-vnc", FIRST])
        self.assertEqual(self.line("--plugin", "vnc"), ["-vnc", FIRST])
        self.assertEqual(self.line("--plugins", "", QEMU_ARGS="-snapshot"), [])
        self.assertEqual(
            self.line("--plugins", "", "--plugin", "vnc", QEMU_ARGS="-snapshot"), ["-vnc", FIRST]
        )
        self.assertIn("'vnc' stands twice", self.refusal("--plugins", "vnc vnc"))

    def test_plugin_option_with_values(self):
        line = self.line("--plugin", "args,append=-name a,,b=c")
        self.assertEqual(line, ["-name", "a,b=c"])
        for text, part in (
            ("vnc,strict", "strict=VALUE"),
            ("vnc,", "OPTION=VALUE"),
            ("Vnc", "can't be a plugin's name"),
            ("", "name or file"),
        ):
            with self.subTest(text=text):
                self.assertIn(part, self.refusal("--plugin", text))

    def test_one_explicit_file_instead_of_all(self):
        self.system("[wrapper]\nplugins = args\n" + default(FIRST))
        self.fragment("1.conf", "malformed\n")
        self.user("malformed\n")
        own = self.own(default(SECOND))
        other = self.own(default(THIRD), "other.conf")
        self.assertEqual(self.line("--config", own), ["-vnc", SECOND])
        self.assertEqual(self.line(QEMU_WRAPPER_CONFIG=other), ["-vnc", THIRD])
        line = self.line("--config", own, QEMU_WRAPPER_CONFIG=other)
        self.assertEqual(line, ["-vnc", SECOND])

    def test_explicit_file_must_be_there(self):
        path = self.place.path("none.conf")
        self.assert_refused("--config: " + path, None, "No such file", "--config", path)
        self.assert_refused(
            "QEMU_WRAPPER_CONFIG: " + path, None, "No such file", QEMU_WRAPPER_CONFIG=path
        )
        self.assertIn("--config needs a file", self.refusal("--config", ""))

    def test_broken_system_file_is_told_beside_an_explicit_one(self):
        """Else a broken file would lift its own lock."""
        path = self.system("[wrapper]\nlokc = yes\nmalformed\n")
        self.assert_refused(path, 3, "neither", "--config", self.own(""))

    def test_system_files_that_cant_be_read(self):
        path = self.fragment("1.conf", "")
        os.unlink(path)
        os.symlink("nowhere", path)
        self.assert_refused(path, None, "No such file")
        os.unlink(path)
        os.rmdir(os.path.dirname(path))
        self.write_file(os.path.dirname(path), "")
        self.assert_refused(os.path.dirname(path), None, "Not a directory")

    def test_real(self):
        other = self.place.install("other/qemu-system-x86_64")
        third = self.place.install("third/qemu-system-x86_64")
        path = self.own("[wrapper]\nreal = %s\n" % os.path.dirname(other))
        self.assertEqual(self.explain()["program"], self.place.real)
        self.assertEqual(self.explain("--config", path)["program"], other)
        plan = self.explain("--config", path, QEMU_WRAPPER_REAL=third)
        self.assertEqual(plan["program"], third)
        plan = self.explain("--config", path, "--real", other, QEMU_WRAPPER_REAL=third)
        self.assertEqual(plan["program"], other)


if __name__ == "__main__":
    unittest.main()
