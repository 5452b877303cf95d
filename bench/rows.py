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

    def __init__(self, build):
        self.programs = os.path.join(build, "bench")
        self.standin = os.path.join(self.programs, NAME)
        self.drop_in = os.path.join(build, "root", "drop-in", NAME)
        self.scripts = os.path.join(build, "scripts")
        self.stdin = os.path.join(build, "quit")
        os.makedirs(self.scripts, exist_ok=True)
        with open(self.stdin, "w", encoding="ascii") as file:
            file.write("quit\n")

    def program(self, name):
        return os.path.join(self.programs, name)

    def script(self, name, text):
        path = os.path.join(self.scripts, name)
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
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
        qemu_group(place, True),
        qemu_group(place, False),
    ]
