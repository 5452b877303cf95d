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
        """One that obeys its button; one that doesn't, and whose QEMU takes its memory along."""
        obeys = self.linux("obey")
        ignores = self.linux("ignore", variables={"QEMU_WRAPPER_STOP_TIMEOUT": "4s"})
        for guest in (obeys, ignores):
            guest.ready()
            self.assertIsNone(written_on(guest.disk))
            guest.signal()
        self.assertEqual(obeys.end(), 0, obeys.told())
        self.assertEqual(ignores.end(), 124, ignores.told())
        self.assertIn("guest: button pressed\n", obeys.console)
        self.assertIn("guest: button pressed, ignored\n", ignores.console)
        self.assertEqual(written_on(obeys.disk), obeys.text)
        self.assertIsNone(written_on(ignores.disk))

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
        """It obeys its agent only."""
        guest = self.linux("agent", *self.agent_words(), initramfs="agent")
        guest.ready()
        guest.signal(signal.SIGINT)
        self.assertEqual(guest.end(), 0, guest.told())
        self.assertIn("guest: asked by the agent", guest.console)
        self.assertNotIn("button", guest.console)
        self.assertEqual(written_on(guest.disk), guest.text)


if __name__ == "__main__":
    unittest.main()
