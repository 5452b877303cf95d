# SPDX-License-Identifier: MIT
"""No guest reaches what gives out the cloud's credentials, over IPv4 or IPv6, whichever rule one
takes; the internet it does reach. Only namespaces with the label reach the screen."""

import copy
import ipaddress
import unittest

from kubernetes_support import kubectls, need_kubectl, one, rendered

# Azure, AWS, Google, Oracle and OpenStack: the first; Azure's wire server; AWS's and Google's by
# IPv6; the first two as addresses that IPv6 embeds (RFC 4291, RFC 6052).
METADATA = (
    "169.254.169.254", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254", "fe80::a9fe:a9fe",
    "::ffff:169.254.169.254", "::ffff:168.63.129.16", "64:ff9b::169.254.169.254",
    "64:ff9b::168.63.129.16", "::169.254.169.254",
)  # fmt: skip
# Of AKS by default: services, pods, nodes; the kubelet's own; a home network; unique local IPv6.
PRIVATE = ("10.0.0.1", "10.244.0.7", "10.224.0.4", "172.16.0.1", "192.168.1.1", "100.64.0.1",
           "127.0.0.1", "::1", "fd00::1")
INTERNET = ("151.101.2.132", "8.8.8.8", "168.63.129.17", "169.253.255.255", "2a04:4e42::644",
            "2606:4700:4700::1111", "64:ff9b::8.8.8.8")


def inside(address, network):
    address, network = ipaddress.ip_address(address), ipaddress.ip_network(network)
    return address.version == network.version and address in network


def lets_through(policy, address):
    """Whether some rule for addresses lets a packet go there; any port counts."""
    if "Egress" not in policy["spec"]["policyTypes"]:
        return True
    for rule in policy["spec"].get("egress", ()):
        # A rule that names no destination is for all of them.
        if not rule.get("to"):
            return True
        for to in rule["to"]:
            block = to.get("ipBlock")
            if block and inside(address, block["cidr"]):
                if not any(inside(address, each) for each in block.get("except", ())):
                    return True
    return False


class Network(unittest.TestCase):
    def policies(self):
        for generation in kubectls():
            for name in ("base", "overlays/local", "overlays/aks"):
                found = one(rendered(generation, name), "NetworkPolicy")
                yield "%s by the %s kubectl" % (name, generation), copy.deepcopy(found)

    def test_addresses(self):
        for where, policy in self.policies():
            for address in METADATA + PRIVATE + INTERNET:
                with self.subTest(where=where, address=address):
                    self.assertEqual(lets_through(policy, address), address in INTERNET)

    def test_exceptions_are_inside(self):
        """A server refuses others."""
        for where, policy in self.policies():
            for rule in policy["spec"]["egress"]:
                for to in rule["to"]:
                    block = to.get("ipBlock", {"cidr": "::/0"})
                    for each in block.get("except", ()):
                        with self.subTest(where=where, exception=each):
                            network = ipaddress.ip_network(each)
                            self.assertTrue(network.subnet_of(ipaddress.ip_network(block["cidr"])))

    def test_planted_mistakes(self):
        for where, policy in self.policies():
            blocks = [to["ipBlock"] for rule in policy["spec"]["egress"] for to in rule["to"]
                      if "ipBlock" in to]
            for index, each, address in ((0, "169.254.0.0/16", METADATA[0]),
                                         (0, "168.63.129.16/32", METADATA[1]),
                                         (1, "fc00::/7", METADATA[2])):
                with self.subTest(where=where, without=each):
                    blocks[index]["except"].remove(each)
                    self.assertTrue(lets_through(policy, address))
                    blocks[index]["except"].append(each)
                    self.assertFalse(lets_through(policy, address))
            policy["spec"]["egress"].append({"ports": [{"port": 80}]})
            self.assertTrue(lets_through(policy, METADATA[0]))

    def test_names_are_asked_of_the_cluster_only(self):
        for where, policy in self.policies():
            with self.subTest(where=where):
                rules = [rule for rule in policy["spec"]["egress"]
                         if not any("ipBlock" in to for to in rule["to"])]
                self.assertEqual(len(rules), 1)
                self.assertEqual({each["port"] for each in rules[0]["ports"]}, {53})
                self.assertEqual(len(rules[0]["to"]), 1)
                self.assertEqual(set(rules[0]["to"][0]), {"namespaceSelector", "podSelector"})

    def test_the_screen(self):
        for where, policy in self.policies():
            with self.subTest(where=where):
                self.assertIn("Ingress", policy["spec"]["policyTypes"])
                (rule,) = policy["spec"]["ingress"]
                self.assertEqual([each["port"] for each in rule["ports"]], ["screen"])
                self.assertEqual(rule["from"], [{"namespaceSelector": {"matchLabels": {
                    "qemu-wrapper/may-view": "true"}}}])


if __name__ == "__main__":
    need_kubectl()
    unittest.main()
