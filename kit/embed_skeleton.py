#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Turns the files of skeleton/ into the rows of wrapper/tool/plugin_new.c: the name of each file to
be written and its text. NAME and @NAME@ stand for the plugin's name until then.

usage: embed_skeleton.py FILE.in... > skeleton.inc
"""

import os
import sys

# Git would take a file of this name for its own, in this tree as well.
RENAMED = {"gitignore": ".gitignore"}


def literal(line):
    escaped = line.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return '  "%s\\n"' % escaped


def row(path):
    name = os.path.basename(path).removesuffix(".in")
    with open(path, encoding="ascii") as file:
        lines = file.read().splitlines()
    return '{ "%s",\n%s },' % (RENAMED.get(name, name), "\n".join(map(literal, lines)))


def main():
    for path in sys.argv[1:]:
        print(row(path))


if __name__ == "__main__":
    main()
