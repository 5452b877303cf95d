# SPDX-License-Identifier: MIT
"""A StatefulSet's first pod as `podman kube play` takes it, which knows no StatefulSets: the very
template, with what a cluster would fill in. Left out are probes, which podman can't run without
systemd, what chooses a node, and the KVM resource. Secrets become ConfigMaps, for Debian 12's podman
(4.3) mounts them as base64. Init containers stand apart: podman takes 20 seconds to see their end."""

import copy

from kubernetes_support import container, containers, one, pod_spec, yaml
from kubernetes_support import variables as variables_of

CLUSTER_ONLY = ("nodeSelector", "tolerations", "topologySpreadConstraints", "serviceAccountName")
PROBES = ("startupProbe", "readinessProbe", "livenessProbe")


def claim(template, pod):
    name = template["metadata"]["name"]
    return {"name": name, "persistentVolumeClaim": {"claimName": "%s-%s" % (name, pod)}}


def without_secrets(volumes, secrets, name):
    """ConfigMaps in the place of Secrets, one a volume, with the keys that this one mounts."""
    for volume in volumes:
        secret = volume.pop("secret", None)
        if secret:
            data = {item["path"]: secrets[secret["secretName"]][item["key"]]
                    for item in secret["items"]}
            metadata = {"name": "%s-%s" % (volume["name"], name)}
            volume["configMap"] = dict(metadata)
            yield {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


def prepare(each, port):
    for key in PROBES:
        each.pop(key, None)
    for amounts in each["resources"].values():
        for resource in [key for key in amounts if "/" in key]:
            del amounts[resource]
    for entry in each.get("ports", ()):
        entry.update(hostIP="127.0.0.1", hostPort=port)


def as_pod(objects, name, port, secrets, variables):
    """The pod and the ConfigMaps that it mounts. Its screen is at 127.0.0.1:`port`; `variables` take
    the place of those of the container `vm`."""
    vm = one(objects, "StatefulSet")
    spec = copy.deepcopy(pod_spec(vm))
    for key in CLUSTER_ONLY:
        spec.pop(key, None)
    for each in containers(spec):
        prepare(each, port)
    for entry in container(spec, "vm")["env"]:
        entry["value"] = variables.get(entry["name"], entry["value"])
    maps = list(without_secrets(spec["volumes"], secrets, name))
    spec["volumes"] += [claim(each, name) for each in vm["spec"]["volumeClaimTemplates"]]
    spec.pop("initContainers", None)
    template = vm["spec"]["template"]["metadata"]
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, **template}, "spec": spec}
    return maps + [each for each in objects if each["kind"] == "ConfigMap"] + [pod]


def init_commands(objects, name):
    """The init containers, each as the words of `podman run`."""
    vm = one(objects, "StatefulSet")
    claims = {each["metadata"]["name"] for each in vm["spec"]["volumeClaimTemplates"]}
    user = pod_spec(vm)["securityContext"]
    for each in pod_spec(vm).get("initContainers", ()):
        words = ["run", "--rm", "--network=none", "--read-only", "--cap-drop=ALL",
                 "--security-opt=no-new-privileges",
                 "--user=%d:%d" % (user["runAsUser"], user["runAsGroup"])]
        for mount in each["volumeMounts"]:
            if mount["name"] not in claims:
                raise AssertionError("only claims are mounted here, not " + mount["name"])
            words.append("--volume=%s-%s:%s" % (mount["name"], name, mount["mountPath"]))
        words += ["--env=%s=%s" % pair for pair in variables_of(each).items()]
        yield [*words, "--entrypoint=" + each["command"][0], each["image"], *each["command"][1:]]


def as_text(objects):
    return "---\n".join(yaml.safe_dump(each) for each in objects)
