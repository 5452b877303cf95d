# SPDX-License-Identifier: MIT
"""examples/pinning: QEMU finds itself on the CPUs and with the memory policy that are configured;
what can't be is refused in words; explain changes nothing."""

import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from examples_support import NAME, QEMU, REFUSED, ExampleCase, works  # noqa: E402

CPUS = sorted(os.sched_getaffinity(0))
LAST = CPUS[-1]
NODE = "/sys/devices/system/node/node0"
HAS_NODE = os.path.exists(NODE + "/cpulist")
DEFAULT, PREFERRED, BIND = "0", "1", "2"  # Memory policies of the kernel.


def mask(cpus):
    """As the kernel writes it, and the stand-in's dump with it."""
    return sum(1 << cpu for cpu in cpus)


def read(path):
    with open(path, encoding="ascii") as file:
        return file.read().strip()


class Pinning(ExampleCase):
    plugin = "pinning"

    def cpus_of(self, run):
        (text,) = run.state["status.Cpus_allowed"]
        return int(text.strip().replace("\\x09", "").replace(",", ""), 16)

    def policy_of(self, run):
        return run.state["memory-policy"][0]

    def started(self, *words, **options):
        run = self.run_it(*words, **options)
        self.assert_started(run)
        return run

    def test_sound(self):
        self.check_sound()

    def test_unset_changes_nothing(self):
        run = self.started()
        self.assertEqual(self.cpus_of(run), mask(CPUS))
        self.assertEqual(self.policy_of(run), DEFAULT)
        self.assertEqual(self.explain()["notes"], [])

    @unittest.skipIf(len(CPUS) < 2, "there is only one CPU to run on")
    def test_cpus(self):
        for text, wanted in (
            ("%d" % LAST, [LAST]),
            ("%d" % CPUS[0], [CPUS[0]]),
            ("%d,%d" % (LAST, CPUS[0]), [CPUS[0], LAST]),
            ("%d-%d,%d" % (LAST, LAST, LAST), [LAST]),
        ):
            with self.subTest(text=text):
                run = self.started(cpus=text)
                self.assertEqual(self.cpus_of(run), mask(wanted))
                self.assertEqual(self.policy_of(run), DEFAULT)

    def test_explain_says_it_and_does_nothing(self):
        plan = self.explain(cpus=str(LAST))
        self.assertEqual(self.notes(plan), [("info", "QEMU will run on CPUs %d only" % LAST)])
        self.assertEqual(plan["changes"], [])
        trace = self.place.path("trace")
        strace = ["strace", "-f", "-o", trace, "-e", "sched_setaffinity"]
        env = self.traced(QEMU_WRAPPER_PINNING_CPUS=str(LAST))
        self.explained(["-accel", "tcg"], env, before=strace)
        self.assertNotIn("sched_setaffinity", read(trace))
        self.injected(strace, cpus=str(LAST))
        self.assertIn("sched_setaffinity", read(trace))

    def test_no_lists(self):
        for text in ("", "x", "0-", "-1", "1-0", "0,,1", "0 1", "0;1", "8192", "9" * 20):
            with self.subTest(text=text):
                said = self.refusal(cpus=text)
                self.assertIn("'%s' is no list of CPUs" % text, said)
                run = self.run_it(cpus=text)
                self.assert_not_started(run, REFUSED)

    def test_offline(self):
        said = self.refusal(cpus="0,8191")
        self.assertIn("CPU 8191 is not online", said)
        self.assertIn(read("/sys/devices/system/cpu/online"), said)

    @unittest.skipUnless(HAS_NODE, "the kernel tells of no NUMA nodes")
    def test_node(self):
        for memory, policy, said in (
            ("prefer", PREFERRED, "first"),
            ("bind", BIND, "only"),
            ("any", DEFAULT, None),
        ):
            with self.subTest(memory=memory):
                run = self.started(node="0", memory=memory)
                self.assertEqual(self.policy_of(run), policy)
                self.assertLessEqual(self.cpus_of(run), mask(CPUS))
                texts = [text for _, text in self.notes(self.explain(node="0", memory=memory))]
                self.assertIn("CPUs %s only" % read(NODE + "/cpulist"), texts[0])
                if said:
                    self.assertIn("come %s from NUMA node 0" % said, texts[1])
                else:
                    self.assertEqual(len(texts), 1)

    @unittest.skipUnless(HAS_NODE and len(CPUS) > 1, "no NUMA nodes, or only one CPU")
    def test_cpus_come_before_those_of_the_node(self):
        run = self.started(node="0", cpus=str(LAST))
        self.assertEqual(self.cpus_of(run), mask([LAST]))
        self.assertEqual(self.policy_of(run), PREFERRED)

    def test_no_such_node(self):
        self.assertIn("no NUMA node 1000", self.refusal(node="1000"))
        self.assertIn("1023", self.explain(node="1024")["refused"]["text"])

    def test_lines_that_print(self):
        run = self.started("-version", cpus=str(LAST))
        self.assertEqual(self.cpus_of(run), mask(CPUS))

    def test_kernel_refuses(self):
        """... as where a seccomp filter of a container does."""
        trace = self.place.path("trace")
        for call, code, said, options in (
            ("sched_setaffinity", "EPERM", "sched_setaffinity: Operation not permitted", {}),
            ("sched_setaffinity", "EINVAL", "is not in the cpuset", {}),
            ("set_mempolicy", "EPERM", "set_mempolicy: Operation not permitted", {"node": "0"}),
            ("set_mempolicy", "EINVAL", "cpuset.mems", {"node": "0"}),
        ):
            if options and not HAS_NODE:
                continue
            with self.subTest(call=call, code=code):
                words = ["strace", "-o", trace, "-e", "inject=%s:error=%s" % (call, code)]
                done = self.injected(words, cpus=str(LAST), **options)
                self.assertEqual(done.returncode, REFUSED, done)
                self.assertIn("plugin pinning (launch)", done.stderr)
                self.assertIn(said, done.stderr)

    @unittest.skipUnless(HAS_NODE and len(CPUS) > 1, "no NUMA nodes, or only one CPU")
    def test_optional_plugin_that_fails_leaves_nothing_behind(self):
        config = self.place.write("optional.conf", "[plugin pinning]\nrequired = no\n")
        words = ["strace", "-o", self.place.path("trace")]
        words += ["-e", "inject=set_mempolicy:error=EPERM"]
        done = self.injected(words, cpus=str(LAST), node="0", QEMU_WRAPPER_CONFIG=config)
        self.assertEqual(done.returncode, 0, done)
        with open(self.place.real + ".state", encoding="ascii") as file:
            (line,) = [line for line in file if line.startswith("status.Cpus_allowed ")]
        found = line.split(" ", 1)[1].strip().replace("\\x09", "").replace(",", "")
        self.assertEqual(int(found, 16), mask(CPUS))

    def injected(self, words, **options):
        env = self.traced(**self.set(options))
        return self.run_program([*words, self.place.dropin, "-accel", "tcg"], env)

    @unittest.skipUnless(
        os.path.isdir("/sys/fs/cgroup/cpuset") and len(CPUS) > 1, "no cgroup v1 with cpusets"
    )
    def test_cpuset(self):
        group = "/sys/fs/cgroup/cpuset/qw-test-%d" % os.getpid()
        try:
            os.mkdir(group)
        except OSError as why:
            self.skipTest("no cgroup can be made: %s" % why)
        self.addCleanup(os.rmdir, group)
        for name, value in (("cpuset.cpus", str(CPUS[0])), ("cpuset.mems", "0")):
            with open(group + "/" + name, "w", encoding="ascii") as file:
                file.write(value)
        enter = ["sh", "-c", 'echo $$ >%s/tasks && exec "$@"' % group, "sh"]
        done = self.injected(enter, cpus="%d,%d" % (CPUS[0], LAST))
        self.assertEqual(done.returncode, REFUSED, done)
        self.assertIn("CPU %d is not in the cpuset" % LAST, done.stderr)
        self.assertEqual(self.injected(enter, cpus=str(CPUS[0])).returncode, 0)


@unittest.skipUnless(QEMU, NAME + " is not installed")
class RealQemu(ExampleCase):
    plugin = "pinning"

    def test_threads_and_memory(self):
        process = self.real_qemu("-m", "16", cpus=str(LAST), **({"node": "0"} if HAS_NODE else {}))
        self.wait_for_monitor(process)
        folder = "/proc/%d" % process.pid
        threads = os.listdir(folder + "/task")
        self.assertGreater(len(threads), 1)
        for thread in threads:
            status = read("%s/task/%s/status" % (folder, thread))
            self.assertEqual(re.search(r"Cpus_allowed_list:\t(.*)", status)[1], str(LAST))
        if HAS_NODE and works("test", "-e", folder + "/numa_maps"):
            self.assertIn(" prefer:0 ", read(folder + "/numa_maps"))
            self.assertNotIn(" default ", read(folder + "/numa_maps"))
        self.ask(process, "info status")


if __name__ == "__main__":
    unittest.main()
