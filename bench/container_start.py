# SPDX-License-Identifier: MIT
"""container_start.py TREE IMAGE [--write]: starts containers by turns, and tells how long each took
until its QEMU was executed. Started by bench/container, which has built everything."""

import argparse
import datetime
import os
import platform
import statistics
import subprocess
import sys
import time

from launch_cost import processor, write_between
from table import markdown

ROUNDS = 25
NAME = "qemu-system-x86_64"
SCREEN = "unix:/run/vnc/vnc.sock,websocket=unix:/run/vnc/websocket.sock"
SCRIPT = """#!/bin/sh
mkdir -p /run/vnc
exec /moment/%s -vnc %s "$@" $QEMU_ARGS
""" % (NAME, SCREEN)
BEGIN = "<!-- Between these lines stands what bench/container --write has written. -->\n"
END = "<!-- Here ends what bench/container has written. -->\n"
REAL = ["--env", "QEMU_WRAPPER_REAL=/moment/" + NAME]
ROWS = [
    ("QEMU itself", ["--entrypoint", "/moment/" + NAME]),
    ("sh script: mkdir, exec", ["--entrypoint", "/moment/script"]),
    ("the image's, supervise = no", [*REAL, "--env", "QEMU_WRAPPER_SUPERVISE=no"]),
    ("the image's", REAL),
]


def start(podman, folder, image, options):
    """Milliseconds from here to QEMU's exec."""
    begin = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    done = subprocess.run(
        [podman, "run", "--rm", "--network", "none", "--no-healthcheck", "--read-only",
         "--cap-drop=ALL", "--user", "123456:0", "--tmpfs", "/run", "--volume", folder + ":/moment:ro",
         "--env", "QEMU_ARGS=-name vm1", *options, image, "-accel", "tcg", "-m", "64"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return (int(done.stdout) - begin) / 1e6


def measure(podman, folder, image):
    """Times of each row, by turns, so that what else the machine does hits all alike."""
    times = [[] for _ in ROWS]
    for _ in range(ROUNDS):
        for row, (_, options) in enumerate(ROWS):
            times[row].append(start(podman, folder, image, options))
    return times


def table(times):
    cells = [["entry point", "median, ms", "fastest, ms", "more than QEMU itself, ms"]]
    base = statistics.median(times[0])
    for (label, _), row in zip(ROWS, times):
        middle = statistics.median(row)
        cells.append([label, "%.0f" % middle, "%.0f" % min(row), "%.0f" % (middle - base)])
    return markdown(cells)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tree")
    parser.add_argument("image")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    folder = os.path.join(options.tree, "build", "bench-container")
    podman = os.path.join(options.tree, "build", "containers", "podman")
    with open(os.path.join(folder, "script"), "w", encoding="ascii") as file:
        file.write(SCRIPT)
    os.chmod(file.name, 0o755)
    times = measure(podman, folder, options.image)
    version = subprocess.run([podman, "--version"], stdout=subprocess.PIPE, text=True, check=True)
    text = "`bench/container%s`, %s; Linux %s; %s; %s; %d containers each.\n\n%s\n" % (
        " --write" if options.write else "", datetime.date.today().isoformat(), platform.release(),
        processor(), version.stdout.strip(), ROUNDS, table(times))
    print(text, end="")
    if options.write:
        write_between(os.path.join(options.tree, "docs", "performance.md"), BEGIN, END, text)


if __name__ == "__main__":
    sys.exit(main())
