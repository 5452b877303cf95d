# SPDX-License-Identifier: MIT
"""Changes that the guest may notice are marked wherever changes are shown, and refused where the
configuration says so."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import HookCase, argv_of  # noqa: E402

NIC = ["-device", "e1000,id=net0"]
# What the plugin claims-a can do, and how a message names it: options of it, the line, the name.
EDITS = (
    ({"option": "m", "value": "2G"}, [], "-m"),
    ({"option": "m", "value": "2G"}, ["-m", "1G"], "-m"),
    ({"option": "m"}, ["-m", "1G"], "-m"),
    ({"option": "device[id=net0]", "property": "mac", "value": "52:54:00:00:00:01"}, NIC,
     "-device[id=net0].mac"),
    ({"option": "device[id=net0]", "property": "mac"}, [NIC[0], NIC[1] + ",mac=52:54:00:00:00:01"],
     "-device[id=net0].mac"),
    ({"option": "image", "value": "disk.qcow2"}, [], "image"),
    ({"variable": "QW_X", "value": "1"}, [], "environment QW_X"),
    ({"variable": "HOME"}, [], "environment HOME"),
)


class VisibleCase(HookCase):
    def choose(self, wishes, visible=True, deny="deny", required=True, names=("claims-a",),
               more=""):
        if not os.path.exists(self.plugin("claims-a")):
            self.install("claims", "claims-a")
        wishes = {"reason": "because of that", "visible": "yes" if visible else "no", **wishes}
        text = "[wrapper]\nplugins = %s\n" % " ".join(names)
        if deny:
            text += "guest-visible = %s\n" % deny
        text += "[claims-a]\n" + "".join("%s = %s\n" % wish for wish in wishes.items())
        if not required:
            text += "[plugin claims-a]\nrequired = no\n"
        self.place.write("hooks.conf", text + more)


class Denied(VisibleCase):
    def test_each_kind_of_edit(self):
        for wishes, words, name in EDITS:
            with self.subTest(wishes=wishes, words=words):
                self.choose(wishes)
                self.assertEqual(self.refusal(*words), {
                    "plugin": "claims-a", "phase": "rewrite",
                    "text": "%s: the guest may notice this change (because of that)\n"
                            "'guest-visible = deny' in %s:3 refuses that; change it there, or "
                            "leave the plugin out" % (name, self.config_file)})
                text = self.refused(*words)
                self.assertTrue(text.startswith("qemu-wrapper: plugin claims-a (rewrite): " + name))
                self.assertIn(self.config_file + ":3", text)

    def test_isolated_plugins(self):
        """The parent judges what the child asks for."""
        for wishes, words, name in EDITS:
            with self.subTest(wishes=wishes, words=words):
                self.choose(wishes, more="[plugin claims-a]\nisolate = yes\n")
                self.assertIn(name + ": the guest may notice", self.refusal(*words)["text"])
                self.choose(wishes, visible=False, more="[plugin claims-a]\nisolate = yes\n")
                self.assertEqual(len(self.plan(*words)["changes"]), 1)

    def test_not_without_the_mark(self):
        for wishes, words, _ in EDITS:
            with self.subTest(wishes=wishes, words=words):
                self.choose(wishes, visible=False)
                self.assertEqual(len(self.plan(*words)["changes"]), 1)
                self.started(*words)

    def test_not_where_it_is_allowed(self):
        for deny in (None, "allow"):
            for wishes, words, _ in EDITS:
                with self.subTest(deny=deny, wishes=wishes, words=words):
                    self.choose(wishes, deny=deny)
                    changes = self.plan(*words)["changes"]
                    self.assertEqual([c["guest_visible"] for c in changes], [True])

    def test_an_edit_that_changes_nothing(self):
        self.choose({"option": "m", "value": "1G"})
        self.assertEqual(self.plan("-m", "1G")["changes"], [])

    def test_optional_plugin_is_skipped(self):
        self.choose({"option": "m", "value": "2G"}, required=False)
        run = self.started("-m", "1G", silent=False)
        self.assertEqual(argv_of(run)[3:], ["-m", "1G"])
        self.assertEqual(run.text.count("the guest may notice this change"), 1)
        self.assertIn(self.config_file + ":3", run.text)
        notes = [n for n in self.plan("-m", "1G")["notes"] if "guest-visible" in n["text"]]
        self.assertEqual([(n["plugin"], n["level"]) for n in notes], [("claims-a", "warning")])
        self.assertIn("guest-visible = deny", " ".join(self.explain("-m", "1G", form=()).split()))

    def test_words_of_people(self):
        """They are no edits: who asks for memory gets it."""
        self.choose({}, names=("args",))
        run = self.started(QEMU_ARGS="-m 3G")
        self.assertEqual(argv_of(run)[3:], ["-m", "3G"])


class BuiltIn(VisibleCase):
    def marks(self, *words, **more):
        line = ["qemu-system-x86_64", *words]
        return {(c["plugin"], c["option"]): c["guest_visible"]
                for c in self.explain(argv=line, **more)["changes"]}

    def test_what_they_mark(self):
        self.choose({}, deny="allow", names=("args", "vnc", "kvm"),
                    more="[kvm]\ndevice = /dev/null\nfallback = tcg\n")
        marks = self.marks("-accel", "kvm", "-vnc", ":5901", QEMU_ARGS="-m 1G")
        self.assertEqual(marks.pop(("args", "m")), False)
        self.assertEqual(marks.pop(("vnc", "vnc")), False)
        # Without KVM the line gets another accelerator.
        self.assertEqual(set(marks.values()), {True}, marks)

    def test_denied(self):
        self.choose({}, names=("vnc", "kvm"), more="[kvm]\ndevice = /dev/null\nfallback = tcg\n")
        refused = self.explain(argv=["qemu-system-x86_64", "-accel", "kvm"])["refused"]
        self.assertEqual((refused["plugin"], refused["phase"]), ("kvm", "rewrite"))
        self.assertIn("guest-visible = deny", refused["text"])
        self.plan("-vnc", ":5901")


class Shown(VisibleCase):
    def test_in_every_form(self):
        for visible in (True, False):
            with self.subTest(visible=visible):
                self.choose({"option": "m", "value": "2G"}, visible, deny=None)
                mark = self.assertIn if visible else self.assertNotIn
                mark("the guest may notice", " ".join(self.explain(form=()).split()))
                mark("the guest may notice", self.explain(form=("--why", "m")))
                self.assertEqual(self.plan()["changes"][0]["guest_visible"], visible)

    def test_in_logs(self):
        for visible in (True, False):
            with self.subTest(visible=visible):
                path = self.place.path("log")
                for form in ("text", "json"):
                    self.choose({"option": "m", "value": "2G"}, visible, None,
                                names=("claims-a", "log"),
                                more="[log]\nformat = %s\nlevel = info\n" % form)
                    self.started(QEMU_WRAPPER_LOG_TO="file:" + path)
                    with open(path, encoding="utf-8") as file:
                        text = file.read()
                    os.unlink(path)
                    if form == "json":
                        self.assertEqual(json.loads(text)["changes"][0]["guest_visible"], visible)
                    else:
                        self.assertEqual("because of that (the guest may notice);" in text, visible)


class Configuration(VisibleCase):
    def test_other_values(self):
        for value in ("yes", "", "Deny", "no"):
            with self.subTest(value=value):
                self.choose({}, deny=value or " ")
                text = self.refused()
                self.assertIn("%s:3: guest-visible = '%s': must be allow or deny"
                              % (self.config_file, value), text)


if __name__ == "__main__":
    unittest.main()
