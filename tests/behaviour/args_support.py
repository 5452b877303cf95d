# SPDX-License-Identifier: MIT
"""What the tests of the plugin args share; no test by itself. args alone is selected, unless a
test says otherwise, and a configuration file of the test is the only one."""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import argv_of  # noqa: E402  (also makes standin known)
from standin import UNDER, NAME, QUIET, TIME_LIMIT, StandinCase, entries  # noqa: E402

REFUSED = 125


class ArgsCase(StandinCase):
    PLUGINS = "args"

    def setUp(self):
        super().setUp()
        self.configure("")

    def configure(self, text):
        self.config = self.place.write(
            "args.conf", "[wrapper]\nplugins = %s\n%s" % (self.PLUGINS, text))

    def file(self, data, name="words"):
        return self.place.write(name, data)

    def variables(self, **more):
        return self.place.variables(**{"QEMU_WRAPPER_CONFIG": self.config, **more})

    def started(self, *words, silent=True, **more):
        """The words that QEMU gets behind `-accel tcg`."""
        env = entries(self.variables(**more))
        run = self.place.launch(self.place.dropin, [NAME, *QUIET, *words], env)
        self.assert_started(run, silent)
        found = argv_of(run)
        self.assertIn(tuple(QUIET), list(zip(found, found[1:])))
        return found[1:]

    def words(self, text):
        """What QEMU_ARGS adds."""
        return self.started(QEMU_ARGS=text)[len(QUIET):]

    def refused(self, *words, **more):
        """The message; the stand-in leaves no trace."""
        env = entries(self.variables(**more))
        run = self.place.launch(self.place.dropin, [NAME, *QUIET, *words], env)
        self.assert_not_started(run, REFUSED)
        return run.text

    def explain(self, *words, **more):
        done = subprocess.run(
            [*UNDER, self.place.tool, "explain", "--json", "--", NAME, *QUIET, *words],
            env=self.variables(**more),
            cwd=self.place.path("work"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIME_LIMIT,
            check=False,
        )
        plan = json.loads(done.stdout)
        self.assertEqual(done.returncode, REFUSED if plan["refused"] else 0, plan["refused"])
        return plan


__all__ = ["ArgsCase", "NAME", "QUIET", "argv_of", "entries"]
