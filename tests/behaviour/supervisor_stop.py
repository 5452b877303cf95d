# SPDX-License-Identifier: MIT
"""How the supervisor stops guests, with a real QEMU: the steps, their order and what the exit status
says of the end. The guests are those of tests/guest/sector.S."""

import contextlib
import json
import os
import signal
import socket
import threading
import unittest

from supervisor_support import BUILD, QEMU, SupervisorCase, ask, monitor, wait_until

MACHINE = ["-machine", "pc,accel=tcg", "-m", "32", "-nodefaults", "-display", "none"]
BUTTON = "the guest's power button is pressed"


def is_pending(pid, number):
    """The process has this signal and hasn't taken it yet."""
    with contextlib.suppress(FileNotFoundError), open("/proc/%d/status" % pid, encoding="ascii") as file:
        (pending,) = (int(line.split()[1], 16) for line in file if line.startswith("ShdPnd:"))
        return bool(pending & 1 << number - 1)
    return False


@unittest.skipUnless(QEMU, "QEMU is not installed")
class Stop(SupervisorCase):
    def guest(self, kind, *words, wait=True, **more):
        """A supervised guest of that kind, which has begun to run."""
        serial = self.path("serial-%d" % (self.count + 1))
        image = os.path.join(BUILD, "tests", "guest", "sector-" + kind)
        disk = "if=floppy,format=raw,readonly=on,file=" + image
        supervised = self.start_qemu("-drive", disk, "-serial", "file:" + serial, *words,
                                     machine=MACHINE, **more)
        if wait:
            wait_until(lambda: self.told(serial), "the guest runs")
            supervised.wait_for_state("running")
        return supervised

    @staticmethod
    def told(serial):
        if not os.path.exists(serial):
            return ""
        with open(serial, encoding="latin-1") as file:
            return file.read()

    def ended(self, supervised, status, *said):
        """It ended with that status, and told this in this order; nothing is left of it."""
        self.assertEqual(supervised.wait(), status, supervised.said())
        at = 0
        for text in said:
            self.assertIn(text, supervised.said()[at:])
            at = supervised.said().index(text, at) + len(text)
        self.assertTrue(supervised.lines()[-1].endswith("; exit status %d" % status))
        self.assertFalse(os.path.exists(supervised.folder))

    # -- the ladder --

    def test_guest_that_obeys(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGPWR):
            with self.subTest(signal=number):
                guest = self.guest("obey")
                guest.signal(number)
                self.ended(guest, 0, BUTTON + "; 30.0 s left", "the guest powered off (guest-shutdown)")
                self.assertEqual(guest.said().count(BUTTON), 1)

    def test_guest_that_loses_the_first(self):
        guest = self.guest("deaf")
        guest.signal(signal.SIGTERM)
        self.ended(guest, 0, BUTTON + "; 30.0 s left", BUTTON, "the guest powered off")

    def test_guest_that_ignores_the_button(self):
        guest = self.guest("ignore", stop="1000")
        guest.signal(signal.SIGTERM)
        self.ended(guest, 124, BUTTON + "; 1.0 s left", "the guest doesn't stop, QEMU is told to quit",
                   "(stop-forced)")

    def test_qemu_that_stands_still_is_killed(self):
        guest = self.guest("obey", stop="1000")
        os.kill(guest.program(), signal.SIGSTOP)
        guest.signal(signal.SIGTERM)
        self.ended(guest, 137, BUTTON, "QEMU is told to quit", "QEMU is killed",
                   "the guest didn't stop: QEMU was killed by signal 9 (SIGKILL)")

    def test_second_and_third_signal(self):
        guest = self.guest("ignore", stop="none")
        guest.signal(signal.SIGTERM)
        guest.wait_for(BUTTON + "; no deadline")
        guest.wait_for_state("stopping")
        guest.signal(signal.SIGINT)
        self.ended(guest, 124, "another SIGINT hurries it",
                   "the guest is not waited for, QEMU is told to quit", "(stop-forced)")
        guest = self.guest("ignore", stop="none")
        os.kill(guest.program(), signal.SIGSTOP)
        for said in (BUTTON, "told to quit", "QEMU is killed"):
            guest.signal(signal.SIGTERM)
            guest.wait_for(said)
        self.ended(guest, 137)

    def test_more_signals_hurry_nothing(self):
        guest = self.guest("ignore", stop="none")
        guest.signal(signal.SIGTERM)
        guest.wait_for(BUTTON)
        # All of these come at once.
        guest.signal(signal.SIGSTOP)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGPWR, signal.SIGCONT):
            guest.signal(number)
        self.ended(guest, 137, "hurries it", "hurries it", "QEMU is killed")
        self.assertEqual(guest.said().count("hurries it"), 2)

    def test_two_at_once_are_one(self):
        """Linux keeps one signal of a kind until it is taken; from then on the next one counts."""
        guest = self.guest("ignore", stop="none")
        guest.signal(signal.SIGSTOP)
        for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGCONT):
            guest.signal(number)
        guest.wait_for(BUTTON)
        self.assertNotIn("hurries it", guest.said())
        os.kill(guest.program(), signal.SIGSTOP)
        for _ in range(2):
            guest.signal(signal.SIGTERM)
            wait_until(lambda: not is_pending(guest.pid, signal.SIGTERM), "it is taken")
        self.ended(guest, 137, "hurries it", "hurries it", "QEMU is killed")

    def test_before_qmp_is_there(self):
        """QEMU is told by a signal, whether it has a handler for it yet or not."""
        guest = self.guest("obey", wait=False)
        guest.program()
        guest.signal(signal.SIGTERM)
        self.assertIn(guest.wait(), (0, 143), guest.said())
        self.assertFalse(os.path.exists(guest.folder))

    # -- guests with nothing to lose --

    def test_guest_that_has_not_run(self):
        for words, state in ((["-S"], "prelaunch"), (["-incoming", "defer"], "inmigrate")):
            with self.subTest(state=state):
                guest = self.guest("ignore", *words, wait=False)
                guest.wait_for_state(state)
                guest.signal(signal.SIGTERM)
                self.ended(guest, 0, "the guest isn't running, QEMU is told to quit",
                           "as it was told over QMP (host-qmp-quit)")
                self.assertNotIn(BUTTON, guest.said())

    def test_guest_that_is_shut_down_already(self):
        guest = self.guest("off", "-no-shutdown", wait=False)
        guest.wait_for_state("shutdown")
        guest.signal(signal.SIGTERM)
        self.ended(guest, 0, "the guest isn't running", "the guest powered off (guest-shutdown)")

    def test_paused_guest_that_goes_on_in_time(self):
        guest = self.guest("obey")
        control = monitor(guest)
        ask(control, "stop")
        guest.wait_for_state("paused")
        guest.signal(signal.SIGTERM)
        guest.wait_for(BUTTON)
        ask(control, "cont")
        self.ended(guest, 0, "the guest powered off")

    # -- ends that nobody asked us for --

    def test_ends_of_their_own(self):
        for kind, words, more, status, said in (
            ("off", [], [], 0, "the guest powered off (guest-shutdown)"),
            ("reset", ["-no-reboot"], [], 0, "(guest-reset)"),
            ("panic", ["-device", "pvpanic"], [], 1, "the guest panicked (guest-panic)"),
            ("panic", ["-device", "pvpanic"], ["--exit-status=guest-panic=42"], 42, "(guest-panic)"),
            ("off", [], ["--exit-status=guest-shutdown=9,guest-panic=1"], 9, "(guest-shutdown)"),
        ):
            with self.subTest(kind=kind, more=more):
                guest = self.guest(kind, *words, wait=False, more=more)
                self.ended(guest, status, said)
                self.assertEqual(len(guest.lines()), 1, guest.said())

    def test_ends_by_others(self):
        for command, end, status, said in (
            ("quit", None, 0, "(host-qmp-quit)"),
            (None, signal.SIGTERM, 0, "(host-signal)"),
            (None, signal.SIGKILL, 137, "QEMU was ended by signal 9 (SIGKILL)"),
        ):
            with self.subTest(said=said):
                guest = self.guest("ignore")
                if command:
                    ask(monitor(guest), command)
                else:
                    os.kill(guest.program(), end)
                self.ended(guest, status, said)

    def test_panic_that_halts(self):
        """The guest is halted by its panic, which is what counts when QEMU is stopped then."""
        guest = self.guest("panic", "-device", "pvpanic", "-action", "panic=pause", wait=False)
        guest.wait_for_state("guest-panicked")
        guest.signal(signal.SIGTERM)
        self.ended(guest, 1, "the guest isn't running", "the guest panicked (guest-panic)")

    def test_qemu_that_fails(self):
        guest = self.guest("off", "-device", "no-such-device", wait=False)
        self.ended(guest, 1, "no-such-device", "QEMU failed")

    # -- the guest agent --

    def agent(self, answer):
        """A channel of an agent as QEMU has it; what was asked there."""
        path, asked = self.path("agent-%d" % self.count), []
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        listener.listen(1)
        self.addCleanup(listener.close)

        def serve():
            client = listener.accept()[0]
            with contextlib.suppress(OSError), client, client.makefile("rw", encoding="utf-8") as stream:
                for line in stream:
                    asked.append(json.loads(line))
                    stream.write(answer(asked[-1]))
                    stream.flush()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        return path, asked

    @staticmethod
    def synchronises(request):
        if request["execute"] == "guest-sync":
            return json.dumps({"return": 1}) + "\n" + json.dumps(
                {"return": request["arguments"]["id"]}) + "\n"
        return ""

    def test_agent_that_takes_the_order(self):
        path, asked = self.agent(self.synchronises)
        guest = self.guest("ignore", agent=path, stop="2000")
        guest.signal(signal.SIGTERM)
        self.ended(guest, 124, "the guest agent is asked to power off; 2.0 s left",
                   "the guest agent takes the order", "QEMU is told to quit")
        self.assertEqual([request["execute"] for request in asked], ["guest-sync", "guest-shutdown"])
        self.assertEqual(asked[1]["arguments"], {"mode": "powerdown"})
        # It is left alone meanwhile.
        self.assertNotIn(BUTTON, guest.said())

    def test_agents_before_4_0(self):
        """To these a number of the question is a mistake."""
        def strict(request):
            if set(request) - {"execute", "arguments"}:
                return '{"error": {"class": "GenericError", "desc": "\'id\' is unexpected"}}\n'
            return self.synchronises(request)

        path, _ = self.agent(strict)
        guest = self.guest("ignore", agent=path, stop="2000")
        guest.signal(signal.SIGTERM)
        self.ended(guest, 124, "the guest agent takes the order", "QEMU is told to quit")
        self.assertNotIn(BUTTON, guest.said())

    def test_agents_that_do_not_help(self):
        silent = self.agent(lambda request: "")[0]
        self.count += 1
        refusing = self.agent(lambda request: self.synchronises(request)
                              or '{"error": {"class": "GenericError", "desc": "no way"}}\n')[0]
        self.count += 1
        talking = self.agent(lambda request: "{}\n" * 1000000)[0]
        for path, said in ((silent, "the guest agent doesn't answer"), (refusing, "no way"),
                           (talking, "it doesn't stop talking"),
                           (self.path("none"), "No such file or directory")):
            with self.subTest(said=said):
                guest = self.guest("obey", agent=path,
                                   agent_timeout="300" if path == silent else "20000")
                guest.signal(signal.SIGTERM)
                self.ended(guest, 0, "the guest agent is asked", said, BUTTON, "the guest powered off")


if __name__ == "__main__":
    unittest.main()
