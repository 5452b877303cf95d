#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""initramfs.py FILE ENTRY...: writes a compressed cpio archive, as Linux takes it. An entry is
PATH=FILE, PATH=>TARGET for a symbolic link, or PATH/ for a folder; folders above it come by
themselves. A FILE named *.xz is unpacked. Needs no root, and the same entries give the same archive."""

import gzip
import lzma
import os
import sys

FOLDER, PROGRAM, LINK = 0o040755, 0o100755, 0o120777


class Archive:
    def __init__(self):
        self.data = bytearray()
        self.folders = {""}

    def add(self, path, mode, content=b""):
        self.add_folder(os.path.dirname(path))
        name = path.encode() + b"\0"
        numbers = [len(self.data), mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name), 0]
        self.data += b"070701" + b"".join(b"%08X" % number for number in numbers)
        self.append(name)
        self.append(content)

    def append(self, content):
        self.data += content
        self.data += bytes(-len(self.data) % 4)

    def add_folder(self, path):
        if path not in self.folders:
            self.folders.add(path)
            self.add(path, FOLDER)

    def add_entry(self, entry):
        path, is_file, source = entry.partition("=")
        path = path.strip("/")
        if not is_file:
            self.add_folder(path)
        elif source.startswith(">"):
            self.add(path, LINK, source[1:].encode())
        else:
            with (lzma.open if source.endswith(".xz") else open)(source, "rb") as file:
                self.add(path, PROGRAM, file.read())


def main(out, *entries):
    archive = Archive()
    for entry in entries:
        archive.add_entry(entry)
    archive.add("TRAILER!!!", 0)
    with open(out, "wb") as file:
        file.write(gzip.compress(bytes(archive.data), 9, mtime=0))


if __name__ == "__main__":
    main(*sys.argv[1:])
