# SPDX-License-Identifier: MIT
"""The small Linux guest of init.c, for tests that boot it; no test by itself."""

import functools
import os
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
# What mkfs.ext4 makes of it has a journal and room for a file.
DISK_SIZE = 8 << 20
MISSING = [name for name in ("apt-get", "mkfs.ext4", "debugfs") if not shutil.which(name)]


@functools.lru_cache(maxsize=None)
def guest_folder():
    """Where `kernel`, `initramfs` and `agent` are; they are made if need be."""
    done = subprocess.run([os.path.join(HERE, "build")], stdout=subprocess.PIPE, check=True, text=True)
    return done.stdout.strip()


def make_disk(path):
    """An empty file system for the guest."""
    with open(path, "wb") as file:
        file.truncate(DISK_SIZE)
    subprocess.run(["mkfs.ext4", "-q", "-F", path], check=True)


def written_on(path):
    """What is in the file that the guest has written; no file: None. A guest that was not stopped in
    an orderly way leaves a journal, which is not replayed: the file isn't there for debugfs either."""
    done = subprocess.run(
        ["debugfs", "-R", "cat /written", path], capture_output=True, check=True, text=True
    )
    return None if "File not found" in done.stderr else done.stdout


def boot_words(mode, text="written", initramfs="initramfs", more=""):
    """QEMU's words for a guest that does what init.c says of `mode`, without its disk and devices."""
    folder = guest_folder()
    line = "console=ttyS0 quiet qw.mode=%s qw.text=%s %s" % (mode, text, more)
    return [
        *("-kernel", os.path.join(folder, "kernel")),
        *("-initrd", os.path.join(folder, initramfs)),
        *("-append", line.strip()),
    ]
