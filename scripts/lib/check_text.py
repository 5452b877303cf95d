#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reads names of files, NUL-separated, on standard input and prints what in them breaks the rules
of .editorconfig and docs/hacking.md. Exit status 1: something does."""

import re
import sys

MOST_LINES = 600
MOST_FUNCTION_LINES = 60
MOST_COLUMNS = 100
TAB = 8

C = (".c", ".h", ".cc", ".cpp")
SPACES = (".py", ".sh", "meson.build", "meson_options.txt")
PICTURES = (".png", ".svg")
UNFINISHED = re.compile(r"\b(%s)\b" % "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3]))
# How a function begins and ends in this tree: its braces stand in the first column.
BEGIN, END = re.compile(r"^\{$"), re.compile(r"^\}")


def width(line):
    return len(line.expandtabs(TAB))


def check_line(name, line):
    if line.endswith("\r"):
        yield "carriage return"
    elif line != line.rstrip():
        yield "blanks at the end"
    if name.endswith(C) and width(line) > MOST_COLUMNS:
        yield "more than %d columns" % MOST_COLUMNS
    if name.endswith(C) and line.startswith(" " * TAB):
        yield "indented with blanks"
    if name.endswith(SPACES) and re.match(r"^ *\t", line):
        yield "indented with a tab"
    if UNFINISHED.search(line):
        yield "unfinished"


def check_functions(lines):
    begin = None
    for number, line in enumerate(lines, 1):
        if BEGIN.match(line):
            begin = number
        elif END.match(line) and begin is not None:
            if number - begin + 1 > MOST_FUNCTION_LINES:
                yield begin, "function of %d lines" % (number - begin + 1)
            begin = None


def check(name, text):
    """Pairs of line number and complaint."""
    if not text:
        return
    if not text.endswith("\n") or text.endswith("\n\n"):
        yield text.count("\n"), "must end with one line end"
    lines = text.split("\n")[:-1]
    for number, line in enumerate(lines, 1):
        for complaint in check_line(name, line):
            yield number, complaint
    if name.endswith(C):
        yield from check_functions(lines)
        if "SPDX-License-Identifier: MIT" not in lines[0]:
            yield 1, "no SPDX line"
    if len(lines) > MOST_LINES and name.endswith(C + SPACES):
        yield MOST_LINES, "file of %d lines" % len(lines)


# The interface is one header by design.
EXEMPT = ("./include/qemu-wrapper/plugin.h",)


def main():
    found = False
    for name in sorted(filter(None, sys.stdin.read().split("\0"))):
        if name.endswith(PICTURES):
            continue
        with open(name, "rb") as file:
            data = file.read()
        try:
            complaints = list(check(name, data.decode()))
        except UnicodeDecodeError:
            complaints = [(1, "not UTF-8")]
        for number, complaint in complaints:
            if name in EXEMPT and complaint.startswith("file of"):
                continue
            print("%s:%d: %s" % (name, number, complaint))
            found = True
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
