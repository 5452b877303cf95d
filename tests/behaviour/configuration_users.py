# SPDX-License-Identifier: MIT
"""What a user's own file may say beside a system configuration, and what happens where it can't be
read."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from configuration_support import (  # noqa: E402
    FIRST,
    NOBODY,
    SECOND,
    ConfigurationCase,
    default,
)


class Users(ConfigurationCase):
    RESTRICTED = (
        ("wrapper", "plugins = vnc"),
        ("wrapper", "add-plugins = vnc"),
        ("wrapper", "real = /usr/bin"),
        ("wrapper", "guest-visible = deny"),
        ("plugin vnc", "file = vnc.so"),
        ("plugin vnc", "required = no"),
        ("plugin vnc", "isolate = no"),
        ("plugin vnc", "overrides = args"),
    )

    def test_restricted_where_a_system_configuration_exists(self):
        for section, line in self.RESTRICTED:
            key = line.split()[0]
            path = self.user("[%s]\n%s\n" % (section, line))
            for write in (self.system, lambda text: self.fragment("1.conf", text)):
                with self.subTest(key=key):
                    system = write("# nothing\n")
                    self.assert_refused(path, 2, "'%s' is not for per-user files" % key)
                    self.assertIn(system, self.refusal())
                    os.unlink(system)

    def test_free_where_there_is_none(self):
        self.user(
            "[wrapper]\nplugins = vnc\nadd-plugins = args\nreal = %s\n"
            "[plugin vnc]\nrequired = no\nisolate = no\noverrides = args\n" % self.place.real
            + default(FIRST)
        )
        text = self.refusal(phase="load")
        self.assertIn("args", text)
        self.user("[wrapper]\nplugins = vnc\n" + default(FIRST))
        self.assertEqual(self.line(QEMU_ARGS="-snapshot"), ["-vnc", FIRST])

    def test_options_of_plugins_are_always_free(self):
        self.system(default(FIRST))
        self.user(default(SECOND) + "[plugin vnc]\ntime-limit = 2s\n")
        self.assertEqual(self.line(), ["-vnc", SECOND])

    def test_lock_is_never_theirs(self):
        path = self.user("[wrapper]\nlock = yes\n")
        self.assert_refused(path, 2, "'lock' may stand only")
        self.system("")
        self.assert_refused(path, 2, "'lock' may stand only")

    def test_lock_is_not_for_fragments_and_explicit_files(self):
        self.assert_refused(self.fragment("1.conf", "[wrapper]\nlock = no\n"), 2, "'lock' may")
        path = self.own("[wrapper]\nlock = yes\n")
        self.assert_refused(path, 2, "'lock' may", "--config", path)

    def test_mistakes_are_told(self):
        self.assert_refused(self.user("[vnc]\nword\n"), 2, "neither")

    def test_home_without_xdg(self):
        path = self.place.path("work", ".config", "qemu-wrapper", "qemu-wrapper.conf")
        self.write_file(path, default(FIRST))
        for xdg in (None, "", "relative"):
            with self.subTest(xdg=xdg):
                self.assertEqual(self.line(XDG_CONFIG_HOME=xdg), ["-vnc", FIRST])
        self.assertEqual(self.line(), [])
        for home in (None, "", "work", "."):
            with self.subTest(home=home):
                line = self.line(XDG_CONFIG_HOME=None, HOME=home, cwd=self.place.root)
                self.assertEqual(line, [])

    def test_out_of_reach_is_silent(self):
        self.write_file(self.place.path("config", "qemu-wrapper"), "a file, not a folder")
        self.assertEqual(self.notes(), [])
        for home in ("/dev/null", "/nonexistent", "/" + "x" * 5000):
            with self.subTest(home=home[:20]):
                self.assertEqual(self.notes(XDG_CONFIG_HOME=home), [])

    @unittest.skipUnless(os.geteuid() == 0, "only root can start other users' programs")
    def test_another_users_home_is_silent(self):
        """libvirt probes QEMU as another user with HOME=/root."""
        self.user(default(FIRST))
        os.chmod(self.place.path("config"), 0o700)
        self.assertEqual(self.line(user=NOBODY), [])
        os.chmod(self.place.path("config"), 0o755)
        os.chmod(self.user_file, 0o600)
        self.assertEqual(self.line(user=NOBODY), [])
        self.assertEqual(self.notes(user=NOBODY), [])

    @unittest.skipUnless(os.geteuid() == 0, "only root can start other users' programs")
    def test_unreadable_system_file_is_an_error(self):
        path = self.system("[wrapper]\nplugins =\n", mode=0o600)
        self.assert_refused(path, None, "Permission denied", user=NOBODY)
        os.unlink(path)
        path = self.fragment("1.conf", "", mode=0o600)
        self.assert_refused(path, None, "Permission denied", user=NOBODY)


if __name__ == "__main__":
    unittest.main()
