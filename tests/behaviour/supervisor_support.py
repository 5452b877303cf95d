# SPDX-License-Identifier: MIT
"""What the tests of the supervisor share; no test by itself. The supervisor is started by its own
command line, with a folder and sockets that the test made as the wrapper does."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest

BUILD = os.environ["QW_BUILD"]
SUPERVISOR = os.path.join(BUILD, "supervisor", "supervisor")
TOOL = os.path.join(BUILD, "wrapper", "qemu-wrapper")
QEMU = shutil.which("qemu-system-x86_64")
# SeaBIOS without anything to boot: it never looks at the power button.
MACHINE = ["-machine", "q35,accel=tcg", "-m", "64", "-nodefaults", "-display", "none"]
TIME_LIMIT = 60
SANITIZED = os.path.exists(os.path.join(BUILD, "meson-info", "intro-buildoptions.json")) and any(
    option["name"] == "b_sanitize" and option["value"] != "none"
    for option in json.load(
        open(os.path.join(BUILD, "meson-info", "intro-buildoptions.json"), encoding="utf-8")
    )
)


def wait_until(condition, what):
    """Polls until the condition holds, and returns what it gave."""
    deadline = time.monotonic() + TIME_LIMIT
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError("never happened: " + what)
        time.sleep(0.02)


def process_lives(pid):
    try:
        with open("/proc/%d/stat" % pid, encoding="latin-1") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def children_of(pid):
    with contextlib.suppress(FileNotFoundError):
        with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    return []


class Supervised:
    """A running supervisor, its folder, and what it has said so far."""

    def __init__(self, folder, process, log):
        self.folder = folder
        self.process = process
        self.pid = process.pid
        self.log = log

    def said(self):
        with open(self.log, encoding="utf-8") as file:
            return file.read()

    def lines(self):
        return self.said().splitlines()

    def wait_for(self, text):
        wait_until(lambda: text in self.said(), "%r in %r" % (text, self.said()))

    def status(self):
        try:
            with open(os.path.join(self.folder, "status.json"), encoding="ascii") as file:
                return json.load(file)
        except FileNotFoundError:
            return {}

    def wait_for_state(self, state):
        wait_until(lambda: self.status().get("state") == state, "state %s" % state)
        return self.status()

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self):
        return self.process.wait(TIME_LIMIT)

    def program(self):
        """The process id of the supervised program."""
        return wait_until(lambda: children_of(self.pid), "the supervisor has a child")[0]


class SupervisorCase(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="qw-sup-")
        self.addCleanup(shutil.rmtree, self.root, ignore_errors=True)
        self.count = 0

    def path(self, *names):
        return os.path.join(self.root, *names)

    def make_folder(self, folder):
        """The folder with lock and both sockets, as the wrapper makes it; the sockets."""
        os.mkdir(folder, 0o700)
        os.close(os.open(os.path.join(folder, "health.lock"), os.O_CREAT, 0o600))
        sockets = []
        for name in ("control.sock", "health.sock"):
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(os.path.join(folder, name))
            os.chmod(os.path.join(folder, name), 0o600)
            listener.listen(8)
            sockets.append(listener)
        return sockets

    def start(self, program, *, stop="30000", agent=None, agent_timeout="500", more=(), fds=(),
              argv0=None, base=None, **popen):
        """Starts a program with its words; where a word has CONTROL or HEALTH in it, the number of
        that descriptor comes in its place. With `base`, the folder is made there and called after
        the supervisor's process."""
        self.count += 1
        # Sockets can be renamed, but not moved to another file system, as /run is one.
        folder = os.path.join(base, "test-%d-%d" % (os.getpid(), self.count)) \
            if base else self.path(str(self.count))
        sockets = self.make_folder(folder)
        numbers = [str(listener.fileno()) for listener in sockets]
        words = [w.replace("CONTROL", numbers[0]).replace("HEALTH", numbers[1]) for w in program]
        begin = [SUPERVISOR, "--folder=" + folder]
        if base:
            move = 'mv "$1" "$2/$$" && s=$3 f=$2/$$ && shift 3 && exec "$s" "--folder=$f" "$@"'
            begin = ["/bin/sh", "-c", move, "sh", folder, base, SUPERVISOR]
        options = ["--stop-timeout=" + stop, "--agent-timeout=" + agent_timeout]
        if agent:
            options.append("--agent=" + agent)
        popen.setdefault("stdin", subprocess.DEVNULL)
        with open(self.path("%d.log" % self.count), "wb") as log:
            popen.setdefault("stderr", log)
            process = subprocess.Popen(
                [*begin, *options, *more, "--", words[0], argv0 or words[0],
                 *words[1:]],
                pass_fds=[listener.fileno() for listener in sockets] + list(fds),
                **popen,
            )
        for listener in sockets:
            listener.close()
        if base:
            folder = os.path.join(base, str(process.pid))
        self.addCleanup(self.end, process, folder)
        return Supervised(folder, process, log.name)

    @staticmethod
    def end(process, folder):
        if process.poll() is None:
            process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)

    def start_python(self, code, *words, **more):
        """A program in Python: what it does is the test's."""
        return self.start([sys.executable, "-c", code, *words], **more)

    def start_qemu(self, *words, machine=MACHINE, **more):
        monitors = []
        for name, number in (("control", "CONTROL"), ("health", "HEALTH")):
            monitors += [
                "-chardev", "socket,id=qw-%s,fd=%s,server=on,wait=off" % (name, number),
                "-mon", "qw-%s,mode=control" % name,
            ]
        return self.start([QEMU, *machine, *monitors, *words], **more)


def monitor(supervised):
    """A QMP connection to the health socket, ready for commands."""
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(TIME_LIMIT)
    client.connect(os.path.join(supervised.folder, "health.sock"))
    stream = client.makefile("rw", encoding="utf-8")
    client.close()
    assert "QMP" in json.loads(stream.readline())
    ask(stream, "qmp_capabilities")
    return stream


def ask(stream, command, **arguments):
    stream.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
    stream.flush()
    while True:
        answer = json.loads(stream.readline())
        if "event" not in answer:
            return answer.get("return", answer.get("error"))
