# SPDX-License-Identifier: MIT
"""A program that can't be executed: status 127 (not found) or 126 (found), one short message with
the path and the reason, nothing on standard output."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import NAME, QUIET, StandinCase, entries  # noqa: E402


class NamedProgram(StandinCase):
    """The real program is given by QEMU_WRAPPER_REAL or by `run`."""

    def check(self, path, status, reason, shown=None):
        statuses = status if isinstance(status, tuple) else (status,)
        for mode in ({}, {"QEMU_WRAPPER_PLUGINS": ""}):
            env = entries(self.place.variables(QEMU_WRAPPER_REAL=path, **mode))
            with self.subTest(mode=mode):
                run = self.place.launch(self.place.dropin, [NAME, *QUIET], env)
                self.assertIn(run.status, statuses, run.text)
                self.check_message(run, shown or path, reason)
        env = entries(self.place.variables(QEMU_WRAPPER_REAL=None))
        with self.subTest(mode="run"):
            argv = ["qemu-wrapper", "run", path, *QUIET]
            run = self.place.launch(self.place.tool, argv, env)
            self.assertIn(run.status, statuses, run.text)
            self.check_message(run, shown or path, reason)

    def check_message(self, run, shown, reason):
        self.assert_not_started(run, run.status)
        self.assertIn(shown, run.text)
        self.assertRegex(run.text.lower(), reason)

    def test_36_missing(self):
        self.check(self.place.path("missing"), 127, "no such file")

    def test_missing_folder(self):
        self.check(self.place.path("missing/folder/" + NAME), 127, "no such file")

    def test_36_dangling_link(self):
        self.check(self.place.link("dangling", "/nonexistent/target"), 127, "no such file")

    def test_folder_in_the_way_is_a_file(self):
        self.check(self.place.real + "/" + NAME, (126, 127), "not a directory")

    def test_36_not_executable(self):
        self.check(self.place.write("plain", "text", 0o644), 126, "permission denied")

    def test_script_without_permission(self):
        self.check(self.place.write("plain", "#!/bin/sh\n", 0o644), 126, "permission denied")

    def test_36_directory_below_run(self):
        env = entries(self.place.variables(QEMU_WRAPPER_REAL=None))
        argv = ["qemu-wrapper", "run", self.place.path("real"), *QUIET]
        run = self.place.launch(self.place.tool, argv, env)
        self.assert_not_started(run, 126)
        self.assertIn(self.place.path("real"), run.text)
        self.assertRegex(run.text.lower(), "permission denied|is a directory|a folder")

    def test_36_no_program_format(self):
        """No shell runs it, as execvp would."""
        self.check(self.place.write("text", "exit 0\n", 0o755), 126, "format")

    def test_36_empty_file(self):
        self.check(self.place.write("text", "", 0o755), 126, "format")

    def test_elf_header_only(self):
        with open(self.place.real, "rb") as file:
            head = file.read(64)
        self.check(self.place.write("cut", head, 0o755), 126, "format|invalid|input/output")

    def test_36_interpreter_missing(self):
        script = self.place.write("script", "#!/nonexistent/interpreter\n", 0o755)
        self.check(script, 127, "its interpreter '/nonexistent/interpreter' was not found")

    def test_36_loop_of_links(self):
        path = self.place.path("loop")
        os.symlink("loop", path)
        self.check(path, 126, "symbolic links")

    def test_36_written_at_the_same_time(self):
        with open(self.place.real, "r+b"):
            self.check(self.place.real, 126, "text file busy")

    def test_device_and_pipe(self):
        self.check("/dev/null", 126, "permission denied")
        os.mkfifo(self.place.path("fifo"), 0o755)
        self.check(self.place.path("fifo"), 126, "permission denied")

    def test_name_too_long(self):
        path = "/" + "n" * 300
        self.check(path, (126, 127), "too long", path[:20])

    @unittest.skipUnless(os.geteuid() == 0, "needs to become another user")
    def test_unreachable_for_another_user(self):
        os.chmod(self.place.path("real"), 0o700)
        env = entries(self.place.variables())
        run = self.place.launch(
            self.place.dropin, [NAME, *QUIET], env, ["user=65534:65534"]
        )
        self.assert_not_started(run, 126)
        self.assertIn("Permission denied", run.text)
        self.assertIn(self.place.real, run.text)

    def test_odd_bytes_of_a_path_are_not_printed_raw(self):
        path = self.place.path("odd \x1b[31m\nname")
        env = entries(self.place.variables(QEMU_WRAPPER_REAL=path))
        run = self.place.launch(self.place.dropin, [NAME, *QUIET], env)
        self.assert_not_started(run, 127)
        self.assertNotIn(b"\x1b", run.stderr)
        self.assertNotIn("\nname", run.text)
        self.assertIn("odd ", run.text)

    def test_message_names_the_program(self):
        env = entries(self.place.variables(QEMU_WRAPPER_REAL="/nonexistent"))
        run = self.place.launch(self.place.dropin, [NAME, *QUIET], env)
        self.assertTrue(run.text.startswith("qemu-wrapper: "), run.text)

    def test_switched_off(self):
        empty = self.place.path("config")
        env = entries(
            self.place.variables(QEMU_WRAPPER="off", PATH=empty, QEMU_WRAPPER_REAL="/nonexistent")
        )
        run = self.place.launch(self.place.dropin, [NAME, *QUIET], env)
        self.assert_not_started(run, 127)


class SearchedProgram(StandinCase):
    """The real program is looked up on PATH."""

    def launch(self, *folders, name=NAME, **more):
        env = self.place.variables(
            PATH=":".join([self.place.path("bin"), *folders]), QEMU_WRAPPER_REAL=None, **more
        )
        # By this file, argv[0] names the program.
        return self.place.launch(self.place.tool, [name, *QUIET], entries(env))

    def test_36_not_found(self):
        run = self.launch(self.place.path("config"))
        self.assert_not_started(run, 127)
        self.assertIn(NAME, run.text)
        self.assertIn("PATH", run.text)

    def test_not_found_without_path(self):
        name = "qemu-system-of-no-machine"
        env = entries(self.place.variables(PATH=None, QEMU_WRAPPER_REAL=None))
        run = self.place.launch(self.place.link("bin/" + name), [name, *QUIET], env)
        self.assert_not_started(run, 127)
        self.assertIn(name, run.text)

    def test_36_only_files_that_can_not_be_executed(self):
        folder = self.place.path("plain")
        os.mkdir(folder)
        self.place.write("plain/" + NAME, "text", 0o644)
        run = self.launch(folder)
        self.assertIn(run.status, (126, 127))
        self.assert_not_started(run, run.status)

    def test_36_only_directories(self):
        folder = self.place.path("folders")
        os.makedirs(os.path.join(folder, NAME))
        run = self.launch(folder)
        self.assertIn(run.status, (126, 127))
        self.assert_not_started(run, run.status)

    def test_only_the_wrapper(self):
        self.place.link("more/" + NAME)
        run = self.launch(self.place.path("more"))
        self.assert_not_started(run, 127)
        self.assertIn(NAME, run.text)

    def test_36_no_program_format(self):
        self.place.write("config/" + NAME, "exit 0\n", 0o755)
        run = self.launch(self.place.path("config"))
        self.assert_not_started(run, 126)
        self.assertIn(self.place.path("config", NAME), run.text)

    def test_36_message_has_the_path_and_the_reason(self):
        """Of several that can't be executed the last is told."""
        plain, folder, loop = (self.place.path(name) for name in ("plain", "folder", "loop"))
        for path in (plain, folder, loop):
            os.mkdir(path)
        self.place.write("plain/" + NAME, "text", 0o644)
        os.mkdir(os.path.join(folder, NAME))
        os.symlink(NAME, os.path.join(loop, NAME))
        for path, reason in (
            (plain, "Permission denied"),
            (folder, "Permission denied"),
            (loop, "Too many levels of symbolic links"),
        ):
            with self.subTest(path=path):
                run = self.launch(folder, path, self.place.path("config"))
                self.assert_not_started(run, 126)
                self.assertIn("can't execute %s/%s" % (path, NAME), run.text)
                self.assertIn(reason, run.text)

    def test_36_written_at_the_same_time(self):
        with open(self.place.real, "r+b"):
            run = self.launch(self.place.path("real"))
        self.assert_not_started(run, 126)
        self.assertIn(self.place.real + ": Text file busy", run.text)

    def test_36_interpreter_missing(self):
        path = self.place.write("config/" + NAME, "#!/nonexistent/interpreter\n", 0o755)
        run = self.launch(self.place.path("config"))
        self.assert_not_started(run, 127)
        self.assertIn(path, run.text)
        self.assertIn("its interpreter '/nonexistent/interpreter' was not found", run.text)

    def test_36_arguments_too_long(self):
        # Over 6 MiB, which is what Linux allows at most.
        words = self.place.write("words", "word\n" * 500000)
        run = self.launch(self.place.path("real"), QEMU_ARGS_FILE=words)
        self.assert_not_started(run, 126)
        self.assertIn("the command line is too long", run.text)
        self.assertIn(words, run.text)

    def test_odd_name(self):
        run = self.launch(self.place.path("real"), name="-h")
        self.assert_not_started(run, 127)
        self.assertIn("-h", run.text)

    def test_name_that_can_not_be_searched(self):
        for name in ("..", ".", "some/folder/.."):
            with self.subTest(name=name):
                run = self.launch(self.place.path("real"), name=name)
                self.assertIn(run.status, (125, 126, 127))
                self.assert_not_started(run, run.status)


class Usage(StandinCase):
    def launch(self, *words, env=None):
        env = entries(env or self.place.variables())
        return self.place.launch(self.place.tool, ["qemu-wrapper", *words], env)

    def test_no_program(self):
        for words in (["run"], ["run", "--"], ["run", "--plugins", ""], ["explain"]):
            with self.subTest(words=words):
                self.assert_not_started(self.launch(*words), 125)

    def test_unknown_option_before_the_program(self):
        run = self.launch("run", "--no-such-option", self.place.real)
        self.assert_not_started(run, 125)
        self.assertIn("--no-such-option", run.text)

    def test_unknown_subcommand(self):
        run = self.launch("no-such-command", self.place.real)
        self.assert_not_started(run, 125)
        self.assertIn("no-such-command", run.text)

    def test_value_of_an_option_is_missing(self):
        for option in ("--real", "--config", "--plugins", "--plugin"):
            with self.subTest(option=option):
                run = self.launch("run", option)
                self.assert_not_started(run, 125)
                self.assertIn(option, run.text)

    def test_01_no_word_at_all(self):
        for argv in ([], [""], ["qemu-wrapper"]):
            with self.subTest(argv=argv):
                run = self.place.launch(self.place.tool, argv, self.place.variables())
                self.assertIn(run.status, (0, 125), run.report)
                self.assertIsNone(run.state)


if __name__ == "__main__":
    unittest.main()
