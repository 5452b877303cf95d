# SPDX-License-Identifier: MIT
"""The machine's image: any user, nothing to write to, no rights; arguments, variables and mounted
files; what it refuses."""

import json
import os
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from container_support import PODMAN, QUIET, TREE, USER, ContainerCase, podman  # noqa: E402

NAME = "two  words, 'quoted'"


def kvm_opens():
    """Whether a container's root would get KVM."""
    try:
        os.close(os.open("/dev/kvm", os.O_RDWR | os.O_CLOEXEC))
    except OSError:
        return False
    return True


class Running(ContainerCase):
    def test_arguments_variables_health_and_stop(self):
        vm = self.start(*QUIET, QEMU_ARGS='-name "two  words,, \'quoted\'" -S')
        vm.until_healthy()
        words = vm.qemu_words()
        self.assertEqual(words[0], "/usr/bin/qemu-system-x86_64")
        self.assertEqual(words[1:7], QUIET)
        self.assertEqual(words[words.index("-name") + 1], NAME.replace(",", ",,"))
        self.assertIn(vm.inspect("{{.Config.StopSignal}}"), ("15", "SIGTERM"))
        process = vm.exec("cat", "/proc/%d/status" % vm.status()["pid"]).stdout
        self.assertRegex(process, r"Uid:\s+%s\s" % USER)
        self.assertRegex(process, r"Gid:\s+0\s")
        self.assertRegex(process, r"CapEff:\s+0+\n")
        self.assertRegex(process, r"NoNewPrivs:\s+1\n")
        # Paused is alive, and not ready.
        self.assertEqual(vm.exec("qemu-wrapper", "health", "--startup").returncode, 0)
        self.assertEqual(vm.exec("qemu-wrapper", "health", "--ready", check=False).returncode, 1)
        self.assertEqual(
            sorted(end["path"] for end in vm.status()["endpoints"]),
            ["/run/vnc/vnc.sock", "/run/vnc/websocket.sock"],
        )
        vm.signal("TERM")
        # The guest has not run: there is nothing to wait for.
        self.assertEqual(vm.wait(), 0)
        self.assertIn("exit status 0", vm.logs().strip().splitlines()[-1])

    def test_a_killed_qemu_is_told(self):
        vm = self.start(*QUIET)
        vm.until_healthy()
        vm.exec("sh", "-c", "kill -9 %d" % vm.status()["pid"])
        self.assertEqual(vm.wait(), 137)

    def test_lines_that_print_need_nothing(self):
        done = self.run_image("-version", strict=["--read-only", "--read-only-tmpfs=false"])
        self.assertEqual(done.returncode, 0)
        self.assertTrue(done.stdout.startswith("QEMU emulator version "), done.stdout)

    def test_docker_s_health_check_is_in_the_image(self):
        check = json.loads(podman("inspect", self.image).stdout)[0]["Healthcheck"]
        self.assertEqual(check["Test"], ["CMD", "qemu-wrapper", "health"])

    def test_the_label_tells_the_version(self):
        with open(os.path.join(TREE, "meson.build"), encoding="utf-8") as file:
            version = re.search(r"version: '([^']+)'", file.read()).group(1)
        for image in (self.image, self.viewer):
            labels = json.loads(podman("inspect", image).stdout)[0]["Labels"]
            self.assertEqual(labels["org.opencontainers.image.version"], version)


class Configuration(ContainerCase):
    def test_mounted_files_and_variables_win(self):
        vnc = "unix:/run/vnc/vnc.sock,websocket=unix:/run/vnc/websocket.sock"
        self.assertIn(vnc, self.explain(*QUIET)["argv"])
        file = self.write("90-own.conf", "[vnc]\ndefault = 127.0.0.1:3\n")
        mounted = ["--volume", file + ":/etc/qemu-wrapper/conf.d/90-own.conf:ro"]
        self.assertIn("127.0.0.1:3", self.explain(*QUIET, options=mounted)["argv"])
        plan = self.explain(*QUIET, options=mounted, QEMU_WRAPPER_VNC_DEFAULT="127.0.0.1:4")
        self.assertIn("127.0.0.1:4", plan["argv"])
        whole = self.write("whole.conf", "[wrapper]\nplugins =\nreal = /usr/libexec\n")
        mounted = ["--volume", whole + ":/etc/qemu-wrapper/qemu-wrapper.conf:ro"]
        plan = self.explain(*QUIET, options=mounted)
        self.assertEqual(plan["argv"][1:], QUIET)
        self.assertEqual(plan["program"], "/usr/libexec/qemu-system-x86_64")

    def test_arguments_from_a_file(self):
        file = self.write("args", "-name\nfrom a file\n")
        mounted = ["--volume", file + ":/data/args:ro"]
        plan = self.explain(*QUIET, options=mounted, QEMU_ARGS_FILE="/data/args")
        self.assertIn("from a file", plan["argv"])

    def test_a_password_stays_in_its_file(self):
        secret = "oPen5esa"
        file = self.write("password", secret)
        mounted = ["--volume", file + ":/run/secrets/vnc:ro"]
        vm = self.start(*QUIET, "-S", "-vnc", ":1", options=mounted,
                        QEMU_WRAPPER_VNC_PASSWORD_FILE="/run/secrets/vnc")
        vm.until_healthy()
        self.assertEqual({end["auth"] for end in vm.status()["endpoints"]}, {"vnc"})
        self.assertNotIn(secret, " ".join(vm.qemu_words()) + vm.logs())


class Refusals(ContainerCase):
    def test_an_open_screen(self):
        done = self.run_image(*QUIET, "-vnc", ":1")
        self.assertEqual(done.returncode, 125)
        self.assertIn("QEMU_WRAPPER_VNC_EXPOSE=allow", done.stderr.splitlines()[-1])
        # The event beside it doesn't repeat it.
        self.assertEqual(done.stderr.count("other machines could reach it"), 1, done.stderr)
        self.assertIn("error: refused", done.stderr)
        vm = self.start(*QUIET, "-S", "-vnc", ":1", QEMU_WRAPPER_VNC_EXPOSE="allow")
        vm.until_healthy()
        self.assertIn("QEMU_WRAPPER_VNC_EXPOSE", vm.logs())

    def test_nothing_to_write_to(self):
        strict = ["--user", USER + ":0", "--read-only", "--read-only-tmpfs=false"]
        done = self.run_image(*QUIET, strict=strict)
        self.assertEqual(done.returncode, 125)
        last = done.stderr.splitlines()[-1]
        self.assertIn("make-folder: user 54321 can't write to /run/vnc", last)
        self.assertIn("Read-only file system", last)
        self.assertIn("--tmpfs", last)


class Kvm(ContainerCase):
    def test_without_the_device_the_option_is_told(self):
        plan = self.explain("-m", "64")
        texts = [note["text"] for note in plan["notes"] if note["plugin"] == "kvm"]
        self.assertTrue(any("--device /dev/kvm" in text for text in texts) or
                        not os.path.exists("/dev/kvm"), texts)
        self.assertNotIn("accel=kvm:tcg", plan["argv"])

    @unittest.skipUnless(kvm_opens(), "/dev/kvm can't be opened here")
    def test_with_the_device_it_is_used(self):
        plan = self.explain("-m", "64", options=["--device", "/dev/kvm", "--user", "0:0"])
        self.assertIn("accel=kvm:tcg", plan["argv"])


class Contents(ContainerCase):
    def test_no_compilers_no_python(self):
        for image in (self.image, self.viewer):
            done = subprocess.run(
                [PODMAN, "run", "--rm", "--name", self.new_name(), "--network", "none",
                 "--no-healthcheck", "--entrypoint", "sh", image, "-c",
                 "command -v gcc cc python3 python websockify node meson; echo done"],
                stdout=subprocess.PIPE, text=True, check=True)
            self.assertEqual(done.stdout.split()[0], "done", image)


if __name__ == "__main__":
    unittest.main()
