# SPDX-License-Identifier: MIT
"""Which program is the real one, which name it gets, and when we are the tool and not a drop-in."""

import os
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import NAME, QUIET, WRAPPER, StandinCase, entries  # noqa: E402


class Path(StandinCase):
    def launch(self, path, directives=(), argv0=NAME, program=None, real=None, **more):
        env = self.place.variables(PATH=path, QEMU_WRAPPER_REAL=None, **more)
        argv = [argv0, *QUIET]
        program = program or self.place.dropin
        return self.place.launch(program, argv, entries(env), directives, real)

    def check(self, path, real, *args, **more):
        run = self.launch(path, *args, real=real, **more)
        self.assert_started(run)
        self.assertEqual(run.state["process.exe"], [real])
        self.assertEqual(run.state["process.pid"], ["CHILD"])
        return run

    def test_first_one_that_is_not_us(self):
        other = self.place.install("other/" + NAME)
        folders = [self.place.path("bin"), self.place.path("real"), os.path.dirname(other)]
        self.check(":".join(folders), self.place.real)
        self.check(":".join(reversed(folders)), other)

    def test_switched_off(self):
        path = ":".join([self.place.path("bin"), self.place.path("real")])
        self.check(path, self.place.real, QEMU_WRAPPER="off")

    def test_folder_of_the_dropin_is_not_on_path(self):
        self.check(self.place.path("real"), self.place.real)

    def test_empty_elements_are_the_working_directory(self):
        here = "chdir=" + self.place.path("real")
        missing = self.place.path("missing")
        for path in ("", ":", ":" + missing, missing + ":", missing + "::" + missing):
            with self.subTest(path=path):
                self.check(path, self.place.real, [here])

    def test_relative_elements(self):
        self.check("real", self.place.real, ["chdir=" + self.place.root])
        self.check("./bin:../real", self.place.real, ["chdir=" + self.place.path("bin")])

    def test_missing_odd_and_repeated_elements(self):
        elements = ["/nonexistent", self.place.real, "/dev/null", "x" * 5000, "a\nb"]
        elements += [self.place.path("bin")] * 3 + [self.place.path("real") + "///"]
        self.check(":".join(elements), self.place.real)

    def test_long_path(self):
        self.check("/nonexistent:" * 8000 + self.place.path("real"), self.place.real)

    def test_files_that_can_not_be_executed_are_skipped(self):
        os.mkdir(self.place.path("plain"))
        self.place.write("plain/" + NAME, "text", 0o644)
        self.check(self.place.path("plain") + ":" + self.place.path("real"), self.place.real)

    def test_directories_are_skipped(self):
        os.makedirs(self.place.path("folders", NAME))
        self.check(self.place.path("folders") + ":" + self.place.path("real"), self.place.real)

    def test_dangling_links_and_loops_are_skipped(self):
        self.place.link("links/" + NAME, "/nonexistent")
        self.place.link("loops/" + NAME, NAME)
        path = [self.place.path(name) for name in ("links", "loops", "real")]
        self.check(":".join(path), self.place.real)

    def test_pipes_and_devices_are_skipped(self):
        os.mkdir(self.place.path("pipes"))
        os.mkfifo(self.place.path("pipes", NAME), 0o777)
        self.check(self.place.path("pipes") + ":" + self.place.path("real"), self.place.real)

    @unittest.skipUnless(os.geteuid() == 0, "needs to become another user")
    def test_unreadable_folders_are_skipped(self):
        self.place.install("closed/" + NAME)
        os.chmod(self.place.path("closed"), 0o700)
        real = self.place.path("real")
        os.chmod(real, 0o777)
        path = self.place.path("closed") + ":" + real
        self.check(path, self.place.real, ["user=65534:65534"])

    @unittest.skipUnless(os.geteuid() == 0, "needs to become another user")
    def test_program_that_may_be_executed_but_not_read(self):
        self.place.install("real/" + NAME, "exit_as")
        os.chmod(self.place.real, 0o111)
        env = entries(
            self.place.variables(PATH=self.place.path("real"), QEMU_WRAPPER_REAL=None)
        )
        user = ["user=65534:65534"]
        run = self.place.launch(self.place.dropin, [NAME, "exit-7", *QUIET], env, user)
        self.assertEqual((run.status, run.text), (7, ""))

    def test_link_to_the_real_program(self):
        """The name of the link is executed, not its target."""
        link = self.place.link("links/" + NAME, self.place.install("store/qemu-binary"))
        run = self.launch(os.path.dirname(link), real=self.place.path("store/qemu-binary"))
        self.assert_started(run)
        self.assertEqual(run.state["process.comm.0"], [NAME[:15]])
        self.assertEqual(run.state["process.execfn"], [link])

    def test_37_other_wrappers_are_skipped(self):
        """A link, a hard link and a copy of the wrapper: a name or inode of its own hides none."""
        link = self.place.link("links/" + NAME)
        os.mkdir(self.place.path("copies"))
        shutil.copy2(WRAPPER, self.place.path("copies", NAME))
        path = [os.path.dirname(link), self.place.path("copies"), self.place.path("real")]
        self.check(":".join(path), self.place.real)
        copy = self.place.path("copies", NAME)
        self.check(":".join(path), self.place.real, program=copy, argv0=copy)

    def test_copy_of_which_the_section_headers_are_gone(self):
        """The note is found as the kernel would find it, by program headers."""
        os.mkdir(self.place.path("copies"))
        copy = self.place.path("copies", NAME)
        shutil.copy2(WRAPPER, copy)
        with open(copy, "r+b") as file:
            file.seek(40)
            file.write(bytes(8))
            file.seek(58)
            file.write(bytes(6))
        self.check(self.place.path("copies") + ":" + self.place.path("real"), self.place.real)

    def test_name_of_the_dropin_decides(self):
        kvm = self.place.install("real/kvm")
        dropin = self.place.link("bin/kvm")
        path = self.place.path("bin") + ":" + self.place.path("real")
        run = self.check(path, kvm, argv0="kvm", program=dropin)
        self.assertEqual(run.state["argv.0"], ["kvm"])
        self.assertEqual(run.state["process.comm.0"], ["kvm"])
        run = self.check(path, kvm, argv0=dropin, program=dropin)
        self.assertEqual(run.state["argv.0"], [dropin])

    def test_file_and_not_argv0_decides(self):
        """Callers write a guest's name there, and that may be the name of some other program."""
        self.place.install("real/kvm")
        self.place.install("real/test")
        path = self.place.path("bin") + ":" + self.place.path("real")
        for argv0 in ("kvm", "/usr/bin/kvm", "test", "/x/web 1", "-" + NAME, "no-such-program"):
            with self.subTest(argv0=argv0):
                run = self.check(path, self.place.real, argv0=argv0)
                self.assertEqual(run.state["argv.0"], [argv0])
                self.assertEqual(run.state["process.execfn"], [self.place.real])

    def test_argv0_decides_if_the_file_has_no_name_of_its_own(self):
        """The tool's file, and open descriptors."""
        kvm = self.place.install("real/kvm")
        path = self.place.path("real")
        self.check(path, kvm, argv0="kvm", program=self.place.tool)
        descriptor = os.open(self.place.dropin, os.O_RDONLY)
        self.addCleanup(os.close, descriptor)
        env = self.place.variables(PATH=path)
        del env["QEMU_WRAPPER_REAL"]
        for folder in ("/dev/fd", "/proc/self/fd"):
            with self.subTest(folder=folder):
                name = "%s/%d" % (folder, descriptor)
                words = ["kvm", *QUIET]
                subprocess.run(words, executable=name, pass_fds=[descriptor], env=env, check=True)
                lines = self.place.state_of(kvm).splitlines()
                self.assertIn("process.exe " + kvm, lines)
                self.assertIn("argv.0 kvm", lines)

    def test_link_to_a_dropin_of_another_name(self):
        """Debian's kvm is a link to qemu-system-x86_64, which may have become a drop-in."""
        folder = os.path.dirname(self.place.dropin)
        one = self.place.link("bin/qemu-system-amd64", os.path.basename(self.place.dropin))
        two = self.place.link("other/kvm", os.path.join("..", "bin", "qemu-system-amd64"))
        self.assertEqual(os.path.dirname(one), folder)
        for link in (one, two):
            with self.subTest(link=link):
                path = self.place.path("real")
                run = self.check(path, self.place.real, argv0=link, program=link)
                self.assertEqual(run.state["argv.0"], [link])
        kvm = self.place.install("real/kvm")
        self.check(self.place.path("real"), kvm, argv0=two, program=two)
        config = "[wrapper]\nplugins =\nreal = %s\n" % self.place.path("real")
        config = self.place.write("wrapper.conf", config)
        os.unlink(kvm)
        self.check("/nonexistent", self.place.real, program=two, QEMU_WRAPPER_CONFIG=config)

    def test_links_named_like_other_programs(self):
        """What stands on PATH by the name of a link is no QEMU for it."""
        self.place.install("others/foo")
        self.place.link("bin/foo", os.path.basename(self.place.dropin))
        link = self.place.link("bin/qemu-of-nobody", "foo")
        path = self.place.path("others")
        run = self.launch(path, argv0=link, program=link)
        self.assert_not_started(run, 127)
        self.check(path + ":" + self.place.path("real"), self.place.real, program=link)
        script = self.place.write("foo", "#!%s -readconfig\n" % link, 0o755)
        self.place.link("script", script)
        run = self.launch(path, program=self.place.path("script"))
        self.assert_not_started(run, 127)

    def test_interpreter_of_a_script_is_a_link(self):
        link = self.place.link("bin/kvm", os.path.basename(self.place.dropin))
        script = self.place.write("script", "#!%s -readconfig\n" % link, 0o755)
        self.check(self.place.path("real"), self.place.real, program=script)

    @unittest.skipUnless(os.geteuid() == 0, "needs to become another user")
    def test_link_and_an_unreadable_folder(self):
        link = self.place.link("bin/kvm", os.path.basename(self.place.dropin))
        os.mkdir(self.place.path("closed"), 0o700)
        real = self.place.path("real")
        os.chmod(real, 0o777)
        path = self.place.path("closed") + ":" + real
        self.check(path, self.place.real, ["user=65534:65534"], argv0="kvm", program=link)

    def test_argv0_names_qemu_for_a_file_called_like_nothing(self):
        """Packagers move programs to such names, and call them as before."""
        file = os.path.join(os.path.dirname(self.place.dropin), "." + NAME + "-wrapped")
        os.rename(self.place.dropin, file)
        path = self.place.path("bin") + ":" + self.place.path("real")
        run = self.check(path, self.place.real, argv0="/some/where/" + NAME, program=file)
        self.assertEqual(run.state["argv.0"], ["/some/where/" + NAME])
        self.place.install("real/foo")
        self.assert_not_started(self.launch(path, argv0="foo", program=file), 127)

    def test_name_of_no_program_is_told(self):
        """... not one that a link leads to."""
        link = self.place.link("bin/qemu-of-nobody", "qemu-of-nobody-else")
        self.place.link("bin/qemu-of-nobody-else")
        run = self.launch(self.place.path("real"), argv0=link, program=link)
        self.assert_not_started(run, 127)
        self.assertIn("qemu-of-nobody was not found", run.text)

    def test_interpreter_of_a_script(self):
        """#!/usr/local/bin/qemu-system-x86_64 -readconfig: the file is the script."""
        self.place.install("real/test")
        script = self.place.write("test", "#!%s -readconfig\n" % self.place.dropin, 0o755)
        run = self.check(self.place.path("real"), self.place.real, program=script, argv0="x")
        self.assertEqual(run.state["argv.0"], [self.place.dropin])
        self.assertEqual(run.state["argv.2"], [script])

    def test_name_from_the_file_if_argv0_is_empty_or_missing(self):
        env = entries(
            self.place.variables(
                PATH=self.place.path("real"), QEMU_WRAPPER_REAL=None, QEMU_WRAPPER_KVM_MODE="off"
            )
        )
        for argv in ([], [""], ["", *QUIET]):
            with self.subTest(argv=argv):
                run = self.place.launch(self.place.dropin, argv, env)
                self.assert_started(run)
                self.assertEqual(run.state["process.exe"], [self.place.real])
                self.assertEqual(run.state["argv.0"], [""])

    def test_program_of_run_is_looked_up(self):
        env = entries(
            self.place.variables(
                PATH=self.place.path("bin") + ":" + self.place.path("real"),
                QEMU_WRAPPER_REAL=None,
            )
        )
        run = self.place.launch(self.place.tool, ["qemu-wrapper", "run", NAME, *QUIET], env)
        self.assert_started(run)
        self.assertEqual(run.state["process.exe"], [self.place.real])
        self.assertEqual(run.state["argv.0"], [NAME])


class Named(StandinCase):
    """--real, QEMU_WRAPPER_REAL and the configuration's `real`, in this order."""

    def setUp(self):
        super().setUp()
        self.others = {
            name: self.place.install("%s/%s" % (name, NAME))
            for name in ("option", "variable", "file", "program")
        }

    def config(self, real):
        return self.place.write("wrapper.conf", "[wrapper]\nplugins =\nreal = %s\n" % real)

    def check(self, expected, program, argv, **variables):
        variables.setdefault("QEMU_WRAPPER_REAL", None)
        env = entries(self.place.variables(**variables))
        run = self.place.launch(program, argv, env, real=expected)
        self.assert_started(run)
        self.assertEqual(run.state["process.exe"], [expected])
        self.assertEqual(run.state["process.execfn"], [expected])
        return run

    def test_variable(self):
        real = self.others["variable"]
        self.check(real, self.place.dropin, [NAME, *QUIET], QEMU_WRAPPER_REAL=real)

    def test_relative_variable(self):
        env = entries(self.place.variables(QEMU_WRAPPER_REAL="./" + NAME))
        here = "chdir=" + self.place.path("real")
        run = self.place.launch(self.place.dropin, [NAME, *QUIET], env, [here])
        self.assert_started(run)
        self.assertEqual(run.state["process.exe"], [self.place.real])

    def test_file_of_the_configuration(self):
        real = self.others["file"]
        config = self.config(real)
        self.check(real, self.place.dropin, [NAME, *QUIET], QEMU_WRAPPER_CONFIG=config)

    def test_folder_of_the_configuration(self):
        real = self.others["file"]
        config = self.config(os.path.dirname(real))
        self.check(real, self.place.dropin, [NAME, *QUIET], QEMU_WRAPPER_CONFIG=config)
        run = self.check(
            real, self.place.dropin, ["/x/" + NAME, *QUIET], QEMU_WRAPPER_CONFIG=config
        )
        self.assertEqual(run.state["argv.0"], ["/x/" + NAME])

    def test_folder_of_the_configuration_without_the_program(self):
        config = self.config(self.place.path("config"))
        env = entries(
            self.place.variables(QEMU_WRAPPER_CONFIG=config, QEMU_WRAPPER_REAL=None)
        )
        run = self.place.launch(self.place.dropin, [NAME, *QUIET], env)
        self.assert_not_started(run, 127)
        self.assertIn(self.place.path("config"), run.text)

    def test_variable_before_configuration(self):
        config = self.config(self.others["file"])
        real = self.others["variable"]
        self.check(
            real,
            self.place.dropin,
            [NAME, *QUIET],
            QEMU_WRAPPER_CONFIG=config,
            QEMU_WRAPPER_REAL=real,
        )

    def test_option_before_variable_and_configuration(self):
        config = self.config(self.others["file"])
        real = self.others["option"]
        argv = ["qemu-wrapper", "run", "--real", real, "--config", config]
        run = self.check(
            real,
            self.place.tool,
            [*argv, self.others["program"], *QUIET],
            QEMU_WRAPPER_REAL=self.others["variable"],
        )
        self.assertEqual(run.state["argv.0"], [self.others["program"]])

    def test_configuration_before_program_with_slash(self):
        config = self.config(self.others["file"])
        argv = ["qemu-wrapper", "run", "--config", config, self.others["program"], *QUIET]
        run = self.check(self.others["file"], self.place.tool, argv)
        self.assertEqual(run.state["argv.0"], [self.others["program"]])

    def test_program_with_slash(self):
        program = self.others["program"]
        run = self.check(program, self.place.tool, ["qemu-wrapper", "run", program, *QUIET])
        self.assertEqual(run.state["argv.0"], [program])

    def test_relative_program_with_slash(self):
        env = entries(self.place.variables(QEMU_WRAPPER_REAL=None))
        argv = ["qemu-wrapper", "run", "./" + NAME, *QUIET]
        here = "chdir=" + self.place.path("real")
        run = self.place.launch(self.place.tool, argv, env, [here])
        self.assert_started(run)
        self.assertEqual(run.state["argv.0"], ["./" + NAME])
        self.assertEqual(run.state["process.exe"], [self.place.real])

    def test_explain_shows_the_same_program(self):
        """One code path: the program that explain names is the one that ran."""
        program = self.others["program"]
        env = entries(self.place.variables(QEMU_WRAPPER_REAL=None))
        argv = ["qemu-wrapper", "explain", "--shell", program, *QUIET]
        run = self.place.launch(self.place.tool, argv, env, real=program)
        self.assertEqual((run.status, run.text), (0, ""))
        self.assertIsNone(run.state)
        self.assertIn(program.encode(), run.stdout)


class Personality(StandinCase):
    """The tool is exactly the name qemu-wrapper; any other name is a drop-in."""

    def launch(self, argv0, *args, program=None):
        env = entries(self.place.variables())
        return self.place.launch(program or self.place.tool, [argv0, *args], env)

    def test_tool(self):
        for argv0 in ("qemu-wrapper", "/x/y/qemu-wrapper", "./qemu-wrapper"):
            for program in (self.place.tool, self.place.dropin):
                with self.subTest(argv0=argv0, program=program):
                    run = self.launch(argv0, "--version", program=program)
                    self.assertEqual((run.status, run.text), (0, ""))
                    self.assertTrue(run.stdout.startswith(b"qemu-wrapper "), run.stdout)
                    self.assertIsNone(run.state)

    def test_dropin(self):
        names = ["qemu-wrapper2", "Qemu-wrapper", "qemu-wrapper ", "my-qemu-wrapper", "qemu"]
        names += ["qemu-wrapper/kvm", "-qemu-wrapper", "qemu-wrapper.bin", "q", "-"]
        for argv0 in names:
            with self.subTest(argv0=argv0):
                run = self.launch(argv0, "--version")
                self.assert_started(run)
                self.assertEqual(run.state["argv.0"], [argv0])
                self.assertEqual(run.state["argv.1"], ["--version"])

    def test_empty_argv0_and_the_file_has_the_name_of_the_tool(self):
        run = self.launch("", "--version")
        self.assertTrue(run.stdout.startswith(b"qemu-wrapper "), run.stdout + run.stderr)
        self.assertIsNone(run.state)

    def test_help(self):
        for words in (["--help"], ["run", "--help"], ["explain", "--help"]):
            with self.subTest(words=words):
                run = self.launch("qemu-wrapper", *words)
                self.assertEqual((run.status, run.text), (0, ""))
                self.assertIn(b"qemu-wrapper", run.stdout)
                self.assertIsNone(run.state)


if __name__ == "__main__":
    unittest.main()
