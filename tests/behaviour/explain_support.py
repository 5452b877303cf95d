# SPDX-License-Identifier: MIT
"""What the tests of `explain` share; no test by itself. Runs the tool in a place of its own and
checks the shape of the plan in JSON, key by key."""

import base64
import json
import os
import pty
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import UNDER, NAME, TIME_LIMIT, StandinCase  # noqa: E402


class Shape(AssertionError):
    """The plan is not of format 1."""


def need(condition, what):
    if not condition:
        raise Shape(what)


def need_keys(thing, keys, what):
    need(isinstance(thing, dict), "%s is no object" % what)
    need(set(thing) == set(keys), "%s has the keys %s" % (what, sorted(thing)))


def need_text(thing, what, null=False):
    """A string; or bytes that are no UTF-8, in base64."""
    if thing is None:
        need(null, "%s is null" % what)
    elif isinstance(thing, dict):
        need_keys(thing, ["base64"], what)
        data = base64.b64decode(thing["base64"], validate=True)
        try:
            data.decode()
        except UnicodeDecodeError:
            return
        raise Shape("%s is UTF-8 but written in base64" % what)
    else:
        need(isinstance(thing, str), "%s is no string" % what)
        need("\0" not in thing, "%s has a NUL" % what)


def need_word(thing, words, what):
    need(thing in words, "%s is %r" % (what, thing))


CHANGE = (
    "plugin action option id property variable before after reason guest_visible index".split()
)


def need_change(change, argc):
    need_keys(change, CHANGE, "a change")
    need_word(change["action"], ["add", "set", "remove"], "action")
    for key in ("plugin", "reason"):
        need_text(change[key], key)
    for key in ("option", "id", "property", "variable", "before", "after"):
        need_text(change[key], key, null=True)
    need((change["option"] is None) != (change["variable"] is None), "option or variable")
    need(isinstance(change["guest_visible"], bool), "guest_visible is no boolean")
    index = change["index"]
    need(index is None or type(index) is int and 0 < index < argc, "index is %r" % index)


def need_lists(plan):
    for fact in plan["facts"]:
        need_keys(fact, ["plugin", "key", "value"], "a fact")
        need_text(fact["plugin"], "plugin")
        need_text(fact["key"], "key")
        need(isinstance(fact["value"], dict), "a fact's value is no object")
        for name, value in fact["value"].items():
            if not isinstance(value, (bool, int)):
                need_text(value, name, null=True)
    for note in plan["notes"]:
        need_keys(note, ["plugin", "level", "text"], "a note")
        need_text(note["plugin"], "plugin", null=True)
        need_word(note["level"], ["info", "warning", "error"], "level")
        need_text(note["text"], "text")


def need_origin(origin):
    need_text(origin, "origin")
    file, _, line = origin.rpartition(":")
    known = origin in ("user", "QEMU_ARGS") or origin.startswith("plugin:")
    need(known or (file and line.isdigit()), "origin is %r" % origin)


def need_supervisor(supervisor):
    times = ["stop_timeout_ms", "agent_timeout_ms"]
    need_keys(supervisor, ["program", *times, "agent", "exit_status"], "supervisor")
    need_text(supervisor["program"], "program")
    for key in ("agent", "exit_status"):
        need_text(supervisor[key], key, null=True)
    for key in times:
        need(supervisor[key] is None or type(supervisor[key]) is int, "%s is no number" % key)


def need_plan(plan):
    """Raises Shape unless the object is a plan of format 1."""
    keys = "format program argv origins env changes facts notes line supervisor refused".split()
    need_keys(plan, keys, "the plan")
    need(plan["format"] == 1, "format is %r" % plan["format"])
    need_text(plan["program"], "program", null=plan["refused"] is not None)
    need(len(plan["argv"]) == len(plan["origins"]), "argv and origins differ in length")
    for word in plan["argv"]:
        need_text(word, "a word")
    for origin in plan["origins"]:
        need_origin(origin)
    need_keys(plan["env"], ["set", "unset"], "env")
    for name, value in plan["env"]["set"].items():
        need_text(value, name)
    for name in plan["env"]["unset"]:
        need_text(name, "a variable")
    for change in plan["changes"]:
        need_change(change, len(plan["argv"]))
    need_lists(plan)
    need_keys(plan["line"], ["prints", "probes", "managed"], "line")
    for key in ("prints", "probes"):
        need(isinstance(plan["line"][key], bool), "%s is no boolean" % key)
    need_text(plan["line"]["managed"], "managed", null=True)
    if plan["supervisor"] is not None:
        need_supervisor(plan["supervisor"])
    if plan["refused"] is not None:
        need_keys(plan["refused"], ["plugin", "phase", "text"], "refused")
        need_text(plan["refused"]["plugin"], "plugin", null=True)
        phases = "configuration load open rewrite check launch exec".split()
        need_word(plan["refused"]["phase"], phases, "phase")
        need_text(plan["refused"]["text"], "text")


def only_object(text):
    """The one JSON object that the text is, without a key given twice."""

    def no_doubles(pairs):
        need(len({key for key, _ in pairs}) == len(pairs), "a key is there twice")
        return dict(pairs)

    return json.loads(text.decode("ascii"), object_pairs_hook=no_doubles)


class ExplainCase(StandinCase):
    """`qemu-wrapper explain` with args and vnc. The stand-in is found by the name of QEMU."""

    def variables(self, **more):
        return self.place.variables(**{"QEMU_WRAPPER_PLUGINS": "args vnc", **more})

    def command(self, options, words):
        return [*UNDER, self.place.tool, "explain", *options, "--", NAME, *words]

    def explain(self, words, *options, **variables):
        return self.run_explain(options, words, self.variables(**variables))

    def text(self, words, *options, **variables):
        """Standard output of an explain that succeeds."""
        done = self.explain(words, *options, **variables)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return done.stdout.decode()

    def plan(self, words, status=0, **variables):
        """The plan in JSON, its shape checked."""
        done = self.explain(words, "--json", **variables)
        self.assertEqual(done.returncode, status, done)
        plan = only_object(done.stdout)
        need_plan(plan)
        return plan

    def on_terminal(self, words, *options, **variables):
        """Standard output of the same with a terminal there."""
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            self.command(options, words),
            env=self.variables(**variables),
            cwd=self.place.path("work"),
            stdin=subprocess.DEVNULL,
            stdout=theirs,
        ) as process:
            os.close(theirs)
            chunks = []
            try:
                while chunk := os.read(ours, 65536):
                    chunks.append(chunk)
            except OSError:
                # EIO: the other side is closed.
                pass
            os.close(ours)
            self.assertEqual(process.wait(TIME_LIMIT), 0)
        return b"".join(chunks).decode().replace("\r\n", "\n")
