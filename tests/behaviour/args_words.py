# SPDX-License-Identifier: MIT
"""Where the plugin args takes words from, where it puts them, and what they are afterwards."""

import itertools
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from args_support import NAME, QUIET, ArgsCase, argv_of, entries  # noqa: E402

USER = ["-name", "user"]


class Order(ArgsCase):
    """prepend, [QEMU_ARGS, file,] the command line, [QEMU_ARGS, file,] append."""

    SOURCES = ("prepend", "variable", "file", "append")

    def test_every_combination(self):
        path = self.file("-name\nfile one\n-name\nfile two\n")
        given = {
            "prepend": "prepend = -name 'prepend one'\nprepend = -name 'prepend two'\n",
            "append": "append = -name 'append one'\nappend = -name 'append two'\n",
            "variable": {"QEMU_ARGS": "-name 'variable one' -name 'variable two'"},
            "file": {"QEMU_ARGS_FILE": path},
        }
        chosen = itertools.product((False, True), repeat=len(self.SOURCES))
        for flags, position in itertools.product(chosen, (None, "after", "before")):
            sources = [s for s, flag in zip(self.SOURCES, flags) if flag]
            with self.subTest(sources=sources, position=position):
                lines = "".join(given[s] for s in sources if s in ("prepend", "append"))
                if position:
                    lines += "position = %s\n" % position
                self.configure("[args]\n" + lines)
                env = {}
                for source in ("variable", "file"):
                    env.update(given[source] if source in sources else {})
                names = self.started(*USER, **env)
                expected = self.expected(sources, position)
                self.assertEqual(names, expected)

    def expected(self, sources, position):
        def words(*wanted):
            return [w for s in wanted if s in sources for n in ("one", "two")
                    for w in ("-name", "%s %s" % (s, n))]

        line = [*QUIET, *USER]
        middle = words("variable", "file")
        line = middle + line if position == "before" else line + middle
        return words("prepend") + line + words("append")

    def test_behind_the_command_line_only_after_its_words(self):
        """argv[0] is nobody's word."""
        self.configure("[args]\nprepend = -snapshot\n")
        env = entries(self.variables())
        run = self.place.launch(self.place.dropin, [NAME], env)
        self.assert_started(run)
        self.assertEqual(argv_of(run), [NAME, "-snapshot"])

    def test_options_by_variable_and_tool(self):
        self.configure("[args]\nappend = -name file\n")
        self.assertEqual(self.started()[2:], ["-name", "file"])
        self.assertEqual(self.started(QEMU_WRAPPER_ARGS_APPEND="-name variable")[2:],
                         ["-name", "variable"])
        words = self.started(QEMU_ARGS="-name x", QEMU_WRAPPER_ARGS_POSITION="before")
        self.assertEqual(words[:2], ["-name", "x"])
        argv = ["qemu-wrapper", "run", "--plugin", "args,append=-name tool,append=-snapshot",
                self.place.real, *QUIET]
        run = self.place.launch(self.place.tool, argv, self.variables())
        self.assertEqual(argv_of(run)[3:], ["-name", "tool", "-snapshot"])

    def test_bad_position(self):
        self.configure("[args]\nposition = middle\n")
        self.assertIn("%s:4" % self.config, self.refused())


class File(ArgsCase):
    def lines(self, data, **more):
        return self.started(QEMU_ARGS_FILE=self.file(data), **more)[len(QUIET):]

    def test_one_argument_a_line(self):
        expected = ["-name", "my guest", "-append", "  'a'  \"b\" \\ $HOME * \t"]
        self.assertEqual(self.lines("\n".join(expected) + "\n"), expected)

    def test_comments_and_empty_lines(self):
        text = "# comment\n\n-name\n#\n\n\nx # no comment\n #\n-snapshot\n"
        self.assertEqual(self.lines(text), ["-name", "x # no comment", " #", "-snapshot"])

    def test_last_line_without_an_end(self):
        self.assertEqual(self.lines("-name\nx"), ["-name", "x"])

    def test_nothing_in_it(self):
        for text in ("", "\n\n", "# a\n#b"):
            with self.subTest(text=text):
                self.assertEqual(self.lines(text), [])

    def test_all_bytes(self):
        word = bytes(n for n in range(1, 256) if n not in (10, 13))
        found = self.lines(b"-name\n" + word + b"\n")
        self.assertEqual([os.fsencode(w) for w in found], [b"-name", word])

    def test_carriage_return_in_the_middle(self):
        self.assertEqual(self.lines("-name\na\rb\n"), ["-name", "a\rb"])

    def test_windows_line_ends(self):
        cases = (("-m\r\n1G\r\n", 1), ("# c\n-m\n1G\r\n", 3), ("-m\n\r\n", 2), ("-m\n1G\r", 2))
        for text, line in cases:
            with self.subTest(text=text):
                path = self.file(text)
                message = self.refused(QEMU_ARGS_FILE=path)
                self.assertIn("%s:%d:" % (path, line), message)
                self.assertIn("carriage return", message)

    def test_comment_with_a_windows_line_end(self):
        path = self.file("# comment\r\n-m\n1G\n")
        self.assertIn(path + ":1:", self.refused(QEMU_ARGS_FILE=path))

    def test_nul(self):
        for data, line in ((b"-m\0\n", 1), (b"-m\n1\0G\n", 2), (b"\0", 1), (b"#\0\n", 1)):
            with self.subTest(data=data):
                path = self.file(data)
                message = self.refused(QEMU_ARGS_FILE=path)
                self.assertIn("%s:%d:" % (path, line), message)
                self.assertIn("NUL", message)

    def test_missing(self):
        message = self.refused(QEMU_ARGS_FILE="/nonexistent/words")
        self.assertIn("QEMU_ARGS_FILE: /nonexistent/words: No such file or directory", message)

    def test_folder(self):
        message = self.refused(QEMU_ARGS_FILE=self.place.path("work"))
        self.assertIn(self.place.path("work") + ": Is a directory", message)

    @unittest.skipUnless(os.geteuid() == 0, "needs to become another user")
    def test_not_readable(self):
        path = self.place.write("words", "-m\n1G\n", 0o600)
        env = entries(self.variables(QEMU_ARGS_FILE=path))
        run = self.place.launch(self.place.dropin, [NAME, *QUIET], env, ["user=65534:65534"])
        self.assert_not_started(run, 125)
        self.assertIn(path + ": Permission denied", run.text)

    def test_empty_name_is_none(self):
        self.assertEqual(self.started(QEMU_ARGS_FILE=""), QUIET)

    def test_relative_name(self):
        self.place.write("work/words", "-snapshot\n")
        self.assertEqual(self.started(QEMU_ARGS_FILE="words")[2:], ["-snapshot"])

    def test_ten_megabytes_in_one_line(self):
        """More than the kernel takes in one word: the wrapper says so."""
        path = self.file("-name\n" + "x" * 10_000_000 + "\n")
        plan = self.explain(QEMU_ARGS_FILE=path)
        self.assertEqual(len(plan["argv"][-1]), 10_000_000)
        env = entries(self.variables(QEMU_ARGS_FILE=path))
        run = self.place.launch(self.place.dropin, [NAME, *QUIET], env)
        self.assert_not_started(run, 126)
        self.assertIn("10000000", run.text.replace(",", ""))

    def test_ten_megabytes_in_many_lines(self):
        line = "x" * 93
        path = self.file(("-name\n%s\n" % line) * 100_000)
        self.assertGreaterEqual(os.path.getsize(path), 10_000_000)
        plan = self.explain(QEMU_ARGS_FILE=path)
        self.assertEqual(plan["argv"][3:], ["-name", line] * 100_000)
        self.assertEqual(plan["origins"][-1], path + ":200000")

    def test_many_lines_reach_qemu(self):
        self.assertEqual(self.lines("-snapshot\n" * 20000), ["-snapshot"] * 20000)


class Seams(ArgsCase):
    """An option without its value would take the first word of what follows for it."""

    def expect_seam(self, *words, **more):
        message = self.refused(*words, **more)
        self.assertIn("plugin args (rewrite)", message)
        self.assertIn("-m", message)
        self.assertIsNotNone(self.explain(*words, **more)["refused"])
        return message

    def test_command_line_ends_open(self):
        for more in ({"QEMU_ARGS": "-snapshot"}, {"QEMU_ARGS_FILE": self.file("-snapshot\n")},
                     {"QEMU_WRAPPER_ARGS_APPEND": "-snapshot"}):
            with self.subTest(more=more):
                self.expect_seam("-m", **more)

    def test_nothing_is_added_to_it(self):
        """It is QEMU's to complain."""
        self.assertEqual(self.started("-m"), [*QUIET, "-m"])
        self.assertEqual(self.started("-m", QEMU_ARGS=" "), [*QUIET, "-m"])
        words = self.started("-m", QEMU_ARGS="-snapshot", QEMU_WRAPPER_ARGS_POSITION="before")
        self.assertEqual(words, ["-snapshot", *QUIET, "-m"])

    def test_words_before_end_open(self):
        before = {"QEMU_WRAPPER_ARGS_POSITION": "before"}
        self.expect_seam(QEMU_ARGS="-snapshot -m", **before)
        self.expect_seam(QEMU_ARGS_FILE=self.file("-snapshot\n-m\n"), **before)
        self.expect_seam(QEMU_WRAPPER_ARGS_PREPEND="-m")

    def test_between_the_sources(self):
        path = self.file("-snapshot\n")
        self.expect_seam(QEMU_ARGS="-m", QEMU_ARGS_FILE=path)
        self.expect_seam(QEMU_ARGS="-m", QEMU_WRAPPER_ARGS_APPEND="-snapshot")
        self.expect_seam(QEMU_ARGS="-m", QEMU_ARGS_FILE=path, QEMU_WRAPPER_ARGS_POSITION="before")
        self.configure("[args]\nappend = -m\nappend = 1G\n")
        self.expect_seam()
        self.configure("[args]\nprepend = -m\nprepend = 1G\n")
        self.expect_seam()

    def test_open_at_the_very_end(self):
        """Nothing follows that could be swallowed."""
        self.assertEqual(self.started(QEMU_ARGS="-m"), [*QUIET, "-m"])


class Meaning(ArgsCase):
    """The words are words of people, and later plugins treat them as such."""

    PLUGINS = "args vnc"

    def test_origins(self):
        path = self.file("# comment\n-name\nx\n")
        self.configure("[args]\nappend = -snapshot\nprepend = -m 1G\n")
        plan = self.explain(QEMU_ARGS="-vnc none", QEMU_ARGS_FILE=path)
        self.assertEqual(plan["argv"][1:],
                         ["-m", "1G", *QUIET, "-vnc", "none", "-name", "x", "-snapshot"])
        self.assertEqual(plan["origins"], [
            "user", self.config + ":5", self.config + ":5", "user", "user",
            "QEMU_ARGS", "QEMU_ARGS", path + ":2", path + ":3", self.config + ":4"])

    def test_origins_of_options_given_elsewhere(self):
        plan = self.explain(QEMU_WRAPPER_ARGS_APPEND="-snapshot")
        self.assertEqual(plan["origins"][-1], "QEMU_WRAPPER_ARGS_APPEND")

    def test_changes_name_the_plugin(self):
        (change,) = self.explain(QEMU_ARGS="-m 1G")["changes"]
        self.assertEqual([change[k] for k in ("plugin", "action", "option", "after")],
                         ["args", "add", "m", "1G"])

    def test_vnc_corrects_them(self):
        sources = {
            "QEMU_ARGS": {"QEMU_ARGS": "-vnc 127.0.0.1:5907"},
            self.place.path("words") + ":2": {
                "QEMU_ARGS_FILE": self.file("-vnc\n127.0.0.1:5907\n")},
            "QEMU_WRAPPER_ARGS_PREPEND": {"QEMU_WRAPPER_ARGS_PREPEND": "-vnc 127.0.0.1:5907"},
        }
        for source, more in sources.items():
            with self.subTest(source=source):
                plan = self.explain(**more)
                self.assertIsNone(plan["refused"])
                at = plan["argv"].index("-vnc")
                self.assertEqual(plan["argv"][at + 1], "127.0.0.1:7")
                self.assertEqual(plan["origins"][at + 1], "plugin:vnc")
                self.assertEqual(plan["origins"][at], source.replace(":2", ":1"))
                words = self.started(silent=False, **more)
                self.assertIn("127.0.0.1:7", words)

    def test_vnc_must_stand_behind(self):
        """In front it would not see what is added."""
        self.PLUGINS = "vnc args"
        self.configure("")
        self.assertIn("'vnc' must stand behind plugin 'args'", self.refused(QEMU_ARGS="-snapshot"))

    def test_managed_line(self):
        managed = ["-chardev", "socket,id=charmonitor,fd=3", "-vnc", "127.0.0.1:5905"]
        plan = self.explain(*managed, QEMU_ARGS="-vnc 127.0.0.1:5907")
        self.assertEqual(plan["argv"][3:], [*managed, "-vnc", "127.0.0.1:7"])

    def test_lines_that_print_or_probe_are_left_alone(self):
        for words in (["-version"], ["--help"], ["-device", "help"], ["-machine", "none"],
                      ["-qtest", "stdio"], ["-accel", "help"]):
            with self.subTest(words=words):
                for more in ({"QEMU_ARGS": "-m 1G"}, {"QEMU_ARGS": "'open"},
                             {"QEMU_ARGS_FILE": "/nonexistent"}):
                    self.assertEqual(self.started(*words, **more), [*QUIET, *words])

    def test_version_by_variable_alone(self):
        env = entries(self.variables(QEMU_ARGS="-version"))
        run = self.place.launch(self.place.dropin, [NAME], env)
        self.assert_started(run)
        self.assertEqual(argv_of(run), [NAME, "-version"])
        plan = self.explain(QEMU_ARGS="-version")
        self.assertTrue(plan["line"]["prints"])

    def test_variables_reach_qemu(self):
        path = self.file("-snapshot\n")
        variables = self.variables(QEMU_ARGS="-m  '1G'", QEMU_ARGS_FILE=path)
        run = self.place.launch(self.place.dropin, [NAME, *QUIET], variables)
        self.assert_started(run)
        entries_seen = [v[0] for k, v in run.state.items() if k.startswith("env.")]
        self.assertIn("QEMU_ARGS=-m  '1G'", entries_seen)
        self.assertIn("QEMU_ARGS_FILE=" + path, entries_seen)

    def test_without_the_plugin_they_mean_nothing(self):
        self.PLUGINS = "vnc"
        self.configure("")
        self.assertEqual(self.started(QEMU_ARGS="'open", QEMU_ARGS_FILE="/nonexistent"), QUIET)


if __name__ == "__main__":
    unittest.main()
