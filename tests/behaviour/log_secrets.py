# SPDX-License-Identifier: MIT
"""No secret leaves by the log, in whatever form it was written and wherever the event goes; what is
harmless does."""

import base64
import itertools
import json
import re
import shlex
import unittest

from log_support import LogCase, needs_mounts

# Words in which SECRET is one and plainNN is not. Each SECRET becomes another text.
LINE = (
    ["-object", "secret,id=plain00,data=SECRET,format=raw"],
    ["-object", "data=SECRET,qom-type=secret,id=plain01"],
    ["-object", '{"qom-type":"secret","id":"plain02","data":"SECRET"}'],
    ["-object", "secret,id=plain03,data=SECRET,,SECRET"],
    ["--object", "cryptodev,id=plain04,password=SECRET"],
    ["-set", "object.plain05.data=SECRET,SECRET"],
    ["-set", "device.plain06.password=SECRET SECRET"],
    ["-set", "fw_cfg.plain07.string=SECRET"],
    ["-global", "plain08.osk=SECRET"],
    ["-global", "driver=plain09,property=osk,value=SECRET"],
    ["-device", "isa-applesmc,id=plain10,osk=SECRET"],
    ["-device", '{"driver":"isa-applesmc","id":"plain11","osk":"SECRET"}'],
    ["-device", "{'driver':'plain12','osk':'SECRET\\'SECRET'}"],
    ["-device", '{"driver":"plain13","pass\\u0077ord":"SECRET"}'],
    ["-spice", "port=plain14,password=SECRET"],
    ["-spice", "x509-dir=plain15,x509-key-password=SECRET,gl=on"],
    ["-iscsi", "user=plain16,password=SECRET"],
    ["-drive", "file=http://plain17:SECRET@host/a,if=none"],
    ["-drive", "file=https://plain18:SECRET@SECRET@host/a,,b"],
    ["-drive", "file.driver=https,file.url=plain19,file.password=SECRET"],
    ["-drive", "file.driver=ssh,file.cookie=SECRET=SECRET,id=plain20"],
    ["-drive", "file=rbd:pool/plain21:id=a:key=SECRET\\:SECRET==:mon_host=h"],
    ["-drive", 'file=json:{"driver":"rbd",,"image":"plain22",,"key":"SECRET"}'],
    ["-blockdev", '{"driver":"https","node-name":"plain23","password":"SECRET"}'],
    ["-blockdev", '{"filename":"json:{\\"plain24\\":1,\\"token\\":\\"SECRET\\"}"}'],
    ["-blockdev", '{"node-name":"plain25","key":4711SECRET,"x":[{"psk":"SECRET"}]}'],
    ["-blockdev", "driver=rbd,node-name=plain26,key=SECRET"],
    ["-hda", "iscsi://plain27%SECRET@host/iqn/1"],
    ["-cdrom", "ftp://plain28:SECRET@host/a,b.iso"],
    ["ftp://plain29:SECRET@host/image"],
    ["http://host/plain30?token=SECRET&b=c"],
    ["-append", "plain31 password=SECRET token='SECRET SECRET' quiet"],
    ["-append", 'plain32 wg.privatekey=SECRET psk="SECRET"'],
    ["-kernel", "plain33", "-initrd", "https://u:SECRET@host/i"],
    ["-smbios", "type=11,value=SECRET,path=plain34"],
    ["-smbios", "type=1,serial=ds=nocloud;SECRET,uuid=plain35"],
    ["-smbios", "type=2,asset=SECRET", "-name", "plain36"],
    ["-fw_cfg", "name=opt/plain37,string=SECRET"],
    ["-fw_cfg", "string=SECRET,name=opt/plain38"],
    ["-plugin", "plain39.so,api-token=SECRET,PASSWD=SECRET"],
    ["-chardev", "socket,id=plain40,password=SECRET"],
    ["-netdev", "user,id=plain41,vpn_password=SECRET"],
    ["-tpmdev", "emulator,id=plain42,passphrase=SECRET"],
    ["-device", "plain43,masterkey=SECRET"],
    ["-name", "plain44"],
    ["-drive", "file=https://host/plain56?sp=r&sig=SECRET&se=1"],
    ["-drive", "file=ftp://plain57:SECRET'SECRET\"SECRET@host/a"],
    ["-append", "plain58 systemd.set_credential=a:SECRET netroot=iscsi:u:SECRET@10.0.0.1::::iqn"],
    ["-append", "plain59 passwd/root-password-again=SECRET"],
    ["-netdev", "l2tpv3,id=plain60,txcookie=SECRET,rxcookie=SECRET"],
    # What follows an option that no QEMU has may be its value.
    ["--password=SECRET", "-name", "plain45"],
    ["-vnc-password", "SECRET", "-name", "plain46"],
)
VARIABLES = (
    ["PLAIN47", "ws://u:SECRET@plain47/"],
    ["VNC_PASSWORD", "SECRET SECRET,SECRET"],
    ["AWS_SECRET_ACCESS_KEY", "SECRET"],
    ["API_TOKEN", "SECRET"],
    ["PLAIN48_ARGS", "-spice plain48,password=SECRET -object secret,id=a,data=SECRET"],
)
TEXTS = (
    "near 'password=SECRET': plain49",
    'near "key": "SECRET", plain50',
    "can not open https://plain51:SECRET@host/",
    "plain52: -object secret,id=a,data=SECRET",
    "plain53: -set object.a.data=SECRET",
    "plain54: -fw_cfg name=opt/a,string=SECRET",
    "plain55: -smbios type=11,value=SECRET",
)


class Planter:
    """Puts a text of its own in the place of each SECRET."""

    def __init__(self):
        self.numbers = itertools.count(10)
        self.secrets = []

    def plant(self, text):
        def one(_):
            self.secrets.append("Hunter%dZq" % next(self.numbers))
            return self.secrets[-1]

        return re.sub("SECRET", one, text)

    def line(self):
        return [self.plant(word) for words in LINE for word in words]


def leaks(secrets, output):
    """Which of the secrets can be read in what was logged, also where it is in base64."""
    text = output if isinstance(output, str) else output.decode(errors="surrogateescape")
    for coded in re.findall(r"[A-Za-z0-9+/]{12,}={0,2}", text):
        for start in range(4):
            part = coded[start : len(coded) - (len(coded) - start) % 4]
            text += base64.b64decode(part).decode("latin-1") if part else ""
    return [secret for secret in secrets if secret.lower() in text.lower()]


@needs_mounts
class Secrets(LogCase):
    def setUp(self):
        super().setUp()
        self.planter = Planter()
        self.syslog = self.receiver("syslog")
        self.journal = self.receiver("journal")

    def outputs(self, *words, status=0, **more):
        """{place: all that a launch leaves there}, in both formats and at the lightest level."""
        inside = self.inside(self.syslog, self.journal)
        found = {}
        for form in ("text", "json"):
            settings = dict(more, QEMU_WRAPPER_LOG_FORMAT=form, QEMU_WRAPPER_LOG_LEVEL="debug")

            def start(place, **others):
                settings["QEMU_WRAPPER_LOG_TO"] = place
                return self.start(*words, status=status, **settings, **others)

            said = start("file:" + self.log_file)
            found["file", form] = said + self.line()
            found["stderr", form] = start("stderr")
            said = start("syslog", prefix=inside)
            (message,) = self.syslog.messages()
            found["syslog", form] = said + message.decode(errors="surrogateescape")
            said = start("journal", prefix=inside)
            (message,) = self.journal.messages()
            found["journal", form] = said + message.decode(errors="surrogateescape")
        shown = self.on_terminal(*words, status=status, **dict(more, QEMU_WRAPPER_LOG_LEVEL="debug"))
        found["terminal", "text"] = "\n".join(shown)
        return found

    def assert_clean(self, outputs, harmless, least):
        self.assertGreaterEqual(len(self.planter.secrets), least)
        self.assertEqual(len(outputs), 9)
        for place, output in outputs.items():
            with self.subTest(place=place):
                self.assertEqual(leaks(self.planter.secrets, output), [], output)
                missing = [word for word in harmless if word not in output]
                self.assertEqual(missing, [], output)

    def plain(self, texts):
        return sorted({word for text in texts for word in re.findall(r"plain\d\d", text)})

    def test_command_line(self):
        line = self.planter.line()
        self.assert_clean(self.outputs(*line), self.plain(line), 55)

    def test_words_of_qemu_args(self):
        """The same words as changes, and once more as a variable."""
        line = self.planter.line()
        outputs = self.outputs(QEMU_ARGS=shlex.join(line))
        self.assert_clean(outputs, self.plain(line), 55)

    def test_variables_that_plugins_set(self):
        self.select("args", "log", "set-env", more="[set-env]\n" + "".join(
            "set = %s=%s\n" % (name, self.planter.plant(value)) for name, value in VARIABLES
        ))
        self.assert_clean(self.outputs(), ["plain47", "plain48"], 8)

    def test_notes(self):
        self.select("args", "log", "set-env", more="[set-env]\n" + "".join(
            "set = %s=%s\nshow = %s\n" % (name, self.planter.plant(value), name)
            for name, value in VARIABLES
        ))
        self.assert_clean(self.outputs(), ["plain47", "plain48"], 8)

    def test_refusals(self):
        for text in TEXTS:
            planted = self.planter.plant(text)
            self.select("args", "log", "refuses", more="[refuses]\nphase = check\ntext = %s\n" % planted)
            outputs = self.outputs(status=125)
            # The wrapper itself tells people on a terminal.
            self.assert_clean(outputs, self.plain([text])[:1] if text.startswith("plain") else [], 1)

    def test_failed_execution(self):
        line = self.planter.line()
        path = self.place.write("empty", "no program", 0o755)
        outputs = self.outputs(*line, status=126, QEMU_WRAPPER_REAL=path)
        self.assert_clean(outputs, self.plain(line), 55)

    def test_firmware_strings_on_wish(self):
        """... are shown, but not those whose key says that they are secrets."""
        words = ["-smbios", "type=11,value=shown1", "-fw_cfg", "name=opt/a,string=shown2",
                 "-smbios", self.planter.plant("type=11,value=io.systemd.credential:a=SECRET SECRET"),
                 "-fw_cfg", self.planter.plant("name=opt/io.systemd.credentials/a,string=SECRET"),
                 "-fw_cfg", self.planter.plant("name=opt/b,string=password=SECRET")]
        outputs = self.outputs(*words, QEMU_WRAPPER_LOG_FIRMWARE_STRINGS="show")
        self.assert_clean(outputs, ["shown1", "shown2"], 2)
        for place, output in self.outputs(*words).items():
            self.assertEqual(leaks(["shown1", "shown2"], output), [], (place, output))

    def test_leak_is_found(self):
        """A name that nothing marks as a secret shows that the test can see one anywhere."""
        secret = self.planter.plant("SECRET")
        for place, output in self.outputs("-name", "guest=" + secret).items():
            self.assertEqual(leaks([secret], output), [secret], (place, output))
        for place, output in self.outputs("-name", secret + "\udcff").items():
            self.assertEqual(leaks([secret], output), [secret], (place, output))

    def test_reader_of_leaks(self):
        coded = base64.b64encode(b"\xffabc Hunter10Zq").decode()
        self.assertEqual(leaks(["Hunter10Zq"], json.dumps({"base64": coded})), ["Hunter10Zq"])
        self.assertEqual(leaks(["Hunter10Zq"], "x HUNTER10ZQ"), ["Hunter10Zq"])
        self.assertEqual(leaks(["Hunter10Zq"], "Hunter1 0Zq"), [])


if __name__ == "__main__":
    unittest.main()
