# SPDX-License-Identifier: MIT
"""Two plugins that want different values of one thing are an error that names both, their values
and reasons, unless the configuration says who wins."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import HookCase, argv_of, env_of  # noqa: E402

FIRST, SECOND = "claims-a", "claims-b"
NIC = ["-device", "e1000,id=net0,mac=52:54:00:00:00:01"]


class ConflictCase(HookCase):
    def choose(self, first, second, overrides=None, order=(FIRST, SECOND)):
        """What the two plugins want, as options of theirs."""
        more = ""
        for name, wishes in ((FIRST, first), (SECOND, second)):
            if not os.path.exists(self.plugin(name)):
                self.install("claims", name)
            wishes = {"reason": "wish of " + name, **wishes}
            more += "[%s]\n" % name + "".join("%s = %s\n" % w for w in wishes.items())
        if overrides:
            more += "[plugin %s]\noverrides = %s\n" % overrides
        self.select(*order, more=more)

    def expect_conflict(self, words, what, theirs, ours, by=(FIRST, SECOND)):
        refused = self.refusal(*words)
        self.assertEqual((refused["plugin"], refused["phase"]), (by[1], "rewrite"))
        parts = [what, theirs, ours, *by, *("wish of " + name for name in by),
                 "overrides = %s" % by[0], "[plugin %s]" % by[1]]
        for part in parts:
            self.assertIn(part, refused["text"])
        self.assertLessEqual(refused["text"].count("\n"), 1)
        message = self.refused(*words)
        for line in refused["text"].splitlines():
            self.assertIn(line, message)

    def expect_words(self, words, expected):
        self.assertEqual(self.plan(*words)["argv"][3:], expected)
        self.assertEqual(argv_of(self.started(*words))[3:], expected)


class Options(ConflictCase):
    def test_46_added_by_both(self):
        self.choose({"option": "m", "value": "1G"}, {"option": "m", "value": "2G"})
        self.expect_conflict([], "m", "1G", "2G")
        self.choose({"option": "m", "value": "1G"}, {"option": "m", "value": "2G"},
                    overrides=(SECOND, FIRST))
        self.expect_words([], ["-m", "2G"])

    def test_46_both_want_the_same(self):
        self.choose({"option": "m", "value": "1G"}, {"option": "m", "value": "1G"})
        self.expect_words([], ["-m", "1G"])

    def test_46_removed_and_set(self):
        self.choose({"option": "m"}, {"option": "m", "value": "2G"})
        self.expect_conflict(["-m", "512M"], "m", "(removed)", "2G")
        self.choose({"option": "m"}, {"option": "m", "value": "2G"}, overrides=(SECOND, FIRST))
        self.expect_words(["-m", "512M"], ["-m", "2G"])

    def test_46_set_and_removed(self):
        self.choose({"option": "m", "value": "2G"}, {"option": "m"})
        self.expect_conflict(["-m", "512M"], "m", "2G", "(removed)")
        self.choose({"option": "m", "value": "2G"}, {"option": "m"}, overrides=(SECOND, FIRST))
        self.expect_words(["-m", "512M"], [])

    def test_46_words_of_people_have_no_owner(self):
        self.choose({"option": "m", "value": "2G"}, {})
        self.expect_words(["-m", "512M"], ["-m", "2G"])


class Properties(ConflictCase):
    WISH = {"option": "device[id=net0]", "property": "mac"}
    A, B = "52:54:00:00:00:0a", "52:54:00:00:00:0b"

    def test_46_same_property(self):
        self.choose({**self.WISH, "value": self.A}, {**self.WISH, "value": self.B})
        self.expect_conflict(NIC, "device[id=net0].mac", self.A, self.B)

    def test_46_overrides(self):
        for names in (FIRST, "exists-nowhere " + FIRST, FIRST + ", vnc"):
            with self.subTest(names=names):
                self.choose({**self.WISH, "value": self.A}, {**self.WISH, "value": self.B},
                            overrides=(SECOND, names))
                self.expect_words(NIC, ["-device", "e1000,id=net0,mac=" + self.B])

    def test_46_overrides_counts_in_one_direction(self):
        self.choose({**self.WISH, "value": self.A}, {**self.WISH, "value": self.B},
                    overrides=(FIRST, SECOND))
        self.expect_conflict(NIC, "mac", self.A, self.B)
        self.choose({**self.WISH, "value": self.A}, {**self.WISH, "value": self.B},
                    overrides=(FIRST, SECOND), order=(SECOND, FIRST))
        self.expect_words(NIC, ["-device", "e1000,id=net0,mac=" + self.A])

    def test_46_order_decides_who_comes_too_late(self):
        self.choose({**self.WISH, "value": self.A}, {**self.WISH, "value": self.B},
                    order=(SECOND, FIRST))
        self.expect_conflict(NIC, "mac", self.B, self.A, by=(SECOND, FIRST))

    def test_46_other_properties_and_devices(self):
        self.choose({**self.WISH, "value": self.A},
                    {**self.WISH, "property": "bootindex", "value": "1"})
        self.expect_words(NIC, ["-device", "e1000,id=net0,mac=%s,bootindex=1" % self.A])
        self.choose({**self.WISH, "value": self.A},
                    {"option": "device[id=net1]", "property": "mac", "value": self.B})
        two = [*NIC, "-device", "e1000,id=net1"]
        self.expect_words(two, ["-device", "e1000,id=net0,mac=" + self.A,
                                "-device", "e1000,id=net1,mac=" + self.B])

    def test_46_unset_and_set(self):
        self.choose(self.WISH, {**self.WISH, "value": self.B})
        self.expect_conflict(NIC, "mac", "(removed)", self.B)

    def test_46_option_with_a_property_of_another(self):
        """Removing or replacing the whole takes away what the other has set in it."""
        for late in ({"option": "device[id=net0]"},
                     {"option": "device[id=net0]", "value": "e1000,id=net0,mac=" + self.B}):
            with self.subTest(late=late):
                self.choose({**self.WISH, "value": self.A}, late)
                self.expect_conflict(NIC, "device[id=net0]", self.A, "wish of " + SECOND)

    def test_46_whole_option_then_a_property_of_it(self):
        self.choose({"option": "vnc", "value": "127.0.0.1:1,password=on"},
                    {"option": "vnc", "property": "password", "value": "off"})
        self.expect_conflict([], "password", "on", "off")

    def test_46_replacing_so_that_a_property_is_dropped(self):
        self.choose({**self.WISH, "value": self.A},
                    {"option": "device[id=net0]", "value": "e1000,id=net0"})
        refused = self.refusal(*NIC)
        for part in (FIRST, SECOND, self.A, "mac"):
            self.assertIn(part, refused["text"])

    def test_46_json(self):
        words = ["-device", '{"driver":"e1000","id":"net0","mac":"52:54:00:00:00:01"}']
        self.choose({**self.WISH, "value": self.A}, {**self.WISH, "value": self.B})
        self.expect_conflict(words, "device[id=net0].mac", self.A, self.B)

    def test_46_two_spellings_of_one_option(self):
        self.choose({"option": "machine", "property": "accel", "value": "tcg"},
                    {"option": "machine", "property": "accel", "value": "kvm"})
        for spelling in ("-M", "--machine"):
            self.expect_conflict([spelling, "q35"], "machine.accel", "tcg", "kvm")


class Renamed(ConflictCase):
    """What is known by its id stays known when a plugin in between gives it another one."""

    def test_46_new_id(self):
        for words in (["-device", "e1000,id=old"], ["-device", "e1000"]):
            with self.subTest(words=words):
                wish = {"option": "device[e1000]", "property": "mac"}
                self.choose({**wish, "value": Properties.A}, {**wish, "value": Properties.B},
                            order=(FIRST, "claims-m", SECOND))
                if not os.path.exists(self.plugin("claims-m")):
                    self.install("claims", "claims-m")
                with open(self.config_file, "a", encoding="utf-8") as file:
                    file.write("[claims-m]\noption = device[e1000]\nproperty = id\nvalue = new\n")
                self.expect_conflict(words, "mac", Properties.A, Properties.B)


class Variables(ConflictCase):
    def test_46_set_by_both(self):
        self.choose({"variable": "QW_X", "value": "1"}, {"variable": "QW_X", "value": "2"})
        self.expect_conflict([], "QW_X", "'1'", "'2'")
        self.choose({"variable": "QW_X", "value": "1"}, {"variable": "QW_X", "value": "2"},
                    overrides=(SECOND, FIRST))
        self.assertEqual(self.plan()["env"]["set"], {"QW_X": "2"})
        found = [entry for entry in env_of(self.started()) if entry.startswith("QW_X=")]
        self.assertEqual(found, ["QW_X=2"])

    def test_46_set_and_removed(self):
        self.choose({"variable": "HOME", "value": "/x"}, {"variable": "HOME"})
        self.expect_conflict([], "HOME", "/x", "(removed)")

    def test_46_removed_and_set(self):
        self.choose({"variable": "HOME"}, {"variable": "HOME", "value": "/x"})
        self.expect_conflict([], "HOME", "(removed)", "/x")

    def test_46_both_want_the_same(self):
        self.choose({"variable": "HOME", "value": "/x"}, {"variable": "HOME", "value": "/x"})
        self.assertEqual(self.plan()["env"]["set"], {"HOME": "/x"})


class OptionalPlugin(ConflictCase):
    def test_46_one_that_comes_too_late_is_skipped(self):
        self.choose({"option": "m", "value": "1G"}, {"option": "m", "value": "2G"})
        with open(self.config_file, "a", encoding="utf-8") as file:
            file.write("[plugin claims-b]\nrequired = no\n")
        run = self.started(silent=False)
        self.assertEqual(argv_of(run)[3:], ["-m", "1G"])
        self.assertEqual(run.text.count("conflict about m"), 1)


if __name__ == "__main__":
    unittest.main()
