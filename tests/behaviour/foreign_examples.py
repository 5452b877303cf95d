# SPDX-License-Identifier: MIT
"""Foreign hooks with real libraries of the system: libuuid, libc, libnuma, libz. What they say is
compared with what Python says."""

import os
import sys
import unittest
import uuid
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from foreign_support import ForeignCase, argv_of, env_of  # noqa: E402

NIC = "virtio-net-pci"
UUID = {
    "library": "libuuid.so.1",
    "function": "void uuid_generate_sha1(char *out, const char *ns, const char *name, size_t len)",
    "arguments": 'buffer(16), "%s", ${name.guest}, ${#name.guest}'
    % "".join("\\x%02x" % byte for byte in uuid.NAMESPACE_DNS.bytes),
    "add": "uuid",
    "value": "${buffer.uuid}",
    "unless": "uuid",
}
MAC = {
    "library": "libz.so.1",
    "function": "unsigned long crc32(unsigned long crc, const char *buf, unsigned int len)",
    "arguments": "0, ${name.guest}, ${#name.guest}",
    "ok": "any",
    "set": "device[%s].mac" % NIC,
    "value": "52:54:00:${result.byte2}:${result.byte1}:${result.byte0}",
    "unless": "device[%s].mac" % NIC,
}


class Uuid(ForeignCase):
    def setUp(self):
        super().setUp()
        self.hook(**UUID)

    def test_it_follows_from_the_name(self):
        for name in ("vm1", "another guest", "gr\u00fcn", "x" * 200):
            expected = str(uuid.uuid5(uuid.NAMESPACE_DNS, name))
            for words in (["-name", name], ["-name", "guest=%s,debug-threads=on" % name]):
                with self.subTest(words=words):
                    self.expect(words, [*words, "-uuid", expected])

    def test_a_comma_in_the_name(self):
        expected = str(uuid.uuid5(uuid.NAMESPACE_DNS, "a,b"))
        self.expect(["-name", "a,,b"], ["-name", "a,,b", "-uuid", expected])

    def test_one_that_is_given_stays(self):
        given = ["-name", "vm1", "-uuid", str(uuid.uuid4())]
        self.expect(given, given)
        self.assertEqual(self.notes(*given), ["nothing to do: there is uuid already"])

    def test_no_name_no_uuid(self):
        self.expect(["-m", "64M"], ["-m", "64M"])
        self.assertEqual(self.notes("-m", "64M"), ["nothing to do: there is no name.guest"])

    def test_what_is_told(self):
        fact = self.fact("-name", "vm1")
        expected = uuid.uuid5(uuid.NAMESPACE_DNS, "vm1")
        self.assertEqual(fact["function"], "uuid_generate_sha1")
        self.assertEqual(fact["library"], "libuuid.so.1")
        self.assertEqual(fact["buffer"], expected.hex)
        self.assertNotIn("result", fact)
        self.assertIn(', "vm1", 3', fact["arguments"])
        (note,) = self.notes("-name", "vm1")
        self.assertTrue(note.startswith("void uuid_generate_sha1(buffer(16), "), note)
        self.assertTrue(note.endswith("returned; the buffer is " + expected.hex), note)
        (change,) = self.plan("-name", "vm1")["changes"]
        self.assertEqual(change["plugin"], "hook")
        self.assertTrue(change["guest_visible"])
        self.assertIn("uuid_generate_sha1(", change["reason"])

    def test_a_malformed_one_is_refused(self):
        self.hook(library="libuuid.so.1", function="int uuid_parse(const char *in, char *uu)",
                  arguments="${uuid}, buffer(16)", ok="zero",
                  refuse="'${uuid}' is no UUID")
        given = ["-uuid", str(uuid.uuid4())]
        self.expect(given, given)
        self.expect([], [])
        self.refused_by("-uuid", "1234", parts=["'1234' is no UUID", 'uuid_parse("1234"'])


class Processors(ForeignCase):
    def test_as_many_as_the_host_has(self):
        self.hook(library="libc.so.6", function="long sysconf(int name)",
                  arguments=str(os.sysconf_names["SC_NPROCESSORS_CONF"]), ok="nonneg", add="smp",
                  unless="smp", value="cpus=${result}")
        expected = "cpus=%d" % os.sysconf("SC_NPROCESSORS_CONF")
        self.expect(["-m", "64M"], ["-m", "64M", "-smp", expected])
        self.expect(["-smp", "1"], ["-smp", "1"])
        self.assertEqual(self.fact()["result"], expected[5:])

    def test_a_name_that_sysconf_does_not_know(self):
        """-1 and EINVAL: not ok."""
        self.hook(library="libc.so.6", function="long sysconf(int name)", arguments="-1",
                  ok="nonneg", add="smp")
        self.refused_by(parts=["long sysconf(-1) of libc.so.6 returned -1", "Invalid argument",
                               "ok = nonneg", "hooks.conf:"])


class Mac(ForeignCase):
    def setUp(self):
        super().setUp()
        self.hook(**MAC)

    def mac(self, name):
        sum_ = zlib.crc32(name.encode())
        return "52:54:00:%02x:%02x:%02x" % (sum_ >> 16 & 255, sum_ >> 8 & 255, sum_ & 255)

    def test_it_follows_from_the_name(self):
        for name in ("vm1", "vm2", "x" * 300):
            words = ["-name", name, "-device", NIC + ",netdev=n"]
            self.expect(words, [*words[:3], words[3] + ",mac=" + self.mac(name)])

    def test_in_json(self):
        words = ["-name", "vm1", "-device", '{"driver":"%s"}' % NIC]
        (device,) = self.words(*words)[3:]
        self.assertIn('"mac":"%s"' % self.mac("vm1"), device.replace(" ", ""))

    def test_one_that_is_given_stays(self):
        words = ["-name", "vm1", "-device", NIC + ",mac=52:54:00:00:00:01"]
        self.expect(words, words)

    def test_no_such_device(self):
        self.expect(["-name", "vm1", "-device", "e1000"], ["-name", "vm1", "-device", "e1000"])
        self.assertEqual(self.notes("-name", "vm1"),
                         ["nothing to do: there is no device[%s] to set" % NIC])

    def test_two_such_devices(self):
        self.refused_by("-name", "vm1", "-device", NIC, "-device", NIC,
                        parts=["device[%s]" % NIC, "more than once", "[id=ID]"])


class Nodes(ForeignCase):
    LIBRARY = "libnuma.so.1"

    def nodes(self):
        with open("/sys/devices/system/node/has_memory", encoding="ascii") as file:
            return file.read().strip()

    def test_none_is_refused(self):
        """numa_available() says no by a negative number, where the kernel can't tell."""
        self.hook(library=self.LIBRARY, function="int numa_available(void)", ok="nonneg",
                  refuse="this host has no NUMA", set_variable="QW_NUMA")
        run = self.run_it()
        if run.status == 0:
            self.assertIn("QW_NUMA=0", env_of(run))
        else:
            self.refused_by(parts=["this host has no NUMA", "int numa_available() of"])

    def test_their_number(self):
        self.hook(library=self.LIBRARY, function="int numa_num_configured_nodes(void)",
                  ok="nonneg", set_variable="QW_NODES", guest_visible="no", otherwise="nothing")
        run = self.started()
        found = [entry for entry in env_of(run) if entry.startswith("QW_NODES=")]
        self.assertEqual(len(found), 1)
        if os.path.exists("/sys/devices/system/node/has_memory") and self.nodes() == "0":
            self.assertEqual(found, ["QW_NODES=1"])
        (change,) = self.plan()["changes"]
        self.assertEqual((change["variable"], change["guest_visible"]), ("QW_NODES", False))


class Together(ForeignCase):
    def test_several_in_their_order(self):
        """Three instances of one file; the third sees what the first did."""
        from foreign_support import section

        self.select("name", "id", "mac", more=section(
            "name", library="libc.so.6", function="long sysconf(int)", arguments="84", ok="any",
            add="name", value="vm1") + section("id", **UUID) + section("mac", **MAC))
        expected = ["-device", NIC + ",mac=" + Mac.mac(self, "vm1"), "-name", "vm1", "-uuid",
                    str(uuid.uuid5(uuid.NAMESPACE_DNS, "vm1"))]
        self.expect(["-device", NIC], expected)
        changes = self.plan("-device", NIC)["changes"]
        self.assertEqual([change["plugin"] for change in changes], ["name", "id", "mac"])
        self.select("mac", "name", more=section(
            "name", library="libc.so.6", function="long sysconf(int)", arguments="84", ok="any",
            add="name", value="vm1") + section("mac", **MAC))
        self.expect(["-device", NIC], ["-device", NIC, "-name", "vm1"])

    def test_explain_in_words(self):
        self.hook(**UUID)
        text = " ".join(self.explain("-name", "vm1", form=()).split())
        expected = uuid.uuid5(uuid.NAMESPACE_DNS, "vm1")
        self.assertIn("+ -uuid %s" % expected, text)
        self.assertIn("hook call: function=uuid_generate_sha1 library=libuuid.so.1", text)
        self.assertIn("the buffer is " + expected.hex, text)

    def test_lines_that_print(self):
        """Nothing is called for them."""
        self.hook(**UUID)
        run = self.started("-name", "vm1", "-version")
        self.assertEqual(argv_of(run)[3:], ["-name", "vm1", "-version"])


if __name__ == "__main__":
    unittest.main()
