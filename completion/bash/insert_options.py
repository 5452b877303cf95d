#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Puts QEMU's options into the bash completion.

usage: insert_options.py qemu-options.tsv qemu-wrapper.in > qemu-wrapper
"""

import csv
import sys


def main():
    with open(sys.argv[1], encoding="utf-8", newline="") as table:
        records = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    valued = [record["option"] for record in records if record["takes_arg"] == "yes"]
    with open(sys.argv[2], encoding="utf-8") as template:
        text = template.read()
    text = text.replace("@OPTIONS@", " ".join("-" + record["option"] for record in records))
    sys.stdout.write(text.replace("@VALUED@", " ".join(valued)))


if __name__ == "__main__":
    main()
