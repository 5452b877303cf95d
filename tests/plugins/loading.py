# SPDX-License-Identifier: MIT
"""What the tests of plugin loading share: a folder with copies of test plugins, a configuration
file that selects them, and runs of `explain --json`. Needs QW_BUILD, the root of the build."""

import json
import os
import re
import shutil
import struct
import subprocess
import tempfile
import unittest

BUILD = os.environ["QW_BUILD"]
WRAPPER = os.path.join(BUILD, "wrapper", "qemu-wrapper")
VALGRIND = os.environ.get("QW_VALGRIND", "").split()
NAME = "qemu-system-x86_64"
TIME_LIMIT = 60
REFUSED = 125

HEADER = os.path.join(os.path.dirname(__file__), "../../include/qemu-wrapper/plugin.h")
with open(HEADER, encoding="utf-8") as file:
    MINOR = int(re.search(r"#define QW_ABI_MINOR (\d+)", file.read())[1])

# Offsets in the descriptor, which begins 16 bytes before its name.
STRUCT_SIZE, ABI_MINOR, OPTION_SIZE, FLAGS, IDENTITY = 0, 4, 8, 12, 16
VERSION, SUMMARY = 48, 80


def built(name, folder="plugins"):
    return os.path.join(BUILD, "tests", folder, name)


class Result:
    """How one run ended, and what `explain --json` told."""

    def __init__(self, finished):
        self.status = finished.returncode
        self.stdout = finished.stdout
        self.stderr = finished.stderr
        self.plan = json.loads(finished.stdout) if finished.stdout.startswith("{") else None

    @property
    def refused(self):
        return self.plan["refused"]

    @property
    def notes(self):
        return [note["text"] for note in self.plan["notes"]]

    def __str__(self):
        return f"exit {self.status}\n{self.stdout}\n{self.stderr}"


class LoadingCase(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="qw-load-")
        os.chmod(self.folder, 0o755)
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.plugins = self.make_folder("plugins")
        self.program = os.path.join(self.make_folder("bin"), NAME)
        shutil.copy("/bin/true", self.program)
        self.mark = os.path.join(self.folder, "mark")
        self.config = os.path.join(self.folder, "test.conf")
        self.configure("")

    def make_folder(self, name):
        path = os.path.join(self.folder, name)
        os.mkdir(path)
        os.chmod(path, 0o755)
        return path

    def configure(self, text):
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.config, 0o644)

    def select(self, *names, more=""):
        """Line 2 of the configuration names the plugins."""
        self.configure(f"[wrapper]\nplugins = {' '.join(names)}\n{more}")

    def path(self, name):
        return os.path.join(self.plugins, name + ".so")

    def write(self, name, data):
        with open(self.path(name), "wb") as file:
            file.write(data)
        os.chmod(self.path(name), 0o644)
        return self.path(name)

    def install(self, source, name=None, folder="plugins"):
        """Copies a built plugin into the plugin folder."""
        with open(built(source + ".so", folder), "rb") as file:
            return self.write(name or source, file.read())

    def install_patched(self, changes, source="descriptor", note_minor=None):
        """The same with other bytes in the descriptor: {offset: bytes or a 32-bit number}. The note
        says the same minor version unless another is given."""
        with open(built(source + ".so"), "rb") as file:
            data = bytearray(file.read())
        head = struct.pack("=IIII", struct.calcsize("16s32s32s128s") + 9 * 8, MINOR, 64, 0)
        start = data.index(head + source.encode() + b"\0")
        if note_minor is None:
            note_minor = changes.get(ABI_MINOR, MINOR)
        note = data.index(struct.pack("=III13s3x", 13, 8, 1, b"qemu-wrapper"))
        data[note + 32 : note + 36] = struct.pack("=I", note_minor)
        for offset, value in changes.items():
            if isinstance(value, int):
                value = struct.pack("=I", value)
            data[start + offset : start + offset + len(value)] = value
        return self.write(source, data)

    def environment(self, **more):
        env = {
            "PATH": os.environ["PATH"],
            "HOME": self.folder,
            "QEMU_WRAPPER_PLUGIN_PATH": self.plugins,
            "QW_TEST_MARK": self.mark,
        }
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "MESON_TEST_ITERATION"):
            if name in os.environ:
                env[name] = os.environ[name]
        env.update(more)
        return env

    def run_tool(self, *words, env=None, cwd=None, prefix=()):
        return Result(
            subprocess.run(
                [*prefix, *VALGRIND, WRAPPER, *words],
                env=env or self.environment(),
                cwd=cwd or self.folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="surrogateescape",
                timeout=TIME_LIMIT,
                check=False,
            )
        )

    def explain(self, *options, args=(), **how):
        return self.run_tool(
            "explain", "--json", "--config", self.config, *options, "--", self.program, *args, **how
        )

    def assert_loads(self, *options, **how):
        result = self.explain(*options, **how)
        self.assertEqual(result.status, 0, result)
        self.assertIsNone(result.refused, result)
        return result

    def assert_refused(self, name, *texts, options=(), place=None, **how):
        """Refused at load, in one line that names the plugin, who selected it, and why."""
        result = self.explain(*options, **how)
        self.assertEqual(result.status, REFUSED, result)
        self.assertIsNotNone(result.plan, result)
        self.assertIsNotNone(result.refused, result)
        text = result.refused["text"]
        self.assertEqual(result.refused["phase"], "load", text)
        self.assertEqual(result.refused["plugin"], name, text)
        for expected in (f"'{name}'", place or f"{self.config}:2", *texts):
            self.assertIn(expected, text)
        self.assertNotIn("\n", text)
        return result

    def assert_no_code_ran(self):
        self.assertFalse(os.path.exists(self.mark), "a constructor of the plugin ran")

    def assert_code_ran(self):
        self.assertTrue(os.path.exists(self.mark), "no constructor of the plugin ran")
