# SPDX-License-Identifier: MIT
"""How a container with a real guest ends: SIGTERM shuts the guest down, and what it wrote is on its
disk; a guest that powers off ends the container at once; one that doesn't listen is ended in time."""

import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "guest")]

from container_support import LINUX, ContainerCase  # noqa: E402
from guest_support import MISSING, boot_words, guest_folder, make_disk, written_on  # noqa: E402


@unittest.skipIf(MISSING, "the guest needs %s" % ", ".join(MISSING))
class Stopping(ContainerCase):
    def boot(self, mode, *more, text="written", **env):
        self.disk = os.path.join(self.folder, "disk")
        make_disk(self.disk)
        os.chmod(self.disk, 0o666)
        words = boot_words(mode, text)
        words = [word.replace(guest_folder(), "/guest") for word in words]
        mounts = ["--volume", guest_folder() + ":/guest:ro", "--volume", self.folder + ":/data"]
        return self.start(*LINUX, *words, "-drive", "file=/data/disk,format=raw,if=virtio",
                          "-serial", "stdio", *more, options=mounts, **env)

    def test_sigterm_loses_nothing(self):
        vm = self.boot("obey", text="just-before")
        vm.until_says("guest: ready")
        vm.signal("TERM")
        self.assertEqual(vm.wait(), 0)
        self.assertEqual(written_on(self.disk).strip(), "just-before")
        self.assertIn("guest-shutdown", vm.logs().splitlines()[-1])

    def test_power_off_ends_it(self):
        vm = self.boot("poweroff")
        self.assertEqual(vm.wait(), 0)
        self.assertIn("guest-shutdown", vm.logs().splitlines()[-1])

    def test_a_deaf_guest_is_ended_in_time(self):
        vm = self.boot("ignore", QEMU_WRAPPER_STOP_TIMEOUT="4s")
        vm.until_says("guest: ready")
        vm.signal("TERM")
        self.assertEqual(vm.wait(), 124)
        self.assertIn("guest: button pressed, ignored", vm.logs())
        self.assertIn("stop-forced", vm.logs().splitlines()[-1])


if __name__ == "__main__":
    unittest.main()
