# SPDX-License-Identifier: MIT
"""`link` makes drop-in links and nothing else, and never harms a file that is there; `unlink`
removes nothing but links that lead to a qemu-wrapper."""

import os
import shutil
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import argv_of  # noqa: E402  (also makes standin known)
from standin import NAME, QUIET, WRAPPER, StandinCase  # noqa: E402

NOBODY = 65534
SELF = os.path.realpath(WRAPPER)


class LinkCase(StandinCase):
    def setUp(self):
        super().setUp()
        self.folder = self.place.path("links")
        os.mkdir(self.folder)

    def tool(self, *words, user=None, cwd=None, **more):
        return self.run_tool(words, self.place.variables(**more), cwd=cwd, user=user)

    def output(self, *words, **more):
        done = self.tool(*words, **more)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done)
        return done.stdout

    def complaint(self, *words, **more):
        done = self.tool(*words, **more)
        self.assertEqual(done.returncode, 125, done)
        self.assertTrue(done.stderr.startswith("qemu-wrapper: "), done)
        return done.stderr

    def names(self):
        return sorted(os.listdir(self.folder))

    def path(self, name):
        return os.path.join(self.folder, name)


class Link(LinkCase):
    def test_named(self):
        text = self.output("link", self.folder, "qemu-system-arm", "kvm")
        self.assertEqual(self.names(), ["kvm", "qemu-system-arm"])
        for name in self.names():
            self.assertEqual(os.readlink(self.path(name)), SELF)
            self.assertIn("%s -> %s\n" % (self.path(name), SELF), text)

    def test_again(self):
        self.output("link", self.folder, "kvm")
        before = self.place.tree()[self.path("kvm")]
        self.assertIn("there already", self.output("link", self.folder, "kvm"))
        self.assertEqual(self.place.tree()[self.path("kvm")], before)

    def test_link_to_another_copy_of_the_wrapper_stays(self):
        copy = shutil.copy(WRAPPER, self.place.path("copy"))
        os.symlink(copy, self.path("kvm"))
        self.output("link", self.folder, "kvm")
        self.assertEqual(os.readlink(self.path("kvm")), copy)

    def test_nothing_is_overwritten(self):
        """Files, folders and links of others stay as they are, and the others are made."""
        shutil.copy(self.place.real, self.path("file"))
        os.mkdir(self.path("folder"))
        os.symlink(self.place.real, self.path("foreign"))
        os.symlink("/nonexistent", self.path("dangling"))
        os.symlink("loop", self.path("loop"))
        os.mkfifo(self.path("fifo"))
        theirs = self.names()
        before = {name: self.place.tree()[self.path(name)] for name in theirs}
        for name in theirs:
            with self.subTest(name=name):
                text = self.complaint("link", self.folder, name)
                self.assertIn(self.path(name), text)
                self.assertIn("File exists", text)
        self.assertEqual(before, {name: self.place.tree()[self.path(name)] for name in theirs})
        self.complaint("link", self.folder, "file", "kvm")
        self.assertEqual(os.readlink(self.path("kvm")), SELF)

    def test_impossible_names(self):
        for name in ("a/b", "/kvm", "../kvm", "kvm/", "qemu-wrapper", "", "/"):
            with self.subTest(name=name):
                self.assertIn("'%s'" % name, self.complaint("link", self.folder, name))
        for name in (".", "..", "n" * 256):
            with self.subTest(name=name):
                self.complaint("link", self.folder, name)
        self.assertEqual(self.names(), [])
        self.assertFalse(os.path.lexists(self.place.path("kvm")))

    def test_option_behind_the_folder(self):
        """Nobody wants a link of that name."""
        for option in ("--force", "-f", "--", "-", "--help"):
            for words in (["kvm", option], [option, "kvm"]):
                with self.subTest(words=words):
                    done = self.tool("link", self.folder, *words)
                    self.assertEqual(done.returncode, 0 if option == "--help" else 125, done)
                    self.assertEqual(self.names(), [])

    def test_folder(self):
        self.assertIn("No such file", self.complaint("link", self.place.path("missing"), "kvm"))
        self.assertFalse(os.path.exists(self.place.path("missing")))
        self.assertIn("Not a directory", self.complaint("link", self.place.real, "kvm"))
        self.output("link", ".", "kvm", cwd=self.folder)
        self.assertEqual(self.names(), ["kvm"])

    @unittest.skipUnless(os.geteuid() == 0, "needs to become another user")
    def test_folder_that_is_not_ours(self):
        text = self.complaint("link", self.folder, "kvm", user=NOBODY)
        self.assertIn("Permission denied", text)
        self.assertIn(self.path("kvm"), text)
        self.assertEqual(self.names(), [])

    def test_through_a_link_to_the_tool(self):
        """The link names the program's file, not the link that it was called by."""
        self.output("link", self.folder, "kvm")
        self.assertNotEqual(os.readlink(self.path("kvm")), self.place.tool)


class DefaultNames(LinkCase):
    """Without a name: every qemu-system-* on PATH that is no wrapper."""

    def setUp(self):
        super().setUp()
        self.one, self.two = self.place.path("one"), self.place.path("two")
        for folder in (self.one, self.two):
            os.mkdir(folder)

    def program(self, folder, name):
        return shutil.copy(self.place.real, os.path.join(folder, name))

    def link(self, *folders, status=0):
        done = self.tool("link", self.folder, PATH=":".join(folders))
        self.assertEqual(done.returncode, status, done)
        return self.names()

    def test_found_on_path(self):
        self.program(self.one, "qemu-system-arm")
        self.program(self.two, "qemu-system-x86_64")
        self.program(self.two, "qemu-img")
        self.program(self.two, "my-qemu-system-arm")
        os.symlink(self.place.real, os.path.join(self.one, "qemu-system-link"))
        self.assertEqual(
            self.link(self.one, "/nonexistent", self.two),
            ["qemu-system-arm", "qemu-system-link", "qemu-system-x86_64"])

    def test_in_two_folders(self):
        for folder in (self.one, self.two):
            self.program(folder, "qemu-system-arm")
        self.assertEqual(self.link(self.one, self.two), ["qemu-system-arm"])

    def test_links_to_a_wrapper_do_not_count(self):
        os.symlink(WRAPPER, os.path.join(self.one, "qemu-system-arm"))
        os.symlink(shutil.copy(WRAPPER, self.place.path("copy")),
                   os.path.join(self.one, "qemu-system-ppc"))
        self.assertEqual(self.link(self.one, status=125), [])
        self.program(self.two, "qemu-system-arm")
        self.assertEqual(self.link(self.one, self.two), ["qemu-system-arm"])

    def test_copies_of_a_wrapper_do_not_count(self):
        shutil.copy(WRAPPER, os.path.join(self.one, "qemu-system-arm"))
        self.program(self.one, "qemu-system-x86_64")
        self.assertEqual(self.link(self.one), ["qemu-system-x86_64"])

    def test_what_is_no_program_does_not_count(self):
        self.program(self.one, "qemu-system-x86_64")
        os.mkdir(os.path.join(self.one, "qemu-system-folder"))
        self.place.write("one/qemu-system-notes.txt", "text", 0o644)
        os.symlink("/nonexistent", os.path.join(self.one, "qemu-system-dangling"))
        self.assertEqual(self.link(self.one), ["qemu-system-x86_64"])

    def test_none(self):
        text = self.complaint("link", self.folder, PATH=self.one)
        self.assertIn("qemu-system-*", text)
        self.assertEqual(self.names(), [])

    def test_folder_on_path_itself(self):
        """With the folder first on PATH, as it is meant to be, the second time changes nothing."""
        self.program(self.one, "qemu-system-arm")
        self.assertEqual(self.link(self.folder, self.one), ["qemu-system-arm"])
        before = self.place.tree()[self.path("qemu-system-arm")]
        self.assertEqual(self.link(self.folder, self.one), ["qemu-system-arm"])
        self.assertEqual(self.place.tree()[self.path("qemu-system-arm")], before)

    def test_the_folder_of_the_real_programs(self):
        """They are in the way, and stay."""
        path = self.program(self.one, "qemu-system-arm")
        done = self.tool("link", self.one, PATH=self.one)
        self.assertEqual(done.returncode, 125, done)
        self.assertFalse(os.path.islink(path))


class DropIns(LinkCase):
    def test_they_work(self):
        for name in (NAME, "kvm", "qemu-system-of-mine"):
            with self.subTest(name=name):
                self.output("link", self.folder, name)
                run = self.place.launch(
                    self.path(name), [name, *QUIET],
                    self.place.variables(QEMU_ARGS="-vnc 127.0.0.1:5907"))
                self.assert_started(run, silent=False)
                self.assertEqual(argv_of(run), [name, *QUIET, "-vnc", "127.0.0.1:7"])

    def test_found_on_path(self):
        """First on PATH, the link is what a caller finds, and the real one is what runs."""
        self.output("link", self.folder, NAME)
        env = self.place.variables(
            QEMU_WRAPPER_REAL=None, PATH=":".join([self.folder, self.place.path("real"), "/bin"]))
        run = self.place.launch("/bin/sh", ["sh", "-c", "exec %s -accel tcg" % NAME], env)
        self.assert_started(run)
        self.assertEqual(argv_of(run), [NAME, *QUIET])
        self.assertEqual(run.state["process.exe"], [self.place.real])


class Unlink(LinkCase):
    def test_removes_links_to_a_wrapper_only(self):
        copy = shutil.copy(WRAPPER, self.place.path("copy"))
        self.output("link", self.folder, "kvm", "qemu-system-arm")
        os.symlink(copy, self.path("to-a-copy"))
        os.symlink(self.place.dropin, self.path("over-a-link"))
        shutil.copy(self.place.real, self.path("file"))
        shutil.copy(WRAPPER, self.path("a-copy"))
        os.mkdir(self.path("subfolder"))
        os.symlink(WRAPPER, self.path("subfolder/kvm"))
        os.symlink(self.place.real, self.path("foreign"))
        os.symlink("/nonexistent", self.path("dangling"))
        os.symlink("loop", self.path("loop"))
        os.symlink(self.folder, self.path("to-a-folder"))
        os.mkfifo(self.place.path("fifo"))
        os.symlink(self.place.path("fifo"), self.path("to-a-fifo"))
        os.symlink("/dev/null", self.path("to-a-device"))
        text = self.output("unlink", self.folder)
        removed = sorted(line.split("/")[-1] for line in text.splitlines())
        self.assertEqual(removed, ["kvm", "over-a-link", "qemu-system-arm", "to-a-copy"])
        self.assertEqual(self.names(), sorted(
            ["file", "a-copy", "subfolder", "foreign", "dangling", "loop", "to-a-folder",
             "to-a-fifo", "to-a-device"]))
        self.assertTrue(os.path.islink(self.path("subfolder/kvm")))
        for path in (WRAPPER, copy, self.place.dropin):
            self.assertTrue(os.path.exists(path))

    def test_the_tool_itself_stays(self):
        """A folder such as /usr/local/bin may have it by a link."""
        self.output("link", self.folder, "kvm")
        os.symlink(WRAPPER, self.path("qemu-wrapper"))
        self.assertNotIn("qemu-wrapper\n", self.output("unlink", self.folder))
        self.assertEqual(self.names(), ["qemu-wrapper"])

    def test_again(self):
        self.output("link", self.folder, "kvm")
        self.output("unlink", self.folder)
        self.assertEqual(self.output("unlink", self.folder), "")
        self.output("link", self.folder, "kvm")
        self.assertEqual(self.names(), ["kvm"])

    def test_folder(self):
        self.assertIn("No such file", self.complaint("unlink", self.place.path("missing")))
        self.assertIn("Not a directory", self.complaint("unlink", self.place.real))
        self.complaint("unlink", self.folder, "kvm")

    @unittest.skipUnless(os.geteuid() == 0, "needs to become another user")
    def test_folder_that_is_not_ours(self):
        self.output("link", self.folder, "kvm")
        text = self.complaint("unlink", self.folder, user=NOBODY)
        self.assertIn("kvm", text)
        self.assertIn("Permission denied", text)
        self.assertEqual(self.names(), ["kvm"])


if __name__ == "__main__":
    unittest.main()
