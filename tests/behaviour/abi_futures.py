# SPDX-License-Identifier: MIT
"""What becomes of plugins that are newer than this program: they are compiled with headers of the
future and loaded. docs/abi.md says what must happen."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "abi"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "abi", "futures"))

import headers  # noqa: E402
from abi_support import ABI, INCLUDE, compile_plugin  # noqa: E402
from declarations import Header  # noqa: E402
from hooks_support import REFUSED, HookCase, argv_of  # noqa: E402

TODAY = Header(INCLUDE)


class Futures(HookCase):
    def setUp(self):
        super().setUp()
        self.minor = headers.newer_minor(self.place.path("newer-minor"))
        self.major = headers.newer_major(self.place.path("newer-major"))

    def build(self, source, include, *options, name=None):
        """Compiles a plugin of the future into the plugin folder and selects it."""
        name = name or source
        said = compile_plugin(self.plugin(name), os.path.join(ABI, "futures", source + ".c"),
                              include=include, options=options)
        self.assertIsNone(said)
        os.chmod(self.plugin(name), 0o644)
        self.select(name)

    def link_majors(self, *includes):
        """One file from the same source, once for each folder of headers."""
        objects = []
        for include in includes:
            objects.append(self.place.path("major-%d.o" % len(objects)))
            self.assertIsNone(compile_plugin(
                objects[-1], os.path.join(ABI, "futures", "major.c"), include=include,
                options=["-c"]))
        self.assertIsNone(compile_plugin(self.plugin("majors"), *objects))
        os.chmod(self.plugin("majors"), 0o644)
        self.select("majors")

    def notes(self, *words):
        return [note["text"] for note in self.plan(*words)["notes"]]

    def refusal_text(self, *words, phase="load"):
        refused = self.refusal(*words)
        self.assertEqual(refused["phase"], phase, refused)
        return refused["text"]

    # -- minors --

    def test_56_longer_structures(self):
        self.build("longer", self.minor)
        with open(self.place.path("hooks.conf"), "a", encoding="utf-8") as file:
            file.write("[longer]\nsecond = 5\nfuture = set\n")
        self.assertEqual(self.notes("-m", "1G"), [
            "options: one 5 set",
            "no shuffle",
            "fact 1",
            "field size 7 -, unit absent",
            "field color 0 red, unit absent",
            "change 1",
            "change of m flags 1, author absent, time 0",
        ])

    def test_56_a_hook_of_the_future_is_never_called(self):
        """Nor what else only a newer host would do; all others are."""
        self.build("longer", self.minor)
        run = self.started("-m", "1G", silent=False)
        self.assertEqual(argv_of(run)[-1], "2G")
        self.assertEqual(run.text, "qemu-wrapper: longer: outcome 1, advice absent\n")

    def test_56_an_option_type_of_the_future_is_refused(self):
        self.build("longer", self.minor, "-DTYPE=QW_REGEX")
        self.assertIn("its option 'future' has type 100, which interface %s doesn't know"
                      % TODAY.version, self.refusal_text("-m", "1G"))

    def test_56_only_hooks_of_the_future(self):
        """It loads and does nothing, unless it asks for what it needs."""
        self.build("only-new", self.minor)
        self.assertEqual(self.notes("-m", "1G"), [])
        self.build("only-new", self.minor, "-DASKS")
        self.assertEqual(
            self.refusal_text("-m", "1G", phase="open"),
            "needs interface %d.%d, and this is %s" % (TODAY.major, headers.next_minor(),
                                                       TODAY.version))

    # -- majors --

    def test_56_another_major_is_refused_before_its_code_runs(self):
        self.build("major", self.major, "-DDIES", name="majors")
        path = self.plugin("majors")
        self.assertTrue(self.refusal_text("-m", "1G").endswith(
            "%s is made for interface version 1; this is 0: it needs a newer qemu-wrapper, or to "
            "be built for this one" % path))
        self.assertEqual(self.run_it("-m", "1G").status, REFUSED)
        # With today's header the same constructor does run.
        self.build("major", INCLUDE, "-DDIES", name="majors")
        self.assertIsNone(self.run_it("-m", "1G").state)
        self.assertNotIn("interface version", self.run_it("-m", "1G").text)

    def test_56_majors_coexist_in_one_file(self):
        for order in ((INCLUDE, self.major), (self.major, INCLUDE)):
            with self.subTest(order=order):
                self.link_majors(*order)
                with open(self.plugin("majors"), "rb") as file:
                    self.assertEqual(file.read().count(b"qemu-wrapper\0\0\0\0"), 2)
                self.assertEqual(self.notes("-m", "1G"), ["as a plugin of " + TODAY.version])

    def test_56_several_majors_and_none_of_them_ours(self):
        older = os.path.join(self.major, "..", "far-major")
        headers.newer_major(older)
        path = os.path.join(older, "qemu-wrapper", "plugin.h")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("#define QW_ABI_MAJOR 1", "#define QW_ABI_MAJOR 5").replace(
                "qw_plugin_v1", "qw_plugin_v5"))
        self.link_majors(older, self.major)
        self.assertIn("is made for interface version 1; this is 0", self.refusal_text("-m", "1G"))


if __name__ == "__main__":
    unittest.main()
