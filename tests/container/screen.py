# SPDX-License-Identifier: MIT
"""The screen of a real guest, by the viewer, in a real browser, below a path prefix behind a reverse
proxy, whether that keeps the prefix or takes it away: what the browser shows is what QEMU draws.

With the name of a file as argument it also saves the whole window there: docs/images/viewer.png is
made so."""

import base64
import hashlib
import http.client
import os
import shutil
import socket
import sys
import threading
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "..", "scripts", "lib")]

from browser import PROGRAM, Browser, read_png, wait_for_screen  # noqa: E402
from container_support import ContainerCase, podman  # noqa: E402
from screenshot import Monitor, lit_pixels, read_ppm  # noqa: E402

ISO = "/usr/lib/grub-rescue/grub-rescue-cdrom.iso"
PREFIX = "/vms/vm1/"
PICTURE = sys.argv.pop(1) if sys.argv[1:2] and sys.argv[1].endswith(".png") else None
# Parts of both pictures that must be the same.
SAME = 0.99
GUEST = ["-accel", "tcg", "-m", "256", "-nic", "none"]


class Proxy(threading.Thread):
    """A reverse proxy for paths below PREFIX, which it keeps or takes away: the first line of each
    connection is changed, and that it may be the only one, Connection: close is asked for."""

    def __init__(self, upstream, keeps):
        super().__init__(daemon=True)
        self.upstream, self.keeps = upstream, keeps
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def run(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        with client:
            head = b""
            while b"\r\n\r\n" not in head:
                part = client.recv(65536)
                if not part:
                    return
                head += part
            method, path, rest = head.split(b" ", 2)
            if not path.startswith(PREFIX.encode()):
                client.sendall(b"HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n")
                return
            if not self.keeps:
                path = path[len(PREFIX) - 1 :]
            head = b" ".join((method, path, rest))
            if b"\r\nupgrade:" not in head.lower():
                head = head.replace(b"Connection: keep-alive\r\n", b"Connection: close\r\n")
            with socket.create_connection(self.upstream) as server:
                server.sendall(head)
                other = threading.Thread(target=self.pump, args=(client, server), daemon=True)
                other.start()
                self.pump(server, client)
                other.join()

    @staticmethod
    def pump(source, target):
        """Until one of them ends; then neither has more to say."""
        try:
            while True:
                data = source.recv(65536)
                if not data:
                    break
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def same_part(one, other):
    """What part of the pixels of two pictures is the same."""
    equal = sum(one[i : i + 3] == other[i : i + 3] for i in range(0, len(one), 3))
    return equal / (len(one) / 3)


# Of a handshake, and what must be answered (RFC 6455).
KEY = "MTIzNDU2Nzg5MDEyMzQ1Ng=="
ACCEPTED = base64.b64encode(
    hashlib.sha1((KEY + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()


def upgrade(port, path, **headers):
    """The status that a websocket handshake gets, and the answer to its key."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": KEY, **headers})
    answer = connection.getresponse()
    result = answer.status, answer.getheader("Sec-WebSocket-Accept")
    connection.close()
    return result


class ViewerCase(ContainerCase):
    def shared_folder(self):
        """A volume for the sockets."""
        name = self.new_name()
        podman("volume", "create", name)
        self.addCleanup(podman, "volume", "rm", "--force", name, check=False)
        return name + ":/run/vnc"

    def start_viewer(self, *options, **env):
        viewer = self.start(image=self.viewer, options=["--publish", "127.0.0.1::8080", *options], **env)
        port = int(podman("port", viewer.name, "8080").stdout.rsplit(":", 1)[1])
        viewer.until(lambda: self.answers(port), "a page")
        return viewer, port

    @staticmethod
    def answers(port):
        try:
            socket.create_connection(("127.0.0.1", port), 5).close()
            return bool(ViewerCase.get(port, "/"))
        except OSError:
            return False

    @staticmethod
    def get(port, path, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, text, answer.getheader("Location")


class Pages(ViewerCase):
    """The viewer without a guest."""

    def test_every_prefix(self):
        _, port = self.start_viewer()
        page = self.get(port, "/")
        self.assertEqual(page[0], 200)
        self.assertIn("noVNC", page[1])
        for prefix in ("/", "/vm1/", "/app/core/vm1/", "/a/b.c/d/"):
            self.assertEqual(self.get(port, prefix), page)
            self.assertEqual(self.get(port, prefix + "vnc.html"), page)
            self.assertEqual(self.get(port, prefix + "core/rfb.js")[0], 200)
            self.assertIn('"websockify"', self.get(port, prefix + "mandatory.json")[1])
            # Nobody listens behind it.
            self.assertEqual(upgrade(port, prefix + "websockify")[0], 502)
        self.assertEqual(self.get(port, "/vm1")[::2], (302, "/vm1/"))
        for path in ("/app/../../../etc/passwd", "/app/%2e%2e/%2e%2e/etc/passwd", "/etc/passwd%00",
                     "/vm1/app/nothing.js", "/a%0d%0aX-Bad:1", "/core/../viewer.conf"):
            status, text, location = self.get(port, path)
            self.assertIn(status, (302, 400, 404), path)
            self.assertNotIn("root:", text)
            self.assertFalse(location and ("X-Bad" in location or location.startswith("//")), location)

    def test_a_password(self):
        words = "secret word"
        hashed = "{SHA}" + base64.b64encode(hashlib.sha1(words.encode()).digest()).decode()
        file = self.write("htpasswd", "someone:%s\n" % hashed)
        _, port = self.start_viewer("--volume", file + ":/run/secrets/htpasswd:ro",
                                    VIEWER_PASSWORD_FILE="/run/secrets/htpasswd")
        right = "Basic " + base64.b64encode(("someone:" + words).encode()).decode()
        wrong = "Basic " + base64.b64encode(b"someone:else").decode()
        for path in ("/", "/vm1/core/rfb.js", "/vm1/mandatory.json"):
            self.assertEqual(self.get(port, path)[0], 401)
            self.assertEqual(self.get(port, path, Authorization=wrong)[0], 401)
            self.assertEqual(self.get(port, path, Authorization=right)[0], 200)
        self.assertEqual(upgrade(port, "/websockify")[0], 401)
        self.assertEqual(upgrade(port, "/websockify", Authorization=right)[0], 502)

    def test_pages_of_others_open_no_screen(self):
        _, port = self.start_viewer()
        own = "127.0.0.1:%d" % port
        for origin, more, status in (
            ("http://" + own, {}, 502),
            ("https://" + own, {}, 502),
            ("http://evil.example", {}, 403),
            ("http://evil.example/" + own, {}, 403),
            ("null", {}, 403),
            ("https://vm.example", {"X-Forwarded-Host": "vm.example"}, 502),
            ("https://evil.example", {"X-Forwarded-Host": "vm.example"}, 403),
        ):
            self.assertEqual(upgrade(port, "/websockify", Origin=origin, **more)[0], status, origin)

    def test_what_is_refused(self):
        empty = ["--volume", self.write("empty", "\n") + ":/run/empty:ro"]
        for env, text in (
            ({"VIEWER_UPSTREAM": "unix:/run/a b"}, "VIEWER_UPSTREAM may have"),
            ({"VIEWER_UPSTREAM": "unix:/x; } evil {"}, "VIEWER_UPSTREAM may have"),
            ({"VIEWER_UPSTREAM": "tcp://10.0.0.7:5900"}, "VIEWER_UPSTREAM must be"),
            ({"VIEWER_UPSTREAM": "vm:99999"}, "VIEWER_UPSTREAM has no port"),
            ({"VIEWER_LISTEN": "0"}, "VIEWER_LISTEN has no port"),
            ({"VIEWER_PASSWORD_FILE": "/run/nothing"}, "VIEWER_PASSWORD_FILE: there is no file /run/nothing"),
            ({"VIEWER_PASSWORD_FILE": "/run/empty"}, "VIEWER_PASSWORD_FILE: /run/empty has no line USER:PASSWORD"),
        ):
            done = self.run_image(image=self.viewer, options=empty, **env)
            self.assertEqual(done.returncode, 125, env)
            self.assertIn("viewer: " + text, done.stderr.strip().splitlines()[-1])


@unittest.skipUnless(PROGRAM and os.path.exists(ISO), "needs chromium and grub-rescue-pc")
class Screen(ViewerCase):
    def start_guest(self, folder):
        """A guest whose screen stands still: its boot menu, with a countdown that a key has ended."""
        shutil.copy(ISO, self.write("guest.iso", ""))
        vm = self.start(
            *GUEST, "-cdrom", "/data/guest.iso", "-qmp", "unix:/data/qmp,server=on,wait=off",
            options=["--volume", folder, "--volume", self.folder + ":/data"])
        vm.until(lambda: os.path.exists(os.path.join(self.folder, "qmp")), "a monitor")
        monitor = Monitor(os.path.join(self.folder, "qmp"), 60)
        self.addCleanup(monitor.socket.close)
        self.addCleanup(monitor.stream.close)
        vm.until(lambda: self.menu(monitor), "the menu", 120)
        monitor.command("send-key", keys=[{"type": "qcode", "data": "down"}])
        return vm, monitor

    def drawn(self, monitor):
        monitor.command("screendump", filename="/data/screen.ppm")
        return read_ppm(os.path.join(self.folder, "screen.ppm"))

    def menu(self, monitor):
        width, height, pixels = self.drawn(monitor)
        return max(lit_pixels(width, height, pixels)) > 0.9 * width

    def shown(self, browser, width, height):
        """The canvas of the page, which must be as large as the screen."""
        place = browser.value(
            "(() => { const r = document.querySelector('#noVNC_container canvas')"
            ".getBoundingClientRect(); return [r.x, r.y, r.width, r.height].join(' '); })()")
        clip = [round(float(word)) for word in place.split()]
        self.assertEqual(clip[2:], [width, height])
        return read_png(browser.picture(clip))

    def compare(self, browser, vm, monitor):
        """Waits until the page shows what QEMU draws."""
        def same():
            width, height, drawn = self.drawn(monitor)
            shown = self.shown(browser, width, height)
            return shown[:2] == (width, height) and same_part(drawn, shown[2]) > SAME

        vm.until(same, "the same picture")

    def open_screen(self, port):
        browser = Browser()
        self.addCleanup(browser.close)
        # As large as it is, for comparing.
        browser.open("http://127.0.0.1:%d%s?resize=off" % (port, PREFIX))
        wait_for_screen(browser)
        return browser

    @unittest.skipIf(os.geteuid(), "the guest's monitor belongs to a user of rootless podman")
    def test_below_a_prefix(self):
        folder = self.shared_folder()
        vm, monitor = self.start_guest(folder)
        _, port = self.start_viewer("--volume", folder)
        for keeps in (True, False):
            proxy = Proxy(("127.0.0.1", port), keeps)
            proxy.start()
            self.addCleanup(proxy.listener.close)
            with self.subTest(keeps=keeps):
                browser = self.open_screen(proxy.port)
                self.compare(browser, vm, monitor)
                if PICTURE and keeps:
                    with open(PICTURE, "wb") as file:
                        file.write(browser.picture())
                if keeps:
                    self.check_comparison(browser, vm, monitor)
                browser.close()

    def check_comparison(self, browser, vm, monitor):
        """One line of the menu further is noticed, until the page shows that, too."""
        width, height, before = self.drawn(monitor)
        shown = self.shown(browser, width, height)[2]
        monitor.command("send-key", keys=[{"type": "qcode", "data": "down"}])
        vm.until(lambda: self.drawn(monitor)[2] != before, "another picture")
        self.assertLess(same_part(self.drawn(monitor)[2], shown), SAME)
        self.compare(browser, vm, monitor)


if __name__ == "__main__":
    unittest.main()
