#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""screenshot.py SOCKET FILE.png SECONDS: asks the QEMU behind a QMP socket for its screen until a
menu is there (a bar lit over nearly the whole width), and saves that as PNG. Exit status 1: none
came up in time."""

import json
import os
import socket
import struct
import sys
import time
import zlib


class Monitor:
    """QEMU's machine protocol, as far as needed here."""

    def __init__(self, path, deadline):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(max(1, deadline - time.monotonic()))
        while True:
            try:
                self.socket.connect(path)
                break
            except (FileNotFoundError, ConnectionRefusedError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        self.stream = self.socket.makefile("rw", encoding="utf-8")
        self.stream.readline()
        self.command("qmp_capabilities")

    def command(self, name, **arguments):
        self.stream.write(json.dumps({"execute": name, "arguments": arguments}) + "\n")
        self.stream.flush()
        while True:
            answer = json.loads(self.stream.readline())
            if "error" in answer:
                raise RuntimeError("%s: %s" % (name, answer["error"]["desc"]))
            if "return" in answer:
                return answer["return"]


def read_ppm(path):
    """Width, height and pixels, three bytes each."""
    with open(path, "rb") as file:
        kind, size, depth, pixels = file.read().split(b"\n", 3)
    if (kind, depth) != (b"P6", b"255"):
        raise ValueError("not the picture format that QEMU writes")
    width, height = map(int, size.split())
    return width, height, pixels


def lit_pixels(width, height, pixels):
    """How many of each line are not dark."""
    red = pixels[::3]
    lines = (red[y * width : (y + 1) * width] for y in range(height))
    return [sum(value > 100 for value in line) for line in lines]


def write_png(path, width, height, pixels):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = (b"\0" + pixels[y * width * 3 : (y + 1) * width * 3] for y in range(height))
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.write(chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)))
        file.write(chunk(b"IDAT", zlib.compress(b"".join(lines), 9)))
        file.write(chunk(b"IEND", b""))


def main(path, picture, seconds):
    deadline = time.monotonic() + float(seconds)
    monitor = Monitor(path, deadline)
    dump = os.path.abspath(picture) + ".ppm"
    before = -1
    while time.monotonic() < deadline:
        # PPM, not PNG: every QEMU can write it, and it can be looked into.
        monitor.command("screendump", filename=dump)
        width, height, pixels = read_ppm(dump)
        os.remove(dump)
        lit = lit_pixels(width, height, pixels)
        has_menu = max(lit) > 0.9 * width
        # A menu is drawn bit by bit; its countdown goes on changing a few pixels.
        if has_menu and abs(sum(lit) - before) < 0.02 * sum(lit):
            write_png(picture, width, height, pixels)
            return 0
        before = sum(lit)
        time.sleep(0.2)
    print("no menu on the guest's screen after %s seconds" % seconds, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
