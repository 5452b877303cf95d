# SPDX-License-Identifier: MIT
"""KVM is added where nothing is chosen and nothing speaks against it, and nowhere else."""

import os
import platform
import subprocess
import unittest

from kvm_support import (
    ADDED, NAME, NOWHERE, QEMU, TIME_LIMIT, KvmCase, can_mount, kvm_works
)

WORKS = kvm_works()
X86 = platform.machine() == "x86_64"
MACHINE = ["-nodefaults", "-S", "-display", "none", "-qmp", "stdio"]

CHOSEN = (
    ["-accel", "tcg"],
    ["--accel", "accel=tcg,thread=multi"],
    ["-machine", "accel=tcg"],
    ["-M", "pc,accel=tcg:kvm"],
    ["-no-kvm"],
    ["-enable-hax"],
)
# Lines that run under TCG and that QEMU 7.2, or a later one, refuses under KVM or runs differently.
FORBIDDEN = (
    ["-icount", "3"],
    ["-d", "in_asm"],
    ["-incoming", "defer"],
    ["-cpu", "qemu64,enforce"],
    ["-cpu", "qemu64,lmce=on"],
    ["-cpu", "qemu64,hv-synic"],
    ["-M", "pc,kernel_irqchip=foo"],
    ["-M", "pc,kernel_irqchip=off"],
    ["-M", "q35", "-device", "intel-iommu,intremap=on"],
    ["-M", "q35", "-global", "intel-iommu.intremap=on", "-device", "intel-iommu"],
    ["-M", "pc,kvm-shadow-mem=1G"],
    ["-cpu", "qemu64,tsc_freq=1000000000"],
    ["-cpu", "qemu64,lbr_fmt=5"],
    ["-only-migratable", "-cpu", "qemu64,+invtsc"],
    ["-global", "qemu64-x86_64-cpu.lmce=on"],
    ["-global", "kvm-pit.lost_tick_policy=slew"],
    ["-singlestep"],
)


@unittest.skipUnless(X86, "the lines are those of a PC")
class Choice(KvmCase):
    @unittest.skipUnless(WORKS, "KVM does not work here")
    def test_added_where_nothing_is_chosen(self):
        for words in ([], ["-m", "64"], ["-M", "q35,usb=on"], ["-d", "guest_errors,unimp"]):
            with self.subTest(words=words):
                plan = self.explain(words)
                self.assertEqual(plan["argv"][1:], words + ADDED)
                self.assertEqual(plan["origins"][-2:], ["plugin:kvm"] * 2)
                self.assertEqual([c["guest_visible"] for c in plan["changes"]], [True])
                fact = self.fact(plan)
                self.assertEqual(fact["accelerator"], "kvm")
                self.assertEqual(fact["chosen_by"], "plugin")
                self.assertEqual(fact["kvm"], "works")
                self.assertEqual(fact["device"], "/dev/kvm")
                self.assertEqual(plan["notes"], [])

    def test_choices_stand(self):
        for words in CHOSEN:
            for mode in ("auto", "require"):
                with self.subTest(words=words, mode=mode):
                    plan = self.explain(
                        words, QEMU_WRAPPER_KVM_MODE=mode, QEMU_WRAPPER_KVM_DEVICE=NOWHERE
                    )
                    self.assertIsNone(plan["refused"])
                    self.assertEqual(plan["argv"][1:], words)
                    self.assertEqual(plan["notes"], [])
                    self.assertEqual(self.fact(plan)["chosen_by"], "line")
                    self.assertEqual(self.fact(plan)["kvm"], "not tested")

    def test_what_speaks_against_it_is_told(self):
        for words in FORBIDDEN:
            with self.subTest(words=words):
                plan = self.explain(words)
                self.assertEqual(plan["argv"][1:], words)
                (note,) = self.notes(plan, "info")
                self.assertTrue(note.startswith("KVM is not added: "), note)
                self.assertEqual("KVM is not added: " + self.fact(plan)["reason"], note)
                self.assertEqual(self.notes(plan, "warning"), [])

    def test_off_does_nothing(self):
        plan = self.explain(["-enable-kvm"], QEMU_WRAPPER_KVM_MODE="off",
                            QEMU_WRAPPER_KVM_DEVICE=NOWHERE)
        self.assertEqual((plan["changes"], plan["notes"], plan["facts"]), ([], [], []))

    def test_lines_that_print_probe_or_are_managed(self):
        for words in (["-version"], ["-M", "none"], ["-cpu", "help"],
                      ["-chardev", "socket,id=charmonitor,path=/x"]):
            with self.subTest(words=words):
                self.assertEqual(self.becomes(words), words)

    def test_other_targets(self):
        for program in ("qemu-system-aarch64", "qemu-system-sparc"):
            self.place.install("real/" + program)
            plan = self.explain(["-m", "64"], program=program, QEMU_WRAPPER_REAL=None)
            self.assertEqual(plan["argv"][1:], ["-m", "64"])
            self.assertIn("can't run", self.fact(plan)["reason"])
            self.assertEqual(plan["notes"], [])

    @unittest.skipUnless(WORKS, "KVM does not work here")
    def test_the_real_programs_name_counts_where_its_own_says_nothing(self):
        self.assertEqual(self.becomes([], program="my-vm"), ADDED)

    @unittest.skipUnless(WORKS, "KVM does not work here")
    def test_host_cpu(self):
        variables = {"QEMU_WRAPPER_KVM_CPU": "host"}
        host = ["-cpu", "host"]
        self.assertEqual(self.becomes([], **variables), ADDED + host)
        self.assertEqual(self.becomes(["-enable-kvm"], **variables), ["-enable-kvm", *host])
        for words in (["-accel", "tcg"], ["-M", "isapc,accel=kvm"], ["-d", "exec"],
                      ["-accel", "kvm", "-chardev", "socket,id=charmonitor,path=/x"]):
            self.assertEqual(self.becomes(words, **variables), words)
        words = ["-cpu", "qemu64"]
        self.assertEqual(self.becomes(words, **variables), words + ADDED)
        plan = self.explain([], QEMU_WRAPPER_KVM_DEVICE=NOWHERE, **variables)
        self.assertEqual(plan["argv"][1:], [])

    def test_readconfig(self):
        path = self.place.write("a.conf", "[machine]\n  accel = \"tcg\"\n")
        plan = self.explain(["-readconfig", path], QEMU_WRAPPER_KVM_DEVICE=NOWHERE)
        self.assertEqual(self.fact(plan)["chosen_by"], path)
        self.assertEqual(self.fact(plan)["accelerator"], "tcg")
        self.assertEqual((plan["changes"], plan["notes"]), ([], []))

        self.place.write("a.conf", "[accel]\n  accel = \"kvm\"\n")
        plan = self.explain(["-readconfig", path], QEMU_WRAPPER_KVM_DEVICE=NOWHERE,
                            QEMU_WRAPPER_KVM_FALLBACK="tcg")
        self.assertEqual(plan["changes"], [])
        self.assertIn(NOWHERE, self.warning(plan))

        self.place.write("a.conf", "[drive]\n  if = \"none\"\n")
        words = ["-readconfig", path]
        self.assertEqual(self.becomes(words), words + (ADDED if WORKS else []))
        fifo = self.place.path("fifo")
        os.mkfifo(fifo)
        for odd in (fifo, "/dev/stdin", "/dev/fdset/1", "-", "/nonexistent"):
            plan = self.explain(["-readconfig", odd])
            self.assertEqual(plan["changes"], [])
            self.assertIn(odd, self.fact(plan)["reason"])

    @unittest.skipUnless(can_mount(), "needs to mount a folder over /etc")
    def test_qemus_own_configuration(self):
        os.makedirs(self.place.path("etc", "qemu"))
        self.place.write("etc/qemu/qemu.conf", "[machine]\n  accel = \"tcg\"\n")
        script = 'mount --bind "$1" /etc && shift && exec "$@"'
        before = ["unshare", "-m", "sh", "-c", script, "sh", self.place.path("etc")]
        plan = self.explain([], before=before)
        self.assertEqual(self.fact(plan)["chosen_by"], "/etc/qemu/qemu.conf")
        self.assertEqual(plan["changes"], [])
        for switch in ("-no-user-config", "-nodefconfig"):
            plan = self.explain([switch], before=before)
            self.assertNotEqual(self.fact(plan)["chosen_by"], "/etc/qemu/qemu.conf")


@unittest.skipUnless(QEMU and X86 and WORKS, "needs %s and a KVM that works" % NAME)
class RealQemu(KvmCase):
    """What is announced is what runs."""

    def variables(self, **more):
        return super().variables(**{"QEMU_WRAPPER_REAL": QEMU, **more})

    def runs_kvm(self, program, words):
        """True or False, what query-kvm says; None: it did not start."""
        requests = "".join(
            '{"execute":"%s"}\n' % name for name in ("qmp_capabilities", "query-kvm", "quit")
        )
        done = subprocess.run(
            [NAME, *MACHINE, *words], executable=program, env=self.variables(),
            input=requests.encode(), capture_output=True, timeout=TIME_LIMIT, check=False,
        )
        if b'"enabled": true' in done.stdout:
            return True
        return False if b'"enabled": false' in done.stdout else None

    def test_added(self):
        for words in ([], ["-M", "q35"], ["-M", "microvm"], ["-cpu", "qemu64"]):
            with self.subTest(words=words):
                self.assertIs(self.runs_kvm(QEMU, words), False)
                self.assertIs(self.runs_kvm(self.place.dropin, words), True)

    def test_forbidden_lines_still_run(self):
        """... as they do without the plugin."""
        for words in FORBIDDEN:
            with self.subTest(words=words):
                direct = self.runs_kvm(QEMU, words)
                if direct is not None:
                    self.assertIs(self.runs_kvm(self.place.dropin, words), False)

    def test_some_forbidden_lines_need_that(self):
        broken = [w for w in FORBIDDEN if self.runs_kvm(QEMU, [*w, *ADDED]) is None]
        self.assertIn(["-icount", "3"], broken)
        self.assertIn(["-M", "pc,kernel_irqchip=foo"], broken)
        self.assertIn(["-global", "kvm-pit.lost_tick_policy=slew"], broken)

    def test_modes_that_this_kvm_may_lack(self):
        """Whatever the kernel has: smm=on runs."""
        self.assertIsNotNone(self.runs_kvm(self.place.dropin, ["-M", "q35,smm=on"]))


if __name__ == "__main__":
    unittest.main()
