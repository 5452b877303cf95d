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
    ("localhost:5901,foo=bar", "localhost:1,foo=bar"),
    ("localhost:5901,reverse=ON", "localhost:1,reverse=ON"),
    ("vnc=127.0.0.1:5901,websocket=5901,password-secret=a,,b",
     "vnc=127.0.0.1:1,websocket=5901,password-secret=a,,b"),
)  # fmt: skip

KEPT = (
    "", "none", "none,to=5999", "unix:/tmp/a:5901", "unix:/tmp/a,,b:5901", "id=5901",
    "127.0.0.1:7", "127.0.0.1:5899,", ":6000", "[::]:59630", "127.0.0.1:1,to=5999",
    "127.0.0.1:5901,reverse=on", "127.0.0.1:5901,reverse", "127.0.0.1:5901,reverse=y",
    "127.0.0.1:1,websocket=5901", "127.0.0.1:-1", "127.0.0.1:0x170d", "127.0.0.1:5901.0",
    "127.0.0.1:59636", "127.0.0.1:5901,,x", "$VNC", "${dpy},password", ":$x", ":%d",
    "[a:5901", "a]:5901", "password,vnc=localhost:5901", ",vnc=localhost:5901",
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

    def test_words_of_a_file_are_corrected(self):
        path = self.place.path("words")
        with open(path, "w", encoding="ascii") as words:
            words.write("-vnc\n[::1]:5902\n")
        line = [*MANAGED, "-vnc", "127.0.0.1:5901"]
        corrected = self.corrected(
            line, QEMU_ARGS_FILE=path, QEMU_WRAPPER_VNC_WEBSOCKET="on"
        )
        self.assertEqual(corrected, [*line, "-vnc", "[::1]:2,websocket=on"])

    def test_nothing_is_added(self):
        line = [*MANAGED, "-m", "64"]
        self.assertEqual(self.corrected(line, QEMU_WRAPPER_VNC_DEFAULT=":1"), line)
        line = [*MANAGED, "-vnc", ":1"]
        self.assertEqual(self.corrected(line, QEMU_WRAPPER_VNC_WEBSOCKET="on"), line)
        self.assertEqual(self.corrected(line, QEMU_WRAPPER_VNC_BIND="::1"), line)


if __name__ == "__main__":
    unittest.main()
