# SPDX-License-Identifier: MIT
"""A foreign function that crashes, ends the process, hangs, prints or litters does no harm: that is
an error with the hook's name, or the hook is skipped, and QEMU and the caller see nothing of it."""

import os
import shutil
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from foreign_support import CALLEE, ForeignCase, env_of, section  # noqa: E402


class Accidents(ForeignCase):
    CASES = (
        # function, arguments, ok, keys, what is told
        ("void callee_crash(void)", "", None, {}, "signal 11"),
        ("void callee_abort(void)", "", None, {}, "signal 6"),
        ("int callee_exit(int)", "0", "any", {}, "status 0"),
        ("int callee_exit(int)", "3", "any", {}, "status 3"),
        ("int callee_exit_now(int)", "0", "any", {}, "status 0"),
        ("int callee_hang(void)", "", "any", {"time_limit": "200ms"}, "200 ms"),
        # Behind the buffer's end nobody may write.
        ("int callee_fill(char *, int, size_t)", "buffer(16), 1, 17", "any", {}, "signal 11"),
    )
    # A sanitized process has its whole address space mapped: no limit can be set.
    if "ASAN_OPTIONS" not in os.environ:
        CASES += (("int callee_eat(size_t)", "512", "zero", {"memory_limit": "64M"},
                   "returned -1"),)

    def accident(self, function, arguments, ok, keys):
        keys = {"function": function, "set_variable": "QW_X", "value": "x", **keys}
        if arguments:
            keys["arguments"] = arguments
        if ok:
            keys["ok"] = ok
        self.hook(**keys)

    def test_they_refuse_the_launch(self):
        for function, arguments, ok, keys, part in self.CASES:
            with self.subTest(function=function, arguments=arguments):
                self.accident(function, arguments, ok, keys)
                told = [part, function.split("(")[0]]
                if not part.startswith("returned"):
                    told += ["hooks.conf:5", function, "if that is its prototype"]
                self.refused_by(parts=told)

    def test_they_skip_an_optional_hook(self):
        for function, arguments, ok, keys, part in self.CASES:
            with self.subTest(function=function, arguments=arguments):
                self.accident(function, arguments, ok, {**keys, "required": "no"})
                run = self.started(silent=False)
                self.assertIn(part, run.text)
                self.assertIn("skipped", run.text)
                self.assertFalse([e for e in env_of(run) if e.startswith("QW_X=")])

    def test_others_go_on(self):
        more = section("second", function="int callee_int(int)", arguments="2", ok="any",
                       set_variable="QW_Y")
        self.hook(order=["hook", "second"], more=more, function="void callee_crash(void)",
                  set_variable="QW_X", value="x", required="no")
        self.assertIn("QW_Y=2", env_of(self.started(silent=False)))

    def test_the_time_limit_is_kept(self):
        """And nothing is left that runs: the stand-in would wait for nobody."""
        self.hook(function="int callee_hang(void)", ok="any", set_variable="QW_X",
                  time_limit="300ms")
        before = time.monotonic()
        self.refused()
        self.assertGreater(time.monotonic() - before, 0.3)

    def test_only_the_process_that_was_started_answers(self):
        self.hook(function="int callee_fork(void)", ok="any", set_variable="QW_X")
        self.assertIn("QW_X=1", env_of(self.started()))

    def test_a_wrong_prototype(self):
        """Too few parameters: the function gets garbage, whatever that does."""
        self.hook(function="const char *callee_text(double)", arguments="1", ok="any",
                  returns="malloc", set_variable="QW_X", required="no")
        self.started(silent=False)


class Leftovers(ForeignCase):
    def test_output_goes_nowhere(self):
        self.hook(function="int callee_print(const char *)", arguments='"noise"', ok="any",
                  set_variable="QW_X")
        run = self.started()
        self.assertNotIn(b"noise", run.stdout + run.stderr)
        self.assertNotIn("noise\n", self.explain(form=()))

    def test_the_process_is_as_it_was(self):
        """Working directory, descriptors and environment: of the child, not of QEMU."""
        self.hook(function="void callee_nothing(void)", set_variable="QW_X", value="1")
        expected = self.started().state
        self.hook(function="int callee_litter(void)", ok="zero", set_variable="QW_X", value="1")
        self.assertEqual(self.started().state, expected)

    def test_one_child_for_each_hook(self):
        """And none of them is the process that becomes QEMU."""
        keys = {"function": "int callee_pid(void)", "ok": "any"}
        self.select("one", "two", more=section("one", **keys, set_variable="QW_ONE")
                    + section("two", **keys, set_variable="QW_TWO"))
        run = self.started()
        pids = dict(e.split("=", 1) for e in env_of(run) if e.startswith(("QW_ONE=", "QW_TWO=")))
        self.assertEqual(len({*pids.values(), str(run.child)}), 3)


class Libraries(ForeignCase):
    KEYS = {"function": "int callee_int(int)", "arguments": "1", "ok": "any",
            "set_variable": "QW_X"}

    def test_not_there(self):
        self.hook(**self.KEYS, library="libqw-nowhere.so.7")
        self.refused_by(parts=["hooks.conf:5", "libqw-nowhere.so.7", "can't be loaded",
                               "callee_int(1)"])
        self.hook(**self.KEYS, library="/nowhere/libx.so")
        self.refused_by(parts=["/nowhere/libx.so", "No such file"])

    def test_no_library(self):
        path = self.place.write("plugins/text.so", "no library\n")
        self.hook(**self.KEYS, library=path)
        self.refused_by(parts=[path, "can't be loaded"])

    def test_no_such_function(self):
        self.hook(**{**self.KEYS, "function": "int callee_itn(int)"})
        self.refused_by(parts=["has no function 'callee_itn'", "hooks.conf:5"])

    def test_one_that_everybody_may_write(self):
        path = self.place.path("plugins", "writable.so")
        shutil.copy2(CALLEE, path)
        self.hook(**self.KEYS, library=path)
        self.assertIn("QW_X=1", env_of(self.started()))
        os.chmod(path, 0o777)
        self.refused_by(parts=["written by everybody", "chmod o-w"])


if __name__ == "__main__":
    unittest.main()
