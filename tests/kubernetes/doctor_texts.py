# SPDX-License-Identifier: MIT
"""docs/kubernetes.md shows what doctor prints on nodes and in pods where KVM doesn't work. Here are
those places, made of files that look like Azure's: doctor prints there what the manual shows."""

import os
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "standin"))

from standin import BUILD, WRAPPER, can_mount  # noqa: E402

MANUAL = os.path.join(os.environ["QW_SOURCE"], "docs", "kubernetes.md")
TIME_LIMIT = 60

# flags of the processor; whether the kernel runs KVM; how the device is: none or MODE:GROUP. Then the
# words that make the user.
# The build may be below root's home, which is closed to others.
REACH = ["--%s=-all,+dac_read_search" % caps for caps in ("inh-caps", "ambient-caps", "bounding-set")]
POD = ["setpriv", "--reuid=65532", "--regid=0", "--groups=65532", *REACH]
PLACES = {
    # The device plugin's init container, on a size without nested virtualization.
    "node": (("fpu sse2 hypervisor", "no", "none"), []),
    # A pod that didn't ask for the device, on a size that has it.
    "pod": (("fpu vmx hypervisor", "yes", "none"), POD),
    # A pod with the device and without its group.
    "group": (("fpu vmx hypervisor", "yes", "0660:993"), POD),
}
AZURE = """set -eu
flags=$1 running=$2 device=$3
shift 3
mount -t tmpfs none /sys/class
mkdir -p /sys/class/dmi/id
echo 'Microsoft Corporation' >/sys/class/dmi/id/sys_vendor
echo 'Virtual Machine' >/sys/class/dmi/id/product_name
echo 7783-7084-3265-9085-8269-3286-77 >/sys/class/dmi/id/chassis_asset_tag
mount -t tmpfs none /sys/module
mount -t tmpfs -o mode=755 none /mnt
printf 'vendor_id\\t: GenuineIntel\\nflags\\t\\t: %s\\n' "$flags" >/mnt/cpuinfo
echo 6.8.0-1034-azure >/mnt/release
echo '183 hw_random' >/mnt/misc
if [ "$running" = yes ]; then
    echo '232 kvm' >>/mnt/misc
    mkdir /sys/module/kvm_intel
fi
mount --bind /mnt/cpuinfo /proc/cpuinfo
mount --bind /mnt/release /proc/sys/kernel/osrelease
mount --bind /mnt/misc /proc/misc
mount -t tmpfs -o mode=755 none /dev
mknod -m 666 /dev/null c 1 3
if [ "$device" != none ]; then
    mknod /dev/kvm c 10 232
    chmod "${device%:*}" /dev/kvm
    chgrp "${device#*:}" /dev/kvm
fi
exec "$@"
"""


def report(name):
    """What doctor prints in one of the places, and its exit status."""
    facts, user = PLACES[name]
    env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "KUBERNETES_SERVICE_HOST": "10.0.0.1",
           "QEMU_WRAPPER_PLUGIN_PATH": os.path.join(BUILD, "plugins"),
           "QEMU_WRAPPER_KVM_MODE": "require", "QEMU_WRAPPER_LOG_TO": "none"}
    done = subprocess.run(["unshare", "-m", "sh", "-c", AZURE, "sh", *facts, *user, WRAPPER, "doctor"],
                          env=env, capture_output=True, text=True, timeout=TIME_LIMIT, check=False)
    return done.stdout + done.stderr, done.returncode


def shown(manual):
    """The blocks of the manual that are from doctor, in order."""
    blocks = re.findall(r"^```\n(KVM .*?)^```$", manual, re.M | re.S)
    return [block.splitlines() for block in blocks]


def missing(lines, text):
    """The first line that isn't there, in order; `...` stands for any number of lines."""
    printed = text.splitlines()
    at, anywhere = 0, True
    for line in lines:
        if line == "...":
            anywhere = True
            continue
        places = [number for number in range(at, len(printed)) if printed[number] == line]
        if not places or (not anywhere and places[0] != at):
            return line
        at, anywhere = places[0] + 1, False
    return None


@unittest.skipIf(os.geteuid() or not can_mount(), "needs a mount namespace")
class DoctorTexts(unittest.TestCase):
    maxDiff = None

    def test_the_manual_shows_what_is_printed(self):
        with open(MANUAL, encoding="utf-8") as file:
            blocks = shown(file.read())
        self.assertEqual(len(blocks), len(PLACES))
        for name, lines in zip(PLACES, blocks):
            with self.subTest(place=name):
                text, status = report(name)
                self.assertIsNone(missing(lines, text), text)
                self.assertEqual(status, 1)

    def test_the_comparison_notices(self):
        text = "KVM  a\n     b\n     c\nProblems\n"
        self.assertIsNone(missing(["KVM  a", "     b", "...", "Problems"], text))
        self.assertEqual(missing(["KVM  a", "     c"], text), "     c")
        self.assertEqual(missing(["KVM  a", "...", "     d"], text), "     d")
        self.assertEqual(missing(["KVM  a", "...", "Problems", "...", "     b"], text), "     b")


if __name__ == "__main__":
    unittest.main()
