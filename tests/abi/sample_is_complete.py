# SPDX-License-Identifier: MIT
"""The sample plugin uses every function, hook, option type and structure of the public headers.
usage: sample_is_complete.py SOURCE_ROOT"""

import os
import re
import sys

from declarations import Header, member_name, without_comments

# What a plugin gets by other ways, or never needs by name.
NOT_BY_NAME = {
    "qw_describe",  # C++ only: minimal.cpp
    "struct_size", "abi_minor", "option_size",  # written by QW_PLUGIN
}


def complaints(header, abi_folder):
    with open(os.path.join(abi_folder, "sample", "sample.c"), encoding="utf-8") as file:
        words = set(re.findall(r"\w+", without_comments(file.read())))
    wanted = list(header.functions)
    wanted += [member_name(member) for member in header.structs["qw_plugin"]]
    wanted += [name for name, tag in header.enums.items() if tag and tag != "qw_option_flag"]
    wanted += [name for name in header.macros if name.endswith("_HAS")]
    for struct in ("qw_change", "qw_outcome", "qw_field"):
        if struct not in words:
            yield "sample.c doesn't use struct " + struct
    for name in wanted:
        if name not in words and name not in NOT_BY_NAME:
            yield "sample.c doesn't use " + name


def main():
    root = sys.argv[1]
    wrong = list(complaints(Header(os.path.join(root, "include")),
                            os.path.join(root, "tests", "abi")))
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
