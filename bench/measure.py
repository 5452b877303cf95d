# SPDX-License-Identifier: MIT
"""Measures launches: time by hyperfine, memory by peak_memory, instructions by valgrind."""

import concurrent.futures
import dataclasses
import glob
import json
import os
import random
import re
import shlex
import statistics
import subprocess
import tempfile

from rows import OURS, REAL_QEMU

# A single launch takes milliseconds; under valgrind, on a busy machine, some seconds.
TIME_LIMIT = 120


@dataclasses.dataclass
class Effort:
    """How much is measured. Each round starts every row `runs` times, in an order of its own: the
    speed of a shared machine drifts, and so all rows get their share of its good and bad minutes."""

    rounds: int
    runs: int
    slow_runs: int
    memory_runs: int
    # Instructions of every launch, or of the wrapper's and one of each other kind? valgrind takes
    # seconds for Python alone.
    counts_all: bool


FULL = Effort(rounds=40, runs=10, slow_runs=2, memory_runs=5, counts_all=True)
QUICK = Effort(rounds=1, runs=3, slow_runs=2, memory_runs=1, counts_all=False)


@dataclasses.dataclass
class Figures:
    """What is known of a row: seconds, KiB, instructions."""

    times: list = dataclasses.field(default_factory=list)
    cpu_times: list = dataclasses.field(default_factory=list)
    memory: int = None
    instructions: int = None

    @property
    def time(self):
        return statistics.median(self.times) if self.times else None

    @property
    def cpu(self):
        return statistics.median(self.cpu_times) if self.cpu_times else None


class Bench:
    """Measures the rows of all groups on this machine."""

    def __init__(self, place, groups, effort, kvm):
        self.place = place
        self.effort = effort
        self.kvm = kvm
        self.jobs = [(group, row) for group in groups for row in group.rows if self.can(row)]
        self.figures = {id(row): Figures() for group in groups for row in group.rows}

    def can(self, row):
        return self.kvm or not row.needs_kvm

    def of(self, row):
        return self.figures[id(row)]

    def environment(self, group, row):
        """Nothing of the caller's: every launch has the same few variables."""
        wrapped = row.command[0] == self.place.drop_in
        return {
            "PATH": self.place.path(group.starts_qemu, wrapped),
            "HOME": "/nonexistent",
            "LC_ALL": "C.UTF-8",
            **self.place.variables,
            **row.variables,
        }

    def call(self, group, row, words):
        """Runs a measuring program, and through it the row, with its environment and input."""
        with open(self.place.stdin if group.starts_qemu else os.devnull, "rb") as stdin:
            done = subprocess.run(
                words,
                env=self.environment(group, row),
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                timeout=TIME_LIMIT,
                check=False,
            )
        if done.returncode != 0:
            text = (done.stdout + done.stderr).decode(errors="replace")
            raise RuntimeError("%s, %s: %s" % (group.title, row.label, text))
        return done.stdout

    def time_once(self, group, row):
        command = row.command
        if group.starts_qemu:
            # hyperfine gives what it runs no input. The same small exec in front of all of them.
            command = [self.place.program("stdin_from"), self.place.stdin, *command]
        is_slow = group.starts_qemu or group.is_tool
        runs = self.effort.slow_runs if is_slow else self.effort.runs
        with tempfile.NamedTemporaryFile(suffix=".json") as result:
            self.call(
                group,
                row,
                # By its path: PATH is the row's.
                ["/usr/bin/hyperfine", "-N", "--style=none", "--warmup=1", "--runs=%d" % runs]
                + ["--export-json=" + result.name, shlex.join(command)],
            )
            found = json.load(result)["results"][0]
        figures = self.of(row)
        figures.times += found["times"]
        figures.cpu_times.append(found["user"] + found["system"])

    def measure_times(self):
        order = random.Random(1)
        for _ in range(self.effort.rounds):
            for group, row in order.sample(self.jobs, len(self.jobs)):
                self.time_once(group, row)

    def measure_memory(self):
        """The highest of a few: the kernel counts pages in batches, so one may miss some."""
        for group, row in self.jobs:
            words = [self.place.program("peak_memory"), *row.command]
            self.of(row).memory = max(
                int(self.call(group, row, words)) for _ in range(self.effort.memory_runs)
            )

    def count_instructions(self, group, row):
        words = ["/usr/bin/valgrind", "--tool=callgrind", "--dump-before=execve", "--vgdb=no"]
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "out")
            self.call(group, row, [*words, "--callgrind-out-file=" + out, *row.command])
            counts = [instructions_of(path) for path in glob.glob(out + ".*")]
        self.of(row).instructions = sum(counts) or None

    def measure_instructions(self):
        """Those that the process runs itself, not the kernel's, from the dynamic linker's first to
        execve, and not those of processes that it forks. callgrind writes down what it has counted
        before each call of that function, of which a shell makes one for each folder of PATH; what
        comes behind the last isn't added. A row that is the target itself has no count."""
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            launches = [
                (group, row)
                for group, row in self.jobs
                if not group.is_tool and row.command[0] not in (self.place.standin, REAL_QEMU)
            ]
            if not self.effort.counts_all:
                first = {row.kind: id(row) for _, row in reversed(launches)}
                launches = [
                    (group, row)
                    for group, row in launches
                    if row.kind == OURS or id(row) == first[row.kind]
                ]
            list(pool.map(lambda job: self.count_instructions(*job), launches))

    def measure(self):
        self.measure_times()
        self.measure_memory()
        self.measure_instructions()


def instructions_of(path):
    with open(path, encoding="utf-8") as file:
        return int(re.search(r"^totals: (\d+)", file.read(), re.M).group(1))
