# SPDX-License-Identifier: MIT
"""`doctor --json`: one ASCII object whose members are those that the manual page names."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from doctor_support import SECTIONS, DoctorCase  # noqa: E402


class Json(DoctorCase):
    def test_members(self):
        report = self.report()
        self.assertEqual(set(report), {"format", "version", "broken", "warnings", "sections"})
        self.assertEqual(report["format"], 1)
        self.assertRegex(report["version"], r"\A\d+\.\d+\.\d+\Z")
        self.assertEqual([section["section"] for section in report["sections"]], SECTIONS)
        for section in report["sections"]:
            self.assertEqual(set(section), {"section", "findings"})
            self.assertTrue(section["findings"], section)
            for finding in section["findings"]:
                self.assertEqual(set(finding), {"severity", "subject", "text", "remedy"})
                self.assertIn(finding["severity"], ("ok", "info", "warning", "broken"))
                self.assertTrue(finding["text"])

    def test_problems_have_a_remedy(self):
        """Where a plugin is missing, for one."""
        for finding in self.findings("plugins", QEMU_WRAPPER_PLUGINS="missing"):
            self.assertEqual(finding["severity"], "broken")
            self.assertTrue(finding["remedy"])

    def test_bytes_that_are_no_utf8(self):
        name = os.fsdecode(b"QEMU_WRAPPER_\xff")
        done = self.doctor("--json", **{name: os.fsdecode(b"\xfe")})
        report = json.loads(done.stdout)
        subjects = [finding["subject"] for section in report["sections"]
                    if section["section"] == "variables" for finding in section["findings"]]
        self.assertIn({"base64": "UUVNVV9XUkFQUEVSX/8="}, subjects)

    def test_same_problems_as_in_text(self):
        more = {"QEMU_WRAPPER_PLUGINS": "missing", "QEMU_WRAPPER_REEL": "/nowhere"}
        report, text = self.report(**more), self.doctor(**more).stdout
        self.assertIn("Problems: %d broken, %d warning" % (report["broken"], report["warnings"]),
                      text)


if __name__ == "__main__":
    unittest.main()
