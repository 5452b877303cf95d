# SPDX-License-Identifier: MIT
"""With password-file, a real QEMU lets in who types the password and nobody else, and the password
stands nowhere but in the file.

Runs in a network namespace of its own, so that no port is taken and nobody else can connect.
"""

import os
import unittest

from vnc_guest import QEMU, RealGuest, in_a_network_of_its_own
from vnc_protocol import VNC_PASSWORD, Viewer, answer, des
from vnc_support import NAME, TIME_LIMIT, VncCase

setUpModule = in_a_network_of_its_own

SECRET = b"Zq7#xW,9"
PORT = ("127.0.0.1", 5901)


def words_of(pid):
    """What others see of the process: its arguments and its environment."""
    found = b""
    for name in ("cmdline", "environ"):
        with open("/proc/%d/%s" % (pid, name), "rb") as file:
            found += file.read()
    return found


class Password(VncCase):
    def guest(self, *words, **variables):
        """A QEMU that runs; it is ended with the test."""
        env = self.variables(QEMU_WRAPPER_REAL=QEMU)
        env.update(variables)
        guest = RealGuest(self.place.dropin, words, env, self.place.path("work"))
        self.addCleanup(guest.end)
        self.assertTrue(guest.starts())
        return guest

    def protected(self, *words, content=SECRET, **variables):
        path = self.place.write("a,b secret", content, mode=0o600)
        return self.guest(*words, QEMU_WRAPPER_VNC_PASSWORD_FILE=path, **variables)

    def lets_in(self, password, address=PORT):
        with Viewer(address, TIME_LIMIT) as viewer:
            self.assertEqual(viewer.security_types(), [VNC_PASSWORD])
            return viewer.logs_in(password)

    def test_the_right_password_and_no_other(self):
        self.protected("-vnc", ":5901", QEMU_WRAPPER_VNC_EXPOSE="deny")
        self.assertTrue(self.lets_in(SECRET))
        for wrong in (b"", b"wrong", SECRET[:-1], SECRET.lower()):
            self.assertFalse(self.lets_in(wrong), wrong)

    def test_every_server(self):
        self.protected("-vnc", "127.0.0.1:1", "-display", "vnc=127.0.0.1:2", "-vnc", "unix:a.sock")
        for address in (PORT, ("127.0.0.1", 5902), self.place.path("work", "a.sock")):
            self.assertTrue(self.lets_in(SECRET, address))
            self.assertFalse(self.lets_in(b"wrong", address))

    def test_it_stands_nowhere_else(self):
        log = self.place.path("events")
        guest = self.protected(
            "-vnc", ":5901",
            QEMU_WRAPPER_PLUGINS="args vnc log", QEMU_WRAPPER_LOG_TO="file:" + log,
            QEMU_WRAPPER_LOG_LEVEL="debug", QEMU_WRAPPER_LOG_FORMAT="json",
        )  # fmt: skip
        seen = words_of(guest.process.pid)
        self.assertIn(b"password-secret=qw-vnc-password", seen)
        self.assertNotIn(SECRET, seen)
        with open(log, "rb") as file:
            event = file.read()
        self.assertIn(b"qw-vnc-password", event)
        self.assertNotIn(SECRET, event)
        self.assertNotIn(SECRET, guest.end().encode())

    def test_the_search_finds_one_in_the_arguments(self):
        data = "secret,id=s,data=" + SECRET.decode().replace(",", ",,")
        guest = self.guest("-object", data, "-vnc", "127.0.0.1:1,password-secret=s")
        self.assertTrue(self.lets_in(SECRET))
        self.assertIn(SECRET.replace(b",", b",,"), words_of(guest.process.pid))

    def test_what_does_not_fit_counts_for_nothing(self):
        guest = self.protected("-vnc", "127.0.0.1:1", content=SECRET + b"more\n")
        self.assertTrue(self.lets_in(SECRET))
        text = guest.end()
        self.assertIn("VNC takes the first 8 bytes", text)
        self.assertNotIn("more", text)

    def test_what_qemu_makes_of_odd_files(self):
        """These are why such files are refused."""
        path = self.place.write("odd", b"short\n", mode=0o600)
        line = ["-object", "secret,id=s,file=" + path, "-vnc", "127.0.0.1:1,password-secret=s"]
        guest = self.guest(*line, QEMU_WRAPPER="off")
        self.assertFalse(self.lets_in(b"short"))
        self.assertTrue(self.lets_in(b"short\n"))
        guest.end()
        self.place.write("odd", b"", mode=0o600)
        self.guest(*line, QEMU_WRAPPER="off")
        self.assertTrue(self.lets_in(b""))

    def test_files_that_are_refused(self):
        for content, said in (
            (b"", "is empty"),
            (b"short\n", "ends in a line break"),
            (b"short\r\n", "ends in a line break"),
            (b"a\tb", "control character"),
            (b"12345678\0", "UTF-8"),
            (b"\xff\xfe", "UTF-8"),
            (5000 * b"x", "too large"),
        ):
            with self.subTest(content=content[:20]):
                path = self.place.write("odd", content)
                text = self.refusal(["-vnc", ":1"], QEMU_WRAPPER_VNC_PASSWORD_FILE=path)
                self.assertIn(said, text)
                self.assertIn("QEMU_WRAPPER_VNC_PASSWORD_FILE: password-file = " + path, text)
        folder = self.place.path("work")
        text = self.refusal(["-vnc", ":1"], QEMU_WRAPPER_VNC_PASSWORD_FILE=folder)
        self.assertIn("no regular file", text)

    @unittest.skipIf(os.getuid(), "needs another user")
    def test_a_file_that_cannot_be_read(self):
        path = self.place.write("root-only", SECRET, mode=0o600)
        for name in ("work", "config"):
            os.chown(self.place.path(name), 12345, 12345)
        done = self.run_tool(
            ["run", NAME, "-vnc", ":1"],
            self.variables(QEMU_WRAPPER_VNC_PASSWORD_FILE=path),
            user=12345,
        )
        self.assertEqual(done.returncode, 125)
        self.assertIn("Permission denied; let user 12345 or group 12345 read it", done.stderr)


class Protocol(unittest.TestCase):
    def test_des(self):
        """The example of FIPS 46's validation, and VNC's way to make a key."""
        self.assertEqual(des(bytes(8), bytes(8)).hex(), "8ca64de9c1b123a7")
        self.assertEqual(
            des(bytes.fromhex("133457799bbcdff1"), bytes.fromhex("0123456789abcdef")).hex(),
            "85e813540f0ab405",
        )
        self.assertEqual(answer(b"", bytes(16)).hex(), 2 * "8ca64de9c1b123a7")


if __name__ == "__main__":
    unittest.main()
