# SPDX-License-Identifier: MIT
"""What the tests of the plugin args share; no test by itself. args alone is selected, unless a
test says otherwise, and a configuration file of the test is the only one."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import argv_of  # noqa: E402  (also makes standin known)
from standin import NAME, QUIET, StandinCase, entries  # noqa: E402

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
        return self.explained([*QUIET, *words], self.variables(**more))


__all__ = ["ArgsCase", "NAME", "QUIET", "argv_of", "entries"]
