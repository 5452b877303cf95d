# SPDX-License-Identifier: MIT
"""The judge: what `qemu-wrapper explain` must say about a command line, worked out a second time.

Shares no code and no table with the wrapper. `expect()` says what must come out, `judge()` compares
a report with it and returns objections in words; an empty list means that all is well. Where the
rules leave something open, an expectation holds several acceptable answers.
"""
import base64
import shlex
from dataclasses import dataclass, field

import kvmrules
import lines
import vncrules

HERE = kvmrules.this_host()


@dataclass
class Expectation:
    """`written`: the words before vnc; `origins`: theirs. `choices`: for each word of the final
    argv the acceptable ones, the preferred one first. `refused`: True, False or None (either), then
    by one of `refusing`. `high`: displays that need a note. `ports`: TCP ports that need a fact.
    `kvm`: KVM is added, None: it may be; `warned`: it would be, but does not work.
    `otherwise`: a second acceptable outcome."""
    written: list
    choices: list
    origins: list
    refused: bool | None = False
    refusing: tuple = ("vnc",)
    high: list = field(default_factory=list)
    ports: list = field(default_factory=list)
    kind: str = ""
    kvm: bool | None = False
    warned: bool = False
    otherwise: "Expectation | None" = None

    @property
    def argv(self):
        return [c[0] for c in self.choices]

    @property
    def open(self):
        return self.refused is None or self.otherwise is not None or self.kvm is None or \
            any(len(c) > 1 for c in self.choices)


def unchanged(argv, kind=""):
    return Expectation(list(argv), [[word] for word in argv], ["user"] * len(argv), kind=kind)


def vnc_values(options):
    """(option, prefix, VNC value) for -vnc and -display vnc=."""
    for option in options:
        if option.value is None:
            continue
        if option.name == "vnc":
            yield option, "", option.value
        elif option.name == "display" and option.value.startswith("vnc="):
            yield option, "vnc=", option.value[4:]


def expect(argv, added=(), settings=vncrules.Settings(), host=HERE):
    """The line after args (which appends `added`), vnc and kvm."""
    options, clean = lines.cut(argv)
    silent = lines.either([lines.prints(options), lines.probes(options)])
    if silent:
        return unchanged(argv, "prints or probes")
    result = unchanged(list(argv) + list(added), "rewritten")
    result.origins[len(argv):] = ["QEMU_ARGS"] * len(added)
    if added and not clean:
        result.refused, result.refusing = None, ("args", "vnc")
    if silent is None:
        result.otherwise = unchanged(argv, "prints or probes")
    kept = lines.managed(options)
    if kept:
        result.kind = "managed"
    expect_kvm(result, kept, argv + list(added), host)
    refusals = [result.refused]
    for option, prefix, value in vnc_values(lines.cut(argv + list(added))[0]):
        given = option.index < len(argv)
        if not option.certain and (given or clean):
            continue
        found = vncrules.rewrite(value, settings)
        if (kept is None and given) or not option.certain:
            found = list(dict.fromkeys([value] + found))
        if kept and given:
            found = [value]
        refusals.append(None if None in found and len(found) > 1 else found == [None])
        words = [prefix + v for v in found if v is not vncrules.REFUSE]
        result.choices[option.value_index] = words or [option.value]
        if option.certain:
            result.high += vncrules.high_displays(value)
            if len(found) == 1 and words:
                result.ports += plain_port(words[0][len(prefix):])
    result.refused = lines.either(refusals)
    return result


def expect_kvm(result, kept, argv, host):
    """Managed lines never get it."""
    wanted = kvmrules.adds(argv, lines.cut(argv)[0], host)
    if kept or wanted is False:
        return
    result.kvm = None if kept is None or wanted is None else host.works
    if not host.works:
        result.kvm, result.warned = False, result.kvm is not None


def plain_port(value):
    """The TCP port of a value with one ordinary address, as a list of none or one."""
    listed = lines.parameters(value)
    if any(key not in ("id", "password", "share", "lossy") for key, *_ in listed[1:]) or not listed:
        return []
    host, colon, written = listed[0][1].rpartition(":")
    if listed[0][0] is not None or not colon or not written.isascii() or not written.isdigit():
        return []
    usual = host in ("", "localhost", "127.0.0.1", "0.0.0.0", "[::1]", "[::]", "::1", "::")
    return [int(written) + 5900] if usual and int(written) <= 59635 else []


def text(value):
    """A string of the report: plain, or base64 if it is not UTF-8."""
    if isinstance(value, dict):
        return base64.b64decode(value["base64"]).decode("utf-8", "surrogateescape")
    return value


def judge(expected, report, status):
    """Objections to one report of `explain --json`."""
    if expected.otherwise and not judge(expected.otherwise, report, status):
        return []
    refused = report["refused"]
    if refused is not None:
        return judge_refusal(expected, refused, status)
    if expected.refused:
        return [f"was not refused; argv is {[text(w) for w in report['argv']]}"]
    problems = [] if status == 0 else [f"exit status {status} although nothing was refused"]
    report, has_kvm, wrong = kvmrules.stripped(report, text)
    problems += wrong + kvmrules.judge(expected, report, has_kvm, text)
    if report["format"] != 1:
        problems.append(f"format {report['format']}")
    argv = [text(word) for word in report["argv"]]
    if len(argv) != len(expected.choices):
        return problems + [f"{len(argv)} arguments instead of {len(expected.choices)}: {argv}"]
    for index, (word, choices) in enumerate(zip(argv, expected.choices)):
        if word not in choices:
            wanted = " or ".join(map(repr, choices))
            problems.append(f"argv[{index}] is {word!r}, expected {wanted}")
    return problems + judge_books(expected, report, argv)


def judge_refusal(expected, refused, status):
    """A refused launch: was it right, and does it say who, where and why?"""
    problems = []
    if expected.refused is False:
        problems.append(f"was refused: {refused}")
    if status != 125:
        problems.append(f"exit status {status} although the launch was refused")
    if refused.get("plugin") not in expected.refusing or refused.get("phase") != "rewrite":
        problems.append(f"refused by {refused.get('plugin')!r} in phase {refused.get('phase')!r}")
    if not text(refused.get("text") or ""):
        problems.append("refused without a reason")
    return problems


def judge_books(expected, report, argv):
    """Do origins, changes, notes and facts say what was done, and no more?"""
    problems = []
    touched = {i for i, (old, new) in enumerate(zip(expected.written, argv)) if old != new}
    origins = [text(origin) for origin in report["origins"]]
    wanted = ["plugin:vnc" if i in touched else o for i, o in enumerate(expected.origins)]
    if origins != wanted:
        odd = [i for i in range(max(len(origins), len(wanted)))
               if origins[i:i + 1] != wanted[i:i + 1]]
        problems.append(f"origins differ at {odd}: {origins}")
    edits = [c for c in report["changes"] if c["plugin"] == "vnc"]
    if {c["index"] for c in edits} != touched:
        problems.append(f"vnc lists changes at {sorted(c['index'] for c in edits)}, "
                        f"argv differs at {sorted(touched)}")
    for change in report["changes"]:
        if change["plugin"] not in ("vnc", "args"):
            problems.append(f"a change by {change['plugin']!r}")
        if not text(change["reason"] or ""):
            problems.append(f"a change without a reason: {change}")
    if report["env"]["set"] or report["env"]["unset"]:
        problems.append(f"environment changed: {report['env']}")
    notes = [text(note["text"]) for note in report["notes"] if note["plugin"] == "vnc"]
    for display in expected.high:
        if not any(str(5900 + display) in note for note in notes):
            problems.append(f"no note says that display {display} listens on {5900 + display}")
    ports = [(fact["value"].get("display"), fact["value"].get("port"))
             for fact in report["facts"] if fact["plugin"] == "vnc"]
    for port in expected.ports:
        if (port - 5900, port) not in ports:
            problems.append(f"no fact tells of display {port - 5900} on TCP {port}, only {ports}")
    return problems


def judge_plain(argv, report, status):
    """With no plugin: nothing at all may happen."""
    expected = unchanged(argv)
    problems = judge(expected, report, status)
    if report["changes"] or report["facts"]:
        problems.append("changes or facts without a plugin")
    return problems


def judge_shell(output, report, status):
    """`--shell` must be the same command, for sh."""
    if status != 0:
        return [f"--shell ended with status {status}"]
    words = shlex.split(output)
    argv = [text(word) for word in report["argv"]]
    if words[1:] != argv[1:] or words[:1] not in ([report["program"]], argv[:1]):
        return [f"--shell gives {words}"]
    return []
