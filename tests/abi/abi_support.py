# SPDX-License-Identifier: MIT
"""What the tests of the interface share: compilers, and copies of the headers with changes."""

import os
import shlex
import shutil
import subprocess

SOURCE = os.environ["QW_SOURCE"]
INCLUDE = os.path.join(SOURCE, "include")
ABI = os.path.join(SOURCE, "tests", "abi")
FROZEN = os.path.join(ABI, "frozen")
SAMPLE = os.path.join(ABI, "sample")
TIME_LIMIT = 120


def compilers(cxx=False):
    """Commands of the C or C++ compilers that are here, the environment's own first."""
    own = shlex.split(os.environ.get("CXX" if cxx else "CC", ""))
    known = [["g++"], ["clang++"]] if cxx else [["gcc"], ["clang"]]
    found = [own] if own and own not in known else []
    return found + [command for command in known if shutil.which(command[0])]


def run(command, **more):
    return subprocess.run(command, capture_output=True, text=True, timeout=TIME_LIMIT, check=False,
                          stdin=subprocess.DEVNULL, **more)


def compile_plugin(output, *sources, include=INCLUDE, options=()):
    """A plugin as its author would build it. Returns what the compiler said if it failed."""
    compiler = compilers()[0]
    done = run([*compiler, "-std=gnu17", "-g", "-O1", "-fPIC", "-shared", "-fvisibility=hidden",
                "-Wall", "-Wextra", "-Werror", "-Wno-missing-field-initializers",
                "-I" + include, *options, "-o", output, *sources])
    return done.stderr if done.returncode else None


def copy_headers(target, *changes, source=INCLUDE):
    """Copies the headers to a folder; each change is (file, old text, new text), and the old text
    must be there exactly once. Returns the folder to include from."""
    folder = os.path.join(target, "qemu-wrapper")
    shutil.copytree(os.path.join(source, "qemu-wrapper"), folder)
    for name, old, new in changes:
        path = os.path.join(folder, name)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if text.count(old) != 1:
            raise AssertionError("%d times in %s: %s" % (text.count(old), name, old))
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(old, new))
    return target
