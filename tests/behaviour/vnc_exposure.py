# SPDX-License-Identifier: MIT
"""Servers that anybody can use are told, and what can't be seen is said."""

import subprocess
import unittest

from vnc_support import NAME, TIME_LIMIT, VncCase

EXPOSED = (
    ":1", "0.0.0.0:1", "[::]:1", "*:1", "0:1", "192.0.2.9:1", "name.example:1", ":1,password=off",
    "127.0.0.1:1,vnc=:2", "127.0.0.1:1,websocket=0.0.0.0:5790", "unix:/tmp/a,websocket=on",
    "localhost.example.org:1", "127.0.0.1.example.org:1",
)  # fmt: skip

SAFE = (
    "127.0.0.1:1", "127.1:1", "2130706433:1", "localhost:1", "[::1]:1", "::1:1", "unix:/tmp/a",
    "none", "", "192.0.2.9:5500,reverse=on", ":1,password=on", ":1,password-secret=s",
    ":1,sasl=on", ":1,tls-creds=t", "127.0.0.1:1,websocket=on",
)  # fmt: skip


# QEMU takes some of these, and listens on all addresses; no release is asked which.
DOUBTFUL = (
    ":1,websocket=off", ":1,websocket=no-such-service", ":1,websocket=" + "0" * 600,
    "0" * 600 + ":1", ":" + "0" * 600 + "1", "none,vnc=:1", "127.0.0.1:x", ":1,to=x",
    ":1,websocket=on,websocket=on", "[::1:1", ":1" + ",to=9" * 1100,
)  # fmt: skip
RANDOM_WEBSOCKETS = (":1,websocket=-0", ":1,websocket=:-0", ":1,websocket= -0")
REFUSED_FOR_SURE = ("0.0.0.0", "word", "NONE")

PROBES = (["-M", "none"], ["-machine", "none"], ["-qtest", "null", "-accel", "tcg"])


class Exposure(VncCase):
    def warnings(self, line, **variables):
        return [text for text in self.notes(line, "warning", **variables) if "reach" in text]

    def test_exposed_servers_are_told(self):
        for value in EXPOSED:
            with self.subTest(value=value):
                self.assertEqual(len(self.warnings(["-vnc", value])), 1)
                endpoints = self.endpoints(["-vnc", value])
                self.assertTrue(any(endpoint["exposed"] for endpoint in endpoints))

    def test_the_warning_is_one_line_on_standard_error(self):
        line = [NAME, "-accel", "tcg", "-vnc", ":1"]
        run = self.place.launch(self.place.dropin, line, self.variables())
        self.assert_started(run, silent=False)
        self.assertEqual(run.text.count("\n"), 1, run.text)
        self.assertIn("TCP 5901 on all addresses", run.text)

    def test_safe_servers_are_not(self):
        for value in SAFE:
            with self.subTest(value=value):
                self.assertEqual(self.warnings(["-vnc", value]), [])
                endpoints = self.endpoints(["-vnc", value])
                self.assertFalse(any(endpoint["exposed"] for endpoint in endpoints))

    def test_managed_lines_are_noted_but_not_warned_of(self):
        """libvirt was told to open it, and keeps what is printed in its log of the guest."""
        plan = self.explain(["-chardev", "socket,id=charmonitor,fd=3", "-vnc", "0.0.0.0:1"])
        self.assertEqual([note["level"] for note in plan["notes"]], ["info"])
        self.assertIn("other machines can reach it", plan["notes"][0]["text"])

    def test_deny_refuses(self):
        for value in EXPOSED:
            with self.subTest(value=value):
                text = self.refusal(["-vnc", value], QEMU_WRAPPER_VNC_EXPOSE="deny")
                self.assertIn("expose = deny", text)
        for value in SAFE:
            with self.subTest(value=value):
                plan = self.explain(["-vnc", value], QEMU_WRAPPER_VNC_EXPOSE="deny")
                self.assertIsNone(plan["refused"])

    def test_deny_names_what_would_help(self):
        text = self.refusal(["-vnc", ":5901"], QEMU_WRAPPER_VNC_EXPOSE="deny")
        self.assertIn("-vnc :1 (argument 1, written as :5901)", text)
        self.assertIn("expose = deny (QEMU_WRAPPER_VNC_EXPOSE)", text)
        for remedy in (
            {"QEMU_WRAPPER_VNC_PASSWORD_FILE": self.place.write("secret", "password", mode=0o600)},
            {"QEMU_WRAPPER_VNC_BIND": "127.0.0.1"},
            {"QEMU_WRAPPER_VNC_EXPOSE": "allow"},
        ):
            plan = self.explain(
                ["-vnc", ":5901"], **{"QEMU_WRAPPER_VNC_EXPOSE": "deny", **remedy}
            )
            self.assertIsNone(plan["refused"])
        for said in ("127.0.0.1", "QEMU_WRAPPER_VNC_PASSWORD_FILE, [vnc] password-file",
                     "QEMU_WRAPPER_VNC_EXPOSE=allow, [vnc] expose"):  # fmt: skip
            self.assertIn(said, text)

    def test_allow_warns_of_nothing_but_notes_who_allowed_it(self):
        variables = {"QEMU_WRAPPER_VNC_EXPOSE": "allow"}
        self.assertEqual(self.warnings(["-vnc", ":1"], **variables), [])
        (note,) = self.notes(["-vnc", ":1"], "info", **variables)
        self.assertIn("as expose = allow (QEMU_WRAPPER_VNC_EXPOSE) allows", note)
        line = [NAME, "-accel", "tcg", "-vnc", ":1"]
        run = self.place.launch(self.place.dropin, line, self.variables(**variables))
        self.assert_started(run)

    def test_what_was_written_is_told(self):
        (text,) = self.warnings(["-vnc", "127.0.0.1:1", "-vnc", "0.0.0.0:5902"])
        self.assertIn("-vnc 0.0.0.0:2 (argument 3, written as 0.0.0.0:5902): other", text)
        (text,) = self.warnings(["-vnc", "0.0.0.0:2"])
        self.assertIn("-vnc 0.0.0.0:2 (argument 1): other", text)

    def test_the_corrected_server_counts(self):
        plan = self.explain(
            ["-vnc", ":1"], QEMU_WRAPPER_VNC_EXPOSE="deny", QEMU_WRAPPER_VNC_BIND="127.0.0.1"
        )
        self.assertIsNone(plan["refused"])

    def test_deny_takes_no_guess_for_a_proof(self):
        for value in DOUBTFUL + RANDOM_WEBSOCKETS + REFUSED_FOR_SURE:
            with self.subTest(value=value[:40]):
                text = self.refusal(["-vnc", value], QEMU_WRAPPER_VNC_EXPOSE="deny")
                self.assertIn("expose = deny", text)

    def test_what_cannot_be_told_is_warned_of(self):
        for value in DOUBTFUL:
            with self.subTest(value=value[:40]):
                notes = self.notes(["-vnc", value], "warning")
                self.assertEqual(len(notes), 1, notes)
                self.assertIn("can't be told what it opens", notes[0])
                notes = self.notes(["-vnc", value], "warning", QEMU_WRAPPER_VNC_EXPOSE="allow")
                self.assertEqual(notes, [])
        for value in RANDOM_WEBSOCKETS:
            with self.subTest(value=value):
                self.assertEqual(len(self.warnings(["-vnc", value])), 1)
        for value in REFUSED_FOR_SURE:
            with self.subTest(value=value):
                self.assertEqual(self.notes(["-vnc", value], "warning"), [])

    def test_many_properties_hide_nothing(self):
        value = ":1" + ",lossy=on" * 100
        self.assertEqual(len(self.warnings(["-vnc", value])), 1)

    def test_lines_that_probe_are_judged(self):
        for probe in PROBES:
            with self.subTest(probe=probe):
                line = [*probe, "-vnc", ":1"]
                self.assertEqual(len(self.warnings(line)), 1)
                self.assertTrue(self.endpoints(line)[0]["exposed"])
                self.refusal(line, QEMU_WRAPPER_VNC_EXPOSE="deny")

    def test_lines_that_print_are_judged_by_deny_only(self):
        for line in (
            ["-vnc", ":1", "-version"],
            ["-set", "vnc.a.vnc=:2", "-version"],
            ["-no-such-option", "-vnc", ":1", "-version"],
            ["-vnc", ":1,to=x", "-version"],
        ):
            with self.subTest(line=line):
                plan = self.explain(line)
                self.assertEqual([n for n in plan["notes"] if n["plugin"] == "vnc"], [])
                self.assertEqual([f for f in plan["facts"] if f["plugin"] == "vnc"], [])
                self.refusal(line, QEMU_WRAPPER_VNC_EXPOSE="deny")
        plan = self.explain(["-vnc", "[::1]:1", "-version"], QEMU_WRAPPER_VNC_EXPOSE="deny")
        self.assertIsNone(plan["refused"])
        self.assertEqual([f for f in plan["facts"] if f["plugin"] == "vnc"], [])

    def test_no_value_but_the_address_is_shown(self):
        value = ":1,password=hunter2,id=hunter2,password-secret=hunter2"
        for line in (["-vnc", value], ["-vnc", ":6000,id=hunter2"], ["-vnc", "::80,id=hunter2"]):
            plan = self.explain(line)
            shown = [note["text"] for note in plan["notes"]]
            shown.append(plan["refused"]["text"] if plan["refused"] else "")
            self.assertNotIn("hunter2", " ".join(shown))


class Endpoints(VncCase):
    def test_a_server_in_full(self):
        found = self.endpoints(["-m", "64", "-vnc", "127.0.0.1:5901,to=5910,websocket=on"])
        self.assertEqual(
            found,
            [
                {
                    "kind": "tcp",
                    "host": "127.0.0.1",
                    "display": 1,
                    "port": 5901,
                    "to_port": 5910,
                    "websocket": 5701,
                    "websocket_to_port": 5710,
                    "websocket_host": "127.0.0.1",
                    "path": None,
                    "auth": "none",
                    "exposed": False,
                    "argument": 3,
                }
            ],
        )

    def test_every_server_is_told(self):
        found = self.endpoints(
            ["-vnc", ":1,vnc=unix:/tmp/a,password=on", "-display", "vnc=none", "--vnc", "[::1]:2"],
        )
        self.assertEqual(
            [(e["kind"], e["host"], e["port"], e["path"], e["auth"], e["argument"]) for e in found],
            [
                ("tcp", "*", 5901, None, "password", 1),
                ("unix", None, None, "/tmp/a", "password", 1),
                ("none", None, None, None, "none", 3),
                ("tcp", "::1", 5902, None, "none", 5),
            ],
        )

    def test_what_qemu_refuses_is_no_endpoint(self):
        line = ["-vnc", "127.0.0.1:x"]
        self.assertEqual(self.endpoints(line), [])
        self.assertTrue(any("refuse" in note for note in self.notes(line)))


class Unseen(VncCase):
    def test_what_cannot_be_seen_is_said(self):
        for line, said in (
            (["-readconfig", "/dev/null", "-vnc", "none"], "-readconfig"),
            (["-vnc", ":1,id=a", "-set", "vnc.a.vnc=:2"], "-set vnc."),
            (["-spice", "port=5930"], "-spice"),
            (["-m", "64"], "by itself"),
        ):
            with self.subTest(line=line):
                self.assertTrue(any(said in note for note in self.notes(line, "info")))

    def test_deny_refuses_what_cannot_be_seen(self):
        for line in (
            ["-readconfig", "/dev/null", "-vnc", "none"],
            ["-vnc", "none,id=a", "-set", "vnc.a.vnc=:2"],
            ["-vnc", "none", "-no-such-option", "-set", "vnc.a.vnc=:2"],
        ):
            with self.subTest(line=line):
                text = self.refusal(line, QEMU_WRAPPER_VNC_EXPOSE="deny")
                self.assertIn("can't be seen", text)
        line = ["-vnc", "none", "-set", "device.a.addr=5"]
        self.assertIsNone(self.explain(line, QEMU_WRAPPER_VNC_EXPOSE="deny")["refused"])

    def test_a_quiet_line_has_no_notes(self):
        for line in (
            ["-vnc", "127.0.0.1:1"],
            ["-display", "none", "-set", "device.a.addr=5"],
            ["-nographic"],
        ):
            with self.subTest(line=line):
                self.assertEqual(self.notes(line), [])


class PlainText(VncCase):
    def test_plain_explain_shows_the_endpoint(self):
        done = subprocess.run(
            [self.place.tool, "explain", "--", NAME, "-vnc", "127.0.0.1:5901"],
            env=self.variables(),
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT,
            check=True,
        )
        for said in ("127.0.0.1:5901", "127.0.0.1:1", "11801", "5901"):
            self.assertIn(said, done.stdout)


if __name__ == "__main__":
    unittest.main()
