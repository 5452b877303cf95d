# SPDX-License-Identifier: MIT
"""copies.py PLUGIN OBJECT FOLDER PLUGINS OBJECTS: copies a plugin by the name of small-## so many times
as small-0.so, small-1.so ..., each with its own name in it, and an object as empty-0.so ...; a
compiler would take longer for each of them."""

import os
import sys

NAME = b"small-##\0"


def write(folder, name, data):
    path = os.path.join(folder, name + ".so")
    with open(path, "wb") as file:
        file.write(data)
    os.chmod(path, 0o755)


def main(plugin, empty, folder, plugins, objects):
    with open(plugin, "rb") as file:
        data = file.read()
    if data.count(NAME) != 1:
        raise SystemExit("%s: has %d times the name %r" % (plugin, data.count(NAME), NAME))
    for number in range(int(plugins)):
        name = "small-%d" % number
        write(folder, name, data.replace(NAME, name.encode().ljust(len(NAME), b"\0")))
    with open(empty, "rb") as file:
        data = file.read()
    for number in range(int(objects)):
        write(folder, "empty-%d" % number, data)


if __name__ == "__main__":
    main(*sys.argv[1:])
