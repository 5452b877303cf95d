# SPDX-License-Identifier: MIT
"""What the vnc plugin shall make of one value of -vnc, row by row of its table.

`rewrite(value)` gives every acceptable result, the preferred one first. More than one means that
the rules leave the corner open. REFUSE stands for an error that stops the launch.
"""
import ipaddress
import itertools
import re
from dataclasses import dataclass

from lines import parameters

REFUSE = None
QEMU_NUMBER = re.compile(r"[ \t\n\v\f\r]*\+?([0-9]+)", re.ASCII)
DIGITS = re.compile(r"[0-9]+", re.ASCII)
HOST_NAME = re.compile(r"[A-Za-z0-9_*][A-Za-z0-9_.%-]*", re.ASCII)
LAST_PORT = 65535
KEYS = frozenset("""
    vnc websocket id to ipv4 ipv6 reverse password password-secret tls-creds tls x509 x509verify acl
    tls-authz sasl-authz sasl lossy non-adaptive non-adapative lock-key-sync share connections
    display head key-delay-ms audiodev power-control
""".split())


@dataclass(frozen=True)
class Settings:
    """The plugin's options that the table mentions."""
    raw: tuple | None = (5900, 5999)
    bind: str | None = None
    strict: bool = False

    def is_raw(self, number):
        return self.raw is not None and self.raw[0] <= number <= self.raw[1]

    @property
    def loopback(self):
        return self.bind or "127.0.0.1"


@dataclass(frozen=True)
class Address:
    """A new address; `moved`: a TCP port became a display, `first_free`: it said auto."""
    text: str
    moved: bool = False
    first_free: bool = False
    row1: bool = False


def is_ipv6(text):
    try:
        ipaddress.IPv6Address(text)
        return True
    except ValueError:
        return False


def port_form(host, port):
    """An explicit TCP port: HOST::PORT or ::PORT."""
    if port < 5900 or port > LAST_PORT:
        return [REFUSE]
    return [Address(f"{host}:{port - 5900}", moved=True)]


def bare_number(number, settings):
    """No host and no colon."""
    host = settings.loopback
    if settings.is_raw(number):
        return [Address(f"{host}:{number - 5900}", moved=True)]
    return [Address(f"{host}:{number}")] if number < 5900 else [REFUSE]


def without_colon(text, settings):
    """Numbers, and hosts that lack the display."""
    keep = Address(text)
    if DIGITS.fullmatch(text):
        return bare_number(int(text), settings)
    if text in ("localhost", "127.0.0.1"):
        return [Address(text + ":0")]
    if QEMU_NUMBER.fullmatch(text):
        number = int(QEMU_NUMBER.fullmatch(text)[1])
        return [keep] + bare_number(number, settings)
    if text.startswith("[") or HOST_NAME.fullmatch(text) and text not in KEYS:
        return [keep, Address(text + ":0")]
    return [keep]


def host_and_display(host, written, settings):
    """HOST:N, split at the last colon as QEMU does; the host may be empty."""
    named = host or settings.bind or ""
    keep = Address(f"{named}:{written}")
    match = QEMU_NUMBER.fullmatch(written)
    if not match or int(match[1]) > LAST_PORT - 5900:
        return [Address(f"{host}:{written}")]
    if settings.is_raw(int(match[1])):
        return [Address(f"{named}:{int(match[1]) - 5900}", moved=True, row1=True)]
    return [keep]


def double_colon(whole, host, written, settings):
    """HOST::DIGITS, where QEMU's own reading (HOST: and a display) makes no sense."""
    port = int(written)
    if host == "":
        if written == "1":
            return [Address("[::1]:0")]
        if set(written[:-1]) == {"0"} and port == 1:
            return [REFUSE, Address(f"[{whole}]:0"), Address("[::1]:0")]
        return port_form(settings.loopback, port)
    if ":" not in host or host.startswith("[") and host.endswith("]"):
        if is_ipv6(whole):
            return [REFUSE] + port_form(host, port) + [Address(f"[{whole}]:0")]
        broken = ("[" in host) != host.startswith("[") or ("[" in host) != ("]" in host)
        return port_form(host, port) + ([Address(whole)] if broken else [])
    return [REFUSE] if is_ipv6(whole) else [Address(whole), REFUSE]


def first_free(whole, host, sound, settings):
    """HOST:auto."""
    named = host or settings.bind or ""
    found = [Address(f"{named}:0", first_free=True)]
    if is_ipv6(host):
        found.append(Address(f"[{host}]:0", first_free=True))
    elif not sound:
        named = host.rstrip(":") or settings.loopback
        found = [Address(whole), REFUSE] + found + [Address(f"{named}:0", first_free=True)]
    return found


def address(text, settings):
    """Every acceptable new form of one vnc= address of a server that listens."""
    keep = Address(text)
    if text in ("", "none") or text.startswith("unix:"):
        return [keep]
    if ":" not in text:
        return without_colon(text, settings)
    if text.startswith("[") and text.endswith("]"):
        return [Address(text + ":0")] if text == "[::1]" else [keep, Address(text + ":0")]
    host, written = text.rsplit(":", 1)
    sound = ":" not in host or host.startswith("[") and host.endswith("]") or is_ipv6(host)
    if written == "auto":
        return first_free(text, host, sound, settings)
    if sound:
        return host_and_display(host, written, settings)
    if DIGITS.fullmatch(written) and host.endswith(":"):
        return double_colon(text, host[:-1], written, settings)
    if text == "::":
        return [Address("[::]:0"), keep, REFUSE]
    if is_ipv6(text):
        return [REFUSE if DIGITS.fullmatch(written) else keep, Address(f"[{text}]:0")]
    return [keep] + host_and_display(host, written, settings)


def is_reverse(listed):
    """True, False, or None: it has a value that QEMU does not take."""
    answers = [False]
    for key, value, _, _ in listed[1:] if listed and listed[0][0] is None else listed:
        if key == "reverse":
            answers.append({"on": True, "yes": True, "true": True, "y": True,
                            "off": False, "no": False, "false": False, "n": False}.get(value))
        elif key is None and value in ("reverse", "noreverse"):
            answers.append(value == "reverse")
    return None if None in answers else answers[-1]


def is_open(listed):
    """Will QEMU refuse the value, or bind nothing, for a reason that no address shows?"""
    first = listed[:1] if listed and listed[0][0] is None else []
    addresses = [p[1] for p in first + [p for p in listed if p[0] == "vnc"]]
    flags = [p[1] for p in listed[len(first):] if p[0] is None]
    unknown = any(key is not None and key not in KEYS for key, *_ in listed) or \
        any(flag not in KEYS and flag.removeprefix("no") not in KEYS for flag in flags)
    return unknown or len(addresses) > 1 and "none" in addresses


def new_range(listed, addresses):
    """Every acceptable list of edits (start, end, text) for to=, given the new addresses."""
    given = [p for p in listed if p[0] == "to"]
    if any(a.first_free for a in addresses):
        return [[]]
    if not given or not any(a.moved for a in addresses):
        return [[]]
    edits = [(start, end, str(int(text) - 5900)) for _, text, start, end in given
             if DIGITS.fullmatch(text) and int(text) >= 5900]
    if not edits:
        return [[]]
    strict = all(a.row1 for a in addresses) and len(given) == 1 and not given[0][1].startswith("0")
    return [edits] if strict else [edits, edits[-1:], []]


def put(value, edits):
    """The value with (start, end, text) replaced."""
    for start, end, text in sorted(edits, reverse=True):
        value = value[:start] + text + value[end:]
    return value


def with_range(value, edits, at):
    """to=99 is added for auto, behind its address or at the end."""
    behind = put(value, [(s, e, t + ",to=99" if e == at else t) for s, e, t in edits])
    changed = put(value, edits)
    dangling = (len(changed) - len(changed.rstrip(","))) % 2 == 1
    return [behind, changed + ("to=99" if dangling else ",to=99")]


def rewrite(value, settings=Settings()):
    """Every acceptable new value, the preferred one first."""
    listed = parameters(value)
    reverse = is_reverse(listed)
    if reverse:
        return [value]
    targets = [p for i, p in enumerate(listed) if p[0] == "vnc" or i == 0 and p[0] is None]
    results = []
    for chosen in itertools.product(*(address(p[1], settings) for p in targets)):
        if REFUSE in chosen:
            results.append(REFUSE)
            continue
        edits = [(p[2], p[3], a.text.replace(",", ",,"))
                 for p, a in zip(targets, chosen) if a.text != p[1]]
        for moved in new_range(listed, chosen):
            auto = [p[3] for p, a in zip(targets, chosen) if a.first_free]
            if auto and not any(p[0] == "to" for p in listed):
                results += with_range(value, edits + moved, auto[-1])
            else:
                results.append(put(value, edits + moved))
    if reverse is None or is_open(listed):
        results.append(value)
    if settings.strict:
        results = [r if r == value else REFUSE for r in results]
    return list(dict.fromkeys(results))


def high_displays(value):
    """Displays from 6000 on that stay as they are: a note shall say what they mean."""
    listed = parameters(value)
    if is_reverse(listed) is not False or is_open(listed):
        return []
    found = []
    for i, (key, text, _, _) in enumerate(listed):
        if key == "vnc" or i == 0 and key is None:
            host, colon, written = text.rpartition(":")
            if colon and re.fullmatch(r"[0-9.]*|localhost|\[.*\]", host, re.ASCII) and \
                    DIGITS.fullmatch(written) and 6000 <= int(written) <= LAST_PORT - 5900:
                found.append(int(written))
    return found
