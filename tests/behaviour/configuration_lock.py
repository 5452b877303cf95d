# SPDX-License-Identifier: MIT
"""lock = yes in the system's main file shuts out users' files, variables and options of the tool,
with one note; so do raised privileges."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from configuration_support import (  # noqa: E402
    FIRST,
    NOBODY,
    PLUGINS,
    SECOND,
    ConfigurationCase,
    default,
)


class Lock(ConfigurationCase):
    def locked(self, plugins="vnc", lock="lock = yes"):
        """With the plugin's file, since the plugin path is a variable too."""
        return self.system(
            "[wrapper]\n%s\nplugins = %s\n" % (lock, plugins)
            + "[plugin vnc]\nfile = %s\n" % os.path.join(PLUGINS, "vnc.so")
            + default(FIRST)
        )

    VARIABLES = {
        "QEMU_WRAPPER": "off",
        "QEMU_WRAPPER_CONFIG": "/nonexistent",
        "QEMU_WRAPPER_PLUGINS": "args",
        "QEMU_WRAPPER_PLUGIN_PATH": "/nonexistent",
        "QEMU_WRAPPER_REAL": "/nonexistent",
        "QEMU_WRAPPER_EXPLAIN": "1",
        "QEMU_WRAPPER_SUPERVISE": "yes",
    }
    OPTIONS = (
        ("--config", "/nonexistent"),
        ("--plugins", "args"),
        ("--plugin", "vnc,default=" + SECOND),
        ("--real", "/nonexistent"),
    )

    def quiet(self, **more):
        """Variables without any that the lock would ignore."""
        return {"QEMU_WRAPPER_PLUGIN_PATH": None, **more}

    def expect_ignored(self, *options, names, **variables):
        plan = self.explain(*options, **variables)
        self.assertIsNone(plan["refused"])
        self.assertEqual(plan["argv"][3:], ["-vnc", FIRST])
        self.assertEqual(plan["program"], self.place.real)
        texts = [note["text"] for note in plan["notes"] if note["plugin"] is None]
        self.assertEqual(len(texts), 1, texts)
        self.assertIn("locked", texts[0])
        for name in names:
            self.assertIn(name, texts[0])

    def test_nothing_ignored_nothing_said(self):
        self.locked()
        plan = self.explain(**self.quiet())
        self.assertEqual((plan["argv"][3:], plan["notes"]), (["-vnc", FIRST], []))

    def test_each_variable(self):
        self.locked()
        for name, value in self.VARIABLES.items():
            with self.subTest(variable=name):
                self.expect_ignored(names=[name], **self.quiet(**{name: value}))

    def test_each_option(self):
        self.locked()
        for option in self.OPTIONS:
            with self.subTest(option=option):
                self.expect_ignored(*option, names=[option[0]], **self.quiet())

    def test_variable_of_a_plugin(self):
        self.locked()
        variables = self.quiet(QEMU_WRAPPER_VNC_DEFAULT=SECOND, QEMU_WRAPPER_VNC_BIND="::1")
        self.expect_ignored(names=["QEMU_WRAPPER_VNC_"], **variables)

    def test_file_of_the_user(self):
        self.locked()
        self.user("malformed\n")
        self.expect_ignored(names=[self.user_file], **self.quiet())

    def test_all_at_once_one_note(self):
        self.locked()
        self.user("malformed\n")
        options = [word for option in self.OPTIONS for word in option]
        names = [*self.VARIABLES, *(option[0] for option in self.OPTIONS), self.user_file]
        variables = dict(self.VARIABLES, QEMU_WRAPPER_VNC_DEFAULT=SECOND)
        self.expect_ignored(*options, names=names, **variables)

    def test_drop_in_says_it_once_on_stderr(self):
        self.system("[wrapper]\nlock = yes\nplugins =\nreal = %s\n" % self.place.real)
        env = self.place.variables(**self.quiet(QEMU_WRAPPER_EXPLAIN="1", QEMU_WRAPPER_REAL=None))
        run = self.place.launch(self.place.dropin, ["qemu-system-x86_64"], env)
        self.assert_started(run, silent=False)
        self.assertEqual(run.text.count("\n"), 1, run.text)
        self.assertIn("QEMU_WRAPPER_EXPLAIN", run.text)

    def test_qemu_args_is_no_choice_of_plugins(self):
        self.system(
            "[wrapper]\nlock = yes\nplugins = args\n[plugin args]\nfile = %s\n"
            % os.path.join(PLUGINS, "args.so")
        )
        self.assertEqual(self.line(**self.quiet(QEMU_ARGS="-snapshot")), ["-snapshot"])

    def test_fragments_are_read(self):
        self.locked()
        self.fragment("1.conf", default(SECOND))
        self.assertEqual(self.line(**self.quiet()), ["-vnc", SECOND])

    def test_lock_no(self):
        self.locked(lock="lock = no")
        line = self.line(**self.quiet(QEMU_WRAPPER_VNC_DEFAULT=SECOND))
        self.assertEqual(line, ["-vnc", SECOND])

    def test_broken_file_stays_locked(self):
        path = self.system("[wrapper]\nlock = yes\nmalformed\n")
        self.assert_refused(path, 3, "neither", QEMU_WRAPPER="off")
        self.assert_refused(path, 3, "neither", "--config", self.own(""))

    @unittest.skipUnless(os.geteuid() == 0, "only root can make a set-user-id program")
    @unittest.skipIf("ASAN_OPTIONS" in os.environ, "the sanitizer reads what AT_SECURE hides")
    def test_14_raised_privileges_lock(self):
        self.make_set_user_id()
        self.system("[wrapper]\nplugins =\n")
        plan = self.explain(
            "--plugins", "vnc", user=NOBODY, QEMU_WRAPPER_PLUGINS="vnc", QEMU_WRAPPER_REAL="/none"
        )
        self.assertIsNone(plan["refused"])
        self.assertEqual(plan["argv"][3:], [])
        texts = [note["text"] for note in plan["notes"]]
        self.assertEqual(texts, ["started with raised privileges: ignored: --plugins"])

    def test_14_no_variable_counts_with_raised_privileges(self):
        """Each has an effect without them."""
        config = self.own("[wrapper]\nplugins =\n")
        variables = (
            ("QEMU_WRAPPER_CONFIG", config),
            ("QEMU_WRAPPER_PLUGIN_PATH", PLUGINS),
            ("QEMU_WRAPPER_PLUGINS", ""),
            ("QEMU_WRAPPER_REAL", "/nonexistent"),
            ("QEMU_WRAPPER_VNC_DEFAULT", SECOND),
            ("QEMU_WRAPPER_EXPLAIN", "maybe"),
            ("QEMU_WRAPPER", "off"),
        )
        path = self.locked("vnc args", "lock = no")
        with open(path, "a", encoding="ascii") as file:
            file.write("[plugin args]\nrequired = no\n")
        for raised in (False, True):
            if raised:
                self.make_set_user_id()
            nothing = {"user": NOBODY, "QEMU_WRAPPER_PLUGIN_PATH": None, "QEMU_ARGS": "-S"}
            plain = self.explain(**nothing)
            self.assertEqual(plain["argv"][3:], ["-vnc", FIRST])
            for name, value in variables:
                with self.subTest(raised=raised, name=name):
                    plan = self.explain(**{**nothing, name: value})
                    (self.assertEqual if raised else self.assertNotEqual)(plan, plain)


if __name__ == "__main__":
    unittest.main()
