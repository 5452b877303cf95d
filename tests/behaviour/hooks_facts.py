# SPDX-License-Identifier: MIT
"""What plugins find out and say is in the plan; warnings reach people when QEMU is started."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import HookCase  # noqa: E402

SEEN_BY_EXPLAIN = ("open", "rewrite", "check")


class Facts(HookCase):
    def setUp(self):
        super().setUp()
        self.select("facts")

    def test_in_the_plan(self):
        kinds = {
            "text": "h\u00e9 \"quoted\"\nline",
            "bytes": {"base64": "//4="},
            "number": -(2**63),
            "yes": True,
            "no": False,
            "nothing": None,
        }
        self.assertEqual(self.plan()["facts"], [
            {"plugin": "facts", "key": "kinds", "value": kinds},
            {"plugin": "facts", "key": "kinds", "value": {"number": 2}},
            {"plugin": "facts", "key": "checked", "value": {"none": None}},
        ])

    def test_for_people(self):
        text = self.explain(form=())
        self.assertIn("kinds", text)
        self.assertIn("-9223372036854775808", text)
        self.assertNotIn('"quoted"\nline', text)

    def test_line_that_prints(self):
        """Only what open and check hooks say."""
        plan = self.plan("-version")
        self.assertEqual([fact["key"] for fact in plan["facts"]], ["checked"])


class Notes(HookCase):
    def setUp(self):
        super().setUp()
        self.select("facts")

    def test_in_the_plan(self):
        expected = [
            {"plugin": "facts", "level": level, "text": "%s of %s" % (level, phase)}
            for phase in SEEN_BY_EXPLAIN
            for level in ("info", "warning")
        ]
        self.assertEqual(self.plan()["notes"], expected)

    def test_for_people(self):
        text = self.explain(form=())
        for phase in SEEN_BY_EXPLAIN:
            self.assertEqual(text.count("info of " + phase), 1, text)
            self.assertEqual(text.count("warning of " + phase), 1, text)

    def test_warnings_are_said_once_when_qemu_is_started(self):
        """Those of every hook, launch and outcome included; infos are not said."""
        run = self.started(silent=False)
        expected = ["qemu-wrapper: facts: warning of " + phase
                    for phase in (*SEEN_BY_EXPLAIN, "launch", "outcome")]
        self.assertEqual(run.text.splitlines(), expected)

    def test_warnings_on_a_line_that_prints(self):
        run = self.started("-version", silent=False)
        expected = ["qemu-wrapper: facts: warning of " + p for p in ("open", "check", "outcome")]
        self.assertEqual(run.text.splitlines(), expected)


if __name__ == "__main__":
    unittest.main()
