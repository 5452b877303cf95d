# SPDX-License-Identifier: MIT
"""Plugins are found by name in the plugin folders or by file, and nowhere else."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "plugins"))

from loading import LoadingCase  # noqa: E402


class Names(LoadingCase):
    def trap(self):
        """A folder that a plugin's file stands in but that is no plugin folder."""
        folder = self.make_folder("trap")
        os.rename(self.install("descriptor"), os.path.join(folder, "descriptor.so"))
        return folder

    def test_18_library_path_is_not_searched(self):
        folder = self.trap()
        self.select("descriptor")
        env = self.environment(LD_LIBRARY_PATH=folder)
        self.assert_refused("descriptor", "there is no descriptor.so in", env=env, cwd=folder)
        self.assert_no_code_ran()
        # The trap would have worked.
        self.assert_loads("--plugin", os.path.join(folder, "descriptor.so"), "--plugins", "")
        self.assert_code_ran()

    def test_18_bare_file_name_is_no_file(self):
        folder = self.trap()
        env = self.environment(LD_LIBRARY_PATH=folder)
        result = self.explain("--plugin", "descriptor.so", env=env, cwd=folder)
        self.assertEqual(result.status, 125, result)
        self.assert_no_code_ran()

    def test_18_the_plugin_folder_wins_over_the_library_path(self):
        folder = self.trap()
        os.rename(os.path.join(folder, "descriptor.so"), os.path.join(folder, "memory.so"))
        self.install("memory")
        self.select("memory")
        result = self.assert_loads(env=self.environment(LD_LIBRARY_PATH=folder), cwd=folder)
        self.assertEqual(result.plan["argv"][1:], ["-m", "2G"])
        self.assert_no_code_ran()

    def test_nearest_name_is_suggested(self):
        self.install("memory")
        self.select("memroy")
        self.assert_refused("memroy", "did you mean 'memory'?")

    def test_the_first_folder_that_has_it_wins(self):
        second = self.make_folder("second")
        os.rename(self.install("sysv-hash"), os.path.join(second, "memory.so"))
        self.install("memory")
        self.select("memory")
        both = self.environment(QEMU_WRAPPER_PLUGIN_PATH=f"{self.plugins}:{second}")
        self.assert_loads(env=both)
        os.chmod(self.path("memory"), 0o666)
        self.assert_refused("memory", self.path("memory"), env=both)
        os.remove(self.path("memory"))
        self.assert_loads(env=both)

    def test_name_and_file_name_must_be_the_same(self):
        self.install("memory", "other")
        self.select("other")
        self.assert_refused("other", "is the plugin 'memory', not 'other'")

    def test_file_in_the_configuration(self):
        path = self.install("memory", "build")
        self.select("memory", more=f"[plugin memory]\nfile = {path}\n")
        self.assert_loads()
        self.select("acme", more=f"[plugin acme]\nfile = {path}\n")
        result = self.explain()
        self.assertEqual(result.status, 125, result)
        self.assertIn("is the plugin 'memory', not 'acme'", result.refused["text"])

    def test_file_on_the_command_line_brings_its_name(self):
        path = self.install("memory", "build")
        self.install("memory")
        self.select(more="[memory]\ndefault = 3G\n")
        result = self.assert_loads("--plugin", path)
        self.assertEqual(result.plan["argv"][1:], ["-m", "3G"])
        self.assertEqual(result.plan["changes"][0]["plugin"], "memory")
        env = self.environment(QEMU_WRAPPER_MEMORY_DEFAULT="4G")
        self.assertIn("4G", self.assert_loads("--plugin", path, env=env).plan["argv"])
        result = self.assert_loads("--plugin", path + ",default=5G", env=env)
        self.assertIn("5G", result.plan["argv"])

    def test_relative_file_on_the_command_line(self):
        self.install("memory")
        self.select()
        result = self.assert_loads("--plugin", "plugins/memory.so")
        self.assertEqual(result.plan["argv"][1:], ["-m", "2G"])

    def test_21_same_file_by_two_names(self):
        self.install("memory")
        other = os.path.join(self.plugins, "other.so")
        os.symlink("memory.so", other)
        self.select("memory")
        self.assert_refused(
            "other", "is the same file as", options=["--plugin", other], place="--plugin"
        )

    def test_21_same_name_in_two_files(self):
        self.install("memory")
        other = self.install("sysv-hash", "other")
        self.select("memory")
        self.assert_refused(
            "other", "'memory' is selected twice", options=["--plugin", other], place="--plugin"
        )


class Optional(LoadingCase):
    """`required = no`: the launch goes on, and it is said once."""

    def setUp(self):
        super().setUp()
        self.install("memory")
        self.install("unresolved")
        optional = "[plugin gone]\nrequired = no\n[plugin unresolved]\nrequired = no\n"
        self.select("gone", "unresolved", "memory", more=optional)

    def test_explain_tells_it(self):
        result = self.assert_loads()
        self.assertEqual(result.plan["argv"][1:], ["-m", "2G"])
        notes = [note for note in result.plan["notes"] if note["level"] == "warning"]
        self.assertEqual([note["plugin"] for note in notes], ["gone", "unresolved"])
        self.assertIn("there is no gone.so", notes[0]["text"])
        self.assertIn("qw_test_function_of_nobody", notes[1]["text"])

    def test_run_says_it_once(self):
        result = self.run_tool("run", "--config", self.config, "--", self.program)
        self.assertEqual(result.status, 0, result)
        self.assertEqual(result.stderr.count("there is no gone.so"), 1, result)
        self.assertEqual(result.stderr.count("qw_test_function_of_nobody"), 1, result)
        self.assertEqual(result.stdout, "")

    def test_required_is_the_default(self):
        self.select("gone", "memory")
        result = self.run_tool("run", "--config", self.config, "--", self.program)
        self.assertEqual(result.status, 125, result)
        self.assertIn("there is no gone.so", result.stderr)

    def test_wrong_settings_are_errors_all_the_same(self):
        self.select("memory", more="[plugin memory]\nrequired = no\n[memory]\ndefault = much\n")
        result = self.explain()
        self.assertEqual(result.status, 125, result)
        self.assertIn(f"{self.config}:6: ", result.refused["text"])


if __name__ == "__main__":
    unittest.main()
