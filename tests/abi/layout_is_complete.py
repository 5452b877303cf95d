# SPDX-License-Identifier: MIT
"""layout.c speaks of every member of every structure of the public headers, and every constant.
usage: layout_is_complete.py SOURCE_ROOT"""

import os
import re
import sys


def without_comments(text):
    return re.sub(r"/\*.*?\*/", " ", text, flags=re.S)


def members(body):
    """The names that the declarations in a structure's body declare."""
    for declaration in filter(str.strip, body.split(";")):
        pointer = re.search(r"\(\*(\w+)\)\s*\(", declaration)
        if pointer:
            yield pointer.group(1)
            continue
        for declarator in declaration.split(","):
            yield re.search(r"(\w+)\s*(\[\w+\])?\s*$", declarator).group(1)


def main():
    root = sys.argv[1]
    folder = os.path.join(root, "include", "qemu-wrapper")
    header = ""
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            header += without_comments(file.read())
    with open(os.path.join(root, "tests", "abi", "layout.c"), encoding="utf-8") as file:
        layout = file.read()
    wanted = []
    for struct, body in re.findall(r"\bstruct (\w+) \{(.*?)\n\}", header, flags=re.S):
        wanted += [f"AT({struct}, {member}, " for member in members(body)]
        wanted.append(f"SIZE({struct}, ")
    for body in re.findall(r"\benum \w* ?\{(.*?)\}", header, flags=re.S):
        wanted += [f"VALUE({name}, " for name in re.findall(r"\b(QW_\w+) =", body)]
    missing = [text for text in wanted if text not in layout]
    for text in missing:
        print(f"layout.c lacks {text}...)")
    if len(wanted) < 100:
        print(f"only {len(wanted)} members and constants were found in the headers")
        return 1
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
