# SPDX-License-Identifier: MIT
"""QEMU gets the environment byte for byte and in its order: the wrapper's own variables included,
nothing added, whatever odd entries stand in it."""

import os
import shutil
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import NAME, QUIET, TransparencyCase, entries  # noqa: E402

ALL_BYTES = bytes(range(1, 256))


class Entries(TransparencyCase):
    def test_odd_ones(self):
        self.assert_transparent(
            env=[
                b"",
                b"=",
                b"==",
                b"=value without a name",
                b"NO_EQUALS_SIGN",
                b"EMPTY=",
                b"SPACE IN NAME=1",
                b"NEWLINE=one\ntwo\n",
                b"\xff\xfe=\xfd",
                ALL_BYTES,
                b"ALL=" + ALL_BYTES,
                b"BACKSLASH=\\",
                b"LONG=" + b"x" * 100000,
            ]
        )

    def test_duplicates(self):
        self.assert_transparent(env=[b"A=1", b"B=2", b"A=3", b"A", b"A=1"])

    def test_duplicates_of_path_and_home(self):
        self.assert_transparent(
            env=[b"HOME=/nonexistent", b"HOME", b"PATH_X=1", b"XDG_CONFIG_HOME_X=2"]
        )

    def test_order(self):
        self.assert_transparent(env=[b"%c=1" % letter for letter in b"zyxabcmnoZYXABC"])

    def test_many(self):
        self.assert_transparent(env=[b"VARIABLE_%d=%d" % (n, n) for n in range(20000)])

    def test_variables_of_the_dynamic_linker_and_libc(self):
        self.assert_transparent(
            env=[
                b"LD_LIBRARY_PATH=/nonexistent",
                b"LD_BIND_NOW=1",
                b"GLIBC_TUNABLES=glibc.malloc.check=0",
                b"LC_ALL=C",
                b"LANG=xx_YY.UTF-8",
                b"MALLOC_PERTURB_=85",
                b"TZ=:/nonexistent",
                b"POSIXLY_CORRECT=1",
                b"TMPDIR=/nonexistent",
            ]
        )

    def test_our_own_variables_reach_qemu(self):
        self.assert_transparent(
            env=[
                b"QEMU_WRAPPER_LEVEL=999999",
                b"QEMU_WRAPPER_UNKNOWN=1",
                b"QEMU_WRAPPER=",
                b"QEMU_WRAPPER_EXPLAIN=",
                b"QEMU_ARGS=",
                b"QEMU_WRAPPER_VNC_PORT=tcp://10.0.0.1:5900",
            ]
        )


class FewEntries(TransparencyCase):
    def test_none_with_run(self):
        self.assert_transparent_run(env=[])

    def test_one_empty_entry_with_run(self):
        self.assert_transparent_run(env=[b""])

    def test_odd_entries_only_with_run(self):
        self.assert_transparent_run(env=[b"=", b"X", b"X", b"=y"])

    def test_no_environment_and_no_descriptors(self):
        self.assert_transparent_run(["close=0", "close=1", "close=2"], env=[])

    def test_next_to_none_for_a_dropin(self):
        """Without PATH a program is looked up where the system says: /bin and /usr/bin. There is
        no stand-in; but a program that prints its environment has a well-known name."""
        if not any(os.access(folder + "/env", os.X_OK) for folder in ("/bin", "/usr/bin")):
            self.skipTest("no env in /bin or /usr/bin")
        dropin = self.place.link("bin/env")
        for env in (
            [b"QEMU_WRAPPER_PLUGINS="],
            [b"QEMU_WRAPPER=off"],
            [b"B=1", b"QEMU_WRAPPER=off", b"A=2"],
        ):
            with self.subTest(env=env):
                run = self.place.launch(dropin, ["env"], env)
                self.assertEqual((run.status, run.signal, run.text), (0, None, ""))
                self.assertEqual(run.stdout, b"".join(entry + b"\n" for entry in env))


class UserFolders(TransparencyCase):
    """What the wrapper looks for in the user's folders may be missing or unreadable."""

    def check(self, **variables):
        env = entries(self.place.variables(**variables))
        argv = [NAME, *QUIET]
        direct = self.place.launch(self.place.real, argv, env)
        wrapped = self.place.launch(self.place.dropin, argv, env)
        self.assert_started(wrapped)
        self.assertEqual(
            [direct.state[key] for key in direct.state if key.startswith("env.")],
            [wrapped.state[key] for key in wrapped.state if key.startswith("env.")],
        )

    def test_missing(self):
        self.check(XDG_CONFIG_HOME="/nonexistent", HOME="/nonexistent")

    def test_unset(self):
        self.check(XDG_CONFIG_HOME=None, HOME=None)

    def test_empty_or_relative(self):
        self.check(XDG_CONFIG_HOME="", HOME="")
        self.check(XDG_CONFIG_HOME="relative", HOME="also/relative")

    def test_not_a_folder(self):
        self.check(XDG_CONFIG_HOME="/dev/null")
        self.check(XDG_CONFIG_HOME=self.place.real)

    @unittest.skipUnless(os.geteuid() == 0, "needs to become another user")
    def test_unreadable(self):
        """libvirt asks QEMU for its capabilities as another user with HOME=/root."""
        closed = self.place.path("closed")
        os.makedirs(closed + "/qemu-wrapper")
        shutil.copy(self.place.path("stdin"), closed + "/qemu-wrapper/qemu-wrapper.conf")
        os.chmod(closed, 0o700)
        os.chmod(self.place.path("real"), 0o777)
        env = entries(self.place.variables(XDG_CONFIG_HOME=closed))
        run = self.place.launch(self.place.dropin, [NAME, *QUIET], env, ["user=65534:65534"])
        self.assert_started(run)


if __name__ == "__main__":
    unittest.main()
