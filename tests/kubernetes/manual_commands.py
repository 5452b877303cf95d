# SPDX-License-Identifier: MIT
"""The commands of docs/kubernetes.md fit to the manifests: labels, taints and tags of node pools,
times, names, and the files that people are told to write."""

import os
import re
import shlex
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import stop  # noqa: E402
from kubernetes_support import (  # noqa: E402
    DEPLOY, SOURCE, container, containers, documents, example, identity, kubectls, kustomize,
    need_kubectl, one, pod_spec, rendered, variables,
)

with open(os.path.join(SOURCE, "docs", "kubernetes.md"), encoding="utf-8") as manual:
    MANUAL = manual.read()

TAG = "k8s.io_cluster-autoscaler_node-template_"


def commands(begin):
    """Words of the commands that begin so, with lines that a backslash joins."""
    joined = re.sub(r"\\\n +", " ", MANUAL)
    return [shlex.split(line, comments=True) for line in re.findall(r"^    (%s .*)$" % begin, joined, re.M)]


def option(words, name):
    """The values of an option, up to the next one."""
    result = []
    for word in words[words.index(name) + 1:]:
        if word.startswith("-"):
            break
        result.append(word)
    return result


def pools():
    return commands("az aks nodepool add")


def aks(name="overlays/aks"):
    return rendered(next(iter(kubectls())), name)


class NodePools(unittest.TestCase):
    def setUp(self):
        self.vm = pod_spec(one(aks(), "StatefulSet"))
        self.plugin = pod_spec(one(aks("overlays/aks/node"), "DaemonSet"))

    def complaints(self, words, spec):
        label = option(words, "--labels")[0].split("=")
        taint, effect = option(words, "--node-taints")[0].split(":")
        if spec["nodeSelector"].get(label[0]) != label[1]:
            yield "no node has what nodeSelector wants"
        if {"key": taint.split("=")[0], "operator": "Exists", "effect": effect} not in spec[
                "tolerations"]:
            yield "the taint keeps it out"
        if int(option(words, "--drain-timeout")[0]) * 60 <= spec.get(
                "terminationGracePeriodSeconds", 30):
            yield "the drain ends before the guest"

    def test_pools_take_both(self):
        self.assertEqual(len(pools()), 2)
        for words in pools():
            for spec in (self.vm, self.plugin):
                self.assertEqual(list(self.complaints(words, spec)), [])

    def test_mistakes_are_noticed(self):
        for old, new in (("qemu-wrapper/kvm=true", "kvm=true"), ("45", "2"),
                         ("qemu-wrapper/kvm=true:NoSchedule", "qemu-wrapper/kvm=true:NoExecute")):
            with self.subTest(new=new):
                words = [new if word == old else word for word in pools()[0]]
                self.assertEqual(len(list(self.complaints(words, self.vm))), 1)

    def test_tags_say_what_the_pool_will_have(self):
        tags = {key.replace(TAG, ""): value for key, value in (
            tag.split("=", 1) for tag in option(pools()[1], "--tags"))}
        resource = next(key for key in container(self.vm, "vm")["resources"]["limits"] if "/" in key)
        count = re.search(r"count: (\d+)", container(self.plugin, "device-plugin")["args"][1])[1]
        self.assertEqual(tags, {"resources_" + resource.replace("/", "_"): count})


class Names(unittest.TestCase):
    def test_images_are_pushed_that_are_used(self):
        built, pushed = ({words[words.index(word) + 1] for words in commands("podman " + verb)
                          if "$REGISTRY" in words[words.index(word) + 1]}
                         for verb, word in (("build", "-t"), ("push", "push")))
        used = {each["image"] for name in ("overlays/aks", "overlays/aks/node")
                for found in aks(name) if pod_spec(found) for each in containers(pod_spec(found))}
        ours = {"$" + name for name in used if name.startswith("REGISTRY")}
        self.assertEqual(len(ours), 2)
        self.assertEqual((built, pushed), (ours, ours))
        self.assertEqual({option(words, "--source")[0] for words in commands("az acr import")},
                         used - {name[1:] for name in ours})

    def test_objects_exist(self):
        """What kubectl is asked for by name is made by the manifests, but for what it is to create."""
        objects = {(kind.lower(), namespace, name) for folder in ("overlays/aks", "overlays/aks/node")
                   for kind, namespace, name in map(identity, aks(folder))}
        objects |= {("pod", "vms", "vm-0"), ("pod", "vms", "import")}
        short = {"svc": "service", "ds": "daemonset"}
        found = 0
        for words in commands("kubectl -n"):
            if "create" in words:
                continue
            namespace = words[2]
            for index, word in enumerate(words):
                kind, _, name = word.partition("/")
                kind = short.get(kind, kind)
                if not name and kind in ("statefulset", "daemonset", "pod", "secret") and index + 1 < len(words):
                    name = words[index + 1]
                if name and not name.startswith("-") and kind in ("statefulset", "daemonset", "pod", "secret", "service"):
                    self.assertIn((kind, namespace, name), objects, words)
                    found += 1
        self.assertGreaterEqual(found, 8)

    def test_containers_exist(self):
        names = {each["name"] for folder in ("overlays/aks", "overlays/aks/node")
                 for found in aks(folder) if pod_spec(found)
                 for each in containers(pod_spec(found))}
        for words in commands("kubectl -n"):
            if "-c" in words:
                self.assertIn(option(words, "-c")[0], names)

    def test_files_exist(self):
        for path in re.findall(r"`((?:base|overlays|examples|node)/[^`]*)`", MANUAL):
            path = path.replace("node/", "overlays/aks/node/", 1) if path.startswith("node/") else path
            self.assertTrue(os.path.exists(os.path.join(DEPLOY, path)), path)

    def test_the_claim_to_import_to(self):
        vm = one(aks(), "StatefulSet")
        claim = "%s-%s-0" % (vm["spec"]["volumeClaimTemplates"][0]["metadata"]["name"],
                             vm["metadata"]["name"])
        spec = pod_spec(example("import.yaml")[0])
        self.assertEqual(spec["volumes"][0]["persistentVolumeClaim"]["claimName"], claim)


class Files(unittest.TestCase):
    def block(self, begin):
        """An indented block of the manual, from the line that begins it."""
        found = re.search(r"^    %s\n(?:    .*\n)+" % re.escape(begin), MANUAL, re.M)[0]
        return re.sub(r"^    ", "", found, flags=re.M)

    def test_an_overlay_of_ones_own(self):
        own = self.block("# kustomization.yaml")
        own = own.replace("- size.yaml", "- size.yaml\n  - stop.yaml")
        size = self.block("# size.yaml: how much the VM gets; what isn't named stays, squat.ai/kvm too")
        stopping = self.block("# stop.yaml")
        for generation, kubectl in kubectls().items():
            with self.subTest(kubectl=generation), tempfile.TemporaryDirectory() as place:
                shutil.copytree(DEPLOY, os.path.join(place, "deploy", "kubernetes"))
                folder = os.path.join(place, "own")
                os.mkdir(folder)
                for name, text in (("kustomization.yaml", own), ("args", "-S\n"),
                                   ("size.yaml", size), ("stop.yaml", stopping)):
                    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                        file.write(text)
                status, out, err = kustomize(kubectl, folder)
                self.assertEqual(status, 0, err)
                objects = documents(out)
                self.assertEqual(one(objects, "ConfigMap")["data"]["args"], "-S\n")
                self.assertIn("50-pod.conf", one(objects, "ConfigMap")["data"])
                spec = pod_spec(one(objects, "StatefulSet"))
                self.assertEqual(container(spec, "vm")["resources"]["limits"],
                                 {"cpu": "4", "memory": "8Gi", "squat.ai/kvm": "1"})
                self.assertEqual(spec["terminationGracePeriodSeconds"], 3600)
                self.assertEqual(stop.complaints(spec), [])
                self.assertEqual(variables(container(spec, "vm"))["QEMU_WRAPPER_STOP_TIMEOUT"],
                                 "3590s")


if __name__ == "__main__":
    need_kubectl()
    unittest.main()
