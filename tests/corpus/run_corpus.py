#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Sends recorded command lines through `qemu-wrapper explain` and lets the oracle judge.

    QW_BUILD=build run_corpus.py [FOLDER]

FOLDER (or QW_CORPUS, else this folder) holds *.jsonl files; README.md describes the records.
"""
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import kvmrules  # noqa: E402
import lines  # noqa: E402
import oracle  # noqa: E402
import vncrules  # noqa: E402

# Every record is also run as if somebody had set the variable to these words.
EXTRA_SHELL = r"""-vnc ::5907,id=extra -name 'it'"'"'s me, -vnc :5901' """
EXTRA_WORDS = ["-vnc", "::5907,id=extra", "-name", "it's me, -vnc :5901"]
PLUGINS = "args vnc kvm"
SHOWN = 40
KEPT_VARIABLES = ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "LLVM_PROFILE_FILE")


class Wrapper:
    """Runs the built program in an environment that holds nothing of the caller's."""

    def __init__(self, build, home):
        self.program = build / "wrapper" / "qemu-wrapper"
        real = shutil.which("true", path="/bin:/usr/bin")
        config = os.path.join(home, "empty.conf")
        with open(config, "x", encoding="utf-8"):
            pass
        self.own = {"QEMU_WRAPPER_REAL": real, "QEMU_WRAPPER_PLUGIN_PATH": str(build / "plugins"),
                    "QEMU_WRAPPER_CONFIG": config, "XDG_CONFIG_HOME": home, "HOME": home,
                    "PATH": "/usr/bin:/bin"}
        self.own |= {k: os.environ[k] for k in KEPT_VARIABLES if k in os.environ}

    def explain(self, record, argv, form="--json", plugins=PLUGINS, qemu_args=None, sets=()):
        env = {k: v for k, v in record.get("env", {}).items() if not ours(k)} | self.own
        if qemu_args is not None:
            env["QEMU_ARGS"] = qemu_args
        command = [self.program, "explain", "--plugins", plugins, form]
        for setting in sets:
            command += ["--plugin", setting]
        done = subprocess.run([os.fsencode(w) for w in command + ["--"] + argv], env=env,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False)
        return done.returncode, done.stdout, done.stderr


def ours(name):
    return name.startswith(("QEMU_ARGS", "QEMU_WRAPPER", "LD_"))


def report_of(run):
    """The JSON object, or None and what went wrong."""
    status, out, err = run
    try:
        return json.loads(out), None
    except ValueError as error:
        return None, f"status {status}, no JSON ({error}): {(out or err)[:300]!r}"


def settings_of(record):
    """The record's `set` strings ("vnc,bind=::1"), as the oracle wants them."""
    found = {}
    for setting in record.get("set", []):
        found |= dict(item.split("=", 1) for item in setting.split(",")[1:])
    given = {"bind": found.get("bind"), "strict": found.get("strict") in ("yes", "on")}
    if "raw-ports" in found:
        given["raw"] = None if found["raw-ports"] == "never" else \
            tuple(int(end) for end in found["raw-ports"].split("-"))
    return vncrules.Settings(**given)


def check_record(wrapper, record):
    """All runs of one record: (objections, name of its kind, was anything open?)."""
    argv = [oracle.text(word) for word in [record["program"]] + record["argv"]]
    problems = []

    def judged(label, run, judge):
        report, broken = report_of(run)
        found = [broken] if broken else judge(report, run[0])
        problems.extend(f"{label}: {problem}" for problem in found)
        return report

    judged("no plugins", wrapper.explain(record, argv, plugins=""),
           lambda report, status: oracle.judge_plain(argv, report, status))

    options = {"qemu_args": record.get("qemu_args"), "sets": record.get("set", ())}
    settings = settings_of(record)
    expected = oracle.expect(argv, record.get("words", ()), settings)
    report = judged(PLUGINS, wrapper.explain(record, argv, **options),
                    lambda report, status: oracle.judge(expected, report, status))
    problems += against_hand_written(record, expected, argv)
    if report is not None and report["refused"] is None:
        status, out, _ = wrapper.explain(record, argv, "--shell", **options)
        found = oracle.judge_shell(os.fsdecode(out), report, status)
        problems += [f"shell: {problem}" for problem in found]
        again = [oracle.text(word) for word in report["argv"]]
        if again != argv:
            problems += check_stable(wrapper, record, again)
    if "words" not in record and "set" not in record:
        extra = oracle.expect(argv, EXTRA_WORDS)
        judged("QEMU_ARGS", wrapper.explain(record, argv, qemu_args=EXTRA_SHELL),
               lambda report, status: oracle.judge(extra, report, status))
    kind = "refused" if expected.refused else \
        "corrected" if expected.argv != expected.written else expected.kind
    return problems, kind, expected.open


def check_stable(wrapper, record, argv):
    """The result as input: nothing is left to be corrected."""
    run = wrapper.explain(record, argv, sets=record.get("set", ()))
    report, broken = report_of(run)
    if broken or report["refused"] is not None:
        return [f"again: {broken or report['refused']}"]
    words = [oracle.text(word) for word in report["argv"]]
    return [f"again: {argv} became {words}"] if words != argv else []


def against_hand_written(record, expected, argv):
    """Own records also say by hand what must come out: a second opinion on the oracle."""
    if "kvm" in record:
        found = kvmrules.adds(argv, lines.cut(argv)[0], kvmrules.Host())
        if found is not record["kvm"]:
            return [f"oracle: KVM {found}, by hand {record['kvm']}"]
    if "expect" not in record:
        return []
    wanted = record["expect"]
    if wanted == "refused":
        return [] if expected.refused is True else ["oracle: expects no refusal"]
    words = argv if wanted == "unchanged" else [argv[0]] + [oracle.text(w) for w in wanted]
    if expected.refused is not False or expected.argv != words:
        return [f"oracle: expects {expected.argv}, by hand {words}"]
    return []


def records_of(folder):
    for path in sorted(folder.glob("*.jsonl")):
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)


def main():
    here = Path(__file__).resolve().parent
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("QW_CORPUS") or here)
    build = Path(os.environ["QW_BUILD"]).resolve()
    records = list(records_of(folder))
    # Sanitizers make each record many times slower, and the records of a collection are much alike.
    if folder.resolve() != here:
        records = records[:: int(os.environ.get("QW_CORPUS_EVERY", "1"))]
    if not records:
        print(f"no records in {folder}/*.jsonl", file=sys.stderr)
        return 1
    kinds, failed, undecided = Counter(), 0, 0
    with tempfile.TemporaryDirectory() as home, \
            concurrent.futures.ThreadPoolExecutor(max_workers=3) as pool:
        wrapper = Wrapper(build, home)
        results = pool.map(lambda record: check_record(wrapper, record), records)
        for record, (problems, kind, is_open) in zip(records, results):
            kinds[kind] += 1
            undecided += is_open
            failed += bool(problems)
            if problems and failed <= SHOWN:
                print(record["id"], *problems, sep="\n    ")
    print(f"{len(records)} records of {folder}:",
          ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()) +
          f"; {undecided} where the rules allow more than one result; {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
