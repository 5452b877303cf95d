# SPDX-License-Identifier: MIT
"""What the tests of hooks share; no test by itself. Plugins of tests/plugins in a folder of their
own, selected by a configuration file, with a stand-in as QEMU."""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import UNDER, BUILD, NAME, QUIET, TIME_LIMIT, StandinCase, entries  # noqa: E402

REFUSED = 125


def unescape(text):
    """A word as the stand-in dumped it."""
    return text.encode("ascii").decode("unicode_escape").encode("latin-1")


def argv_of(run):
    """The words that the stand-in got."""
    count = int(run.state["argc"][0])
    return [os.fsdecode(unescape(run.state["argv.%d" % n][0])) for n in range(count)]


def env_of(run):
    """The environment that the stand-in got, as a list of entries."""
    count = int(run.state["env.count"][0])
    return [os.fsdecode(unescape(run.state["env.%d" % n][0])) for n in range(count)]


class HookCase(StandinCase):
    def setUp(self):
        super().setUp()
        self.trace_file = self.place.path("trace")
        self.config_file = self.place.path("hooks.conf")
        os.mkdir(self.place.path("plugins"), 0o755)
        self.select()

    # -- what is selected --

    def install(self, source, name=None):
        """Copies a plugin of the build into the folder. Another `name` of the same length is
        written into the copy, too."""
        with open(os.path.join(BUILD, "tests", "plugins", source + ".so"), "rb") as file:
            data = file.read()
        if name:
            own = {"claims": b"claims-a\0", "numbered": b"numbered-00\0"}[source]
            self.assertEqual((data.count(own), len(own)), (1, len(name) + 1))
            data = data.replace(own, name.encode() + b"\0")
        return self.place.write("plugins/%s.so" % (name or source), data)

    def select(self, *names, more=""):
        """These plugins in this order; those of the build are installed."""
        for name in names:
            built = os.path.join(BUILD, "tests", "plugins", name + ".so")
            if os.path.exists(built) and not os.path.exists(self.plugin(name)):
                self.install(name)
        self.place.write("hooks.conf", "[wrapper]\nplugins = %s\n%s" % (" ".join(names), more))

    def plugin(self, name):
        return self.place.path("plugins", name + ".so")

    # -- runs --

    def variables(self, **more):
        folders = [self.place.path("plugins"), os.path.join(BUILD, "plugins")]
        return self.place.variables(
            **{
                "QEMU_WRAPPER_CONFIG": self.config_file,
                "QEMU_WRAPPER_PLUGIN_PATH": ":".join(folders),
                "QW_TEST_TRACE": self.trace_file,
                **more,
            }
        )

    def run_it(self, *words, directives=(), argv=None, real=None, **more):
        """The drop-in with these words behind `-accel tcg`, or with `argv` as it is."""
        env = entries(self.variables(**more))
        words = [NAME, *QUIET, *words] if argv is None else argv
        return self.place.launch(self.place.dropin, words, env, directives, real)

    def started(self, *words, silent=True, **more):
        run = self.run_it(*words, **more)
        self.assert_started(run, silent)
        return run

    def refused(self, *words, status=REFUSED, **more):
        """The message of a launch that does not happen."""
        run = self.run_it(*words, **more)
        self.assert_not_started(run, status)
        return run.text

    def explain(self, *words, form=("--json",), argv=None, status=None, **more):
        line = [NAME, *QUIET, *words] if argv is None else argv
        if form == ("--json",):
            return self.explained(line[1:], self.variables(**more), program=line[0])
        done = subprocess.run(
            [*UNDER, self.place.tool, "explain", *form, "--", *line],
            env=self.variables(**more),
            cwd=self.place.path("work"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIME_LIMIT,
            check=False,
        )
        self.assertEqual(done.returncode, status or 0, done)
        return done.stdout.decode()

    def plan(self, *words, **more):
        """The plan of a line that is not refused."""
        plan = self.explain(*words, **more)
        self.assertIsNone(plan["refused"], plan)
        return plan

    def refusal(self, *words, **more):
        plan = self.explain(*words, **more)
        self.assertIsNotNone(plan["refused"], plan)
        return plan["refused"]

    def trace(self):
        """What the plugins trace and trace-probes wrote since the last call."""
        try:
            with open(self.trace_file, encoding="utf-8") as file:
                text = file.read()
        except FileNotFoundError:
            return []
        os.unlink(self.trace_file)
        return text.splitlines()


__all__ = ["BUILD", "HookCase", "NAME", "QUIET", "REFUSED", "TIME_LIMIT", "UNDER", "argv_of", "env_of", "unescape"]
