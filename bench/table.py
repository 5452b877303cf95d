# SPDX-License-Identifier: MIT
"""Writes what was measured: as a table for people, and as data for the chart."""

import statistics

from measure import Figures
from rows import BASE

COLUMNS = [
    "launch",
    "time, ms",
    "added, ms",
    "of sh",
    "of floor",
    "CPU, ms",
    "CPU of sh",
    "memory, MiB",
    "instructions",
]

NOTHING = "-"


def number(form, value):
    return NOTHING if value is None else form.format(value)


def ratio(one, other):
    return NOTHING if one is None or other is None else "%.2f" % (one / other)


def milliseconds(seconds):
    return None if seconds is None else 1000 * seconds


class Table:
    """The cells of all rows. The first group has the floors."""

    def __init__(self, groups, bench):
        self.groups = groups
        self.bench = bench

    def figures(self, group, label):
        """Those of the row with this label; nothing is known of a row that isn't there."""
        row = next((row for row in group.rows if row.label == label), None)
        return self.bench.of(row) if row else Figures()

    def added(self, group, row):
        time, base = self.bench.of(row).time, self.figures(group, group.base).time
        return None if time is None or base is None else time - base

    def cells(self, group, row):
        figures = self.bench.of(row)
        shell = self.figures(group, group.shell)
        floor = self.figures(self.groups[0], row.floor)
        is_base = row.kind == BASE
        return [
            row.label,
            number("{:.2f}", milliseconds(figures.time)),
            NOTHING if is_base else number("{:.2f}", milliseconds(self.added(group, row))),
            ratio(figures.time, shell.time),
            ratio(figures.time, floor.time),
            number("{:.2f}", milliseconds(figures.cpu)),
            ratio(figures.cpu, shell.cpu),
            number("{:.1f}", None if figures.memory is None else figures.memory / 1024),
            number("{:,}", figures.instructions),
        ]

    def rows(self):
        """(kind of the row, or None for the title of a group; cells)."""
        for group in self.groups:
            yield None, ["**%s**" % group.title] + [""] * (len(COLUMNS) - 1)
            for row in group.rows:
                yield row.kind, self.cells(group, row)

    def markdown(self):
        return markdown([COLUMNS, *(cells for _, cells in self.rows())])

    def noise(self):
        """How far apart the middle half of the runs of a direct start is, and what that means."""
        group = self.groups[0]
        low, _, high = statistics.quantiles(self.figures(group, group.base).times, n=4)
        text = "Half of all direct starts took between %.2f and %.2f ms" % (1000 * low, 1000 * high)
        if high < 2 * low:
            return text + "."
        return text + ": the machine was busy, so judge by CPU and instructions."

    def chart(self):
        """(data, limit): a line for each row of the first group with what it adds in ms, its kind
        and its label; and how long the longest bar but one is, in ms."""
        group = self.groups[0]
        bars = [(milliseconds(self.added(group, row)), row) for row in group.rows]
        bars = [(added, row) for added, row in bars if added is not None and row.kind != BASE]
        lines = ['%.4f %s "%s"\n' % (added, row.kind, row.label) for added, row in bars]
        return "".join(lines), sorted(added for added, _ in bars)[-2]


def markdown(rows):
    """A Markdown table of rows of cells, aligned for those who read it as text."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = [line_of(cells, widths) for cells in rows]
    rule = ["-" * widths[0]] + ["-" * (width - 1) + ":" for width in widths[1:]]
    lines.insert(1, "| %s |" % " | ".join(rule))
    return "\n".join(lines)


def line_of(cells, widths):
    words = [cells[0].ljust(widths[0])]
    words += [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:])]
    return "| %s |" % " | ".join(words)
