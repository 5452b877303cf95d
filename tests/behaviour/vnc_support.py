# SPDX-License-Identifier: MIT
"""What the tests of the vnc plugin share; no test by itself. `explain` as a Python object, for a
line in a place of its own."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import UNDER, NAME, TIME_LIMIT, StandinCase  # noqa: E402

SPELLINGS = (["-vnc"], ["--vnc"], ["-display"])


def server(spelling, value):
    """The words of one VNC server."""
    return [*spelling, "vnc=" + value if spelling == ["-display"] else value]


class VncCase(StandinCase):
    """Lines go through args and vnc only."""

    def variables(self, **more):
        return self.place.variables(QEMU_WRAPPER_PLUGINS="args vnc", **more)

    def explain(self, words, **variables):
        return self.explained(words, self.variables(**variables))

    def corrected(self, words, **variables):
        """What QEMU gets behind argv[0]; the line must not be refused."""
        plan = self.explain(words, **variables)
        self.assertIsNone(plan["refused"])
        return plan["argv"][1:]

    def value_of(self, value, **variables):
        """What becomes of one value of -vnc; None: refused."""
        plan = self.explain(["-vnc", value], **variables)
        if plan["refused"]:
            self.assertEqual(plan["refused"]["plugin"], "vnc")
            return None
        self.assertEqual(plan["argv"][1], "-vnc")
        self.assertEqual(len(plan["argv"]), 3)
        return plan["argv"][2]

    def refusal(self, words, **variables):
        """The message of a refused line."""
        plan = self.explain(words, **variables)
        self.assertIsNotNone(plan["refused"], plan["argv"])
        self.assertEqual(plan["refused"]["plugin"], "vnc")
        return plan["refused"]["text"]

    def notes(self, words, level=None, **variables):
        plan = self.explain(words, **variables)
        return [
            note["text"]
            for note in plan["notes"]
            if note["plugin"] == "vnc" and level in (None, note["level"])
        ]

    def endpoints(self, words, **variables):
        plan = self.explain(words, **variables)
        self.assertIsNone(plan["refused"])
        return [
            fact["value"]
            for fact in plan["facts"]
            if fact["plugin"] == "vnc" and fact["key"] == "endpoint"
        ]
