# SPDX-License-Identifier: MIT
"""A program that isn't QEMU, or a QEMU that has gone mad, behind the supervisor's QMP socket: it can
neither crash, hang nor grow the supervisor, and is stopped by signals."""

import os
import signal
import unittest

from supervisor_support import SANITIZED, SupervisorCase, process_lives, wait_until

# What all of them begin with: `client` is the supervisor's connection.
BEGIN = r"""
import json, os, socket, sys, time
client = socket.socket(fileno=int(sys.argv[1])).accept()[0]
stream = client.makefile("rb")
def say(text):
    client.sendall(text if isinstance(text, bytes) else text.encode() + b"\n")
def hear():
    line = stream.readline()
    return json.loads(line) if line else sys.exit(0)
def answer(value):
    asked = hear()
    say(json.dumps({"return": value, "id": asked["id"]}))
    return asked["execute"]
def event(name, **data):
    say(json.dumps({"event": name, "data": data, "timestamp": {"seconds": 1, "microseconds": 2}}))
def begin():
    say('{"QMP": {"version": {}, "capabilities": []}}')
    assert answer({}) == "qmp_capabilities"
    assert answer([]) == "query-vnc-servers"
    assert answer({"status": "running"}) == "query-status"
def rest():
    while True:
        hear()
"""


class Peer(SupervisorCase):
    def peer(self, code, **more):
        return self.start_python(BEGIN + code, "CONTROL", **more)

    def dropped(self, supervised, said):
        """It is dropped with one line, and a stop ends the program by a signal."""
        supervised.wait_for("from now on a stop sends signals to QEMU")
        self.assertEqual(len(supervised.lines()), 1, supervised.said())
        self.assertIn("QMP: " + said, supervised.said())
        wait_until(lambda: supervised.status().get("state") == "unknown", "the state is unknown")
        supervised.signal(signal.SIGTERM)
        self.assertEqual(supervised.wait(), 124, supervised.said())
        self.assertIn("QEMU gets SIGTERM", supervised.said())
        self.assertIn("(stop-forced)", supervised.said())

    def test_what_is_no_qmp(self):
        for what, said in (
            (r'say(b"220 mail\r\n")', "an answer that is no JSON object"),
            (r'say(b"\0\0\0\0\n")', "an answer that is no JSON object"),
            (r'say(b"\xff\xfe\n")', "an answer that is no JSON object"),
            ('say("[1, 2]")', "an answer that is no JSON object"),
            ('say("{}")', "it doesn't greet as QMP does"),
            ("say('{\"return\": {}}')", "it doesn't greet as QMP does"),
            ('say("[" * 100000)', "an answer with too much in it"),
            ("say('{\"a\":' * 40000)", "an answer with too much in it"),
            ('say("{\\"a\\": [" + "1," * 100000 + "1]}")', "an answer with too much in it"),
            ('say("x" * 10000000)', "a line of more than 262144 bytes"),
            ("say('{\"QMP\": {}}'); say('{\"error\": {}, \"id\": %d}' % hear()[\"id\"])",
             "it doesn't begin as QMP does"),
            ("say('{\"QMP\": {}}'); say('{\"QMP\": {}}')", "it doesn't begin as QMP does"),
            ('begin(); say("}")', "an answer that is no JSON object"),
            ("client.shutdown(socket.SHUT_WR); time.sleep(99)", "QEMU has closed it"),
            ("begin(); stream.close(); client.close(); time.sleep(99)", "QEMU has closed it"),
        ):
            with self.subTest(what=what):
                code = "try:\n    %s\nexcept OSError:\n    pass\ntime.sleep(99)" % what
                self.dropped(self.peer(code), said)

    def test_answers_without_sense(self):
        """Well-formed, and not what was asked for: nothing comes of it."""
        supervised = self.peer(r"""
say('{"QMP": {"version": {}, "capabilities": []}}')
assert answer({}) == "qmp_capabilities"
for value in ([7, {"server": 3}], {"status": 5}):
    answer(value)
for text in ('{"return": {"status": "x"}, "id": 2}', '{"return": null, "id": 3}', '{"id": 2}',
             '{"return": [], "id": "2"}', '{"error": 1, "id": 3}', '{"event": "SHUTDOWN"}',
             '{"event": "SHUTDOWN", "data": []}', '{"event": "WATCHDOG", "data": 3}',
             '{"event": "SHUTDOWN", "data": {"reason": 5}}', '{"return": 1, "id": 18446744073709551615}',
             '{"event": "%s"}' % ("A" * 200000), '{"id": 4, "return": {"status": "running"}}'):
    say(text)
answer({"status": "a" * 1000})
os.kill(os.getppid(), 15)
while hear()["execute"] != "system_powerdown":
    pass
os._exit(0)
""")
        self.assertEqual(supervised.wait(), 0, supervised.said())
        self.assertIn("QEMU ended and didn't tell why (unknown)", supervised.said())

    def test_answers_to_what_was_not_asked(self):
        """Of others, of before, or an event: none of them is taken for an answer of ours."""
        supervised = self.peer(r"""
wrong = {"status": "paused"}
def others(question, value):
    number = question["id"]
    for other in (*range(8), number - 1, number + 1, number + 0.5, str(number), [number], None, -number):
        say(json.dumps({"error": {"class": "CommandNotFound", "desc": "no"}, "id": other}))
        say(json.dumps({"return": value, "id": other}))
    say(json.dumps({"error": {}}))
    say(json.dumps({"return": value}))
    say(json.dumps({"event": "X", "return": value, "id": number}))
def answer(value, name, asked=[]):
    question = hear()
    assert question["execute"] == name, question
    others(question, wrong)
    say(json.dumps({"return": value, "id": question["id"]}))
    # Once more counts for nothing.
    say(json.dumps({"return": wrong, "id": question["id"]}))
say("\n".join(['{"QMP": {}}', *('{"error": {}, "id": %d}' % n for n in range(8))]))
answer({}, "qmp_capabilities")
answer([], "query-vnc-servers")
answer({"status": "running"}, "query-status")
# The state is told once all of that has been heard.
event("STOP")
answer({"status": "debug"}, "query-status")
rest()
""")
        supervised.wait_for_state("debug")
        self.assertEqual(supervised.lines(), [])

    def test_states_that_are_none(self):
        """Cut at any byte, they would be no UTF-8, and status.json none of JSON."""
        supervised = self.peer(r"""
begin()
for state in ("\u00e9" * 20, "x" + "\u00e9" * 20):
    event("STOP")
    assert answer({"status": state}) == "query-status"
rest()
""")
        supervised.wait_for_state("unknown")
        self.assertEqual(supervised.lines(), [])

    def test_silence(self):
        supervised = self.peer("say(b'{\"QMP\"'); time.sleep(99)")
        supervised.wait_for_state("starting")
        supervised.signal(signal.SIGTERM)
        self.assertEqual(supervised.wait(), 0)
        self.assertIn("(host-signal)", supervised.said())

    def test_nobody_takes_the_connection(self):
        supervised = self.start_python("import time; time.sleep(99)")
        supervised.wait_for_state("starting")
        supervised.signal(signal.SIGTERM)
        self.assertEqual(supervised.wait(), 0)
        self.assertIn("(host-signal)", supervised.said())

    # -- floods --

    @staticmethod
    def memory(supervised):
        """Kibibytes of its own."""
        with open("/proc/%d/smaps_rollup" % supervised.pid, encoding="ascii") as file:
            return sum(int(line.split()[1]) for line in file if line.startswith("Private_"))

    def test_floods(self):
        """It stays small, keeps serving signals, reads and asks at a bounded rate; the guest is still
        asked to power off."""
        for what in (
            'event("STOP"); event("RESUME")',
            'event("BLOCK_IO_ERROR", text="y" * 1000)',
            r'say(b"\n" * 10000)',
            'event("X", text="z" * 200000)',
            r"""say('{"error": {"class": "X", "desc": "no"}, "id": 5}')""",
            'say("{\\"event\\": \\"Y\\", \\"data\\": [" + "[]," * 5000 + "1]}")',
        ):
            with self.subTest(what=what):
                output = open(self.path("output"), "w+b")
                self.addCleanup(output.close)
                supervised = self.peer(r"""
begin()
import threading
def flood():
    while True:
        %s
lock, plain, began, sent, told, questions = threading.Lock(), say, time.monotonic(), 0, 0, 0
def say(text):
    global sent, told
    with lock:
        plain(text)
        sent += len(text)
        if sent - told > 100000:
            told = sent
            os.write(1, b".")
threading.Thread(target=flood, daemon=True).start()
while True:
    asked = hear()
    questions += 1
    if asked["execute"] == "system_powerdown":
        os.write(1, b"\n%%d %%d %%f" %% (sent, questions, time.monotonic() - began))
        os._exit(0)
    say(json.dumps({"return": {"status": "running"}, "id": asked["id"]}))
""" % what, stdout=output)
                supervised.wait_for_state("running")
                # A point for each 100000 bytes: more than the socket's buffers take.
                wait_until(lambda: os.stat(output.name).st_size > 15, "much of it was read")
                if not SANITIZED:
                    self.assertLess(self.memory(supervised), 6000)
                supervised.signal(signal.SIGTERM)
                self.assertEqual(supervised.wait(), 0, supervised.said())
                self.assertIn("power button is pressed", supervised.said())
                # Besides what the socket's buffers take.
                output.seek(0)
                sent, questions, seconds = map(float, output.read().split(b"\n")[1].split())
                self.assertLess(sent, (seconds + 2) * 1.1 * 1024 * 1024)
                self.assertLess(questions, (seconds + 2) * 5)
                self.assertLess(len(supervised.lines()), 5, supervised.said()[:1000])

    def test_peer_that_hears_nothing(self):
        """Its buffer full, the connection takes no more commands: the deadline is kept."""
        supervised = self.peer("begin(); time.sleep(99)", stop="1000")
        supervised.wait_for_state("running")
        supervised.signal(signal.SIGTERM)
        self.assertIn(supervised.wait(), (124, 137), supervised.said())
        self.assertIn("QEMU is told to quit", supervised.said())

    def test_last_words_are_heard(self):
        """What the program says right before its end counts, and a flood of it comes to an end."""
        supervised = self.peer('begin(); os.kill(os.getppid(), 19)\n'
                               'say(b"{}\\n" * 30000); event("SHUTDOWN", reason="guest-panic")\n'
                               'os._exit(0)')
        program = supervised.program()
        wait_until(lambda: not process_lives(program), "the program has ended")
        supervised.signal(signal.SIGCONT)
        self.assertEqual(supervised.wait(), 1, supervised.said())
        supervised = self.peer('begin(); event("SHUTDOWN", reason="guest-shutdown")\n'
                               'client.setblocking(False)\n'
                               'try:\n    while True: say(b"{}\\n" * 1000)\n'
                               'except OSError: os._exit(0)')
        self.assertEqual(supervised.wait(), 0, supervised.said())
        self.assertIn("the guest powered off", supervised.said())

    def test_resets_wipe_reasons(self):
        """With -no-shutdown the guest may run again, and end for another reason."""
        supervised = self.peer('begin(); event("SHUTDOWN", reason="guest-panic")\n'
                               'event("GUEST_PANICKED", action="pause"); event("RESET")\n'
                               'event("SHUTDOWN", reason="guest-shutdown")\n'
                               'event("SHUTDOWN", reason="host-qmp-quit"); os._exit(0)')
        self.assertEqual(supervised.wait(), 0, supervised.said())
        self.assertIn("(guest-shutdown)", supervised.said())


if __name__ == "__main__":
    unittest.main()
