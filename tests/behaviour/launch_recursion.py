# SPDX-License-Identifier: MIT
"""The wrapper never executes itself, neither by another path nor by way of a script."""

import os
import shutil
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import NAME, QUIET, WRAPPER, StandinCase, entries  # noqa: E402


class Named(StandinCase):
    def check(self, path):
        for mode in ({}, {"QEMU_WRAPPER_PLUGINS": ""}, {"QEMU_WRAPPER": "off"}):
            # Safe mode need not look at the variable: PATH then leads to the same file.
            folder = os.path.dirname(path)
            env = self.place.variables(QEMU_WRAPPER_REAL=path, PATH=folder, **mode)
            with self.subTest(mode=mode):
                run = self.place.launch(self.place.dropin, [NAME, *QUIET], entries(env))
                if "QEMU_WRAPPER" in mode:
                    self.assertIn(run.status, (125, 127), run.report)
                    self.assert_not_started(run, run.status)
                else:
                    self.assert_not_started(run, 125)
                    self.assertIn(path, run.text)
        env = entries(self.place.variables(QEMU_WRAPPER_REAL=None))
        for words in ([path], ["--real", path, self.place.real]):
            with self.subTest(mode="run", words=words):
                argv = ["qemu-wrapper", "run", *words, *QUIET]
                run = self.place.launch(self.place.tool, argv, env)
                self.assert_not_started(run, 125)
                self.assertIn(path, run.text)

    def test_37_link(self):
        self.check(self.place.link("more/" + NAME))

    def test_37_link_to_a_link(self):
        self.check(self.place.link("more/" + NAME, self.place.dropin))

    def test_37_own_file(self):
        self.check(os.path.realpath(WRAPPER))

    def test_37_hard_link(self):
        """The program that runs and the one that is named are one file with two names."""
        for folder in ("one", "two"):
            os.mkdir(self.place.path(folder))
        self.place.dropin = shutil.copy2(WRAPPER, self.place.path("one", NAME))
        self.place.tool = self.place.path("one", "qemu-wrapper")
        os.link(self.place.dropin, self.place.tool)
        os.link(self.place.dropin, self.place.path("two", NAME))
        self.check(self.place.path("two", NAME))

    def test_37_copy(self):
        os.mkdir(self.place.path("more"))
        self.check(shutil.copy2(WRAPPER, self.place.path("more", NAME)))

    def test_37_folder_with_a_link(self):
        self.place.link("more/" + NAME)
        text = "[wrapper]\nplugins =\nreal = %s\n" % self.place.path("more")
        config = self.place.write("wrapper.conf", text)
        env = entries(
            self.place.variables(QEMU_WRAPPER_REAL=None, QEMU_WRAPPER_CONFIG=config)
        )
        run = self.place.launch(self.place.dropin, [NAME, *QUIET], env)
        self.assert_not_started(run, 125)


class Script(StandinCase):
    """A script as the real program gets QEMU_WRAPPER_LEVEL=<pid>; the way back is closed."""

    # Ends a loop that the wrapper doesn't see.
    GUARD = "DEPTH=x$DEPTH; export DEPTH; test $DEPTH = xxxxx && exit 99\n"

    def script(self, body, name="scripts/" + NAME):
        os.makedirs(os.path.dirname(self.place.path(name)), exist_ok=True)
        return self.place.write(name, "#!/bin/sh\n" + self.GUARD + body, 0o755)

    def launch(self, script, argv0=NAME, **more):
        variables = dict(QEMU_WRAPPER_REAL=script, STANDIN=self.place.real)
        variables.update(more)
        env = entries(self.place.variables(**variables))
        return self.place.launch(self.place.dropin, [argv0, *QUIET, "a b", ""], env)

    def environment(self, run):
        count = int(run.state["env.count"][0])
        return [run.state["env.%d" % index][0] for index in range(count)]

    def test_script_that_executes_qemu(self):
        script = self.script('exec "$STANDIN" "$@"\n')
        run = self.launch(script)
        self.assert_started(run)
        self.assertEqual(run.state["process.pid"], ["CHILD"])
        self.assertEqual([run.state["argv.%d" % n][0] for n in (3, 4)], ["a b", ""])

    def test_16_level_is_the_process_and_all_that_is_added(self):
        """The stand-in is the script's interpreter: no shell adds variables of its own."""
        script = self.place.write("script", "#!%s\n" % self.place.real, 0o755)
        for mode in ({}, {"QEMU_WRAPPER_PLUGINS": ""}):
            with self.subTest(mode=mode):
                given = self.place.variables(QEMU_WRAPPER_REAL=script, **mode)
                run = self.place.launch(self.place.dropin, [NAME, *QUIET, "a b"], given)
                self.assert_started(run)
                self.assertEqual(run.state["argv.1"], [script])
                self.assertEqual(run.state["argv.4"], ["a b"])
                level = "QEMU_WRAPPER_LEVEL=%d" % run.child
                seen = self.environment(run)
                self.assertEqual(seen.count(level), 1, seen)
                seen.remove(level)
                self.assertEqual(seen, [os.fsdecode(entry) for entry in entries(given)])

    def test_level_of_an_outer_wrapper_is_replaced(self):
        script = self.script('exec "$STANDIN" "$@"\n')
        run = self.launch(script, QEMU_WRAPPER_LEVEL="999999")
        self.assert_started(run)
        levels = [e for e in self.environment(run) if e.startswith("QEMU_WRAPPER_LEVEL=")]
        self.assertEqual(levels, ["QEMU_WRAPPER_LEVEL=%d" % run.child])

    def test_16_no_level_for_a_program(self):
        env = entries(self.place.variables())
        run = self.place.launch(self.place.dropin, [NAME, *QUIET], env)
        self.assert_started(run)
        self.assertFalse([e for e in self.environment(run) if "LEVEL" in e])

    def test_37_script_that_executes_the_dropin_again(self):
        script = self.script('exec "$DROPIN" "$@"\n')
        for mode in ({}, {"QEMU_WRAPPER_PLUGINS": ""}, {"QEMU_WRAPPER": "off"}):
            with self.subTest(mode=mode):
                path = self.place.path("scripts")
                run = self.launch(script, DROPIN=self.place.dropin, PATH=path, **mode)
                self.assert_not_started(run, 125)
                self.assertRegex(run.text.lower(), "itself|again|loop|recurs")

    def test_script_on_path_that_executes_its_own_name(self):
        self.script('exec %s "$@"\n' % NAME)
        path = [self.place.path("bin"), self.place.path("scripts"), "/usr/bin", "/bin"]
        run = self.launch(None, PATH=":".join(path))
        self.assert_not_started(run, 125)

    def test_37_script_that_calls_the_dropin_without_exec(self):
        script = self.script('"$DROPIN" "$@"\nexit $?\n')
        run = self.launch(script, DROPIN=self.place.dropin)
        self.assert_not_started(run, 125)

    def test_script_that_calls_the_dropin_from_a_subshell(self):
        script = self.script('( ( "$DROPIN" "$@"; exit $? ); exit $? )\nexit $?\n')
        run = self.launch(script, DROPIN=self.place.dropin)
        self.assertEqual(run.status, 125, run.report)
        self.assertIsNone(run.state)

    def test_37_two_scripts_that_call_each_other(self):
        other = self.script('exec "$DROPIN" "$@"\n', "scripts/other")
        script = self.script('QEMU_WRAPPER_REAL=%s exec "$DROPIN" "$@"\n' % other)
        run = self.launch(script, DROPIN=self.place.dropin)
        self.assertEqual(run.status, 125, run.report)
        self.assertIsNone(run.state)

    def test_level_of_another_process_is_no_loop(self):
        """A stale value, such as a program inherits from a script that started it, is no loop."""
        script = self.script('exec "$STANDIN" "$@"\n')
        for level in ("1", "999999", "", "x", "-1", "99999999999999999999"):
            with self.subTest(level=level):
                run = self.launch(script, QEMU_WRAPPER_LEVEL=level)
                self.assert_started(run)

    def test_ways_to_write_the_first_line(self):
        body = 'exec "$STANDIN" "$@"\n'
        for head in ("#! /bin/sh\n", "#!/bin/sh -e\n", "#!\t/bin/sh\n"):
            with self.subTest(head=head):
                run = self.launch(self.place.write("script", head + body, 0o755))
                self.assert_started(run)
                levels = [e for e in self.environment(run) if "_LEVEL=" in e]
                self.assertEqual(levels, ["QEMU_WRAPPER_LEVEL=%d" % run.child])


if __name__ == "__main__":
    unittest.main()
