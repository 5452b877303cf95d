# SPDX-License-Identifier: MIT
"""The comparison that the transparency tests rest on finds every planted fault, and finds it where
it is."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import NAME, StandinCase, difference, entries, standin  # noqa: E402

# Fault: a key of the dumped state that must differ. All keys that differ must begin like it,
# or with one of the further words.
FAULTS = {
    "change-byte": ["argv.1"],
    "drop-argument": ["argv.", "argc"],
    "change-name": ["argv.0"],
    "drop-variable": ["env."],
    "add-variable": ["env."],
    "swap-variables": ["env."],
    "leak-descriptor": ["fd.3."],
    "leak-low-descriptor": ["fd.0."],
    "close-descriptor": ["fd.5."],
    "mark-descriptor": ["fd.5."],
    "move-offset": ["fd.5.pos", "fd.5.waiting"],
    "set-nonblocking": ["fd.5.flags"],
    "drop-lock": ["fd.5.lock"],
    "replace-descriptor": ["fd.5."],
    "read-stdin": ["fd.0.waiting"],
    "change-directory": ["process.cwd"],
    "change-umask": ["status.Umask"],
    "change-limit": ["limit."],
    "change-nice": ["nice"],
    "block-signal": ["status.SigBlk"],
    "ignore-signal": ["status.SigIgn"],
    "reset-signal": ["status.SigIgn"],
    "set-alarm": ["timer.0"],
    "become-child": ["process.pid", "process.", "fd.5.lock", "parent-death-signal", "subreaper"],
    "leave-zombie": ["process.children"],
    "new-group": ["process.group", "process."],
    "new-session": ["process.session", "process."],
    "drop-parent-death": ["parent-death-signal"],
    "drop-ambient": ["status.CapAmb", "status.CapPrm", "status.CapEff"],
    "set-privileges": ["status.NoNewPrivs"],
    "execute-copy": ["process.exe", "process.comm", "process.execfn"],
    "execute-by-descriptor": ["process.comm", "process.execfn"],
}


class Detection(StandinCase):
    def launch(self, program, fault):
        env = [b"FIRST=1"] + entries(self.place.variables(WRONG=fault))
        directives = [
            "open=5:rw:3:" + self.place.write("file", "0123456789"),
            "lock=5:w:0:0",
            "ignore=10",
            "parent-death=15",
            "subreaper",
        ]
        if fault == "leak-low-descriptor":
            directives.append("close=0")
        else:
            directives.append("pipe=0:-1:text")
        if fault == "drop-ambient":
            directives.append("ambient=12")
        return self.place.launch(program, [NAME, "-m", "1G"], env, directives)

    def faults(self):
        for fault in FAULTS:
            if fault != "drop-ambient" or os.geteuid() == 0:
                yield fault

    def test_right_wrapper(self):
        direct = self.launch(self.place.real, "nothing")
        wrapped = self.launch(standin("wrong_wrapper"), "nothing")
        self.assert_started(direct)
        self.assert_started(wrapped)
        self.assertEqual(difference(direct.state, wrapped.state), [])

    def test_33_every_fault_is_found_where_it_is(self):
        for fault in self.faults():
            with self.subTest(fault=fault):
                direct = self.launch(self.place.real, fault)
                other = self.place.real + "-other" if fault == "execute-copy" else None
                wrapped = self.launch(standin("wrong_wrapper"), fault)
                wrapped_state = wrapped.state
                if other:
                    wrapped_state = wrapped.normal(self.place.state_of(other))
                self.assertIsNotNone(wrapped_state, wrapped.report + wrapped.text)
                keys = [line.split(":")[0] for line in difference(direct.state, wrapped_state)]
                self.assertTrue([key for key in keys if key.startswith(FAULTS[fault][0])], keys)
                strays = [key for key in keys if not key.startswith(tuple(FAULTS[fault]))]
                self.assertEqual(strays, [])

    def test_35_chatter_is_found(self):
        for fault in ("chatter", "chatter-on-stdout"):
            with self.subTest(fault=fault):
                run = self.launch(standin("wrong_wrapper"), fault)
                with self.assertRaises(AssertionError):
                    self.assert_started(run)

    def test_qemu_that_never_ran_is_found(self):
        run = self.place.launch(self.place.path("missing"), [NAME], [])
        self.assertEqual(run.failed, "execve: No such file or directory")
        with self.assertRaises(AssertionError):
            self.assert_started(run)
        direct = self.place.launch(self.place.real, [NAME], [])
        self.assertNotEqual(difference(direct.state, run.state), [])


if __name__ == "__main__":
    unittest.main()
