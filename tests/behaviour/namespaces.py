# SPDX-License-Identifier: MIT
"""Namespaces and mounts of a test's own, by system calls: programs that are started have no rights in
the namespace of who isn't root. No test by itself."""

import ctypes
import fcntl
import os
import socket
import struct

CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWNET = 0x20000, 0x10000000, 0x40000000
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000
MNT_DETACH = 2
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
LIBC = ctypes.CDLL(None, use_errno=True)


def checked(result):
    if result:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def enter_namespaces(flags):
    """Who has no right to them gets it by a namespace of users, in which he stays who he is."""
    uid, gid = os.getuid(), os.getgid()
    if not LIBC.unshare(flags):
        return
    checked(LIBC.unshare(CLONE_NEWUSER | flags))
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", "%d %d 1" % (uid, uid)),
        ("gid_map", "%d %d 1" % (gid, gid)),
    ):
        with open("/proc/self/" + name, "w", encoding="ascii") as file:
            file.write(text)


def loopback_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


def mount(what, where, kind=None, flags=0, options=None):
    words = [word and os.fsencode(word) for word in (what, where, kind, options)]
    checked(LIBC.mount(words[0], words[1], words[2], ctypes.c_ulong(flags), words[3]))


def unmount(where):
    checked(LIBC.umount2(os.fsencode(where), MNT_DETACH))
