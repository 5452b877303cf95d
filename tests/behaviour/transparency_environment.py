# SPDX-License-Identifier: MIT
"""QEMU gets the environment byte for byte and in its order: the wrapper's own variables included,
nothing added, whatever odd entries stand in it."""

import os
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import NAME, QUIET, TIME_LIMIT, TransparencyCase, entries  # noqa: E402

# Executes the words behind it with an environment of NULL.
EXECUTE = """
import ctypes, os, sys
words = [os.fsencode(word) for word in sys.argv[1:]]
ctypes.CDLL(None).execve(words[0], (ctypes.c_char_p * (len(words) + 1))(*words, None), None)
"""
ALL_BYTES = bytes(range(1, 256))


class Entries(TransparencyCase):
    def test_12_odd_ones(self):
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

    def test_12_duplicates(self):
        self.assert_transparent(env=[b"A=1", b"B=2", b"A=3", b"A", b"A=1"])

    def test_12_duplicates_of_path_and_home(self):
        self.assert_transparent(
            env=[b"HOME=/nonexistent", b"HOME", b"PATH_X=1", b"XDG_CONFIG_HOME_X=2"]
        )

    def test_order(self):
        self.assert_transparent(env=[b"%c=1" % letter for letter in b"zyxabcmnoZYXABC"])

    def test_many(self):
        self.assert_transparent(env=[b"VARIABLE_%d=%d" % (n, n) for n in range(20000)])

    def test_13_variables_of_the_dynamic_linker_and_libc(self):
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

    def test_13_variables_that_load_or_tune(self):
        """They have their effect on both programs, and the wrapper passes them on as they are."""
        sanitizer = self.place.variables()["ASAN_OPTIONS"] + ":verify_asan_link_order=0"
        self.assert_transparent(
            env=[
                b"LD_PRELOAD=libm.so.6",
                b"LD_AUDIT=",
                b"GLIBC_TUNABLES=glibc.malloc.tcache_count=3:glibc.malloc.check=1",
                b"GCONV_PATH=/nonexistent",
                b"MALLOC_TRACE=/nonexistent",
                b"ASAN_OPTIONS=" + sanitizer.encode(),
            ]
        )

    def test_16_our_own_variables_reach_qemu(self):
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
    def test_12_no_array_at_all(self):
        """execve(2) with NULL for the environment, which Linux takes for an empty one."""
        line = [self.place.real, *QUIET]
        for words in (line, [self.place.tool, "run", "--plugins", "", *line]):
            with self.subTest(words=words):
                done = subprocess.run(
                    [sys.executable, "-c", EXECUTE, *words],
                    stdin=subprocess.DEVNULL, capture_output=True, timeout=TIME_LIMIT, check=False)
                self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""))
                with open(self.place.real + ".state", encoding="ascii") as state:
                    self.assertIn("env.count 0\n", state.readlines())
                os.unlink(self.place.real + ".state")

    def test_12_none_with_run(self):
        self.assert_transparent_run(env=[])

    def test_12_one_empty_entry_with_run(self):
        self.assert_transparent_run(env=[b""])

    def test_12_odd_entries_only_with_run(self):
        self.assert_transparent_run(env=[b"=", b"X", b"X", b"=y"])

    def test_no_environment_and_no_descriptors(self):
        self.assert_transparent_run(["close=0", "close=1", "close=2"], env=[])

    def test_12_next_to_none_for_a_dropin(self):
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
