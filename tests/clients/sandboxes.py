# SPDX-License-Identifier: MIT
"""QEMU in a user namespace that knows one user only, as unshare -r, bubblewrap, mkosi and rootless
containers make it: files of root's seem to be nobody's there, ours among them."""

import os
import shutil
import subprocess
import unittest

import world
from client_support import GUEST, NAME, ClientCase, seen
from standin import WRAPPER, as_another_user

OTHER = "12345"
USER = ["setpriv", "--reuid=" + OTHER, "--regid=" + OTHER, "--clear-groups"]
WAYS = {
    "unshare -r": ["unshare", "-r"],
    "unshare -U": ["unshare", "-U"],
    "bwrap": ["bwrap", "--unshare-user", "--dev-bind", "/", "/", "--"],
}


def works(way):
    try:
        return not subprocess.run([*USER, *way, "true"], capture_output=True, check=False).returncode
    except OSError:
        return False


@unittest.skipUnless(os.geteuid() == 0, "needs to become another user")
class Sandboxes(ClientCase):
    def client(self, kind, way):
        os.chmod(self.work, 0o777)
        command = [*USER, *way, self.emulator(kind), *GUEST, "-qmp", "stdio"]
        process = subprocess.Popen(
            command, env=self.variables(), cwd=self.work, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        self.addCleanup(self.end, process)
        monitor = self.monitor(process)
        found = {"version": monitor.greeting["version"], "kvm": monitor.command("query-kvm")}
        if way[0] == "unshare":
            found.update(seen(process.pid))
        monitor.quit()
        status, out, err = self.finish(process)
        return {**found, "status": status, "out": out, "err": err}

    def test_namespaces_of_one_user(self):
        as_another_user()
        for name, way in WAYS.items():
            with self.subTest(way=name):
                if not works(way):
                    self.skipTest("no such namespace here")
                found = self.assert_same(self.client, way=way)
                self.assertEqual((found["status"], found["err"]), ("0", ""))

    def test_files_of_others_stay_untrusted(self):
        """Where our program's owner is known, who is not may be anybody."""
        as_another_user()
        way = WAYS["unshare -r"]
        if not works(way):
            self.skipTest("no such namespace here")
        emulator = os.path.join(self.root, "own", NAME)
        os.mkdir(os.path.dirname(emulator))
        shutil.copy2(WRAPPER, emulator)
        config = os.path.join(self.root, "wrapper.conf")
        with open(config, "w", encoding="ascii") as file:
            file.write("[wrapper]\nplugins =\n")
        env = self.variables(QEMU_WRAPPER_CONFIG=config)
        for owner, status in ((0, 0), (int(OTHER), 125)):
            os.chown(emulator, owner, owner)
            done = subprocess.run(
                [*USER, *way, emulator, "-version"], env=env, cwd="/", capture_output=True,
                check=False,
            )
            self.assertEqual(done.returncode, status, done.stderr)
            self.assertEqual(b"belongs to user" in done.stderr, status == 125)


if __name__ == "__main__":
    world.main()
