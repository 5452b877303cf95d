# SPDX-License-Identifier: MIT
"""Files that are no usable plugins are refused in one line, without hanging or crashing."""

import os
import socket
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "plugins"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from loading import LoadingCase, built  # noqa: E402
from standin import as_another_user, can_mount  # noqa: E402

NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
IS_ROOT = os.geteuid() == 0


class Files(LoadingCase):
    def setUp(self):
        super().setUp()
        self.select("acme")

    def content(self, source="memory"):
        with open(built(source + ".so"), "rb") as file:
            return bytearray(file.read())

    def test_17_missing(self):
        self.assert_refused("acme", "there is no acme.so in", self.plugins)

    def test_17_dangling_link(self):
        os.symlink("nowhere", self.path("acme"))
        self.assert_refused("acme", self.path("acme"), "No such file")

    def test_17_link_loop(self):
        os.symlink("acme.so", self.path("acme"))
        self.assert_refused("acme", "symbolic links")

    def test_17_folder(self):
        os.mkdir(self.path("acme"))
        self.assert_refused("acme", "not a regular file")

    def test_17_fifo(self):
        os.mkfifo(self.path("acme"))
        self.assert_refused("acme", "not a regular file")

    def test_17_device(self):
        os.symlink("/dev/zero", self.path("acme"))
        self.assert_refused("acme", "not a regular file")

    def test_17_socket(self):
        with socket.socket(socket.AF_UNIX) as listener:
            here = os.getcwd()
            os.chdir(self.plugins)
            try:
                listener.bind("acme.so")
            finally:
                os.chdir(here)
            self.assert_refused("acme", self.path("acme"))

    def test_17_empty(self):
        self.write("acme", b"")
        self.assert_refused("acme", "an empty file")

    def test_17_text(self):
        self.write("acme", b"#!/bin/sh\necho plugin\n")
        self.assert_refused("acme", "not a shared library")

    def test_17_truncated(self):
        data = self.content("descriptor")
        for size in range(512, len(data), 512):
            with self.subTest(size=size):
                self.write("acme", data[:size])
                self.assert_refused("acme", "truncated")
        self.assert_no_code_ran()

    def test_17_other_class(self):
        data = self.content()
        data[4] ^= 1 ^ 2
        self.write("acme", data)
        self.assert_refused("acme", "made for another machine", "bits")

    def test_17_other_byte_order(self):
        data = self.content()
        data[5] ^= 1 ^ 2
        self.write("acme", data)
        self.assert_refused("acme", "made for another machine", "byte order")

    def test_17_other_machine(self):
        data = self.content()
        data[18:20] = b"\x53\x53"
        self.write("acme", data)
        self.assert_refused("acme", "made for another machine")

    def test_17_program(self):
        with open(built("program"), "rb") as file:
            self.write("acme", file.read())
        self.assert_refused("acme", "a program, not a shared library")

    @unittest.skipUnless(IS_ROOT, "needs root, to become somebody else")
    def test_17_not_readable(self):
        self.install("memory", "acme")
        os.chmod(self.path("acme"), 0o600)
        as_another_user()
        self.assert_refused("acme", "Permission denied", prefix=NOBODY)

    @unittest.skipUnless(can_mount(), "needs the right to mount")
    def test_17_noexec_mount(self):
        self.install("memory")
        self.select("memory")
        self.assert_loads()
        script = 'mount -t tmpfs -o noexec,mode=755 t "$1" && cp "$0" "$1" && shift && exec "$@"'
        copy = os.path.join(self.folder, "memory.so")
        os.rename(self.path("memory"), copy)
        self.assert_refused(
            "memory",
            "can't be loaded",
            self.path("memory"),
            prefix=["unshare", "-m", "sh", "-c", script, copy, self.plugins],
        )

    def test_20_file_that_others_can_write(self):
        self.install("memory")
        self.select("memory")
        os.chmod(self.path("memory"), 0o646)
        self.assert_refused("memory", "can be written by everybody", "chmod o-w")

    def test_20_folder_that_others_can_write(self):
        self.install("memory")
        self.select("memory")
        os.chmod(self.plugins, 0o757)
        self.assert_refused("memory", self.plugins, "can be written by everybody")

    def test_20_folder_behind_a_link(self):
        self.install("memory")
        self.select("memory")
        real = os.path.join(self.make_folder("real"), "memory.so")
        os.rename(self.path("memory"), real)
        os.symlink(real, self.path("memory"))
        self.assert_loads()
        os.chmod(os.path.dirname(real), 0o777)
        self.assert_refused("memory", os.path.dirname(real), "can be written by everybody")

    @unittest.skipUnless(IS_ROOT, "needs root, to give files away")
    def test_20_other_owner_or_group(self):
        self.install("memory")
        self.select("memory")
        os.chown(self.path("memory"), 12345, 0)
        self.assert_refused("memory", "belongs to user 12345")
        os.chown(self.path("memory"), 0, 12345)
        os.chmod(self.path("memory"), 0o664)
        self.assert_refused("memory", "can be written by group 12345")
        os.chmod(self.path("memory"), 0o644)
        os.chown(self.plugins, 12345, 0)
        self.assert_refused("memory", self.plugins, "belongs to user 12345")
        os.chown(self.plugins, 0, 12345)
        os.chmod(self.plugins, 0o775)
        self.assert_refused("memory", self.plugins, "can be written by group 12345")

    def test_no_plugin_of_ours(self):
        self.install("no-note", "acme")
        self.assert_refused("acme", "is not a qemu-wrapper plugin")
        self.assert_no_code_ran()


class Replaced(LoadingCase):
    """19. What was checked is what is used."""

    def preloaded(self, **more):
        before = os.environ.get("ASAN_OPTIONS")
        options = (before + ":" if before else "") + "verify_asan_link_order=0"
        return self.environment(
            LD_PRELOAD=built("swap-on-dlopen.so"), ASAN_OPTIONS=options, **more
        )

    def test_19_swapped_between_check_and_load(self):
        self.install("memory")
        self.select("memory")
        self.assert_loads(env=self.preloaded())
        other = os.path.join(self.plugins, "new")
        os.rename(self.install("sysv-hash"), other)
        swap = self.preloaded(QW_TEST_SWAP_NEW=other, QW_TEST_SWAP_OLD=self.path("memory"))
        self.assert_refused("memory", "was replaced while it was being loaded", env=swap)
        self.assertFalse(os.path.exists(other), "nothing was swapped")


if __name__ == "__main__":
    unittest.main()
