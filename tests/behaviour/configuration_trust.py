# SPDX-License-Identifier: MIT
"""Configuration files that somebody else can have written, or that are no files, are refused
wherever they stand; a FIFO doesn't hold up the launch."""

import os
import socket
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from configuration_support import (  # noqa: E402
    FIRST,
    NOBODY,
    SYSTEM,
    ConfigurationCase,
    default,
)


class Trust(ConfigurationCase):
    def places(self):
        """Each place of a file with the options that have it read."""
        yield "system", os.path.join(SYSTEM, "qemu-wrapper.conf"), []
        yield "fragment", os.path.join(SYSTEM, "conf.d", "10.conf"), []
        yield "user", self.user_file, []
        own = self.place.path("work", "own.conf")
        yield "explicit", own, ["--config", own]

    def assert_refused_everywhere(self, spoil, part):
        for name, path, options in self.places():
            with self.subTest(place=name):
                self.write_file(path, default(FIRST))
                self.assertEqual(self.line(*options), ["-vnc", FIRST])
                spoil(path)
                text = self.refusal(*options)
                self.assertIn(path, text)
                self.assertIn(part, text)
                os.rmdir(path) if os.path.isdir(path) else os.unlink(path)

    def test_43_writable_by_everybody(self):
        self.assert_refused_everywhere(lambda path: os.chmod(path, 0o666), "chmod o-w")

    def test_43_fifo(self):
        def spoil(path):
            os.unlink(path)
            os.mkfifo(path)

        self.assert_refused_everywhere(spoil, "not a regular file")

    def test_43_directory(self):
        def spoil(path):
            os.unlink(path)
            os.mkdir(path)

        self.assert_refused_everywhere(spoil, "not a regular file")

    def test_43_link_to_a_device(self):
        def spoil(path):
            os.unlink(path)
            os.symlink("/dev/null", path)

        self.assert_refused_everywhere(spoil, "not a regular file")

    def test_43_socket(self):
        def spoil(path):
            os.unlink(path)
            with socket.socket(socket.AF_UNIX) as unix:
                unix.bind(path)

        self.assert_refused_everywhere(spoil, "")

    @unittest.skipUnless(os.geteuid() == 0, "only root can give files away")
    def test_43_somebody_elses(self):
        self.assert_refused_everywhere(
            lambda path: os.chown(path, NOBODY, -1), "belongs to user %d" % NOBODY
        )

    @unittest.skipUnless(os.geteuid() == 0, "only root can give files away")
    def test_43_writable_by_another_group(self):
        def spoil(path):
            os.chown(path, -1, NOBODY)
            os.chmod(path, 0o664)

        self.assert_refused_everywhere(spoil, "group %d" % NOBODY)

    @unittest.skipUnless(os.geteuid() == 0, "only root can start other users' programs")
    def test_43_roots_files_are_good_for_everybody(self):
        self.user(default(FIRST))
        self.assertEqual(self.line(user=NOBODY), ["-vnc", FIRST])


if __name__ == "__main__":
    unittest.main()
