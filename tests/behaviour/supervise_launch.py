# SPDX-License-Identifier: MIT
"""A supervised launch: which lines are supervised, what QEMU gets then, and how it is told."""

import os
import re
import resource
import shutil
import stat
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from supervise_support import (  # noqa: E402
    INSTALLED,
    NAME,
    QUIET,
    SuperviseCase,
    difference,
    entries,
    subprocess,
)

ADDED = ["monitor", "chardev", "mon", "chardev", "mon"]
NOBODY = 65534
# What can't be the same for a child of the supervisor, which has a session of its own.
OF_A_CHILD = {
    "process.parent",
    "process.pid",
    "process.group",
    "process.session",
    "process.children",
    "parent-death-signal",
}
MANAGED = ["-chardev", "null,id=charmonitor"]


class Plan(SuperviseCase):
    def options(self, plan):
        return [change["option"] for change in plan["changes"] if change["plugin"] == "supervisor"]

    def test_json(self):
        plan = self.explained(
            ["-m", "1G", *QUIET],
            self.supervised(QEMU_WRAPPER_STOP_TIMEOUT="1500ms", QEMU_WRAPPER_EXIT_STATUS="host-ui=9"),
        )
        self.assertEqual(
            plan["supervisor"],
            {
                "program": INSTALLED,
                "stop_timeout_ms": 1500,
                "agent_timeout_ms": 5000,
                "agent": None,
                "exit_status": "host-ui=9",
            },
        )
        self.assertEqual(self.options(plan), ADDED)
        self.assertEqual(set(plan["origins"][5:]), {"plugin:supervisor"})
        ids = [change["id"] for change in plan["changes"] if change["id"]]
        self.assertEqual(ids, ["qw-control", "qw-control", "qw-health", "qw-health"])
        self.assertTrue(all(change["reason"] for change in plan["changes"]))
        self.assertFalse(any(change["guest_visible"] for change in plan["changes"]))

    def test_agent(self):
        words = [*QUIET, "-chardev", "socket,id=a,path=qga.sock,server=on,wait=off"]
        words += ["-device", "virtserialport,chardev=a,name=org.qemu.guest_agent.0"]
        plan = self.explained(words, self.supervised(QEMU_WRAPPER_STOP_TIMEOUT="none"))
        self.assertEqual(plan["supervisor"]["agent"], "qga.sock")
        self.assertIsNone(plan["supervisor"]["stop_timeout_ms"])

    def text(self, *words, **variables):
        done = self.run_tool(["explain", *words, NAME, *QUIET], self.supervised(**variables))
        self.assertEqual(done.returncode, 0, done.stderr)
        return re.sub(r"\s+", " ", done.stdout)

    def test_text(self):
        self.assertIn("it asks the guest to power off, and ends QEMU after 90 s.", self.text())
        text = self.text(QEMU_WRAPPER_STOP_TIMEOUT="none")
        self.assertIn("and waits for that as long as it takes.", text)
        self.assertIn("ends QEMU after 50 ms.", self.text(QEMU_WRAPPER_STOP_TIMEOUT="50ms"))
        self.assertIn("Plugins: args, vnc, kvm, log, supervisor.", self.text())
        self.assertNotIn("upervisor", self.text(QEMU_WRAPPER_SUPERVISE="no"))

    def test_shell_shows_qemu(self):
        """The command alone is QEMU's; comments tell what a shell can't give to it."""
        done = self.run_tool(["explain", "--shell", NAME, *QUIET], self.supervised())
        *comments, command = done.stdout.splitlines()
        self.assertTrue(command.startswith(self.place.real + " "), command)
        self.assertNotIn(INSTALLED, command)
        self.assertTrue(all(line.startswith("#") for line in comments), comments)
        said = {line.split()[1]: line for line in comments if line.split()[1].isdigit()}
        self.assertEqual(set(re.findall(r"fd=(\d+)", command)), set(said))
        for line in said.values():
            self.assertRegex(line, "supervisor: the .*monitor")
        self.assertIn("QEMU_WRAPPER_SUPERVISE=no", comments[-1])
        self.assertNotIn("#", self.text("--shell", QEMU_WRAPPER_SUPERVISE="no"))

    def test_why(self):
        self.assertIn("supervisor", self.text("--why", "chardev[id=qw-health]"))

    def test_other_lines_are_left_alone(self):
        for words in (["-version"], ["-device", "help"], ["-machine", "none"], ["-qtest", "null"]):
            with self.subTest(words=words):
                plan = self.explained(words, self.supervised())
                self.assertIsNone(plan["supervisor"])
                self.assertEqual(self.options(plan), [])

    def test_managed_lines_are_left_alone_with_a_note(self):
        plan = self.explained(MANAGED, self.supervised())
        self.assertEqual(plan["line"]["managed"], "libvirt")
        self.assertIsNone(plan["supervisor"])
        self.assertEqual(self.options(plan), [])
        notes = [note["text"] for note in plan["notes"] if note["plugin"] == "supervisor"]
        self.assertEqual(len(notes), 1)
        self.assertIn("not supervised: libvirt", notes[0])

    def test_a_user_that_changes_is_told(self):
        for words in (["-runas", "nobody"], ["-run-with", "user=nobody"]):
            plan = self.explained([*QUIET, *words], self.supervised())
            notes = [note["text"] for note in plan["notes"] if note["plugin"] == "supervisor"]
            self.assertEqual(len(notes), 1, notes)
            self.assertIn("goes on if its supervisor is killed", notes[0])
        plan = self.explained([*QUIET, "-run-with", "chroot=/"], self.supervised())
        self.assertEqual([note for note in plan["notes"] if note["plugin"] == "supervisor"], [])

    def test_a_qemu_of_others_is_not_asked(self):
        """Whoever could have written it may have meant something else by the question."""
        os.chmod(self.place.real, 0o777)
        plan = self.explained(QUIET, self.supervised())
        self.assertEqual(self.options(plan), ADDED)
        notes = [note["text"] for note in plan["notes"] if note["plugin"] == "supervisor"]
        self.assertEqual(len(notes), 1)
        self.assertIn("-mon is taken", notes[0])

    def test_ids_of_others(self):
        words = [*QUIET, "-monitor", "none", "-chardev", "null,id=qw-control"]
        plan = self.explained(words, self.supervised())
        ids = [change["id"] for change in plan["changes"]]
        self.assertEqual(ids, ["qw-control-2", "qw-control-2", "qw-health", "qw-health"])

    def test_daemons(self):
        plan = self.explained([*QUIET, "-daemonize"], self.supervised())
        self.assertEqual((plan["refused"]["plugin"], plan["refused"]["phase"]), ("supervisor", "check"))
        self.assertIn("QEMU_WRAPPER_SUPERVISE=no", plan["refused"]["text"])
        plan = self.explained(["-version", "-daemonize"], self.supervised())
        self.assertIsNone(plan["refused"])

    def test_safe_mode(self):
        plan = self.explained(QUIET, self.supervised(QEMU_WRAPPER="off"))
        self.assertIsNone(plan["supervisor"])
        self.assertEqual(plan["changes"], [])


class Launch(SuperviseCase):
    # Planted: the two launches that are compared begin in different states.
    directives = None

    def launch(self, args=(), directives=(), argv0=NAME, **variables):
        env = entries(self.supervised(**variables))
        argv = [] if argv0 is None else [argv0, *QUIET, "-nodefaults", *args]
        return self.place.launch(self.place.dropin, argv, env, directives)

    def assert_supervised(self, run):
        self.assert_started(run, silent=False)
        self.assertIn("exit status 0", run.text)
        self.assertNotEqual(run.state["process.pid"], ["CHILD"])
        self.assertEqual(run.state["process.parent"], ["CHILD"])

    def slots(self, run):
        return [
            re.search(r"fd=(\d+)", value[0])[1]
            for key, value in run.state.items()
            if key.startswith("argv.") and "socket,id=qw-" in value[0]
        ]

    def compare(self, directives=(), args=(), argv0=NAME):
        """QEMU's state with and without a supervisor, as far as it should be the same."""
        first, second = self.directives or [directives, directives]
        run = self.launch(args, first, argv0)
        self.assert_supervised(run)
        slots = self.slots(run)
        self.assertEqual(len(slots), 2)
        argv = [argv0, *QUIET, "-nodefaults", *args]
        env = entries(self.supervised())
        direct = self.place.launch(self.place.real, argv, env, second)
        count = len(argv)
        self.assertEqual(direct.state["argv.count"], [str(count)])
        self.assertEqual(run.state["argv.count"], [str(count + 8)])
        own = tuple("fd.%s." % slot for slot in slots) + tuple(
            "argv.%d" % index for index in range(count, count + 8)
        )
        return [
            line
            for line in difference(run.state, direct.state)
            if not line.startswith((*own, "argc", "argv.count"))
            and line.split(":")[0] not in OF_A_CHILD
        ]

    def test_what_qemu_gets(self):
        args = ["-name", "a b\nc\t'\"\\", "-append", "", "-fw_cfg", b"name=\xff,string=x"]
        self.assertEqual(self.compare(args=args), [])

    def test_argv0_is_the_callers(self):
        self.assertEqual(self.compare(argv0="some/where/kvm"), [])

    def test_descriptors_of_the_caller(self):
        path = self.place.write("file", b"0123456789")
        directives = ["open=7:rw:3:" + path, "pipe=9:-1:hello", "sockets=11:12", "umask=027"]
        self.assertEqual(self.compare(directives), [])
        self.assertEqual(self.compare(["close=0", "close=1"]), [])

    def test_a_difference_is_noticed(self):
        self.directives = [["umask=077"], ["umask=027"]]
        self.assertEqual(len(self.compare()), 1)

    def test_an_empty_argv(self):
        run = self.launch(argv0=None, QEMU_WRAPPER_PLUGINS="")
        self.assertEqual((run.status, run.signal), (0, None), run.text)

    def test_other_lines_have_no_supervisor(self):
        for args in (["-version"], MANAGED, ["-machine", "none"]):
            with self.subTest(args=args):
                run = self.launch(args)
                self.assert_started(run)
                self.assertNotIn("QEMU ended", run.text)
                self.assertEqual(run.state["process.pid"], ["CHILD"])
                self.assertEqual(run.state["process.parent"], ["LAUNCHER"])

    def test_daemons_are_refused(self):
        self.assert_not_started(self.launch(["-daemonize"]), 125)

    def script(self, text):
        os.mkdir(self.place.path("script"))
        return self.place.write("script/" + NAME, "#!/bin/sh\n" + text, 0o755)

    def test_scripts_are_told_their_level(self):
        """It is the wrapper's process id, which the supervisor has then."""
        seen = self.place.path("seen")
        script = self.script('[ "$1" = -object ] || echo "$QEMU_WRAPPER_LEVEL $PPID" >%s\n' % seen)
        run = self.launch(QEMU_WRAPPER_REAL=script)
        self.assertEqual(run.status, 0, run.text)
        with open(seen, encoding="ascii") as file:
            self.assertEqual(file.read().split(), [str(run.child)] * 2)

    def test_scripts_that_come_back(self):
        for words in ("exec %s", "%s"):
            with self.subTest(words=words):
                path = self.script((words + ' "$@"\n') % self.place.dropin)
                run = self.launch(QEMU_WRAPPER_REAL=path)
                self.assertEqual((run.status, run.signal), (125, None), run.text)
                self.assertIn("a loop", run.text)
                shutil.rmtree(self.place.path("script"))

    def too_long(self, words):
        """QEMU's argv and the message. With this limit Linux takes 128 KiB."""
        path = self.place.write("words", words)
        variables = {"QEMU_ARGS_FILE": path}
        plan = self.explained([*QUIET, "-nodefaults"], self.supervised(**variables))
        run = self.launch((), ["limit=%d:524288:524288" % resource.RLIMIT_STACK], **variables)
        self.assert_not_started(run, 126)
        self.assertIn(path, run.text)
        return plan["argv"], run.text

    def test_too_long_an_argument(self):
        argv, text = self.too_long("-name\n%s\n" % ("x" * 150000))
        position = [len(word) for word in argv].index(150000)
        self.assertIn("argument %d (from " % position, text)

    def test_too_many_arguments(self):
        argv, text = self.too_long("".join("a" * (10000 + i) + "\n" for i in range(20)))
        self.assertIn("the command line is too long", text)
        longest = max(range(len(argv)), key=lambda index: len(argv[index]))
        self.assertIn("the largest (argument %d)" % longest, text)

    def test_status_of_qemu(self):
        for text, status in (("exit 3", 3), ("kill -9 $$", 128 + 9)):
            with self.subTest(text=text):
                path = self.script('[ "$1" = -object ] && exit\n' + text + "\n")
                run = self.launch(QEMU_WRAPPER_REAL=path)
                self.assertEqual((run.status, run.signal), (status, None), run.text)
                shutil.rmtree(self.place.path("script"))


class Folder(SuperviseCase):
    """Where nobody may write to /run, the folder is in XDG_RUNTIME_DIR."""

    def launch(self, **variables):
        """A QEMU that writes down what it finds there."""
        os.mkdir(self.place.path("script"))
        runtime = self.place.path("runtime")
        os.mkdir(runtime)
        os.chown(runtime, NOBODY, NOBODY)
        os.chmod(runtime, 0o700)
        os.chmod(self.place.path("work"), 0o777)
        script = '#!/bin/sh\n[ "$1" = -object ] || stat -c "%%a %%u %%n" %s/*/* %s/*/*/*.sock >seen\n'
        path = self.place.write("script/" + NAME, script % (runtime, runtime), 0o755)
        env = self.supervised(**{"QEMU_WRAPPER_REAL": path, "XDG_RUNTIME_DIR": runtime, **variables})
        done = self.run_tool(["run", NAME, *QUIET, "-nodefaults"], env, user=NOBODY)
        return done, runtime

    @unittest.skipIf(os.getuid(), "another user can't be taken")
    def test_modes_and_owner(self):
        umask = os.umask(0)
        self.addCleanup(os.umask, umask)
        done, runtime = self.launch()
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(self.place.path("work", "seen"), encoding="utf-8") as file:
            lines = [line.split(" ", 2) for line in file.read().splitlines()]
        found = {os.path.basename(name): (mode, owner) for mode, owner, name in lines}
        pid = [name for name in found if name.isdigit()]
        self.assertEqual(len(pid), 1, found)
        self.assertEqual(found[pid[0]], ("700", str(NOBODY)))
        self.assertEqual(found["control.sock"], ("600", str(NOBODY)))
        self.assertEqual(found["health.sock"], ("600", str(NOBODY)))
        base = os.path.join(runtime, "qemu-wrapper")
        self.assertEqual(stat.S_IMODE(os.stat(base).st_mode), 0o700)
        self.assertEqual(os.listdir(base), [])

    @unittest.skipIf(os.getuid(), "another user can't be taken")
    def test_nowhere_to_make_it(self):
        done, runtime = self.launch(XDG_RUNTIME_DIR=None)
        self.assertEqual(done.returncode, 125, done.stderr)
        self.assertIn("plugin supervisor (launch)", done.stderr)
        self.assertIn("XDG_RUNTIME_DIR", done.stderr)
        self.assertEqual(os.listdir(runtime), [])


class Missing(SuperviseCase):
    """Without the supervisor's program. A copy of the wrapper can't be told where it is, so it is
    hidden from a mount namespace of the test."""

    def test_missing_program(self):
        folder = os.path.dirname(INSTALLED)
        hide = ["unshare", "-m", "sh", "-c", 'mount -t tmpfs test "%s" && exec "$@"' % folder, "sh"]
        probe = subprocess.run([*hide, "true"], capture_output=True, check=False)
        if probe.returncode:
            self.skipTest("nothing can be mounted here")
        plan = self.explained(QUIET, self.supervised(), before=hide)
        self.assertEqual(plan["refused"]["phase"], "exec")
        self.assertIn("can't execute the supervisor, " + INSTALLED, plan["refused"]["text"])
        done = subprocess.run(
            [*hide, self.place.dropin, *QUIET],
            env=self.supervised(),
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 127, done.stderr)
        self.assertIn("supervise = no", done.stderr)
        doctor = subprocess.run(
            [*hide, self.place.tool, "doctor", "--json"],
            env=self.supervised(),
            capture_output=True,
            check=False,
        )
        self.assertEqual(doctor.returncode, 1, doctor.stderr)
        self.assertIn(b"the supervisor can't be executed: " + os.fsencode(INSTALLED), doctor.stdout)
        # Lines that are not supervised need none.
        self.assertIsNone(self.explained(["-version"], self.supervised(), before=hide)["refused"])


if __name__ == "__main__":
    unittest.main()
