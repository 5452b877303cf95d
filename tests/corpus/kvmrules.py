# SPDX-License-Identifier: MIT
"""When the kvm plugin shall add `-machine accel=kvm:tcg`, worked out a second time.

`adds()` answers for one line: True, False, or None where the rules leave it open. What this machine's
KVM can do is asked here, with system calls of its own.
"""
import fcntl
import os
import platform
import re
from dataclasses import dataclass

import lines

WORDS = ["-machine", "accel=kvm:tcg"]
GET_API_VERSION, CREATE_VM, CHECK_EXTENSION = 0xAE00, 0xAE01, 0xAE03
CAP_MAX_VCPUS, CAP_SMM = 66, 117


@dataclass(frozen=True)
class Host:
    """A machine: what it is, whether KVM works, and what that can do."""
    machine: str = "x86_64"
    works: bool = True
    smm: bool = True
    vcpus: int = 1024


def this_host(device="/dev/kvm"):
    here = Host(platform.machine(), works=False)
    try:
        with open(device, "r+b", buffering=0) as kvm:
            if fcntl.ioctl(kvm, GET_API_VERSION, 0) != 12:
                return here
            os.close(fcntl.ioctl(kvm, CREATE_VM, 0))
            return Host(here.machine, True, fcntl.ioctl(kvm, CHECK_EXTENSION, CAP_SMM) > 0,
                        fcntl.ioctl(kvm, CHECK_EXTENSION, CAP_MAX_VCPUS))
    except OSError:
        return here


# Any of these chooses an accelerator, or is there for one.
CHOOSING = frozenset("accel enable-kvm no-kvm enable-hax enable-kqemu kernel-kqemu no-kqemu".split())
FORBIDDING = frozenset("""
    icount dfilter plugin singlestep tb-size perfmap jitdump semihosting semihosting-config
    no-kvm-irqchip incoming loadvm xen-domid xen-attach xen-create
""".split())
CHECKED_FEATURES = re.compile(r"enforce|lmce|tsc[-_]freq(uency)?|lbr[-_]fmt|hv[-_].*")
CHECKED_GLOBALS = ("tcg-accel", "intremap", "eim", "xtsup", "enforce", "lmce", "tsc-freq",
                   "lbr-fmt", "hv-", "hv_")
OF_KVM = re.compile(r"(?!kvm-pit\.lost_tick_policy=(delay|discard)$)(.*driver=)?(kvm-|kvmclock|kvmvapic)")
ON = ("on", "yes", "true", "y")


def emulated(program):
    """The target of an x86 emulator's name, or None."""
    name = program.rsplit("/", 1)[-1]
    if name == "qemu" or re.fullmatch(r"(kvm|qemu-kvm)(-.*)?", name):
        return "native"
    found = re.match(r"qemu-system-([a-z0-9_]+)", name)
    return found[1] if found else None


def is_x86(target):
    return target in ("native", "x86_64", "amd64", "i386")


def listed(value, first=None):
    """(key, value) of each element, as QEMU reads them; a bare first one belongs to `first`."""
    result = []
    for position, (key, text, *_) in enumerate(lines.parameters(value)):
        if key is not None:
            result.append((key.replace("_", "-"), text))
        elif position == 0 and first:
            result.append((first, text))
        else:
            result.append((text, "on"))
    return result


def machine_keys(options):
    """The keys of all -machine together; later ones win."""
    keys = {}
    for option in options:
        if option.name in ("M", "machine") and option.value is not None:
            keys |= dict(listed(option.value, "type"))
    return keys


def features(value):
    """(name, value) of what stands behind a CPU model."""
    for word in value.split(",")[1:]:
        name, equals, given = word.partition("=")
        if equals:
            yield name, given
        else:
            yield name.lstrip("+-") if name[:1] in "+-" else name, "off" if name[:1] == "-" else "on"


def machine_forbids(options, host):
    keys = machine_keys(options)
    if keys.get("type", "").startswith(("xen", "nitro")):
        return True
    if keys.get("kernel-irqchip", "on") not in ("on", "split"):
        return True
    if not re.fullmatch("[0-9]+", keys.get("kvm-shadow-mem", "0")):
        return True
    return keys.get("smm") in ON and host.works and not host.smm


def devices_forbid(options):
    split = machine_keys(options).get("kernel-irqchip") == "split"
    for option in options:
        value = option.value or ""
        if option.name == "device" and "iommu" in value and not split:
            words = re.findall(r'"?\b(intremap|eim|xtsup)"?(?:\s*[=:]\s*"?(\w+))?', value)
            if any(given in ON or not given for _, given in words):
                return True
    return False


def globals_forbid(options, host):
    for option in options:
        value = option.value or ""
        if option.name != "global":
            continue
        if any(name in value for name in CHECKED_GLOBALS) or OF_KVM.match(value):
            return True
        if "pflash" in value and "secure" in value and host.works and not host.smm:
            return True
    return False


def cpu_forbids(options):
    cpus = [option for option in options if option.name == "cpu"]
    if not cpus:
        return False
    if not cpus[-1].certain or cpus[-1].value is None:
        return True
    if cpus[-1].value.split(",")[0] == "host":
        return False
    found = list(features(cpus[-1].value))
    if any(option.name == "only-migratable" for option in options) and any(
        name in ("invtsc", "migratable") for name, _ in found
    ):
        return True
    return any(CHECKED_FEATURES.fullmatch(name) and given != "off" for name, given in found)


def log_forbids(options):
    """-d that shows what TCG does, or can't be read."""
    return any(option.name == "d" and
               (option.value is None or not option.certain or
                set(option.value.split(",")) - {"guest_errors", "unimp"})
               for option in options)


def loads_state(argv, options):
    """The option of a fork, in no release."""
    values = {option.value_index for option in options if option.value is not None}
    return any(word in ("-loadstate", "--loadstate") and index not in values
               for index, word in enumerate(argv) if index)


def files_forbid(options):
    """A file of settings that is not there may hold anything. None of the records has one."""
    files = [option.value for option in options if option.name == "readconfig"]
    return any(not name or not os.path.isfile(name) for name in files)


def many_cpus(options, host):
    """Few enough for any KVM: True. Otherwise it is left open, if there is a KVM that counts."""
    numbers = [int(n) for option in options if option.name == "smp" and option.value
               for n in re.findall(r"\d+", option.value)]
    product = 1
    for number in numbers:
        product *= max(number, 1)
    return True if product <= 64 or not host.works else None


def adds(argv, options, host):
    """Does the line get KVM if KVM works? `options` as lines.cut() gives them."""
    target = emulated(argv[0])
    if target is None:
        return False
    if host.machine != "x86_64":
        return None
    if not is_x86(target):
        return False
    if {option.name for option in options} & (CHOOSING | FORBIDDING) or loads_state(argv, options):
        return False
    for option in options:
        if option.name in ("M", "machine"):
            if not option.certain or option.value is None or option.value.startswith("{"):
                return False
    if "accel" in machine_keys(options):
        return False
    if log_forbids(options) or machine_forbids(options, host) or devices_forbid(options) or \
            globals_forbid(options, host) or cpu_forbids(options):
        return False
    if files_forbid(options):
        return False
    return None if os.path.exists("/etc/qemu/qemu.conf") else many_cpus(options, host)


def stripped(report, text):
    """The report without what kvm added, whether there was such an addition, and objections."""
    edits = [change for change in report["changes"] if change["plugin"] == "kvm"]
    if not edits:
        return report, False, []
    argv = [text(word) for word in report["argv"]]
    at = edits[0]["index"]
    problems = []
    if len(edits) > 1 or edits[0]["action"] != "add" or at is None or argv[at:at + 2] != WORDS:
        return report, True, [f"kvm did something else than to add {WORDS}: {edits}"]
    if not edits[0]["guest_visible"] or not text(edits[0]["reason"] or ""):
        problems.append(f"kvm: not called visible to the guest, or without a reason: {edits[0]}")
    if report["origins"][at:at + 2] != ["plugin:kvm"] * 2:
        problems.append(f"kvm: the origins of its words are {report['origins'][at:at + 2]}")
    options, clean = lines.cut(argv)
    if not any(o.index == at and o.certain and o.value == WORDS[1] for o in options):
        problems.append("kvm: its words may be taken for the value of the one before")
    if clean and at + 2 != len(argv) and lines.cut(argv[:at] + argv[at + 2:])[1]:
        problems.append("kvm: its words do not stand at the end")
    rest = [change for change in report["changes"] if change["plugin"] != "kvm"]
    behind = [dict(c, index=c["index"] - 2 if (c["index"] or 0) > at else c["index"])
              for c in rest]
    return dict(report, argv=report["argv"][:at] + report["argv"][at + 2:], changes=behind,
                origins=report["origins"][:at] + report["origins"][at + 2:]), True, problems


def judge(expected, report, added, text):
    """Is the addition there where it must be, or else a warning?"""
    if expected.kvm is not None and added != expected.kvm:
        return [f"kvm {'added itself' if added else 'was not added'}"]
    warned = any(note["plugin"] == "kvm" and note["level"] == "warning" and text(note["text"])
                 for note in report["notes"])
    return [] if warned or not expected.warned else ["no warning that KVM does not work"]
