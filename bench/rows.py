# SPDX-License-Identifier: MIT
"""What is compared: every launch that becomes a row of the table."""

import dataclasses
import fcntl
import os

NAME = "qemu-system-x86_64"
REAL_QEMU = "/usr/bin/" + NAME
LINE = ["-m", "1G"]

DIRECT = "started directly"
SHELL = "sh script"
DEFAULT = "qemu-wrapper, default plugins"

# Kinds of rows, which the chart gives different colours.
BASE, FLOOR, SCRIPT, OURS = "base", "floor", "script", "ours"


@dataclasses.dataclass
class Row:
    """One way to start QEMU."""

    label: str
    kind: str
    command: list
    variables: dict = dataclasses.field(default_factory=dict)
    # The label of the C program in the first group that does the least this one has to do.
    floor: str = None
    # Without a working /dev/kvm this can't be measured.
    needs_kvm: bool = False


@dataclasses.dataclass
class Group:
    """Rows that start the same program with the same arguments. `base` and `shell` are the labels
    that the others are compared with."""

    title: str
    rows: list
    starts_qemu: bool = False
    # Its rows end instead of starting something, and may take long.
    is_tool: bool = False
    base: str = DIRECT
    shell: str = SHELL


def kvm_works():
    """The test that the plugin kvm makes, too."""
    try:
        device = os.open("/dev/kvm", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        version = fcntl.ioctl(device, 0xAE00, 0)  # KVM_GET_API_VERSION
        os.close(fcntl.ioctl(device, 0xAE01, 0))  # KVM_CREATE_VM
    except OSError:
        return False
    finally:
        os.close(device)
    return version == 12


class Place:
    """Where the programs are that get started, and the scripts, which are written here."""

    def __init__(self, sources, build, is_installed):
        self.programs = os.path.join(build, "bench")
        self.standin = os.path.join(self.programs, NAME)
        self.plugins = os.path.join(build, "plugins")
        if is_installed:
            self.drop_in = os.path.join(build, "root", "drop-in", NAME)
            self.tool = os.path.join(build, "root", "bin", "qemu-wrapper")
            self.variables = {}
        else:
            self.drop_in = os.path.join(self.programs, "drop-in", NAME)
            self.tool = os.path.join(build, "wrapper", "qemu-wrapper")
            self.variables = {"QEMU_WRAPPER_PLUGIN_PATH": self.plugins}
            self.link()
        self.sources = sources
        self.scripts = os.path.join(build, "scripts")
        self.stdin = os.path.join(build, "quit")
        os.makedirs(self.scripts, exist_ok=True)
        with open(self.stdin, "w", encoding="ascii") as file:
            file.write("quit\n")

    def link(self):
        os.makedirs(os.path.dirname(self.drop_in), exist_ok=True)
        if not os.path.islink(self.drop_in):
            os.symlink(self.tool, self.drop_in)

    def program(self, name):
        return os.path.join(self.programs, name)

    def file(self, name, text):
        path = os.path.join(self.scripts, name)
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        return path

    def script(self, name, text):
        path = self.file(name, text)
        os.chmod(path, 0o755)
        return path

    def shell_script(self, shell="/bin/sh", option="-enable-kvm "):
        name = os.path.basename(shell) + ("-kvm" if option else "")
        return self.script(name, '#!%s\nexec %s %s"$@"\n' % (shell, NAME, option))

    def python_script(self):
        return self.script(
            "python3",
            "#!/usr/bin/python3\n"
            "import os\n"
            "import sys\n\n"
            'os.execvp("%s", ["%s", "-enable-kvm", *sys.argv[1:]])\n' % (NAME, NAME),
        )

    def path(self, starts_qemu, wrapped):
        """PATH as people have it: the drop-in in front of the real one."""
        folders = [os.path.dirname(REAL_QEMU if starts_qemu else self.standin)]
        if wrapped:
            folders.insert(0, os.path.dirname(self.drop_in))
        return ":".join(folders + ["/usr/bin", "/bin"])


def absent():
    return {"QEMU_WRAPPER_KVM_DEVICE": "/dev/there-is-no-kvm"}


def arguments(count):
    """A line of `count` words."""
    words = list(LINE)
    for number in range((count - len(LINE)) // 2):
        words += ["-device", "e1000,id=n%d" % number]
    return words


def floors(place):
    what = [
        ("C program: exec", "floor-exec", False),
        ("C program: 1 dlopen, exec", "floor-1", False),
        ("C program: 4 dlopens, exec", "floor-4", False),
        ("C program: 32 dlopens, exec", "floor-32", False),
        ("C program: KVM test, exec", "floor-kvm", True),
        ("C program: 4 dlopens, KVM test, exec", "floor-4-kvm", True),
    ]
    return [
        Row(label, FLOOR, [place.program(name), *LINE], needs_kvm=kvm) for label, name, kvm in what
    ]


def small_plugins(place, count):
    """The wrapper with so many small plugins."""
    names = " ".join("small-%d" % number for number in range(count))
    return Row(
        "qemu-wrapper, %d small plugin%s" % (count, "" if count == 1 else "s"),
        OURS,
        [place.drop_in, *LINE],
        {"QEMU_WRAPPER_PLUGINS": names, "QEMU_WRAPPER_PLUGIN_PATH": place.programs},
        "C program: %d dlopen%s, exec" % (count, "" if count == 1 else "s"),
    )


def wrapper_rows(place):
    command = [place.drop_in, *LINE]
    tests_kvm, no_kvm = "C program: 4 dlopens, KVM test, exec", "C program: 4 dlopens, exec"
    return [
        Row(
            "qemu-wrapper, no plugin", OURS, command, {"QEMU_WRAPPER_PLUGINS": ""}, "C program: exec"
        ),
        small_plugins(place, 1),
        small_plugins(place, 4),
        small_plugins(place, 32),
        Row(DEFAULT, OURS, command, {}, tests_kvm, True),
        Row(DEFAULT + ", no /dev/kvm", OURS, command, absent(), no_kvm),
        Row(
            DEFAULT + ", log to syslog",
            OURS,
            command,
            {"QEMU_WRAPPER_LOG_TO": "syslog"},
            tests_kvm,
            True,
        ),
        Row(
            DEFAULT + ", log to none", OURS, command, {"QEMU_WRAPPER_LOG_TO": "none"}, tests_kvm, True
        ),
    ]


def launch_group(place):
    rows = [
        Row(DIRECT, BASE, [place.standin, *LINE]),
        *floors(place),
        Row(SHELL, SCRIPT, [place.shell_script(), *LINE]),
        Row("bash script", SCRIPT, [place.shell_script("/bin/bash"), *LINE]),
        Row("python3 script", SCRIPT, [place.python_script(), *LINE]),
        *wrapper_rows(place),
    ]
    return Group("stand-in for QEMU, `%s`" % " ".join(LINE), rows)


def argument_group(place, count):
    words = arguments(count)
    rows = [
        Row(DIRECT, BASE, [place.standin, *words]),
        Row(SHELL, SCRIPT, [place.shell_script(), *words]),
        Row(DEFAULT, OURS, [place.drop_in, *words], needs_kvm=True),
    ]
    return Group("stand-in for QEMU, {:,} arguments".format(count), rows)


def isolated(place, *names):
    """What makes these plugins run in processes of their own."""
    text = "".join("[plugin %s]\nisolate = yes\n" % name for name in names)
    return {"QEMU_WRAPPER_CONFIG": place.file("isolated-%d.conf" % len(names), text)}


def isolation_group(place):
    command = [place.drop_in, *LINE]
    all_four = isolated(place, "args", "vnc", "kvm", "log")
    rows = [
        Row(DIRECT, BASE, [place.standin, *LINE]),
        Row(SHELL, SCRIPT, [place.shell_script(), *LINE]),
        Row(DEFAULT, OURS, command, needs_kvm=True),
        Row(DEFAULT + ", vnc isolated", OURS, command, isolated(place, "vnc"), None, True),
        Row(DEFAULT + ", all four isolated", OURS, command, all_four, None, True),
    ]
    return Group("stand-in for QEMU, isolated plugins", rows)


# A MAC address made of the guest's name, by three means. cksum has another CRC than zlib, which
# makes no difference to anybody: who writes a script takes what is there.
MAC_SH = """#!/bin/sh
crc=$(printf %%s vm1 | cksum)
crc=${crc%%%% *}
mac=$(printf 52:54:00:%%02x:%%02x:%%02x $((crc >> 16 & 255)) $((crc >> 8 & 255)) $((crc & 255)))
exec %s -name vm1 -device "virtio-net-pci,mac=$mac"
"""
MAC_PYTHON = """#!/usr/bin/python3
import os
import zlib

crc = zlib.crc32(b"vm1")
mac = "52:54:00:%%02x:%%02x:%%02x" %% (crc >> 16 & 255, crc >> 8 & 255, crc & 255)
os.execvp("%s", ["%s", "-name", "vm1", "-device", "virtio-net-pci,mac=" + mac])
"""
MAC_FOREIGN = """[wrapper]
plugins = guest-mac
[foreign guest-mac]
library = libz.so.1
function = unsigned long crc32(unsigned long crc, const char *buf, unsigned int len)
arguments = 0, ${name.guest}, ${#name.guest}
ok = any
set = device[virtio-net-pci].mac
value = 52:54:00:${result.byte2}:${result.byte1}:${result.byte0}
"""
MAC_SHELL = "sh script with cksum"


def foreign_group(place):
    """What a foreign hook does, and scripts that do the same."""
    line = ["-name", "vm1", "-device", "virtio-net-pci"]
    config = place.file("foreign.conf", MAC_FOREIGN)
    rows = [
        Row(DIRECT, BASE, [place.standin, *line[:3], "virtio-net-pci,mac=52:54:00:b0:d8:20"]),
        Row(MAC_SHELL, SCRIPT, [place.script("mac-sh", MAC_SH % NAME)]),
        Row("python3 script with zlib", SCRIPT, [place.script("mac-py", MAC_PYTHON % (NAME, NAME))]),
        Row(
            "qemu-wrapper, no plugin", OURS, [place.drop_in, *line], {"QEMU_WRAPPER_PLUGINS": ""}
        ),
        Row(
            "qemu-wrapper, a foreign hook with zlib",
            OURS,
            [place.drop_in, *line],
            {"QEMU_WRAPPER_CONFIG": config},
        ),
    ]
    return Group("stand-in for QEMU, a MAC address from the name", rows, shell=MAC_SHELL)


def tool_group(place):
    """What authors of plugins run; no launch."""
    small = [place.program("small-%d.so" % number) for number in range(100)]
    vnc = os.path.join(place.plugins, "vnc.so")
    cases = os.path.join(place.sources, "plugins", "vnc", "vnc.cases")
    nothing = "qemu-wrapper --version"
    rows = [
        Row(nothing, BASE, [place.tool, "--version"]),
        Row("plugin info, 1 small plugin", OURS, [place.tool, "plugin", "info", small[0]]),
        Row("plugin info, 100 small plugins", OURS, [place.tool, "plugin", "info", *small]),
        Row("plugin check, 1 small plugin", OURS, [place.tool, "plugin", "check", small[0]]),
        Row("plugin test, cases of vnc", OURS, [place.tool, "plugin", "test", vnc, cases]),
    ]
    return Group("subcommands for authors", rows, is_tool=True, base=nothing)


def qemu_group(place, with_kvm):
    """QEMU itself, which is told to quit as soon as it runs."""
    words = ["-M", "pc", "-m", "64", "-nodefaults", "-display", "none", "-S", "-monitor", "stdio"]
    option = ["-enable-kvm"] if with_kvm else []
    script = place.shell_script(option="-enable-kvm " if with_kvm else "")
    rows = [
        Row(DIRECT, BASE, [REAL_QEMU, *option, *words], needs_kvm=with_kvm),
        Row(SHELL, SCRIPT, [script, *words], needs_kvm=with_kvm),
        Row(DEFAULT, OURS, [place.drop_in, *words], {} if with_kvm else absent(), None, with_kvm),
    ]
    return Group("QEMU itself, %s" % ("KVM" if with_kvm else "no /dev/kvm"), rows, True)


def all_groups(place):
    """Every row there is, for all machines: what this one can't do stays empty in the table."""
    return [
        launch_group(place),
        *(argument_group(place, count) for count in (10, 100, 10000)),
        isolation_group(place),
        foreign_group(place),
        qemu_group(place, True),
        qemu_group(place, False),
        tool_group(place),
    ]
