# SPDX-License-Identifier: MIT
"""explain --json: one object of a fixed shape, for started and for refused lines."""

import base64
import copy
import os
import unittest

from explain_support import ExplainCase, Shape, need_plan

NAMES = ["-name", b"a\xff", "-append", "\u00e4\x1b", b"\xc0\xaf.img"]


class Json(ExplainCase):
    def test_untouched_line(self):
        plan = self.plan(["-m", "2G", "-nographic", "disk.img"])
        self.assertEqual(plan["program"], self.place.real)
        self.assertEqual(plan["argv"][1:], ["-m", "2G", "-nographic", "disk.img"])
        self.assertEqual(set(plan["origins"]), {"user"})
        self.assertEqual(plan["env"], {"set": {}, "unset": []})
        self.assertEqual(plan["changes"], [])
        self.assertEqual(plan["line"], {"prints": False, "probes": False, "managed": None})
        self.assertIsNone(plan["refused"])

    def test_changes_tell_who_what_and_where(self):
        plan = self.plan(["-m", "2G"], QEMU_ARGS="-vnc 127.0.0.1:5907")
        self.assertEqual(plan["argv"][1:], ["-m", "2G", "-vnc", "127.0.0.1:7"])
        self.assertEqual(
            plan["origins"], ["user", "user", "user", "QEMU_ARGS", "plugin:vnc"]
        )
        added, corrected = plan["changes"]
        self.assertEqual(
            [added[key] for key in ("plugin", "action", "option", "before", "after", "index")],
            ["args", "add", "vnc", None, "127.0.0.1:5907", 3],
        )
        self.assertEqual(
            [corrected[key] for key in ("plugin", "action", "option", "before", "after", "index")],
            ["vnc", "set", "vnc", "127.0.0.1:5907", "127.0.0.1:7", 4],
        )
        self.assertIn("5907", corrected["reason"])

    def test_endpoints_are_facts(self):
        facts = self.plan(["-vnc", "127.0.0.1:7"])["facts"]
        values = [fact["value"] for fact in facts if fact["key"] == "endpoint"]
        self.assertEqual(len(values), 1)
        self.assertEqual(
            [values[0][key] for key in ("host", "port", "display", "auth", "exposed")],
            ["127.0.0.1", 5907, 7, "none", False],
        )

    def test_bytes_that_are_no_text(self):
        plan = self.plan(NAMES)
        wanted = [
            word if isinstance(word, str) else {"base64": base64.b64encode(word).decode()}
            for word in NAMES
        ]
        self.assertEqual(plan["argv"][1:], wanted)

    def test_changed_value_that_is_no_text(self):
        plan = self.plan(["-vnc", b"127.0.0.1:5907,display=\xff"])
        value = base64.b64encode(b"127.0.0.1:7,display=\xff").decode()
        self.assertEqual(plan["argv"][2], {"base64": value})
        self.assertEqual(plan["changes"][0]["after"], "127.0.0.1:7")

    def test_program_that_is_no_text(self):
        real = self.place.install(b"real/\xff-qemu".decode(errors="surrogateescape"))
        plan = self.plan([], QEMU_WRAPPER_REAL=real)
        self.assertEqual(base64.b64decode(plan["program"]["base64"]), os.fsencode(real))

    def test_kinds_of_lines(self):
        self.assertTrue(self.plan(["-version"])["line"]["prints"])
        self.assertTrue(self.plan(["-machine", "none"])["line"]["probes"])
        managed = self.plan(["-chardev", "null,id=charmonitor"])
        self.assertEqual(managed["line"]["managed"], "libvirt")

    def test_refused_line_is_one_object_too(self):
        plan = self.plan(["-m", "2G", "-vnc", "2001:db8::5901"], status=125)
        self.assertEqual(plan["refused"]["plugin"], "vnc")
        self.assertEqual(plan["refused"]["phase"], "rewrite")
        self.assertIn("2001:db8::5901", plan["refused"]["text"])
        self.assertEqual(plan["argv"][1:], ["-m", "2G", "-vnc", "2001:db8::5901"])

    def test_changes_before_a_refusal_are_kept(self):
        plan = self.plan([], status=125, QEMU_ARGS="-vnc 2001:db8::5901")
        self.assertEqual([change["plugin"] for change in plan["changes"]], ["args"])

    def test_real_program_missing(self):
        plan = self.plan(["-S"], status=125, QEMU_WRAPPER_REAL="/nonexistent/qemu")
        self.assertIsNotNone(plan["refused"])

    def test_plugin_missing(self):
        plan = self.plan(["-S"], status=125, QEMU_WRAPPER_PLUGINS="no-such-plugin")
        self.assertEqual(plan["refused"]["phase"], "load")
        self.assertEqual(plan["refused"]["plugin"], "no-such-plugin")

    def test_large_line(self):
        words = [word for n in range(20000) for word in ("-device", "e1000,id=n%d" % n)]
        self.assertEqual(self.plan(words)["argv"][1:], words)


class Validator(ExplainCase):
    """The proof of the proof: the validator refuses what isn't of the format."""

    def test_each_key_is_needed_and_no_other(self):
        good = self.plan(["-vnc", "127.0.0.1:5907"], QEMU_ARGS="-m 1G")
        for key in good:
            bad = copy.deepcopy(good)
            del bad[key]
            self.assertRaises(Shape, need_plan, bad)
        for key in good["changes"][0]:
            bad = copy.deepcopy(good)
            del bad["changes"][0][key]
            self.assertRaises(Shape, need_plan, bad)
        bad = copy.deepcopy(good)
        bad["extra"] = 1
        self.assertRaises(Shape, need_plan, bad)

    def test_wrong_values(self):
        good = self.plan(["-vnc", "127.0.0.1:5907"])
        for wrong in (
            lambda plan: plan.update(format=2),
            lambda plan: plan["argv"].append("x"),
            lambda plan: plan["argv"].__setitem__(1, {"base64": "YQ=="}),
            lambda plan: plan["origins"].__setitem__(1, "somebody"),
            lambda plan: plan["changes"][0].update(index=99),
            lambda plan: plan["changes"][0].update(index=True),
            lambda plan: plan["changes"][0].update(action="replace"),
            lambda plan: plan["changes"][0].update(variable="X"),
            lambda plan: plan["line"].update(prints=None),
            lambda plan: plan.update(refused={}),
        ):
            bad = copy.deepcopy(good)
            wrong(bad)
            self.assertRaises(Shape, need_plan, bad)


if __name__ == "__main__":
    unittest.main()
