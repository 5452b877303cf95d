# SPDX-License-Identifier: MIT
"""The judge is judged: right reports pass, and every planted mistake is objected to."""
import copy
import os
import re
import shlex
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))
import kvmrules  # noqa: E402
import lines  # noqa: E402
import oracle  # noqa: E402
import run_corpus  # noqa: E402

NAIVE = re.compile(r"(:+)(59\d\d|[6-9]\d{3}|\d{5})\b", re.ASCII)


def naive(word):
    """What a careless edit does: every number that looks like a port loses 5900, wherever it is."""
    return NAIVE.sub(lambda m: f":{int(m[2]) - 5900}", word)


def with_kvm(report):
    """The report of a wrapper that also adds KVM, behind everything that can't swallow it."""
    argv = report["argv"]
    for at in range(len(argv), 0, -1):
        words = argv[:at] + kvmrules.WORDS + argv[at:]
        if any(o.index == at and o.certain for o in lines.cut(words)[0]):
            break
    moved = [dict(c, index=c["index"] + 2 * (c["index"] >= at)) for c in report["changes"]]
    added = {"plugin": "kvm", "action": "add", "option": "machine", "id": None, "property": None,
             "before": None, "after": kvmrules.WORDS[1], "reason": "KVM works",
             "guest_visible": True, "index": at}
    return dict(report, argv=words, changes=moved + [added],
                origins=report["origins"][:at] + ["plugin:kvm"] * 2 + report["origins"][at:])


def right_report(expected):
    """What a right wrapper prints for an expectation."""
    report, status = report_before_kvm(expected)
    if expected.warned and not expected.refused:
        report["notes"].append({"plugin": "kvm", "level": "warning", "text": "no KVM"})
    return with_kvm(report) if expected.kvm and not expected.refused else report, status


def report_before_kvm(expected):
    argv = expected.argv
    if expected.refused:
        return {"format": 1, "program": "/bin/true", "argv": expected.written,
                "origins": expected.origins, "env": {"set": {}, "unset": []}, "changes": [],
                "facts": [], "notes": [],
                "refused": {"plugin": "vnc", "phase": "rewrite", "text": "no such display"}}, 125
    touched = [i for i, word in enumerate(argv) if word != expected.written[i]]
    changes = [{"plugin": "vnc", "action": "set", "option": "vnc", "id": None, "property": "vnc",
                "before": expected.written[i], "after": argv[i], "reason": "a port was meant",
                "guest_visible": False, "index": i} for i in touched]
    return {"format": 1, "program": "/bin/true", "argv": argv,
            "origins": ["plugin:vnc" if i in touched else o
                        for i, o in enumerate(expected.origins)],
            "env": {"set": {}, "unset": []}, "changes": changes,
            "facts": [{"plugin": "vnc", "key": "endpoint",
                       "value": {"port": port, "display": port - 5900}}
                      for port in expected.ports],
            "notes": [{"plugin": "vnc", "level": "info", "text": f"listens on {5900 + high}"}
                      for high in expected.high], "refused": None}, 0


def with_words(expected, words):
    """A report whose books agree with the words, right or wrong."""
    wrong = copy.copy(expected)
    wrong.choices = [[word] for word in words]
    return right_report(wrong)


def own_records(host=kvmrules.Host(works=False)):
    for record in run_corpus.records_of(HERE):
        argv = [oracle.text(word) for word in [record["program"]] + record["argv"]]
        expected = oracle.expect(argv, record.get("words", ()), run_corpus.settings_of(record),
                                 host)
        yield record, argv, expected


RECORDS = list(own_records())
RUNNING = [(r, a, e) for r, a, e in RECORDS if not e.refused]


class OracleTest(unittest.TestCase):
    def assert_objects(self, record, expected, report, status):
        self.assertNotEqual(oracle.judge(expected, report, status), [], record["id"])


class RightReports(OracleTest):
    def test_oracle_agrees_with_what_was_written_by_hand(self):
        for record, argv, expected in RECORDS:
            self.assertEqual(run_corpus.against_hand_written(record, expected, argv), [],
                             record["id"])

    def test_own_records_have_one_right_answer(self):
        for record, _, expected in RECORDS:
            self.assertFalse(expected.open, record["id"])

    def test_right_reports_pass(self):
        for record, _, expected in RECORDS:
            self.assertEqual(oracle.judge(expected, *right_report(expected)), [], record["id"])

    def test_the_records_exercise_every_outcome(self):
        corrected = [r for r, _, e in RUNNING if e.argv != e.written]
        self.assertGreater(len(corrected), 50)
        self.assertGreater(len(RECORDS) - len(RUNNING), 10)
        self.assertEqual({e.kind for _, _, e in RECORDS},
                         {"rewritten", "managed", "prints or probes"})


class WrongWords(OracleTest):
    def test_changed_byte(self):
        for record, _, expected in RUNNING:
            for index, word in enumerate(expected.argv):
                for wrong in {word + " ", word[:-1], word.swapcase(), "\x01" + word[1:]} - {word}:
                    words = expected.argv
                    words[index] = wrong
                    self.assert_objects(record, expected, *with_words(expected, words))

    def test_moved_dropped_doubled_word(self):
        for record, _, expected in RUNNING:
            argv = expected.argv
            for i in range(1, len(argv)):
                mistakes = [argv[:i] + argv[i + 1:], argv[:i] + argv[i:i + 1] + argv[i:],
                            argv[:i] + argv[i + 1:] + argv[i:i + 1],
                            argv[:i - 1] + [argv[i], argv[i - 1]] + argv[i + 1:]]
                for words in mistakes:
                    if words != argv:
                        report, status = right_report(expected)
                        report["argv"] = words
                        self.assert_objects(record, expected, report, status)

    def test_left_uncorrected(self):
        for record, _, expected in RUNNING:
            for i, word in enumerate(expected.written):
                if word != expected.argv[i]:
                    words = expected.argv
                    words[i] = word
                    self.assert_objects(record, expected, *with_words(expected, words))

    def test_port_taken_from_everything_that_looks_like_one(self):
        """In -append, -name, hostfwd=, websocket=, reverse, unix:, managed lines, -version."""
        wrong = 0
        for record, _, expected in RUNNING:
            words = [expected.argv[0]] + [naive(word) for word in expected.written[1:]]
            if words != expected.argv:
                wrong += 1
                self.assert_objects(record, expected, *with_words(expected, words))
        self.assertGreater(wrong, 60)

    def test_right_display_moved(self):
        for value in (":0", "127.0.0.1:7", ":5100", ":23456", "[::]:59630", "::1:7", ":5899",
                      "none", "unix:5901", "10.0.0.1:5901,reverse=on", ":1,websocket=5901"):
            expected = oracle.expect(["qemu-system-x86_64", "-vnc", value, "-S"])
            for wrong in (":1", "127.0.0.1:0", ":53730", value + ",to=99", value + ",",
                          naive(value)):
                if wrong != value:
                    words = ["qemu-system-x86_64", "-vnc", wrong, "-S"]
                    report, status = with_words(expected, words)
                    self.assertNotEqual(oracle.judge(expected, report, status), [], (value, wrong))

    def test_wrong_correction(self):
        for value, mistakes in {
                ":5901": (":0", ":2", "127.0.0.1:1", "0.0.0.0:1", ":01", ":1,", "vnc=:1"),
                "localhost::5901": ("localhost:5901", "127.0.0.1:1", "localhost::1"),
                "5901": (":1", "0.0.0.0:1", "127.0.0.1:5901"),
                "::6000": ("[::]:100", ":100", "[::6000]:0"),
                "::1": ("::1:0", "127.0.0.1:1", ":1"),
                ":5901,to=5910": (":1,to=5910", ":1", ":1,to=9"),
                ":auto,to=9": (":0,to=99", ":0", ":0,to=9,to=99"),
                "none": ("", "127.0.0.1:0"),
                ":5901,password=on": (":1,password=off", ":1", ":1,password"),
                "a:5901,vnc=b:5902": ("a:1,vnc=b:5902", "a:5901,vnc=b:2", "a:2,vnc=b:1")}.items():
            expected = oracle.expect(["qemu", "-vnc", value])
            self.assertFalse(expected.open, value)
            for wrong in mistakes:
                report, status = with_words(expected, ["qemu", "-vnc", wrong])
                self.assertNotEqual(oracle.judge(expected, report, status), [], (value, wrong))

    def test_corrected_behind_an_unknown_option(self):
        expected = oracle.expect(["qemu", "-acme", "-vnc", ":5901"])
        self.assertNotEqual(
            oracle.judge(expected, *with_words(expected, ["qemu", "-acme", "-vnc", ":1"])), [])


class Kvm(OracleTest):
    """On a machine where KVM works, and on one where it doesn't."""

    WORKING = list(own_records(kvmrules.Host()))

    def reports(self, wanted):
        for record, _, expected in self.WORKING:
            if not expected.refused and expected.kvm is wanted:
                yield record, expected, *right_report(expected)

    def test_right_reports_pass(self):
        for record, _, expected in self.WORKING:
            self.assertFalse(expected.open, record["id"])
            self.assertEqual(oracle.judge(expected, *right_report(expected)), [], record["id"])

    def test_both_answers_are_exercised(self):
        self.assertGreater(len(list(self.reports(True))), 100)
        self.assertGreater(len(list(self.reports(False))), 60)

    def test_not_added(self):
        for record, expected, _, status in self.reports(True):
            report, _ = report_before_kvm(expected)
            self.assert_objects(record, expected, report, status)

    def test_added_for_nothing(self):
        for record, expected, report, status in self.reports(False):
            self.assert_objects(record, expected, with_kvm(report), status)
        for record, _, expected in RUNNING:
            if expected.warned:
                report, status = right_report(expected)
                self.assert_objects(record, expected, with_kvm(report), status)

    def test_without_a_warning(self):
        for record, _, expected in RUNNING:
            if expected.warned:
                report, status = right_report(expected)
                report["notes"].pop()
                self.assert_objects(record, expected, report, status)

    def test_added_badly(self):
        for record, expected, report, status in self.reports(True):
            for wrong in ({"guest_visible": False}, {"reason": ""}, {"action": "set"},
                          {"index": 1000}, {"index": None}):
                bad = copy.deepcopy(report)
                bad["changes"][-1] |= wrong
                self.assert_objects(record, expected, bad, status)
            at = report["changes"][-1]["index"]
            for origin in ("user", "plugin:vnc"):
                bad = copy.deepcopy(report)
                bad["origins"][at + 1] = origin
                self.assert_objects(record, expected, bad, status)
            for word in ("accel=kvm", "accel=tcg:kvm", "q35,accel=kvm:tcg"):
                bad = copy.deepcopy(report)
                bad["argv"][at + 1] = word
                self.assert_objects(record, expected, bad, status)

    def test_where_it_is_the_value_of_an_option(self):
        expected = oracle.expect(["qemu", "-m", "64", "-acme"], host=kvmrules.Host())
        report, status = right_report(expected)
        bad = dict(report, argv=["qemu", "-m", "64", "-acme", *kvmrules.WORDS],
                   changes=[dict(report["changes"][-1], index=4)],
                   origins=["user"] * 4 + ["plugin:kvm"] * 2)
        self.assertNotEqual(oracle.judge(expected, bad, status), [])

    def test_capabilities_count(self):
        for words, host, adds in (
            (["-M", "q35,smm=on"], kvmrules.Host(smm=False), False),
            (["-M", "q35,smm=on"], kvmrules.Host(), True),
            (["-smp", "64"], kvmrules.Host(), True),
            (["-smp", "65"], kvmrules.Host(), None),
            (["-m", "1"], kvmrules.Host(machine="aarch64"), None),
        ):
            argv = ["qemu-system-x86_64", *words]
            self.assertIs(oracle.expect(argv, host=host).kvm, adds, words)


class WrongBooks(OracleTest):
    def spoiled(self, keep=lambda expected: True):
        for record, _, expected in RUNNING:
            if keep(expected):
                report, status = right_report(expected)
                yield record, expected, copy.deepcopy(report), status

    def test_refused_for_nothing(self):
        for record, expected, report, _ in self.spoiled():
            report["refused"] = {"plugin": "vnc", "phase": "rewrite", "text": "no"}
            self.assert_objects(record, expected, report, 125)

    def test_error_rows_not_refused_or_badly(self):
        for record, _, expected in RECORDS:
            if expected.refused:
                report, status = right_report(expected)
                self.assert_objects(record, expected, report, 0)
                for key, value in (("plugin", "args"), ("phase", "check"), ("text", "")):
                    wrong = copy.deepcopy(report)
                    wrong["refused"][key] = value
                    self.assert_objects(record, expected, wrong, status)
                report["refused"] = None
                self.assert_objects(record, expected, report, 0)

    def test_exit_status(self):
        for record, expected, report, _ in self.spoiled():
            self.assert_objects(record, expected, report, 1)

    def test_origins(self):
        for record, expected, report, status in self.spoiled():
            for wrong in ("QEMU_ARGS", "user", "plugin:vnc"):
                bad = copy.deepcopy(report)
                if bad["origins"][-1] != wrong:
                    bad["origins"][-1] = wrong
                    self.assert_objects(record, expected, bad, status)
            report["origins"].pop()
            self.assert_objects(record, expected, report, status)

    def test_changes(self):
        invented = {"plugin": "vnc", "reason": "because", "index": 0}
        for record, expected, report, status in self.spoiled():
            bad = copy.deepcopy(report)
            bad["changes"].append(invented)
            self.assert_objects(record, expected, bad, status)
            bad = copy.deepcopy(report)
            bad["env"]["set"] = {"QEMU_AUDIO_DRV": "none"}
            self.assert_objects(record, expected, bad, status)
            for i in range(len(report["changes"])):
                for wrong in ({"index": 1000}, {"reason": ""}, {"plugin": "kvm"}):
                    bad = copy.deepcopy(report)
                    bad["changes"][i] |= wrong
                    self.assert_objects(record, expected, bad, status)
                bad = copy.deepcopy(report)
                del bad["changes"][i]
                self.assert_objects(record, expected, bad, status)

    def test_missing_note_or_fact(self):
        for record, expected, report, status in self.spoiled(lambda e: e.high):
            report["notes"] = []
            self.assert_objects(record, expected, report, status)
        for record, expected, report, status in self.spoiled(lambda e: e.ports):
            for key in ("port", "display"):
                bad = copy.deepcopy(report)
                bad["facts"][0]["value"][key] += 5900
                self.assert_objects(record, expected, bad, status)

    def test_displays_that_need_a_note(self):
        for value, high in {":5999": [], ":5899": [], ":6000": [6000], "[::]:59630": [59630],
                            ":59636": [], ":6000,reverse=on": [], "unix:6000": [],
                            ":1,vnc=localhost:7000": [7000]}.items():
            self.assertEqual(oracle.expect(["qemu", "-vnc", value]).high, high, value)

    def test_shell_form(self):
        for record, _, expected in RUNNING:
            report, _ = right_report(expected)
            words = ["/bin/true"] + report["argv"][1:]
            self.assertEqual(oracle.judge_shell(shlex.join(words) + "\n", report, 0), [])
            self.assertNotEqual(oracle.judge_shell(shlex.join(words + [""]), report, 0), [])
            self.assertNotEqual(oracle.judge_shell(shlex.join(words[1:]), report, 0), [])

    def test_any_touch_without_plugins(self):
        for record, argv, _ in RECORDS:
            report, _ = right_report(oracle.unchanged(argv))
            self.assertEqual(oracle.judge_plain(argv, report, 0), [])
            for index, word in enumerate(argv):
                bad = copy.deepcopy(report)
                bad["argv"][index] = word + "x"
                self.assertNotEqual(oracle.judge_plain(argv, bad, 0), [], record["id"])


FAKE = """#!{python} -S
import json, os, sys
sys.dont_write_bytecode = True
sys.path[:0] = [{here!r}]
import oracle, run_corpus, test_oracle
words = [os.fsdecode(os.fsencode(w)) for w in sys.argv]
argv = words[words.index("--") + 1:]
added = oracle.shlex.split(os.environ.get("QEMU_ARGS", ""))
expected = oracle.expect(argv, added) if run_corpus.PLUGINS in words else oracle.unchanged(argv)
if {careless} and run_corpus.PLUGINS in words:
    careless = argv[:1] + [test_oracle.naive(word) for word in expected.written[1:]]
    report, status = test_oracle.with_words(expected, careless)
else:
    report, status = test_oracle.right_report(expected)
print(json.dumps(report) if "--json" in words else test_oracle.shlex.join(report["argv"]))
sys.exit(status)
"""


class Runner(unittest.TestCase):
    """The runner itself: passes a right wrapper, fails a careless one."""

    def run_with(self, careless):
        with tempfile.TemporaryDirectory() as build:
            program = Path(build, "wrapper", "qemu-wrapper")
            program.parent.mkdir()
            program.write_text(FAKE.format(python=sys.executable, here=str(HERE),
                                           careless=careless), encoding="utf-8")
            program.chmod(0o755)
            Path(build, "some.jsonl").write_text(
                '{"id": "a", "program": "qemu", "argv": ["-vnc", ":5901"]}\n'
                '{"id": "b", "program": "qemu", "argv": ["-name", "a:5901", "-vnc", ":1"]}\n',
                encoding="utf-8")
            return subprocess.run([sys.executable, HERE / "run_corpus.py", build],
                                  env=os.environ | {"QW_BUILD": build, "QW_CORPUS_EVERY": "1"},
                                  capture_output=True, text=True, check=False)

    def test_right_wrapper_passes(self):
        done = self.run_with(False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_careless_wrapper_fails(self):
        done = self.run_with(True)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("argv[2] is 'a:1', expected 'a:5901'", done.stdout)

    def test_folder_without_records_fails(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([sys.executable, HERE / "run_corpus.py", folder],
                                  env=os.environ | {"QW_BUILD": folder}, capture_output=True,
                                  text=True, check=False)
            self.assertEqual(done.returncode, 1)


if __name__ == "__main__":
    unittest.main()
