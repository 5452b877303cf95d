# SPDX-License-Identifier: MIT
"""launch_cost.py TREE [--quick] [--write] [--build=FOLDER] [--read-log]: measures, prints the table and renews the
paper. Started by bench/run, which has built everything."""

import argparse
import datetime
import os
import platform
import re
import socket
import subprocess
import threading

from measure import FULL, QUICK, Bench
from rows import REAL_QEMU, Place, all_groups, kvm_works
from table import Table

BEGIN = "<!-- Between these lines stands what bench/run --write has written. -->\n"
END = "<!-- Here it ends. -->\n"


def read_log():
    """Reads /dev/log and throws away what comes, so that it never fills up."""
    log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    log.bind("/dev/log")

    def read():
        while True:
            log.recv(65536)

    threading.Thread(target=read, daemon=True).start()


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        found = re.search(r"^model name\s*: (.*)$", file.read(), re.M)
    return "%d x %s" % (os.cpu_count(), found.group(1) if found else platform.machine())


def qemu_version():
    done = subprocess.run([REAL_QEMU, "--version"], stdout=subprocess.PIPE, text=True, check=True)
    return re.search(r"version (\S+)", done.stdout).group(1)


def circumstances(command):
    return "`%s`, %s; Linux %s; %s; QEMU %s." % (
        command,
        datetime.date.today().isoformat(),
        platform.release(),
        processor(),
        qemu_version(),
    )


def write_between(path, begin, end, text):
    """Puts the text between two lines of a paper, in place of what is there."""
    with open(path, encoding="utf-8") as file:
        old = file.read()
    before, rest = old.split(begin)
    after = rest.split(end)[1]
    with open(path, "w", encoding="utf-8") as file:
        file.write(before + begin + text + end + after)


def draw(table, data, picture):
    lines, shown = table.chart()
    with open(data, "w", encoding="utf-8") as file:
        file.write(lines)
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "chart.gp")
    settings = "data='%s'; picture='%s'; shown=%f" % (data, picture, 1.1 * shown)
    subprocess.run(["gnuplot", "-e", settings, script], check=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tree")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--build")
    parser.add_argument("--read-log", action="store_true")
    options = parser.parse_args()
    if options.read_log:
        read_log()

    build = os.path.abspath(options.build or os.path.join(options.tree, "build", "bench"))
    place = Place(options.tree, build, is_installed=not options.build)
    groups = all_groups(place)
    bench = Bench(place, groups, QUICK if options.quick else FULL, kvm_works())
    bench.measure()
    table = Table(groups, bench)

    words = ["bench/run"]
    words += ["--quick"] if options.quick else []
    words += ["--write"] if options.write else []
    text = "%s\n%s\n\n%s\n" % (circumstances(" ".join(words)), table.noise(), table.markdown())
    print(text, end="")
    picture = os.path.join(build, "launch-cost.svg")
    draw(table, os.path.join(build, "launch-cost.dat"), picture)
    if options.write:
        docs = os.path.join(options.tree, "docs")
        write_between(os.path.join(docs, "performance.md"), BEGIN, END, text)
        os.replace(picture, os.path.join(docs, "images", "launch-cost.svg"))


if __name__ == "__main__":
    main()
