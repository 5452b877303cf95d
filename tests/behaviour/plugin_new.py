# SPDX-License-Identifier: MIT
"""`plugin new` writes a project, whole or not at all, and never over anything that is there. It
builds with nothing but what is installed, and its tests pass."""

import fcntl
import os
import re
import resource
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hooks_support import BUILD  # noqa: E402  (also makes standin known)
from standin import NAME, TIME_LIMIT, StandinCase, can_mount  # noqa: E402

SOURCE = os.environ["QW_SOURCE"]
SKELETON = os.path.join(SOURCE, "kit", "skeleton")
FILES = ["hello.c", "hello.cases", "meson.build", "README.md", ".gitignore"]


class NewCase(StandinCase):
    def setUp(self):
        super().setUp()
        self.work = self.place.path("work")

    def new(self, *words, stdout=subprocess.PIPE, before=(), setup=None):
        env = self.place.variables()
        if "strace" in before:
            # No process can be traced twice, and looking for leaks is done that way.
            env["ASAN_OPTIONS"] += ":detect_leaks=0"
        return self.run_tool(["plugin", "new", *words], env, stdout, before=before, setup=setup)

    def made(self, *words, **more):
        done = self.new(*words, **more)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done)
        return done.stdout

    def refused(self, *words, **more):
        """The message; nothing is written or changed."""
        before = self.place.tree()
        done = self.new(*words, **more)
        self.assertEqual((done.returncode, done.stdout or ""), (125, ""), done)
        self.assertTrue(done.stderr.startswith("qemu-wrapper: "), done)
        after = self.place.tree()
        # Making and removing something touches the folder that it was in.
        for tree in (before, after):
            tree.pop(self.work)
        self.assertEqual(after, before)
        return done.stderr

    def read(self, *names):
        with open(os.path.join(self.work, *names), encoding="utf-8") as file:
            return file.read()


class Project(NewCase):
    def test_files(self):
        text = self.made("hello")
        self.assertCountEqual(os.listdir(os.path.join(self.work, "hello")), FILES)
        for name in FILES:
            self.assertIn("  %s\n" % name, text)
            self.assertGreater(len(self.read("hello", name)), 5)

    def test_is_the_skeleton_of_the_tree(self):
        self.made("two-words")
        with open(os.path.join(SOURCE, "meson.build"), encoding="utf-8") as file:
            version = re.search(r"version: '([\d.]+)'", file.read())[1]
        names = os.listdir(SKELETON)
        self.assertEqual(len(names), len(FILES))
        for name in names:
            with open(os.path.join(SKELETON, name), encoding="utf-8") as file:
                wanted = file.read().replace("@NAME@", "two-words").replace("@VERSION@", version)
            wanted = wanted.replace("@UPPER@", "TWO_WORDS")
            target = name.removesuffix(".in").replace("NAME", "two-words")
            if target == "gitignore":
                target = ".gitignore"
            self.assertEqual(self.read("two-words", target), wanted)
            self.assertNotRegex(wanted, r"@[A-Z]+@|\bNAME\b")

    def test_next_steps_are_for_the_shell(self):
        for words, folder in ((["a"], "a"), (["b", "--dir", "with blank"], "'with blank'"),
                              (["c", "--dir=it's"], "'it'\\''s'"), (["--dir=-x", "d"], "./-x")):
            with self.subTest(words=words):
                text = self.made(*words)
                self.assertIn("\n  cd %s\n" % folder, text)
                subprocess.run(["sh", "-ec", "cd %s; test -f meson.build" % folder],
                               cwd=self.work, check=True)

    def test_elsewhere(self):
        os.mkdir(os.path.join(self.work, "deep"))
        for folder in ("deep/one", self.place.path("work", "deep", "two"), "deep/three/"):
            self.made("hello", "--dir", folder)
            self.assertCountEqual(os.listdir(os.path.join(self.work, folder)), FILES)

    def test_through_a_link_to_the_parent(self):
        os.mkdir(os.path.join(self.work, "real"))
        os.symlink("real", os.path.join(self.work, "link"))
        self.made("hello", "--dir", "link/hello")
        self.assertCountEqual(os.listdir(os.path.join(self.work, "real", "hello")), FILES)

    def test_modes_follow_the_umask(self):
        for mask, folder, file in ((0o077, 0o700, 0o600), (0o022, 0o755, 0o644),
                                   (0o002, 0o775, 0o664)):
            with self.subTest(mask=oct(mask)):
                name = "m%o" % mask
                self.made("hello", "--dir", name, setup=lambda: os.umask(mask))
                path = os.path.join(self.work, name)
                self.assertEqual(os.stat(path).st_mode & 0o7777, folder)
                for entry in os.scandir(path):
                    self.assertEqual(entry.stat().st_mode & 0o7777, file, entry.name)

    def test_longest_name(self):
        self.made("a" * 31)
        self.assertIn("a" * 31 + ".c", os.listdir(os.path.join(self.work, "a" * 31)))


class Refusals(NewCase):
    def test_names_that_no_plugin_can_have(self):
        for name in ("Hello", "1st", "a_b", "a.b", "über", "a b", "a" * 32, "plugin", "wrapper",
                     "foreign", "off"):
            with self.subTest(name=name):
                self.assertIn(name[:31], self.refused(name))

    def test_names_that_are_taken(self):
        for name in ("args", "vnc", "kvm", "log", "size"):
            self.assertIn("comes with qemu-wrapper", self.refused(name))

    def test_names_that_meson_takes_for_its_own(self):
        for name in ("test", "all", "install", "meson-plugin"):
            self.assertIn("meson", self.refused(name))

    def test_path_instead_of_a_name(self):
        for name in ("./hello", "/tmp/hello", "hello/"):
            self.assertIn("--dir", self.refused(name))

    def test_wrong_words(self):
        for words in ([], ["--dir", "x"], ["a", "b"], ["a", "--dir"], ["a", "--dir="],
                      ["a", "--directory=x"], ["a", "-x"], [""]):
            with self.subTest(words=words):
                self.refused(*words)

    def test_whatever_is_there_stays(self):
        os.mkdir(os.path.join(self.work, "empty"))
        os.mkdir(os.path.join(self.work, "full"))
        self.place.write("work/full/hello.c", "mine\n")
        self.place.write("work/file", "mine\n")
        os.symlink("nowhere", os.path.join(self.work, "dangling"))
        os.symlink("full", os.path.join(self.work, "link"))
        for folder in ("empty", "full", "file", "dangling", "link", "link/", ".", "/"):
            with self.subTest(folder=folder):
                self.assertIn("there already", self.refused("hello", "--dir", folder))
        self.made("hello")
        self.assertIn("there already", self.refused("hello"))

    def test_no_parent(self):
        self.assertIn("No such file", self.refused("hello", "--dir", "no/hello"))


class Failures(NewCase):
    """What can't be written whole is not written at all."""

    def test_size_limit(self):
        """At 1000 bytes the first file ends; neither it nor the signal is left."""
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))  # noqa: E731
        self.assertIn("hello.c: File too large", self.refused("hello", setup=limit))

    @unittest.skipUnless(can_mount(), "needs to mount a small file system")
    def test_disk_full(self):
        """Room for three files: the fourth fails, and the first three go as well."""
        small = self.place.path("work", "small")
        os.mkdir(small)
        script = ('mount -t tmpfs -o size=12k test "$0" && { "$@"; status=$?; '
                  'find "$0" -mindepth 1; exit $status; }')
        done = self.new("hello", "--dir", small + "/hello",
                        before=["unshare", "-m", "sh", "-c", script, small])
        self.assertEqual((done.returncode, done.stdout), (125, ""), done)
        self.assertIn("README.md: No space left on device", done.stderr)

    def test_errors_that_only_closing_tells(self):
        """As network file systems do."""
        if not shutil.which("strace"):
            self.skipTest("needs strace")
        folder = os.path.join(self.work, "hello")
        for name in FILES:
            with self.subTest(name=name):
                path = os.path.join(folder, name)
                text = self.refused("hello", before=[
                    "strace", "-qq", "-o", "/dev/null", "-P", path, "-e", "trace=close",
                    "-e", "inject=close:error=EIO"])
                self.assertIn("%s: Input/output error" % name, text)

    def test_output_that_nobody_reads(self):
        """The project is there all the same, and the signal has not killed anything."""
        read, write = os.pipe()
        os.close(read)
        done = self.new("hello", stdout=write)
        os.close(write)
        self.assertEqual(done.returncode, 125, done)
        self.assertIn("Broken pipe", done.stderr)
        self.assertCountEqual(os.listdir(os.path.join(self.work, "hello")), FILES)


def install(target):
    """What users have: all that this build installs, below `target`. Gives back the prefix there."""
    log = os.path.join(BUILD, "meson-logs", "install-log.txt")
    # Other tests install at the same time, and there is one log.
    with open(os.path.join(BUILD, "meson-logs", "install.lock"), "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = None
        if os.path.exists(log):
            with open(log, "rb") as file:
                kept = file.read()
        subprocess.run(["meson", "install", "-C", BUILD, "--no-rebuild", "--quiet",
                        "--destdir", target], check=True, capture_output=True)
        # `ninja uninstall` goes by the log: this installation is not the one it should take back.
        if kept is None:
            os.unlink(log)
        else:
            with open(log, "wb") as file:
                file.write(kept)
    for folder, _, names in os.walk(target):
        if "qemu-wrapper.pc" in names:
            break
    for name in names:
        path = os.path.join(folder, name)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        prefix = re.search(r"(?m)^prefix=(.*)$", text)[1]
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("prefix=" + prefix, "prefix=" + target + prefix))
    return target + prefix, folder


class Built(NewCase):
    """With the header, the .pc file and the program of an installation, and nothing of the tree."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not shutil.which("meson"):
            raise unittest.SkipTest("needs meson")

    def setUp(self):
        super().setUp()
        prefix, pc = install(self.place.path("installed"))
        self.env = self.place.variables(
            PATH=":".join([os.path.join(prefix, "bin"), self.place.path("real"),
                           "/usr/local/bin", "/usr/bin", "/bin"]),
            PKG_CONFIG_PATH=pc,
            QEMU_WRAPPER_PLUGIN_PATH=None,
            QEMU_WRAPPER_REAL=None,
            QEMU_WRAPPER_PLUGINS="",
        )

    def sh(self, script, status=0, **more):
        done = subprocess.run(["sh", "-ec", script], cwd=self.work, env={**self.env, **more},
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=TIME_LIMIT, check=False)
        self.assertEqual(done.returncode, status, done.stdout)
        return done.stdout

    def test_the_steps_that_are_printed(self):
        """As they stand there, with warnings as errors on top."""
        text = self.sh("qemu-wrapper plugin new two-words")
        steps = text.partition("Next:\n")[2].replace("meson setup", "meson setup -Dwerror=true")
        self.assertEqual(steps.count("\n  "), 5, steps)
        output = self.sh(steps)
        self.assertRegex(output, r"Ok: +2\b")
        self.assertIn("discard=unmap", output)
        self.assertIn("Plugins: two-words.", output)

        # A mistake in the plugin fails its tests.
        source = os.path.join(self.work, "two-words", "two-words.c")
        with open(source, encoding="utf-8") as file:
            code = file.read()
        with open(source, "w", encoding="utf-8") as file:
            file.write(code.replace('"discard", discard, 0', '"discards", discard, 0'))
        output = self.sh("cd two-words; meson test -C build cases", status=1)
        self.assertRegex(output, r"Fail: +1\b")

        # Installed, it is found by its name.
        self.sh("cd two-words; DESTDIR=%s/stage meson install -C build" % self.place.root)
        folder = self.sh("pkg-config --variable=plugindir qemu-wrapper").strip()
        found = self.place.path("stage") + folder
        self.assertEqual(os.listdir(found), ["two-words.so"])
        text = self.sh("qemu-wrapper plugin info two-words", QEMU_WRAPPER_PLUGIN_PATH=found)
        self.assertIn("QEMU_WRAPPER_TWO_WORDS_DISCARD", text)
        self.assertIn("version:   0.1.0", text)

    def test_other_compilers(self):
        self.sh("qemu-wrapper plugin new hello")
        flags = "-DVERSION='\"1\"' -Wall -Wextra -Werror -pedantic -shared -fPIC -fvisibility=hidden"
        for compiler in ("gcc -std=c99", "gcc -std=c17", "clang -std=c17"):
            if not shutil.which(compiler.split()[0]):
                continue
            with self.subTest(compiler=compiler):
                self.sh("cd hello; %s %s $(pkg-config --cflags qemu-wrapper) -o hello.so hello.c"
                        % (compiler, flags))
                text = self.sh("qemu-wrapper explain --shell --plugin hello/hello.so %s -drive "
                               "file=a,if=none,file=b" % NAME)
                self.assertIn("-drive file=a,if=none,file=b,discard=unmap", text)

    def test_what_the_package_offers(self):
        version = self.sh("qemu-wrapper --version")
        abi = self.sh("pkg-config --variable=abi qemu-wrapper").strip()
        self.assertIn("interface %s)" % abi, version)
        self.assertEqual(self.sh("pkg-config --libs qemu-wrapper").strip(), "")
        folder = self.sh("pkg-config --variable=plugindir qemu-wrapper").strip()
        self.assertIn("vnc.so", os.listdir(folder))
        self.assertTrue(self.sh("pkg-config --variable=confdir qemu-wrapper").strip()
                        .endswith("/qemu-wrapper/conf.d"))


if __name__ == "__main__":
    unittest.main()
