# SPDX-License-Identifier: MIT
"""The supervisor's own time ends well before Kubernetes kills, in every rendering and example."""

import copy
import re
import unittest

from kubernetes_support import (
    containers, identity, kubectls, manifests, need_kubectl, one, pod_spec, rendered, variables,
)  # fmt: skip

# For what comes after: flushing disks, the log, the termination message.
MARGIN = 10
UNITS = {"ms": 0.001, "s": 1, "": 1, "m": 60, "min": 60, "h": 3600}


def seconds(text):
    found = re.fullmatch(r"(\d+)(ms|s|m|min|h|)", text or "")
    if not found:
        raise AssertionError("no time: %s" % text)
    return int(found[1]) * UNITS[found[2]]


def complaints(spec):
    """What is wrong with the times of a pod that runs QEMU."""
    found = []
    for each in containers(spec):
        if each["name"] != "vm":
            continue
        grace = spec.get("terminationGracePeriodSeconds", 30)
        stop = variables(each).get("QEMU_WRAPPER_STOP_TIMEOUT")
        if stop is None:
            found.append("no stop-timeout")
        elif stop == "none" or seconds(stop) + MARGIN > grace:
            found.append("stop-timeout %s, grace period %s s" % (stop, grace))
        if each.get("lifecycle", {}).get("preStop"):
            found.append("a preStop hook takes its time from the grace period")
    return found


class Stop(unittest.TestCase):
    def test_every_pod(self):
        count = 0
        for where, manifest in manifests():
            spec = pod_spec(manifest)
            if spec and any(each["name"] == "vm" for each in containers(spec)):
                with self.subTest(where=where, object=identity(manifest)):
                    self.assertEqual(complaints(spec), [])
                    count += 1
        self.assertGreaterEqual(count, 4)

    def test_planted_mistakes(self):
        for generation in kubectls():
            spec = pod_spec(one(rendered(generation, "base"), "StatefulSet"))
            for grace in (119, 30, 0, None):
                with self.subTest(kubectl=generation, grace=grace):
                    bad = copy.deepcopy(spec)
                    bad["terminationGracePeriodSeconds"] = grace
                    if grace is None:
                        del bad["terminationGracePeriodSeconds"]
                    self.assertEqual(len(complaints(bad)), 1)
            for stop in ("111s", "2m", "none", "110001ms", None):
                with self.subTest(kubectl=generation, stop=stop):
                    bad = copy.deepcopy(spec)
                    for each in bad["containers"][0]["env"]:
                        if each["name"] == "QEMU_WRAPPER_STOP_TIMEOUT":
                            each["value"] = stop
                    self.assertEqual(len(complaints(bad)), 1)
            bad = copy.deepcopy(spec)
            bad["containers"][0]["lifecycle"] = {"preStop": {"sleep": {"seconds": 5}}}
            self.assertEqual(len(complaints(bad)), 1)


if __name__ == "__main__":
    need_kubectl()
    unittest.main()
