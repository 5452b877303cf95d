# SPDX-License-Identifier: MIT
"""What people write for -vnc becomes what they meant, and everything else stays."""

import unittest

from vnc_support import SPELLINGS, VncCase, server

MANAGED = ["-chardev", "socket,id=charmonitor,fd=3,server=on,wait=off"]

CORRECTED = (
    ("127.0.0.1:5907", "127.0.0.1:7"),
    ("0.0.0.0:5900,password=on", "0.0.0.0:0,password=on"),
    (":5901,to=5910,id=x", ":1,to=10,id=x"),
    ("[::1]:5907", "[::1]:7"),
    ("::1:5907", "::1:7"),
    (":::5907", ":::7"),
    ("localhost:5907", "localhost:7"),
    ("127.0.0.1:+5907", "127.0.0.1:7"),
    ("127.0.0.1::6000", "127.0.0.1:100"),
    ("[::1]::5901", "[::1]:1"),
    ("::1", "[::1]:0"),
    ("localhost", "localhost:0"),
    ("1", "127.0.0.1:1"),
    ("5901,to=5999", "127.0.0.1:1,to=99"),
    ("::5901", "127.0.0.1:1"),
    ("localhost:auto", "localhost:0,to=99"),
    ("localhost:auto,to=7,lossy=on", "localhost:0,to=7,lossy=on"),
    ("id=a,vnc=127.0.0.1:5901,vnc=[::1]:5902", "id=a,vnc=127.0.0.1:1,vnc=[::1]:2"),
    ("vnc=127.0.0.1:5901,websocket=5901,password-secret=a,,b",
     "vnc=127.0.0.1:1,websocket=5901,password-secret=a,,b"),
)  # fmt: skip

KEPT = (
    "", "none", "none,to=5999", "unix:/tmp/a:5901", "unix:/tmp/a,,b:5901", "id=5901",
    "127.0.0.1:7", "127.0.0.1:5899,", ":6000", "[::]:59630", "127.0.0.1:1,to=5999",
    "127.0.0.1:5901,reverse=on", "127.0.0.1:5901,reverse", "127.0.0.1:5901,reverse=y",
    "127.0.0.1:1,websocket=5901", "127.0.0.1:-1", "127.0.0.1:0x170d", "127.0.0.1:5901.0",
    "127.0.0.1:59636", "127.0.0.1:5901,,x", "$VNC", "${dpy},password", ":$x", ":%d",
    "NONE", "UNIX:/tmp/x", "vnc://localhost:5901", "[::1]5901", '{"vnc":":5901"}',
)  # fmt: skip

REFUSED = (
    ("127.0.0.1::80", "5900 to 65535"),
    ("127.0.0.1::65536", "5900 to 65535"),
    ("::80", "5900 to 65535"),
    ("6000", "127.0.0.1:100 for the port"),
    ("2001:db8::5901", "[2001:db8::]:1"),
    ("127.0.0.1:5901,vnc=127.0.0.1::80", "127.0.0.1::80"),
)


class Corrections(VncCase):
    def test_every_spelling_is_corrected(self):
        for spelling in SPELLINGS:
            for written, meant in CORRECTED:
                with self.subTest(spelling=spelling, written=written):
                    line = ["-m", "64", *server(spelling, written), "-S"]
                    expected = ["-m", "64", *server(spelling, meant), "-S"]
                    self.assertEqual(self.corrected(line), expected)

    def test_the_rest_stays_byte_for_byte(self):
        for spelling in SPELLINGS:
            for written in KEPT:
                with self.subTest(spelling=spelling, written=written):
                    line = [*server(spelling, written), "-m", "64"]
                    self.assertEqual(self.corrected(line), line)

    def test_what_has_no_display_is_refused(self):
        for spelling in SPELLINGS:
            for written, said in REFUSED:
                with self.subTest(spelling=spelling, written=written):
                    text = self.refusal(server(spelling, written))
                    self.assertIn(said, text)
                    self.assertIn("argument 1", text)

    def test_every_server_of_a_line_is_corrected(self):
        line = ["-vnc", ":5901", "--vnc", "[::1]:5902", "-display", "vnc=localhost:5903"]
        meant = ["-vnc", ":1", "--vnc", "[::1]:2", "-display", "vnc=localhost:3"]
        self.assertEqual(self.corrected(line), meant)

    def test_a_change_has_its_reason(self):
        plan = self.explain(["-vnc", "127.0.0.1:5901,to=5910"])
        changes = {change["property"]: change for change in plan["changes"]}
        self.assertEqual(set(changes), {"vnc", "to"})
        change = changes["vnc"]
        self.assertEqual(
            (change["plugin"], change["action"], change["option"], change["guest_visible"]),
            ("vnc", "set", "vnc", False),
        )
        self.assertEqual((change["before"], change["after"]), ("127.0.0.1:5901", "127.0.0.1:1"))
        self.assertIn("11801", change["reason"])

    def test_values_of_other_options_are_not_looked_at(self):
        line = ["-name", "-vnc", "-serial", "tcp:127.0.0.1:5901", "-display", "none"]
        self.assertEqual(self.corrected(line), line)

    def test_words_of_qemu_args_are_corrected(self):
        words = self.corrected(["-m", "64"], QEMU_ARGS="-vnc 127.0.0.1:5907")
        self.assertEqual(words, ["-m", "64", "-vnc", "127.0.0.1:7"])
        text = self.refusal(["-m", "64"], QEMU_ARGS="-vnc 127.0.0.1::80")
        self.assertIn("QEMU_ARGS", text)

    def test_high_displays_get_a_note(self):
        notes = self.notes(["-vnc", "127.0.0.1:6000"])
        wanted = "listens on TCP 11900; for port 6000 write 127.0.0.1::6000"
        self.assertTrue(any(wanted in note for note in notes), notes)

    def test_what_may_be_a_value_is_left(self):
        for spelling in SPELLINGS:
            with self.subTest(spelling=spelling):
                line = ["-no-such-option", *server(spelling, "127.0.0.1:5901")]
                self.assertEqual(self.corrected(line), line)
                said = "follows an unknown option"
                self.assertTrue(any(said in note for note in self.notes(line, "warning")))
                self.assertIn(said, self.refusal(line, QEMU_WRAPPER_VNC_EXPOSE="deny"))

    def test_the_value_of_an_unknown_option_hides_nothing(self):
        line = ["-no-such-option", "1", "-vnc", "127.0.0.1:5901"]
        self.assertEqual(self.corrected(line), [*line[:3], "127.0.0.1:1"])
        line = ["-no-such-option", "-display", "none"]
        self.assertEqual(self.notes(line), [])

    def test_a_missing_value_is_left(self):
        line = ["-m", "64", "-vnc"]
        self.assertEqual(self.corrected(line), line)

    def test_probing_lines_stay(self):
        line = ["-machine", "none", "-vnc", "127.0.0.1:5901"]
        self.assertEqual(self.corrected(line), line)


class ManagedLines(VncCase):
    def test_they_stay_with_a_note(self):
        for written, meant in (("127.0.0.1:5901", "127.0.0.1:1"), ("127.0.0.1::80", "refused")):
            with self.subTest(written=written):
                line = [*MANAGED, "-vnc", written]
                self.assertEqual(self.corrected(line), line)
                self.assertTrue(any(meant in note for note in self.notes(line)))

    def test_words_of_qemu_args_are_corrected(self):
        line = [*MANAGED, "-vnc", "127.0.0.1:5901"]
        words = self.corrected(line, QEMU_ARGS="-vnc [::1]:5902")
        self.assertEqual(words, [*line, "-vnc", "[::1]:2"])

    def test_nothing_is_added(self):
        line = [*MANAGED, "-m", "64"]
        self.assertEqual(self.corrected(line, QEMU_WRAPPER_VNC_DEFAULT=":1"), line)
        line = [*MANAGED, "-vnc", ":1"]
        self.assertEqual(self.corrected(line, QEMU_WRAPPER_VNC_WEBSOCKET="on"), line)
        self.assertEqual(self.corrected(line, QEMU_WRAPPER_VNC_BIND="::1"), line)


class Options(VncCase):
    def test_raw_ports(self):
        for ports, written, meant in (
            ("never", ":5901", ":5901"),
            ("5902-5910", ":5901", ":5901"),
            ("5902-5910", ":5902", ":2"),
            ("5900-65535", ":6000", ":100"),
        ):
            with self.subTest(ports=ports, written=written):
                value = self.value_of(written, QEMU_WRAPPER_VNC_RAW_PORTS=ports)
                self.assertEqual(value, meant)

    def test_strict_says_what_to_write(self):
        for written, meant in (
            ("127.0.0.1:5901", "127.0.0.1:1"),
            ("127.0.0.1:5901,to=5999", "127.0.0.1:1,to=99"),
            ("localhost:auto", "localhost:0,to=99"),
            ("5901", "127.0.0.1:1"),
        ):
            with self.subTest(written=written):
                text = self.refusal(["-vnc", written], QEMU_WRAPPER_VNC_STRICT="yes")
                self.assertIn("write " + meant, text)
        self.assertEqual(self.value_of(":1,to=9", QEMU_WRAPPER_VNC_STRICT="yes"), ":1,to=9")

    def test_bind(self):
        for bind, host in (("192.0.2.9", "192.0.2.9"), ("::1", "[::1]"), ("[::1]", "[::1]")):
            for written, meant in (
                (":1", ":1"),
                (":5901", ":1"),
                ("5901", ":1"),
                ("::6000", ":100"),
                (":auto,to=5", ":0,to=5"),
            ):
                with self.subTest(bind=bind, written=written):
                    value = self.value_of(written, QEMU_WRAPPER_VNC_BIND=bind)
                    self.assertEqual(value, host + meant)
            for kept in ("localhost:1", "*:1", "unix:/tmp/a", "none", "127.0.0.1:1,reverse=on"):
                self.assertEqual(self.value_of(kept, QEMU_WRAPPER_VNC_BIND=bind), kept)

    def test_impossible_options_are_refused(self):
        for name, value in (
            ("RAW_PORTS", "80-90"),
            ("RAW_PORTS", "all"),
            ("BIND", "127.0.0.1:1"),
            ("BIND", "a b"),
            ("WEBSOCKET", "no-such-service-here"),
            ("EXPOSE", "maybe"),
        ):
            with self.subTest(name=name, value=value):
                plan = self.explain(["-m", "64"], **{"QEMU_WRAPPER_VNC_" + name: value})
                self.assertIsNotNone(plan["refused"])
                self.assertIn("QEMU_WRAPPER_VNC_" + name, plan["refused"]["text"])

    def test_default_is_added_where_no_display_is_chosen(self):
        variables = {"QEMU_WRAPPER_VNC_DEFAULT": "127.0.0.1:5907,to=5999"}
        self.assertEqual(
            self.corrected(["-m", "64"], **variables),
            ["-m", "64", "-vnc", "127.0.0.1:7,to=99"],
        )
        for display in (
            ["-display", "none"],
            ["-display", "vnc=:3"],
            ["--display", "gtk"],
            ["-nographic"],
            ["-vnc", "none"],
            ["--vnc", ":3"],
            ["-spice", "port=5930"],
            ["-sdl"],
            ["-curses"],
        ):
            with self.subTest(display=display):
                self.assertEqual(self.corrected(display, **variables), display)

    def test_a_wrong_default_names_its_place(self):
        text = self.refusal(["-m", "64"], QEMU_WRAPPER_VNC_DEFAULT="127.0.0.1::80")
        self.assertIn("QEMU_WRAPPER_VNC_DEFAULT", text)

    def test_websocket_is_added_to_tcp_servers_that_have_none(self):
        for written, meant in (
            ("127.0.0.1:1", "127.0.0.1:1,websocket=on"),
            ("127.0.0.1:5901,password=on", "127.0.0.1:1,password=on,websocket=on"),
            ("127.0.0.1:1,websocket=5799", "127.0.0.1:1,websocket=5799"),
            ("unix:/tmp/a", "unix:/tmp/a"),
            ("none", "none"),
            ("127.0.0.1:1,reverse=on", "127.0.0.1:1,reverse=on"),
            ("127.0.0.1:1,vnc=[::1]:2", "127.0.0.1:1,vnc=[::1]:2"),
            ("127.0.0.1:x", "127.0.0.1:x"),
        ):
            with self.subTest(written=written):
                value = self.value_of(written, QEMU_WRAPPER_VNC_WEBSOCKET="on")
                self.assertEqual(value, meant)

    def test_a_websocket_port_is_given_once(self):
        line = ["-vnc", "unix:/tmp/a", "-vnc", "127.0.0.1:1", "-vnc", "127.0.0.1:2"]
        self.assertEqual(
            self.corrected(line, QEMU_WRAPPER_VNC_WEBSOCKET="127.0.0.1:5790"),
            [*line[:3], "127.0.0.1:1,websocket=127.0.0.1:5790", *line[4:]],
        )


if __name__ == "__main__":
    unittest.main()
