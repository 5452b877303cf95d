# SPDX-License-Identifier: MIT
"""Values are read as the real QEMU reads them: its answers over QMP and ours are compared."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest

NAME = "qemu-system-x86_64"
QEMU = shutil.which(NAME)
READ_VALUE = os.path.join(os.environ["QW_BUILD"], "tests", "unit", "read_value")
TIME_LIMIT = 60
QUIET = ["-nodefaults", "-display", "none", "-S"]

# Values of -name; QEMU tells `guest`.
NAMES = (
    "vm",
    "a b'c\"d",
    "a,,b",
    "a,,,,b",
    "a,,b=c,process=z",
    ",,",
    "guest=a=b",
    "guest=a,,b=c,,d",
    "guest=a,guest=b",
    "vm,guest=b",
    "guest=a,",
    "guest=a,,",
    "guest=a,,,debug-threads=off",
    "debug-threads=off,guest=x",
    "vm,nodebug-threads",
    "guest",
    "no",
    "?x",
    "{a:1}",
)

# Objects, each with an id of its own (%s); QEMU tells `identity`.
OBJECTS = (
    "authz-simple,id=%s,identity=x",
    "qom-type=authz-simple,id=%s,identity=x=y",
    "id=%s,identity=a,,b,qom-type=authz-simple",
    "authz-simple,id=%s,id=other,identity=first-id",
    "authz-simple,identity=a,,,id=%s",
    "authz-simple,identity=,,,,,id=%s",
    "authz-simple,id=%s,identity= blanks ",
    "authz-simple,id=%s,identity=",
    "authz-simple,id=%s,identity={'a':1}",
    "authz-simple,id=%s,identity",
    "authz-simple,id=%s,noidentity",
    "authz-simple,id=%s,identity=trailing,",
    "authz-simple,id=%s,identity=no,,",
    '{"qom-type":"authz-simple","id":"%s","identity":"x"}',
    '{ "qom-type" : "authz-simple" , "id" : "%s" ,\t"identity" : "a,b" }',
    "{'qom-type':'authz-simple','id':'%s','identity':'a\"b'}",
    "{'qom-type':'authz-simple','id':'%s','identity':'it\\'s'}",
    '{"qom-type":"authz-simple","id":"%s","identity":"\\u00e4\\u20ac\\ud83d\\ude00"}',
    '{"qom-type":"authz-simple","id":"%s","identity":"\\"\\\\\\/\\b\\f\\n\\r\\t"}',
    '{"qom-type":"authz-simple","id":"%s","identity":"}{,"}',
    '{"qom-type":"authz-simple","id":"%s","\\u0069dentity":"key"}',
)

# Values of -machine; QEMU tells `dt-compatible`.
MACHINES = (
    "none,dt-compatible=x",
    "none,dt_compatible=x",
    "type=none,dt-compatible=a,,b",
    "dt-compatible=a=b,type=none",
    "none,dt-compatible=a,dt-compatible=b",
    "none,dt-compatible=",
    "none,dt-compatible=x,",
    "none,dt-compatible=a,,,type=none",
)

# Lines that all releases since 5.2 treat alike.
PRINTING = (
    ["-version"],
    ["--help"],
    ["-M", "?"],
    ["-M", "pc,help"],
    ["-M", "help,accel=kvm"],
    ["-cpu", "?"],
    ["-cpu", "qemu64,help"],
    ["-device", "driver=help"],
    ["-device", "e1000,?"],
    ["-device", "e1000,driver=help"],
    ["-device", '{"driver":"help"}'],
    ["-accel", ""],
    ["-accel", "accel=help"],
    ["-accel", "help,thread=single"],
    ["-accel", "thread=single"],
    ["-accel", ",thread=single"],
    ["-accel", "tcg,help"],
    ["-display", "help"],
    ["-display", "?"],
    ["-vga", "help"],
    ["-vga", "?"],
    ["-object", "memory-backend-ram,help"],
    ["-object", "?"],
    ["-chardev", "help"],
    ["-chardev", "backend=help"],
    ["-chardev", "socket,help"],
    ["-netdev", "help"],
    ["-netdev", "user,help"],
    ["-net", "nic,model=help"],
    ["-drive", "format=help"],
    ["-drive", "format=help,format=raw"],
    ["-drive", "help"],
    ["-L", "?"],
    ["-d", "help"],
    ["-smp", "2,help"],
    ["-boot", "c,help"],
    ["-boot", "order=help"],
    ["-vnc", ":1,help"],
    ["-vnc", "vnc=help"],
    ["-rtc", "base=utc,?"],
    ["-msg", "help"],
    ["-add-fd", "help"],
    ["-global", "help"],
    ["-m", "128,help"],
    ["-name", "x,help"],
    ["-name", "help"],
    ["-option-rom", "help"],
    ["-D", "help"],
)


def read_value(option, key, text):
    done = subprocess.run(
        [READ_VALUE, "get", option, key, text],
        stdout=subprocess.PIPE, timeout=TIME_LIMIT, check=False)
    return done.stdout.decode() if done.returncode == 0 else None


def qmp(args, *commands):
    """What QEMU answers to the commands, in order; None for an error."""
    lines = [{"execute": "qmp_capabilities"}, *commands, {"execute": "quit"}]
    done = subprocess.run(
        [QEMU, *QUIET, "-qmp", "stdio", *args],
        input="".join(json.dumps(line) for line in lines).encode(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=TIME_LIMIT, check=False)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    answers = [answer for answer in answers if "return" in answer or "error" in answer]
    if len(answers) != len(lines):
        raise AssertionError("%s: %s" % (args, done.stderr.decode()))
    return [answer.get("return") for answer in answers[1:-1]]


def qom_get(path, name):
    return {"execute": "qom-get", "arguments": {"path": path, "property": name}}


@unittest.skipUnless(QEMU, NAME + " is not installed")
class Values(unittest.TestCase):
    def test_names(self):
        for value in NAMES:
            with self.subTest(value):
                told, = qmp(["-M", "none", "-name", value], {"execute": "query-name"})
                self.assertEqual(read_value("name", "guest", value), told.get("name"))

    def test_objects(self):
        texts = {"o%d" % i: text % ("o%d" % i) for i, text in enumerate(OBJECTS)}
        args = [word for text in texts.values() for word in ("-object", text)]
        told = qmp(["-M", "none", *args],
                   *(qom_get("/objects/" + name, "identity") for name in texts))
        for (name, text), answer in zip(texts.items(), told):
            with self.subTest(text):
                self.assertIsNotNone(answer)
                self.assertEqual(read_value("object", "identity", text), answer)
                self.assertEqual(read_value("object", "id", text), name)
                self.assertEqual(read_value("object", "qom-type", text), "authz-simple")

    def test_machines(self):
        for value in MACHINES:
            with self.subTest(value):
                told, = qmp(["-machine", value], qom_get("/machine", "dt-compatible"))
                self.assertEqual(read_value("machine", "dt-compatible", value), told)
                self.assertEqual(read_value("machine", "type", value), "none")


@unittest.skipUnless(QEMU, NAME + " is not installed")
class Printing(unittest.TestCase):
    def setUp(self):
        # -D help makes a file of that name.
        self.folder = tempfile.mkdtemp(prefix="qemu-wrapper-values-")
        self.addCleanup(shutil.rmtree, self.folder)

    def test_forms(self):
        for args in PRINTING:
            with self.subTest(args):
                kind = subprocess.run(
                    [READ_VALUE, "kind", *args],
                    stdout=subprocess.PIPE, timeout=TIME_LIMIT, check=True).stdout.decode()
                self.assertEqual(kind, "prints" if self.prints(args) else "runs")

    def prints(self, args):
        done = subprocess.run(
            [QEMU, *QUIET, "-qmp", "stdio", *args],
            input=b'{"execute":"qmp_capabilities"}{"execute":"quit"}', cwd=self.folder,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=TIME_LIMIT, check=False)
        return any(not line.startswith(b'{"') for line in done.stdout.splitlines())


if __name__ == "__main__":
    unittest.main()
