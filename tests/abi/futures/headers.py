# SPDX-License-Identifier: MIT
"""Headers of the future: today's with what later versions may do to them. Plugins of tests/abi/futures
are compiled with these."""

import os
import re

from abi_support import INCLUDE, copy_headers
from declarations import Header

PLUGIN, SERVICES = "plugin.h", "services.h"


def next_minor():
    return Header(INCLUDE).minor + 1


def appended(struct, text):
    """A change that puts a line at the end of a structure, whatever its members are by then."""
    for name in (PLUGIN, SERVICES):
        with open(os.path.join(INCLUDE, "qemu-wrapper", name), encoding="utf-8") as file:
            found = re.search(r"^struct %s \{\n.*?^\};\n" % struct, file.read(), flags=re.M | re.S)
        if found:
            return name, found[0], found[0][:-len("};\n")] + text + "};\n"
    raise AssertionError("no struct " + struct)


def replaced(name, pattern, text):
    """A change of the one place that the pattern matches."""
    with open(os.path.join(INCLUDE, "qemu-wrapper", name), encoding="utf-8") as file:
        found = re.findall(pattern, file.read(), flags=re.M)
    if len(found) != 1:
        raise AssertionError("%d times: %s" % (len(found), pattern))
    return name, found[0], text


def newer_minor(target):
    """Everything that can be longer is longer."""
    return copy_headers(
        target,
        replaced(PLUGIN, r"^#define QW_ABI_MINOR \d+$", "#define QW_ABI_MINOR %d" % next_minor()),
        appended("qw_plugin", "	int (*stop)(struct qw_context *ctx);\n	const char *needs;\n"),
        appended("qw_option_spec", "	const char *group;\n	int64_t rank;\n"),
        appended("qw_field", "	const char *unit;\n"),
        appended("qw_change", "	const char *author;\n	int64_t time;\n"),
        appended("qw_outcome", "	const char *advice;\n"),
        appended("qw_host", "	int (*shuffle)(struct qw_command *cmd, const char *why);\n"),
        (PLUGIN, "	QW_LIST = 8\n", "	QW_LIST = 8,\n	QW_REGEX = 100\n"),
        (PLUGIN, "	QW_ON_PROBES = 1u << 0\n",
         "	QW_ON_PROBES = 1u << 0,\n	QW_ON_STOP = 1u << 20\n"),
        (PLUGIN, "	QW_NUMBER = 1u << 2\n", "	QW_NUMBER = 1u << 2,\n	QW_SOFTLY = 1u << 20\n"))


def newer_major(target):
    """Another interface altogether; what both know is the note and how the symbol is named."""
    changes = [
        replaced(PLUGIN, r"^#define QW_ABI_MAJOR \d+$",
                 "#define QW_ABI_MAJOR %d" % (Header(INCLUDE).major + 1)),
        replaced(PLUGIN, r"^#define QW_ABI_MINOR \d+$", "#define QW_ABI_MINOR 0"),
        (PLUGIN, "	uint32_t struct_size;\n", "	uint64_t magic;\n	uint32_t struct_size;\n")]
    copy_headers(target, *changes)
    path = os.path.join(target, "qemu-wrapper", PLUGIN)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("qw_plugin_v0", "qw_plugin_v1"))
    return target
