# SPDX-License-Identifier: MIT
"""A Linux guest that is stopped by a signal shuts down in its own way, and loses nothing."""

import signal
import unittest

from guests_support import MISSING, SupervisedCase, enter_world, guest_folder, written_on


def setUpModule():
    if MISSING:
        raise unittest.SkipTest("not installed: " + " ".join(MISSING))
    guest_folder()
    enter_world()


class LinuxGuest(SupervisedCase):
    def agent_words(self):
        socket = self.place.path("work", "agent.sock")
        return [
            *("-chardev", "socket,id=agent,server=on,wait=off,path=" + socket),
            *("-device", "virtio-serial"),
            *("-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0"),
        ]

    def test_what_it_wrote_is_on_its_disk(self):
        guest = self.linux("obey").ready()
        self.assertIsNone(written_on(guest.disk))
        guest.signal()
        self.assertEqual(guest.end(), 0, guest.told())
        self.assertIn("guest: button pressed\n", guest.console)
        self.assertEqual(written_on(guest.disk), guest.text)

    def test_one_that_boots_hears_of_it_later(self):
        """The first press is lost: nothing in the guest listens yet."""
        guest = self.linux("obey")
        guest.wait_for(lambda: guest.status.get("state") == "running", "running")
        guest.signal()
        guest.wait_for_log("power button is pressed")
        self.assertNotIn("guest: ready", guest.console)
        self.assertEqual(guest.end(), 0, guest.told())
        self.assertIn("guest: ready", guest.console)
        self.assertEqual(written_on(guest.disk), guest.text)
        self.assertGreater(guest.log.count("power button is pressed"), 1, guest.told())

    def test_its_agent_is_asked_first(self):
        """It obeys its agent only. What it has written before is in its memory: a guest that is
        not stopped in its own way loses that."""
        path = self.place.path("work", "qmp")
        own = ["-qmp", "unix:%s,server=on,wait=off" % path]
        guest = self.linux("agent", *self.agent_words(), *own, initramfs="agent").ready()
        self.own_monitor(path, guest).command("system_powerdown")
        guest.wait_for_line("guest: button pressed, ignored\n")
        self.assertIsNone(written_on(guest.disk))
        guest.signal(signal.SIGINT)
        self.assertEqual(guest.end(), 0, guest.told())
        self.assertIn("guest: asked by the agent", guest.console)
        self.assertNotIn("power button is pressed", guest.log)
        self.assertEqual(written_on(guest.disk), guest.text)


if __name__ == "__main__":
    unittest.main()
