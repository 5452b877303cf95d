# SPDX-License-Identifier: MIT
"""supervisor_cost.py TREE [--write]: starts a guest under each of several programs that stay beside
it, and tells what they cost. Started by bench/supervisor, which has built everything."""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import time

from launch_cost import circumstances, write_between
from rows import NAME, REAL_QEMU
from table import markdown

SECONDS = 10
# A guest whose firmware finds nothing to boot, and then does nothing.
GUEST = ["-machine", "pc", "-accel", "tcg", "-nodefaults", "-display", "none", "-m", "16"]
TRAP = """trap 'kill -TERM "$qemu"' TERM; "$@" & qemu=$!; wait "$qemu"; wait "$qemu" """
BEGIN = "<!-- Between these lines stands what bench/supervisor --write has written. -->\n"
END = "<!-- Here ends what bench/supervisor has written. -->\n"
FIELDS = ("Rss", "Pss", "Private_Clean", "Private_Dirty")


def read(*names):
    with open(os.path.join("/proc", *map(str, names)), encoding="utf-8") as file:
        return file.read()


def memory(pid):
    """KiB of each field."""
    text = read(pid, "smaps_rollup")
    return {name: int(re.search(r"(?m)^%s: +(\d+) kB" % name, text)[1]) for name in FIELDS}


def wake_ups(pid):
    return sum(map(int, re.findall(r"ctxt_switches:\s+(\d+)", read(pid, "status"))))


def child_of(pid):
    """QEMU, once it is there."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for child in read(pid, "task", pid, "children").split():
            if os.readlink("/proc/%s/exe" % child) == os.path.realpath(REAL_QEMU):
                return int(child)
        time.sleep(0.05)
    raise RuntimeError("%d has started no QEMU" % pid)


def rows(tree):
    """(label, command, variables)"""
    drop_in = os.path.join(tree, "build", "bench", "root", "drop-in", NAME)
    supervise = {"QEMU_WRAPPER_SUPERVISE": "yes", "QEMU_WRAPPER_LOG_TO": "none"}
    found = [("qemu-wrapper, supervise = yes", [drop_in], supervise)]
    for path in ("/usr/libexec/podman/catatonit", "/usr/bin/tini", "/usr/bin/dumb-init"):
        if os.path.exists(path):
            found.append((os.path.basename(path), [path, "--", REAL_QEMU], {}))
    for shell in ("sh", "bash"):
        path = os.path.realpath(shutil.which(shell))
        found.append((shell + ": trap, wait", [path, "-c", TRAP, shell, REAL_QEMU], {}))
    return found


def start(command, variables):
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
    if "XDG_RUNTIME_DIR" in os.environ:
        environment["XDG_RUNTIME_DIR"] = os.environ["XDG_RUNTIME_DIR"]
    return subprocess.Popen(
        [*command, *GUEST],
        env={**environment, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def end(process):
    """A guest without a system doesn't hear its button: the second signal hurries."""
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(1)
        except subprocess.TimeoutExpired:
            pass
    process.kill()


def measure(found):
    """Memory and wake-ups of all, which run and idle side by side."""
    processes = [start(command, variables) for _, command, variables in found]
    try:
        for process in processes:
            child_of(process.pid)
        # The firmware has to come to its end.
        time.sleep(3)
        before = [wake_ups(process.pid) for process in processes]
        time.sleep(SECONDS)
        woken = [wake_ups(process.pid) - count for process, count in zip(processes, before)]
        return list(zip([memory(process.pid) for process in processes], woken))
    finally:
        for process in processes:
            end(process)


def table(found, figures):
    titles = ["beside QEMU", "PSS, KiB", "private, KiB", "RSS, KiB", "wake-ups in %d s" % SECONDS]
    cells = [titles]
    for (label, *_), (sizes, woken) in zip(found, figures):
        private = sizes["Private_Clean"] + sizes["Private_Dirty"]
        cells.append([label, *map(str, (sizes["Pss"], private, sizes["Rss"], woken))])
    return markdown(cells)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tree")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    found = rows(options.tree)
    command = "bench/supervisor" + (" --write" if options.write else "")
    text = "%s\n\n%s\n" % (circumstances(command), table(found, measure(found)))
    print(text, end="")
    if options.write:
        path = os.path.join(options.tree, "docs", "performance.md")
        write_between(path, BEGIN, END, text)


if __name__ == "__main__":
    sys.exit(main())
