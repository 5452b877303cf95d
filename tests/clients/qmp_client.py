# SPDX-License-Identifier: MIT
"""A small QMP client over a socket or a pair of pipes; no test by itself."""

import json
import os
import select
import socket
import time

TIME_LIMIT = 60


class Qmp:
    def __init__(self, reader, writer):
        """Files with descriptors; waits for the greeting and negotiates."""
        self.reader, self.writer = reader, writer
        self.read = b""
        self.greeting = self.receive()["QMP"]
        self.command("qmp_capabilities")

    @classmethod
    def over(cls, connected):
        """The client at the other end of a connected socket."""
        return cls(connected, connected)

    @classmethod
    def connect(cls, path, process=None):
        """Connects as soon as somebody listens on the socket `path`; `process` must live."""
        deadline = time.monotonic() + TIME_LIMIT
        while True:
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(path)
                return cls.over(connection)
            except (FileNotFoundError, ConnectionRefusedError):
                connection.close()
                if process and process.poll() is not None:
                    raise RuntimeError("QEMU ended: %d" % process.returncode) from None
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.01)

    def receive(self):
        while b"\n" not in self.read:
            if not select.select([self.reader], [], [], TIME_LIMIT)[0]:
                raise TimeoutError("no answer; so far: %r" % self.read)
            part = os.read(self.reader.fileno(), 1 << 16)
            if not part:
                raise EOFError("QEMU closed the monitor")
            self.read += part
        line, _, self.read = self.read.partition(b"\n")
        return json.loads(line)

    def command(self, name, **arguments):
        """What QEMU returns; events on the way are passed over."""
        request = {"execute": name}
        if arguments:
            request["arguments"] = arguments
        os.write(self.writer.fileno(), json.dumps(request).encode() + b"\n")
        while True:
            answer = self.receive()
            if "error" in answer:
                raise RuntimeError("%s: %s" % (name, answer["error"]["desc"]))
            if "return" in answer:
                return answer["return"]

    def until(self, name, key, values):
        """Asks until the answer's `key` is one of `values`."""
        deadline = time.monotonic() + TIME_LIMIT
        while True:
            answer = self.command(name)
            if answer.get(key) in values:
                return answer
            if time.monotonic() > deadline:
                raise TimeoutError("%s: %s" % (name, answer))
            time.sleep(0.01)

    def quit(self):
        self.command("quit")
