# SPDX-License-Identifier: MIT
"""The examples of the manual pages, the READMEs and docs/ do what they show, and the manual pages of
the program and its plugins name all options, variables and exit statuses that there are, and no
others. How examples are written is told in docs/hacking.md."""

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from supervise_support import install as install_supervisor  # noqa: E402

BUILD = os.environ["QW_BUILD"]
SOURCE = os.environ["QW_SOURCE"]
WRAPPER = os.path.join(BUILD, "wrapper", "qemu-wrapper")
UNDER = os.environ.get("QW_VALGRIND", "")
PROGRAM = "qemu-system-x86_64"
TIME_LIMIT = 120

# Without libffi there are no foreign hooks to show.
FOREIGN = os.path.exists(os.path.join(BUILD, "plugins", "foreign.so"))
PAGES = sorted(
    name
    for pattern in (("docs", "man", "*.scd"), ("plugins", "*", "*.scd"))
    for name in glob.glob(os.path.join(SOURCE, *pattern))
    if FOREIGN or not name.endswith("qemu-wrapper-foreign.7.scd")
)
TEXTS = [os.path.join(SOURCE, "README.md")] + sorted(
    glob.glob(os.path.join(SOURCE, "docs", "*.md"))
)
PLUGINS_TO_COPY = sorted(glob.glob(os.path.join(SOURCE, "examples", "*", "README.md")))


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def page(name):
    return read(next(path for path in PAGES if os.path.basename(path) == name + ".scd"))


def section(text, title):
    """The text of one section of a manual page."""
    found = re.search(r"(?ms)^# %s$(.*?)(?=^# |\Z)" % re.escape(title), text)
    if not found:
        raise AssertionError("no section " + title)
    return found.group(1)


def blocks(text):
    """(line number, text line above, lines) of each block between ``` lines."""
    inside, above, begin, found = None, "", 0, []
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("```"):
            if inside is None:
                inside, begin = [], number
            else:
                found.append((begin, above, inside))
                inside, above = None, ""
        elif inside is not None:
            inside.append(line)
        elif line.strip():
            above = line.strip()
    return found


def examples(lines):
    """(command, output or None) of each command of a block."""
    found = []
    for line in lines:
        if line.startswith("$ "):
            found.append([line[2:], []])
        elif line.startswith("> ") and not found[-1][1]:
            found[-1][0] += "\n" + line[2:]
        else:
            found[-1][1].append(line)
    return [(command, output or None) for command, output in found]


def matches(output, expected):
    """Equal, where a line of three dots stands for any lines."""
    pattern = "\n".join("\0" if line == "..." else re.escape(line) for line in expected)
    pattern = pattern.replace("\0\n", "(?:.*\n)*?").replace("\0", "(?:.*\n?)*?")
    return re.fullmatch(pattern, output) is not None


class Place:
    """A working folder, and a folder that the examples know as /usr/bin, with the wrapper and a
    QEMU that does nothing."""

    def __init__(self, *more_plugins):
        self.plugins = [os.path.join(BUILD, "plugins"), *more_plugins]
        self.root = os.path.realpath(tempfile.mkdtemp(prefix="qw-manual-"))
        self.programs = os.path.join(self.root, "programs")
        self.work = os.path.join(self.root, "work")
        os.mkdir(self.programs)
        os.mkdir(self.work)
        shutil.copy2(shutil.which("true"), os.path.join(self.programs, PROGRAM))
        tool = os.path.join(self.programs, "qemu-wrapper")
        with open(tool, "w", encoding="utf-8") as file:
            file.write('#!/bin/sh\nexec %s %s "$@"\n' % (UNDER, WRAPPER))
        os.chmod(tool, 0o755)

    def remove(self):
        shutil.rmtree(self.root)

    def variables(self):
        result = {
            "PATH": self.programs + ":/usr/bin:/bin",
            "HOME": self.root,
            "LC_ALL": "C.UTF-8",
            "QEMU_WRAPPER_PLUGIN_PATH": ":".join(self.plugins),
            # The log of the machine is not for tests; what an example chooses comes first.
            "QEMU_WRAPPER_LOG_TO": "none",
            # The header is not installed where the .pc file will say; the compiler is told.
            "PKG_CONFIG_PATH": os.path.join(BUILD, "meson-private"),
            "CPATH": os.path.join(SOURCE, "include"),
        }
        for name in ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                result[name] = os.environ[name]
        return result

    def run(self, command):
        """What the command prints, and its exit status."""
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            env=self.variables(),
            cwd=self.work,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIME_LIMIT,
            check=False,
        )
        text = done.stdout.decode()
        return text.replace(WRAPPER, "/usr/bin/qemu-wrapper").replace(
            self.programs, "/usr/bin"
        ), done.returncode

    def run_all(self, commands):
        """Runs commands in one shell, so that `echo $?` works; (output, status) of each."""
        mark = "== end of what the command prints, status"
        script = "".join(
            "%s\n__status=$?; echo; echo '%s' $__status; (exit $__status)\n" % (command, mark)
            for command in commands
        )
        text, _ = self.run(script)
        found = re.findall(r"(?s)(.*?)\n%s (\d+)\n" % mark, text)
        return [(output.rstrip("\n"), int(status)) for output, status in found]


class Examples(unittest.TestCase):
    """Each file's examples, in order, in one folder."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        install_supervisor()

    def check_block(self, place, lines):
        wanted = examples(lines)
        results = place.run_all([command for command, _ in wanted])
        self.assertEqual(len(results), len(wanted), "the shell gave up early: %r" % results)
        for (command, expected), (output, status) in zip(wanted, results):
            if expected is None:
                self.assertEqual(status, 0, "%s\n%s" % (command, output))
            elif not matches(output, expected):
                self.assertEqual(output, "\n".join(expected), command)

    def check_configuration(self, place, lines):
        """A configuration that is shown is accepted. `lock` is for the system's main file."""
        text = "\n".join(line for line in lines if not line.startswith("lock")) + "\n"
        path = os.path.join(place.root, "example.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("/usr/bin", place.programs))
        output, status = place.run("qemu-wrapper explain --config %s %s" % (path, PROGRAM))
        self.assertEqual(status, 0, output)

    def check_file(self, path, place=None):
        place = place or Place()
        self.addCleanup(place.remove)
        count = 0
        for number, above, lines in blocks(read(path)):
            name = re.search(r"[`_]([\w-]+\.(?:c|cases))[`_]:$", above)
            with self.subTest(file=os.path.relpath(path, SOURCE), line=number):
                if lines[0].startswith("$ "):
                    self.check_block(place, lines)
                    count += 1
                elif lines[0].startswith("["):
                    self.check_configuration(place, lines)
                elif name:
                    with open(os.path.join(place.work, name[1]), "w", encoding="utf-8") as file:
                        file.write("\n".join(lines) + "\n")
        return count

    def test_manual_pages(self):
        for path in PAGES:
            self.check_file(path)

    def test_every_program_and_plugin_has_examples(self):
        for path in PAGES:
            if not path.endswith(".conf.5.scd"):
                starts = [lines[0] for _, _, lines in blocks(read(path))]
                self.assertTrue(any(start.startswith("$ ") for start in starts), path)

    def test_texts(self):
        for path in TEXTS:
            self.check_file(path)

    def test_plugins_to_copy(self):
        """Each with nothing but its own folder, a copy of which is the working folder."""
        self.assertGreater(len(PLUGINS_TO_COPY), 4)
        for path in PLUGINS_TO_COPY:
            if "\n$ rustc" in read(path) and not shutil.which("rustc", path="/usr/bin:/bin"):
                continue
            place = Place(os.path.join(BUILD, "examples"))
            shutil.copytree(os.path.dirname(path), place.work, dirs_exist_ok=True)
            self.assertGreater(self.check_file(path, place), 2)

    def test_readme_has_examples(self):
        self.assertGreater(self.check_file(TEXTS[0]), 1)


class Convention(unittest.TestCase):
    """The reader of examples finds mistakes."""

    def test_output_that_differs(self):
        place = Place()
        self.addCleanup(place.remove)
        case = Examples()
        case.check_block(place, ["$ echo one", "one"])
        for wrong in (["$ echo one", "two"], ["$ false"], ["$ echo one", "one", "two"]):
            with self.subTest(wrong=wrong), self.assertRaises(AssertionError):
                case.check_block(place, wrong)

    def test_status_is_handed_on(self):
        place = Place()
        self.addCleanup(place.remove)
        session = ["$ echo no; sh -c 'exit 3'", "no", "$ echo $?", "3"]
        Examples().check_block(place, session)
        session[-1] = "4"
        with self.assertRaises(AssertionError):
            Examples().check_block(place, session)

    def test_dots(self):
        self.assertTrue(matches("a\nb\nc", ["a", "...", "c"]))
        self.assertTrue(matches("a\nc", ["a", "...", "c"]))
        self.assertTrue(matches("a\nb", ["a", "..."]))
        self.assertFalse(matches("a\nb\nd", ["a", "...", "c"]))
        self.assertFalse(matches("axc", ["a.c"]))

    def test_blocks(self):
        text = "Above:\n```\n$ a\n> b\nc\n```\n```sh\nd\n```\n"
        self.assertEqual(blocks(text), [(2, "Above:", ["$ a", "> b", "c"]), (7, "", ["d"])])
        self.assertEqual(examples(["$ a", "> b", "c", "$ d"]), [("a\nb", ["c"]), ("d", None)])


class InStep(unittest.TestCase):
    """What the program has and what the manual pages tell are the same."""

    HELPS = ["", "run", "explain", "plugin", "plugin list", "plugin info", "plugin check"]
    HELPS += ["plugin test", "plugin new"]
    HELPS += ["doctor", "health", "link", "unlink"]

    def setUp(self):
        self.place = Place()
        self.addCleanup(self.place.remove)
        self.manual = page("qemu-wrapper.1")

    def output(self, words):
        text, status = self.place.run("qemu-wrapper " + words)
        self.assertEqual(status, 0, text)
        return text

    def sources(self):
        """All C sources and headers of the wrapper, the libraries and the built-in plugins."""
        names = glob.glob(os.path.join(SOURCE, "wrapper", "**", "*.[ch]"), recursive=True)
        for folder in ("common", "plugins"):
            names += glob.glob(os.path.join(SOURCE, folder, "*", "*.[ch]"))
        return "\n".join(read(name) for name in names)

    def test_subcommands(self):
        usage = self.output("--help")
        listed = set(re.findall(r"(?m)^  ([a-z]+) ", usage))
        told = set(re.findall(r"(?m)^\*([a-z]+)[a-z ]*\*$", section(self.manual, "COMMANDS")))
        self.assertEqual(listed, told)

    def test_options(self):
        texts = "\n".join(self.output(words + " --help") for words in self.HELPS)
        have = set(re.findall(r"--[a-z][a-z-]*", texts))
        told = re.findall(r"(?m)^\*(--[a-z-]+)\*", section(self.manual, "OPTIONS"))
        told += re.findall(r"(?m)^\*(--[a-z-]+)\*", section(self.manual, "COMMANDS"))
        self.assertEqual(have, set(told))

    def test_options_of_the_help_are_taken(self):
        """... and an option that no help names is refused."""
        for option in set(re.findall(r"(?m)^  (--[a-z]+)", self.output("explain --help"))):
            text, _ = self.place.run("qemu-wrapper explain %s" % option)
            self.assertNotIn("unknown option", text)
        text, status = self.place.run("qemu-wrapper explain --nonsense")
        self.assertEqual(status, 125)
        self.assertIn("unknown option", text)

    def test_exit_statuses(self):
        have = set()
        for words in self.HELPS:
            usage = self.output(words + " --help") + "\n"
            for part in re.findall(r"(?s)Exit status: (.*?)\n\n", usage):
                have.update(re.findall(r"\b\d+\b", part))
        told = re.findall(r"(?m)^\*(\d+)\*$", section(self.manual, "EXIT STATUS"))
        self.assertEqual(sorted(have, key=int), told)

    def test_variables(self):
        sources = self.sources()
        have = set(re.findall(r'"(QEMU_WRAPPER(?:_[A-Z]+)*|QEMU_ARGS(?:_[A-Z]+)*)"', sources))
        have |= set(re.findall(r'(?:secure_getenv|variable)\([^"()]*"(\w+)"\)', sources))
        text = section(self.manual, "ENVIRONMENT")
        entries = "\n".join(re.findall(r"(?m)^\*.*", text))
        told = set(re.findall(r"\*(\w+)\*", entries))
        self.assertEqual(have, told)

    def test_options_of_plugins(self):
        for name in ["args", "vnc", "kvm", "log", "size"] + ["foreign"] * FOREIGN:
            info = self.output("plugin info " + name)
            have = re.findall(r"(?m)^  ([a-z-]+) \(", info)
            text = section(page("qemu-wrapper-%s.7" % name), "OPTIONS")
            self.assertEqual(sorted(have), sorted(re.findall(r"(?m)^\*([a-z-]+)\* = ", text)))
            for key, words in re.findall(r"(?m)^  ([a-z-]+) \(enum: ([a-z ]+)", info):
                said = re.search(r"(?m)^\*%s\* = (.*)$" % key, text)[1]
                self.assertEqual(words.split(), re.findall(r"\*([a-z]+)\*", said))
            for key, value in re.findall(r"(?m)^  ([a-z-]+) \(.*default (.*)\)$", info):
                entry = re.search(r"(?ms)^\*%s\* = (.*?)(?=^\*|\Z)" % key, text)[1]
                self.assertRegex(entry, r"Default:\s+\*%s\*" % re.escape(value))


if __name__ == "__main__":
    unittest.main()
