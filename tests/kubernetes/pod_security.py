# SPDX-License-Identifier: MIT
"""Every pod that runs a VM passes Pod Security "restricted". The rules are those that Kubernetes
publishes (kubernetes.io/docs/concepts/security/pod-security-standards, profile Restricted, which has
all of Baseline), each a function here; violations are planted for each. Only the device plugin may
break them, in a namespace that says so."""

import copy
import unittest

from kubernetes_support import (
    containers, identity, kubectls, manifests, need_kubectl, one, pod_spec, rendered,
)  # fmt: skip

VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim",
           "projected", "secret"}
SYSCTLS = {"kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies",
           "net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start",
           "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time",
           "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
           "net.ipv4.tcp_keepalive_probes"}
SELINUX = {None, "", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"}
HANDLERS = ("startupProbe", "readinessProbe", "livenessProbe")


def contexts(spec):
    """The security contexts: the pod's, and those of its containers by name."""
    yield "the pod", spec.get("securityContext", {})
    for each in containers(spec) + spec.get("ephemeralContainers", []):
        yield each["name"], each.get("securityContext", {})


def of_the_pod(spec, annotations):
    for key in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(key):
            yield "%s is true" % key
    for volume in spec.get("volumes", ()):
        for kind in set(volume) - {"name"} - VOLUMES:
            yield "volume %s is a %s" % (volume["name"], kind)
    for sysctl in spec.get("securityContext", {}).get("sysctls", ()):
        if sysctl["name"] not in SYSCTLS:
            yield "sysctl %s" % sysctl["name"]
    for name, value in annotations.items():
        if name.startswith("container.apparmor.security.beta.kubernetes.io/"):
            if value != "runtime/default" and not value.startswith("localhost/"):
                yield "AppArmor %s" % value


def of_any_context(name, context):
    if context.get("windowsOptions", {}).get("hostProcess"):
        yield "%s: hostProcess" % name
    selinux = context.get("seLinuxOptions", {})
    if selinux.get("type") not in SELINUX or selinux.get("user") or selinux.get("role"):
        yield "%s: SELinux %s" % (name, selinux)
    if context.get("appArmorProfile", {}).get("type") not in (None, "RuntimeDefault", "Localhost"):
        yield "%s: AppArmor" % name
    if context.get("runAsUser") == 0:
        yield "%s: runs as user 0" % name
    if context.get("runAsNonRoot") is False:
        yield "%s: runAsNonRoot is false" % name
    if context.get("seccompProfile", {}).get("type") == "Unconfined":
        yield "%s: seccomp unconfined" % name


def of_a_container(each, pod):
    context = each.get("securityContext", {})
    if context.get("privileged"):
        yield "is privileged"
    if context.get("allowPrivilegeEscalation") is not False:
        yield "may gain privileges"
    capabilities = context.get("capabilities", {})
    if "ALL" not in capabilities.get("drop", ()):
        yield "does not drop all capabilities"
    for capability in set(capabilities.get("add", ())) - {"NET_BIND_SERVICE"}:
        yield "adds %s" % capability
    if context.get("procMount", "Default") != "Default":
        yield "unmasked /proc"
    if not context.get("runAsNonRoot", pod.get("runAsNonRoot")):
        yield "may run as root"
    if context.get("seccompProfile", pod.get("seccompProfile", {})).get("type") not in (
            "RuntimeDefault", "Localhost"):
        yield "has no seccomp profile"
    for port in each.get("ports", ()):
        if port.get("hostPort"):
            yield "has a port of the host"
    hooks = each.get("lifecycle", {})
    for handler in [each.get(key, {}) for key in HANDLERS] + list(hooks.values()):
        if handler.get("httpGet", {}).get("host") or handler.get("tcpSocket", {}).get("host"):
            yield "probes another host"


def violations(spec, annotations=None):
    result = list(of_the_pod(spec, annotations or {}))
    for name, context in contexts(spec):
        result += of_any_context(name, context)
    for each in containers(spec) + spec.get("ephemeralContainers", []):
        result += ["%s %s" % (each["name"], found)
                   for found in of_a_container(each, spec.get("securityContext", {}))]
    return result


def annotations_of(manifest):
    template = manifest if manifest["kind"] == "Pod" else manifest["spec"]["template"]
    return template.get("metadata", {}).get("annotations", {})


# Where, and what is put there; None takes it away. Each is one violation, or one for each of the
# three containers.
PLANTED = (
    (("hostNetwork",), True, 1),
    (("hostPID",), True, 1),
    (("volumes", 0), {"name": "run", "hostPath": {"path": "/run"}}, 1),
    (("volumes", 0), {"name": "run", "nfs": {"server": "a", "path": "/"}}, 1),
    (("securityContext", "sysctls"), [{"name": "kernel.msgmax", "value": "1"}], 1),
    (("securityContext", "runAsUser"), 0, 1),
    (("securityContext", "runAsNonRoot"), None, 3),
    (("securityContext", "seccompProfile"), None, 3),
    (("securityContext", "seccompProfile", "type"), "Unconfined", 4),
    (("securityContext", "seLinuxOptions"), {"type": "spc_t"}, 1),
    (("containers", 0, "securityContext"), None, 2),
    (("containers", 0, "securityContext", "privileged"), True, 1),
    (("containers", 0, "securityContext", "runAsUser"), 0, 1),
    (("containers", 0, "securityContext", "runAsNonRoot"), False, 2),
    (("containers", 0, "securityContext", "allowPrivilegeEscalation"), None, 1),
    (("containers", 0, "securityContext", "capabilities", "drop"), ["NET_RAW"], 1),
    (("containers", 0, "securityContext", "capabilities", "add"), ["NET_ADMIN"], 1),
    (("containers", 0, "securityContext", "procMount"), "Unmasked", 1),
    (("containers", 0, "securityContext", "seccompProfile"), {"type": "Unconfined"}, 2),
    (("containers", 1, "ports", 0, "hostPort"), 8080, 1),
    (("containers", 1, "livenessProbe", "tcpSocket", "host"), "169.254.169.254", 1),
    (("initContainers", 0, "securityContext", "capabilities", "drop"), None, 1),
)


class PodSecurity(unittest.TestCase):
    def test_pods_of_vms(self):
        count = 0
        for where, manifest in manifests():
            if pod_spec(manifest) and manifest["kind"] != "DaemonSet":
                with self.subTest(where=where, object=identity(manifest)):
                    self.assertEqual(violations(pod_spec(manifest), annotations_of(manifest)), [])
                    for each in containers(pod_spec(manifest)):
                        self.assertIs(each["securityContext"]["readOnlyRootFilesystem"], True)
                    count += 1
        self.assertGreaterEqual(count, 5)

    def test_planted_violations(self):
        for generation in kubectls():
            spec = pod_spec(one(rendered(generation, "base"), "StatefulSet"))
            for path, value, count in PLANTED:
                with self.subTest(kubectl=generation, path=path, value=value):
                    bad = copy.deepcopy(spec)
                    parent = bad
                    for key in path[:-1]:
                        parent = parent[key]
                    if value is None:
                        del parent[path[-1]]
                    else:
                        parent[path[-1]] = value
                    self.assertEqual(len(violations(bad)), count, violations(bad))

    def test_namespaces_say_it(self):
        for generation in kubectls():
            for name, level in (("base", "restricted"), ("overlays/local", "restricted"),
                                ("overlays/aks", "restricted"), ("overlays/aks/node", "privileged")):
                with self.subTest(kubectl=generation, kustomization=name):
                    labels = one(rendered(generation, name), "Namespace")["metadata"]["labels"]
                    self.assertEqual(labels["pod-security.kubernetes.io/enforce"], level)

    def test_the_device_plugin_is_what_needs_rights(self):
        for generation in kubectls():
            found = violations(pod_spec(one(rendered(generation, "overlays/aks/node"), "DaemonSet")))
            self.assertIn("device-plugin is privileged", found)


if __name__ == "__main__":
    need_kubectl()
    unittest.main()
