# SPDX-License-Identifier: MIT
"""What can't be understood in a configuration file stops the launch with file, line and the
nearest known name; nothing of that file takes effect."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from configuration_support import FIRST, SYSTEM, ConfigurationCase, default  # noqa: E402


class Parser(ConfigurationCase):
    CASES = (
        (b"[vnc]\nbind = \0\n", 2, "NUL"),
        ("[vnc]\nbind = ::1\n".encode("utf-16"), 1, "NUL"),
        (b"[vnc]\nbind = " + b"x" * 65536 + b"\n", 2, "65535"),
        (b"[vnc]\nbind = " + b"x" * (1 << 20), 2, "65535"),
        (b"[vnc\nbind = x\n", 1, "']' is missing"),
        (b"[vnc] # comment\n", 1, "line of its own"),
        (b"[" + b"x" * 50 + b"]\n", 1, "49"),
        (b"[]\n", 1, "empty"),
        (b"[v\xffnc]\n", 1, "UTF-8"),
        (b"[vnc]\nb\xffnd = x\n", 2, "UTF-8"),
        (b"[vnc]\nbind: x\n", 2, "not by ':'"),
        (b"[vnc]\n\n = x\n", 3, "key before '=' is missing"),
        (b"[vnc]\nbind = x\n  continued\n", 3, "neither"),
        (b"include other.conf\n", 1, "neither"),
        (b"# comment\nbind = x\n", 2, "before the first [section]"),
        (b"[vnc]\rbind = x\r", 1, "carriage return"),
        (b"[vnc]\r\nbind = x\r\nword\r\n", 3, "neither"),
        (b"\xef\xbb\xbf[vnc]\nword\n", 2, "neither"),
        (b"[vnc]\nword", 2, "neither"),
    )

    def test_41_parser_errors_name_the_line(self):
        for text, line, part in self.CASES:
            with self.subTest(text=text[:40]):
                path = self.own(text)
                self.assert_refused(path, line, part, "--config", path)
                self.assert_refused(self.system(text), line, part)
                os.unlink(os.path.join(SYSTEM, "qemu-wrapper.conf"))

    def test_41_nothing_applies_partially(self):
        path = self.own("[wrapper]\nplugins = args vnc\n" + default(FIRST) + "word\n")
        plan = self.explain("--config", path)
        self.assertEqual(plan["changes"], [])
        self.assertEqual(plan["argv"], [self.place.real, "-accel", "tcg"])

    def test_41_odd_files_that_are_right(self):
        for text in (
            b"\xef\xbb\xbf[vnc]\r\ndefault = 127.0.0.1:1\r\n",
            b"[vnc]\ndefault=127.0.0.1:1",
            b"  ; \xff\xfe\n\t# x\n  [vnc]  \n\n default \t = \t 127.0.0.1:1 \t",
            b"[args]\n[vnc]\n[vnc]\ndefault = 127.0.0.1:1\n[vnc]\n",
        ):
            with self.subTest(text=text):
                self.assertEqual(self.line("--config", self.own(text)), ["-vnc", FIRST])

    def test_41_values_are_taken_as_they_are(self):
        value = 'a;b # "c" [d] = e: ,f'
        path = self.own("[args]\nappend = -name '%s'\n" % value)
        self.assertEqual(self.line("--config", path), ["-name", value])
        path = self.own(b"[args]\nappend = -name \xff\xfe\n")
        self.assertEqual(self.line("--config", path)[1], {"base64": "//4="})
        long = "x" * 60000
        path = self.own("[args]\nappend = -name %s\n" % long)
        self.assertEqual(self.line("--config", path), ["-name", long])

    def test_41_unclosed_quotes(self):
        """Quotes mean nothing to the file, but to the plugin args, which tells the column too."""
        path = self.own("[args]\nappend = -name \"a b\n")
        text = self.refusal("--config", path, phase="rewrite")
        self.assertTrue(text.startswith(path + ":2, column 7: this quote is never closed"), text)

    def test_41_large_file(self):
        path = self.own("\n" * (5 << 20))
        self.assert_refused(path, None, "4 MiB", "--config", path)


class Names(ConfigurationCase):
    CASES = (
        ("[wrapper]\nplugin = vnc\n", 2, "did you mean 'plugins'?"),
        ("[wrapper]\nadd-plugin = vnc\n", 2, "did you mean 'add-plugins'?"),
        ("[wrapper]\nsupervize = yes\n", 2, "did you mean 'supervise'?"),
        ("[wrapper]\nLock = no\n", 2, "did you mean 'lock'?"),
        ("[plugin vnc]\nrequierd = no\n", 2, "did you mean 'required'?"),
        ("[plugin vnc]\nbind = ::1\n", 2, "own options stand in"),
        ("[wraper]\n", 1, "did you mean [wrapper]?"),
        ("[vcn]\nbind = ::1\n", 1, "did you mean [vnc]?"),
        ("[VNC]\n", 1, "did you mean [vnc]?"),
        ("\n[nothing-like-it]\n", 2, "unknown section [nothing-like-it]"),
        ("[plugin]\n", 1, "[plugin NAME]"),
        ("[plugin Bad_Name]\n", 1, "can't be a plugin's name"),
        ("[plugin off]\n", 1, "reserved"),
        ("[supervise]\n", 1, "reserved"),
        ("[foreign]\n", 1, "[foreign NAME]"),
        ("[foreign Bad]\n", 1, "can't be a plugin's name"),
        ("[wrapper]\nplugins = foreign\n", 2, "[foreign NAME]"),
        ("[wrapper]\nplugins = args vnc args\n", 2, "'args' stands twice"),
        ("[wrapper]\nplugins = args ; comment\n", 2, "';' can't be a plugin's name"),
        ("[wrapper]\nplugins = ./x.so\n", 2, "--plugin FILE"),
        ("[wrapper]\nplugins = explain\n", 2, "reserved"),
    )

    def test_42_unknown_names_get_a_suggestion(self):
        for text, line, part in self.CASES:
            with self.subTest(text=text):
                path = self.own(text)
                self.assert_refused(path, line, part, "--config", path)

    def test_42_options_of_plugins(self):
        path = self.own("[vnc]\nbnid = ::1\n")
        text = self.refusal("--config", path, phase="load")
        self.assertIn(path + ":2", text)
        self.assertIn("'bind'", text)

    def test_42_all_sections_of_installed_plugins_are_known(self):
        path = self.own("[wrapper]\nplugins = args\n[vnc]\nbind = ::1\n")
        self.assertEqual(self.line("--config", path), [])


class Values(ConfigurationCase):
    CASES = (
        ("[wrapper]\nplugins = args\nplugins = vnc\n", 3, "set before, on line 2"),
        ("[plugin vnc]\nrequired = no\n[plugin vnc]\nrequired = no\n", 4, "on line 2"),
        ("[plugin vnc]\nrequired = maybe\n", 2, "required = 'maybe': must be yes or no"),
        ("[plugin vnc]\nrequired =\n", 2, "must be yes or no"),
        ("[wrapper]\nsupervise = perhaps\n", 2, "supervise = 'perhaps': must be yes or no"),
        ("[wrapper]\nstop-timeout = 0\n", 2, "stop-timeout = '0': must be a time above zero"),
        ("[wrapper]\nagent-timeout = none\n", 2, "agent-timeout = 'none': must be a time"),
        ("[wrapper]\nexit-status = guest-panik=3\n", 2, "did you mean 'guest-panic'?"),
        ("[plugin vnc]\ntime-limit = 1k\n", 2, "time-limit = '1k': must be"),
        ("[plugin vnc]\ntime-limit = 1KiB\n", 2, "must be"),
        ("[plugin vnc]\ntime-limit = -1s\n", 2, "must be"),
        ("[plugin vnc]\ntime-limit = 0\n", 2, "above zero"),
        ("[plugin vnc]\ntime-limit =\n", 2, "must be"),
        ("[plugin vnc]\ntime-limit = 9223372036854775807h\n", 2, "shorter"),
        ("[plugin vnc]\nfile =\n", 2, "needs a path"),
        ("[plugin vnc]\nisolate = perhaps\n", 2, "must be yes or no"),
        ("[plugin vnc]\nmemory-limit = 0\n", 2, "must be a size above zero"),
        ("[plugin vnc]\nmemory-limit = 5s\n", 2, "must be a size above zero"),
        ("[plugin vnc]\noverrides = Args\n", 2, "can't be a plugin's name"),
        ("[wrapper]\nreal =\n", 2, "needs a path"),
        ("[wrapper]\nreal = '/usr/bin'\n", 2, "without quotes"),
    )

    def test_42_bad_values(self):
        for text, line, part in self.CASES:
            with self.subTest(text=text):
                path = self.own(text)
                self.assert_refused(path, line, part, "--config", path)

    def test_42_a_repeated_option_of_a_plugin_is_judged_by_its_type(self):
        path = self.own("[vnc]\nbind = ::1\nbind = ::1\n")
        self.assertIn(path + ":3", self.refusal("--config", path, phase="load"))

    def test_42_run_says_it_on_stderr(self):
        path = self.own("[wrapper]\nreel = /usr/bin\n")
        done = self.start(["run"], ["--config", path], [])
        self.assertEqual((done.returncode, done.stdout), (125, b""))
        self.assertIn("%s:2: unknown key 'reel'" % path, done.stderr.decode())
        self.assertIn("did you mean 'real'?", done.stderr.decode())
        self.assertIsNone(self.place.state_of(None))


if __name__ == "__main__":
    unittest.main()
