# SPDX-License-Identifier: MIT
"""What the tests of foreign hooks share; no test by itself."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import BUILD, HookCase, argv_of, env_of  # noqa: E402

CALLEE = os.path.join(BUILD, "tests", "foreign", "libcallee.so")


def section(name, **keys):
    """[foreign NAME] with these keys; `_` stands for `-`, and for `library` the one of the tests."""
    keys = {"library": CALLEE, **keys}
    lines = "".join("%s = %s\n" % (key.replace("_", "-"), value) for key, value in keys.items())
    return "[foreign %s]\n%s" % (name, lines)


class ForeignCase(HookCase):
    def hook(self, name="hook", order=None, more="", **keys):
        """One foreign hook is selected, or `order`."""
        self.select(*(order or [name]), more=section(name, **keys) + more)

    def words(self, *words):
        """What a line becomes, without the program and what every line of these tests has: the
        plan says the same as a launch does."""
        plan = self.plan(*words)
        run = self.started(*words, silent=False)
        self.assertEqual(plan["argv"][1:], argv_of(run)[1:])
        return argv_of(run)[3:]

    def expect(self, words, expected):
        self.assertEqual(self.words(*words), expected)

    def notes(self, *words, plugin="hook"):
        return [note["text"] for note in self.plan(*words)["notes"] if note["plugin"] == plugin]

    def fact(self, *words, plugin="hook"):
        """The fields of the fact `call`."""
        facts = [fact for fact in self.plan(*words)["facts"] if fact["plugin"] == plugin]
        self.assertEqual([fact["key"] for fact in facts], ["call"])
        return facts[0]["value"]

    def refused_by(self, *words, plugin="hook", phase="rewrite", parts=()):
        """The refusal of explain, which a launch tells as well."""
        refusal = self.refusal(*words)
        self.assertEqual((refusal["plugin"], refusal["phase"]), (plugin, phase), refusal)
        message = self.refused(*words)
        for part in parts:
            self.assertIn(part, refusal["text"])
            self.assertIn(part, message.replace("\n  ", "\n"))
        return refusal["text"]


__all__ = ["BUILD", "CALLEE", "ForeignCase", "argv_of", "env_of", "section"]
