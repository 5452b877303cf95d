# SPDX-License-Identifier: MIT
"""QEMU gets every descriptor that was open, with its flags, offset and locks, and no other one."""

import itertools
import os
import resource
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import QUIET, TransparencyCase, difference, entries  # noqa: E402


class StandardDescriptors(TransparencyCase):
    def test_34_closed_in_all_combinations(self):
        for closed in itertools.chain.from_iterable(
            itertools.combinations((0, 1, 2), count) for count in range(4)
        ):
            with self.subTest(closed=closed):
                self.assert_transparent(["close=%d" % fd for fd in closed])

    def test_34_closed_with_run_subcommand(self):
        for closed in ((0,), (1, 2), (0, 1, 2)):
            with self.subTest(closed=closed):
                self.assert_transparent_run(["close=%d" % fd for fd in closed])

    def test_34_all_closed_and_few_allowed(self):
        self.assert_transparent(
            ["close=0", "close=1", "close=2", "limit=%d:8:8" % resource.RLIMIT_NOFILE]
        )

    def test_35_stdin_of_each_kind(self):
        text = "{'execute': 'qmp_capabilities'}"
        for directives in (
            ["pipe=0:-1:" + text],
            ["pipe=0:-1:"],
            ["sockets=0:1"],
            ["open=0:r:7:" + self.place.path("stdin")],
            ["open=0:rn:0:/dev/null"],
            ["open=0:rw:0:/dev/zero"],
        ):
            with self.subTest(directives=directives):
                self.assert_transparent(directives)

    def test_35_stdin_keeps_its_bytes(self):
        """The stand-in says how many bytes wait on descriptor 0."""
        for mode in ({}, {"QEMU_WRAPPER_PLUGINS": ""}, {"QEMU_WRAPPER": "off"}):
            env = self.place.variables(**mode)
            run = self.place.launch(self.place.dropin, ["q"], env, ["pipe=0:-1:hello"])
            self.assertEqual(run.state["fd.0.waiting"], ["5"])

    def test_output_offsets_and_append(self):
        path = self.place.path("log")
        self.assert_transparent(["open=1:wa:0:" + path, "open=2:w:100:" + path])


class Inherited(TransparencyCase):
    def file(self, name="file"):
        return self.place.write(name, b"0123456789" * 10)

    def test_33_files_with_offsets_and_flags(self):
        path = self.file()
        self.assert_transparent(
            [
                "open=3:r:10:" + path,
                "open=4:rw:20:" + path,
                "open=5:wa:0:" + path,
                "open=6:rn:0:" + path,
                "open=7:rc:0:" + path,
                "open=63:r:99:" + path,
                "open=199:w:1:" + self.file("other"),
            ]
        )

    def test_33_pipes_and_sockets_with_data(self):
        self.assert_transparent(["pipe=3:4:some text", "sockets=10:12", "pipe=30:-1:x"])

    def test_33_close_on_exec_descriptors_are_gone(self):
        path = self.file()
        env = entries(self.place.variables())
        run = self.place.launch(self.place.dropin, ["q", *QUIET], env, ["open=9:rc:0:" + path])
        self.assert_started(run)
        self.assertNotIn("fd.9.target", run.state)

    def test_33_nothing_is_opened_below_or_between(self):
        """Nothing of the wrapper takes a number that was free."""
        run = self.place.launch(
            self.place.dropin,
            ["q", *QUIET],
            entries(self.place.variables()),
            ["close=0", "close=2", "open=4:r:0:/dev/null"],
        )
        numbers = {int(key.split(".")[1]) for key in run.state if key.startswith("fd.")}
        self.assertEqual(numbers, {1, 4})

    def test_run_subcommand(self):
        self.assert_transparent_run(["open=3:r:10:" + self.file(), "sockets=10:12"])

    def test_many(self):
        path = self.file()
        self.assert_transparent(
            ["open=%d:r:%d:%s" % (fd, fd % 90, path) for fd in range(3, 190)]
        )

    def test_two_numbers_left(self):
        path = self.file()
        self.assert_transparent(
            ["open=%d:r:0:%s" % (fd, path) for fd in range(3, 20)]
            + ["limit=%d:22:22" % resource.RLIMIT_NOFILE]
        )


class Locks(TransparencyCase):
    def setUp(self):
        super().setUp()
        self.pidfile = self.place.write("pidfile", b"12345\n")

    def test_record_lock_as_libvirt_takes_it(self):
        """libvirt leaves the pid file open, locked, in the process that becomes QEMU."""
        self.assert_transparent(["open=5:rw:0:" + self.pidfile, "lock=5:w:0:0"])

    def test_lock_is_held_by_the_launched_process(self):
        run = self.place.launch(
            self.place.dropin,
            ["q", *QUIET],
            entries(self.place.variables()),
            ["open=5:rw:0:" + self.pidfile, "lock=5:w:0:0"],
        )
        self.assert_started(run)
        self.assertEqual(len(run.state["fd.5.lock"]), 1)
        self.assertIn("POSIX  ADVISORY  WRITE CHILD", run.state["fd.5.lock"][0])

    def test_several_ranges_and_kinds(self):
        other = self.place.write("other", b"text")
        self.assert_transparent(
            [
                "open=5:rw:0:" + self.pidfile,
                "open=6:rw:0:" + self.pidfile,
                "lock=5:w:0:10",
                "lock=6:r:20:5",
                "open=7:rw:0:" + other,
                "ofdlock=7",
                "open=8:rw:0:" + self.place.write("third", b""),
                "flock=8",
            ]
        )

    def test_locked_file_named_in_the_line(self):
        """A process loses its record locks when it closes any descriptor of the file: nobody may
        look into files that the line names."""
        name = self.pidfile
        options = ["-pidfile", "-readconfig", "-kernel", "-bios", "-D", "-loadvm", "-L", "-hda"]
        args = [word for option in options for word in (option, name)]
        args += ["-drive", "file=" + name, "-device", "x,romfile=" + name, name]
        self.assert_transparent(["open=5:rw:0:" + name, "lock=5:w:0:0"], args)


class Comparison(TransparencyCase):
    def test_two_direct_launches_are_equal(self):
        """The comparison reports nothing where nothing differs, whatever the state."""
        directives = ["session", "terminal=0", "pipe=3:4:text", "sockets=5:6"]
        runs = [
            self.place.launch(self.place.real, ["q"], [b"A=1"], directives) for _ in range(2)
        ]
        self.assertEqual(difference(runs[0].state, runs[1].state), [])


if __name__ == "__main__":
    unittest.main()
