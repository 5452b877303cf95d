# SPDX-License-Identifier: MIT
"""Each trap that `doctor` knows, made for real: it is found there, and not where it isn't."""

import os
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from doctor_support import (  # noqa: E402
    BUILD, NAME, NOBODY, TIME_LIMIT, WRAPPER, DoctorCase, unshare)

VERSION = "echo 'QEMU emulator version 9.8.7 (Test)'\n"
QEMU = shutil.which(NAME)


class Qemu(DoctorCase):
    def test_version(self):
        path = self.script("real/" + NAME, VERSION)
        self.assert_found(self.about("qemu", path)[0], "ok", "QEMU 9.8.7", "a script")

    def test_one_that_tells_nothing(self):
        path = self.script("real/" + NAME, "exit 3\n")
        self.assert_found(self.about("qemu", path)[0], "info", "status 3")

    def test_one_that_crashes(self):
        path = self.script("real/" + NAME, "kill -9 $$\n")
        self.assert_found(self.about("qemu", path)[0], "warning", "signal 9", "of launches")
        os.mkdir(self.place.path("first"))
        self.script("first/" + NAME, VERSION)
        search = self.place.path("first") + ":" + self.env["PATH"]
        self.assert_found(self.about("qemu", path, PATH=search)[0], "info", "signal 9")

    def test_one_that_cannot_be_executed(self):
        path = self.place.write("real/" + NAME, "#!/nonexistent\n", 0o755)
        self.assert_found(self.about("qemu", path)[0], "warning", "can't be executed", "126")
        path = self.place.write("real/" + NAME, "\x7fELF, and no more", 0o755)
        self.assert_found(self.about("qemu", path)[0], "warning", "can't be executed", "126")

    @unittest.skipUnless(os.geteuid() == 0, "only root can give files away")
    def test_one_that_others_could_have_written(self):
        mark = self.place.path("ran")
        path = self.script("real/" + NAME, "touch %s\n" % mark)
        os.chmod(path, 0o777)
        self.assert_found(self.about("qemu", path)[0], "info", "not run")
        os.chmod(path, 0o755)
        os.chown(path, NOBODY, NOBODY)
        self.assert_found(self.about("qemu", path)[0], "info", "not run")
        self.assertFalse(os.path.exists(mark))

    def moved(self):
        """A copy of the real one that misses its firmware, unless it is one that always finds it."""
        os.mkdir(self.place.path("deep"))
        moved = shutil.copy(QEMU, self.place.path("deep", NAME))
        done = subprocess.run([moved, "-L", "help"], stdout=subprocess.PIPE, check=True, text=True,
                              timeout=TIME_LIMIT)
        if self.place.path("deep") not in done.stdout:
            self.assert_found(self.about("qemu", moved, PATH=self.place.path("deep"))[0], "ok")
            self.skipTest("this QEMU is built to be at home nowhere else (--disable-relocatable)")
        return moved

    @unittest.skipUnless(QEMU, "needs QEMU")
    def test_moved(self):
        """The real one in a folder of another depth; a link there is none."""
        moved = self.moved()
        path = self.place.path("deep") + ":/usr/bin:/bin"
        found = self.about("qemu", moved, PATH=path)[0]
        self.assert_found(found, "broken", "was moved", "/share/qemu", "libexec")
        self.assert_found(self.about("qemu", QEMU, PATH=path)[0], "ok", "QEMU ")
        os.unlink(moved)
        os.symlink(QEMU, moved)
        self.assert_found(self.about("qemu", moved, PATH=path)[0], "ok", "QEMU ")

    @unittest.skipUnless(QEMU, "needs QEMU")
    def test_moved_but_behind_another(self):
        moved = self.moved()
        found = self.about("qemu", moved, PATH="/usr/bin:/bin:" + self.place.path("deep"))[0]
        self.assert_found(found, "warning", "was moved")

    def test_real_of_the_configuration(self):
        nowhere = self.place.path("nowhere")
        found = self.about("qemu", nowhere, QEMU_WRAPPER_REAL=nowhere)[0]
        self.assert_found(found, "broken", "QEMU_WRAPPER_REAL")
        found = self.about("qemu", self.place.path("real"),
                           QEMU_WRAPPER_REAL=self.place.path("real"))[0]
        self.assert_found(found, "info", "QEMU_WRAPPER_REAL")

    def test_real_folder_without_qemu(self):
        """One with a drop-in only, too; a folder on PATH by another name is not taken for empty."""
        for name in ("work", "bin"):
            folder = self.place.path(name)
            self.assert_found(self.about("qemu", folder, QEMU_WRAPPER_REAL=folder)[0], "broken",
                              "none in it", "QEMU_WRAPPER_REAL")
        link = self.place.path("link")
        os.symlink("real", link)
        self.assert_found(self.about("qemu", link, QEMU_WRAPPER_REAL=link)[0], "info")


class DropIns(DoctorCase):
    def test_which_runs_what(self):
        found = self.about("drop-ins", self.place.dropin)
        self.assert_found(found[-1], "ok", "runs " + self.place.real)

    def test_without_a_real_one(self):
        link = self.place.link("bin/qemu-system-none")
        self.assert_found(self.about("drop-ins", link)[0], "broken", "runs nothing", "not found")

    def test_another_name(self):
        link = self.place.link("bin/emulator", self.place.tool)
        self.assert_found(self.about("drop-ins", link)[0], "broken", "runs nothing")

    def test_link_to_a_drop_in(self):
        """As a launch by it does: there is no program named kvm."""
        link = self.place.link("bin/kvm", os.path.basename(self.place.dropin))
        path = ":".join(self.place.path(name) for name in ("bin", "real"))
        found = self.about("drop-ins", link, PATH=path)
        self.assert_found(found[-1], "ok", "runs " + self.place.real)

    def test_copy(self):
        self.place.write("real/qemu-system-arm", "#!/bin/sh\n", 0o755)
        copy = shutil.copy(WRAPPER, self.place.path("bin", "qemu-system-arm"))
        found = self.about("drop-ins", copy)
        self.assert_found(found[-1], "ok", "runs " + self.place.path("real", "qemu-system-arm"))

    def test_behind_qemu(self):
        path = ":".join(self.place.path(name) for name in ("real", "bin"))
        found = self.about("drop-ins", self.place.dropin, PATH=path)[0]
        self.assert_found(found, "warning", "stands behind " + self.place.real)

    def test_link_to_nothing(self):
        link = self.place.link("bin/qemu-system-arm", self.place.path("gone", "qemu-wrapper"))
        self.assert_found(self.about("drop-ins", link)[0], "warning", "link to nothing")

    @unittest.skipUnless(os.geteuid() == 0 and unshare("-m"), "needs a mount namespace")
    def test_first_on_path_with_libvirt(self):
        if not os.path.isdir("/etc/libvirt"):
            self.skipTest("there is no /etc/libvirt to mount on")
        os.mkdir(self.place.path("libvirt"))
        mount = 'mount --bind %s /etc/libvirt && exec "$@"' % self.place.path("libvirt")
        prefix = [*unshare("-m"), "sh", "-c", mount, "sh"]
        if not os.path.exists("/usr/bin/virsh"):
            found = self.about("drop-ins", self.place.dropin, prefix=prefix)[0]
            self.assertEqual(found["severity"], "ok", found)
        self.place.write("libvirt/qemu.conf", "")
        found = self.about("drop-ins", self.place.dropin, prefix=prefix)[0]
        self.assert_found(found, "warning", "definitions of new VMs")
        self.script("real/kvm", VERSION)
        found = self.about("drop-ins", self.place.link("bin/kvm"), prefix=prefix)[0]
        self.assertEqual(found["severity"], "ok", found)

    @unittest.skipUnless(os.geteuid() == 0, "only root can make such a program")
    @unittest.skipIf("ASAN_OPTIONS" in os.environ, "the sanitizer reads what AT_SECURE hides")
    def test_set_user_id(self):
        tool = self.place.path("bin", "qemu-wrapper")
        os.unlink(tool)
        shutil.copy(WRAPPER, tool)
        os.chmod(tool, 0o4755)
        self.assert_found(self.about("drop-ins", tool)[0], "warning", "set-uid")


class Configuration(DoctorCase):
    def setUp(self):
        super().setUp()
        os.mkdir(self.place.path("config", "qemu-wrapper"))
        self.file = self.place.path("config", "qemu-wrapper", "qemu-wrapper.conf")

    def write(self, text):
        return self.place.write("config/qemu-wrapper/qemu-wrapper.conf", text)

    def test_read(self):
        self.write("[vnc]\nstrict = yes\n")
        self.assert_found(self.about("configuration", self.file)[0], "ok", "read")

    def test_none(self):
        """Where a file could be is told, as far as launches look there."""
        system = os.path.join(os.environ["QW_SYSCONFDIR"], "qemu-wrapper")
        none = "no file was read, the defaults hold; looked for "
        main = "%s/qemu-wrapper.conf" % system
        for env, looked in (
            ({}, "%s, %s/conf.d/*.conf, %s" % (main, system, self.file)),
            ({"XDG_CONFIG_HOME": None, "HOME": "/h"},
             "%s, %s/conf.d/*.conf, /h/.config/qemu-wrapper/qemu-wrapper.conf" % (main, system)),
            ({"XDG_CONFIG_HOME": None, "HOME": None}, "%s, %s/conf.d/*.conf" % (main, system)),
            ({"QEMU_WRAPPER": "off"}, main),
        ):
            with self.subTest(env=env):
                found = self.about("configuration", None, **env)[-1]
                self.assertEqual((found["severity"], found["text"]), ("info", none + looked))

    def test_broken(self):
        for text, part in (("[wrapper]\npluginss = args\n", "plugins"), ("[nosuch]\na = b\n", "nosuch")):
            with self.subTest(text=text):
                self.write(text)
                found = self.about("configuration", None)[0]
                self.assert_found(found, "broken", self.file + ":", part, "QEMU_WRAPPER=off")

    @unittest.skipUnless(os.geteuid() == 0, "only root can give files away")
    def test_of_another_owner(self):
        os.chown(self.write("[wrapper]\n"), NOBODY, NOBODY)
        self.assert_found(self.about("configuration", None)[0], "broken", "belongs to user 65534")

    def test_another_one_is_named(self):
        self.write("[wrapper]\n")
        other = self.place.write("other.conf", "[wrapper]\n")
        found = self.findings("configuration", QEMU_WRAPPER_CONFIG=other)
        by_path = {finding["subject"]: finding for finding in found}
        self.assert_found(by_path[other], "ok", "read")
        self.assert_found(by_path[self.file], "info", "not read", "QEMU_WRAPPER_CONFIG")

    def test_safe_mode(self):
        self.write("nonsense\n")
        found = self.about("configuration", self.file, QEMU_WRAPPER="off")[0]
        self.assert_found(found, "info", "safe mode")
        found = self.findings("plugins", QEMU_WRAPPER="off")[0]
        self.assert_found(found, "warning", "QEMU_WRAPPER=off")


class Plugins(DoctorCase):
    def install(self, name):
        os.makedirs(self.place.path("plugins"), exist_ok=True)
        shutil.copy(os.path.join(BUILD, "tests", "plugins", name + ".so"),
                    self.place.path("plugins"))
        return name

    def select(self, *names):
        folders = self.place.path("plugins") + ":" + self.env["QEMU_WRAPPER_PLUGIN_PATH"]
        return {"QEMU_WRAPPER_PLUGINS": ",".join(names), "QEMU_WRAPPER_PLUGIN_PATH": folders}

    def test_order(self):
        for name in ("trace", "memory"):
            self.install(name)
        found = self.findings("plugins", **self.select("trace", "args", "memory"))
        self.assertEqual([finding["subject"] for finding in found], ["trace", "args", "memory"])
        for number, finding in enumerate(found, 1):
            self.assert_found(finding, "ok", "%d of 3, version " % number)

    def test_faults_hide_nothing(self):
        for name in ("unresolved", "dies-on-load", "no-note"):
            self.install(name)
        names = ("unresolved", "vnc", "dies-on-load", "missing", "no-note", "args")
        found = self.findings("plugins", **self.select(*names))
        self.assertEqual([finding["subject"] for finding in found], list(names))
        parts = dict(zip(names, ("undefined symbol", "version", "signal 9", "missing.so",
                                 "not a qemu-wrapper plugin", "version")))
        for finding in found:
            severity = "ok" if finding["subject"] in ("vnc", "args") else "broken"
            self.assert_found(finding, severity, parts[finding["subject"]])

    def test_optional(self):
        self.install("unresolved")
        config = self.place.write("c.conf", "[plugin unresolved]\nrequired = no\n")
        found = self.about("plugins", "unresolved", QEMU_WRAPPER_CONFIG=config,
                           **self.select("unresolved"))[0]
        self.assert_found(found, "warning", "left out")

    def test_value_of_an_option(self):
        found = self.about("plugins", "vnc", QEMU_WRAPPER_VNC_STRICT="perhaps")[0]
        self.assert_found(found, "broken", "QEMU_WRAPPER_VNC_STRICT", "perhaps")

    def test_order_that_does_not_hold(self):
        for name in ("memory", "after-memory"):
            self.install(name)
        self.assertEqual(self.report(**self.select("memory", "after-memory"))["broken"], 0)
        found = self.findings("plugins", **self.select("after-memory", "memory"))
        self.assert_found(found[-1], "broken", "memory")


class Launch(DoctorCase):
    """What plugins make of a line without arguments."""

    def launch(self, **more):
        return self.about("launch", NAME, **more)[0]

    def misbehaves(self, how, isolate="no"):
        shutil.copy(os.path.join(BUILD, "tests", "plugins", "misbehaves.so"),
                    self.place.path("work"))
        text = ("[wrapper]\nplugins = misbehaves\n[plugin misbehaves]\nisolate = %s\n"
                "[misbehaves]\nphase = rewrite\nhow = %s\n" % (isolate, how))
        return {"QEMU_WRAPPER_CONFIG": self.place.write("c.conf", text),
                "QEMU_WRAPPER_PLUGIN_PATH": self.place.path("work")}

    def test_nothing_wrong(self):
        found = self.findings("launch", QEMU_WRAPPER_PLUGINS="args vnc log")
        self.assertEqual([finding["severity"] for finding in found], ["ok"])
        self.assertIn(NAME, found[0]["text"])

    def test_refused(self):
        found = self.launch(QEMU_ARGS="-name 'x", QEMU_WRAPPER_PLUGINS="args")
        self.assert_found(found, "broken", "args: QEMU_ARGS, column 7", "never closed",
                          "explain " + NAME)

    def test_by_each_name(self):
        """What differs is told of each, the same once; as long as there is a drop-in of the name."""
        more = {"QEMU_ARGS": "-name 'x", "QEMU_WRAPPER_PLUGINS": "args"}
        self.script("real/qemu-system-arm", VERSION)
        self.place.link("bin/qemu-system-arm")
        found = self.findings("launch", **more)
        self.assertEqual([finding["severity"] for finding in found], ["broken"])
        os.unlink(self.place.dropin)
        self.assertEqual(self.findings("launch", **more)[0]["subject"], "qemu-system-arm")
        os.unlink(self.place.path("bin", "qemu-system-arm"))
        self.assertEqual(len(self.findings("launch", **more)), 1)

    def test_warnings(self):
        more = {"QEMU_ARGS": "-vnc 0.0.0.0:1", "QEMU_WRAPPER_PLUGINS": "args vnc"}
        self.assert_found(self.launch(**more), "info", "warns: vnc: ", "without password")

    def test_secrets_are_hidden(self):
        more = {"QEMU_ARGS": "-vnc 0.0.0.0:1,password=hunter2 -object 'secret,data=hunter2",
                "QEMU_WRAPPER_PLUGINS": "args vnc"}
        self.assertNotIn("hunter2", str(self.report(**more)))

    def test_told_by_other_sections(self):
        found = self.findings("launch", QEMU_WRAPPER_PLUGINS="missing")
        self.assert_found(found[0], "info", "not tried", "plugins")
        config = self.place.write("c.conf", "nonsense\n")
        found = self.findings("launch", QEMU_WRAPPER_CONFIG=config)
        self.assert_found(found[0], "info", "not tried", "configuration")

    def test_crashes(self):
        for how, part in (("segv", "a plugin was killed by signal 11"),
                          ("exit", "a plugin ended its process with status 0"),
                          ("_exit", "a plugin ended its process with status 0"),
                          ("killed", "a plugin was killed by signal 9"),
                          ("close", "a plugin closed the descriptor")):
            with self.subTest(how=how):
                self.assert_found(self.launch(**self.misbehaves(how)), "broken", part)
        found = self.launch(**self.misbehaves("segv", "yes"))
        self.assert_found(found, "broken", "misbehaves: ", "signal 11")

    def test_one_that_hangs(self):
        self.assert_found(self.launch(**self.misbehaves("block")), "broken", "within 10 s")


class Variables(DoctorCase):
    def test_seen(self):
        found = self.about("variables", "QEMU_ARGS", QEMU_ARGS="-m 1G")[0]
        self.assert_found(found, "info", "-m 1G")

    def test_misspelt(self):
        nearest = {"QEMU_WRAPPER_PLUGIN": "QEMU_WRAPPER_PLUGINS",
                   "QEMU_WRAPPER_VNC_STRIKT": "QEMU_WRAPPER_VNC_STRICT",
                   "QEMU_WRAPER_CONFIG": "QEMU_WRAPPER_CONFIG",
                   "QEMU_ARG": "QEMU_ARGS"}
        found = self.findings("variables", **dict.fromkeys(nearest, "x"))
        by_name = {finding["subject"]: finding for finding in found}
        for name, near in nearest.items():
            with self.subTest(name=name):
                self.assert_found(by_name[name], "warning", "read by nobody", "write " + near)

    def test_well_spelt(self):
        found = self.about("variables", "QEMU_WRAPPER_VNC_STRICT", QEMU_WRAPPER_VNC_STRICT="yes")
        self.assert_found(found[0], "info", "yes")

    def test_13_variables_that_load_or_tune(self):
        values = {"LD_PRELOAD": "libm.so.6", "LD_LIBRARY_PATH": "/nonexistent",
                  "GLIBC_TUNABLES": "glibc.malloc.tcache_count=3", "GCONV_PATH": "/nonexistent"}
        more = {"ASAN_OPTIONS": self.env["ASAN_OPTIONS"] + ":verify_asan_link_order=0"}
        found = self.findings("variables", **values, **more)
        by_name = {finding["subject"]: finding for finding in found}
        empty = self.findings("variables", **dict.fromkeys(values, ""), **more)
        for name, value in values.items():
            with self.subTest(name=name):
                self.assert_found(by_name[name], "warning", value)
                self.assertNotIn(name, [each["subject"] for each in empty])

    def test_plugin_that_is_not_selected(self):
        names = ("QEMU_WRAPPER_VNC_STRICT", "QEMU_ARGS")
        found = self.findings("variables", QEMU_WRAPPER_PLUGINS="", **dict.fromkeys(names, "yes"))
        by_name = {finding["subject"]: finding for finding in found}
        for name in names:
            with self.subTest(name=name):
                self.assert_found(by_name[name], "warning", "not selected")

    def test_of_kubernetes(self):
        service = {"QEMU_WRAPPER_PORT": "tcp://10.0.0.7:80", "QEMU_WRAPPER_SERVICE_HOST": "10.0.0.7",
                   "QEMU_WRAPPER_PORT_80_TCP_ADDR": "10.0.0.7"}
        found = self.findings("variables", **service)
        by_name = {finding["subject"]: finding for finding in found}
        for name in service:
            self.assert_found(by_name[name], "info", "Kubernetes")


@unittest.skipUnless(unshare("-n"), "needs a network namespace")
class Ports(DoctorCase):
    def with_listeners(self, *ports):
        """Words that listen there, in a network namespace, while the next program runs."""
        script = ("import socket, subprocess, sys\n"
                  "subprocess.run(['ip', 'link', 'set', 'lo', 'up'], check=True)\n"
                  "held = []\n"
                  "for port in %r:\n"
                  "    held.append(socket.create_server(('127.0.0.1', port)))\n"
                  "sys.exit(subprocess.run(sys.argv[1:]).returncode)\n" % (ports,))
        return [*unshare("-n"), sys.executable, "-c", script]

    def test_taken(self):
        found = self.findings("ports", prefix=self.with_listeners(5907, 6000, 5999))
        self.assertEqual({finding["subject"] for finding in found}, {"5907", "5999"})
        display = next(finding for finding in found if finding["subject"] == "5907")
        self.assert_found(display, "info", "display 7,", "127.0.0.1", "(process ")

    def test_none(self):
        found = self.findings("ports", prefix=self.with_listeners(5899))
        self.assertEqual([finding["subject"] for finding in found], [None])

    def test_of_a_process_that_is_not_ours(self):
        if os.geteuid():
            self.skipTest("only root can become another user")
        drop = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        self.doctor(user=NOBODY)
        found = self.findings("ports", prefix=self.with_listeners(5901) + drop)
        self.assert_found(found[0], "info", "display 1,", "may not see")


class Kvm(DoctorCase):
    def kvm(self, **more):
        return self.about("kvm", None, **more)[0]

    def mounted(self, command):
        if os.geteuid() or not unshare("-m"):
            self.skipTest("needs a mount namespace")
        return [*unshare("-m"), "sh", "-c", command + ' && exec "$@"', "sh"]

    def test_absent(self):
        empty = self.place.path("dev")
        os.mkdir(empty)
        binds = "touch {0}/null && mount --bind /dev/null {0}/null && mount --rbind {0} /dev"
        self.assert_found(self.kvm(prefix=self.mounted(binds.format(empty))), "warning", "/dev/kvm")

    @unittest.skipUnless(os.path.exists("/dev/kvm"), "needs a node to mount on")
    def test_not_a_kvm_device(self):
        found = self.kvm(prefix=self.mounted("mount --bind /dev/zero /dev/kvm"))
        self.assert_found(found, "warning", "/dev/kvm")

    @unittest.skipUnless(os.path.exists("/dev/kvm"), "needs a node without permission")
    def test_no_permission(self):
        if os.geteuid() or os.stat("/dev/kvm").st_mode & 0o006:
            self.skipTest("everybody may open /dev/kvm, or we can't become another user")
        self.assert_found(self.kvm(user=NOBODY), "warning", "/dev/kvm")

    @unittest.skipUnless(os.access("/dev/kvm", os.R_OK | os.W_OK), "needs KVM")
    def test_present(self):
        self.assertNotEqual(self.kvm()["text"], "")


@unittest.skipUnless(os.geteuid() == 0 and unshare("-m"), "needs a mount namespace")
class AppArmor(DoctorCase):
    """Policy of libvirt that is installed, with a kernel that has AppArmor and one that hasn't."""

    def policy(self, active):
        if not os.path.isdir("/etc/apparmor.d"):
            self.skipTest("there is no /etc/apparmor.d to mount on")
        os.makedirs(self.place.path("policy", "abstractions"))
        self.place.write("policy/abstractions/libvirt-qemu", "")
        command = "mount --bind %s /etc/apparmor.d" % self.place.path("policy")
        if active:
            if not os.path.isdir("/sys/module"):
                self.skipTest("there is no /sys/module to mount on")
            os.makedirs(self.place.path("module", "apparmor", "parameters"))
            self.place.write("module/apparmor/parameters/enabled", "Y\n")
            command += " && mount --bind %s /sys/module" % self.place.path("module")
        return [*unshare("-m"), "sh", "-c", command + ' && exec "$@"', "sh"]

    def rules(self, finding):
        """The lines that are to be copied."""
        return [line for line in finding["remedy"].splitlines() if line.startswith("  ")]

    def test_active(self):
        found = self.about("apparmor", os.path.realpath(WRAPPER), prefix=self.policy(True))
        self.assertEqual([finding["severity"] for finding in found], ["warning", "warning"])
        self.assert_found(found[0], "warning", "execute nothing", "PUx,")
        self.assert_found(found[1], "warning", "may not start by it", self.place.real)

    def test_rules_are_kept_to(self):
        """Put where they are told to be put, nothing is missing."""
        prefix = self.policy(False)
        wrapper = os.path.realpath(WRAPPER)
        found = self.about("apparmor", wrapper, prefix=prefix)[0]
        self.assert_found(found, "info", "may not start by it")
        os.mkdir(self.place.path("policy", "abstractions", "libvirt-qemu.d"))
        self.place.write("policy/abstractions/libvirt-qemu.d/qemu-wrapper",
                         "\n".join(self.rules(found)) + "\n")
        self.assert_found(self.about("apparmor", wrapper, prefix=prefix)[0], "ok")

    @unittest.skipUnless(shutil.which("apparmor_parser"), "needs apparmor_parser")
    def test_rules_are_understood(self):
        odd = self.place.path("odd {name} [*] with blanks")
        os.mkdir(odd)
        real = self.script(os.path.join(odd, NAME), VERSION)
        found = self.about("apparmor", os.path.realpath(WRAPPER), prefix=self.policy(True),
                           QEMU_WRAPPER_REAL=real)
        # For the profile of the daemons, and for that of its VMs.
        for rules in map(self.rules, found):
            self.assertTrue(rules)
            self.assertIsNone(self.complaint(rules))
            self.assertIsNotNone(self.complaint(rules + ["  nonsense,"]))

    def complaint(self, rules):
        """Of the parser about a profile of these rules, or None."""
        profile = self.place.write("profile", "profile test {\n%s\n}\n" % "\n".join(rules))
        done = subprocess.run(["apparmor_parser", "-Q", "-T", "-K", profile],
                              capture_output=True, text=True, check=False)
        return done.stderr if done.returncode else None


if __name__ == "__main__":
    unittest.main()
