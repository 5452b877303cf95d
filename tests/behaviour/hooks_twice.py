# SPDX-License-Identifier: MIT
"""A line that has gone through the pipeline goes through it once more: there is nothing left to
change, or it is refused."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import HookCase  # noqa: E402

CASES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "corpus", "cases.jsonl")
LINES = (
    [], ["-vnc", ":5901"], ["-vnc", "127.0.0.1:5907,to=5999"], ["-display", "vnc=0.0.0.0:5900"],
    ["-vnc", ":1,websocket=5701"], ["-vnc", ":1", "-vnc", ":5902"], ["-m", "1G", "disk.img"],
    ["-enable-kvm"], ["-machine", "q35"], ["-M", "pc,accel=kvm"], ["-accel", "kvm", "-cpu", "host"],
    ["-cpu", "host"], ["-accel", "tcg", "-vnc", ":5901"], ["-version"], ["-machine", "none"],
    ["-no-such-option", "x"], ["-m"], ["-nographic"],
    ["-chardev", "socket,id=charmonitor,fd=3", "-vnc", ":5901"],
)
# Configurations of the plugins, apart from args.
SETTINGS = {
    "defaults": "",
    "much": "[vnc]\ndefault = :5950\nbind = 127.0.0.1\nwebsocket = on\n"
            "[kvm]\ncpu = host\n",
    "without KVM": "[kvm]\nfallback = tcg\ndevice = /dev/null\n[vnc]\nstrict = no\n",
}


def corpus():
    """Some of the recorded lines."""
    with open(CASES, encoding="utf-8") as file:
        cases = [json.loads(line) for line in file]
    return [[case["program"], *case["argv"]] for case in cases[:: max(1, len(cases) // 40)]]


class Twice(HookCase):
    def once(self, argv, **more):
        plan = self.explain(argv=argv, **more)
        if plan["refused"]:
            return None, plan
        return plan["argv"], plan

    def expect_stable(self, argv, **more):
        """True if anything was changed the first time."""
        first, plan = self.once(argv, **more)
        if first is None:
            return False
        second, again = self.once(first, **more)
        self.assertEqual((second, again["changes"]), (first, []), again)
        self.assertEqual(again["env"], {"set": {}, "unset": []})
        return bool(plan["changes"])

    def test_48_lines(self):
        for name, more in SETTINGS.items():
            self.select("args", "vnc", "kvm", "log", more=more)
            changed = 0
            for words in LINES:
                with self.subTest(settings=name, words=words):
                    changed += self.expect_stable(["qemu-system-x86_64", *words])
            self.assertGreater(changed, 3, name)

    @unittest.skipUnless(os.path.exists(CASES), "the corpus is not there")
    def test_48_recorded_lines(self):
        self.select("vnc", "kvm")
        for argv in corpus():
            with self.subTest(argv=argv):
                self.expect_stable(argv)

    def test_48_a_plugin_that_goes_on_is_noticed(self):
        self.install("numbered", "numbered-00")
        self.select("numbered-00")
        with self.assertRaises(AssertionError):
            self.expect_stable(["qemu-system-x86_64"])

    def test_48_words_of_variables_come_again(self):
        """They are asked for again: whoever runs the pipeline on its own output is told of it by
        conflicts of QEMU's. It can't happen by accident, for no wrapper starts another (37)."""
        self.select("args")
        first, _ = self.once(["qemu-system-x86_64"], QEMU_ARGS="-S")
        self.assertEqual(first[1:], ["-S"])
        second, _ = self.once(first, QEMU_ARGS="-S")
        self.assertEqual(second[1:], ["-S", "-S"])
        run = self.run_it(QEMU_WRAPPER_REAL=self.place.dropin, QEMU_ARGS="-S")
        self.assertEqual((run.status, run.state), (125, None))
        self.assertIn("qemu-wrapper", run.text)


if __name__ == "__main__":
    unittest.main()
