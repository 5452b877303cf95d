# SPDX-License-Identifier: MIT
"""The completion for bash, asked as bash asks it: COMP_WORDS is set, the function called, COMPREPLY
looked at. Completing runs nothing but what its head says, and prints nothing."""

import os
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import BUILD, NAME, TIME_LIMIT, StandinCase  # noqa: E402

FILE = os.path.join(BUILD, "completion", "qemu-wrapper")
ASK = """
source "$1"; shift
%s
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
_qemu_wrapper "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%%s\\n' "${COMPREPLY[@]}"
"""
HELP = """#!/bin/sh
echo "$QEMU_WRAPPER $*" >>%s
echo oops >&2
echo 'usage: qemu-system-x86_64 [options] [disk_image]'
echo '-h or -help     display this help and exit'
echo '-hda/-hdb file  use as hard disk'
echo '                -not-an-option'
echo '-only-of-this-one'
"""


@unittest.skipUnless(shutil.which("bash"), "needs bash")
class Completion(StandinCase):
    def setUp(self):
        super().setUp()
        self.ran = self.place.path("ran")
        self.env = self.place.variables(QEMU_WRAPPER_REAL=None)
        self.program = self.place.write("real/" + NAME, HELP % self.ran, 0o755)
        os.unlink(self.place.dropin)

    def complete(self, *words, before="", **more):
        """What the last word may become; `before` is run in the same shell."""
        done = subprocess.run(
            ["bash", "--norc", "--noprofile", "-c", ASK % before, "bash", FILE, "qemu-wrapper",
             *words],
            env={**self.env, **more}, cwd=self.place.path("work"), stdin=subprocess.DEVNULL,
            capture_output=True, timeout=TIME_LIMIT, check=False, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.split("\n")[:-1] if done.stdout != "\n" else []

    def asked(self):
        """How the program was run."""
        if not os.path.exists(self.ran):
            return []
        with open(self.ran, encoding="ascii") as file:
            return file.read().splitlines()

    def test_is_for_the_tool_alone(self):
        done = subprocess.run(["bash", "--norc", "-c", 'source "$1"; complete -p', "bash", FILE],
                              capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout, "complete -F _qemu_wrapper qemu-wrapper\n")
        self.assertEqual(done.stderr, "")

    def test_subcommands(self):
        everything = self.complete("")
        usage = subprocess.run([self.place.tool, "--help"], capture_output=True, text=True,
                               check=True).stdout
        for word in everything:
            self.assertRegex(usage, r"(?m)^  .*%s\b" % word)
        self.assertIn("doctor", everything)
        self.assertEqual(self.complete("un"), ["unlink"])
        self.assertEqual(self.complete("plugin", ""), ["list", "info", "check", "test", "new", "--help"])

    def test_options_are_those_of_the_help(self):
        for words in (["run"], ["explain"], ["doctor"], ["plugin", "list"],
                      ["plugin", "info"], ["plugin", "check"], ["plugin", "test"], ["plugin", "new"]):
            with self.subTest(words=words):
                usage = subprocess.run([self.place.tool, *words, "--help"], capture_output=True,
                                       text=True, check=True).stdout
                have = {line.split()[0] for line in usage.splitlines() if line.startswith("  --")}
                self.assertEqual(set(self.complete(*words, "--")), have | {"--help"})

    def test_files(self):
        for name in ("one.conf", "two words.conf"):
            self.place.write("work/" + name, "")
        os.mkdir(self.place.path("work", "folder"))
        both = ["one.conf", "two words.conf", "folder"]
        self.assertCountEqual(self.complete("run", "--config", ""), both)
        self.assertEqual(self.complete("run", "--config", "=", "two"), ["two words.conf"])
        self.assertCountEqual(self.complete("run", "--config", "="), both)
        self.assertEqual(self.complete("link", ""), ["folder"])
        self.assertEqual(self.complete("plugin", "new", "x", "--dir", ""), ["folder"])
        self.assertEqual(self.complete("plugin", "new", ""), [])

    def test_plugins(self):
        for words in (["run", "--plugin"], ["run", "--plugins"], ["plugin", "info"]):
            with self.subTest(words=words):
                found = self.complete(*words, "")
                self.assertIn("vnc", found)
                self.assertIn("args", found)
        self.assertEqual(self.complete("run", "--plugins", "args,vn"), ["args,vnc"])
        self.assertEqual(self.complete("run", "--plugin", "vn"), ["vnc"])

    def test_plugins_with_a_broken_configuration(self):
        broken = self.place.write("broken.conf", "nonsense\n")
        self.assertEqual(self.complete("plugin", "info", "", QEMU_WRAPPER_CONFIG=broken), [])

    def test_selectors(self):
        self.assertEqual(self.complete("explain", "--why", "vn"), ["vnc"])
        self.assertEqual(self.complete("explain", "--why", "imag"), ["image"])
        self.assertEqual(self.complete("explain", "--why", "qmp-"), ["qmp-pretty"])

    def test_program(self):
        self.place.write("real/qemu-tool", "", 0o755)
        self.assertIn(NAME, self.complete("run", ""))
        self.assertIn(NAME, self.complete("run", "--plugins", "", "--", NAME[:-1]))
        self.assertEqual(self.complete("run", "--plugins", "", "--", "rm"), [])
        self.assertNotIn("qemu-tool", self.complete("run", "qemu-"))
        self.assertEqual(self.complete("run", self.program[:-2]), [self.program])
        self.assertEqual(self.asked(), [])

    def test_options_of_the_program(self):
        """By its own help, which is asked for without the plugins."""
        for words in (["run", NAME], ["explain", "--json", "--", self.program]):
            with self.subTest(words=words):
                found = self.complete(*words, "-m", "1G", "-")
                self.assertCountEqual(found, ["-h", "-help", "-hda", "-hdb", "-only-of-this-one"])
                self.assertEqual(self.complete(*words, "-on"), ["-only-of-this-one"])
        self.assertEqual(self.asked(), ["off -help"] * 4)

    def test_options_of_the_table(self):
        """Where there is no help to be had."""
        for program in ("qemu-system-none", self.place.path("none", NAME)):
            self.assertEqual(self.complete("run", program, "-rtc"), ["-rtc", "-rtc-td-hack"])

    def test_ours_are_not_offered_to_qemu(self):
        self.assertEqual(self.complete("run", NAME, "--pl"), [])

    def test_runs_no_other_program(self):
        """Neither what isn't called as QEMU is, nor what a relative path leads to."""
        self.place.write("work/" + NAME, HELP % self.ran, 0o755)
        self.place.write("real/rm-all", HELP % self.ran, 0o755)
        for program in ("./" + NAME, "rm-all", self.place.path("real", "rm-all"), "$(touch x)",
                        "`touch x`", "-n"):
            with self.subTest(program=program):
                self.complete("run", "--", program, "-")
                self.assertEqual(self.asked(), [])
        self.complete("run", "--", NAME, "-", PATH=".:" + self.env["PATH"])
        self.assertEqual(os.listdir(self.place.path("work")), [NAME])

    def test_nothing_is_expanded(self):
        """Neither a program's help nor its name is taken for text of the shell."""
        odd = ["-$(touch${IFS}x)", "-`touch${IFS}y`", "-it's", "-a*", "-~", "-b;c"]
        lines = "".join("%s  does nothing\n" % option for option in [*odd, "-plain", "-a.b-c_d"])
        self.place.write("real/" + NAME, "#!/bin/sh\ncat <<'END'\n%sEND\n" % lines, 0o755)
        self.assertCountEqual(self.complete("run", NAME, "-"), ["-plain", "-a.b-c_d"])
        self.place.write("real/qemu-system-no b;$(touch x)", "", 0o755)
        self.assertEqual(self.complete("run", "qemu-system-no"),
                         ["qemu-system-no\\ b\\;\\$\\(touch\\ x\\)"])
        self.assertEqual(os.listdir(self.place.path("work")), [])

    def test_a_program_that_never_ends(self):
        for text in ("exec sleep 1000", "trap '' TERM\nsleep 1000"):
            with self.subTest(text=text):
                self.place.write("real/" + NAME, "#!/bin/sh\n%s\n" % text, 0o755)
                self.assertIn("-machine", self.complete("run", NAME, "-mach"))

    def test_values_of_qemu(self):
        for name in ("disk.img", "kernel"):
            self.place.write("work/" + name, "")
        self.assertCountEqual(self.complete("run", NAME, "-kernel", ""), ["disk.img", "kernel"])
        self.assertEqual(self.complete("run", NAME, "-drive", "file", "=", "di"), ["disk.img"])
        self.assertEqual(self.complete("run", NAME, "-drive", "if=none,file", "=", "di"),
                         ["disk.img"])
        self.assertEqual(self.complete("run", NAME, "-m", ""), [])
        self.assertEqual(self.complete("run", NAME, "-machine", "type", "=", ""), [])
        self.assertCountEqual(self.complete("run", NAME, "-nographic", ""), ["disk.img", "kernel"])
        self.assertEqual(self.complete("run", NAME, "di"), ["disk.img"])

    def test_somebody_elses_completion(self):
        """Of QEMU, by the package bash-completion: that one is asked."""
        theirs = 'complete -F _theirs %s; _command_offset() { COMPREPLY=("theirs $1"); }' % NAME
        self.assertEqual(self.complete("run", "--", NAME, "-m", "", before=theirs), ["theirs 3"])
        self.assertEqual(self.asked(), [])

    def test_nothing_after_a_complete_line(self):
        self.assertEqual(self.complete("doctor", "--json", "x"), [])
        self.assertEqual(self.complete("unlink", "a", ""), [])
        self.assertEqual(self.complete("nonsense", ""), [])

    def test_shell_of_every_option(self):
        """Options that make scripts of people safer don't break it."""
        for option in ("set -u", "set -o noglob", "shopt -s nullglob failglob", "IFS=x"):
            with self.subTest(option=option):
                self.assertEqual(self.complete("run", NAME, "-on", before=option),
                                 ["-only-of-this-one"])


if __name__ == "__main__":
    unittest.main()
