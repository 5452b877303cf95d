# SPDX-License-Identifier: MIT
"""What the pods give the wrapper works with it: the ConfigMap as the kubelet lays it out (links in a
folder that everybody may write to), the variables, the password file, and the Job's arguments."""

import json
import os
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from kubernetes_support import (  # noqa: E402
    container, containers, example, kubectls, need_kubectl, one, pod_spec, rendered, variables,
)
from standin import StandinCase  # noqa: E402

SCREEN = "unix:/run/vnc/vnc.sock"


class ConfigVolume(StandinCase):
    count = 0

    def volume(self, data, folder="volume"):
        """An atomic writer's volume (pkg/volume/util/atomic_writer.go)."""
        self.count += 1
        folder = "%s%d" % (folder, self.count)
        place = self.place.path(folder)
        os.makedirs(os.path.join(place, "..2026_11_26_12_00_00.1"))
        os.chmod(place, 0o777)
        os.symlink("..2026_11_26_12_00_00.1", os.path.join(place, "..data"))
        for name, text in data.items():
            self.place.write("%s/..data/%s" % (folder, name), text)
            os.symlink("..data/" + name, os.path.join(place, name))
        return place

    def explained_pod(self, spec, data, **more):
        """The plan for the container `vm`; what the image's configuration sets is here by variable."""
        vm = container(spec, "vm")
        env = {"QEMU_WRAPPER_VNC_DEFAULT": SCREEN, **variables(vm)}
        mounts = {mount["name"]: mount["mountPath"] for mount in vm["volumeMounts"]}
        if data:
            place = self.volume(data)
            self.assertEqual(mounts["config"], "/etc/qemu-wrapper/conf.d")
            env["QEMU_ARGS_FILE"] = env["QEMU_ARGS_FILE"].replace(mounts["config"], place)
            env["QEMU_WRAPPER_CONFIG"] = os.path.join(place, "50-pod.conf")
        if "QEMU_WRAPPER_VNC_PASSWORD_FILE" in env:
            access = self.volume({"vnc-password": "k8s-test"}, "access")
            env["QEMU_WRAPPER_VNC_PASSWORD_FILE"] = env[
                "QEMU_WRAPPER_VNC_PASSWORD_FILE"].replace(mounts["vnc-password"], access)
        env.update(more)
        return self.explained(vm.get("args", []), self.place.variables(**env))

    def configured(self):
        for generation in kubectls():
            for name in ("base", "overlays/local", "overlays/aks"):
                objects = rendered(generation, name)
                yield name, pod_spec(one(objects, "StatefulSet")), one(objects, "ConfigMap")["data"]

    def test_every_rendering(self):
        for name, spec, data in self.configured():
            with self.subTest(kustomization=name):
                # KVM that isn't there, wherever this runs.
                plan = self.explained_pod(spec, data, QEMU_WRAPPER_KVM_DEVICE="/nonexistent")
                if name == "overlays/local":
                    self.assertIsNone(plan["refused"], plan["refused"])
                    self.assertIn("/nonexistent cannot be opened", json.dumps(plan["notes"]))
                else:
                    self.assertIn("mode = require", json.dumps(plan["refused"]))

    def test_the_line(self):
        for name, spec, data in self.configured():
            with self.subTest(kustomization=name):
                plan = self.explained_pod(spec, data, QEMU_WRAPPER_KVM_MODE="off")
                self.assertIsNone(plan["refused"], plan["refused"])
                line = " ".join(plan["argv"])
                self.assertIn("-machine q35 -drive file=/data/disk.raw,format=raw,", line)
                self.assertIn("-vnc %s,password-secret=" % SCREEN, line)
                self.assertNotIn("k8s-test", json.dumps(plan))

    def test_a_mistake_in_it_is_noticed(self):
        _, spec, data = next(self.configured())
        plan = self.explained_pod(spec, {**data, "50-pod.conf": "[kvm]\nmod = require\n"})
        self.assertIn("50-pod.conf:2", json.dumps(plan["refused"]))

    def test_the_job(self):
        spec = pod_spec(one(example("run-once.yaml"), "Job"))
        plan = self.explained_pod(spec, None, QEMU_WRAPPER_KVM_MODE="off")
        self.assertIsNone(plan["refused"], plan["refused"])
        self.assertIn("-vnc none", " ".join(plan["argv"]))

    def test_commands_of_the_pods(self):
        """The shell commands do what they are there for, and once more change nothing."""
        _, spec, _ = next(self.configured())
        disk = container(spec, "disk")
        data = self.place.path("data")
        os.mkdir(data)
        command = [word.replace("/data/", data + "/") for word in disk["command"]]
        env = {**os.environ, **variables(disk)}
        for _ in range(2):
            subprocess.run(command, env=env, check=True, timeout=60)
            info = os.stat(os.path.join(data, "disk.raw"))
            self.assertEqual((info.st_size, info.st_blocks), (28 << 30, 0))
        with open(os.path.join(data, "disk.raw"), "r+b") as file:
            file.truncate(4096)
        subprocess.run(command, env=env, check=True, timeout=60)
        self.assertEqual(os.path.getsize(os.path.join(data, "disk.raw")), 4096)

    @unittest.skipIf(os.geteuid(), "only root can give a file a group")
    def test_the_device_gets_a_group(self):
        node = pod_spec(one(rendered(next(iter(kubectls())), "overlays/aks/node"), "DaemonSet"))
        group = pod_spec(one(rendered(next(iter(kubectls())), "overlays/aks"), "StatefulSet"))[
            "securityContext"]["supplementalGroups"]
        device = self.place.write("kvm", "")
        command = [word.replace("/dev/kvm", device)
                   for word in container(node, "device-group")["command"]]
        for mode, after in ((0o660, (0o660, group[0])), (0o600, (0o660, group[0])),
                            (0o666, (0o666, 0))):
            with self.subTest(mode=oct(mode)):
                os.chown(device, 0, 0)
                os.chmod(device, mode)
                subprocess.run(command, check=True, timeout=60, stdout=subprocess.DEVNULL)
                info = os.stat(device)
                self.assertEqual((info.st_mode & 0o777, info.st_gid), after)

    def test_what_the_manual_puts_into_the_secret(self):
        """Its command, run: the keys that are mounted, where both containers look for them."""
        with open(os.path.join(os.environ["QW_SOURCE"], "docs", "kubernetes.md"),
                  encoding="utf-8") as file:
            command = re.search(r"patch secret vm-access --patch \"\$\((.*?)\)\"$", file.read(),
                                re.S | re.M)[1]
        # openssl asks for the page's password.
        command = command.replace("-apr1", "-apr1 page")
        done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True,
                              timeout=60)
        data = json.loads(done.stdout)["stringData"]
        self.assertRegex(data["vnc-password"], r"^[0-9a-f]{8}$")
        self.assertRegex(data["htpasswd"], r"^viewer:\$apr1\$\S+$")
        for name, spec, _ in self.configured():
            with self.subTest(kustomization=name):
                files = {each["mountPath"] + "/" + item["path"]
                         for found in spec["containers"] for each in found["volumeMounts"]
                         for volume in spec["volumes"]
                         if volume["name"] == each["name"] and "secret" in volume
                         for item in volume["secret"]["items"] if item["key"] in data}
                wanted = {variables(each).get(key) for each in containers(spec) for key in (
                    "QEMU_WRAPPER_VNC_PASSWORD_FILE", "VIEWER_PASSWORD_FILE")} - {None}
                self.assertEqual(files, wanted)
                self.assertEqual(len(files), 2)


if __name__ == "__main__":
    need_kubectl()
    unittest.main()
