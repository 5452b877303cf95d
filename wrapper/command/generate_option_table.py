#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Turns qemu-options.tsv into the rows of option_table.c, sorted by name for binary search.

usage: generate_option_table.py qemu-options.tsv > option_rows.inc
"""

import csv
import re
import sys

# The table says "M: see machine"; these are the names that several spellings share.
CANONICAL = {"M": "machine", "h": "help"}

# Options whose grammar is their own; the table calls them plain or special.
GRAMMAR = {
    "cpu": ("GRAMMAR_CPU", "model"),
    "display": ("GRAMMAR_KEYVAL", "type"),
    "global": ("GRAMMAR_PLAIN", ""),
    "incoming": ("GRAMMAR_PLAIN", ""),
    "set": ("GRAMMAR_PLAIN", ""),
}


def grammar(name, syntax):
    if name in GRAMMAR:
        return GRAMMAR[name]
    match = re.match(r"(qemuopts|keyval)\(([a-z-]*)\)", syntax)
    if not match:
        return "GRAMMAR_PLAIN", ""
    return f"GRAMMAR_{match.group(1).upper()}", match.group(2)


def repeat(syntax):
    if "last wins" in syntax or "only once" in syntax:
        return "REPEAT_LAST"
    if "merged" in syntax:
        return "REPEAT_MERGED"
    return "REPEAT_LIST"


def row(record):
    name, syntax = record["option"], record["value_syntax_newest"]
    kind, key = grammar(name, syntax)
    # JSON is possible only where the table lists it: netdev, object, device carry it in notes of
    # their own grammar ("list | json", "keyval | json").
    json = "true" if re.search(r"\bjson\b", syntax) else "false"
    takes_value = "true" if record["takes_arg"] == "yes" else "false"
    return (
        f'{{ "{name}", "{CANONICAL.get(name, name)}", "{key}", {kind}, {repeat(syntax)}, '
        f"{takes_value}, {json} }},"
    )


def main():
    with open(sys.argv[1], encoding="utf-8", newline="") as table:
        records = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    for record in sorted(records, key=lambda r: r["option"].encode()):
        print(row(record))


if __name__ == "__main__":
    main()
