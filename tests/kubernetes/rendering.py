# SPDX-License-Identifier: MIT
"""kubectl of both generations makes the same of each kustomization, with everything in it that the
folder promises, and nothing points at what isn't there."""

import copy
import os
import shutil
import tempfile
import unittest

from kubernetes_support import (
    DEPLOY, KUSTOMIZATIONS, container, containers, documents, identity, kubectls, kustomize,
    need_kubectl, one, pod_spec, rendered, variables,
)  # fmt: skip

OWN = "namespace: other\nnameSuffix: -a\nbases:\n  - %s\n"


def normal(objects):
    """By identity, without what the generations write differently: the hash of the generated name,
    which counts empty members as well, and those."""
    hashes = {each["metadata"]["name"]: identity(each)[2] for each in objects
              if each["kind"] == "ConfigMap"}
    result = {}
    for each in copy.deepcopy(objects):
        each["metadata"]["name"] = identity(each)[2]
        for key in ("annotations", "labels"):
            if not each["metadata"].get(key, True):
                del each["metadata"][key]
        for volume in (pod_spec(each) or {}).get("volumes", ()):
            if "configMap" in volume:
                volume["configMap"]["name"] = hashes.get(volume["configMap"]["name"])
        result[identity(each)] = each
    return result


class Rendering(unittest.TestCase):
    def test_both_generations_agree(self):
        if len(kubectls()) < 2:
            self.skipTest("only one generation of kubectl is here: %s" % kubectls())
        for name in KUSTOMIZATIONS:
            with self.subTest(kustomization=name):
                self.assertEqual(normal(rendered("old", name)), normal(rendered("new", name)))

    def test_the_comparison_notices(self):
        for name in kubectls():
            objects = copy.deepcopy(rendered(name, "base"))
            one(objects, "StatefulSet")["spec"]["replicas"] = 2
            self.assertNotEqual(normal(objects), normal(rendered(name, "base")))
            objects = copy.deepcopy(rendered(name, "base"))
            one(objects, "ConfigMap")["data"]["args"] += "-S\n"
            self.assertNotEqual(normal(objects), normal(rendered(name, "base")))

    def test_everything_is_there(self):
        kinds = {"ConfigMap", "Namespace", "NetworkPolicy", "Secret", "Service", "ServiceAccount",
                 "StatefulSet"}
        for generation in kubectls():
            for name in ("base", "overlays/local", "overlays/aks"):
                with self.subTest(kubectl=generation, kustomization=name):
                    self.assertEqual({each["kind"] for each in rendered(generation, name)}, kinds)
            node = rendered(generation, "overlays/aks/node")
            self.assertEqual({each["kind"] for each in node}, {"DaemonSet", "Namespace"})

    def test_one_namespace(self):
        for generation in kubectls():
            for name in KUSTOMIZATIONS:
                objects = rendered(generation, name)
                namespace = one(objects, "Namespace")["metadata"]["name"]
                for each in objects:
                    with self.subTest(kubectl=generation, object=identity(each)):
                        self.assertEqual(each["metadata"].get("namespace"),
                                         None if each["kind"] == "Namespace" else namespace)

    def assert_nothing_dangles(self, objects):
        vm = one(objects, "StatefulSet")
        spec, labels = pod_spec(vm), vm["spec"]["template"]["metadata"]["labels"]
        maps = {each["metadata"]["name"] for each in objects if each["kind"] == "ConfigMap"}
        claims = {each["metadata"]["name"] for each in vm["spec"]["volumeClaimTemplates"]}
        volumes = {each["name"] for each in spec["volumes"]} | claims
        for volume in spec["volumes"]:
            if "configMap" in volume:
                self.assertIn(volume["configMap"]["name"], maps)
            if "secret" in volume:
                secret = one(objects, "Secret")
                self.assertEqual(volume["secret"]["secretName"], secret["metadata"]["name"])
                self.assertFalse({"data", "stringData"} & set(secret), "a password that all know")
        for each in containers(spec):
            for mount in each["volumeMounts"]:
                self.assertIn(mount["name"], volumes)
        self.assertEqual(vm["spec"]["serviceName"], "vm")
        headless = one(objects, "Service", "vm")
        self.assertEqual(headless["spec"]["clusterIP"], "None")
        ports = {port["name"] for each in containers(spec) for port in each.get("ports", ())}
        for service in objects:
            if service["kind"] == "Service":
                self.assertTrue({port["targetPort"] for port in service["spec"]["ports"]} <= ports)
        policy = one(objects, "NetworkPolicy")["spec"]["podSelector"]["matchLabels"]
        for wanted in (policy, headless["spec"]["selector"], vm["spec"]["selector"]["matchLabels"]):
            self.assertTrue(wanted.items() <= labels.items())
        account = one(objects, "ServiceAccount")
        self.assertEqual(account["metadata"]["name"], spec["serviceAccountName"])

    def test_nothing_dangles(self):
        for generation in kubectls():
            for name in ("base", "overlays/local", "overlays/aks"):
                with self.subTest(kubectl=generation, kustomization=name):
                    self.assert_nothing_dangles(rendered(generation, name))

    def test_dangling_is_noticed(self):
        for generation in kubectls():
            objects = copy.deepcopy(rendered(generation, "base"))
            one(objects, "ConfigMap")["metadata"]["name"] = "vm-0123456789"
            with self.assertRaises(AssertionError):
                self.assert_nothing_dangles(objects)

    def test_overlays(self):
        for generation in kubectls():
            with self.subTest(kubectl=generation):
                base, local, aks = (rendered(generation, name) for name in (
                    "base", "overlays/local", "overlays/aks"))
                for objects, kvm in ((base, True), (local, False), (aks, True)):
                    vm = container(pod_spec(one(objects, "StatefulSet")), "vm")["resources"]
                    self.assertEqual("squat.ai/kvm" in vm["limits"], kvm)
                    # A machine of two CPUs, all that minikube takes, has no two of them free.
                    asked = vm["limits"] if kvm else {**vm["limits"], "cpu": "500m"}
                    self.assertEqual(vm["requests"], asked)
                    config = one(objects, "ConfigMap")["data"]
                    self.assertIn("mode = require" if kvm else "fallback = tcg",
                                  config["50-pod.conf"])
                    self.assertIn("-drive\n", config["args"])

    def test_an_overlay_of_ones_own(self):
        """In another namespace and by another name: everything follows."""
        for generation, kubectl in kubectls().items():
            for name in ("overlays/local", "overlays/aks"):
                with self.subTest(kubectl=generation, below=name), \
                        tempfile.TemporaryDirectory(prefix="qw-test-") as place:
                    tree = shutil.copytree(DEPLOY, os.path.join(place, "kubernetes"))
                    folder = os.path.join(tree, "own")
                    os.mkdir(folder)
                    with open(os.path.join(folder, "kustomization.yaml"), "w",
                              encoding="utf-8") as file:
                        file.write(OWN % ("../" + name))
                    status, out, err = kustomize(kubectl, folder)
                    self.assertEqual(status, 0, err)
                    objects = documents(out)
                    vm = one(objects, "StatefulSet")
                    self.assertEqual(vm["metadata"]["name"], "vm-a")
                    self.assertEqual(vm["spec"]["serviceName"], "vm-a")
                    self.assertEqual(vm["metadata"]["namespace"], "other")
                    self.assertEqual({volume["secret"]["secretName"]
                                      for volume in pod_spec(vm)["volumes"] if "secret" in volume},
                                     {"vm-access-a"})
                    config = one(objects, "ConfigMap")["metadata"]
                    self.assertEqual(config["namespace"], "other")
                    self.assertIn(config["name"], {
                        volume["configMap"]["name"] for volume in pod_spec(vm)["volumes"]
                        if "configMap" in volume})

    def test_images_of_a_cloud_come_from_a_registry(self):
        for generation in kubectls():
            for name in ("overlays/aks", "overlays/aks/node"):
                for each in rendered(generation, name):
                    for found in containers(pod_spec(each)) if pod_spec(each) else ():
                        with self.subTest(kubectl=generation, name=found["name"]):
                            self.assertRegex(found["image"], r"^[^/]+\.[^/]+/.+(:\d|@sha256:)")

    def test_pods(self):
        """What is asked of each pod that runs a VM."""
        for generation in kubectls():
            for name in ("base", "overlays/local", "overlays/aks"):
                spec = pod_spec(one(rendered(generation, name), "StatefulSet"))
                with self.subTest(kubectl=generation, kustomization=name):
                    self.assertIs(spec["enableServiceLinks"], False)
                    self.assertIs(spec["automountServiceAccountToken"], False)
                    vm = container(spec, "vm")
                    for probe, option in (("startupProbe", "--startup"), ("readinessProbe", "--ready"),
                                          ("livenessProbe", "--live")):
                        self.assertEqual(vm[probe]["exec"]["command"],
                                         ["qemu-wrapper", "health", option])
                    self.assertEqual(variables(vm)["QEMU_WRAPPER_VNC_PASSWORD_FILE"],
                                     "/etc/vm-access/vnc-password")
                    mounts = [{mount["name"]: mount["mountPath"] for mount in each["volumeMounts"]}
                              for each in spec["containers"]]
                    self.assertEqual([each["vnc"] for each in mounts], ["/run/vnc"] * 2)


if __name__ == "__main__":
    need_kubectl()
    unittest.main()
