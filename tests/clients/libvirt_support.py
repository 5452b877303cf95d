# SPDX-License-Identifier: MIT
"""Debian's libvirt as plain processes in a world of its own: no systemd, no D-Bus, nothing of the
host's /etc/libvirt, /var and /run. As root, `qemu:///session` leads to the privileged daemon, which
runs QEMU as the user libvirt-qemu; no test by itself."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import unittest
from xml.sax.saxutils import quoteattr

import world
from client_support import QEMU, TIME_LIMIT, ClientCase, is_running, lock_holders, seen
from process_state import renamed
from standin import as_another_user

NEEDED = ("libvirtd", "virtlogd", "virsh")
USER, GROUP, KVM = 64055, 64055, 64056
UUID = "4c1f2f4e-9a0e-4b57-8a35-1d1b4f0c0aa1"
SOCKET = "/run/libvirt/libvirt-sock"

QEMU_CONF = """\
user = "%s"
group = "%s"
cgroup_controllers = [ ]
namespaces = [ ]
security_driver = "none"
"""

DOMAIN = """\
<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
  <name>guest</name>
  <uuid>%s</uuid>
  <memory unit='MiB'>16</memory>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices>
    <emulator>%%s</emulator>
    <graphics type='vnc' autoport='yes' listen='127.0.0.1'/>
    <serial type='null'/>
  </devices>
  <qemu:commandline>%%s</qemu:commandline>
</domain>
""" % UUID

# What libvirt itself makes anew for each start.
PER_START = (
    (r"domain-\d+-guest", "domain-N-guest"),
    (r"^\d{4}-\d\d-\d\d[ T][\d:.]+(Z|\+0000)", "TIME"),
    (r"(?m)^\d{4}-\d\d-\d\d[ T][\d:.]+(Z|\+0000)", "TIME"),
    (r"id=\d+ is tainted", "id=N is tainted"),
    (r"<domain type='qemu' id='\d+'", "<domain type='qemu' id='N'"),
    (r"\bid\":\"libvirt-\d+", 'id":"libvirt-N'),
    (r"from pid \d+ ", "from pid N "),
    (r"socket,id=charmonitor,fd=\d+", "socket,id=charmonitor,fd=N"),
)


PIDFILE = "/run/libvirt/qemu/guest.pid"
LOG = "/var/log/libvirt/qemu/guest.log"


def qmp(text):
    return ("qemu-monitor-command", "guest", '{"execute":"%s"}' % text)


LOOKS = {
    "xml": ("dumpxml", "guest"),
    "state": ("domstate", "guest", "--reason"),
    "vncdisplay": ("vncdisplay", "guest"),
    "domdisplay": ("domdisplay", "guest"),
    "query-vnc": qmp("query-vnc"),
    "query-vnc-servers": qmp("query-vnc-servers"),
    "query-kvm": qmp("query-kvm"),
    "query-name": qmp("query-name"),
    "info block": ("qemu-monitor-command", "guest", "--hmp", "info chardev"),
}


def missing():
    """Why there can be no libvirt here, or None."""
    absent = [name for name in NEEDED if not shutil.which(name)]
    if absent:
        return "not installed: " + ", ".join(absent)
    if os.getuid() != 0:
        return "libvirtd is started as root"
    return None


class Libvirt:
    """The daemons. `virsh()` talks to them."""

    def __init__(self, root):
        self.root = root
        self.processes = []
        for path in ("/etc/libvirt", "/run"):
            os.makedirs(path, exist_ok=True)
            world.scratch_folder(path)
        os.mkdir(os.path.join(root, "var"))
        world.scratch_copy("/var", os.path.join(root, "var"))
        self.kvm = world.KvmDevice(root)
        self.kvm.put("present", KVM)
        self.configure()
        self.spawn("virtlogd")
        self.daemon = self.spawn("libvirtd")

    def configure(self):
        world.add_accounts(
            self.root,
            ["libvirt-qemu:x:%d:%d::/var/lib/libvirt:/usr/sbin/nologin" % (USER, GROUP)],
            ["libvirt-qemu:x:%d:" % GROUP, "kvm:x:%d:libvirt-qemu" % KVM],
        )
        user = "libvirt-qemu"
        try:
            as_another_user()
        except unittest.SkipTest:
            user = "root"
        self.write("qemu.conf", QEMU_CONF % (user, user))
        self.write("libvirtd.conf", 'auth_unix_rw = "none"\n')

    @staticmethod
    def write(name, text):
        with open(os.path.join("/etc/libvirt", name), "w", encoding="ascii") as file:
            file.write(text)

    def spawn(self, name):
        # Nothing of the test's variables: QEMU finds what a daemon of the system gives it.
        env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin:" + os.path.dirname(QEMU), "HOME": "/root"}
        with open(os.path.join(self.root, name + ".log"), "wb") as log:
            process = subprocess.Popen(
                [shutil.which(name)], stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env
            )
        self.processes.append(process)
        return process

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(TIME_LIMIT)
            process.kill()
            process.wait()

    def virsh(self, *words):
        """Status, output and error of one command."""
        done = subprocess.run(
            ["virsh", "-c", "qemu:///session", *words],
            env={"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": self.root},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIME_LIMIT,
            check=False,
            text=True,
            # From a terminal it would start polkit's agent, which misses D-Bus and says so.
            start_new_session=True,
        )
        return done.returncode, done.stdout, done.stderr


class LibvirtCase(ClientCase):
    """All tests of a file share the daemons."""

    @classmethod
    def setUpClass(cls):
        cls.enterClassContext(world.installed_plugins())
        folder = os.path.realpath(tempfile.mkdtemp(prefix="qw-", dir="/tmp"))
        cls.addClassCleanup(os.rmdir, folder)
        world.scratch_folder(folder)
        cls.addClassCleanup(world.unmount, folder)
        cls.libvirt = Libvirt(folder)
        cls.addClassCleanup(cls.libvirt.stop)

    def setUp(self):
        super().setUp()
        # What libvirt finds out about an emulator it keeps under its path.
        self.emulators = self.libvirt.root
        self.wait_for(self.answers, "libvirtd does not answer")

    def answers(self):
        self.assertIsNone(self.libvirt.daemon.poll(), "libvirtd has ended")
        return os.path.exists(SOCKET) and self.libvirt.virsh("uri")[0] == 0

    def domain(self, kind, words=(), env=()):
        """A file with the definition of the guest."""
        more = ["<qemu:arg value=%s/>" % quoteattr(word) for word in words]
        more += ["<qemu:env name='%s' value=%s/>" % (n, quoteattr(v)) for n, v in env]
        path = self.path("guest.xml")
        with open(path, "w", encoding="ascii") as file:
            file.write(DOMAIN % (self.emulator(kind), "".join(more)))
        return path

    @contextlib.contextmanager
    def guest(self, kind, **more):
        """A started guest; yields the id of its process, and destroys it."""
        self.virsh("create", self.domain(kind, **more))
        try:
            with open(PIDFILE, encoding="ascii") as file:
                pid = int(file.read())
            yield pid
        finally:
            self.virsh("destroy", "guest")
        self.wait_for(lambda: not is_running(pid), "destroyed, but it runs")
        self.assertEqual(self.qemu_processes(), [])

    @staticmethod
    def qemu_processes():
        """All there are in this world; whoever calls himself QEMU counts."""
        found = []
        for name in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError):
                with open("/proc/%s/comm" % name, encoding="utf-8") as file:
                    if file.read().startswith("qemu") and is_running(int(name)):
                        found.append(int(name))
        return found

    def vm_log(self):
        """What was written to the guest's log since the last call."""
        with open(LOG, "r+", encoding="utf-8") as file:
            text = file.read()
            file.truncate(0)
        return text

    def look(self, kind, **more):
        """All that a client sees of one guest's life."""
        with self.guest(kind, **more) as pid:
            found = self.process(pid)
            for name, words in LOOKS.items():
                found[name] = self.virsh(*words)
        found["log"] = self.vm_log()
        return self.settled(found)

    @staticmethod
    def process(pid):
        """What /proc shows of the guest."""
        found = seen(pid)
        found["locked"] = lock_holders(PIDFILE) == [pid]
        return found

    @staticmethod
    def settled(found):
        return renamed(found, PER_START)

    def virsh(self, *words):
        """What it prints; it must succeed."""
        status, out, err = self.libvirt.virsh(*words)
        self.assertEqual((status, err), (0, ""), words)
        return out
