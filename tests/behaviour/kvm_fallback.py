# SPDX-License-Identifier: MIT
"""Where KVM is wanted and does not work, one warning tells it, and `fallback` and `mode` say what
becomes of the line: nothing gets slow without a word."""

import os
import platform
import subprocess
import unittest

from kvm_support import NAME, NOWHERE, QEMU, TIME_LIMIT, KvmCase, can_mount

X86 = platform.machine() == "x86_64"
QUIET_MACHINE = ["-nodefaults", "-S", "-display", "none", "-qmp", "stdio"]

# A line, and what it becomes with fallback = tcg.
REWRITTEN = (
    (["-enable-kvm"], ["-machine", "accel=tcg"]),
    (["-accel", "kvm"], ["-accel", "tcg"]),
    (["-accel", "kvm,kernel-irqchip=split", "-cpu", "host"], ["-accel", "tcg", "-cpu", "max"]),
    (["-accel", "kvm", "-accel", "tcg,thread=multi"], ["-accel", "tcg,thread=multi"]),
    (["-M", "q35,accel=kvm:tcg,kernel_irqchip=split"],
     ["-M", "q35,accel=tcg,kernel_irqchip=split"]),
    (["-M", "pc", "-enable-kvm", "-cpu", "host,kvm=off,hv_relaxed,+avx512f,enforce"],
     ["-M", "pc", "-cpu", "max,+avx512f", "-machine", "accel=tcg"]),
    (["-M", "pc,accel=kvm,kvm_shadow_mem=9", "-cpu", "host,migratable=off,host-phys-bits=on"],
     ["-M", "pc,accel=tcg,kvm_shadow_mem=9", "-cpu", "max,migratable=off,host-phys-bits=on"]),
    (["-enable-kvm", "-accel", "kvm"], ["-accel", "tcg"]),
    (["-cpu", "host"], ["-cpu", "max"]),
)


class Fallback(KvmCase):
    def broken(self, **more):
        return {"QEMU_WRAPPER_KVM_DEVICE": NOWHERE, **more}

    def test_none_leaves_the_line_and_warns_once(self):
        for words, _ in REWRITTEN:
            with self.subTest(words=words):
                plan = self.explain(words, **self.broken())
                self.assertEqual(plan["argv"][1:], words)
                self.assertIn(NOWHERE, self.warning(plan))
                self.assertNotEqual(self.fact(plan)["kvm"], "works")
                self.assertNotEqual(self.fact(plan)["kvm"], "not tested")

    @unittest.skipUnless(X86, "the lines are those of a PC")
    def test_what_goes_on_slowly_is_told_so(self):
        for words in ([], ["-accel", "kvm", "-accel", "tcg"], ["-M", "accel=kvm:tcg"]):
            self.assertIn("slower", self.warning(self.explain(words, **self.broken())))
        plan = self.explain(["-enable-kvm"], **self.broken())
        self.assertNotIn("slower", self.warning(plan))

    def test_tcg_rewrites_the_line_and_warns_once(self):
        for words, becomes in REWRITTEN:
            with self.subTest(words=words):
                variables = self.broken(QEMU_WRAPPER_KVM_FALLBACK="tcg")
                plan = self.explain(words, **variables)
                self.assertEqual(plan["argv"][1:], becomes)
                self.assertIn("slower", self.warning(plan))
                self.assertEqual(self.fact(plan)["accelerator"], "tcg")
                self.assertTrue(all(c["guest_visible"] and c["reason"] for c in plan["changes"]))

    @unittest.skipUnless(X86, "the lines are those of a PC")
    def test_tcg_where_the_programs_name_chooses(self):
        self.place.install("real/kvm")
        variables = self.broken(QEMU_WRAPPER_KVM_FALLBACK="tcg", QEMU_WRAPPER_REAL=None)
        for words in ([], ["-icount", "1"]):
            plan = self.explain(words, program="kvm", **variables)
            self.assertEqual(plan["argv"][1:], [*words, "-machine", "accel=tcg"])
            self.assertEqual(self.fact(plan)["chosen_by"], "plugin")

    def test_require_refuses(self):
        for words in ([], ["-enable-kvm"], ["-accel", "kvm", "-accel", "tcg"], ["-cpu", "host"]):
            if words or X86:
                variables = self.broken(QEMU_WRAPPER_KVM_MODE="require")
                plan = self.explain(words, **variables)
                self.assertEqual(plan["refused"]["plugin"], "kvm")
                self.assertIn(NOWHERE, plan["refused"]["text"])
        run = self.place.launch(self.place.dropin, [NAME, "-enable-kvm"],
                                self.variables(**variables))
        self.assert_not_started(run, 125)

    def test_managed_lines_are_never_changed(self):
        words = ["-accel", "kvm", "-chardev", "socket,id=charmonitor,path=/x"]
        for mode, fallback in (("auto", "none"), ("auto", "tcg")):
            plan = self.explain(words, **self.broken(QEMU_WRAPPER_KVM_MODE=mode,
                                                     QEMU_WRAPPER_KVM_FALLBACK=fallback))
            self.assertIsNone(plan["refused"])
            self.assertEqual(plan["argv"][1:], words)
            self.warning(plan)
        for mode in ("auto", "require"):
            plan = self.explain(words[2:], **self.broken(QEMU_WRAPPER_KVM_MODE=mode))
            self.assertIsNone(plan["refused"])
            self.assertEqual(plan["argv"][1:], words[2:])
            self.assertEqual(self.notes(plan, "warning"), [])
        plan = self.explain(words, **self.broken(QEMU_WRAPPER_KVM_MODE="require"))
        self.assertIn(NOWHERE, plan["refused"]["text"])

    def test_one_line_on_standard_error(self):
        run = self.place.launch(self.place.dropin, [NAME, "-enable-kvm"],
                                self.variables(**self.broken()))
        self.assert_started(run, silent=False)
        self.assertEqual(run.state["argv.1"], ["-enable-kvm"])
        self.assertRegex(run.text, r"\Aqemu-wrapper: kvm: KVM does not work: [^\n]+\n\Z")

    def test_the_device_of_the_line_is_tested(self):
        file = self.device_file()
        plan = self.explain(["-accel", "kvm,device=" + file])
        self.assertEqual(self.fact(plan)["device"], file)
        self.assertIn(file, self.warning(plan))
        plan = self.explain(["-accel", "kvm,device=/dev/fdset/3"], **self.broken())
        self.assertEqual(self.notes(plan, "warning"), [])
        self.assertIn("not tested", self.notes(plan, "info")[0])

    @unittest.skipUnless(X86, "an Arm guest is foreign on other machines only")
    def test_targets_that_this_host_can_not_run(self):
        name = "qemu-system-aarch64"
        self.place.install("real/" + name)
        words = ["-M", "virt", "-enable-kvm", "-cpu", "host"]
        plan = self.explain(words, program=name, QEMU_WRAPPER_REAL=None)
        self.assertEqual(self.fact(plan)["kvm"], "foreign-target")
        self.assertIsNone(self.fact(plan)["device"])
        self.assertIn(name, self.warning(plan))
        plan = self.explain(words, program=name, QEMU_WRAPPER_REAL=None,
                            QEMU_WRAPPER_KVM_FALLBACK="tcg")
        self.assertEqual(plan["argv"][1:],
                         ["-M", "virt", "-cpu", "max", "-machine", "accel=tcg"])


@unittest.skipUnless(QEMU and X86, NAME + " is not installed, or not the host's own")
class RealQemu(KvmCase):
    """QEMU starts with every line that was rewritten. It must see what the plugin saw: /dev/kvm is
    covered by a plain file, which takes a mount namespace."""

    def setUp(self):
        super().setUp()
        if not os.path.exists("/dev/kvm") or not can_mount():
            self.before = []
        else:
            script = 'mount --bind "$1" /dev/kvm && shift && exec "$@"'
            self.before = ["unshare", "-m", "sh", "-c", script, "sh", self.device_file()]

    def answer(self, program, words, **variables):
        requests = "".join(
            '{"execute":"%s"}\n' % name for name in ("qmp_capabilities", "query-kvm", "quit")
        )
        done = subprocess.run(
            [*self.before, program, *QUIET_MACHINE, *words],
            env=self.variables(QEMU_WRAPPER_REAL=QEMU, **variables),
            input=requests.encode(), capture_output=True, timeout=TIME_LIMIT, check=False,
        )
        return done.returncode, done.stdout, done.stderr

    def require_broken_kvm(self):
        if not self.before and os.path.exists("/dev/kvm"):
            self.skipTest("/dev/kvm can't be hidden here")

    def test_rewritten_lines_run(self):
        self.require_broken_kvm()
        for words, _ in REWRITTEN:
            with self.subTest(words=words):
                status, out, err = self.answer(self.place.dropin, words,
                                               QEMU_WRAPPER_KVM_FALLBACK="tcg")
                self.assertEqual(status, 0, err)
                self.assertIn(b'"enabled": false', out)

    def test_qemus_own_error_and_status_stand(self):
        self.require_broken_kvm()
        for words in (["-enable-kvm"], ["-accel", "kvm"], ["-M", "accel=kvm"],
                      ["-accel", "kvm", "-accel", "tcg"]):
            with self.subTest(words=words):
                direct = self.answer(QEMU, words)
                status, out, err = self.answer(self.place.dropin, words)
                self.assertEqual(status, direct[0])
                first, _, rest = err.partition(b"\n")
                self.assertTrue(first.startswith(b"qemu-wrapper: kvm: "), first)
                self.assertEqual(rest.splitlines()[-1:],
                                 direct[2].replace(QEMU.encode(), NAME.encode()).splitlines()[-1:])
                self.assertEqual(b'"enabled"' in out, b'"enabled"' in direct[1])


if __name__ == "__main__":
    unittest.main()
