# SPDX-License-Identifier: MIT
"""`qemu-wrapper health`: what it says of guests in each state, and that it always comes to an end."""

import fcntl
import os
import signal
import socket
import subprocess
import unittest

from supervisor_support import QEMU, TOOL, SupervisorCase, ask, monitor, wait_until

KINDS = ("--live", "--ready", "--startup")
# What a peer says so that it is taken for QEMU.
BEGIN = "say(QMP={}); answer({}); "

PEER = """
import json, socket, sys
listener = socket.socket(fileno=int(sys.argv[1]))
# Numbers of questions: the last one, and all of them.
last, seen = [0], []
while True:
    client = listener.accept()[0]
    stream = client.makefile("rb")
    def say(**members):
        client.sendall(json.dumps(members).encode() + b"\\n")
    def hear():
        last[0] = json.loads(stream.readline())["id"]
        seen.append(last[0])
        return last[0]
    def answer(value):
        say(**{"return": value, "id": hear()})
    try:
        %s
    except (OSError, ValueError):
        pass
"""


def naps(pid):
    """How often a process has waited for something."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("voluntary_"))


class Probe(SupervisorCase):
    def setUp(self):
        super().setUp()
        # Root, who may make folders in /run, has no other place.
        self.base = self.path("qemu-wrapper") if os.geteuid() else "/run/qemu-wrapper"
        self.variables = {"PATH": os.environ["PATH"], "XDG_RUNTIME_DIR": self.root}
        os.makedirs(self.base, 0o700, exist_ok=True)

    def health(self, *words):
        return subprocess.run([TOOL, "health", *map(str, words)], capture_output=True, text=True,
                              timeout=60, env=self.variables, check=False)

    def answers(self, supervised):
        """The statuses of live, ready and startup."""
        return [self.health(kind, supervised.pid).returncode for kind in KINDS]

    def test_nobody_to_ask(self):
        for words in (["999999999"], [os.getpid()]):
            done = self.health(*words)
            self.assertEqual((done.returncode, done.stdout), (125, ""), done)
            self.assertIn("is no supervisor", done.stderr)

    def test_usage(self):
        for words in (["--dead"], ["1", "2"], ["0"], ["-1"], ["12x"], [""]):
            done = self.health(*words)
            self.assertEqual((done.returncode, done.stdout), (125, ""), done)
            self.assertIn("is not expected here", done.stderr)

    @unittest.skipUnless(QEMU, "QEMU is not installed")
    def test_states(self):
        supervised = self.start_qemu("-S", base=self.base)
        supervised.wait_for_state("prelaunch")
        self.assertEqual(self.answers(supervised), [0, 1, 0])
        self.assertIn("not ready: the guest is in state prelaunch",
                      self.health("--ready", supervised.pid).stderr)
        control = monitor(supervised)
        ask(control, "cont")
        control.close()
        supervised.wait_for_state("running")
        self.assertEqual(self.answers(supervised), [0, 0, 0])
        self.assertEqual(self.health(supervised.pid).stdout, "running\n")
        control = monitor(supervised)
        ask(control, "stop")
        control.close()
        supervised.wait_for_state("paused")
        self.assertEqual(self.answers(supervised), [0, 1, 0])

    @unittest.skipUnless(QEMU, "QEMU is not installed")
    def test_incoming_migration_is_alive(self):
        supervised = self.start_qemu("-incoming", "defer", base=self.base)
        supervised.wait_for_state("inmigrate")
        self.assertEqual(self.answers(supervised), [0, 1, 0])

    @unittest.skipUnless(QEMU, "QEMU is not installed")
    def test_many_at_once(self):
        supervised = self.start_qemu(base=self.base)
        supervised.wait_for_state("running")
        probes = [subprocess.Popen([TOOL, "health", "--ready", str(supervised.pid)],
                                   env=self.variables, stdout=subprocess.PIPE) for _ in range(20)]
        self.assertEqual([(p.communicate()[0], p.returncode) for p in probes],
                         [(b"running\n", 0)] * 20)

    @unittest.skipUnless(QEMU, "QEMU is not installed")
    def test_qemu_that_stands_still(self):
        supervised = self.start_qemu(base=self.base)
        supervised.wait_for_state("running")
        os.kill(supervised.program(), signal.SIGSTOP)
        done = self.health(supervised.pid)
        self.assertEqual((done.returncode, done.stdout), (1, ""), done)
        self.assertIn("QEMU doesn't answer: no answer in time", done.stderr)
        os.kill(supervised.program(), signal.SIGCONT)
        self.assertEqual(self.health(supervised.pid).returncode, 0)

    @unittest.skipUnless(QEMU, "QEMU is not installed")
    def test_those_who_gave_up_are_waited_for(self):
        """While QEMU stands still they fill its queue, and it only has to look once."""
        supervised = self.start_qemu(base=self.base)
        supervised.wait_for_state("running")
        # The probe's own time may be over before a busy machine lets QEMU look.
        for _ in range(10):
            found = self.probe_behind_a_full_queue(supervised)
            if found != (b"", 1):
                break
        self.assertEqual(found, (b"running\n", 0))

    def probe_behind_a_full_queue(self, supervised):
        os.kill(supervised.program(), signal.SIGSTOP)
        with self.assertRaises(BlockingIOError):
            while True:
                with socket.socket(socket.AF_UNIX) as client:
                    client.setblocking(False)
                    client.connect(os.path.join(supervised.folder, "health.sock"))
        with subprocess.Popen([TOOL, "health", str(supervised.pid)], env=self.variables,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as probe:
            wait_until(lambda: probe.poll() is not None or naps(probe.pid) > 4, "waiting")
            os.kill(supervised.program(), signal.SIGCONT)
            return probe.communicate()[0], probe.returncode

    def test_somebody_keeps_the_lock(self):
        supervised = self.start_python("import signal; signal.pause()", base=self.base)
        wait_until(lambda: os.path.exists(os.path.join(supervised.folder, "status.json")), "start")
        with open(os.path.join(supervised.folder, "health.lock"), "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = self.health(supervised.pid)
        self.assertEqual(done.returncode, 1, done)
        self.assertIn("others are asking", done.stderr)

    def start_peer(self, code):
        """A program that does this with each `client` that asks."""
        supervised = self.start_python(PEER % code, "HEALTH", base=self.base)
        wait_until(lambda: os.path.exists(os.path.join(supervised.folder, "status.json")), "start")
        return supervised

    def test_peers_that_are_no_qemu(self):
        """Whatever they say, the answer is no, and it comes."""
        for what, said in (
            ("client.shutdown(socket.SHUT_RDWR)", "it closed the connection"),
            (r'client.sendall(b"220 mail\r\n"); client.recv(1)', "no JSON object"),
            (r'client.sendall(b"{}\n"); client.recv(1)', "doesn't greet as QMP does"),
            (r'client.sendall(b"x" * 1000000); client.recv(1)', "a line of more than 262144"),
            (r'client.sendall(b"[" * 1000 + b"\n"); client.recv(1)', "too much in it"),
            ("say(QMP={}); say(QMP={}); client.recv(1)", "doesn't begin as QMP does"),
            ("say(QMP={}); say(error={}, id=hear()); client.recv(1)", "doesn't begin as QMP does"),
            ("say(QMP={}); hear(); client.shutdown(socket.SHUT_RDWR)", "it closed the connection"),
            (BEGIN + "say(); client.recv(1)", "doesn't answer as QMP does"),
            (BEGIN + r'[client.sendall(b"{\"event\":\"X\"}\n" * 100) for _ in iter(int, 1)]',
             "no answer in time"),
        ):
            with self.subTest(what=what):
                done = self.health(self.start_peer(what).pid)
                self.assertEqual((done.returncode, done.stdout), (1, ""), done)
                self.assertIn(said, done.stderr)

    def test_answers_to_what_was_not_asked(self):
        """Of others, of before, or an event: none of them is taken for ours."""
        wrong = "{'status': 'wrong'}"
        for what in (
            f"[say(**{{'return': {wrong}, 'id': n}}) for n in range(5)]",
            f"say(**{{'return': {wrong}}})",
            f"say(**{{'return': {wrong}, 'id': last[0]}})",
            f"say(**{{'return': {wrong}, 'id': last[0] + 0.5}})",
            f"say(**{{'return': {wrong}, 'id': str(last[0] + 1)}})",
            f"say(**{{'return': {wrong}, 'id': [last[0] + 1]}})",
            f"say(**{{'return': {wrong}, 'id': None}})",
            f"say(event='STOP', data={wrong}, **{{'return': {wrong}, 'id': last[0] + 1}})",
            "say(error={'class': 'GenericError', 'desc': 'wrong'})",
            "say(error={'class': 'GenericError', 'desc': 'wrong'}, id=last[0] + 2)",
        ):
            for when in (
                # Before the question, at both of them, and behind it.
                f"say(QMP={{}}); last[0] = 1; {what}; answer({{}}); ",
                f"say(QMP={{}}); answer({{}}); hear(); last[0] -= 1; {what}; last[0] += 1; "
                "say(**{'return': {'status': 'right'}, 'id': last[0]}); client.recv(1); ",
            ):
                with self.subTest(when=when):
                    code = when + "answer({'status': 'right'}); client.recv(1)"
                    done = self.health(self.start_peer(code).pid)
                    self.assertEqual((done.returncode, done.stdout), (0, "right\n"), done)

    def test_numbers_of_one_client_are_not_those_of_the_next(self):
        """What QEMU had for a client that went away may come to the one behind it."""
        peer = self.start_peer("say(QMP={}); "
                               "[say(**{'return': {'status': 'wrong'}, 'id': n}) for n in seen]; "
                               "answer({}); answer({'status': 'right'}); client.recv(1)")
        for _ in range(3):
            self.assertEqual(self.health(peer.pid).stdout, "right\n")

    def test_what_a_peer_says_is_made_visible(self):
        """It may be the guest's own, and is shown on a terminal."""
        state = r'answer({"status": "\x1b[2Jx\ny"}); '
        done = self.health(self.start_peer(BEGIN + state + "client.recv(1)").pid)
        self.assertEqual((done.returncode, done.stdout), (0, "\\x1b[2Jx y\n"), done)


if __name__ == "__main__":
    unittest.main()
