# SPDX-License-Identifier: MIT
"""The real QEMU sees exactly the value that a plugin has set, in a comma-separated value and in
JSON; it is asked over QMP."""

import json
import os
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import NAME, HookCase  # noqa: E402
from standin import TIME_LIMIT  # noqa: E402

QEMU = shutil.which(NAME)
VALUES = (
    "plain",
    "a,b",
    ",",
    ",,",
    ",,,a,",
    "a=b",
    "=",
    "-leading",
    "--",
    "a,id=evil,b=c",
    ' blanks "quotes" \'both\' \\ ',
    "\u00fc\u20ac\U0001f600",
    "tab\tand\nline",
    "{}",
    '{"a":1}',
    "",
)
LINE = ["-nodefaults", "-display", "none", "-S", "-accel", "tcg", "-qmp", "stdio"]


@unittest.skipUnless(QEMU, "no " + NAME)
class Values(HookCase):
    def ask(self, words, value, command):
        """QEMU's answer to one command, when the plugin has set `value`."""
        questions = [{"execute": "qmp_capabilities"}, command, {"execute": "quit"}]
        done = subprocess.run(
            [self.place.dropin, *LINE, *words],
            env=self.variables(QEMU_WRAPPER_REAL=QEMU, QEMU_WRAPPER_CLAIMS_A_VALUE=value),
            cwd=self.place.path("work"),
            input="".join(json.dumps(question) + "\n" for question in questions),
            capture_output=True,
            timeout=TIME_LIMIT,
            check=False,
            text=True,
        )
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        returned = [answer["return"] for answer in answers if "return" in answer]
        self.assertEqual(len(returned), 3, (done.stdout, done.stderr))
        return returned[1]

    def choose(self, **options):
        lines = ["%s = %s" % option for option in options.items()]
        self.install("claims", "claims-a")
        self.select("claims-a", more="[claims-a]\n%s\n" % "\n".join(lines))

    def test_08_in_a_list(self):
        self.choose(option="name", property="guest")
        for value in VALUES:
            for name in ("old", "debug-threads=off", "guest=old,debug-threads=on"):
                with self.subTest(value=value, name=name):
                    answer = self.ask(["-name", name], value, {"execute": "query-name"})
                    self.assertEqual(answer.get("name", ""), value)

    def test_08_in_json(self):
        self.choose(option="object[id=a]", property="identity")
        command = {"execute": "qom-get", "arguments": {"path": "/objects/a",
                                                       "property": "identity"}}
        for value in VALUES:
            for form in (
                '{"qom-type":"authz-simple","id":"a","identity":"old"}',
                '{"qom-type":"authz-simple","id":"a"}',
                "authz-simple,id=a,identity=old",
                "authz-simple,id=a",
            ):
                with self.subTest(value=value, form=form):
                    self.assertEqual(self.ask(["-object", form], value, command), value)

    def test_08_another_value_is_noticed(self):
        self.choose(option="name", property="guest")
        answer = self.ask(["-name", "old"], "a,b", {"execute": "query-name"})
        self.assertNotEqual(answer["name"], "a")


if __name__ == "__main__":
    unittest.main()
