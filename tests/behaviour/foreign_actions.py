# SPDX-License-Identifier: MIT
"""What becomes of a foreign function's arguments and result."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from foreign_support import ForeignCase, env_of, section  # noqa: E402

TEXT = {"function": "const char *callee_text(const char *)", "ok": "nonnull",
        "returns": "borrowed"}
ONE = {"function": "int callee_int(int)", "arguments": "1", "ok": "any"}


class Arguments(ForeignCase):
    """An echo shows what a function is given."""

    CASES = (
        # type, arguments, the line, result
        ("int callee_int(int)", "-7", [], "-7"),
        ("int callee_int(int)", "${smp.cpus}", ["-smp", "3"], "3"),
        ("int callee_int(int)", "${smp.cpus}", ["-smp", "0x10"], "16"),
        ("int callee_int(int)", "${#name}", ["-name", "four"], "4"),
        ("int callee_int(int)", "${smp.cpus:-5}", [], "5"),
        ("int callee_int(enum colour)", "2", [], "2"),
        ("int8_t callee_s8(int8_t)", "-128", [], "-128"),
        ("uint8_t callee_u8(uint8_t)", "${smp.cpus}", ["-smp", "255"], "255"),
        ("short callee_short(short int)", "-32768", [], "-32768"),
        ("unsigned short callee_ushort(unsigned short)", "65535", [], "65535"),
        ("unsigned callee_uint(unsigned)", "4294967295", [], "4294967295"),
        ("int64_t callee_s64(int64_t)", "-9223372036854775808", [], "-9223372036854775808"),
        ("uint64_t callee_u64(uint64_t)", "18446744073709551615", [], "18446744073709551615"),
        ("bool callee_bool(bool)", "true", [], "on"),
        ("bool callee_bool(bool)", "${device[e1000].rombar}", ["-device", "e1000,rombar=off"],
         "off"),
        ("double callee_double(double)", "0.5", [], "0.25"),
        ("double callee_double(double)", "${smp.cpus}", ["-smp", "3"], "1.5"),
        ("int64_t callee_eight(int, int, int, int, int, int, int, int)", "1,2,3,4,5,6,7,8", [],
         "87654321"),
        ("int callee_is_null(const char *)", "null", [], "1"),
        ("int callee_is_null(const char *)", '""', [], "0"),
    )

    def test_numbers(self):
        for function, arguments, words, expected in self.CASES:
            with self.subTest(function=function, arguments=arguments):
                self.hook(function=function, arguments=arguments, ok="any",
                          set_variable="QW_ECHO")
                self.assertIn("QW_ECHO=" + expected, env_of(self.started(*words)))

    def test_texts(self):
        for arguments, words, expected in (
            ('"plain"', [], "plain"),
            ('"a \\"b\\" \\\\ \\x41 $${x} $5"', [], 'a "b" \\ A ${x} $5'),
            ('"<${name.guest}|${#name.guest}|${env:QW_X:-none}>"', ["-name", "vm1"],
             "<vm1|3|none>"),
            ("${name}", ["-name", "guest=vm1,process=x"], "guest=vm1,process=x"),
            ("${device[id=n1].mac}", ["-device", "e1000,id=n1,mac=x", "-device", "e1000"], "x"),
            ("${device[*].mac}", ["-device", "e1000,mac=first", "-device", "e1000,mac=x"],
             "first"),
            ("${env:HOME}", [], None),
            ('"${snapshot}."', ["-snapshot"], "."),
        ):
            with self.subTest(arguments=arguments):
                self.hook(**TEXT, arguments=arguments, set_variable="QW_ECHO")
                if expected is None:
                    expected = self.place.path("work")
                self.assertIn("QW_ECHO=" + expected, env_of(self.started(*words)))

    def test_several(self):
        """[*] means the first for who reads, and all for who sets."""
        words = ["-device", "e1000,id=n1", "-device", "e1000,id=n2"]
        for key, value, part in (("arguments", "${device.id}", "for the first"),
                                 ("value", "${device.id}", "for the first"),
                                 ("set", "device.id", "for all of them"),
                                 ("remove", "device.id", "for all of them")):
            with self.subTest(key=key):
                keys = {**TEXT, "arguments": '"x"', key: value}
                if key in ("arguments", "value"):
                    keys["set_variable"] = "QW_ECHO"
                self.hook(**keys)
                self.refused_by(*words, parts=["more than once", "[*] " + part])

    def test_what_may_be_a_value(self):
        """Behind an option that QEMU doesn't have, nothing is certain."""
        self.hook(**TEXT, arguments="${uuid:-none}", set_variable="QW_ECHO")
        self.assertIn("QW_ECHO=none", env_of(self.started("-nosuch", "-uuid", "1")))
        self.hook(**TEXT, arguments="${uuid}", set_variable="QW_ECHO")
        self.assertEqual(self.notes("-nosuch", "-uuid", "1"),
                         ["nothing to do: there is no uuid"])

    def test_what_does_not_fit(self):
        for function, value, parts in (
            ("unsigned callee_uint(unsigned)", "99999999999",
             ["argument 1 of callee_uint: '99999999999' doesn't fit in unsigned int",
              "0 to 4294967295"]),
            ("unsigned callee_uint(unsigned)", "-1", ["'-1' doesn't fit"]),
            ("int8_t callee_s8(int8_t)", "128", ["'128' doesn't fit", "-128 to 127"]),
            ("int callee_int(int)", "2G", ["'2G' is no whole number"]),
            ("int callee_int(int)", "", ["'' is no whole number"]),
            ("double callee_double(double)", "x", ["'x' is no number"]),
            ("bool callee_bool(bool)", "maybe", ["'maybe' is neither on nor off"]),
        ):
            with self.subTest(function=function, value=value):
                self.hook(function=function, arguments="${name.guest}", ok="any",
                          set_variable="QW_ECHO")
                self.refused_by("-name", "guest=" + value, parts=["hooks.conf:6: ", *parts])

    def test_what_is_not_there(self):
        for key, value, missing in (
            ("arguments", "${name.guest}", "name.guest"),
            ("arguments", '"x${device[e1000].mac}"', "device[e1000].mac"),
            ("arguments", "${env:QW_NOWHERE}", "variable QW_NOWHERE"),
            ("value", "${result}${uuid}", "uuid"),
        ):
            with self.subTest(value=value):
                self.hook(**{**TEXT, "arguments": '"x"', "set_variable": "QW_ECHO", key: value})
                run = self.started("-m", "64M")
                self.assertFalse([e for e in env_of(run) if e.startswith("QW_ECHO=")])
                self.assertEqual(self.notes("-m", "64M"),
                                 ["nothing to do: there is no " + missing])
                self.assertEqual(self.plan("-m", "64M")["facts"], [])


class Actions(ForeignCase):
    NIC = ["-device", "e1000,id=n1", "-device", "e1000,id=n2"]

    def test_set_a_property(self):
        self.hook(**ONE, set="device[id=n2].bootindex")
        self.expect(self.NIC, [*self.NIC[:3], "e1000,id=n2,bootindex=1"])
        self.expect(["-device", "e1000,id=n2,bootindex=7"],
                    ["-device", "e1000,id=n2,bootindex=1"])

    def test_set_of_all(self):
        self.hook(**ONE, set="device[*].bootindex")
        self.expect(self.NIC, ["-device", "e1000,id=n1,bootindex=1", "-device",
                               "e1000,id=n2,bootindex=1"])

    def test_set_in_json(self):
        """A number that is one, and a text that is none."""
        words = ["-device", '{"driver":"e1000"}']
        self.hook(**ONE, set="device[e1000].bootindex")
        self.expect(words, ["-device", '{"driver":"e1000","bootindex":1}'])
        self.hook(**ONE, set="device[e1000].id", value="n${result}")
        self.expect(words, ["-device", '{"driver":"e1000","id":"n1"}'])
        self.hook(function="bool callee_bool(bool)", arguments="false", ok="any",
                  set="device[e1000].rombar")
        self.expect(words, ["-device", '{"driver":"e1000","rombar":false}'])

    def test_set_the_whole(self):
        self.hook(**ONE, set="m", value="${result}G")
        self.expect(["-m", "64M"], ["-m", "1G"])
        self.expect([], [])
        self.assertEqual(self.notes(), ["nothing to do: there is no m to set"])

    def test_a_property_is_escaped_and_a_whole_is_not(self):
        self.hook(**TEXT, arguments='"a,b"', set="name.process")
        self.expect(["-name", "vm1"], ["-name", "vm1,process=a,,b"])
        self.hook(**TEXT, arguments='"a,b"', add="name")
        self.expect([], ["-name", "a,b"])

    def test_add(self):
        self.hook(**ONE, add="smp")
        self.expect(["-smp", "4"], ["-smp", "4", "-smp", "1"])
        self.hook(function="void callee_nothing(void)", add="snapshot", value="")
        self.expect([], ["-snapshot"])

    def test_remove(self):
        self.hook(**ONE, remove="device[id=n1]")
        self.expect(self.NIC, self.NIC[2:])
        self.expect([], [])
        self.assertEqual(self.notes(), ["nothing to do: there is no device[id=n1] to remove"])
        self.hook(**ONE, remove="device[*].id")
        self.expect(self.NIC, ["-device", "e1000", "-device", "e1000"])
        self.hook(**ONE, remove="device[*]")
        self.expect(self.NIC, [])

    def test_variables(self):
        self.hook(**ONE, set_variable="QW_X", value="<${result}>")
        self.assertIn("QW_X=<1>", env_of(self.started()))
        self.assertEqual(self.plan()["env"]["set"], {"QW_X": "<1>"})
        self.hook(**ONE, unset_variable="HOME")
        self.assertFalse([e for e in env_of(self.started()) if e.startswith("HOME=")])
        self.assertEqual(self.plan()["env"]["unset"], ["HOME"])

    def test_reason(self):
        self.hook(**ONE, add="smp", reason="one is enough")
        self.assertEqual(self.plan()["changes"][0]["reason"], "one is enough")
        self.hook(**ONE, add="smp")
        self.assertRegex(self.plan()["changes"][0]["reason"],
                         r"^int callee_int\(1\) of /.*/libcallee.so returned 1$")

    def test_strings_of_both_kinds(self):
        self.hook(**TEXT, arguments='"t"', add="name")
        self.expect([], ["-name", "t"])
        self.hook(function="char *callee_copy(const char *)", arguments='"copy"', ok="nonnull",
                  returns="malloc", add="name")
        self.expect([], ["-name", "copy"])

    def test_buffers(self):
        self.hook(function="int callee_fill(char *, int, size_t)", arguments="buffer(4), 65, 3",
                  ok="zero", set_variable="QW_X", value="${buffer} ${buffer.hex} ${buffer.byte3}")
        self.assertIn("QW_X=AAA 41414100 00", env_of(self.started()))
        self.assertEqual(self.fact()["buffer"], "41414100")


class NotOk(ForeignCase):
    def test_it_fails(self):
        self.hook(function="int callee_errno(int)", arguments="28", ok="nonneg", add="smp")
        self.refused_by(parts=["int callee_errno(28) of", "returned -1",
                               "No space left on device", "hooks.conf:7: ok = nonneg"])

    def test_null(self):
        self.hook(function="const char *callee_null(void)", ok="nonnull", returns="borrowed",
                  add="name")
        self.refused_by(parts=["returned null", "ok = nonnull"])
        self.hook(function="const char *callee_null(void)", ok="any", returns="borrowed",
                  set_variable="QW_X")
        self.assertIn("QW_X=", env_of(self.started()))

    def test_refuse(self):
        self.hook(**{**ONE, "ok": "zero"}, refuse="no ${result} for ${name:-anybody}")
        self.refused_by(parts=["no 1 for anybody", "hooks.conf:8", "int callee_int(1)"])
        self.refused_by("-name", "vm1", parts=["no 1 for vm1"])
        self.hook(**{**ONE, "arguments": "0", "ok": "zero"}, refuse="no")
        self.expect([], [])

    def test_nothing_to_do(self):
        self.hook(**{**ONE, "ok": "zero"}, add="smp", otherwise="nothing")
        self.expect([], [])
        self.assertEqual(self.notes()[1:], ["nothing to do: this result is not ok (ok = zero)"])

    def test_optional(self):
        self.hook(**{**ONE, "ok": "zero"}, add="smp", required="no")
        run = self.started(silent=False)
        self.assertIn("which is not ok", run.text)
        self.assertIn("skipped", run.text)
        self.expect([], [])


class Conflicts(ForeignCase):
    """A foreign hook owns what it changes, as a plugin does."""

    def two(self, more=""):
        self.select("first", "second",
                    more=section("first", **ONE, set="m", reason="one is enough")
                    + section("second", **{**ONE, "arguments": "2"}, set="m", **({"overrides": more} if more else {})))

    def test_they_are_told_with_both_reasons(self):
        self.two()
        text = self.refused_by("-m", "64M", plugin="second",
                               parts=["first", "second", "one is enough", "int callee_int(2)"])
        self.assertIn("overrides = first", text)

    def test_overrides(self):
        self.two("first")
        self.expect(["-m", "64M"], ["-m", "2"])

    def test_with_a_plugin(self):
        self.install("claims", "claims-a")
        claims = "[claims-a]\noption = m\nvalue = 3\nreason = three it is\n"
        self.select("claims-a", "hook", more=section("hook", **ONE, set="m") + claims)
        self.refused_by("-m", "64M", parts=["claims-a", "three it is", "int callee_int(1)"])
        self.select("hook", "claims-a", more=section("hook", **ONE, set="m") + claims)
        self.refused_by("-m", "64M", plugin="claims-a", parts=["hook", "int callee_int(1)"])
        self.select("hook", "claims-a", more=section("hook", **ONE, set="m") + claims
                    + "[plugin claims-a]\noverrides = hook\n")
        self.expect(["-m", "64M"], ["-m", "3"])


if __name__ == "__main__":
    unittest.main()
