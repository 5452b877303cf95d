# SPDX-License-Identifier: MIT
"""Containers of the images of this tree, for tests; no test by itself."""

import functools
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

TREE = os.environ["QW_SOURCE"]
PODMAN = os.path.join(TREE, "build", "containers", "podman")
TIME_LIMIT = 60
# QEMU is slow to start a guest, and the machine may be busy.
GUEST_LIMIT = 120
SKIPPED = 77

# What a cluster of the strict kind gives: any user, nothing to write to but these, no rights.
# Any number will do, but those who are not root have no more than 65536 of them.
USER = "54321"
STRICT = [
    *("--user", USER + ":0", "--read-only", "--cap-drop=ALL"),
    *("--security-opt", "no-new-privileges", "--tmpfs", "/run", "--tmpfs", "/tmp"),
]
# A guest that shows nothing, and about which no plugin has anything to say.
QUIET = ["-accel", "tcg", "-m", "64", "-nic", "none"]
# What the kernel of the guest needs.
LINUX = ["-accel", "tcg", "-m", "256", "-nic", "none"]


@functools.lru_cache(maxsize=None)
def images():
    """Names of the machine's and the viewer's image, which are built if need be."""
    done = subprocess.run(
        [os.path.join(TREE, "scripts", "images")], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True
    )
    if done.returncode == SKIPPED:
        print(done.stderr.strip().splitlines()[-1], file=sys.stderr)
        sys.exit(SKIPPED)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout.split()


def podman(*words, check=True):
    done = subprocess.run(
        [PODMAN, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        timeout=GUEST_LIMIT
    )
    if check and done.returncode:
        raise RuntimeError("podman %s: %s" % (" ".join(words), done.stderr))
    return done


class Container:
    """One that was started, and is removed by whoever started it."""

    def __init__(self, name):
        self.name = name

    def logs(self):
        done = podman("logs", self.name)
        return done.stdout + done.stderr

    def running(self):
        return self.inspect("{{.State.Running}}") == "true"

    def inspect(self, format):
        return podman("inspect", "--format", format, self.name).stdout.strip()

    def exec(self, *words, check=True):
        return podman("exec", self.name, *words, check=check)

    def signal(self, name):
        podman("kill", "--signal", name, self.name)

    def wait(self):
        """Its exit status."""
        return int(podman("wait", self.name).stdout)

    def until(self, condition, what, limit=TIME_LIMIT):
        """The first true value of condition(); the container must live until then."""
        deadline = time.monotonic() + limit
        while True:
            # Asked before, so that what a container said last is seen.
            alive = self.running()
            value = condition()
            if value:
                return value
            if not alive:
                raise AssertionError("ended before %s: %s" % (what, self.logs()))
            if time.monotonic() > deadline:
                raise AssertionError("not in time: %s: %s" % (what, self.logs()))
            time.sleep(0.1)

    def until_says(self, text, limit=GUEST_LIMIT):
        self.until(lambda: text in self.logs(), repr(text), limit)

    def until_healthy(self):
        self.until(lambda: not self.exec("qemu-wrapper", "health", check=False).returncode, "health")

    def status(self):
        """status.json of the supervisor, process 1."""
        return json.loads(self.exec("cat", "/run/qemu-wrapper/1/status.json").stdout)

    def qemu_words(self):
        """argv of the QEMU that runs."""
        path = "/proc/%d/cmdline" % self.status()["pid"]
        return self.exec("cat", path).stdout.split("\0")[:-1]


class ContainerCase(unittest.TestCase):
    """`self.folder` can be mounted and written to by every user."""

    numbers = itertools.count()

    def setUp(self):
        self.image, self.viewer = images()
        self.folder = tempfile.mkdtemp(prefix="qw-")
        self.addCleanup(shutil.rmtree, self.folder)
        os.chmod(self.folder, 0o777)

    def new_name(self):
        name = "qw-test-%d-%d" % (os.getpid(), next(self.numbers))
        self.addCleanup(podman, "rm", "--force", "--time", "0", name, check=False)
        return name

    def write(self, name, text, mode=0o644):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def options(self, options, env):
        words = [*options, "--no-healthcheck"]
        for name, value in env.items():
            words += ["--env", "%s=%s" % (name, value)]
        return words

    def run_image(self, *words, image=None, options=(), strict=STRICT, **env):
        """A container that ends by itself: status and output."""
        name = self.new_name()
        return podman("run", "--name", name, *strict, *self.options(options, env),
                      image or self.image, *words, check=False)

    def start(self, *words, image=None, options=(), strict=STRICT, **env):
        name = self.new_name()
        podman("run", "--detach", "--name", name, *strict, *self.options(options, env),
               image or self.image, *words)
        return Container(name)

    def explain(self, *words, options=(), **env):
        """What would be started, as explain --json tells it."""
        done = self.run_image("explain", "--json", "qemu-system-x86_64", *words,
                              options=["--entrypoint", "qemu-wrapper", *options], **env)
        return json.loads(done.stdout)
