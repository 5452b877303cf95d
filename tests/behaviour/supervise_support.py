# SPDX-License-Identifier: MIT
"""What the tests of supervised launches share; no test by itself. The supervisor is executed where
it is installed, so a link to that of the build is put there."""

import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import (  # noqa: E402
    BUILD,
    NAME,
    QUIET,
    TIME_LIMIT,
    StandinCase,
    difference,
    entries,
)

BUILT = os.path.join(BUILD, "supervisor", "supervisor")
INSTALLED = os.environ["QW_SUPERVISOR"]
QEMU = shutil.which(NAME)


def install():
    """At once, for other tests may be doing the same."""
    os.makedirs(os.path.dirname(INSTALLED), exist_ok=True)
    name = tempfile.mktemp(dir=os.path.dirname(INSTALLED))
    os.symlink(BUILT, name)
    os.rename(name, INSTALLED)


class SuperviseCase(StandinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        install()

    def supervised(self, **more):
        """The environment of a supervised launch. Who isn't root needs a place for sockets."""
        if os.getuid():
            runtime = self.place.path("runtime")
            os.makedirs(runtime, 0o700, exist_ok=True)
            more = {"XDG_RUNTIME_DIR": runtime, **more}
        return self.place.variables(**{"QEMU_WRAPPER_SUPERVISE": "yes", **more})


__all__ = [
    "BUILD",
    "INSTALLED",
    "NAME",
    "QEMU",
    "QUIET",
    "SuperviseCase",
    "TIME_LIMIT",
    "difference",
    "entries",
    "install",
    "subprocess",
]
