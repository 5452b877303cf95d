# SPDX-License-Identifier: MIT
"""Each option of the vnc plugin does what it says, and impossible values are refused."""

import unittest

from vnc_support import VncCase


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
            ("BIND", '"127.0.0.1"'),
            ("BIND", "'::1'"),
            ("BIND", "[a,to=9]"),
            ("BIND", "a,to=9"),
            ("BIND", "[::1"),
            ("BIND", "::1]"),
            ("BIND", "[[::1]]"),
            ("BIND", "[]"),
            ("BIND", "[a:b]"),
            ("BIND", "fe80::1%a,to=9"),
            ("BIND", "unix"),
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

    def test_a_websocket_port_that_another_server_has_is_not_given(self):
        for port, first, second in (
            ("5780", "127.0.0.1:1", "127.0.0.1:2,websocket=5780"),
            ("5780", "127.0.0.1:2,websocket=5780", "127.0.0.1:1"),
            ("on", "127.0.0.1:1", "127.0.0.1:2,websocket=5701"),
            ("5902", "127.0.0.1:1,to=1", "127.0.0.1:2,websocket=5780"),
        ):
            with self.subTest(port=port, first=first):
                line = ["-vnc", first, "-vnc", second]
                variables = {"QEMU_WRAPPER_VNC_WEBSOCKET": port}
                self.assertEqual(self.corrected(line, **variables), line)
                said = "another server has the port"
                self.assertTrue(any(said in note for note in self.notes(line, **variables)))

    def test_any_free_port_is_given_to_all(self):
        line = ["-vnc", "127.0.0.1:1", "-vnc", "127.0.0.1:2"]
        words = self.corrected(line, QEMU_WRAPPER_VNC_WEBSOCKET="0")
        self.assertEqual(words, [w + ",websocket=0" if ":" in w else w for w in line])


if __name__ == "__main__":
    unittest.main()
