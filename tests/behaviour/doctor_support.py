# SPDX-License-Identifier: MIT
"""What the tests of `doctor` share; no test by itself. A folder with a stand-in for QEMU and a
drop-in, and what doctor says of it as JSON."""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import BUILD, NAME, TIME_LIMIT, WRAPPER, StandinCase  # noqa: E402

NOBODY = 65534
SECTIONS = ["qemu", "drop-ins", "configuration", "plugins", "variables", "launch", "kvm",
            "ports", "container", "libvirt", "apparmor", "selinux"]


def unshare(*what):
    """Words that start the next program in namespaces of its own, or None if that is forbidden."""
    for more in ([], ["-r"]):
        command = ["unshare", *what, *more]
        if subprocess.run([*command, "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
            return command
    return None


class DoctorCase(StandinCase):
    def setUp(self):
        super().setUp()
        # Nothing but what a test puts there says where the real QEMU is.
        self.env = self.place.variables(QEMU_WRAPPER_REAL=None)

    def doctor(self, *words, prefix=(), user=None, env=None, stdout=subprocess.PIPE, **more):
        variables = dict(self.env if env is None else env)
        variables.update(more)
        env = {name: value for name, value in variables.items() if value is not None}
        # Not under valgrind, which needs descriptors and drops odd variables; ASan covers it.
        return self.run_tool(["doctor", *words], env, stdout, user=user, before=prefix)

    def report(self, **more):
        """The JSON object; its counts and the exit status fit its findings."""
        done = self.doctor("--json", **more)
        self.assertEqual(done.stderr, "")
        self.assertTrue(done.stdout.isascii())
        report = json.loads(done.stdout)
        found = [finding["severity"] for section in report["sections"]
                 for finding in section["findings"]]
        self.assertEqual(report["broken"], found.count("broken"))
        self.assertEqual(report["warnings"], found.count("warning"))
        self.assertEqual(done.returncode, 1 if report["broken"] else 0)
        return report

    def findings(self, name, **more):
        for section in self.report(**more)["sections"]:
            if section["section"] == name:
                return section["findings"]
        return self.fail("no section " + name)

    def about(self, name, subject, **more):
        """The findings of a section about one thing, the worst first."""
        found = [finding for finding in self.findings(name, **more)
                 if finding["subject"] == subject]
        self.assertTrue(found, "nothing is said about %s" % subject)
        order = ["broken", "warning", "info", "ok"]
        return sorted(found, key=lambda finding: order.index(finding["severity"]))

    def assert_found(self, finding, severity, *parts):
        self.assertEqual(finding["severity"], severity, finding)
        for part in parts:
            self.assertIn(part, finding["text"] + "\n" + (finding["remedy"] or ""))

    def script(self, name, text):
        return self.place.write(name, "#!/bin/sh\n" + text, 0o755)


__all__ = ["BUILD", "DoctorCase", "NAME", "NOBODY", "SECTIONS", "TIME_LIMIT", "WRAPPER",
           "unshare"]
