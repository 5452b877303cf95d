# SPDX-License-Identifier: MIT
"""explain --why with several plugins that add, change and remove one thing: who made it what it is,
in order, and what is not there any more."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import NAME, QUIET, TIME_LIMIT, UNDER, HookCase  # noqa: E402

import subprocess  # noqa: E402

A, B, C, D = ("claims-" + letter for letter in "abcd")
MAC = {"option": "device[id=n]", "property": "mac", "value": "52:54:00:00:00:01"}


class HistoryCase(HookCase):
    def choose(self, *wishes, more=""):
        """Plugins claims-a, -b... with one wish each; each may override those before it."""
        names, text = [], ""
        for number, wish in enumerate(wishes):
            name = "claims-" + "abcd"[number]
            if not os.path.exists(self.plugin(name)):
                self.install("claims", name)
            wish = {"reason": "wish of " + name[-1], **wish}
            text += "[%s]\n" % name + "".join("%s = %s\n" % w for w in wish.items())
            text += "[plugin %s]\noverrides = %s\n" % (name, " ".join(names))
            names.append(name)
        self.select(*names, more=text + more)

    def why(self, selector, *words, status=0, **more):
        done = subprocess.run(
            [*UNDER, self.place.tool, "explain", "--why", selector, "--", NAME, *QUIET, *words],
            env=self.variables(**more), cwd=self.place.path("work"), stdin=subprocess.DEVNULL,
            capture_output=True, timeout=TIME_LIMIT, check=False, text=True)
        self.assertEqual(done.returncode, status, done)
        return done.stdout if done.stdout else done.stderr

    def in_order(self, text, *parts):
        at = 0
        for part in parts:
            found = text.find(part, at)
            self.assertGreaterEqual(found, 0, "%r is not behind %d in\n%s" % (part, at, text))
            at = found + len(part)


class Options(HistoryCase):
    def test_added_set_removed_added(self):
        self.choose({"option": "m", "value": "1G"}, {"option": "m", "property": "size",
                                                     "value": "2G"},
                    {"option": "m"}, {"option": "m", "value": "4G"})
        text = self.why("m")
        self.assertEqual(text.count("QEMU  "), 2)
        self.in_order(text, "-m 4G\n", D + "    added -m 4G\n", "wish of d\n",
                      "gets it as argv[3] and argv[4]\n")
        self.in_order(text, "-m 1G\n", A + "    added -m 1G\n", "wish of a\n",
                      B + "    changed -m", "1G -> 2G\n", "wish of b\n",
                      C + "    removed -m 2G\n", "wish of c\n", "does not get it\n")
        self.assertEqual(self.plan()["argv"][-2:], ["-m", "4G"])

    def test_removed_words_of_people(self):
        self.choose({"option": "m"})
        self.in_order(self.why("m", "-m", "1G"), "user        wrote -m 1G  (argv[3])\n",
                      A + "    removed -m 1G\n", "wish of a\n", "QEMU        does not get it\n")

    def test_removed_images(self):
        self.choose({"option": "image", "value": "disk.img"}, {"option": "image"})
        self.in_order(self.why("image"), A + "    added image disk.img\n",
                      B + "    removed image disk.img\n", "does not get it\n")

    def test_where_words_were_written(self):
        self.place.write("words", "-m\n1G\n")
        self.select("args")
        words = self.place.path("words")
        self.in_order(self.why("m", QEMU_ARGS_FILE=words), words + ":1  is where it was written\n",
                      "args        added -m 1G\n")
        self.in_order(self.why("m", QEMU_ARGS="-m 1G"), "QEMU_ARGS   is where it was written\n")
        self.in_order(self.why("m", "-m", "2G", QEMU_ARGS=""), "user        wrote -m 2G")

    def test_several_matches(self):
        self.choose(MAC)
        text = self.why("device[*]", "-device", "e1000,id=n", "-device", "e1000,id=o")
        self.in_order(text, "-device e1000,id=n,mac=52:54:00:00:00:01\n", "wish of a\n", "\n\n",
                      "-device e1000,id=o\n", "changed nothing\n")


class Properties(HistoryCase):
    LINES = (["-device", "e1000,id=n"], ["-device", '{"driver":"e1000","id":"n"}'])

    def test_set_and_set_back(self):
        """It stands neither in the first line nor in the last."""
        self.choose(MAC, {**MAC, "value": "52:54:00:00:00:02"},
                    {key: MAC[key] for key in ("option", "property")})
        for words in self.LINES:
            for selector in ("device[id=n].mac", "device[e1000].mac", "device.mac"):
                with self.subTest(words=words, selector=selector):
                    self.in_order(self.why(selector, *words), "wrote -device",
                                  A + "    changed -device[id=n].mac 52:54:00:00:00:01\n",
                                  B + "    changed -device[id=n].mac 52:54:00:00:00:01 -> "
                                  "52:54:00:00:00:02\n",
                                  C + "    removed -device[id=n].mac 52:54:00:00:00:02\n",
                                  "gets it as argv[3] and argv[4]\n")
        self.why("device[id=n].bus", *self.LINES[0], status=125)
        self.why("device[id=m].mac", *self.LINES[0], status=125)

    def test_of_a_removed_option(self):
        self.choose(MAC, {"option": "device[id=n]"})
        self.in_order(self.why("device[id=n].mac", *self.LINES[0]), "wish of a\n",
                      B + "    removed -device[id=n]", "does not get it\n")


class Variables(HistoryCase):
    def test_set_and_removed(self):
        self.choose({"variable": "QW_X", "value": "1"}, {"variable": "QW_X"})
        self.in_order(self.why("env:QW_X"), "environment QW_X\n",
                      A + "    set environment QW_X=1\n", "wish of a\n",
                      B + "    removed environment QW_X=1\n", "does not find it\n")
        self.in_order(self.why("env:QW_X", QW_X="0"), "user        set 0\n",
                      A + "    changed environment QW_X=0 -> 1\n")

    def test_untouched(self):
        self.choose({})
        self.in_order(self.why("env:HOME"), "user        set " + self.place.path("work"),
                      "plugins     changed nothing\n", "QEMU        finds ")

    def test_not_set(self):
        self.choose({})
        self.assertIn("the variable 'QW_NO' is not set", self.why("env:QW_NO", status=125))


class Failures(HistoryCase):
    LOSER = {"option": "m", "value": "2G"}

    def test_plugin_that_was_skipped(self):
        self.choose({"option": "m", "value": "1G"})
        self.install("claims", B)
        self.select(A, B, more="[%s]\noption = m\nvalue = 1G\nreason = wish of a\n[%s]\noption = m\n"
                    "value = 2G\nreason = wish of b\n[plugin %s]\nrequired = no\n" % (A, B, B))
        text = self.why("m")
        self.in_order(text, A + "    added -m 1G\n", "gets it as argv[3] and argv[4]\n",
                      "\n" + B + " was left out, and whatever it had changed was taken back:\n",
                      "wish of b")
        self.assertNotIn(B + "    ", text)

    def test_plugin_that_refuses(self):
        self.select(A, B, more="[%s]\noption = m\nvalue = 1G\n[%s]\noption = m\nvalue = 2G\n" % (A, B))
        for name in (A, B):
            self.install("claims", name)
        text = self.why("m", status=125)
        self.in_order(text, A + "    added -m 1G\n", "if it were started\n",
                      "\n" + B + " refuses the launch (rewrite):\n", "conflict about m")


class Secrets(HistoryCase):
    def test_conflicts_about_them(self):
        """The message goes to standard error and logs."""
        secret = {"option": "object[id=s]", "property": "data"}
        self.choose({**secret, "value": "hunter2"})
        self.install("claims", B)
        self.select(A, B, more="".join(
            "[%s]\noption = object[id=s]\nproperty = data\nvalue = hunter%d\n" % (name, number)
            for number, name in enumerate((A, B))))
        text = self.refused("-object", "secret,id=s,data=x")
        self.assertIn("conflict about object[id=s].data", text)
        self.assertNotIn("hunter", text)


if __name__ == "__main__":
    unittest.main()
