# SPDX-License-Identifier: MIT
"""QEMU gets the arguments byte for byte, however many, long or odd they are."""

import os
import random
import re
import resource
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import NAME, QUIET, TransparencyCase, entries  # noqa: E402

ALL_BYTES = bytes(range(1, 256))
LONGEST = 131071


class Arguments(TransparencyCase):
    def test_04_odd_ones(self):
        self.assert_transparent(
            args=[
                "",
                " ",
                "a b",
                "\n",
                "two\nlines",
                "tab\there",
                "ends in backslash\\",
                "\\",
                "'single' \"double\" `back` $HOME $(id) *",
                b"\xff\xfe not UTF-8",
                b"\xed\xa0\x80",
                "\u00fc\u20ac\U0001f600",
                ALL_BYTES,
                "",
            ]
        )

    def test_04_each_byte_alone(self):
        self.assert_transparent(args=[bytes([value]) for value in range(1, 256)])

    def test_04_all_bytes_in_values_of_options(self):
        self.assert_transparent(
            args=[
                "-name",
                ALL_BYTES,
                "-device",
                b"x,id=" + ALL_BYTES,
                "--blockdev",
                b'{"driver":"' + ALL_BYTES,
                b"-unknown" + ALL_BYTES,
                ALL_BYTES,
            ]
        )

    def test_04_empty_ones_only(self):
        self.assert_transparent(args=[""] * 50)

    def test_09_wrong_and_cut_lines(self):
        for args in (
            ["-"],
            ["--"],
            ["---"],
            ["--", "-m", "1G"],
            ["-m"],
            ["--m"],
            ["-m", "1G", "-device"],
            ["-no-such-option", "-m", "-m"],
            ["-m", "", "-smp", ",,,"],
            ["-drive", "file=a,,b,if=,=,"],
            ["-device", "{"],
            ["-device", '{"driver":"e1000"', "-netdev", "user,id=\n"],
            ["-M", "pc,accel", "-machine", "=,=", "-append", ""],
        ):
            with self.subTest(args=args):
                self.assert_transparent(args=args)

    def test_11_names_of_our_own_subcommands_and_options(self):
        """In drop-in mode no argument is the wrapper's."""
        for args in (
            ["--help"],
            ["--version"],
            ["explain"],
            ["run", "/bin/true"],
            ["--plugins", ""],
            ["--plugin", "vnc,strict=on"],
            ["--real", "/bin/true"],
            ["--config", "/dev/null"],
            ["doctor", "--json"],
            ["plugin", "list"],
        ):
            with self.subTest(args=args):
                self.assert_transparent(args=args)

    def test_11_our_option_names_first_in_the_line(self):
        for word in ("explain", "run", "--help", "--version", "--plugins", "-h", "version"):
            for switches in ({}, {"QEMU_WRAPPER_PLUGINS": ""}, {"QEMU_WRAPPER": "off"}):
                with self.subTest(word=word, switches=switches):
                    env = self.place.variables(**switches)
                    run = self.place.launch(self.place.dropin, [NAME, word, "x", *QUIET], env)
                    self.assert_started(run)
                    self.assertEqual(run.state["argv.1"], [word])

    def test_11_arguments_of_run_belong_to_qemu(self):
        self.assert_transparent_run(
            args=["--help", "--real", "/bin/true", "--plugins", "", "--", "explain"]
        )

    def test_double_dash_before_the_program(self):
        real = self.place.real
        run = self.place.launch(
            self.place.tool,
            ["qemu-wrapper", "run", "--plugins", "", "--", real, *QUIET, "--", "x"],
            [],
        )
        self.assert_started(run)
        self.assertEqual(run.state["argv.count"], ["5"])
        self.assertEqual(run.state["argv.3"], ["--"])

    def test_03_random_lines(self):
        source = random.Random(20261123)
        words = ["-m", "--smp", "-device", "-drive", "-name", "-M", "-append", "a=b,c=d", "{}", "-"]
        for _ in range(25):
            args = [
                bytes(source.choices(range(1, 256), k=source.randrange(1, 40)))
                if source.random() < 0.6
                else source.choice(words)
                for _ in range(source.randrange(0, 30))
            ]
            self.assert_transparent(args=args)


class Name(TransparencyCase):
    """argv[0] reaches QEMU as it was given."""

    def test_02_odd_names(self):
        for name in (
            "",
            "-h",
            "--version",
            "kvm",
            "/some/where/qemu-system-arm",
            "./qemu-kvm",
            "relative/qemu-wrapper-x",
            "qemu-wrapper.real",
            "xqemu-wrapper",
            "trailing/",
            "/",
            "a name\nof two lines\\",
            b"\xff\xfe",
            ALL_BYTES,
            "n" * 4096,
            "long/" * 1000 + "kvm",
        ):
            with self.subTest(name=name):
                self.assert_transparent(argv0=name, args=["-m", "1G"])

    def test_01_no_word_at_all(self):
        # Such a line can't choose an accelerator.
        self.assert_transparent(argv0=None, env=[b"QEMU_WRAPPER_KVM_MODE=off"])

    def test_02_which_program_is_meant(self):
        """By a file that has no name of QEMU's, the base name of argv[0] is looked up on PATH,
        whatever it looks like; messages show it without control characters."""
        env = entries(self.place.variables(QEMU_WRAPPER_REAL=None))
        tool = self.place.tool
        for name in (
            "-h",
            "a/b/--version",
            os.fsdecode(b"\xff\xfe"),
            "two\nlines\x1b[31m",
            "folder/" * 600 + "kvm-of-nobody",
        ):
            with self.subTest(name=name):
                run = self.place.launch(tool, [name, *QUIET], env)
                self.assert_not_started(run, 127)
                self.assertNotIn(b"\x1b", run.stderr)
                for line in run.stderr.decode("utf-8").splitlines():
                    self.assertTrue(line.startswith(("qemu-wrapper: ", "    ")), line)
                found = self.place.install("real/" + os.path.basename(name))
                run = self.place.launch(tool, [name, *QUIET], env, (), found)
                self.assert_started(run)

    def test_02_name_of_4096_bytes(self):
        """No file can have such a name."""
        env = entries(self.place.variables(QEMU_WRAPPER_REAL=None))
        run = self.place.launch(self.place.tool, ["n" * 4096, *QUIET], env)
        self.assert_not_started(run, run.status)
        self.assertIn(run.status, (126, 127))


class Probing(TransparencyCase):
    def test_10_how_libvirt_asks_for_capabilities(self):
        self.assert_transparent(
            args=["-S", "-no-user-config", "-nodefaults", "-nographic", "-machine", "none,accel=kvm:tcg",
                  "-qmp", "unix:/nonexistent/qmp.monitor,server=on,wait=off", "-pidfile",
                  "/nonexistent/qmp.pid", "-daemonize"]
        )

    def test_10_lines_that_print(self):
        for args in (["-version"], ["-help"], ["-machine", "help"], ["-cpu", "help"]):
            with self.subTest(args=args):
                self.assert_transparent(args=args)


class Size(TransparencyCase):
    def test_06_100000_arguments(self):
        self.assert_transparent(args=["-device"] + ["x%d" % n for n in range(99997)])

    def test_06_100000_option_pairs(self):
        args = [word for n in range(50000) for word in ("-m", "1")]
        self.assert_transparent(args=args)

    def test_05_longest_argument(self):
        self.assert_transparent(args=["-append", "a" * LONGEST, "b,=" * (LONGEST // 3)])

    def test_05_longest_argument_with_run(self):
        self.assert_transparent_run(args=["-append", "a" * LONGEST])

    def test_longest_line_that_the_kernel_takes(self):
        """With a small stack the limit is 128 KiB for everything, and no copy of ours is as
        large. The drop-in's longer path makes the line fit through both launches."""
        deep = self.place.link("bin/" + "d" * 200 + "/" + NAME)
        stack = "limit=%d:%d:%d" % (resource.RLIMIT_STACK, 512 << 10, 512 << 10)
        for switches in ({}, {"QEMU_WRAPPER_PLUGINS": ""}, {"QEMU_WRAPPER": "off"}):
            with self.subTest(switches=switches):
                env = entries(self.place.variables(**switches))
                run = self.place.launch(deep, [NAME, *QUIET], env, [stack, "fill=131071"])
                self.assert_started(run)
                self.assertGreater(len(run.state["argv.3"][0]), 120000)


class TooLarge(TransparencyCase):
    """E2BIG: what is too large, and what it is made of, is said."""

    def test_06_longer_path_of_the_real_program(self):
        real = self.place.install("real/" + "d" * 200 + "/" + NAME)
        stack = "limit=%d:%d:%d" % (resource.RLIMIT_STACK, 512 << 10, 512 << 10)
        for switches in ({}, {"QEMU_WRAPPER_PLUGINS": ""}):
            with self.subTest(switches=switches):
                env = entries(self.place.variables(QEMU_WRAPPER_REAL=real, **switches))
                run = self.place.launch(
                    self.place.dropin, [NAME, *QUIET], env, [stack, "fill=131071"], real
                )
                self.assert_not_started_for_size(run, range(120000, 140000))
                self.assertRegex(run.text, r"(?i)argument 3\b")

    def test_06_largest_is_a_variable(self):
        real = self.place.install("real/" + "d" * 200 + "/" + NAME)
        stack = "limit=%d:%d:%d" % (resource.RLIMIT_STACK, 512 << 10, 512 << 10)
        env = entries(self.place.variables(QEMU_WRAPPER_REAL=real, BIG_ONE="v" * 80000))
        run = self.place.launch(
            self.place.dropin, [NAME, *QUIET], env, [stack, "fill=60000"], real
        )
        self.assert_not_started_for_size(run, range(120000, 140000))
        self.assertIn("BIG_ONE", run.text)
        self.assertNotIn("vvvvv", run.text)

    def test_06_words_of_a_file(self):
        words = "".join("word-number-%d\n" % n for n in range(150000))
        path = self.place.write("words", words)
        env = self.place.variables(QEMU_ARGS_FILE=path)
        run = self.place.launch(self.place.dropin, [NAME, *QUIET], env)
        self.assert_not_started_for_size(run, range(len(words), 3 * len(words) + 200000))
        self.assertRegex(run.text, r"args\b|QEMU_ARGS_FILE|words")

    def test_05_one_word_of_a_file(self):
        path = self.place.write("words", "w" * (LONGEST + 1) + "\n")
        env = self.place.variables(QEMU_ARGS_FILE=path)
        run = self.place.launch(self.place.dropin, [NAME, *QUIET], env)
        self.assert_not_started(run, 126)
        self.assertRegex(run.text, r"args\b|QEMU_ARGS_FILE|words")
        self.assertRegex(run.text, r"13107[12]")

    def test_05_longest_word_of_a_file_passes(self):
        path = self.place.write("words", "w" * LONGEST + "\n")
        env = self.place.variables(QEMU_ARGS_FILE=path)
        run = self.place.launch(self.place.dropin, [NAME, *QUIET], env)
        self.assert_started(run)
        self.assertEqual(run.state["argv.3"], ["w" * LONGEST])

    def assert_not_started_for_size(self, run, sizes):
        self.assert_not_started(run, 126)
        numbers = [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", run.text)]
        self.assertTrue([number for number in numbers if number in sizes], run.text)
        self.assertRegex(run.text, r"(?i)too (long|large|big)")


if __name__ == "__main__":
    unittest.main()
