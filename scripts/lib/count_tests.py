#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""count_tests.py LOG...: adds up logs of `meson test` (testlog*.json) and prints how many tests
passed, failed and were skipped. Names of those that failed go to standard error. Single cases that a
passing file of black-box tests skips count as skipped."""

import json
import re
import sys

PASSED = {"OK", "EXPECTEDFAIL"}
SKIPPED = {"SKIP"}


def main(logs):
    passed = failed = skipped = 0
    for log in logs:
        with open(log, encoding="utf-8") as file:
            for line in file:
                test = json.loads(line)
                if test["result"] in PASSED:
                    passed += 1
                    inner = re.search(r"^OK \(skipped=(\d+)", test.get("stderr", ""), re.M)
                    skipped += int(inner.group(1)) if inner else 0
                elif test["result"] in SKIPPED:
                    skipped += 1
                else:
                    failed += 1
                    print("%s: %s: %s" % (test["result"], test["name"], log), file=sys.stderr)
    print(passed, failed, skipped)


if __name__ == "__main__":
    main(sys.argv[1:])
