# SPDX-License-Identifier: MIT
"""A password of the command line may be a foreign function's argument. It is, and what comes back is
used; but no message, note, reason or fact tells it."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from foreign_support import ForeignCase, env_of  # noqa: E402

TEXT = {"function": "const char *callee_text(const char *)", "ok": "nonnull",
        "returns": "borrowed", "set_variable": "QW_X"}
WORD = "hunter2"
SECRETS = (
    ("${object.data}", ["-object", "secret,id=s0,data=" + WORD]),
    ('"<${object.data}>"', ["-object", '{"qom-type":"secret","id":"s0","data":"%s"}' % WORD]),
    ("${object}", ["-object", "secret,id=s0,data=" + WORD]),
    ("${spice.password}", ["-spice", "port=1,password=" + WORD]),
    ("${env:QW_PASSWORD}", []),
)


class Secrets(ForeignCase):
    def variables(self, **more):
        return super().variables(QW_PASSWORD=WORD, **more)

    def said(self, *words):
        """All of a plan but what QEMU gets."""
        plan = self.plan(*words)
        return json.dumps([plan["notes"], plan["facts"],
                           [change["reason"] for change in plan["changes"]]])

    def test_the_function_gets_it_and_nobody_else(self):
        for arguments, words in SECRETS:
            with self.subTest(arguments=arguments, words=words):
                self.hook(**TEXT, arguments=arguments)
                value = [e for e in env_of(self.started(*words)) if e.startswith("QW_X=")]
                self.assertIn(WORD, value[0])
                self.assertNotIn(WORD, self.said(*words))
                self.assertIn("callee_text(***)", self.said(*words))

    def test_what_is_no_secret_is_told(self):
        self.hook(**TEXT, arguments="${object.id}")
        words = SECRETS[0][1]
        self.assertIn('callee_text(\\"s0\\")', self.said(*words))
        self.hook(**TEXT, arguments='"${#object.data} ${object.x:-none}"')
        self.assertIn('callee_text(\\"7 none\\")', self.said(*words))

    def test_a_buffer(self):
        self.hook(function="int callee_copy_to(char *, const char *)",
                  arguments="buffer(8), ${object.data}", ok="zero", set_variable="QW_X",
                  value="${buffer}")
        words = SECRETS[0][1]
        self.assertIn("QW_X=" + WORD, env_of(self.started(*words)))
        self.assertNotIn(WORD.encode().hex(), self.said(*words))
        self.assertEqual(self.fact(*words)["buffer"], "***")

    def refused_without(self, words, *parts):
        text = self.refused_by(*words, parts=parts)
        self.assertNotIn(WORD, text)
        self.assertNotIn(WORD, self.refused(*words))

    def test_refusals(self):
        words = SECRETS[0][1]
        call = {"function": "int callee_is_null(const char *)", "arguments": "${object.data}",
                "ok": "nonzero"}
        self.hook(**call, set_variable="QW_X")
        self.refused_without(words, "callee_is_null(***)", "returned 0")
        self.hook(**call, refuse="bad ${object.data}, ${result}")
        self.refused_without(words, "bad ***, 0")
        self.hook(function="int callee_copy_to(char *, const char *)",
                  arguments="buffer(8), ${object.data}", ok="nonzero", refuse="x ${buffer}")
        self.refused_without(words, "x ***")
        self.hook(function="int callee_int(int)", arguments="${object.data}", ok="any",
                  set_variable="QW_X")
        self.refused_without(words, "'***' is no whole number")


if __name__ == "__main__":
    unittest.main()
