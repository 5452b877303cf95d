# SPDX-License-Identifier: MIT
"""What the public headers declare, without comments and layout, and how two versions of them differ.
A plugin that was compiled once must work with every later minor version of its major: so structures
only grow at their end, and whatever else there is stays as it is. No C parser: it reads the C of our
headers, and fails loudly on what it doesn't know."""

import hashlib
import os
import re

TOKEN = re.compile(
    r"""[A-Za-z_]\w* | 0x[0-9a-fA-F]+\w* | \d\w* | "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*'
      | \.\.\. | << | >> | <= | >= | == | != | -> | && | \|\| | \#\# | :: | [^\s\w]""",
    re.X,
)

# The headers of plugins, in the order in which they are included.
HEADERS = ("plugin.h", "services.h")

# Elements of arrays without a size of their own, and what lies in files: they never grow.
FIXED = {"qw_word", "qw_elf_note"}


class Unreadable(Exception):
    """The headers have something that this reader doesn't know."""


def without_comments(text):
    return re.sub(r"/\*.*?\*/|//[^\n]*", " ", text, flags=re.S)


def tokens_of(text):
    return TOKEN.findall(text)


def matching(tokens, at):
    """Index of the bracket that closes the one at `at`."""
    pairs = {"{": "}", "(": ")", "[": "]"}
    stack = []
    for i in range(at, len(tokens)):
        if tokens[i] in pairs:
            stack.append(pairs[tokens[i]])
        elif stack and tokens[i] == stack[-1]:
            stack.pop()
            if not stack:
                return i
    raise Unreadable("nothing closes the bracket behind " + " ".join(tokens[max(0, at - 8):at]))


def split_at(tokens, separator):
    """Parts between the separators that stand in no bracket."""
    parts, part, depth = [], [], 0
    for token in tokens:
        depth += (token in "{([") - (token in "})]")
        if token == separator and not depth:
            parts.append(part)
            part = []
        else:
            part.append(token)
    return parts + [part] if part else parts


class Header:
    """What the headers in one folder declare."""

    def __init__(self, folder):
        self.stream = []  # every token, for the question whether anything at all differs
        self.macros = {}  # name: (parameters or None, tokens)
        self.structs = {}  # name: [tokens of each member]
        self.constants = {}  # name: value
        self.enums = {}  # constant: tag of its enumeration, "" without one
        self.functions = {}  # name: (tokens of the declaration, tokens of the body)
        self.others = []  # tokens of each other declaration
        for name in HEADERS:
            with open(os.path.join(folder, "qemu-wrapper", name), encoding="utf-8") as file:
                self.read(without_comments(file.read()))
        self.major = int(self.macros["QW_ABI_MAJOR"][1][0])
        self.minor = int(self.macros["QW_ABI_MINOR"][1][0])
        self.version = "%d.%d" % (self.major, self.minor)

    def read(self, text):
        text = text.replace("\\\n", " ")
        code = []
        for line in text.split("\n"):
            if line.lstrip().startswith("#"):
                self.stream.append(" ".join(tokens_of(line)))
                self.directive(line.strip())
            else:
                self.stream += tokens_of(line)
                code.append(line)
        self.declarations(tokens_of("\n".join(code)))

    def directive(self, line):
        macro = re.match(r"#\s*define\s+(\w+)(\(([^)]*)\))?(.*)", line, flags=re.S)
        if not macro or macro[1].endswith("_H"):
            return
        parameters = None if macro[2] is None else tokens_of(macro[3])
        # QW_PLUGIN has a form for C and one for C++.
        name = macro[1] if macro[1] not in self.macros else macro[1] + " (C++)"
        self.macros[name] = (parameters, tokens_of(macro[4]))

    def declarations(self, tokens):
        at = 0
        while at < len(tokens):
            if tokens[at] == "}" or tokens[at:at + 3] == ["extern", '"C"', "{"]:
                at += 1 if tokens[at] == "}" else 3
                continue
            end = at
            while tokens[end] not in "{;":
                end = matching(tokens, end) + 1 if tokens[end] in "([" else end + 1
                if end >= len(tokens):
                    raise Unreadable("no end: " + " ".join(tokens[at:at + 8]))
            head, body = tokens[at:end], None
            if tokens[end] == "{":
                close = matching(tokens, end)
                body = tokens[end + 1:close]
                end = close + 1 if head[0] in ("struct", "enum") else close
            self.declaration(head, body)
            at = end + 1

    def declaration(self, head, body):
        if body is None:
            self.others.append(head)
        elif head[0] == "struct" and len(head) == 2:
            self.structs[head[1]] = split_at(body, ";")
        elif head[0] == "enum":
            self.enumeration(head[1] if len(head) > 1 else "", body)
        elif "(" in head:
            self.functions[self.function_name(head)] = (head, body)
        else:
            raise Unreadable("what is this: " + " ".join(head))

    @staticmethod
    def function_name(head):
        for at in range(1, len(head)):
            if head[at] == "(" and head[at - 1].startswith("qw_"):
                return head[at - 1]
        raise Unreadable("a function without a name: " + " ".join(head))

    def enumeration(self, tag, body):
        for part in split_at(body, ","):
            value = re.fullmatch(r"(\w+) = (?:(\d+)|1u << (\d+))", " ".join(part))
            if not value:
                raise Unreadable("every constant is NAME = NUMBER or 1u << NUMBER: "
                                 + " ".join(part))
            self.constants[value[1]] = int(value[2]) if value[2] else 1 << int(value[3])
            self.enums[value[1]] = tag


def member_name(tokens):
    pointer = re.search(r"\( \* (\w+) \)", " ".join(tokens))
    return pointer[1] if pointer else re.findall(r"[A-Za-z_]\w*", " ".join(tokens))[-1]


def same_version(old, new):
    """Complaints about headers that name the frozen version but differ from it."""
    if old.stream == new.stream:
        return
    for at, (one, other) in enumerate(zip(old.stream + ["(the end)"], new.stream + ["(the end)"])):
        if one != other:
            break
    near = " ".join(new.stream[max(0, at - 12):at])
    yield ("the headers differ from the frozen %s: behind '...%s' there is '%s' instead of '%s'"
           % (old.version, near, other, one))


def structures(old, new):
    for name, members in old.structs.items():
        now = new.structs.get(name)
        if now is None:
            yield "struct %s is gone" % name
            continue
        for at, member in enumerate(members):
            if at >= len(now) or now[at] != member:
                yield ("struct %s: member %d, '%s', has changed to '%s': members are only appended"
                       % (name, at + 1, " ".join(member),
                          " ".join(now[at]) if at < len(now) else "nothing"))
                break
        else:
            if name in FIXED and len(now) > len(members):
                yield "struct %s can't grow: nothing tells its size" % name


def values(old, new):
    for name, value in old.constants.items():
        if new.constants.get(name) != value:
            yield "constant %s was %d and is %s" % (name, value, new.constants.get(name, "gone"))
        elif new.enums[name] != old.enums[name]:
            yield "constant %s has moved to another enumeration" % name
    for name, (parameters, tokens) in old.macros.items():
        now = new.macros.get(name)
        if now is None or now[0] != parameters:
            yield "macro %s is gone or takes other arguments" % name
        elif parameters is None and now[1] != tokens and name != "QW_ABI_MINOR":
            if not name.startswith(("QW_EMIT", "QW_EXPORT")):
                yield "macro %s has another value" % name


def function_complaints(old, new):
    for name, (head, _) in old.functions.items():
        if name not in new.functions:
            yield "%s() is gone" % name
        elif new.functions[name][0] != head:
            yield "%s() is declared in another way" % name
    for tokens in old.others:
        if tokens not in new.others:
            yield "gone or changed: " + " ".join(tokens)


def unguarded(new, oldest):
    """Functions that call what hosts of the oldest version lack, without asking for it."""
    known = {member_name(member) for member in oldest.structs["qw_host"]}
    for member in new.structs["qw_host"]:
        name = member_name(member)
        if name in known:
            continue
        callers = [function for function, (_, body) in new.functions.items()
                   if "host -> %s (" % name in " ".join(body)]
        for function in callers:
            if "QW_HOST_HAS" not in new.functions[function][1] or not re.search(
                    r"QW_HOST_HAS \( [\w >-]+ , %s \)" % name, " ".join(new.functions[function][1])):
                yield "%s() calls %s, which %s lacks, without QW_HOST_HAS()" % (
                    function, name, oldest.version)
        if not callers:
            yield "no function of the header calls %s" % name


def later_version(old, new):
    """Complaints about headers that can't follow the frozen older ones within their major."""
    for complaints in (structures(old, new), values(old, new), function_complaints(old, new)):
        yield from complaints


def number(version):
    return tuple(int(part) for part in version.split("."))


def judge(new, frozen):
    """Everything that is wrong with the headers; `frozen` has those of each frozen version."""
    ours = [header for header in frozen if header.major == new.major]
    for header in ours:
        if header.minor == new.minor:
            yield from same_version(header, new)
        elif header.minor > new.minor:
            yield "the headers say %s, but %s is frozen" % (new.version, header.version)
    older = [header for header in ours if header.minor < new.minor]
    if older:
        yield from later_version(max(older, key=lambda header: header.minor), new)
        yield from unguarded(new, min(older, key=lambda header: header.minor))


def read_frozen(root):
    """The headers of each version in tests/abi/frozen, by its number."""
    folder = os.path.join(root, "tests", "abi", "frozen")
    names = [name for name in os.listdir(folder) if re.fullmatch(r"\d+\.\d+", name)]
    return {name: Header(os.path.join(folder, name, "include"))
            for name in sorted(names, key=number)}


def digest(folder):
    """One number for all files of a frozen version."""
    total = hashlib.sha256()
    for path, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            with open(os.path.join(path, name), "rb") as file:
                data = file.read()
            name = os.path.relpath(os.path.join(path, name), folder)
            total.update(b"%s\0%d\0%s" % (name.encode(), len(data), data))
    return total.hexdigest()


WHAT_TO_DO = """\
The public headers are a promise: plugins that were built with them must go on working.
- Raise QW_ABI_MINOR in include/qemu-wrapper/plugin.h, append only, write "Since" into the comment,
  and let a new function of the header ask for its member with QW_HOST_HAS().
- Let tests/abi/sample/sample.c use what is new; say in tests/abi/layout.c where it lies.
- Comments may be changed at any time.
What is finished is frozen by scripts/freeze-abi. See docs/abi.md."""
