# SPDX-License-Identifier: MIT
"""container/compose.yaml: both containers, with their secrets, as podman-compose starts them."""

import base64
import os
import re
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from container_support import PODMAN, TREE, Container, podman  # noqa: E402
from screen import ACCEPTED, ViewerCase, upgrade  # noqa: E402

PROGRAM = shutil.which("podman-compose")
TIME_LIMIT = 120


@unittest.skipUnless(PROGRAM, "needs podman-compose")
class Compose(ViewerCase):
    def compose(self, *words):
        done = subprocess.run(
            [PROGRAM, "--podman-path", PODMAN, "--project-name", self.project, *words],
            cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=TIME_LIMIT)
        # It ends with 0 whatever podman says.
        self.assertNotRegex(done.stdout, r"(?m)^Error: (?!inspecting object)")
        self.assertEqual(done.returncode, 0, done.stdout)

    def setUp(self):
        super().setUp()
        self.project = "qwtest%d" % os.getpid()
        with open(os.path.join(TREE, "container", "compose.yaml"), encoding="utf-8") as file:
            text = file.read()
        self.assertIn('"127.0.0.1:8080:8080"', text)
        # Any free port, and the images that are there.
        text = text.replace('"127.0.0.1:8080:8080"', '"127.0.0.1::8080"')
        text = re.sub(r"(?m)^    build:\n(?:      .*\n)+", "", text)
        self.write("compose.yaml", text)
        os.mkdir(os.path.join(self.folder, "data"))
        os.mkdir(os.path.join(self.folder, "secrets"))
        os.chmod(os.path.join(self.folder, "data"), 0o777)
        self.write("secrets/vnc-password", "oPen5esa")
        self.write("secrets/htpasswd", "me:{PLAIN}word\n")

    def test_both_start_and_stop(self):
        self.addCleanup(self.compose, "down", "--timeout", "1", "--volumes")
        self.compose("up", "--detach", "--no-build")
        vm, viewer = (Container("%s_%s_1" % (self.project, name)) for name in ("vm", "viewer"))
        vm.until_healthy()
        self.assertEqual({end["auth"] for end in vm.status()["endpoints"]}, {"vnc"})
        self.assertIn("-smp", vm.qemu_words())
        port = int(podman("port", viewer.name, "8080").stdout.rsplit(":", 1)[1])
        viewer.until(lambda: self.answers(port), "a page")
        right = "Basic " + base64.b64encode(b"me:word").decode()
        self.assertEqual(self.get(port, "/vm1/")[0], 401)
        self.assertEqual(self.get(port, "/vm1/", Authorization=right)[0], 200)
        self.assertEqual(upgrade(port, "/vm1/websockify")[0], 401)
        # QEMU's own answer to the handshake, through the shared folder.
        self.assertEqual(upgrade(port, "/vm1/websockify", Authorization=right),
                         (101, ACCEPTED))


if __name__ == "__main__":
    unittest.main()
