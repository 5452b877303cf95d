# SPDX-License-Identifier: MIT
"""What the transparency and launch tests share: a folder with a stand-in for QEMU and drop-in
links to the wrapper, launches from a state of the caller's choice, and the comparison of the
states that the stand-in dumped. Needs QW_BUILD, the root of the build."""

import json
import os
import re
import resource
import shlex
import shutil
import stat
import subprocess
import tempfile
import unittest

BUILD = os.environ["QW_BUILD"]
WRAPPER = os.path.join(BUILD, "wrapper", "qemu-wrapper")
NAME = "qemu-system-x86_64"
TIME_LIMIT = 90

# How to start the wrapper: nothing, or the words of valgrind (see tests/under-valgrind).
UNDER = shlex.split(os.environ.get("QW_VALGRIND", ""))

# The default plugins have nothing to say about a line that chooses its accelerator.
QUIET = ["-accel", "tcg"]

# A sanitized wrapper must not take over signals and limits that QEMU is to inherit.
ASAN_OPTIONS = "handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:disable_coredump=0"
# A newer one raises this limit, if it can, where the environment is such that it finds no options.
NO_CORE = "limit=%d:0:0" % resource.RLIMIT_CORE

MODES = {
    "default plugins": {},
    "no plugins": {"QEMU_WRAPPER_PLUGINS": ""},
    "off": {"QEMU_WRAPPER": "off"},
}


def standin(name):
    return os.path.join(BUILD, "tests", "standin", name)


def to_bytes(text):
    return os.fsencode(text) if isinstance(text, str) else text


def entries(variables):
    """A dictionary as a list of environment entries."""
    return [to_bytes(name) + b"=" + to_bytes(value) for name, value in variables.items()]


def can_mount():
    """Can tests mount something that only their own processes see? Not without rights, and not in a
    chroot whose root is no mount point."""
    command = ["unshare", "-m", "mount", "-t", "tmpfs", "-o", "noexec", "test", "/mnt"]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def as_another_user(user=True):
    """To be called before something of the build is run as another user: skips the test if some
    folder above the build keeps others out, as /root does. Gives back `user`."""
    folder = os.path.abspath(BUILD)
    while user is not None and folder != "/":
        if not os.stat(folder).st_mode & stat.S_IXOTH:
            raise unittest.SkipTest("another user can't reach the build below " + folder)
        folder = os.path.dirname(folder)
    return user


class Run:
    """One launch: how it ended, what it printed and, if the stand-in ran, the state it saw."""

    def __init__(self, report, stdout, stderr, state):
        lines = dict(line.split(" ", 1) for line in report.splitlines() if " " in line)
        self.report = report
        self.child = int(lines["child"])
        self.launcher = int(lines["launcher"])
        self.terminal = lines["terminal"]
        self.status = int(lines["exit"]) if "exit" in lines else None
        self.signal = int(lines["signal"]) if "signal" in lines else None
        self.failed = lines.get("failed")
        self.stdout = stdout
        self.stderr = stderr
        self.raw = state
        self.state = None if state is None else self.normal(state)

    @property
    def text(self):
        return self.stderr.decode(errors="replace")

    def normal(self, state):
        """Process ids and the terminal differ from run to run: they become names, so that two
        runs compare, and a process that isn't the launched one doesn't get the name."""
        number = int(self.terminal.rsplit("/", 1)[1])
        device = os.makedev(136 + number // 256, number % 256)
        names = {str(self.child): "CHILD", str(self.launcher): "LAUNCHER"}
        result = {}
        for line in state.splitlines():
            key, value = line.split(" ", 1)
            if key.startswith(("argv.", "env.")):
                pass
            elif key == "process.terminal" and value == str(device):
                value = "TERMINAL"
            elif key.startswith("process.") or key.endswith(".owner"):
                value = names.get(value, value)
            elif key.endswith(".lock"):
                value = re.sub(r"\d+", lambda m: names.get(m.group(), m.group()), value)
            elif key.endswith(".target"):
                value = "TERMINAL" if value == self.terminal else value
                value = re.sub(r"^(pipe|socket):\[\d+\]$", r"\1", value)
            result.setdefault(key, []).append(value)
        return result


def difference(one, other):
    """The keys in which two dumped states differ, with both values."""
    if one is None or other is None:
        return [] if one is other else ["one of the two did not run"]
    keys = list(one) + [key for key in other if key not in one]
    return [
        "%s: %.200s / %.200s" % (key, one.get(key), other.get(key))
        for key in keys
        if one.get(key) != other.get(key)
    ]


class Place:
    """A folder of its own: real/NAME is the stand-in, bin/NAME the drop-in, config/ is empty."""

    def __init__(self):
        self.root = os.path.realpath(tempfile.mkdtemp(prefix="qw-test-"))
        try:
            self.fill()
        except BaseException:
            self.remove()
            raise

    def fill(self):
        os.chmod(self.root, 0o755)
        for name in ("real", "bin", "config", "work"):
            os.mkdir(self.path(name))
        self.write("stdin", b"not read by anybody\n")
        self.real = self.install("real/" + NAME)
        self.dropin = self.link("bin/" + NAME)
        self.tool = self.link("bin/qemu-wrapper")

    def remove(self):
        shutil.rmtree(self.root)

    def path(self, *names):
        return os.path.join(self.root, *names)

    def write(self, name, data, mode=0o644):
        path = self.path(name)
        with open(path, "wb") as file:
            file.write(to_bytes(data))
        os.chmod(path, mode)
        return path

    def install(self, name, program="dump_state"):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        shutil.copy2(standin(program), self.path(name))
        return self.path(name)

    def link(self, name, target=WRAPPER):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        os.symlink(target, self.path(name))
        return self.path(name)

    def variables(self, **more):
        """The environment of a launch. REAL and PATH both lead to the stand-in. Values of None
        are left out."""
        result = {
            "PATH": ":".join([self.path("bin"), self.path("real"), "/usr/bin", "/bin"]),
            "HOME": self.path("work"),
            "XDG_CONFIG_HOME": self.path("config"),
            "QEMU_WRAPPER_REAL": self.real,
            "QEMU_WRAPPER_PLUGIN_PATH": os.path.join(BUILD, "plugins"),
            # The log of the machine is not for tests. Those of the plugin log choose another place.
            "QEMU_WRAPPER_LOG_TO": "none",
        }
        for name in ("LSAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                result[name] = os.environ[name]
        result["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":" + ASAN_OPTIONS
        result.update(more)
        return {name: value for name, value in result.items() if value is not None}

    def state_of(self, real):
        path = (real or self.real) + ".state"
        try:
            with open(path, "r", encoding="ascii") as file:
                text = file.read()
        except FileNotFoundError:
            return None
        os.unlink(path)
        return text

    def launch(self, program, argv, env, directives=(), real=None):
        """Executes `program` by way of launch_with. argv is the whole vector, env a list of
        entries or a dictionary; `real` is the stand-in whose state is wanted."""
        if any(directive.startswith("user=") for directive in directives):
            as_another_user()
        if isinstance(env, dict):
            env = entries(env)
        words = [("argv", argv), ("env", env)]
        for name, list_of_words in words:
            data = b"".join(to_bytes(word) + b"\0" for word in list_of_words)
            self.write("launch." + name, data)
        report = self.path("launch.report")
        command = [
            standin("launch_with"),
            report,
            "exec=" + program,
            "argv=" + self.path("launch.argv"),
            "env=" + self.path("launch.env"),
            *directives,
        ]
        out, err = self.path("stdout"), self.path("stderr")
        with open(self.path("stdin"), "rb") as stdin, open(out, "w+b") as stdout, open(
            err, "w+b"
        ) as stderr:
            done = subprocess.run(
                command,
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
                cwd=self.path("work"),
                timeout=TIME_LIMIT,
                check=False,
            )
            stdout.seek(0)
            stderr.seek(0)
            texts = stdout.read(), stderr.read()
        if done.returncode != 0:
            raise RuntimeError("launch_with failed: %d %r" % (done.returncode, texts))
        with open(report, encoding="utf-8") as file:
            return Run(file.read(), *texts, self.state_of(real))

    def tree(self):
        """Everything in the folder: names, kinds, modes, sizes, times of change, contents."""
        result = {}
        for folder, folders, files in os.walk(self.root):
            for name in folders + files:
                path = os.path.join(folder, name)
                info = os.lstat(path)
                result[path] = (info.st_mode, info.st_size, info.st_mtime_ns, info.st_ino)
        return result


class StandinCase(unittest.TestCase):
    """A test with a place of its own and no directories of the caller in the way."""

    maxDiff = None

    def setUp(self):
        self.place = Place()
        self.addCleanup(self.place.remove)

    def run_tool(self, words, env, stdout=subprocess.PIPE, cwd=None, user=None, before=(),
                 setup=None):
        """`qemu-wrapper WORDS`, as text; `before` are words that start it, `setup` is called in its
        process."""
        return subprocess.run(
            [*before, self.place.tool, *words],
            env=env,
            cwd=cwd or self.place.path("work"),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            timeout=TIME_LIMIT,
            check=False,
            text=True,
            user=as_another_user(user),
            group=user,
            extra_groups=None if user is None else [],
            preexec_fn=setup,
        )

    def run_explain(self, options, words, env, program=NAME, before=()):
        """`qemu-wrapper explain OPTIONS -- PROGRAM WORDS`, as bytes; `before` are words that start
        it."""
        return subprocess.run(
            [*before, *UNDER, self.place.tool, "explain", *options, "--", program, *words],
            env=env,
            cwd=self.place.path("work"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIME_LIMIT,
            check=False,
        )

    def explained(self, words, env, program=NAME, before=()):
        """The plan for `PROGRAM WORDS`, launched or refused, as an object."""
        return self.plan_of(self.run_explain(["--json"], words, env, program, before))

    def plan_of(self, done):
        """What a finished `explain --json` printed."""
        try:
            plan = json.loads(done.stdout)
        except ValueError:
            self.fail("no plan: %d %r %r" % (done.returncode, done.stdout, done.stderr))
        self.assertEqual(done.returncode, 125 if plan["refused"] else 0, plan)
        return plan

    def assert_not_started(self, run, status):
        """The wrapper gave up: this status, a message on stderr only, QEMU did not run."""
        self.assertIsNone(run.failed, run.report)
        self.assertIsNone(run.signal, run.text)
        self.assertEqual(run.status, status, run.text)
        self.assertIsNone(run.state, "QEMU was started")
        self.assertEqual(run.stdout, b"")
        self.assertTrue(run.text.endswith("\n"), repr(run.text))
        self.assertLess(len(run.stderr), 1000)
        self.assertLessEqual(run.text.count("\n"), 2, run.text)

    def assert_started(self, run, silent=True):
        self.assertIsNone(run.failed, run.report)
        self.assertEqual((run.status, run.signal), (0, None), run.text)
        self.assertIsNotNone(run.state, "QEMU was not started: " + run.text)
        self.assertEqual(run.stdout, b"")
        if silent:
            self.assertEqual(run.text, "")


class TransparencyCase(StandinCase):
    """Launches a line directly and through the wrapper, and expects the same state."""

    def assert_transparent(self, directives=(), args=(), argv0=NAME, env=None, silent=True):
        """`env` is a list of further environment entries, put first. An argv0 of None is an argv
        without any word."""
        for mode, switches in MODES.items():
            variables = list(env or []) + entries(self.place.variables(**switches))
            words = [*directives, NO_CORE] if env else directives
            argv = [] if argv0 is None else [argv0, *QUIET, *args]
            with self.subTest(mode=mode):
                direct = self.place.launch(self.place.real, argv, variables, words)
                wrapped = self.place.launch(self.place.dropin, argv, variables, words)
                self.assert_started(direct)
                self.assert_started(wrapped, silent)
                self.assertEqual(difference(direct.state, wrapped.state), [])
                self.assertEqual(wrapped.state["process.pid"], ["CHILD"])

    def assert_transparent_run(self, directives=(), args=(), env=(), options=("--plugins", "")):
        """The same for `qemu-wrapper run PROGRAM` with exactly this environment. In it, nothing
        says where the plugins of this build are: `options` leaves them out."""
        directives = [*directives, NO_CORE]
        line = [self.place.real, *QUIET, *args]
        direct = self.place.launch(self.place.real, line, env, directives)
        wrapped = self.place.launch(
            self.place.tool, ["qemu-wrapper", "run", *options, *line], env, directives
        )
        self.assert_started(direct)
        self.assert_started(wrapped)
        self.assertEqual(difference(direct.state, wrapped.state), [])
