# SPDX-License-Identifier: MIT
"""Services named like us or like VNC harm no VM in their namespace, even where a pod keeps service
links on: the wrapper does the same with what Kubernetes injects for them, but for a note."""

import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import NAME, QUIET, StandinCase, difference, entries  # noqa: E402

# Names of Services, and ports that people give to theirs.
SERVICES = {
    "vnc": {"": 5900, "web": 5700},
    "qemu": {"": 4444},
    "qemu-args": {"file": 80},
    "qemu-wrapper": {"real": 80, "config": 443},
    "qemu-wrapper-vnc": {"": 5900, "bind": 5901},
    "qemu-wrapper-kvm": {"mode": 80},
    "qemu-wrapper-args": {"": 80},
    "qemu-wrapper-log": {"to": 514},
}
LINES = (
    QUIET,
    ["-accel", "kvm", "-m", "1G"],
    [*QUIET, "-vnc", ":5901"],
    [*QUIET, "-vnc", "127.0.0.1:1,websocket=on", "-name", "a,b"],
    ["-version"],
)


def links(name, ports, address="10.0.0.7"):
    """What the kubelet injects for one Service (pkg/kubelet/envvars): the first port counts twice,
    and names of ports appear, too."""
    base = name.upper().replace("-", "_")
    numbers = list(ports.values())
    result = {base + "_SERVICE_HOST": address, base + "_SERVICE_PORT": str(numbers[0]),
              base + "_PORT": "tcp://%s:%d" % (address, numbers[0])}
    for port, number in ports.items():
        if port:
            result["%s_SERVICE_PORT_%s" % (base, port.upper())] = str(number)
        each = "%s_PORT_%d_TCP" % (base, number)
        result.update({each: "tcp://%s:%d" % (address, number), each + "_PROTO": "tcp",
                       each + "_PORT": str(number), each + "_ADDR": address})
    return result


def poison():
    result = {}
    for name, ports in SERVICES.items():
        result.update(links(name, ports))
    # Options that somebody's plugin may have, and Services of just that name would set.
    result.update({key: "tcp://10.0.0.7:80" for key in (
        "QEMU_WRAPPER", "QEMU_WRAPPER_CONFIG", "QEMU_WRAPPER_REAL", "QEMU_WRAPPER_PLUGINS",
        "QEMU_WRAPPER_VNC_PORT", "QEMU_WRAPPER_VNC_BIND", "QEMU_WRAPPER_KVM_MODE")})
    return result


class ServiceLinks(StandinCase):
    def variables(self, **more):
        """The stand-in by PATH alone, so that QEMU_WRAPPER_REAL is free to be poisoned."""
        more = {"QEMU_WRAPPER_REAL": None, **more}
        return self.place.variables(**more)

    def plan(self, words, **more):
        return self.explained(words, self.variables(**more))

    def assert_same_plan(self, words, **more):
        clean, poisoned = self.plan(words), self.plan(words, **more)
        known = [note["text"] for note in clean.pop("notes")]
        texts = [note["text"] for note in poisoned.pop("notes")]
        self.assertEqual(clean, poisoned)
        added = [text for text in texts if text not in known]
        self.assertEqual([text for text in known if text not in texts], [])
        for text in added:
            self.assertIn("is ignored", text)
        return added

    def test_plans_are_the_same(self):
        for words in LINES:
            with self.subTest(words=words):
                self.assertEqual(len(self.assert_same_plan(words, **poison())), 6)

    def test_service_links_alone_are_not_even_noted(self):
        variables = {}
        for name, ports in SERVICES.items():
            variables.update(links(name, ports))
        for words in LINES:
            with self.subTest(words=words):
                self.assertEqual(self.assert_same_plan(words, **variables), [])

    def test_launches_are_the_same(self):
        """Process, arguments and environment of QEMU, which still has all variables; and no word on
        standard error."""
        env = entries(self.variables(**poison()))
        for words in ([*QUIET], [*QUIET, "-name", "a"]):
            with self.subTest(words=words):
                direct = self.place.launch(self.place.real, [NAME, *words], env)
                wrapped = self.place.launch(self.place.dropin, [NAME, *words], env)
                self.assert_started(wrapped)
                self.assertEqual(difference(direct.state, wrapped.state), [])

    def test_the_comparison_notices(self):
        """A value that no Service injects takes effect, and so would one of these."""
        for name, value in (("QEMU_ARGS", "-S"), ("QEMU_WRAPPER_VNC_BIND", "127.0.0.1")):
            with self.subTest(name=name), self.assertRaises(AssertionError):
                self.assert_same_plan([*QUIET, "-vnc", ":1"], **{name: value})

    def test_doctor_knows_where_they_are_from(self):
        done = subprocess.run([self.place.tool, "doctor", "--json"], capture_output=True, text=True,
                              env=self.variables(**poison()), timeout=60, check=False)
        found = {each["subject"]: each for section in json.loads(done.stdout)["sections"]
                 if section["section"] == "variables" for each in section["findings"]}
        for name in links("qemu-wrapper-vnc", SERVICES["qemu-wrapper-vnc"]):
            with self.subTest(name=name):
                self.assertEqual(found[name]["severity"], "info")
                self.assertIn("Kubernetes", found[name]["text"])


if __name__ == "__main__":
    unittest.main()
