# SPDX-License-Identifier: MIT
"""Headers that change without a new version, or in a way that old plugins can't bear, are noticed:
by what they declare, by layout.c, and where it is installed by libabigail."""

import os
import re
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "abi"))

from abi_support import ABI, FROZEN, INCLUDE, SOURCE, compile_plugin, compilers  # noqa: E402
from abi_support import copy_headers, run  # noqa: E402
from declarations import WHAT_TO_DO, Header, Unreadable, digest, judge, number  # noqa: E402
from declarations import read_frozen  # noqa: E402

PLUGIN, SERVICES = "plugin.h", "services.h"

# Mistakes are planted in a frozen version, which they will fit for ever.
BASE = os.path.join(FROZEN, "0.3", "include")
BUMP = (PLUGIN, "#define QW_ABI_MINOR 3", "#define QW_ABI_MINOR 4")

# name: (changes, whether the layout differs). None of them may go unnoticed.
BREAKS = {
    "a member inserted": ([(PLUGIN, "	const char *help;\n",
                            "	const char *help;\n	const char *group;\n")], True),
    "a member removed": ([(PLUGIN, "	const char *since;\n", "")], True),
    "a member's type changed": ([(PLUGIN, "	int32_t status;\n", "	int64_t status;\n")], True),
    "two members swapped": ([(PLUGIN, "	uint32_t abi_minor;\n", ""),
                             (PLUGIN, "	uint32_t option_size;\n",
                              "	uint32_t option_size;\n	uint32_t abi_minor;\n")], True),
    "a constant renumbered": ([(PLUGIN, "	QW_ENUM = 5,", "	QW_ENUM = 15,")], True),
    "a flag moved": ([(PLUGIN, "	QW_NUMBER = 1u << 2", "	QW_NUMBER = 1u << 3")], True),
    "a parameter's type changed": ([(SERVICES, "int (*fill_fd)(struct qw_context *ctx, int number, ",
                                     "int (*fill_fd)(struct qw_context *ctx, long number, ")],
                                   False),
    "a hook's type changed": ([(PLUGIN, "	void (*close)(struct qw_context *ctx);",
                                "	int (*close)(struct qw_context *ctx);")], False),
    "functions of the table swapped": ([
        (SERVICES, "	const char *(*get)(", "	const char *(*hold)("),
        (SERVICES, "	const char *(*owner)(", "	const char *(*get)("),
        (SERVICES, "	const char *(*hold)(", "	const char *(*owner)(")], True),
    "an inline function's parameters changed": ([
        (SERVICES, "static inline int qw_fill_fd(struct qw_context *ctx, int number, int fd)",
         "static inline int qw_fill_fd(struct qw_context *ctx, int fd, int number)")], False),
    "what can't grow has grown": ([(PLUGIN, "	const char *origin;\n};",
                                    "	const char *origin;\n	uint32_t line;\n};")], True),
    "the symbol renamed": ([(PLUGIN, "extern QW_EXPORT const struct qw_plugin qw_plugin_v0;",
                             "extern QW_EXPORT const struct qw_plugin qw_plugin_v00;")], False),
}

# Fine with a new minor version and not without one.
APPENDED = {
    "a hook": [(PLUGIN, "	void (*close)(struct qw_context *ctx);\n",
                "	void (*close)(struct qw_context *ctx);\n	int (*stop)(struct qw_context *ctx);\n")],
    "a constant": [(PLUGIN, "	QW_LIST = 8\n", "	QW_LIST = 8,\n	QW_REGEX = 9\n")],
    "a function": [(SERVICES, "			     size_t field_size, size_t *ret_count);\n};",
                    "			     size_t field_size, size_t *ret_count);\n"
                    "	int (*shuffle)(struct qw_command *cmd);\n};"),
                   (SERVICES, "/* -- Descriptors for QEMU -- */",
                    "static inline int qw_shuffle(struct qw_command *cmd)\n{\n"
                    "	if (!QW_HOST_HAS(cmd->host, shuffle))\n		return -ENOSYS;\n"
                    "	return cmd->host->shuffle(cmd);\n}\n\n/* -- Descriptors for QEMU -- */")],
    "another body of an inline function": [(SERVICES, "	return qw_int(ctx, key) != 0;",
                                            "	return qw_int(ctx, key) > 0;")],
    "a macro": [(PLUGIN, "#define QW_NOTE_PLUGIN 1u", "#define QW_NOTE_PLUGIN 1u\n#define QW_NEW 1")],
}

UNGUARDED = [*APPENDED["a function"][:1],
             (SERVICES, "/* -- Descriptors for QEMU -- */",
              "static inline int qw_shuffle(struct qw_command *cmd)\n{\n"
              "	return cmd->host->shuffle(cmd);\n}\n\n/* -- Descriptors for QEMU -- */")]


class Changes(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="qw-abi-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.frozen = list(read_frozen(SOURCE).values())
        self.until_base = [header for header in self.frozen if number(header.version) <= (0, 3)]

    def changed(self, name, changes, source=BASE):
        return copy_headers(os.path.join(self.folder, name.replace(" ", "-")), *changes,
                            source=source)

    def complaints(self, name, changes):
        try:
            return list(judge(Header(self.changed(name, changes)), self.until_base))
        except Unreadable as why:
            return [str(why)]

    def test_56_headers_keep_what_was_frozen(self):
        complaints = list(judge(Header(INCLUDE), self.frozen))
        self.assertEqual(complaints, [], "\n\n" + "\n".join(complaints) + "\n\n" + WHAT_TO_DO)

    def test_56_what_is_released_is_frozen(self):
        with open(os.path.join(SOURCE, "CHANGELOG.md"), encoding="utf-8") as file:
            newest = re.search(r"^## \[.*\] - (.*)$", file.read(), flags=re.M)
        if newest[1] != "unreleased":
            self.assertIn(Header(INCLUDE).version, [header.version for header in self.frozen],
                          "this was released: scripts/freeze-abi was forgotten")

    def test_56_planted_breaks_are_noticed(self):
        for name, (changes, _) in BREAKS.items():
            with self.subTest(name):
                without, with_bump = (self.complaints(name, changes),
                                      self.complaints(name + " later", [*changes, BUMP]))
                self.assertIn("differ from the frozen", " ".join(without))
                self.assertNotEqual(with_bump, [])
                self.assertNotIn("differ from the frozen", " ".join(with_bump))

    def test_56_appending_needs_a_new_minor(self):
        for name, changes in APPENDED.items():
            with self.subTest(name):
                self.assertEqual(len(self.complaints(name, changes)), 1)
                self.assertEqual(self.complaints(name + " later", [*changes, BUMP]), [])

    def test_56_new_functions_ask_for_their_member(self):
        complaints = self.complaints("unguarded", [*UNGUARDED, BUMP])
        self.assertEqual(len(complaints), 1, complaints)
        self.assertIn("qw_shuffle() calls shuffle, which 0.1 lacks", complaints[0])
        complaints = self.complaints("uncalled", [*APPENDED["a function"][:1], BUMP])
        self.assertEqual(complaints, ["no function of the header calls shuffle"])

    def test_comments_and_layout_of_the_text_are_free(self):
        include = self.changed("text", [
            (PLUGIN, "	/** Decimal or 0x hexadecimal, signed 64 bits. Read by qw_int(). */\n", ""),
            (SERVICES, "	return qw_int(ctx, key) != 0;", "\n	return // why\n  qw_int(ctx,key)!=0;")])
        self.assertEqual(list(judge(Header(include), self.until_base)), [])

    def test_56_layout_is_asserted(self):
        """layout.c fails to compile for each break that moves something; it does without."""
        def compile_layout(include):
            return run([*compilers()[0], "-std=c17", "-fsyntax-only", "-I" + include,
                        os.path.join(ABI, "layout.c")]).returncode
        self.assertEqual(compile_layout(INCLUDE), 0)
        for name, (changes, moves) in BREAKS.items():
            if moves:
                with self.subTest(name):
                    self.assertNotEqual(compile_layout(self.changed(name, changes, INCLUDE)), 0)

    def test_layout_is_complete(self):
        """What layout.c says nothing of is noticed."""
        script = os.path.join(ABI, "layout_is_complete.py")
        self.assertEqual(run([sys.executable, script, SOURCE]).returncode, 0)
        root = os.path.join(self.folder, "root")
        os.makedirs(os.path.join(root, "tests", "abi"))
        shutil.copy(os.path.join(ABI, "layout.c"), os.path.join(root, "tests", "abi"))
        for name, missing in (("a hook", "AT(qw_plugin, stop, "), ("a constant", "QW_REGEX, "),
                              ("a function", "AT(qw_host, shuffle, ")):
            with self.subTest(name):
                shutil.rmtree(os.path.join(root, "include"), ignore_errors=True)
                copy_headers(os.path.join(root, "include"), *APPENDED[name], source=BASE)
                done = run([sys.executable, script, root])
                self.assertEqual(done.returncode, 1)
                self.assertIn("layout.c lacks", done.stdout)
                self.assertIn(missing, done.stdout)

    # -- libabigail, which reads debug information, and no header --

    def abidiff(self, name, frozen, include):
        old, new = (os.path.join(self.folder, "%s-%s.so" % (name.replace(" ", "-"), which))
                    for which in ("old", "new"))
        source = os.path.join(ABI, "minimal.c")
        for plugin, headers in ((old, frozen), (new, include)):
            self.assertIsNone(compile_plugin(plugin, source, include=headers,
                                             options=['-DNAME="minimal"']))
        done = run(["abidiff", old, new])
        self.assertFalse(done.returncode & 3, done.stderr)
        return done

    @unittest.skipUnless(shutil.which("abidiff"), "abidiff of libabigail is not installed")
    def test_56_libabigail_agrees(self):
        """A second opinion. Constants are not among the types it can reach."""
        today = os.path.join(FROZEN, Header(INCLUDE).version, "include")
        if os.path.isdir(today):
            done = self.abidiff("today", today, INCLUDE)
            self.assertEqual(done.returncode, 0, done.stdout)
        for name, (changes, _) in BREAKS.items():
            if "constant" in name or "flag" in name or "inline" in name or "symbol" in name:
                continue
            with self.subTest(name):
                done = self.abidiff(name, BASE, self.changed(name, changes))
                self.assertTrue(done.returncode & 4, done.stdout)


class Freezing(unittest.TestCase):
    """scripts/freeze-abi, in a copy of what it needs."""

    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="qw-freeze-")
        self.addCleanup(shutil.rmtree, self.root, ignore_errors=True)
        copy_headers(os.path.join(self.root, "include"), source=BASE)
        for name in read_frozen(SOURCE):
            if number(name) <= (0, 3):
                shutil.copytree(os.path.join(FROZEN, name), self.frozen(name))
        shutil.copytree(self.frozen("0.3"), self.frozen("..", "sample"),
                        ignore=shutil.ignore_patterns("include"))
        for name in ("declarations.py", "sample_is_complete.py"):
            shutil.copy(os.path.join(ABI, name), self.frozen(".."))
        with open(self.frozen("versions"), "w", encoding="utf-8") as file:
            file.write("0.1 x\n0.2 x\n0.3 x\n")
        os.mkdir(os.path.join(self.root, "scripts"))
        shutil.copy(os.path.join(SOURCE, "scripts", "freeze-abi"),
                    os.path.join(self.root, "scripts"))

    def frozen(self, *names):
        return os.path.join(self.root, "tests", "abi", "frozen", *names)

    def freeze(self):
        return run([sys.executable, "-B", os.path.join(self.root, "scripts", "freeze-abi")])

    def change(self, *changes):
        shutil.rmtree(os.path.join(self.root, "include"))
        copy_headers(os.path.join(self.root, "include"), *changes, source=BASE)

    def test_56_a_version_is_frozen_once(self):
        self.change(*APPENDED["a macro"], BUMP)
        done = self.freeze()
        self.assertEqual(done.returncode, 0, done.stderr)
        version = "0.4"
        self.assertTrue(os.path.exists(self.frozen(version, "include", "qemu-wrapper", PLUGIN)))
        for name in ("sample.c", "expected"):
            self.assertTrue(os.path.exists(self.frozen(version, name)), name)
        with open(self.frozen("versions"), encoding="utf-8") as file:
            self.assertEqual(file.read().split()[-2:], [version, digest(self.frozen(version))])
        with open(self.frozen(version, "sample.c"), encoding="utf-8") as file:
            before = file.read()
        done = self.freeze()
        self.assertEqual(done.returncode, 1)
        self.assertIn("frozen already", done.stderr)
        self.assertIn("QW_ABI_MINOR", done.stderr)
        with open(self.frozen(version, "sample.c"), encoding="utf-8") as file:
            self.assertEqual(file.read(), before)

    def test_56_a_break_is_not_frozen(self):
        self.change(*BREAKS["a member inserted"][0], BUMP)
        done = self.freeze()
        self.assertEqual(done.returncode, 1)
        self.assertIn("struct qw_option_spec: member 5", done.stderr)
        self.assertEqual(sorted(os.listdir(self.frozen())), ["0.1", "0.2", "0.3", "versions"])

    def test_56_a_sample_that_leaves_something_out_is_not_frozen(self):
        self.change(*APPENDED["a function"], BUMP)
        done = self.freeze()
        self.assertEqual(done.returncode, 1)
        self.assertIn("sample.c doesn't use qw_shuffle", done.stderr)

    def test_the_list_of_versions_is_complete(self):
        with open(os.path.join(FROZEN, "versions"), encoding="utf-8") as file:
            listed = [line.split()[0] for line in file]
        self.assertEqual(listed, sorted(read_frozen(SOURCE), key=number))

    def test_56_nothing_frozen_has_changed(self):
        with open(os.path.join(FROZEN, "versions"), encoding="utf-8") as file:
            for line in file:
                version, expected = line.split()
                self.assertEqual(digest(os.path.join(FROZEN, version)), expected,
                                 "interface %s is frozen: nothing of it may change" % version)
        folder = self.frozen("0.1")
        before = digest(folder)
        with open(os.path.join(folder, "sample.c"), "a", encoding="utf-8") as file:
            file.write("\n")
        self.assertNotEqual(digest(folder), before)


if __name__ == "__main__":
    unittest.main()
