#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A headless Chromium, driven over two pipes by the protocol of its developer tools, and a reader of
the pictures that it makes.

    browser.py ADDRESS FILE.png

opens noVNC's page at that address, waits until it shows a screen, and saves the window."""

import base64
import fcntl
import json
import os
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zlib

PROGRAM = shutil.which("chromium")
TIME_LIMIT = 60
# Chromium gives up all requests that wait for a connection when an interface of the machine comes, goes
# or gets an address. Containers that have just been started do that for some seconds.
NETWORK_CHANGED = "net::ERR_NETWORK_CHANGED"
WIDTH, HEIGHT = 1000, 700
OPTIONS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--hide-scrollbars"),
    "--remote-debugging-pipe",
]


class Browser:
    """One page. Messages are JSON with a NUL behind; Chromium reads descriptor 3 and writes to 4."""

    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="qw-browser-")
        to_read, self.writer = os.pipe()
        self.reader, to_write = os.pipe()
        # Far from 3 and 4, so that the one does not take the other's place.
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (to_read, to_write)]

        def wire():
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)

        self.process = subprocess.Popen(
            [PROGRAM, *OPTIONS, "--user-data-dir=" + self.profile, "about:blank"], preexec_fn=wire,
            close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        self.ends = [self.writer, self.reader]
        for end in (to_read, to_write, *ends):
            os.close(end)
        self.read, self.number, self.session = b"", 0, None
        self.address, self.failures = None, []
        pages = self.call("Target.getTargets")["targetInfos"]
        page = next(target["targetId"] for target in pages if target["type"] == "page")
        attached = self.call("Target.attachToTarget", targetId=page, flatten=True)
        self.session = attached["sessionId"]
        # Even, so that a picture in the middle begins with a whole pixel.
        self.call("Emulation.setDeviceMetricsOverride", width=WIDTH, height=HEIGHT,
                  deviceScaleFactor=1, mobile=False)
        self.call("Network.enable")

    def close(self):
        self.process.kill()
        self.process.wait()
        while self.ends:
            os.close(self.ends.pop())
        shutil.rmtree(self.profile, ignore_errors=True)

    def receive(self):
        while b"\0" not in self.read:
            if not select.select([self.reader], [], [], TIME_LIMIT)[0]:
                raise TimeoutError("Chromium doesn't answer")
            part = os.read(self.reader, 1 << 20)
            if not part:
                raise EOFError("Chromium ended: %s" % self.process.poll())
            self.read += part
        message, _, self.read = self.read.partition(b"\0")
        return json.loads(message)

    def call(self, method, **parameters):
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.writer, json.dumps(request).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError("%s: %s" % (method, answer["error"]["message"]))
                return answer["result"]
            if answer.get("method") == "Network.loadingFailed":
                self.failures.append(answer["params"]["errorText"])

    def open(self, address):
        self.address, self.failures = address, []
        self.call("Page.navigate", url=address)

    def value(self, expression):
        """Of JavaScript on the page; None where it fails."""
        return self.call("Runtime.evaluate", expression=expression)["result"].get("value")

    def until(self, expression, what, loads=False):
        """With `loads`, the page is loaded again where that failed since the network changed."""
        deadline = time.monotonic() + TIME_LIMIT
        while not self.value(expression):
            if time.monotonic() > deadline:
                raise AssertionError("%s: not in time; failed requests: %s; the page: %s" % (
                    what, self.failures, self.value("document.body && document.body.innerText")))
            if loads and NETWORK_CHANGED in self.failures:
                self.open(self.address)
            time.sleep(0.1)

    def picture(self, clip=None):
        """PNG of the window, or of x, y, width and height."""
        more = {}
        if clip:
            more["clip"] = {**dict(zip(("x", "y", "width", "height"), clip)), "scale": 1}
        return base64.b64decode(self.call("Page.captureScreenshot", format="png", optimizeForSpeed=True,
                                                **more)["data"])


def wait_for_screen(browser):
    """Until noVNC's page is connected and knows how large the screen is."""
    browser.until(
        "document.documentElement.classList.contains('noVNC_connected') &&"
        "document.querySelector('#noVNC_container canvas').width > 300", "a screen", loads=True)


def unfiltered(kind, line, before, size):
    """One line of a PNG; `size` bytes are a pixel."""
    if kind == 2:
        return bytearray((a + b) & 255 for a, b in zip(line, before))
    for i in range(len(line) if kind else 0):
        left = line[i - size] if i >= size else 0
        corner = before[i - size] if i >= size else 0
        if kind == 1:
            guess = left
        elif kind == 3:
            guess = (left + before[i]) // 2
        else:
            up = before[i]
            near = [abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)]
            guess = (left, up, corner)[near.index(min(near))]
        line[i] = (line[i] + guess) & 255
    return line


def read_png(data):
    """Width, height and pixels, three bytes each, of a picture with 8 bits a colour."""
    at, packed = 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", data[at + 8 : at + 18])
        elif kind == b"IDAT":
            packed += data[at + 8 : at + 8 + length]
        at += length + 12
    size = {2: 3, 6: 4}[colour]
    assert depth == 8
    raw, pixels = zlib.decompress(packed), bytearray()
    line, stride = bytearray(width * size), width * size + 1
    for y in range(height):
        part = raw[y * stride : (y + 1) * stride]
        line = unfiltered(part[0], bytearray(part[1:]), line, size)
        for x in range(0, len(line), size):
            pixels += line[x : x + 3]
    return width, height, bytes(pixels)


def main(address, picture):
    browser = Browser()
    try:
        browser.open(address)
        wait_for_screen(browser)
        # The page first tells that it is connected, in front of the screen.
        browser.until(
            "getComputedStyle(document.querySelector('#noVNC_status')).visibility == 'hidden' &&"
            "!document.querySelector('#noVNC_control_bar.noVNC_open')", "the screen alone")
        with open(picture, "wb") as file:
            file.write(browser.picture())
    finally:
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
