# SPDX-License-Identifier: MIT
"""What other programs can see of a running process, and how two such views differ; no test by
itself. Differences are found in names and values that two starts of the same program share;
`RENAMED` is all that is made equal, and a test that allows more says so where it does."""

import os
import re

STATUS = (
    "Name Umask TracerPid Uid Gid Groups SigBlk SigIgn SigCgt CapInh CapPrm CapEff CapBnd CapAmb"
    " NoNewPrivs Seccomp Seccomp_filters Cpus_allowed Mems_allowed THP_enabled"
).split()

# Each socket, pipe and namespace has another number.
RENAMED = ((r"^(pipe|socket|anon_inode):\[\d+\]$", r"\1"),)


def read(path):
    with open(path, "rb") as file:
        return os.fsdecode(file.read())


def descriptors(folder):
    found, sockets = {}, []
    for number in os.listdir(folder + "/fd"):
        try:
            target = os.readlink("%s/fd/%s" % (folder, number))
            info = dict(
                line.split(":", 1)
                for line in read("%s/fdinfo/%s" % (folder, number)).splitlines()
                if line.startswith("flags")
            )
        except FileNotFoundError:
            continue
        for pattern, name in RENAMED:
            target = re.sub(pattern, name, target)
        what = "%s flags%s" % (target, info.get("flags"))
        # QEMU opens its own while clients connect: their numbers depend on who is faster.
        if target == "socket":
            sockets.append(what)
        else:
            found["fd.%s" % number] = what
    return {**found, "sockets": sorted(sockets)}


def seen(pid):
    """All of it, as a dictionary of texts."""
    folder = "/proc/%d" % pid
    state = {"argv.%d" % i: word for i, word in enumerate(words(folder + "/cmdline"))}
    state.update(("env.%d" % i, word) for i, word in enumerate(words(folder + "/environ")))
    for line in read(folder + "/status").splitlines():
        name, _, value = line.partition(":")
        if name in STATUS:
            state["status." + name] = value.strip()
    for line in read(folder + "/limits").splitlines()[1:]:
        state["limit." + line[:25].strip()] = line[25:].strip()
    for name in ("exe", "cwd", "root"):
        state[name] = os.readlink("%s/%s" % (folder, name))
    for name in ("oom_score_adj", "coredump_filter", "personality", "cgroup"):
        state[name] = read("%s/%s" % (folder, name)).strip()
    fields = read(folder + "/stat").rpartition(")")[2].split()
    ids = {str(pid): "OWN", str(os.getpid()): "TEST"}
    for name, index in (("parent", 1), ("group", 2), ("session", 3), ("terminal", 4)):
        state[name] = ids.get(fields[index], "other" if index < 4 else fields[index])
    for name, index in (("nice", 16), ("policy", 38)):
        state[name] = fields[index]
    state.update(descriptors(folder))
    return state


def words(path):
    return read(path).split("\0")[:-1]


def text(value):
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    return value if isinstance(value, str) else repr(value)


def renamed(state, pairs):
    """The state as texts, with each (pattern, name) of `pairs` replaced in the values."""
    state = {key: text(value) for key, value in state.items()}
    for pattern, name in pairs:
        state = {key: re.sub(pattern, name, value) for key, value in state.items()}
    return state


def difference(one, other):
    """The keys in which two dictionaries differ, with both values; those of `one` first."""
    keys = list(one) + [key for key in other if key not in one]
    return [
        "%s: %.300s / %.300s" % (key, one.get(key), other.get(key))
        for key in keys
        if one.get(key) != other.get(key)
    ]


def is_running(pid):
    try:
        return read("/proc/%d/stat" % pid).rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def lock_holders(path):
    """Ids of the processes that hold a POSIX lock for writing on the file."""
    info = os.stat(path)
    name = "%02x:%02x:%d" % (os.major(info.st_dev), os.minor(info.st_dev), info.st_ino)
    with open("/proc/locks", encoding="ascii") as file:
        lines = [line.split() for line in file]
    return [int(f[4]) for f in lines if f[1] == "POSIX" and f[3] == "WRITE" and f[5] == name]
