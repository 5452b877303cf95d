# SPDX-License-Identifier: MIT
"""How QEMU cuts its argument vector, and what kind of line it is: the oracle's own knowledge.

Nothing here is generated from, imported from or compared with the wrapper's sources. Words are str;
bytes that are not UTF-8 are kept as lone surrogates (os.fsdecode).
"""
import json
from dataclasses import dataclass

# Every option that some release of QEMU had: with a value, and without one.
VALUED = frozenset("""
    accel acpitable action add-fd append audio audiodev balloon bios blockdev boot bootp bt cdrom
    chardev chroot clock compat cpu D d debugcon device dfilter display drive dtb dump-vmstate echr
    fda fdb fsdev fw_cfg g gdb global hda hdachs hdb hdc hdd icount incoming initrd iscsi k kernel L
    loadvm M m macaddr machine mem-path mon monitor msg mtdblock n name net netdev nic nics numa
    object option-rom overcommit p parallel pflash pidfile plugin prom-env qmp qmp-pretty qtest
    qtest-log readconfig realtime redir rotate rtc run-with runas sandbox sd seed semihosting-config
    serial set shim smb smbios smp soundhw spice startdate tb-size tftp tpmdev trace tun-fd
    usbdevice uuid vga virtfs virtioconsole vnc watchdog watchdog-action writeconfig xen-domid
""".split())
FLAGS = frozenset("""
    alt-grab async-teardown audio-help cirrusvga ctrl-grab curses daemonize dummy-net enable-audio
    enable-fips enable-hax enable-kqemu enable-kvm enable-sync-profile full-screen h help isa
    jitdump kernel-kqemu localtime mem-prealloc no-acpi no-code-copy no-fd-bootchk no-frame no-hpet
    no-kqemu no-kvm no-kvm-irqchip no-kvm-pit no-kvm-pit-reinjection no-quit no-reboot no-shutdown
    no-user-config nodefaults nodefconfig nographic old-param only-migratable pci perfmap portrait
    preconfig prep rtc-td-hack S s sdl semihosting show-cursor singlestep snapshot std-vga tdf usb
    user-net version virtfs_synth vmwarevga win2k-hack xen-attach xen-create xen-domid-restrict
""".split())


@dataclass(frozen=True)
class Option:
    """One way to read argv[index]. `certain`: every reading of the line agrees on it."""
    name: str
    index: int
    value: str | None
    certain: bool

    @property
    def value_index(self):
        return self.index + 1


def cut(argv):
    """Every option of the line, argv[0] left out, and whether its end is clean.

    An option that no release had may or may not take the next word. Both readings are followed;
    they meet again at the first word that both take for the beginning of something. A word that
    one of them takes for a value is never certain to be an option.
    """
    end = len(argv)
    starts, values = {1}, set()
    clean = True
    for index in range(1, end):
        if index not in starts:
            continue
        name = option_name(argv[index])
        takes = {False} if name is None or name in FLAGS else \
            {True} if name in VALUED else {True, False}
        for takes_value in takes:
            if takes_value and index + 1 < end:
                values.add(index + 1)
            elif takes_value:
                clean = False
            starts.add(index + 1 + takes_value)
    found = []
    for index in sorted(starts):
        name = option_name(argv[index]) if index < end else None
        if name in VALUED or name in FLAGS:
            value = argv[index + 1] if name in VALUED and index + 1 < end else None
            found.append(Option(name, index, value, index not in values))
    return found, clean


def option_name(word):
    """The name without its one or two dashes, or None: a disk image."""
    if not word.startswith("-"):
        return None
    return word[2:] if word.startswith("--") else word[1:]


def parameters(value):
    """[key or None, decoded value, start, end] of each element of a key=value list; a bare word has
    the key None. Start and end are those of the raw value (of the raw word, if it is bare)."""
    result, at = [], 0
    while at < len(value):
        start, key = at, None
        while at < len(value) and value[at] not in "=,":
            at += 1
        if at < len(value) and value[at] == "=":
            key, start = value[start:at], at + 1
            at = start
        elif result:
            result.append([None, value[start:at], start, at])
            at += 1
            continue
        else:
            at = start
        text = ""
        while at < len(value):
            if value[at] == ",":
                if value[at + 1:at + 2] != ",":
                    break
                at += 1
            text += value[at]
            at += 1
        result.append([key, text, start, at])
        at += 1
    return result


def known(value, key):
    """The last value of a key, or None."""
    found = [p[1] for p in parameters(value) if p[0] == key]
    return found[-1] if found else None


def either(answers):
    """True if one is True, else None (can't be said) if one is None, else False."""
    answers = list(answers)
    return True if True in answers else None if None in answers else False


HELP = ("help", "?")
PRINT_FLAGS = frozenset(["h", "help", "version", "audio-help"])
# The first word "help" prints; anything near it differs between releases.
FIRST_WORD = frozenset("""
    display vga object chardev netdev nic audiodev audio soundhw watchdog trace smp boot tpmdev
    plugin vnc rtc overcommit msg action run-with add-fd iscsi global realtime spice
""".split())
PRINT_KEYS = {"nic": "model", "net": "model", "drive": "format", "audio": "model",
              "trace": "enable"}
LOG_ITEMS = frozenset("""
    out_asm in_asm op op_opt op_ind op_plugin int exec cpu fpu mmu pcall cpu_reset ioport unimp
    guest_errors page nochain plugin strace tid vpu invalid_mem all trace none
""".split())


def option_prints(option):
    """Does QEMU print and exit because of this option? None: it depends on the release."""
    name, value = option.name, option.value
    if name in PRINT_FLAGS:
        return True
    if value is None or value.startswith("{"):
        return False
    words = [p[1] for p in parameters(value) if p[0] is None]
    first, later = (words[0] if words else None), words[1:]
    asked = any(word in HELP for word in words)
    if name == "dump-vmstate":
        return True
    if name in ("M", "machine"):
        return True if asked else None if known(value, "type") in HELP else False
    if name == "device":
        return asked or known(value, "driver") in HELP
    if name == "cpu":
        return True if value in HELP else None if value.startswith("?") else False
    if name == "accel":
        # A list without the name itself: QEMU shows the names.
        named = first is not None or known(value, "accel") is not None
        return True if value == "help" or not named else None if asked else False
    if name == "L":
        return value in HELP
    if name == "d":
        items = {item.split(":")[0].lstrip("-+") for item in value.split(",")}
        return True if value in HELP else False if items <= LOG_ITEMS else None
    if name in PRINT_KEYS and known(value, PRINT_KEYS[name]) in HELP:
        return True
    if name in FIRST_WORD and value == "help":
        return True
    if name in ("object", "chardev") and later[:1] == ["help"]:
        return True
    return None if asked and name in FIRST_WORD | {"drive", "net"} else False


def agreed(option, answer):
    """The answer for one option, weakened if it is not certain to be one."""
    return answer if option.certain or not answer else None


def prints(options):
    """-cpu is looked at after all options were read, and then the last one counts."""
    cpus = [o for o in options if o.name == "cpu" and o.certain][-1:]
    return either(agreed(o, option_prints(o)) for o in options
                  if o.name != "cpu" or o in cpus or not o.certain)


def probes(options):
    """A line that only asks QEMU about itself. Of several machine types the last one counts."""
    answers, machine = [], False
    for o in options:
        if o.name in ("qtest", "dump-vmstate"):
            answers.append(agreed(o, True))
        if o.value is None:
            continue
        listed = parameters(o.value)
        first = listed[0][1] if listed and listed[0][0] is None else None
        if o.name == "accel" and "qtest" in (first, known(o.value, "accel")):
            answers.append(agreed(o, True))
        if o.name in ("M", "machine"):
            chosen = known(o.value, "type") or first
            if chosen:
                machine = (chosen == "none") if o.certain else None
            if "qtest" in (known(o.value, "accel") or "").split(":"):
                answers.append(None)
    return either(answers + [machine])


def identity(value):
    """The first id counts; JSON as later versions of libvirt write it."""
    if value.startswith("{"):
        try:
            return json.loads(value).get("id")
        except ValueError:
            return None
    return next((p[1] for p in parameters(value) if p[0] == "id"), None)


def managed(options):
    """A line of a program that keeps its own books."""
    answers = []
    for o in options:
        if o.value is None:
            continue
        if o.name in ("chardev", "mon"):
            answers.append(agreed(o, identity(o.value) == "charmonitor"))
        if o.name == "mon" and "charmonitor" in (known(o.value, "chardev"),
                                                 parameters(o.value)[:1] and
                                                 parameters(o.value)[0][1]):
            answers.append(None)
        if o.name in ("pidfile", "monitor"):
            path = o.value.split(":", 1)[1] if o.name == "monitor" and ":" in o.value else o.value
            answers.append(agreed(o, path.startswith(("/run/ganeti/", "/var/run/ganeti/"))))
    return either(answers)
