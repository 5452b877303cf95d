# SPDX-License-Identifier: MIT
"""The variables that choose: what empty ones mean, and those that Kubernetes injects."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from configuration_support import FIRST, PLUGINS, ConfigurationCase, default  # noqa: E402


class Variables(ConfigurationCase):
    def test_empty_list_means_no_plugins(self):
        self.assertEqual(self.line(QEMU_ARGS="-snapshot", QEMU_WRAPPER_PLUGINS=""), [])

    def test_lists_split_at_blanks_and_commas(self):
        for value in ("args,vnc", "args vnc", " args , vnc "):
            with self.subTest(value=value):
                line = self.line(QEMU_WRAPPER_PLUGINS=value, QEMU_WRAPPER_VNC_DEFAULT=FIRST)
                self.assertEqual(line, ["-vnc", FIRST])
        text = self.refusal(QEMU_WRAPPER_PLUGINS="vnc vnc")
        self.assertEqual(text, "QEMU_WRAPPER_PLUGINS: 'vnc' stands twice in this list")

    def test_other_empty_ones_are_not_set(self):
        self.user(default(FIRST))
        for name in ("QEMU_WRAPPER_CONFIG", "QEMU_WRAPPER_REAL", "QEMU_WRAPPER_EXPLAIN"):
            with self.subTest(name=name):
                plan = self.explain(**{name: ""})
                self.assertEqual(plan["argv"][3:], ["-vnc", FIRST])
                self.assertEqual(plan["program"], self.place.real)
        os.unlink(self.user_file)
        text = self.refusal(phase="load", QEMU_WRAPPER_PLUGIN_PATH="", QEMU_WRAPPER_PLUGINS="zz")
        self.assertNotIn(self.place.path("work"), text)

    def test_values_that_kubernetes_injects(self):
        self.user(default(FIRST))
        for name in (
            "QEMU_WRAPPER",
            "QEMU_WRAPPER_CONFIG",
            "QEMU_WRAPPER_PLUGINS",
            "QEMU_WRAPPER_REAL",
            "QEMU_WRAPPER_EXPLAIN",
            "QEMU_WRAPPER_SUPERVISE",
            "QEMU_WRAPPER_STOP_TIMEOUT",
            "QEMU_WRAPPER_VNC_BIND",
        ):
            for value in ("tcp://10.0.0.7:5900", "udp://10.0.0.7:53"):
                with self.subTest(name=name, value=value):
                    plan = self.explain(**{name: value})
                    self.assertIsNone(plan["refused"])
                    self.assertEqual(plan["argv"][3:], ["-vnc", FIRST])
                    texts = [note["text"] for note in plan["notes"]]
                    self.assertEqual(len(texts), 1, texts)
                    self.assertIn("%s=%s is ignored" % (name, value), texts[0])

    def test_plugin_path_that_kubernetes_injects(self):
        self.user("[wrapper]\nplugins =\n")
        texts = self.notes(QEMU_WRAPPER_PLUGIN_PATH="tcp://10.0.0.7:5900")
        self.assertEqual(len(texts), 1)
        self.assertIn("QEMU_WRAPPER_PLUGIN_PATH=tcp://10.0.0.7:5900", texts[0])

    def test_plugin_path_is_a_list(self):
        empty = self.place.path("empty")
        os.mkdir(empty)
        for value in ("%s:%s", ":%s::%s:"):
            with self.subTest(value=value):
                line = self.line(
                    QEMU_WRAPPER_PLUGIN_PATH=value % (empty, PLUGINS),
                    QEMU_WRAPPER_VNC_DEFAULT=FIRST,
                )
                self.assertEqual(line, ["-vnc", FIRST])

    def test_an_empty_folder_in_the_path_is_not_the_working_directory(self):
        text = self.refusal(
            phase="load",
            cwd=PLUGINS,
            QEMU_WRAPPER_PLUGIN_PATH=":%s:" % self.place.path("config"),
            QEMU_WRAPPER_PLUGINS="not-installed",
        )
        self.assertIn(self.place.path("config"), text)
        self.assertNotIn(PLUGINS + ",", text)

    def test_explain_must_be_clear(self):
        env = self.place.variables(QEMU_WRAPPER_EXPLAIN="perhaps")
        run = self.place.launch(self.place.dropin, ["qemu-system-x86_64"], env)
        self.assert_not_started(run, 125)
        self.assertIn("QEMU_WRAPPER_EXPLAIN=perhaps", run.text)

    def test_sections_of_plugins_in_the_plugin_path_are_known(self):
        self.write_file(self.place.path("more", "further.so"), "")
        path = self.own("[wrapper]\nplugins =\n[further]\nkey = value\n")
        more = {"QEMU_WRAPPER_PLUGIN_PATH": self.place.path("more")}
        self.assertEqual(self.line("--config", path, **more), [])
        self.assert_refused(path, 3, "unknown section [further]", "--config", path)
        self.write_file(path, "[wrapper]\nplugins =\n[furhter]\n")
        self.assert_refused(path, 3, "did you mean [further]?", "--config", path, **more)


if __name__ == "__main__":
    unittest.main()
