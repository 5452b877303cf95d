# SPDX-License-Identifier: MIT
"""`plugin test`: cases that hold pass, each kind of expectation that doesn't hold is seen and told
with its line, an accident is one case's alone, and nothing of the machine has a say."""

import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import BUILD, HookCase, REFUSED, UNDER  # noqa: E402
from standin import TIME_LIMIT  # noqa: E402

FAILED = 1


class CasesCase(HookCase):
    def setUp(self):
        super().setUp()
        self.folder = self.place.path("cases")
        self.temporary = self.place.path("temporary")
        os.mkdir(self.folder)
        os.mkdir(self.temporary)

    def write(self, text, name="x.cases"):
        self.place.write("cases/" + name, os.fsencode(text))
        return name

    def plugin_test(self, plugin, *words, **more):
        if "/" not in plugin:
            plugin = os.path.join(BUILD, "tests", "plugins", plugin + ".so")
        env = self.variables(TMPDIR=self.temporary, **more)
        options = [word for word in words if word.startswith("-")]
        files = [word for word in words if not word.startswith("-")]
        done = subprocess.run(
            [*UNDER, self.place.tool, "plugin", "test", *options, plugin, *files],
            env=env, cwd=self.folder, capture_output=True, text=True, encoding="utf-8",
            errors="surrogateescape", timeout=TIME_LIMIT, check=False)
        self.assertEqual(os.listdir(self.temporary), [], "a case's folder was left behind")
        return done

    def output(self, plugin, text, *words, status=0):
        done = self.plugin_test(plugin, *words, self.write(text))
        self.assertEqual((done.returncode, done.stderr), (status, ""), done)
        return done.stdout

    def passes(self, plugin, text, count=1):
        self.assertEqual(self.output(plugin, text), "%d passed, 0 failed\n" % count)

    def fails(self, plugin, text, *wanted):
        out = self.output(plugin, text, status=FAILED)
        self.assertEqual(out, "\n".join(wanted) + "\n0 passed, 1 failed\n")

    def complains(self, *words, plugin="memory"):
        done = self.plugin_test(plugin, *words)
        self.assertEqual((done.returncode, done.stdout), (REFUSED, ""), done)
        self.assertTrue(done.stderr.startswith("qemu-wrapper: "), done)
        return done.stderr


CASE = "case: title\ncommand: qemu-system-x86_64 -S\n"


class Passing(CasesCase):
    def test_lines_and_options(self):
        self.passes("memory", CASE + "expect: qemu-system-x86_64 -S -m 2G\n"
                    "case: with an option\ncommand: qemu-system-x86_64\noption: default = 1G\n"
                    "expect: qemu-system-x86_64 -m 1G\n"
                    "case: unchanged\ncommand: qemu-system-x86_64 -m 1G\nexpect: unchanged\n", 3)

    def test_any_program(self):
        self.passes("memory", "case: arm\ncommand: /opt/qemu/qemu-system-aarch64 -M virt\n"
                    "expect: /opt/qemu/qemu-system-aarch64 -M virt -m 2G\n")

    def test_lines_that_print_or_probe(self):
        """The hook isn't called."""
        for words in ("-version", "-machine help", "-machine none -nographic"):
            self.passes("memory", "case: one\ncommand: qemu-system-x86_64 %s\nexpect: unchanged\n"
                        % words)

    def test_managed_lines(self):
        text = ("case: libvirt\ncommand: qemu-system-x86_64 -vnc :5901"
                " -chardev socket,id=charmonitor,fd=3\nexpect: unchanged\n%s")
        vnc = os.path.join(BUILD, "plugins", "vnc.so")
        self.passes(vnc, text % "note: is left as it is, for libvirt keeps\nnote: other machines\n")

    def test_environment(self):
        self.passes("set-env", CASE + "environment: A=1 'B=x y'\noption: set = C=1 2\n"
                    "option: unset = A\noption: show = A\noption: show = B\n"
                    "expect: unchanged\nset-variable: 'C=1 2'\nunset-variable: A\n"
                    "note: A=(unset)\nnote: B=x y\n")

    def test_facts_and_notes(self):
        self.passes("facts", CASE + "expect: unchanged\n"
                    "note: info of open\nwarning: warning of open\nnote: rewrite\n"
                    "warning: rewrite\nnote: of check\nwarning:\n"
                    "fact: kinds number=-9223372036854775808 yes=true no=false nothing=\n"
                    "fact: kinds number=2\nfact: checked none=\n")

    def test_refusals(self):
        self.passes("accident", CASE + "option: what = refuse\noption: phase = check\n"
                    "refused: check: asked to refuse in two\n"
                    "case: b\ncommand: qemu-system-x86_64\noption: what = refuse\n"
                    "option: phase = open\nrefused: open:\n"
                    "case: c\ncommand: qemu-system-x86_64\noption: what = refuse\n"
                    "refused: rewrite: asked\n"
                    "case: d\ncommand: qemu-system-x86_64\noption: wat = x\n"
                    "refused: load: the case: plugin 'accident' has no option 'wat'\n", 4)

    def test_files(self):
        args = os.path.join(BUILD, "plugins", "args.so")
        self.passes(args, CASE + "environment: QEMU_ARGS_FILE=@DIR@/words\nfile: words\n"
                    "\t| # comment\n\t| -name\n\t|  a  b\n"
                    "expect: qemu-system-x86_64 -S -name ' a  b'\n")

    def test_what_is_left_in_the_folder_goes_with_it(self):
        self.passes("accident", CASE + "option: what = write\n"
                    "expect: qemu-system-x86_64 -S -accident\n")

    def test_nothing_of_the_machine_has_a_say(self):
        """Neither configuration, nor variables, nor a QEMU on PATH."""
        self.place.write("hooks.conf", "[memory]\ndefault = 7G\n[nonsense")
        name = self.write(CASE + "expect: qemu-system-x86_64 -S -m 2G\n")
        done = self.plugin_test("memory", name, QEMU_WRAPPER_MEMORY_DEFAULT="9G", QEMU_ARGS="-x",
                                QEMU_WRAPPER_PLUGINS="nothing", PATH="/nowhere")
        self.assertEqual((done.returncode, done.stdout), (0, "1 passed, 0 failed\n"), done)

    def test_several_files(self):
        one = self.write(CASE + "expect: qemu-system-x86_64 -S -m 2G\n", "one.cases")
        two = self.write(CASE + "expect: unchanged\n", "two.cases")
        done = self.plugin_test("memory", one, two)
        self.assertEqual(done.returncode, FAILED)
        self.assertTrue(done.stdout.startswith("two.cases:3: title: QEMU gets another line\n"), done)
        self.assertTrue(done.stdout.endswith("\n1 passed, 1 failed\n"), done)


class Failing(CasesCase):
    """One of each kind."""

    def test_line(self):
        self.fails("memory", CASE + "expect: qemu-system-x86_64 -S -m 3G\n",
                   "x.cases:3: title: QEMU gets another line",
                   "  expected  qemu-system-x86_64 -S -m 3G",
                   "  got       qemu-system-x86_64 -S -m 2G",
                   "                                     ^")

    def test_hidden_characters_are_shown(self):
        out = self.output("memory", "case: a\ncommand: qemu-system-x86_64 'a\n\tb\x1b[1m'\n"
                          "expect: qemu-system-x86_64 'a\n\tb'\n", status=FAILED)
        self.assertIn("\n  got       qemu-system-x86_64 $'a\\nb\\033[1m' -m 2G\n", out)

    def test_variables(self):
        self.fails("set-env", CASE + "option: set = A=1\nexpect: unchanged\nset-variable: A=2\n",
                   "x.cases:5: title: the environment is another one",
                   "  expected  set-variable: A=2", "  got       set-variable: A=1",
                   "                            ^")
        self.fails("set-env", CASE + "option: set = A=1\nexpect: unchanged\n",
                   "x.cases:1: title: the environment is changed unexpectedly",
                   "  expected  (no change of it)", "  got       set-variable: A=1")

    def test_notes(self):
        self.fails("set-env", CASE + "expect: unchanged\nnote: hello\n",
                   "x.cases:4: title: a note is missing",
                   "  expected  note: hello", "  got       (no such note)")
        self.fails("set-env", CASE + "option: show = A\nexpect: unchanged\n",
                   "x.cases:1: title: a note is not expected",
                   "  expected  (no such note)", "  got       note: A=(unset)")
        self.fails("set-env", CASE + "option: show = A\nexpect: unchanged\nwarning: A\n",
                   "x.cases:5: title: a note is missing",
                   "  expected  warning: A", "  got       note: A=(unset)")

    def test_facts(self):
        self.fails("set-env", CASE + "expect: unchanged\nfact: kinds number=2\n",
                   "x.cases:4: title: a fact is missing",
                   "  expected  fact: kinds number=2", "  got       (no such fact)")

    def test_refusals(self):
        refuse = CASE + "option: what = refuse\n"
        self.fails("accident", refuse + "expect: unchanged\n",
                   "x.cases:4: title: the line is refused unexpectedly",
                   "  expected  (no refusal)",
                   "  got       refused: rewrite: asked to refuse in two lines")
        self.fails("accident", refuse + "refused: rewrite: something else\n",
                   "x.cases:4: title: the line is refused in another way",
                   "  expected  refused: rewrite: something else",
                   "  got       refused: rewrite: asked to refuse in two lines",
                   "                              ^")
        self.fails("accident", refuse + "refused: check: asked\n",
                   "x.cases:4: title: the line is refused in another way",
                   "  expected  refused: check: asked",
                   "  got       refused: rewrite: asked to refuse in two lines",
                   "                     ^")
        self.fails("accident", CASE + "refused: check: asked\n",
                   "x.cases:3: title: the line is not refused",
                   "  expected  refused: check: asked",
                   "  got       qemu-system-x86_64 -S -accident")


class Accidents(CasesCase):
    """Each is one case's, and the others go on."""

    def lines(self, *whats, words=()):
        text = ""
        for number, what in enumerate(whats):
            text += ("case: %d %s\ncommand: qemu-system-x86_64\noption: what = %s\n"
                     "expect: qemu-system-x86_64 -accident\n" % (number, what, what))
        done = self.plugin_test("accident", *words, self.write(text))
        self.assertEqual(done.returncode, FAILED, done)
        return done.stdout.splitlines(), done.stderr

    def test_crash(self):
        out, err = self.lines("crash", "abort", "nothing")
        self.assertEqual(err, "")
        self.assertEqual(len(out), 3)
        self.assertRegex(out[0], r"^x\.cases:1: 0 crash: the plugin was killed by signal 11\b")
        self.assertRegex(out[1], r"^x\.cases:5: 1 abort: the plugin was killed by signal 6\b")
        self.assertEqual(out[2], "1 passed, 2 failed")

    def test_exit(self):
        out, err = self.lines("exit", "_exit", "nothing")
        self.assertRegex(out[0], r"^x\.cases:1: 0 exit: the plugin ended its process with status 0 ")
        self.assertRegex(out[1], r"^x\.cases:5: 1 _exit: the plugin ended its process with status 0 ")
        self.assertEqual(out[2], "1 passed, 2 failed")
        self.assertEqual(err, "")

    def test_hang(self):
        out, _ = self.lines("hang", "nothing", words=["--time-limit=500ms"])
        self.assertEqual(out[0], "x.cases:1: 0 hang: the plugin did not finish within 500 ms and was "
                         "stopped")
        self.assertEqual(out[1], "1 passed, 1 failed")

    def test_closed_descriptors(self):
        out, _ = self.lines("close", "nothing")
        self.assertTrue(out[0].startswith("x.cases:1: 0 close: the plugin "), out)
        self.assertEqual(out[-1], "1 passed, 1 failed")

    def test_authors_may_print(self):
        name = self.write(CASE + "option: what = print\nexpect: qemu-system-x86_64 -S -accident\n")
        done = self.plugin_test("accident", name)
        self.assertEqual((done.returncode, done.stdout, done.stderr),
                         (0, "1 passed, 0 failed\n", "looking for a fault\n"))


class Tap(CasesCase):
    def test_lines(self):
        out = self.output("memory", CASE + "expect: qemu-system-x86_64 -S -m 2G\n"
                          "case: wrong\ncommand: qemu-system-x86_64\nexpect: unchanged\n",
                          "--tap", status=FAILED)
        self.assertEqual(out.splitlines()[:4],
                         ["1..2", "ok 1 - title", "not ok 2 - wrong",
                          "# x.cases:6: QEMU gets another line"])
        self.assertEqual(out.splitlines()[-1], "# 1 passed, 1 failed")


class Print(CasesCase):
    TEXT = ("# why\n%scommand: qemu-system-x86_64\n%s\n# next\n"
            "case: other\ncommand: qemu-system-x86_64 -m 1G\nexpect:  unchanged\n")

    def test_new_and_failing_cases_get_what_happens(self):
        for old in ("", "expect: unchanged\n", "refused: check: x\n",
                    "expect: qemu-system-x86_64 -m 2G\nnote: x\n"):
            with self.subTest(old=old):
                out = self.output("memory", self.TEXT % ("case: one\n", old), "--print")
                self.assertEqual(out, self.TEXT % ("case: one\n", "expect: qemu-system-x86_64 -m 2G\n"))
                self.passes("memory", out, 2)

    def test_everything_is_printed(self):
        for plugin, case in (("facts", CASE), ("accident", CASE + "option: what = refuse\n"),
                             ("set-env", CASE + "option: set = A=x  y\noption: show = A\n"
                              "environment: B=1\noption: unset = B\n")):
            with self.subTest(plugin=plugin):
                self.passes(plugin, self.output(plugin, case, "--print"))

    def test_accident(self):
        out = self.output("accident", CASE + "option: what = crash\n", "--print")
        self.assertIn("\n# the plugin was killed by signal 11", out)


class Refusing(CasesCase):
    """What is wrong with files and usage: nothing runs, and no line of result."""

    def test_bad_files_of_cases(self):
        good = self.write(CASE + "expect: unchanged\n", "good.cases")
        for text, line, complaint in (
                (CASE + "expct: x\n", 3, "unknown key 'expct'; did you mean 'expect'?"),
                (CASE, 1, "neither 'expect' nor 'refused'"),
                (CASE + "expect: 'x\n", 3, "this quote is never closed"),
                ("hello\n", 1, "this is neither 'key: value' nor a comment"),
                (CASE + "expect: x\n" + CASE, 4, "a second case of this title"),
                (CASE + "expect: x\ncase: y\n", 4, "this case has no 'command'")):
            with self.subTest(text=text):
                said = self.complains(good, self.write(text, "bad.cases"))
                self.assertIn("qemu-wrapper: bad.cases:%d: " % line, said)
                self.assertIn(complaint, said)
        self.assertIn("nowhere.cases: No such file", self.complains("nowhere.cases"))

    def test_bad_plugins(self):
        name = self.write(CASE + "expect: unchanged\n")
        for plugin, complaint in (("nowhere", "nowhere.so: No such file"),
                                  ("no-note", "it has no note"),
                                  ("unresolved", "undefined symbol"),
                                  ("dies-on-load", "while it was loaded, the plugin was killed"),
                                  ("option-type", "has type 9")):
            with self.subTest(plugin=plugin):
                self.assertIn(complaint, self.complains(name, plugin=plugin))

    def test_usage(self):
        name = self.write(CASE + "expect: unchanged\n")
        for words, complaint in (([], "name a plugin's file and a file of cases"),
                                 (["--prnt", name], "unknown option --prnt (did you mean --print?)"),
                                 (["--print", name, name], "one file of cases"),
                                 (["--print", "--tap", name], "exclude each other"),
                                 (["--time-limit=never", name], "'never' is not a time"),
                                 (["--time-limit=0", name], "'0' is not a time")):
            with self.subTest(words=words):
                self.assertIn(complaint, self.complains(*words))

    def test_output_that_can_not_be_written(self):
        name = self.write(CASE + "expect: unchanged\n")
        plugin = os.path.join(BUILD, "tests", "plugins", "memory.so")
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [*UNDER, self.place.tool, "plugin", "test", plugin, name], env=self.variables(),
                cwd=self.folder, stdout=full, stderr=subprocess.PIPE, text=True,
                timeout=TIME_LIMIT, check=False)
        self.assertEqual(done.returncode, REFUSED)
        self.assertIn("No space left on device", done.stderr)


if __name__ == "__main__":
    unittest.main()
