# SPDX-License-Identifier: MIT
"""Every manifest is what Kubernetes' own types say, and has no field that they don't know: a field
that is misspelt is dropped by a server, and nobody hears of it."""

import copy
import json
import os
import sys
import unittest

from kubernetes_support import SOURCE, documents, identity, manifests, need_kubectl

try:
    import jsonschema
except ImportError:
    print("skipped: needs python3-jsonschema")
    sys.exit(77)

TYPES = os.path.join(SOURCE, "tests", "kubernetes", "types")


def load():
    """Names of definitions by `apiVersion/Kind`, and the definitions."""
    kinds, definitions = {}, {}
    for name in ("kubernetes.json", "gateway.json"):
        with open(os.path.join(TYPES, name), encoding="utf-8") as file:
            found = json.load(file)
        kinds.update(found["kinds"])
        definitions.update(found["definitions"])
    return kinds, definitions


KINDS, DEFINITIONS = load()
VALIDATORS = {}


def complaints(manifest):
    """What is wrong with an object, each with its place."""
    kind = "%s/%s" % (manifest.get("apiVersion"), manifest.get("kind"))
    if kind not in KINDS:
        return ["no type is known for " + kind]
    if kind not in VALIDATORS:
        VALIDATORS[kind] = jsonschema.Draft7Validator(
            {"$ref": "#/definitions/" + KINDS[kind], "definitions": DEFINITIONS})
    return ["%s: %.200s" % ("/".join(map(str, error.absolute_path)), error.message)
            for error in VALIDATORS[kind].iter_errors(manifest)]


def place(manifest, path):
    for key in path[:-1]:
        manifest = manifest[key]
    return manifest, path[-1]


VM = ("spec", "template", "spec", "containers", 0)
# Kind, where, and what is put there; None takes it away.
MISTAKES = (
    ("StatefulSet", ("spec", "terminationGracePeriodSeconds"), 5),
    ("StatefulSet", ("spec", "template", "spec", "enableServiceLink"), False),
    ("StatefulSet", ("spec", "template", "spec", "enableServiceLinks"), "false"),
    ("StatefulSet", ("spec", "template", "spec", "containers"), None),
    ("StatefulSet", ("spec", "serviceName"), None),
    ("StatefulSet", (*VM, "name"), None),
    ("StatefulSet", (*VM, "readynessProbe"), {}),
    ("StatefulSet", (*VM, "livenessProbe", "exec", "command"), "qemu-wrapper health"),
    ("StatefulSet", (*VM, "livenessProbe", "periodSeconds"), "30"),
    ("StatefulSet", (*VM, "securityContext", "capabilities", "drop"), "ALL"),
    ("StatefulSet", (*VM, "securityContext", "readOnlyRootFileSystem"), True),
    ("StatefulSet", (*VM, "env", 0, "value"), 1),
    ("StatefulSet", (*VM, "volumeMounts", 0, "path"), "/data"),
    ("StatefulSet", (*VM, "resources", "limit"), {}),
    ("NetworkPolicy", ("spec", "egress", 1, "to", 0, "ipBlock", "cidr"), None),
    ("NetworkPolicy", ("spec", "egress", 1, "to", 0, "ipBlock", "excepts"), []),
    ("Service", ("spec", "ports", 0, "port"), None),
    ("Job", ("spec", "backofLimit"), 0),
    ("Gateway", ("spec", "gatewayClassName"), None),
    ("HTTPRoute", ("spec", "rules", 0, "filter"), []),
    ("HTTPRoute", ("spec", "rules", 0, "filters"), [{"type": "URLrewrite"}]),
    ("HTTPRoute", ("spec", "rules", 0, "timeouts", "request"), "0"),
    ("HTTPRoute", ("spec", "rules", 0, "backendRefs", 0, "port"), "80"),
    ("Ingress", ("spec", "rules", 0, "http", "paths", 0, "pathType"), None),
)  # fmt: skip


class Schemas(unittest.TestCase):
    def test_every_manifest(self):
        count = 0
        for where, manifest in manifests():
            with self.subTest(where=where, object=identity(manifest)):
                self.assertEqual(complaints(manifest), [])
                count += 1
        self.assertGreater(count, 20)

    def test_planted_mistakes(self):
        found = {}
        for _, manifest in manifests():
            found.setdefault(manifest["kind"], manifest)
        for kind, path, value in MISTAKES:
            with self.subTest(kind=kind, path=path):
                manifest = copy.deepcopy(found[kind])
                parent, key = place(manifest, path)
                if value is None:
                    del parent[key]
                else:
                    parent[key] = value
                self.assertEqual(len(complaints(manifest)), 1, complaints(manifest))

    def test_kinds_that_nobody_knows(self):
        for kind in ("Statefulset", "VirtualMachine", None):
            self.assertEqual(len(complaints({"apiVersion": "apps/v1", "kind": kind})), 1)

    def test_keys_that_stand_twice(self):
        with self.assertRaises(Exception) as caught:
            documents("spec:\n  replicas: 1\n  replicas: 2\n")
        self.assertIn("twice in one mapping: ['replicas']", str(caught.exception))

    def test_types_have_a_version(self):
        """The extracts say what they are of, and refuse what they don't know, in every object."""
        for name in ("kubernetes.json", "gateway.json"):
            with open(os.path.join(TYPES, name), encoding="utf-8") as file:
                found = json.load(file)
            self.assertRegex(found["version"], r"^\d+\.\d+")
            for definition in found["definitions"].values():
                if definition.get("properties"):
                    self.assertIs(definition["additionalProperties"], False)


if __name__ == "__main__":
    need_kubectl()
    unittest.main()
