# SPDX-License-Identifier: MIT
"""`plugin check` finds what is wrong with a plugin: in its file before any code of it runs, then in
what its hooks do."""

import os
import shutil
import struct
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from plugin_support import BROKEN, BUILD, PluginCase, built  # noqa: E402


class CheckCase(PluginCase):
    def findings(self, *words, **more):
        """[level, text, remedy] of each finding."""
        done = self.tool("check", *words, **more)
        self.assertEqual(done.stderr, "", done)
        found = []
        for line in done.stdout.splitlines():
            if line.startswith("   -> "):
                found[-1][2] = line[6:]
            else:
                found.append([*line.split(": ", 1), None])
        errors = sum(level == "error" for level, _, _ in found)
        self.assertEqual(done.returncode, BROKEN if errors else 0, done)
        return found

    def of_level(self, level, *words, **more):
        return [row[1:] for row in self.findings(*words, **more) if row[0] == level]

    def problem(self, *words, **more):
        """The one error, in which all parts are; what to do about it."""
        file, *parts = words
        errors = self.of_level("error", file, **more)
        self.assertEqual(len(errors), 1, errors)
        for part in parts:
            self.assertIn(part, errors[0][0])
        return errors[0][1]

    def fine(self, file, **more):
        text = self.output("check", file, **more)
        self.assertNotIn("error", text)
        return text


class Check(CheckCase):
    def test_sound(self):
        for name in ("memory", "typed", "trace", "newer", "facts"):
            with self.subTest(name=name):
                path = self.install(name)
                text = self.fine(path)
                self.assertIn("ok: %s is plugin %s for interface 0." % (path, name), text)

    def test_plugins_of_the_build(self):
        for name in ("args", "vnc", "kvm", "log", "size"):
            text = self.fine(os.path.join(BUILD, "plugins", name + ".so"))
            self.assertNotIn("warning", text)

    def test_hooks_with_side_effects_are_not_called(self):
        """The same plugin leaves traces of all of them in a launch."""
        path = self.install("trace")
        text = self.fine(path)
        self.assertIn("info: not called, for they have side effects: launch, outcome\n", text)
        self.assertEqual({line.split()[1] for line in self.trace()},
                         {"open", "rewrite", "check", "close"})
        self.select("trace")
        self.started()
        self.assertEqual(len(self.trace()), 6)

    def test_warnings(self):
        self.assertIn("warning: it has no version", self.fine(self.install("memory")))

    def test_broken_before_it_is_loaded(self):
        for name, part in (("no-note", "not a qemu-wrapper plugin"), ("wrong-major", "interface"),
                           ("no-descriptor", "descriptor"), ("small-descriptor", "descriptor")):
            with self.subTest(name=name):
                self.problem(self.install(name), part)
                self.assert_no_code_ran()
                self.assert_no_hook_ran()

    def test_broken_when_it_is_loaded(self):
        for name, part in (("unresolved", "undefined symbol: qw_test_function_of_nobody"),
                           ("no-hook", "hook"), ("option-type", "color"), ("option-twice", "color"),
                           ("option-default", "count"), ("after-self", "itself")):
            with self.subTest(name=name):
                self.problem(self.install(name), part)

    def test_missing_library(self):
        with open(built("needs-library.so"), "rb") as file:
            data = file.read()
        path = self.place.write("plugins/needs-library.so", data)
        self.fine(path)
        data = data.replace(b"\0libm.so.6\0", b"\0libQ.so.6\0")
        self.place.write("plugins/needs-library.so", data)
        self.problem(path, "libQ.so.6")

    def test_no_library_at_all(self):
        for data, part in ((b"", "empty"), (b"#!/bin/sh\n", "not a shared library")):
            with self.subTest(data=data):
                self.problem(self.place.write("plugins/acme.so", data), part)
        os.unlink(self.plugin("acme"))
        self.problem(self.plugin("acme"), "No such file")
        self.problem(self.place.path("plugins"), "not a regular file")
        os.mkfifo(self.plugin("acme"))
        self.problem(self.plugin("acme"), "not a regular file")
        self.problem("/dev/zero", "not a regular file")
        shutil.copy(built("program"), self.place.path("plugins", "program.so"))
        self.problem(self.plugin("program"), "a program")

    def test_truncated(self):
        path = self.install("typed")
        os.truncate(path, os.path.getsize(path) - 1000)
        self.problem(path, "truncated")

    def test_another_machine(self):
        path = self.install("typed")
        with open(path, "r+b") as file:
            file.seek(18)
            file.write(b"\x53\x53")
        self.problem(path, "another machine")

    def test_that_others_can_write(self):
        path = self.install("typed")
        os.chmod(path, 0o666)
        self.problem(path, "can be written by everybody")

    def test_relative_and_linked(self):
        path = self.install("memory")
        os.symlink(path, self.place.path("work", "link.so"))
        self.assertIn("plugin memory", self.fine("link.so"))

    def test_name_of_the_file_does_not_matter(self):
        shutil.copy(built("memory.so"), self.place.path("plugins", "build-4711.so"))
        self.fine(self.place.path("plugins", "build-4711.so"))

    def test_any_path(self):
        for folder in ("a,b", "a=b", "a b", "\u00e4", ",file=x"):
            with self.subTest(folder=folder):
                path = self.place.path("odd", folder)
                os.makedirs(path)
                shutil.copy(built("memory.so"), path)
                self.fine(os.path.join(path, "memory.so"))

    def test_whatever_the_configuration_says_of_it(self):
        """That a launch could do without a broken plugin does not make it sound."""
        path = self.install("unresolved")
        self.select(more="[plugin unresolved]\nrequired = no\n")
        self.problem(path, "undefined symbol")

    def test_configuration_does_not_matter(self):
        path = self.install("typed")
        self.place.write("hooks.conf", "[wraper]\n")
        text = self.fine(path, QEMU_WRAPPER_TYPED_INT="many", QEMU_WRAPPER_EXPLAIN="perhaps")
        self.select("typed", more="[typed]\nint = many\n")
        self.assertEqual(self.fine(path), text)

    def test_selected_as_well(self):
        self.select("memory", more="[memory]\ndefault = 3G\n")
        self.fine(self.plugin("memory"))

    def test_safe_mode(self):
        """It must not say of a broken plugin that it loads."""
        self.problem(self.install("unresolved"), "undefined symbol", QEMU_WRAPPER="off")
        self.fine(self.install("typed"), QEMU_WRAPPER="off")

    def test_several_files(self):
        """All of them are looked at, whatever is wrong with one."""
        text = self.output("check", self.install("memory"), self.install("no-note"),
                           self.install("typed"), status=BROKEN)
        blocks = text.split("\n\n")
        self.assertEqual([block.splitlines()[0] for block in blocks],
                         [self.plugin(name) for name in ("memory", "no-note", "typed")])
        self.assertEqual(["error: " in block for block in blocks], [False, True, False])
        self.assertIn("difficult lines", blocks[2])

    def test_usage(self):
        for words, part in ((["check"], "name a file"), (["check", "--strict", "x"], "--strict"),
                            (["check", "--option", "x"], "KEY=VALUE"),
                            (["check", "--option"], "KEY=VALUE")):
            with self.subTest(words=words):
                self.assertIn(part, self.complaint(*words))


class File(CheckCase):
    """Without running any code of it."""

    def warning(self, name, *parts):
        path = self.install(name)
        warnings = self.of_level("warning", path)
        found = [row for row in warnings if all(part in row[0] for part in parts)]
        self.assertEqual(len(found), 1, warnings)
        self.assertTrue(found[0][1], "it doesn't say what to do")

    def test_symbols_that_others_see(self):
        self.warning("exports", "qw_plugin_v0", "helper_of_everybody")

    def test_search_path_of_its_own(self):
        self.warning("rpath", "/nowhere/lib")
        self.warning("runpath", "/nowhere/lib")

    def test_how_it_wants_to_be_loaded(self):
        self.warning("executable-stack", "stack")
        self.warning("static-tls", "thread-local")

    def test_note_and_descriptor_disagree(self):
        path = self.install("typed")
        with open(path, "rb") as file:
            data = bytearray(file.read())
        note = data.index(struct.pack("=III13s3x", 13, 8, 1, b"qemu-wrapper"))
        data[note + 32 : note + 36] = struct.pack("=I", 7)
        self.place.write("plugins/typed.so", bytes(data))
        self.problem(path, "its note says interface 0.7, its descriptor 0.")

    def test_what_it_needs(self):
        self.assertIn(["it needs libm.so.6, libc.so.6", None],
                      self.of_level("info", self.install("needs-library")))

    def test_missing_function_is_found_before_it_is_loaded(self):
        remedy = self.problem(self.install("unresolved"), "qw_test_function_of_nobody")
        self.assertIn("include", remedy)


class Hooks(CheckCase):
    """What the hooks of the plugin faulty do, one fault at a time."""

    def faulty(self, fault, when="rewrite"):
        words = ["--option", "fault=" + fault, "--option=when=" + when, self.install("faulty")]
        return [row for row in self.findings(*words) if row[0] in ("error", "warning")]

    def finding(self, level, text, fault, when="rewrite"):
        rows = self.faulty(fault, when)
        found = [row for row in rows if row[0] == level and row[1].startswith(text)]
        self.assertEqual(len(found), 1, rows)
        self.assertTrue(found[0][2], "it doesn't say what to do")
        return found[0][1]

    def test_without_a_fault(self):
        self.assertEqual(self.faulty(""), [])

    def test_each_hook(self):
        for when in ("open", "rewrite", "check", "close"):
            with self.subTest(when=when):
                self.assertEqual(len(self.faulty("nice", when)), 1)
                self.finding("error", when + ": changes the priority", "nice", when)

    def test_ends_the_process(self):
        for when in ("open", "rewrite", "check", "close"):
            with self.subTest(when=when):
                self.finding("error", when + ": was killed by signal 11", "crash", when)
                self.finding("error", when + ": ended its process with status 0", "exit", when)
                self.finding("error", when + ": ended its process with status 0", "_exit", when)

    def test_does_not_come_back(self):
        self.finding("error", "check: did not finish", "hang", "check")

    def test_crashes_on_some_lines(self):
        text = self.finding("error", "rewrite: was killed by signal 6", "json")
        self.assertIn("on a line with JSON", text)
        self.assertIn("-device '{\"driver\"", text)

    def test_constructor(self):
        self.problem(self.install("dies-on-load"), "load: was killed by signal 9")
        remedy = self.problem(self.install("exits"), "load: ended its process with status 0",
                              QW_TEST_EXITS="1")
        self.assertIn("qw_error", remedy)
        self.assertEqual(self.of_level("error", self.plugin("exits")), [])

    def test_process_that_becomes_qemu(self):
        for change, text in (("folder", "working directory"), ("umask", "umask"),
                             ("mask", "blocks or unblocks signals"),
                             ("ignore", "signal 2 (Interrupt) is ignored"),
                             ("alarm", "alarm"), ("profile", "timer"),
                             ("descriptor", "open for QEMU")):
            for when in ("open", "rewrite"):
                with self.subTest(change=change, when=when):
                    errors = self.of_level(
                        "error", "--option", "change=" + change, "--option", "when=" + when,
                        self.install("process-state"))
                    self.assertEqual(len(errors), 1, errors)
                    self.assertIn(when + ": ", errors[0][0])
                    self.assertIn(text, errors[0][0])
                    self.assertTrue(errors[0][1])

    def test_the_rest_of_the_process(self):
        for fault, level, text in (
            ("limit", "error", "rewrite: changes a resource limit (open files)"),
            ("nice", "error", "rewrite: changes the priority"),
            ("print", "error", "rewrite: prints: hello"),
            ("write", "error", "rewrite: prints: hello"),
            ("close", "error", "rewrite: closes descriptor 0"),
            ("handler", "warning", "rewrite: leaves a handler for signal 10"),
            ("environment", "warning", "rewrite: changes the environment"),
            ("leak", "warning", "close: descriptor "),
            ("thread", "warning", "close: a thread of it still runs"),
        ):
            with self.subTest(fault=fault):
                self.finding(level, text, fault)

    def test_its_own_output(self):
        self.finding("warning", "rewrite: changes its own output once more: add -device",
                     "adds-again")
        self.finding("warning", "rewrite: refuses its own output: there is one", "refuses-own")

    def test_refuses_to_open(self):
        """Then no line can be tried; an option may help."""
        text = self.finding("error", "open: refuses: ", "refuse")
        self.assertIn("it is not going to work", text)

    def test_refused_lines_are_no_fault(self):
        path = self.install("refuses")
        text = self.fine(path)
        self.assertRegex(text, r"(?m)^info: it refused \d+ of \d+ difficult lines")
        told = [line for line in text.splitlines() if "refuses: argument 5 (-m) may be" in line]
        self.assertEqual(len(told), 1, text)
        self.assertTrue(told[0].startswith("info: rewrite: "), told)

    def test_refused_lines_are_told(self):
        """An ordinary line is hardly refused on purpose."""
        path = self.install("refuses")
        warnings = self.of_level("warning", path)
        self.assertEqual(len(warnings), 1, warnings)
        self.assertEqual(warnings[0][0], "check: refuses: refused in check on purpose; on an "
                         "ordinary line and 42 others")
        self.assertIn("--option", warnings[0][1])
        self.assertEqual(self.of_level("warning", "--option", "phase=none", path)[0][0].find(
            "rewrite: changes its own output"), 0)

    def test_each_reason_to_refuse_is_told_once(self):
        infos = [text for text, _ in self.of_level("info", "--option", "fault=no-rng",
                                                   self.install("faulty"))]
        told = [text for text in infos if "refuses" in text]
        self.assertEqual(len(told), 1, infos)
        self.assertTrue(told[0].startswith("rewrite: refuses: no random numbers here; on a line "
                                           "with JSON: -device "), told)

    def test_options_are_checked(self):
        path = self.install("faulty")
        for option, part in (("when=never", "when"), ("nothing=1", "nothing")):
            with self.subTest(option=option):
                errors = self.of_level("error", "--option", option, path)
                self.assertEqual(len(errors), 1, errors)
                self.assertIn(part, errors[0][0])


if __name__ == "__main__":
    unittest.main()
