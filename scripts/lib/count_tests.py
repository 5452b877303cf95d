#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""count_tests.py TALLY...: adds up what the lines of scripts/test wrote down, and prints how many
tests passed, failed and were skipped. Names of those that failed go to standard error.

In a tally stands one of these a line: "passed NAME", "failed NAME" and "skipped NAME", a test by
itself; "log STATUS PATH", a run of `meson test` with its exit status and its log (testlog*.json);
"end", the last. What is not as it should be counts as failed: a line without end, a run without
log, and one that didn't succeed though none of its tests failed. Single cases that a passing file of
black-box tests skips count as skipped."""

import json
import re
import sys
from collections import Counter

PASSED = {"OK", "EXPECTEDFAIL"}
SKIPPED = {"SKIP"}


def fail(count, what, where):
    count["failed"] += 1
    print("%s: %s" % (what, where), file=sys.stderr)


def add_log(count, status, path):
    try:
        with open(path, encoding="utf-8") as file:
            tests = [json.loads(line) for line in file]
    except (OSError, ValueError) as error:
        fail(count, "no log: %s" % error, path)
        return
    before = count["failed"]
    for test in tests:
        if test["result"] in PASSED:
            count["passed"] += 1
            inner = re.search(r"^OK \(skipped=(\d+)", test.get("stderr", ""), re.M)
            count["skipped"] += int(inner.group(1)) if inner else 0
        elif test["result"] in SKIPPED:
            count["skipped"] += 1
        else:
            fail(count, "%s: %s" % (test["result"], test["name"]), path)
    if not tests or (status != "0" and count["failed"] == before):
        fail(count, "meson test: %d tests, status %s" % (len(tests), status), path)


def main(tallies):
    count = Counter()
    for path in tallies:
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
        if lines[-1:] != ["end"]:
            fail(count, "came to no end", path)
        for line in lines:
            word, _, rest = line.partition(" ")
            if word in ("passed", "skipped"):
                count[word] += 1
            elif word == "failed":
                fail(count, "failed", rest)
            elif word == "log":
                add_log(count, *rest.split(" ", 1))
    print(count["passed"], count["failed"], count["skipped"])


if __name__ == "__main__":
    main(sys.argv[1:])
