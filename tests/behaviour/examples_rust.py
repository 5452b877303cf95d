# SPDX-License-Identifier: MIT
"""examples/rust: lines that break the policy are refused; panics and slips in the hand-written
interface do no harm that nobody notices."""

import os
import shutil
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from examples_support import BUILT, NAME, QUIET, REFUSED, ExampleCase  # noqa: E402

RUSTC = shutil.which("rustc")
COMPILER = [RUSTC, "--edition", "2021"]
LIBRARY = [*COMPILER, "--crate-type=cdylib", "-C", "strip=debuginfo"]


@unittest.skipUnless(os.path.exists(os.path.join(BUILT, "policy.so")), "built without rustc")
class Policy(ExampleCase):
    plugin, folder = "policy", "rust"

    def settings(self, *lines, plugin="required = yes"):
        """A configuration; lists can't be given by one variable."""
        text = "[policy]\n%s\n[plugin policy]\n%s\n" % ("\n".join(lines), plugin)
        return {"QEMU_WRAPPER_CONFIG": self.place.write("policy.conf", text)}


class Lines(Policy):
    def test_sound(self):
        self.check_sound()

    def test_nothing_is_configured(self):
        self.assertEqual(self.becomes("-gdb", "tcp::1"), ["-gdb", "tcp::1"])

    def test_required(self):
        where = self.settings("require = name", "require = device[e1000].netdev")
        good = ["-name", "a", "-device", "e1000,netdev=n"]
        self.assertEqual(self.becomes(*good, **where), good)
        said = self.refusal("-device", "e1000,netdev=n", **where)
        place = where["QEMU_WRAPPER_CONFIG"] + ":2"
        self.assertEqual(said, "-name is missing, and required here (by %s)" % place)
        said = self.refusal("-name", "a", "-device", "e1000", **where)
        self.assertIn("-device[e1000].netdev is missing", said)

    def test_forbidden(self):
        selectors = ("gdb", "s", "netdev[user].hostfwd", "image")
        where = self.settings(*["forbid = " + selector for selector in selectors])
        for words, said in (
            (["-gdb", "tcp::1"], "-gdb is forbidden"),
            (["--gdb", "tcp::1"], "--gdb is forbidden"),
            (["-s"], "-s is forbidden"),
            (["-netdev", "user,id=a,hostfwd=tcp::1-:2"], "-netdev is forbidden"),
            (["disk.img"], "disk.img is forbidden"),
            (["-version", "-s"], "-s is forbidden"),
        ):
            with self.subTest(words=words):
                self.assertIn(said, self.refusal(*words, **where))
        good = ["-netdev", "user,id=a", "-S"]
        self.assertEqual(self.becomes(*good, **where), good)

    def test_lines_that_print_or_probe(self):
        where = self.settings("require = name")
        for words in (["-version"], ["-machine", "none"], ["-device", "help"]):
            self.assertEqual(self.becomes(*words, **where), words)

    def test_malformed_selector(self):
        for key in ("require", "forbid"):
            with self.subTest(key=key):
                self.assertIn("there is no ']'", self.refusal(**self.settings(key + " = a[b")))

    def test_per_cent_in_a_message(self):
        """It is no conversion."""
        where = self.settings("require = device[%s%n]", "forbid = image")
        self.assertIn("-device[%s%n] is missing", self.refusal(**where))
        self.assertIn("100%n is forbidden", self.refusal("100%n", **where))

    def test_launch(self):
        run = self.place.launch(
            self.place.dropin, [NAME, *QUIET], self.variables(**self.settings("require = name"))
        )
        self.assert_not_started(run, REFUSED)
        self.assertIn("plugin policy (check): -name is missing", run.text)
        self.assert_started(
            self.place.launch(
                self.place.dropin,
                [NAME, *QUIET, "-name", "a"],
                self.variables(**self.settings("require = name")),
            )
        )


class Planted(Policy):
    """Copies of the source with a mistake."""

    def panicking(self, compiler):
        """The folder of a copy that panics, as a variable."""
        at = "    let host = unsafe { &*(*cmd).host };\n"
        change = at, at + '    panic!("planted");\n'
        path, failed = self.build_changed(compiler, "policy.rs", change)
        self.assertIsNone(failed)
        return {"QEMU_WRAPPER_PLUGIN_PATH": os.path.dirname(path)}

    def test_panic(self):
        where = self.panicking(LIBRARY)
        self.assertEqual(self.refusal(**where), "panic: planted")
        where.update(self.settings(plugin="required = no"))
        self.assertEqual(self.becomes("-S", **where), ["-S"])
        run = self.place.launch(self.place.dropin, [NAME, *QUIET], self.variables(**where))
        self.assert_started(run, silent=False)

    def test_panic_that_aborts(self):
        """What the README warns of: that is the end even where the plugin is optional."""
        where = self.panicking([*LIBRARY, "-C", "panic=abort"])
        where.update(self.settings(plugin="required = no"))
        run = self.place.launch(self.place.dropin, [NAME, *QUIET], self.variables(**where))
        self.assertEqual((run.status, run.state), (REFUSED, None), run.text)
        self.assertIn("plugin policy (check): crashed: signal 6", run.text)

    def test_wrong_sizes_do_not_compile(self):
        for change in (
            ("        pub summary: [u8; 128],\n", "        pub summary: [u8; 120],\n"),
            ("minimum: i64,\n        pub maximum: i64", "minimum: i32,\n        pub maximum: i32"),
            ("        pub env: Unused,\n", ""),
            ("        pub data_size: u32,\n", "        pub data_size: u64,\n"),
        ):
            with self.subTest(change=change):
                _, failed = self.build_changed(LIBRARY, "policy.rs", change)
                self.assertIn("assertion failed", failed or "")

    def run_tests(self, *changes):
        path, failed = self.build_changed([*COMPILER, "--test"], "policy.rs", *changes)
        self.assertIsNone(failed)
        return self.run_program([path, "--quiet"], self.variables()).returncode

    def test_wrong_offsets_fail_the_test(self):
        self.assertEqual(self.run_tests(), 0)
        fact, flags = "        pub fact: Unused,\n", "        pub flags: Unused,\n"
        self.assertNotEqual(self.run_tests((fact, ""), (flags, fact + flags)), 0)

    def test_plugin_check_finds_a_missing_note(self):
        at = '#[used]\n#[link_section = ".note.qemu-wrapper.plugin"]\n'
        path, failed = self.build_changed(LIBRARY, "policy.rs", (at, "#[used]\n"))
        self.assertIsNone(failed)
        done = self.run_tool(["plugin", "check", path], self.variables())
        self.assertEqual(done.returncode, 1)
        self.assertIn("it has no note", done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
