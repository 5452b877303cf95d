# SPDX-License-Identifier: MIT
"""A launch prints nothing; what must be said goes to standard error and never stops QEMU."""

import os
import resource
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import NAME, QUIET, TransparencyCase, entries  # noqa: E402

# Reachable from other machines without a password: the vnc plugin warns and changes nothing.
EXPOSED = ["-vnc", "0.0.0.0:7"]


class Silence(TransparencyCase):
    def test_default_plugins(self):
        for args in ([], ["-m", "1G"], ["-vnc", "127.0.0.1:1"], ["--version"], ["-h"]):
            with self.subTest(args=args):
                run = self.place.launch(
                    self.place.dropin, [NAME, *QUIET, *args], self.place.variables()
                )
                self.assert_started(run)

    def test_run_subcommand(self):
        argv = ["qemu-wrapper", "run", self.place.real, *QUIET]
        run = self.place.launch(self.place.tool, argv, self.place.variables())
        self.assert_started(run)

    def test_words_that_were_added_or_corrected(self):
        env = self.place.variables(QEMU_ARGS="-vnc 127.0.0.1:5907")
        run = self.place.launch(self.place.dropin, [NAME, *QUIET], env)
        self.assert_started(run)
        self.assertEqual(run.state["argv.4"], ["127.0.0.1:7"])


class Warning(TransparencyCase):
    """A warning is one line; a standard error that can't be written to is no reason to stop."""

    def test_one_line(self):
        run = self.place.launch(
            self.place.dropin, [NAME, *QUIET, *EXPOSED], self.place.variables()
        )
        self.assert_started(run, silent=False)
        self.assertRegex(run.text, r"\Aqemu-wrapper: [^\n]{1,400}\n\Z")
        self.assertEqual(run.state["argv.4"], ["0.0.0.0:7"])

    def test_standard_error_closed(self):
        self.assert_transparent(["close=2"], EXPOSED)
        self.assert_transparent(["close=1", "close=2"], EXPOSED)
        self.assert_transparent(["close=0", "close=1", "close=2"], EXPOSED)

    def test_standard_error_closed_and_a_file_next_to_it(self):
        """The warning must not go into a file that happens to get its number."""
        path = self.place.write("disk", b"")
        self.assert_transparent(["close=2", "open=3:rw:0:" + path], EXPOSED)
        self.assertEqual(os.path.getsize(path), 0)

    def test_standard_error_without_a_reader(self):
        """No SIGPIPE: neither kills it the wrapper nor waits it for QEMU, whose disposition of it
        is as it was."""
        self.assert_transparent(["pipe=0:2:", "close=0"], EXPOSED)
        self.assert_transparent(["pipe=0:2:", "close=0", "ignore=13"], EXPOSED)
        self.assert_transparent(["pipe=0:2:", "close=0", "block=13"], EXPOSED)

    def test_standard_error_full_or_read_only(self):
        self.assert_transparent(["open=2:w:0:/dev/full"], EXPOSED)
        self.assert_transparent(["open=2:r:0:/dev/null"], EXPOSED)

    def test_standard_error_is_a_socket_without_a_peer(self):
        self.assert_transparent(["sockets=2:9", "close=9"], EXPOSED)

    def test_file_size_limit_reached(self):
        """No SIGXFSZ either."""
        size = 1 << 20
        path = self.place.write("log", b"x" * size)
        limit = "limit=%d:%d:%d" % (resource.RLIMIT_FSIZE, size, size)
        self.assert_transparent(["open=2:wa:0:" + path, limit], EXPOSED)


class Failure(TransparencyCase):
    """Without standard error the exit status still tells."""

    def test_exit_status(self):
        env = entries(self.place.variables(QEMU_WRAPPER_REAL="/nonexistent"))
        for directives in (
            ["close=2"],
            ["close=0", "close=1", "close=2"],
            ["pipe=0:2:", "close=0"],
            ["open=2:w:0:/dev/full"],
        ):
            with self.subTest(directives=directives):
                run = self.place.launch(self.place.dropin, [NAME, *QUIET], env, directives)
                self.assertEqual((run.status, run.signal, run.stdout), (127, None, b""))


if __name__ == "__main__":
    unittest.main()
