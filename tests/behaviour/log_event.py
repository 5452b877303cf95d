# SPDX-License-Identifier: MIT
"""One event a launch: what it says about launches, refusals and failures, in both formats."""

import datetime
import os
import shutil
import subprocess
import unittest

from log_support import LogCase, NAME, QUIET, TEXT

MEMBERS = ["format", "time", "level", "event", "status", "phase", "plugin", "text", "program", "name"]
MEMBERS += ["pid", "uid", "cwd", "line", "cut", "changes", "notes", "facts", "original", "final"]
CHANGE = ["level", "plugin", "action", "option", "id", "property", "variable", "before", "after"]
CHANGE += ["reason", "guest_visible", "index"]
VNC = ["-vnc", "127.0.0.1:5907"]
QEMU = shutil.which(NAME)


class Event(LogCase):
    def test_started(self):
        before = datetime.datetime.now(datetime.timezone.utc)
        event = self.event(*VNC)
        after = datetime.datetime.now(datetime.timezone.utc)
        self.assertEqual(list(event), MEMBERS)
        when = datetime.datetime.strptime(event["time"], "%Y-%m-%dT%H:%M:%S.%f%z")
        self.assertTrue(before <= when <= after, event["time"])
        self.assertEqual((event["format"], event["event"], event["status"]), (1, "started", 0))
        self.assertEqual((event["phase"], event["plugin"], event["text"]), (None, None, None))
        self.assertEqual((event["program"], event["name"]), (self.place.real, NAME))
        self.assertEqual((event["uid"], event["cwd"]), (os.getuid(), self.place.path("work")))
        self.assertEqual(event["line"], {"prints": False, "probes": False, "managed": None})
        self.assertEqual(event["original"][1:], [*QUIET, *VNC])
        self.assertEqual(event["final"][1:], [*QUIET, "-vnc", "127.0.0.1:7"])
        (change,) = event["changes"]
        self.assertEqual(list(change), CHANGE)
        self.assertEqual((change["before"], change["after"]), (VNC[1], "127.0.0.1:7"))
        self.assertEqual((change["plugin"], change["index"]), ("vnc", 4))
        (fact,) = event["facts"]
        self.assertEqual((fact["key"], fact["value"]["port"]), ("endpoint", 5907))

    def test_facts_and_notes(self):
        self.select("facts", "log")
        event = self.event()
        self.assertEqual(
            event["facts"][0]["value"],
            {"text": 'h\u00e9 "quoted"\nline', "bytes": {"base64": "//4="}, "number": -(2**63),
             "yes": True, "no": False, "nothing": None},
        )
        found = [(note["level"], note["text"]) for note in event["notes"]]
        self.assertIn(("info", "info of check"), found)
        self.assertIn(("warning", "warning of launch"), found)

    def test_odd_bytes(self):
        event = self.event("-name", b"\xff\xfe".decode(errors="surrogateescape"), "-append", "\U0001f600\n\"\\")
        self.assertEqual(event["final"][4], {"base64": "//4="})
        self.assertEqual(event["final"][6], "\U0001f600\n\"\\")

    def test_very_many_words(self):
        """A line that takes minutes if each word costs as much as all of them."""
        words = ["x"] * 100000
        event = self.event(*words, QEMU_WRAPPER_REAL="/bin/true")
        self.assertEqual(event["final"][-len(words):], words)

    def test_refused(self):
        for phase in ("open", "rewrite", "check", "launch"):
            for names in (("args", "refuses", "log"), ("log", "refuses")):
                with self.subTest(phase=phase, names=names):
                    self.select(*names, more="[refuses]\nphase = %s\n" % phase)
                    event = self.event(status=125)
                    self.assertEqual((event["event"], event["level"]), ("refused", "error"))
                    self.assertEqual((event["status"], event["phase"]), (125, phase))
                    self.assertEqual(event["plugin"], "refuses")
                    self.assertIn("on purpose", event["text"])

    def test_failed(self):
        text = self.place.write("text", "no program", 0o755)
        for path, status in ((text, 126), (self.place.path("nowhere"), 127)):
            event = self.event(status=status, QEMU_WRAPPER_REAL=path)
            self.assertEqual((event["event"], event["status"]), ("failed", status))
            self.assertEqual((event["phase"], event["plugin"]), ("exec", None))
            self.assertIn(path, event["text"])

    def test_kinds_of_lines(self):
        self.assertTrue(self.event("-version")["line"]["prints"])
        self.assertTrue(self.event("-machine", "none")["line"]["probes"])

    def test_text(self):
        self.start(*VNC, "-object", "secret,id=a,data=letmein")
        match = TEXT.match(self.line())
        self.assertEqual(match["level"], "notice")
        body = match["body"]
        self.assertTrue(body.startswith("started %s; vnc: -vnc 127.0.0.1:5907 -> " % self.place.real))
        self.assertIn("; vnc: endpoint: kind=tcp host=127.0.0.1 display=7 port=5907 ", body)
        self.assertIn("; uid %d; in %s; command: " % (os.getuid(), self.place.path("work")), body)
        self.assertIn(" -vnc 127.0.0.1:7 -object 'secret,id=a,data=***'; original: ", body)

    def test_no_line_is_forged(self):
        self.start(*VNC, "-name", "x\n2026-01-31T00:00:00.000000Z qemu-wrapper[1]: error: \x1b[31m")
        line = self.line()
        self.assertNotIn("\x1b", line)
        self.assertIn("$'x\\n2026-01-31T00:00:00.000000Z", line)

    def test_explain_is_no_launch(self):
        self.explain(*VNC, QEMU_WRAPPER_LOG_LEVEL="debug")
        self.assertEqual(self.lines(), [])

    @unittest.skipUnless(QEMU, NAME + " is not installed")
    def test_real_qemu(self):
        done = self.start_real("-version")
        self.assertIn(b"QEMU emulator version", done)
        self.assertIn("started " + QEMU, self.line())

    def start_real(self, *words):
        return subprocess.run(
            [self.place.dropin, *words],
            env=self.variables(QEMU_WRAPPER_REAL=QEMU, QEMU_WRAPPER_LOG_LEVEL="info"),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=60, check=True,
        ).stdout


class Settings(LogCase):
    def test_places(self):
        for value, wanted in (("nonsense", "write auto, stderr, syslog, journal, file:/PATH or none"),
                              ("file:relative", "must begin with /"), ("file:", "must begin with /")):
            text = self.start(status=125, QEMU_WRAPPER_LOG_TO=value)
            self.assertIn("QEMU_WRAPPER_LOG_TO: to = %s: " % value, text)
            self.assertIn(wanted, text)

    def test_words(self):
        for name in ("FORMAT", "LEVEL", "FIRMWARE_STRINGS"):
            self.assertIn("nonsense", self.start(status=125, **{"QEMU_WRAPPER_LOG_" + name: "nonsense"}))

    def test_none(self):
        self.start(*VNC, QEMU_WRAPPER_LOG_TO="none")
        self.assertEqual(self.lines(), [])


class Levels(LogCase):
    """The least level at which each launch is logged, in a file and on standard error."""

    ORDER = ["error", "warning", "notice", "info", "debug"]

    def first_level(self, *words, status=0, **more):
        found = []
        for level in self.ORDER:
            self.start(*words, status=status, QEMU_WRAPPER_LOG_LEVEL=level, **more)
            logged = self.lines()
            text = self.start(*words, status=status, QEMU_WRAPPER_LOG_LEVEL=level,
                              QEMU_WRAPPER_LOG_TO="stderr", **more)
            self.assertEqual(len(logged), text.count("Z qemu-wrapper["), (level, text))
            found.append(bool(logged))
        self.assertEqual(found, sorted(found))
        return self.ORDER[found.index(True)]

    def test_table(self):
        self.assertEqual(self.first_level(), "info")
        self.assertEqual(self.first_level(*VNC), "notice")
        self.assertEqual(self.first_level("-vnc", ":7"), "warning")
        self.assertEqual(self.first_level("-vnc", ":7,password=on"), "info")
        self.assertEqual(self.first_level(QEMU_ARGS="-m 1G"), "info")
        self.assertEqual(self.first_level("-vnc", "::5", status=125), "error")

    def test_terminal(self):
        self.assertEqual(self.on_terminal(), [])
        self.assertEqual(self.on_terminal(QEMU_ARGS="-m 1G"), [])
        (line,) = self.on_terminal(*VNC)
        self.assertTrue(line.startswith("qemu-wrapper: vnc: -vnc 127.0.0.1:5907 -> 127.0.0.1:7: "))
        self.assertEqual(self.on_terminal(*VNC, QEMU_WRAPPER_LOG_LEVEL="warning"), [])
        lines = self.on_terminal("-display", "none", QEMU_ARGS="-m 1G", QEMU_WRAPPER_LOG_LEVEL="info")
        self.assertEqual(lines, ["qemu-wrapper: args: -m 1G added: words of QEMU_ARGS"])
        lines = self.on_terminal(*VNC, QEMU_WRAPPER_LOG_LEVEL="debug")
        self.assertTrue(lines[-1].startswith("qemu-wrapper: command: "), lines)

    def test_nothing_is_said_twice_on_a_terminal(self):
        (warning,) = self.on_terminal("-vnc", ":7")
        self.assertIn("other machines", warning)
        (refusal,) = self.on_terminal("-vnc", "::5", status=125)
        self.assertIn("plugin vnc", refusal)

    def test_nothing_is_said_twice_on_standard_error(self):
        """Nor is anything lost: a file has what the wrapper says elsewhere."""
        for words, status, said in ((["-vnc", ":7"], 0, "other machines"),
                                    (["-vnc", "::5"], 125, "two colons mean"),
                                    (["-vnc", ":7", "-m", "1G"], 127, "/none (from")):
            more = {"QEMU_WRAPPER_REAL": self.place.path("none")} if status == 127 else {}
            with self.subTest(words=words):
                text = self.start(*words, status=status, QEMU_WRAPPER_LOG_TO="stderr", **more)
                self.assertEqual(text.count(said), 1, text)
                (event,) = [line for line in text.splitlines() if TEXT.match(line)]
                self.assertNotIn(said, event)
                self.assertIn("; command: ", event)
                printed = self.start(*words, status=status, **more)
                self.assertEqual(printed.count(said), 1, printed)
                self.assertIn(said, self.line())
                text = self.start(*words, status=status, QEMU_WRAPPER_LOG_TO="stderr",
                                  QEMU_WRAPPER_LOG_FORMAT="json", **more)
                self.assertEqual(text.count(said), 2, text)


if __name__ == "__main__":
    unittest.main()
