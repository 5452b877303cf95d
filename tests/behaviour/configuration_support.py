# SPDX-License-Identifier: MIT
"""What the tests of the configuration share; no test by itself. Each test writes configuration
files of its own and asks `explain --json` what follows from them. The system's files stand in
$QW_SYSCONFDIR/qemu-wrapper, so that these tests can't run at the same time as others."""

import json
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import BUILD, NAME, TIME_LIMIT, UNDER, WRAPPER, StandinCase, as_another_user  # noqa: E402

SYSTEM = os.path.join(os.environ["QW_SYSCONFDIR"], "qemu-wrapper")
PLUGINS = os.path.join(BUILD, "plugins")
LINE = ["-accel", "tcg"]
NOBODY = 65534

# "[vnc] default = ADDRESS" adds "-vnc ADDRESS": the address tells which setting has won.
FIRST, SECOND, THIRD = "127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3"


def default(address):
    return "[vnc]\ndefault = %s\n" % address


class ConfigurationCase(StandinCase):
    def setUp(self):
        super().setUp()
        if os.path.lexists(SYSTEM):
            self.fail("%s is there already: another test runs, or left it behind" % SYSTEM)
        self.addCleanup(shutil.rmtree, SYSTEM, ignore_errors=True)
        self.user_file = self.place.path("config", "qemu-wrapper", "qemu-wrapper.conf")

    def make_set_user_id(self):
        """From now on the tool is a copy that runs as root, whoever starts it."""
        path = self.place.path("bin", "qemu-wrapper")
        os.unlink(path)
        shutil.copy(WRAPPER, path)
        os.chmod(path, 0o4755)
        if os.statvfs(path).f_flag & os.ST_NOSUID:
            self.skipTest("no set-user-id programs on this file system")

    def write_file(self, path, text, mode=0o644):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(os.fsencode(text) if isinstance(text, str) else text)
        os.chmod(path, mode)
        return path

    def system(self, text, mode=0o644):
        return self.write_file(os.path.join(SYSTEM, "qemu-wrapper.conf"), text, mode)

    def fragment(self, name, text, mode=0o644):
        return self.write_file(os.path.join(SYSTEM, "conf.d", name), text, mode)

    def user(self, text, mode=0o644):
        return self.write_file(self.user_file, text, mode)

    def own(self, text, name="own.conf"):
        return self.write_file(self.place.path("work", name), text)

    def start(self, command, options, words, user=None, cwd=None, **variables):
        """Runs `qemu-wrapper COMMAND`; the real QEMU is given by nothing but PROGRAM."""
        variables.setdefault("QEMU_WRAPPER_REAL", None)
        return subprocess.run(
            [*UNDER, self.place.tool, *command, *options, "--", self.place.real, *LINE, *words],
            env=self.place.variables(**variables),
            cwd=cwd or self.place.path("work"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIME_LIMIT,
            check=False,
            user=as_another_user(user),
            extra_groups=None if user is None else [],
            group=user,
        )

    def explain(self, *options, words=(), **more):
        return self.plan_of(self.start(["explain", "--json"], options, words, **more))

    def line(self, *options, **more):
        """What follows `-accel tcg` on QEMU's line; the launch must not be refused."""
        plan = self.explain(*options, **more)
        self.assertIsNone(plan["refused"])
        return plan["argv"][1 + len(LINE) :]

    def refusal(self, *options, phase="configuration", **more):
        """The message of a refused launch."""
        plan = self.explain(*options, **more)
        self.assertIsNotNone(plan["refused"], plan)
        self.assertEqual(plan["refused"]["phase"], phase)
        return plan["refused"]["text"]

    def assert_refused(self, path, line, part, *options, **more):
        """A message that begins with FILE:LINE (line None: FILE) and says `part`."""
        text = self.refusal(*options, **more)
        self.assertTrue(text.startswith(path + ("" if line is None else ":%d: " % line)), text)
        self.assertIn(part, text)
        self.assertNotIn("\n", text)

    def notes(self, *options, **more):
        """The wrapper's own notes."""
        plan = self.explain(*options, **more)
        self.assertIsNone(plan["refused"])
        return [note["text"] for note in plan["notes"] if note["plugin"] is None]


__all__ = [
    "BUILD",
    "ConfigurationCase",
    "FIRST",
    "LINE",
    "NAME",
    "NOBODY",
    "PLUGINS",
    "SECOND",
    "SYSTEM",
    "THIRD",
    "default",
]
