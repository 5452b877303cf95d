# SPDX-License-Identifier: MIT
"""The default plugins, isolated, say and do exactly what they say and do when they are not: the same
plans of many command lines, the same refusals, the same events of the log."""

import json
import os
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import NAME, QUIET, UNDER, HookCase  # noqa: E402

PLUGINS = ("args", "vnc", "kvm", "log")
CASES = os.path.join(os.environ["QW_SOURCE"], "tests", "corpus", "cases.jsonl")
# One in so many; fewer where everything is slow.
STEP = 20 if UNDER else int(os.environ.get("QW_CORPUS_EVERY", "3"))

# Notes that differ as they should, and lines that the records lack.
MORE = (
    ["-vnc", "0.0.0.0:5901"],
    ["-vnc", "127.0.0.1:5907,websocket=on", "-device", '{"driver":"e1000","id":"a"}'],
    ["-version"],
    ["-machine", "none", "-qmp", "stdio", "-S"],
    ["-fork", ":5900", "-vnc", ":5902"],
    ["-name", "guest=\udcff\udcfe"],
    ["-vnc", "[::1]:5905", "-vnc", "unix:/x"],
    [],
)


def words_of(record):
    words = record["argv"]
    return words if all(isinstance(word, str) for word in words) else None


class Same(HookCase):
    def choose(self, isolate, more="", names=PLUGINS):
        sections = "".join("[plugin %s]\nisolate = %s\n" % (name, isolate) for name in names)
        self.select(*names, more=sections + more)

    def both(self, ask, more="", names=PLUGINS):
        """What `ask` gives, not isolated and isolated."""
        answers = []
        for isolate in ("no", "yes"):
            self.choose(isolate, more, names)
            answers.append(ask())
        return answers

    def explain_line(self, words, variables):
        done = self.run_explain(["--json"], words, self.variables(**variables))
        return done.returncode, done.stdout, done.stderr

    def explain_all(self, lines, **variables):
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(lambda words: self.explain_line(words, variables), lines))

    def lines(self):
        with open(CASES, encoding="utf-8") as file:
            records = [json.loads(line) for line in file]
        found = [words_of(record) for record in records[::STEP]]
        return [words for words in found if words is not None] + list(MORE)

    def compare(self, lines, **variables):
        plain, isolated = self.both(lambda: self.explain_all(lines, **variables))
        changed = 0
        for words, one, other in zip(lines, plain, isolated):
            self.assertEqual(one, other, words)
            changed += bool(json.loads(one[1])["changes"])
        return changed

    def test_plans(self):
        lines = self.lines()
        self.assertGreater(self.compare(lines), len(lines) // 4)

    def test_plans_with_words_of_a_variable(self):
        lines = self.lines()
        lines = lines[:: max(1, len(lines) // 14)]
        words = "-vnc 127.0.0.1:5908 -name 'a b' -m \"2G\""
        self.assertGreater(self.compare(lines, QEMU_ARGS=words), len(lines) * 3 // 4)

    def test_refusals(self):
        for words, variables, more in (
            (["-m", "1G"], {"QEMU_ARGS": "'unfinished"}, ""),
            (["-vnc", ":5901"], {}, "[vnc]\nstrict = yes\n"),
            (["-vnc", ":5901"], {}, "[vnc]\nexpose = deny\n"),
            (["-m", "1G"], {"QEMU_ARGS_FILE": "/nowhere"}, ""),
        ):
            with self.subTest(words=words, variables=variables, more=more):
                plain, isolated = self.both(lambda: self.explain_line(words, variables), more)
                self.assertEqual(plain, isolated)
                plain, isolated = self.both(lambda: self.refused_run(words, variables), more)
                self.assertEqual(plain, isolated)

    def test_only_the_list_of_plugins_tells(self):
        def text():
            done = self.run_tool(["explain", "--", NAME, "-vnc", "127.0.0.1:5907"], self.variables())
            self.assertEqual(done.returncode, 0, done.stderr)
            return done.stdout

        plain, isolated = self.both(text)
        self.assertIn("Plugins: args (isolated), vnc (isolated), ", isolated)
        self.assertEqual(plain, isolated.replace(" (isolated)", ""))

    def refused_run(self, words, variables):
        run = self.run_it(*words, **variables)
        self.place.state_of(None)
        return run.status, run.stdout, run.text

    def test_events_of_the_log(self):
        path = self.place.path("event")

        def launch(words):
            run = self.run_it(*words, QEMU_WRAPPER_LOG_TO="file:" + path, QEMU_WRAPPER_LOG_FORMAT="json",
                              QEMU_WRAPPER_LOG_LEVEL="info")
            self.place.state_of(None)
            with open(path, encoding="utf-8") as file:
                (line,) = file.read().splitlines()
            os.unlink(path)
            event = json.loads(line)
            # Of the process that became QEMU, and not of that which writes.
            self.assertEqual(event["pid"], run.child)
            del event["time"], event["pid"]
            return run.status, run.text, event

        for words in (["-vnc", "127.0.0.1:5907"], ["-vnc", ":5901", "-m", "1G"], ["-S"]):
            with self.subTest(words=words):
                plain, isolated = self.both(lambda: launch(words))
                self.assertEqual(plain, isolated)
                self.assertIsNotNone(plain[2]["final"])

    def test_a_log_on_standard_error(self):
        def launch():
            run = self.run_it("-vnc", "127.0.0.1:5907", QEMU_WRAPPER_LOG_TO="stderr")
            self.place.state_of(None)
            return run.status, run.text

        plain, isolated = self.both(launch)
        self.assertIn("vnc", plain[1])
        self.assertEqual(plain[0], isolated[0])
        self.assertEqual(len(plain[1].splitlines()), len(isolated[1].splitlines()))

    def test_conflicts_between_plugins(self):
        for name in ("claims-a", "claims-b"):
            self.install("claims", name)
        for words in ("-m", "1G"), (*QUIET, "-vnc", ":1"):
            plain, isolated = self.both(
                lambda: self.explain_line(words, {}), names=("claims-a", "claims-b")
            )
            self.assertEqual(plain, isolated)

    def test_the_comparison_finds_differences(self):
        """Of what one way does and the other doesn't."""
        self.choose("no")
        one = self.explain_line(["-vnc", ":5901"], {})
        self.choose("yes")
        self.assertNotEqual(one, self.explain_line(["-vnc", ":5901"], {"QEMU_ARGS": "-S"}))


if __name__ == "__main__":
    unittest.main()
