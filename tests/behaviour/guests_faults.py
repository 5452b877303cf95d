# SPDX-License-Identifier: MIT
"""A supervisor that can't write, neither its log nor its files, still does its work."""

import os
import unittest

from guests_support import SupervisedCase, enter_world
from namespaces import mount, unmount


def setUpModule():
    enter_world()


class Faults(SupervisedCase):
    def assert_stops(self, guest):
        guest.signal()
        self.assertEqual(guest.end(), 0, guest.told())
        self.assertIn("guest: powers off", guest.console)

    def test_log_is_full(self):
        with open("/dev/full", "wb") as full:
            self.assert_stops(self.sector("obey", stderr=full).ready())

    def test_log_has_no_reader(self):
        reader, writer = os.pipe()
        os.close(reader)
        guest = self.sector("obey", stderr=writer)
        os.close(writer)
        self.assert_stops(guest.ready())

    def test_log_is_not_read(self):
        """Its pipe is full."""
        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        os.set_blocking(writer, False)
        try:
            while True:
                os.write(writer, b"." * 4096)
        except BlockingIOError:
            pass
        os.set_blocking(writer, True)
        guest = self.sector("obey", stderr=writer)
        os.close(writer)
        self.assert_stops(guest.ready())

    def test_folder_is_full(self):
        """No room for status.json, once everything has started."""
        os.makedirs("/run/qemu-wrapper", 0o700, exist_ok=True)
        mount("run", "/run/qemu-wrapper", "tmpfs", options="mode=700,size=64k")
        self.addCleanup(unmount, "/run/qemu-wrapper")
        guest = self.sector("obey").ready()
        with open("/run/qemu-wrapper/rest", "wb", buffering=0) as file:
            try:
                while file.write(b"." * 4096):
                    pass
            except OSError:
                pass
        self.assert_stops(guest)


if __name__ == "__main__":
    unittest.main()
