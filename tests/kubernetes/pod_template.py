# SPDX-License-Identifier: MIT
"""The rendered pods run, by `podman kube play` in the place of a kubelet, with the images of this
tree: with KVM missing where it isn't wanted and where it is, the screen behind its two passwords
and a path, probes, and a stop within the time that is set."""

import base64
import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import unittest
import urllib.error
import urllib.request

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [FOLDER, os.path.join(FOLDER, "..", "container")]

from as_pod import as_pod, as_text, init_commands  # noqa: E402
from container_support import PODMAN, images  # noqa: E402
from kubernetes_support import (  # noqa: E402
    container, kubectls, need_kubectl, one, pod_spec, rendered,
)

# QEMU starts under TCG while other tests run.
TIME_LIMIT = 120
STOP = 4
# The status of a guest that was ended, qemu-wrapper.conf(5).
FORCED = 124

SECRETS = {"vm-access": {
    "vnc-password": "k8s-test",
    # openssl passwd -apr1 -salt abcdefgh page
    "htpasswd": "viewer:$apr1$abcdefgh$LyNtmRXzHEJlI5qHjzQMY1",
}}
LOGIN = {"Authorization": "Basic " + base64.b64encode(b"viewer:page").decode()}


def podman(*words, check=True, **more):
    return subprocess.run([PODMAN, *words], capture_output=True, text=True, timeout=TIME_LIMIT,
                          check=check, **more)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def poll(what, why):
    """The first true answer of `what`, until the deadline."""
    deadline = time.monotonic() + TIME_LIMIT
    while True:
        found = what()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(why() if callable(why) else why)
        time.sleep(0.2)


class Pod:
    """One pod that is played, and taken away again."""

    def __init__(self, overlay, name, **variables):
        self.name = "%s-%d" % (name, os.getpid())
        self.port = free_port()
        generation = "old" if "old" in kubectls() else "new"
        self.objects = rendered(generation, overlay)
        played = as_pod(self.objects, self.name, self.port, SECRETS, variables)
        self.text = as_text(played)
        self.volumes = [each["metadata"]["name"] for each in played if each["kind"] == "ConfigMap"]
        self.volumes.append("disk-" + self.name)

    def __enter__(self):
        for words in (*init_commands(self.objects, self.name), ["kube", "play", "-"]):
            done = podman(*words, check=False, input=self.text)
            if done.returncode:
                self.__exit__()
                raise AssertionError(done.stderr)
        return self

    def __exit__(self, *_):
        podman("pod", "rm", "--force", "--ignore", "--time", "0", self.name, check=False)
        podman("volume", "rm", "--force", *self.volumes, check=False)

    def run(self, name, *words):
        return podman("exec", "%s-%s" % (self.name, name), *words, check=False)

    def logs(self, name):
        done = podman("logs", "%s-%s" % (self.name, name), check=False)
        return done.stdout + done.stderr

    def state(self, name):
        done = podman("inspect", "%s-%s" % (self.name, name))
        return json.loads(done.stdout)[0]["State"]

    def get(self, path, headers):
        request = urllib.request.Request("http://127.0.0.1:%d%s" % (self.port, path), headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=TIME_LIMIT) as answer:
                return answer.status, answer.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            return error.code, ""


def probe(pod, name):
    """The words of a probe of the container `vm`, as a kubelet runs them."""
    vm = container(pod_spec(one(pod.objects, "StatefulSet")), "vm")
    return pod.run("vm", *vm[name]["exec"]["command"])


class Local(unittest.TestCase):
    """One pod for all of it, for each takes seconds to start."""

    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        cls.pod = cls.stack.enter_context(Pod(
            "overlays/local", "qw-local", QEMU_WRAPPER_STOP_TIMEOUT="%ds" % STOP))
        poll(lambda: probe(cls.pod, "startupProbe").returncode == 0,
             lambda: "not started: " + cls.pod.logs("vm"))

    def test_1_probes(self):
        for name in ("startupProbe", "readinessProbe", "livenessProbe"):
            with self.subTest(probe=name):
                poll(lambda: probe(self.pod, name).returncode == 0, self.pod.logs("vm"))

    def test_1_tcg_is_said(self):
        self.assertIn("KVM does not work, so the guest gets TCG", self.pod.logs("vm"))

    def test_1_who_it_is(self):
        for name in ("vm", "viewer"):
            with self.subTest(container=name):
                self.assertEqual(self.pod.run(name, "id", "-u").stdout.strip(), "65532")
                done = self.pod.run(name, "sh", "-c", "echo >/etc/written")
                self.assertIn("Read-only file system", done.stderr)
                status = self.pod.run(name, "cat", "/proc/1/status").stdout
                self.assertRegex(status, r"CapBnd:\s+0+\n")
                self.assertRegex(status, r"NoNewPrivs:\s+1\n")

    def test_1_the_disk(self):
        done = self.pod.run("vm", "stat", "-c", "%s", "/data/disk.raw")
        self.assertEqual(int(done.stdout), 8 << 30)

    def test_1_the_page_wants_a_password(self):
        for path in ("/", "/vms/vm-0/"):
            with self.subTest(path=path):
                self.assertEqual(self.pod.get(path, {})[0], 401)
                status, text = self.pod.get(path, LOGIN)
                self.assertEqual(status, 200)
                self.assertIn("noVNC", text)

    def websocket(self, login):
        lines = ["GET /vms/vm-0/websockify HTTP/1.1", "Host: 127.0.0.1:%d" % self.pod.port,
                 "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol: binary"]
        lines += ["%s: %s" % each for each in login.items()]
        with socket.create_connection(("127.0.0.1", self.pod.port), TIME_LIMIT) as line:
            line.sendall("\r\n".join([*lines, "", ""]).encode())
            text = b""
            while b"RFB" not in text and b" 401 " not in text:
                got = line.recv(4096)
                if not got:
                    break
                text += got
            return text.decode(errors="replace")

    def test_1_the_screen(self):
        self.assertIn(" 401 ", self.websocket({}))
        text = self.websocket(LOGIN)
        self.assertIn(" 101 ", text)
        self.assertIn("RFB 003.008", text)

    def test_2_stop(self):
        """Firmware without a disk hears nothing: its button is pressed, and then QEMU is told to
        quit, long before anybody kills."""
        podman("stop", "--time", "60", self.pod.name + "-vm")
        log = self.pod.logs("vm")
        self.assertEqual(self.pod.state("vm")["ExitCode"], FORCED, log)
        button, end = (log.find(text) for text in ("power button is pressed", "told to quit"))
        self.assertTrue(0 <= button < end, log)


class WithoutKvm(unittest.TestCase):
    def test_it_does_not_start_where_kvm_is_wanted(self):
        with Pod("base", "qw-base") as pod:
            log = poll(lambda: "mode = require wants it" in pod.logs("vm") and pod.logs("vm"),
                       lambda: pod.logs("vm"))
            self.assertIn("/dev/kvm cannot be opened", log)


if __name__ == "__main__":
    need_kubectl()
    images()
    unittest.main()
