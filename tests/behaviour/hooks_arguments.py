# SPDX-License-Identifier: MIT
"""What plugins can do to the arguments: every spelling of an option is found, a word that becomes
too long is told with its plugin, and QEMU's name is out of reach."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import NAME, HookCase, argv_of  # noqa: E402

# Linux takes as many bytes in one argument, and the NUL behind them.
LONGEST = 131071


class ClaimsCase(HookCase):
    def choose(self, **options):
        lines = ["%s = %s" % option for option in options.items()]
        self.install("claims", "claims-a")
        self.select("claims-a", more="[claims-a]\n%s\n" % "\n".join(lines))


class Length(ClaimsCase):
    """The value of -name is made longer, so that it has `size` bytes."""

    def launch(self, size):
        before = "guest=" + "g" * 70000
        value = "v" * (size - len(before + ",process="))
        self.choose(option="name", property="process")
        run = self.run_it("-name", before, QEMU_WRAPPER_CLAIMS_A_VALUE=value)
        return run, before + ",process=" + value

    def test_05_131071_bytes_pass(self):
        run, word = self.launch(LONGEST)
        self.assert_started(run)
        self.assertEqual(argv_of(run)[-1], word)

    def test_05_131072_bytes_are_told_with_the_plugin(self):
        run, _ = self.launch(LONGEST + 1)
        self.assert_not_started(run, 126)
        self.assertIn("argument 4 (from plugin:claims-a) is too long: 131072 bytes", run.text)
        self.assertNotIn("vvvv", run.text)


class Removal(ClaimsCase):
    """Whoever removes an option says why; the interface has nothing that reaches argv[0]."""

    def test_07_all_arguments_but_the_name(self):
        self.choose(option="accel", reason="not wanted")
        run = self.started()
        self.assertEqual(argv_of(run), [NAME])
        (change,) = self.plan()["changes"]
        self.assertEqual((change["action"], change["before"]), ("remove", "tcg"))
        self.assertEqual(change["reason"], "not wanted")

    def test_07_the_name_is_no_option(self):
        for selector in ("image", NAME, "image[*]", "0", "-accel", ""):
            with self.subTest(selector=selector):
                self.choose(option=selector)
                run = self.run_it()
                if run.state is None:
                    self.assert_not_started(run, 125)
                else:
                    self.assertEqual(argv_of(run)[0], NAME)


class Spellings(ClaimsCase):
    """The option with the id `a` is found however it is written."""

    LINES = (
        ["-device", "e1000,id=a"],
        ["--device", "e1000,id=a"],
        ["-device", "driver=e1000,id=a,id=b"],
        ["-device", "id=a,driver=e1000"],
        ["-device", '{"driver":"e1000","id":"a"}'],
        ["--device", "{ 'id' : 'a' , 'driver' : 'e1000' }"],
        ["-device", '{"driver":"e1000","\\u0069d":"\\u0061"}'],
    )

    def test_09_all_are_found(self):
        self.choose(option="device[id=a]", property="mac", value="x,y")
        for line in self.LINES:
            with self.subTest(line=line):
                word, value = argv_of(self.started(*line, "-device", "e1000,id=c"))[3:5]
                self.assertEqual(word, line[0])
                if value.lstrip().startswith("{"):
                    self.assertEqual(value.rstrip("}").rstrip(), line[1].rstrip("}").rstrip()
                                     + ',"mac":"x,y"')
                else:
                    self.assertEqual(value, line[1] + ",mac=x,,y")

    def test_09_both_names_of_an_option(self):
        self.choose(option="machine", property="usb", value="on")
        for word in ("-M", "--M", "-machine", "--machine"):
            with self.subTest(word=word):
                self.assertEqual(argv_of(self.started(word, "pc"))[3:], [word, "pc,usb=on"])

    def test_09_what_is_malformed_is_left_alone_until_somebody_asks_for_it(self):
        lines = (["-device", '{"driver":"e1000"'], ["-device", "{"], ["-m", "1G", "-device"])
        self.select("set-env", more="[set-env]\nset = A=1\n")
        for line in lines:
            with self.subTest(line=line):
                self.assertEqual(argv_of(self.started(*line))[3:], line)
        self.choose(option="device[*]", property="mac", value="x")
        for line in lines[:2]:
            with self.subTest(line=line):
                self.assertIn("claims-a", self.refused(*line))


if __name__ == "__main__":
    unittest.main()
