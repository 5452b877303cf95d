# SPDX-License-Identifier: MIT
"""What the tests of deploy/kubernetes share; no test by itself: kubectl's renderings of the
kustomizations, and the manifests of the tree. Needs QW_SOURCE, the root of the sources."""

import functools
import os
import re
import shutil
import subprocess
import sys

try:
    import yaml
except ImportError:
    print("skipped: needs python3-yaml")
    sys.exit(77)

SOURCE = os.environ["QW_SOURCE"]
DEPLOY = os.path.join(SOURCE, "deploy", "kubernetes")
KUSTOMIZATIONS = ("base", "overlays/local", "overlays/aks", "overlays/aks/node")
EXAMPLES = ("gateway.yaml", "import.yaml", "ingress.yaml", "run-once.yaml")
# The last minor version of kubectl that has kustomize 2.0.3: Debian 12's.
LAST_OLD = 20
TIME_LIMIT = 60

PODS = {
    "Pod": ("spec",),
    "StatefulSet": ("spec", "template", "spec"),
    "DaemonSet": ("spec", "template", "spec"),
    "Job": ("spec", "template", "spec"),
}


class StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML whose mappings have each key once; kubectl and the server are silent about a second."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise yaml.constructor.ConstructorError(
                None, None, "twice in one mapping: %s" % sorted(twice), node.start_mark)
        return super().construct_mapping(node, deep)


def documents(text):
    return [each for each in yaml.load_all(text, Loader=StrictLoader) if each is not None]


def minor_version(kubectl):
    """20 for kubectl 1.20, None for what isn't kubectl."""
    try:
        done = subprocess.run([kubectl, "version", "--client"], capture_output=True, text=True,
                              timeout=TIME_LIMIT, check=False)
    except OSError:
        return None
    found = re.search(r'\bv1\.(\d+)\.', done.stdout)
    return int(found[1]) if found else None


@functools.lru_cache(maxsize=None)
def kubectls():
    """The kubectl of each generation that is here, by `old` and `new`. scripts/test unpacks both
    below build/kubectl, for they can't be installed together."""
    places = [os.path.join(SOURCE, "build", "kubectl", suite, "usr", "bin", "kubectl")
              for suite in ("bookworm", "trixie")]
    found = {}
    for place in [*places, shutil.which("kubectl")]:
        minor = minor_version(place) if place else None
        if minor is not None:
            found.setdefault("old" if minor <= LAST_OLD else "new", place)
    return found


def kustomize(kubectl, folder):
    """What `kubectl kustomize` does with a folder: status, standard output, standard error."""
    done = subprocess.run([kubectl, "kustomize", folder], capture_output=True, text=True,
                          timeout=TIME_LIMIT, check=False)
    return done.returncode, done.stdout, done.stderr


@functools.lru_cache(maxsize=None)
def rendered(generation, name):
    """The objects of one kustomization of the tree."""
    status, out, err = kustomize(kubectls()[generation], os.path.join(DEPLOY, name))
    if status:
        raise AssertionError("%s kubectl, %s: %s" % (generation, name, err))
    return documents(out)


@functools.lru_cache(maxsize=None)
def example(name):
    with open(os.path.join(DEPLOY, "examples", name), encoding="utf-8") as file:
        return documents(file.read())


def manifests():
    """Everything that a cluster is given: pairs of where it is from and the object."""
    for generation in kubectls():
        for name in KUSTOMIZATIONS:
            for each in rendered(generation, name):
                yield "%s by the %s kubectl" % (name, generation), each
    for name in EXAMPLES:
        for each in example(name):
            yield "examples/" + name, each


def identity(manifest):
    """Kind, namespace and name; without the hash that kustomize puts behind a generated name."""
    name = manifest["metadata"]["name"]
    if manifest["kind"] == "ConfigMap":
        name = re.sub(r"-[0-9a-z]{10}$", "", name)
    return manifest["kind"], manifest["metadata"].get("namespace"), name


def pod_spec(manifest):
    """The specification of the pods that an object makes, or None."""
    path = PODS.get(manifest["kind"])
    for key in path or ():
        manifest = manifest[key]
    return manifest if path else None


def containers(spec):
    return spec.get("initContainers", []) + spec["containers"]


def container(spec, name):
    return next(each for each in containers(spec) if each["name"] == name)


def variables(each):
    return {entry["name"]: entry.get("value") for entry in each.get("env", ())}


def one(found, kind, name=None):
    """The only object of that kind, or of that kind and name."""
    result = [each for each in found
              if each["kind"] == kind and name in (None, identity(each)[2])]
    if len(result) != 1:
        raise AssertionError("%d objects %s %s" % (len(result), kind, name or ""))
    return result[0]


def need_kubectl(generation=None):
    """Ends the whole test as skipped where there is no kubectl, or not that one."""
    if not kubectls() or (generation and generation not in kubectls()):
        print("skipped: no %skubectl; scripts/test unpacks it" % (
            generation + " " if generation else ""))
        sys.exit(77)
