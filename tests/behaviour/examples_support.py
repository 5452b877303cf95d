# SPDX-License-Identifier: MIT
"""What the tests of examples/ share; no test by itself. Lines go through one example's plugin, as
it was built with the rest."""

import os
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import BUILD, NAME, QUIET, TIME_LIMIT, StandinCase  # noqa: E402

SOURCE = os.environ["QW_SOURCE"]
BUILT = os.path.join(BUILD, "examples")
QEMU = shutil.which(NAME)
REFUSED = 125
IDLE = [*QUIET, "-display", "none", "-nodefaults", "-S"]


def works(*command):
    """Can a test do this here?"""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


class ExampleCase(StandinCase):
    plugin = folder = None

    def variables(self, **more):
        return self.place.variables(
            **{"QEMU_WRAPPER_PLUGINS": self.plugin, "QEMU_WRAPPER_PLUGIN_PATH": BUILT, **more}
        )

    def traced(self, **more):
        """The same for launches under strace, where LeakSanitizer can't work."""
        env = self.variables(**more)
        env["ASAN_OPTIONS"] += ":detect_leaks=0"
        return env

    def explain(self, *words, before=(), **options):
        return self.explained([*QUIET, *words], self.variables(**self.set(options)), before=before)

    def set(self, options):
        """Options of the plugin, as variables; those in capitals are variables already."""
        prefix = "QEMU_WRAPPER_%s_" % self.plugin.upper()
        return {
            name if name.isupper() else prefix + name.upper(): value
            for name, value in options.items()
        }

    def becomes(self, *words, **options):
        """What QEMU gets behind the words that choose the accelerator."""
        plan = self.explain(*words, **options)
        self.assertIsNone(plan["refused"], plan)
        return plan["argv"][1 + len(QUIET) :]

    def refusal(self, *words, **options):
        plan = self.explain(*words, **options)
        self.assertIsNotNone(plan["refused"], plan)
        self.assertEqual(plan["refused"]["plugin"], self.plugin)
        return plan["refused"]["text"]

    def notes(self, plan):
        return [(note["level"], note["text"]) for note in plan["notes"]]

    def run_it(self, *words, directives=(), **options):
        """The drop-in with the stand-in as QEMU."""
        env = self.variables(**self.set(options))
        return self.place.launch(self.place.dropin, [NAME, *QUIET, *words], env, directives)

    def run_program(self, words, env):
        """Any command, as text; what is run as QEMU is told by the environment."""
        return subprocess.run(
            words,
            env=env,
            cwd=self.place.path("work"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIME_LIMIT,
            check=False,
            text=True,
        )

    def real_qemu(self, *words, before=(), **options):
        """The real QEMU behind the drop-in: its process, with the monitor on its pipes."""
        process = subprocess.Popen(
            [*before, self.place.dropin, *IDLE, "-monitor", "stdio", *words],
            env=self.variables(QEMU_WRAPPER_REAL=QEMU, **self.set(options)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        process.kill()
        process.communicate()

    def ask(self, process, command):
        """What the monitor answers; QEMU ends then."""
        output, errors = process.communicate(command + "\nquit\n", TIME_LIMIT)
        self.assertEqual(process.returncode, 0, output + errors)
        return output

    def wait_for_monitor(self, process):
        """Until QEMU itself runs, and all that is set up before it is."""
        self.assertIn("QEMU", process.stdout.readline())
        deadline = time.monotonic() + TIME_LIMIT
        while os.path.realpath("/proc/%d/exe" % process.pid) != os.path.realpath(QEMU):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)

    # -- what holds for every example --

    def check_sound(self):
        """`plugin check` and the example's configuration find nothing wrong."""
        built = os.path.join(BUILT, self.plugin + ".so")
        done = self.run_tool(["plugin", "check", built], self.variables())
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        config = os.path.join(SOURCE, "examples", self.folder or self.plugin, self.plugin + ".conf")
        env = self.variables(QEMU_WRAPPER_PLUGINS=None, QEMU_WRAPPER_CONFIG=self.copy(config))
        env["QEMU_WRAPPER_PLUGIN_PATH"] += ":" + os.path.join(BUILD, "plugins")
        plan = self.explained([*QUIET, "-name", "a", "-sandbox", "on"], env)
        self.assertIsNone(plan["refused"], plan)
        text = self.run_tool(["explain", NAME, *QUIET, "-name", "a", "-sandbox", "on"], env).stdout
        self.assertIn(self.plugin, text.rpartition("Plugins:")[2])

    def copy(self, path):
        """The file may belong to anybody in a checkout; the copy is ours."""
        with open(path, "rb") as file:
            return self.place.write("example.conf", file.read())

    def build_changed(self, compiler, source, *changes, name="changed"):
        """Builds a copy of the source in which texts were replaced; (path, message or None)."""
        with open(os.path.join(SOURCE, "examples", self.folder, source), encoding="utf-8") as file:
            text = file.read()
        for old, new in changes:
            self.assertEqual(text.count(old), 1, old)
            text = text.replace(old, new)
        os.makedirs(self.place.path(name), mode=0o755, exist_ok=True)
        path = self.place.write(name + "/" + source, text)
        output = os.path.join(os.path.dirname(path), self.plugin + ".so")
        done = subprocess.run(
            [*compiler, "-o", output, path], capture_output=True, text=True, check=False
        )
        return output, done.stderr if done.returncode else None


__all__ = ["BUILD", "BUILT", "ExampleCase", "NAME", "QEMU", "QUIET", "REFUSED", "SOURCE", "works"]
