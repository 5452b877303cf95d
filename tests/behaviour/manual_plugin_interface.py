# SPDX-License-Identifier: MIT
"""qemu-wrapper-plugin(3) tells of every public name in the headers, with the same prototypes, and of
none that isn't there; and so do the other texts for authors."""

import os
import re
import unittest

SOURCE = os.environ["QW_SOURCE"]
HEADERS = ("plugin.h", "services.h")
# Members that only the header itself uses: functions of the table, the note's words.
INTERNAL = ("qw_host", "qw_elf_note")
NAME = r"\b(?:qw|QW)_\w+"


def read(*names):
    with open(os.path.join(SOURCE, *names), encoding="utf-8") as file:
        return file.read()


def without_comments(text):
    return re.sub(r"/\*.*?\*/", " ", text, flags=re.S)


def declarations():
    return without_comments("".join(read("include", "qemu-wrapper", name) for name in HEADERS))


def members(header):
    """(structure, member) of each structure that plugins look into."""
    found = []
    for struct, body in re.findall(r"\bstruct (\w+) \{(.*?)\n\}", header, flags=re.S):
        if struct in INTERNAL:
            continue
        for declaration in filter(str.strip, body.split(";")):
            pointer = re.search(r"\(\*(\w+)\)\s*\(", declaration)
            for part in [declaration] if pointer else declaration.split(","):
                name = pointer[1] if pointer else re.search(r"(\w+)\s*(\[\w+\])?\s*$", part)[1]
                found.append((struct, name))
    return found


def spaced(text):
    return " ".join(text.split())


def prototypes(header):
    """Those of the inline functions, in one spelling."""
    found = re.findall(r"static inline ([^{;]*?)\s*\n\{", header)
    return {re.search(r"(\w+)\(", text)[1]: spaced(text) for text in found}


def shown(page):
    """The prototypes in the literal blocks of the page."""
    blocks = "\n".join(re.findall(r"(?ms)^```$(.*?)^```$", page))
    found = re.findall(r"(?ms)^((?:[\w*]+ )+\**qw_\w+\([^{;]*\));$", blocks)
    return {re.search(r"(\w+)\(", text)[1]: spaced(text) for text in found}


def plain(page):
    """Without the marks and escapes of scdoc around and in names."""
    return page.replace("\\_", "_").replace("*", " ")


class Page(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.header = declarations()
        self.page = read("docs", "man", "qemu-wrapper-plugin.3.scd")

    def names(self):
        return set(re.findall(NAME, self.header))

    def test_every_name(self):
        have = self.names()
        self.assertGreater(len(have), 100)
        told = set(re.findall(NAME, plain(self.page)))
        self.assertEqual(have - told, set(), "not in the manual")
        self.assertEqual(told - have, set(), "not in the headers")

    def test_every_function_and_constant_has_an_entry(self):
        bold = set(re.findall(r"\*(%s)\*" % NAME, self.page))
        wanted = set(prototypes(self.header))
        for body in re.findall(r"\benum \w+ \{(.*?)\}", self.header, flags=re.S):
            wanted |= set(re.findall(r"\b(QW_\w+) =", body))
        self.assertGreater(len(wanted), 70)
        self.assertEqual(wanted - bold, set())

    def test_every_member(self):
        bold = set(re.findall(r"\*(\w+)\*", self.page))
        wanted = members(self.header)
        self.assertGreater(len(wanted), 50)
        self.assertEqual([pair for pair in wanted if pair[1] not in bold], [])
        for struct, _ in wanted:
            self.assertTrue(re.search(r"struct\s+%s\b" % struct, self.page), struct)

    def test_prototypes(self):
        have = prototypes(self.header)
        self.assertGreater(len(have), 40)
        self.assertEqual(shown(self.page), have)

    def test_versions(self):
        """Whatever is newer than the first interface says so, here and there."""
        headers = "".join(read("include", "qemu-wrapper", name) for name in HEADERS)
        minor = re.search(r"#define QW_ABI_MINOR (\d+)", headers)[1]
        table = self.page.partition("# VERSIONS")[2].partition("\n# ")[0]
        self.assertIn("|  0.%s\n" % minor, table)
        for since in set(re.findall(r"Since (\d+\.\d+)", headers)) - {"0.1"}:
            self.assertIn("|  %s\n" % since, table)
            self.assertTrue(re.search(r"Since\s+%s\b" % since, self.page), since)


class OtherTexts(unittest.TestCase):
    def test_name_nothing_that_is_not_there(self):
        have = set(re.findall(NAME, declarations() + read("include", "qemu-wrapper", "test.h")))
        texts = [("README.md",), ("docs", "writing-plugins.md"), ("docs", "design.md")]
        texts += [("kit", "skeleton", name)
                  for name in os.listdir(os.path.join(SOURCE, "kit", "skeleton"))]
        for names in texts:
            told = set(re.findall(NAME, read(*names)))
            self.assertEqual(told - have, set(), names)

    def test_guide_speaks_of_every_type_and_hook(self):
        guide = read("docs", "writing-plugins.md")
        header = declarations()
        types = re.search(r"enum qw_type \{(.*?)\}", header, flags=re.S)[1]
        for name in re.findall(r"QW_\w+", types):
            self.assertIn("`%s`" % name, guide)
        plugin = re.search(r"struct qw_plugin \{(.*?)\n\}", header, flags=re.S)[1]
        hooks = re.findall(r"\(\*(\w+)\)", plugin)
        self.assertEqual(len(hooks), 6)
        self.assertEqual(re.findall(r"(?m)^    (%s) " % "|".join(hooks), guide), hooks)


class Reader(unittest.TestCase):
    """It finds what is planted."""

    def test_members(self):
        text = "struct qw_a {\n\tint x, y;\n\tchar name[32];\n\tint (*open)(int a);\n};\n"
        self.assertEqual([name for _, name in members(text)], ["x", "y", "name", "open"])
        self.assertEqual(members(text.replace("qw_a", "qw_host")), [])

    def test_prototypes(self):
        text = "static inline const char *qw_a(int b,\n\t\tint c)\n{\n"
        self.assertEqual(prototypes(text), {"qw_a": "const char *qw_a(int b, int c)"})
        page = "```\nconst char *qw_a(int b,\n    int c);\nint qw_d(void);\n```\nint qw_e(int f);\n"
        self.assertEqual(shown(page), {"qw_a": "const char *qw_a(int b, int c)",
                                       "qw_d": "int qw_d(void)"})


if __name__ == "__main__":
    unittest.main()
