# SPDX-License-Identifier: MIT
"""Who may declare a foreign hook, under which name, and how mistakes in it are told."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from foreign_support import BUILD, CALLEE, ForeignCase, env_of, section  # noqa: E402
from hooks_support import NAME, QUIET  # noqa: E402

GOOD = {"function": "int callee_int(int)", "arguments": "1", "ok": "any", "set_variable": "QW_X"}


class Declarations(ForeignCase):
    """Each mistake is told with the place of its key before anything is called."""

    def mistake(self, keys, *parts):
        self.hook(**{key: value for key, value in {**GOOD, **keys}.items() if value is not None})
        return self.refused_by(phase="open", parts=parts)

    def test_prototype(self):
        # Lines: [wrapper], plugins, [foreign hook], library, function...
        self.mistake({"function": "int callee_int(struct x)"},
                     "hooks.conf:5: function, column 16: ", "structures")
        self.mistake({"function": "int callee_int(flaot)"}, "column 16", "'flaot' is no type")
        self.mistake({"function": None, "arguments": None}, "'function' is missing",
                     "hooks.conf:4")

    def test_arguments(self):
        self.mistake({"arguments": "1, 2"}, "hooks.conf:6: arguments, column 4: ",
                     "takes 1 argument")
        self.mistake({"arguments": "2147483648"}, "column 1", "doesn't fit", "2147483647")
        self.mistake({"arguments": '"x"'}, "column 1", "parameter 1, which is int, wants")
        self.mistake({"arguments": None}, "'arguments' is missing", "takes 1 argument")
        self.mistake({"arguments": "${name"}, "column 1", "'}'")

    def test_library(self):
        self.mistake({"library": "sub/libx.so"}, "hooks.conf:4: library = sub/libx.so")
        self.mistake({"library": "libx"}, "absolute path")
        self.mistake({"library": ""}, "'library' is missing")

    def test_ok(self):
        self.mistake({"ok": None}, "hooks.conf:5: 'ok' is missing",
                     "zero, nonzero, nonneg or any")
        self.mistake({"ok": "nonnull"}, "hooks.conf:7: ok = nonnull", "say zero")
        self.mistake({"function": "unsigned callee_uint(unsigned)", "ok": "nonneg"},
                     "ok = nonneg", "unsigned int")
        text = {"function": "const char *callee_text(const char *)", "arguments": '"x"'}
        self.mistake({**text, "ok": "zero", "returns": "borrowed"}, "nonnull or any")
        self.mistake({**text, "ok": "any"}, "'returns' is missing", "malloc")
        self.mistake({"returns": "malloc"}, "returns = malloc", "only for functions that return")

    def test_actions(self):
        self.mistake({"set_variable": None}, "say what becomes of the result")
        self.mistake({"add": "smp"}, "'set-variable' and 'add'", "hooks.conf:8", "hooks.conf:9")
        self.mistake({"set_variable": None, "add": "device.mac"}, "name of an option alone")
        self.mistake({"set_variable": None, "set": "device["}, "column 7", "']'")
        self.mistake({"set_variable": None, "remove": "m", "value": "x"},
                     "'value' is only for set, add and set-variable")
        self.mistake({"set_variable": "A=B"}, "needs the name of a variable")
        self.mistake({"unless": ".x"}, "unless, column 1")
        self.mistake({"otherwise": "nothing"}, "every result is")
        self.mistake({"ok": "zero", "otherwise": "nothing", "refuse": "no"},
                     "two different things")
        self.mistake({"reason": ""}, "empty reason")

    def test_templates(self):
        self.mistake({"value": "a${result.byte4}"}, "hooks.conf:9: value, column 2: ",
                     "only 4 bytes")
        self.mistake({"value": "${buffer}"}, "no argument is buffer(BYTES)")
        self.mistake({"value": "${result.nonsense}"}, "no such form")
        self.mistake({"function": "void callee_nothing(void)", "arguments": "", "ok": None},
                     "'value' is missing")
        self.mistake({"function": "void callee_nothing(void)", "arguments": "", "ok": None,
                      "value": "${result}"}, "returns nothing")
        self.mistake({"ok": "zero", "refuse": "x${"}, "refuse, column 2")

    def test_unknown_keys(self):
        self.hook(**GOOD, libary="x")
        self.refused_by(phase="load",
                        parts=["foreign hook 'hook' has no option 'libary'",
                               "did you mean 'library'?", "hooks.conf:9"])


class Names(ForeignCase):
    def test_not_selected_not_used(self):
        self.select(more=section("hook", **GOOD))
        self.assertFalse([e for e in env_of(self.started()) if e.startswith("QW_X=")])

    def test_of_a_plugin(self):
        for name, text in (
            ("vnc", "there is a plugin of this name (%s/plugins/vnc.so)" % BUILD),
            ("memory", "there is a plugin of this name ("),
        ):
            self.install("memory")
            self.hook(name, **GOOD)
            self.refused_by(plugin=None, phase="configuration",
                            parts=["hooks.conf:3: [foreign %s]" % name, text])

    def test_with_sections_of_a_plugin(self):
        for more in ("[hook]\nlibrary = x\n", "[plugin hook]\nrequired = no\n"):
            self.hook(more=more, **GOOD)
            self.refused_by(plugin=None, phase="configuration",
                            parts=["hooks.conf:9: 'hook' is both", "hooks.conf:3"])

    def test_foreign_is_no_plugin(self):
        self.select("foreign")
        self.refused_by(plugin=None, phase="configuration", parts=["[foreign NAME]"])
        path = self.place.path("plugins", "other.so")
        os.symlink(os.path.join(BUILD, "plugins", "foreign.so"), path)
        self.select("other")
        self.refused_by(plugin="other", phase="load", parts=["[foreign NAME]"])

    def test_a_file_for_it(self):
        self.hook(**GOOD)
        path = self.install("memory")
        os.rename(path, self.place.path("plugins", "hook.so"))
        done = self.run_tool(["run", "--plugin", self.place.path("plugins", "hook.so"), NAME],
                             self.variables(QEMU_WRAPPER_PLUGIN_PATH=None))
        self.assertEqual(done.returncode, 125)
        self.assertIn("is both a foreign hook", done.stderr)


class Sources(ForeignCase):
    def test_per_user_files(self):
        os.makedirs(self.place.path("config", "qemu-wrapper"))
        path = self.place.write("config/qemu-wrapper/qemu-wrapper.conf",
                                "[wrapper]\nplugins = hook\n" + section("hook", **GOOD))
        text = self.refused(QEMU_WRAPPER_CONFIG=None)
        self.assertIn("%s:3: [foreign hook] is not for per-user files" % path, text)

    def test_variables_do_not_count(self):
        self.hook(**GOOD)
        run = self.started(QEMU_WRAPPER_HOOK_ARGUMENTS="2", QEMU_WRAPPER_HOOK_VALUE="y")
        self.assertIn("QW_X=1", env_of(run))

    def test_the_tool_does_not_set_options(self):
        self.hook(**GOOD)
        done = self.run_tool(["run", "--plugin", "hook,arguments=2", NAME, *QUIET],
                             self.variables())
        self.assertEqual(done.returncode, 125)
        for part in ("--plugin: 'hook' is a foreign hook", "hooks.conf:3"):
            self.assertIn(part, done.stderr)
        # To select it is another matter.
        self.select(more=section("hook", **GOOD))
        done = self.run_tool(["explain", "--json", "--plugin", "hook", NAME, *QUIET],
                             self.variables())
        self.assertIn('"QW_X": "1"', done.stdout)


class Shown(ForeignCase):
    def test_in_the_list(self):
        self.hook(order=["args", "hook"], **GOOD)
        done = self.run_tool(["plugin", "list"], self.variables())
        self.assertEqual(done.returncode, 0, done)
        self.assertRegex(done.stdout,
                         r"(?m)^2  hook +foreign +int callee_int\(int\) of %s \(.*hooks.conf:3\)$"
                         % CALLEE)
        self.assertNotRegex(done.stdout, r"(?m)^- +foreign")

    def test_in_detail(self):
        self.hook(**GOOD)
        done = self.run_tool(["plugin", "info", "hook"], self.variables())
        self.assertRegex(done.stdout, "(?m)^isolation: calls$")
        self.assertEqual(done.returncode, 0, done)
        for part in ("hook", "hooks.conf:3", "int callee_int(int)", CALLEE):
            self.assertIn(part, done.stdout)
        self.assertNotIn("QEMU_WRAPPER_HOOK", done.stdout)

    def test_what_they_are_instances_of(self):
        self.hook(**GOOD)
        done = self.run_tool(["plugin", "info", "foreign"], self.variables())
        self.assertEqual(done.returncode, 0, done)
        self.assertIn("  library (string)", done.stdout)
        self.assertNotIn("variable: ", done.stdout)

    def test_by_doctor(self):
        self.hook(**GOOD)
        done = self.run_tool(["doctor"], self.variables(QEMU_WRAPPER_HOOK_VALUE="x"))
        self.assertRegex(" ".join(done.stdout.split()), r"hook: 1 of 1")
        self.assertRegex(" ".join(done.stdout.split()),
                         r"QEMU_WRAPPER_HOOK_VALUE: is read by nobody")

    def test_mistakes_before_a_launch(self):
        """What no launch would survive is told by those who are asked before."""
        mistake = "hooks.conf:5: function, column 16: 'flaot' is no type"
        for more, told, status in (({}, "hook: every launch is refused: ", 1),
                                   ({"required": "no"}, "hook: is left out: ", 0)):
            self.hook(**{**GOOD, "function": "int callee_int(flaot)", **more})
            done = self.run_tool(["doctor"], self.variables())
            text = " ".join(done.stdout.split())
            self.assertEqual(done.returncode, status, text)
            self.assertIn(told, text)
            self.assertIn(mistake, text)
            done = self.run_tool(["plugin", "info", "hook"], self.variables())
            self.assertRegex(done.stdout, r"(?m)^problem: .*" + mistake)


if __name__ == "__main__":
    unittest.main()
