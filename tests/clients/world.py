# SPDX-License-Identifier: MIT
"""A world of its own for a test and all that it starts; no test by itself. `main()` runs the test
in new namespaces: the process tree ends with the test, however that ends; the network is an empty
loopback; mounts are seen by nobody else. What a test needs more than that it calls by name."""

import contextlib
import ctypes
import os
import shutil
import stat
import subprocess
import sys
import unittest

SKIPPED = 77
MARK = "QW_CLIENTS_WORLD"
UNSHARE = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]

# The first process of the world: it takes leave of processes whose parents are gone, as init does.
FIRST = ["/bin/sh", "-c", '"$@"; exit $?', "sh"]

MS_NODEV, MS_BIND, MS_REC = 4, 4096, 16384
LIBC = ctypes.CDLL(None, use_errno=True)


def mount(source, target, kind=None, flags=0, data=None):
    words = [None if word is None else os.fsencode(word) for word in (source, target, kind, data)]
    if LIBC.mount(words[0], words[1], words[2], ctypes.c_ulong(flags), words[3]):
        number = ctypes.get_errno()
        raise OSError(number, "mount: " + os.strerror(number), target)


def unmount(target):
    if LIBC.umount2(os.fsencode(target), 2):
        number = ctypes.get_errno()
        raise OSError(number, "umount: " + os.strerror(number), target)


def bind(source, target):
    mount(source, target, flags=MS_BIND | MS_REC)


def is_own():
    return MARK in os.environ


def skip_all(reason):
    print("skipped: " + reason, file=sys.stderr)
    sys.exit(SKIPPED)


def main(required=False):
    """Instead of unittest.main(). Where there can't be a world: without one, or skipped."""
    if os.environ.get("QW_VALGRIND"):
        skip_all("clients see the process that valgrind makes of the wrapper, not QEMU's")
    if is_own():
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        unittest.main()
    probe = subprocess.run([*UNSHARE, "true"], capture_output=True, text=True, check=False)
    if probe.returncode == 0:
        os.environ[MARK] = "1"
        os.execvp(UNSHARE[0], [*UNSHARE, *FIRST, sys.executable, *sys.argv])
    if required:
        skip_all("no namespaces: " + probe.stderr.strip())
    unittest.main()


@contextlib.contextmanager
def installed_plugins():
    """The plugins of the build stand where the program looks for installed ones: some clients let
    no variable through that could tell it another folder."""
    folder = os.environ["QW_PLUGIN_DIR"]
    # It stays: whoever removes it takes the mount away from tests that run at the same time.
    if folder.startswith(os.environ["QW_BUILD"] + "/"):
        os.makedirs(folder, exist_ok=True)
    if not os.path.isdir(folder):
        raise unittest.SkipTest("no %s; --prefix should be below the build" % folder)
    bind(os.path.join(os.environ["QW_BUILD"], "plugins"), folder)
    try:
        yield
    finally:
        unmount(folder)


def scratch_folder(path):
    """An existing folder becomes an empty one that is gone with the world."""
    mount("tmpfs", path, "tmpfs", data="mode=755")


def scratch_copy(path, folder):
    """Changes below `path` go to `folder` and are gone with the world."""
    scratch_folder(folder)
    upper, work = os.path.join(folder, "upper"), os.path.join(folder, "work")
    os.mkdir(upper)
    os.mkdir(work)
    data = "lowerdir=%s,upperdir=%s,workdir=%s" % (path, upper, work)
    mount("overlay", path, "overlay", data=data)


class KvmDevice:
    """/dev becomes a copy in which `kvm` can be put into each state that programs meet."""

    NUMBER = os.makedev(10, 232)
    STATES = ("present", "absent", "EACCES", "EPERM", "not KVM")

    def __init__(self, folder):
        self.folder = folder
        self.nodev = os.path.join(folder, "nodev")
        self.control = None
        self.real = os.path.exists("/dev/kvm")
        dev = os.path.join(folder, "dev")
        for path in (dev, self.nodev):
            os.mkdir(path)
        mount("tmpfs", dev, "tmpfs", data="mode=755")
        mount("tmpfs", self.nodev, "tmpfs", MS_NODEV, "mode=755")
        for name in os.listdir("/dev"):
            self.copy(os.path.join("/dev", name), os.path.join(dev, name))
        bind(dev, "/dev")

    @staticmethod
    def copy(source, target):
        info = os.lstat(source)
        if os.path.basename(source) == "kvm":
            return
        if stat.S_ISLNK(info.st_mode):
            os.symlink(os.readlink(source), target)
        elif stat.S_ISDIR(info.st_mode):
            os.mkdir(target)
            bind(source, target)
        elif stat.S_ISCHR(info.st_mode) and info.st_mode & 0o006 == 0o006:
            with open(target, "xb"):
                bind(source, target)

    def node(self, path, number, group):
        os.mknod(path, stat.S_IFCHR | 0o660, number)
        os.chmod(path, 0o660)
        os.chown(path, 0, group)

    def clear(self):
        if os.path.lexists("/dev/kvm"):
            if os.path.ismount("/dev/kvm"):
                unmount("/dev/kvm")
            os.unlink("/dev/kvm")
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(self.nodev, "kvm"))

    def put(self, state, group=0):
        """None, or why this state can't be had here. Members of `group` could use the device."""
        self.clear()
        if state == "present" and not self.real:
            return "this host has no /dev/kvm"
        if state in ("present", "EPERM"):
            self.node("/dev/kvm", self.NUMBER, group)
        elif state == "EACCES":
            # Whoever opens a device on a file system without devices gets EACCES, even root.
            self.node(os.path.join(self.nodev, "kvm"), self.NUMBER, group)
            with open("/dev/kvm", "xb"):
                bind(os.path.join(self.nodev, "kvm"), "/dev/kvm")
        elif state == "not KVM":
            self.node("/dev/kvm", os.stat("/dev/null").st_rdev, group)
        return None


@contextlib.contextmanager
def forbidden_device(pids):
    """The device rules of a cgroup keep this process and `pids` from /dev/kvm, as those of a
    container do: EPERM. Yields None, or why there can be none."""
    mine = None
    with open("/proc/self/cgroup", encoding="utf-8") as file:
        for line in file:
            _, controllers, path = line.rstrip("\n").split(":", 2)
            if "devices" in controllers.split(","):
                mine = "/sys/fs/cgroup/devices" + path
    if mine is None or not os.access(os.path.join(mine, "cgroup.procs"), os.W_OK):
        yield "no cgroup v1 with device rules"
        return
    group = os.path.join(mine, "qw-clients-%s" % os.readlink("/proc/self/ns/pid")[5:-1])
    os.mkdir(group)
    try:
        write_line(group, "devices.deny", "c 10:232 rwm")
        for pid in (0, *pids):
            write_line(group, "cgroup.procs", pid)
        yield None
    finally:
        for pid in read_numbers(os.path.join(group, "cgroup.procs")):
            write_line(mine, "cgroup.procs", pid)
        os.rmdir(group)


def write_line(folder, name, value):
    with open(os.path.join(folder, name), "w", encoding="ascii") as file:
        file.write("%s\n" % value)


def read_numbers(path):
    with open(path, encoding="ascii") as file:
        return file.read().split()


def add_accounts(folder, passwd, group):
    """Lines that the world's /etc/passwd and /etc/group have besides the host's."""
    for name, lines in (("passwd", passwd), ("group", group)):
        path = os.path.join(folder, name)
        shutil.copy("/etc/" + name, path)
        with open(path, "a", encoding="ascii") as file:
            file.writelines(line + "\n" for line in lines)
        bind(path, "/etc/" + name)
