# SPDX-License-Identifier: GPL-3.0-or-later
"""kinwalk as its user meets the network: at a terminal, through proxies,
over IPv6, TLS and HTTP/2, refused, and interrupted.

    network.py BUILD
"""
import contextlib
import http.server
import os
import pty
import re
import select
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.request

from mirror_client import Mirror, program

HERE = os.path.dirname(os.path.abspath(__file__))
ROYALS = os.path.join(HERE, "..", "graphs", "european-royals.jsonl")
PATIENCE_S = 60


@contextlib.contextmanager
def serving(handler, context=None):
    """A web server on loopback; gives its port."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


class Quiet(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def say(self, status, body, kind="application/json"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def proxy_to(mirror, seen):
    """A proxy that takes every host for the mirror, and notes who asks."""
    class Proxy(Quiet):
        def do_GET(self):
            seen.append((self.path, self.headers["User-Agent"]))
            path = re.sub(r"^https?://[^/]+", "", self.path)
            with urllib.request.urlopen(mirror.url + path) as reply:
                self.say(200, reply.read())
    return Proxy


class Terminal:
    """kinwalk with a terminal of its own."""

    def __init__(self, arguments, environment):
        self.screen = ""
        self.pid, self.end = pty.fork()
        if self.pid == 0:
            os.execve(KINWALK, [KINWALK, *arguments], environment)

    def read(self, until=None):
        """Until the text is on the screen, or the program ends."""
        deadline = time.monotonic() + PATIENCE_S
        while until is None or until not in self.screen:
            if time.monotonic() > deadline:
                raise AssertionError("never said: " + repr(self.screen))
            if not select.select([self.end], [], [], 1)[0]:
                continue
            try:
                some = os.read(self.end, 4096)
            except OSError:
                some = b""
            if not some:
                break
            self.screen += some.decode("utf-8", "replace")
        return self.screen

    def type(self, text):
        os.write(self.end, text.encode())

    def wait(self):
        self.read()
        status = os.waitpid(self.pid, 0)[1]
        os.close(self.end)
        return os.waitstatus_to_exitcode(status)


class Network(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        self.environment = {
            key: value for key, value in os.environ.items()
            if not key.startswith("KINWALK_") and
            not key.lower().endswith("_proxy") and
            key not in ("CURL_CA_BUNDLE", "SSL_CERT_FILE")}
        self.environment.update(XDG_CONFIG_HOME=self.folder,
                                XDG_DATA_HOME=self.folder, TERM="xterm",
                                LC_ALL="C.UTF-8")

    def crawl(self, *arguments, **more):
        return subprocess.run(
            [KINWALK, "crawl", *arguments], stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=PATIENCE_S,
            env={**self.environment, **more})

    def terminal(self, *arguments):
        return Terminal(arguments, self.environment)

    def mirror(self, *arguments):
        mirror = Mirror(program(BUILD), ROYALS, "--port", "0", *arguments)
        return mirror

    # -- the contact ---------------------------------------------------

    def test_the_contact_is_asked_once_and_kept(self):
        seen = []
        with self.mirror() as mirror, serving(proxy_to(mirror, seen)) as port:
            where = ["--endpoint", "http://www.wikidata.org",
                     "--proxy", f"http://127.0.0.1:{port}"]
            first = self.terminal("crawl", "Q9439", "--depth", "0", *where)
            first.read("Contact: ")
            self.assertEqual(seen, [])
            first.type("someone@kin.test\n")
            self.assertEqual(first.wait(), 0, first.screen)
            self.assertIn("kept in your config", first.screen)

            again = self.crawl("Q43274", "--depth", "0", *where)
            self.assertEqual(again.returncode, 0, again.stderr)

        self.assertTrue(all(path.startswith("http://www.wikidata.org/")
                            for path, _ in seen))
        for _, agent in seen:
            self.assertRegex(agent, r"^kinwalk/\S+ \(someone@kin\.test\) "
                             r"libcurl/\S+$")
        with open(os.path.join(self.folder, "kinwalk", "config")) as config:
            self.assertIn("contact = someone@kin.test", config.read())

    def test_without_a_terminal_the_contact_is_named_and_nobody_asked(self):
        seen = []
        with self.mirror() as mirror, serving(proxy_to(mirror, seen)) as port:
            run = self.crawl("Q9439", "--endpoint", "http://www.wikidata.org",
                             "--proxy", f"http://127.0.0.1:{port}")
        self.assertEqual(run.returncode, 2)
        for word in "--contact", "KINWALK_CONTACT", "--sample":
            self.assertIn(word, run.stderr)
        self.assertEqual(seen, [])

    # -- a terminal ----------------------------------------------------

    def test_progress_is_one_line_and_wiped_at_the_end(self):
        with self.mirror("--latency", "150") as mirror:
            where = ["Q9439", "--depth", "4", "--endpoint", mirror.url,
                     "--in-flight", "1"]
            shown = self.terminal("crawl", *where)
            self.assertEqual(shown.wait(), 0)
            plain = self.crawl(*where, "--store",
                               os.path.join(self.folder, "other.db"))
        lines = re.findall(r"\r\x1b\[K(layer \d+: [^\r\x1b]*)", shown.screen)
        self.assertGreater(len(lines), 2)
        for line in lines:
            self.assertRegex(
                line, r"^layer \d+: \d+ people known, \d+ read, \d+ waiting, "
                r"[\d.]+ requests/s, [\d.]+ k?M?B")
            self.assertNotIn("\n", line)
        after = shown.screen[shown.screen.rindex(lines[-1]) + len(lines[-1]):]
        self.assertTrue(after.startswith("\r\x1b[K"), repr(after))
        self.assertNotIn("\x1b", plain.stderr)

    def interrupted(self, times):
        with self.mirror("--latency", "3000") as mirror:
            process = subprocess.Popen(
                [KINWALK, "crawl", "Q9439", "--depth", "9", "--in-flight",
                 "1", "--endpoint", mirror.url], env=self.environment,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, text=True)
            time.sleep(0.7)
            started = time.monotonic()
            for _ in range(times):
                process.send_signal(signal.SIGINT)
                time.sleep(0.02)
            errors = process.communicate(timeout=PATIENCE_S)[1]
        return process.returncode, errors, time.monotonic() - started

    def test_ctrl_c_says_how_to_go_on(self):
        code, errors, _ = self.interrupted(1)
        self.assertEqual(code, 130)
        self.assertIn("the same command goes on", errors)

    def test_ctrl_c_twice_ends_at_once(self):
        code, _, took = self.interrupted(2)
        self.assertEqual(code, 130)
        self.assertLess(took, 30)

    # -- ways through the network --------------------------------------

    def test_ipv6(self):
        process = subprocess.Popen(
            [program(BUILD), ROYALS, "--port", "0", "--bind", "::1"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            url = process.stdout.readline().strip()
            if not url:
                self.skipTest("no IPv6 here: " + process.stderr.read())
            self.assertTrue(url.startswith("http://[::1]:"), url)
            run = self.crawl("Q9439", "--depth", "1", "--endpoint", url,
                             "--json")
        finally:
            process.terminate()
            process.communicate()
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn('"complete":true', run.stdout)

    def test_the_usual_variables_name_a_proxy(self):
        seen = []
        with self.mirror() as mirror, serving(proxy_to(mirror, seen)) as port:
            run = self.crawl("Q9439", "--depth", "0", "--endpoint",
                             "http://base.test",
                             http_proxy=f"http://127.0.0.1:{port}")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertTrue(seen[0][0].startswith("http://base.test/w/api.php?"))

    def test_a_403_ends_it_with_the_servers_words(self):
        asked = []

        class Refusing(Quiet):
            def do_GET(self):
                asked.append(self.path)
                self.say(403, b"<p>Ask <b>bots@base.test</b> first</p>",
                         "text/html")
        with serving(Refusing) as port:
            run = self.crawl("Q9439", "--endpoint",
                             f"http://127.0.0.1:{port}")
        self.assertEqual(run.returncode, 3)
        self.assertIn("Ask bots@base.test first", run.stderr)
        self.assertEqual(len(asked), 1)

    # -- TLS -----------------------------------------------------------

    def certificate(self):
        files = [os.path.join(self.folder, name) for name in
                 ("cert.pem", "key.pem")]
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
             "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
             "subjectAltName=IP:127.0.0.1", "-out", files[0], "-keyout",
             files[1]], check=True, capture_output=True)
        return files

    def test_a_certificate_nobody_vouches_for_is_refused(self):
        asked = []

        class Secret(Quiet):
            def do_GET(self):
                asked.append(self.path)
                self.say(200, b'{"entities":{},"success":1}')
        cert, key = self.certificate()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        with serving(Secret, context) as port:
            where = ["Q9439", "--endpoint", f"https://127.0.0.1:{port}"]
            stranger = self.crawl(*where)
            self.assertEqual(asked, [])
            self.crawl(*where, SSL_CERT_FILE=cert)
            self.assertTrue(asked)
        self.assertEqual(stranger.returncode, 3)
        self.assertIn("certificate", stranger.stderr)

    def test_http2_where_it_is_offered(self):
        server = shutil.which("nghttpd") or "/usr/sbin/nghttpd"
        if not os.access(server, os.X_OK):
            self.skipTest("nghttpd is not installed (nghttp2-server)")
        cert, key = self.certificate()
        folder = os.path.join(self.folder, "wiki", "Special:EntityData")
        os.makedirs(folder)
        with self.mirror() as mirror:
            document = mirror.ask("/wiki/Special:EntityData/Q9439.json").plain
        with open(os.path.join(folder, "Q9439.json"), "wb") as file:
            file.write(document)
        port = free_port()
        process = subprocess.Popen(
            [server, "-v", "--address=127.0.0.1", "-d", self.folder, str(port),
             key, cert], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True)
        try:
            wait_for_port(port)
            run = self.crawl("Q9439", "--depth", "0", "--transport",
                             "entitydata", "--endpoint",
                             f"https://127.0.0.1:{port}", SSL_CERT_FILE=cert)
        finally:
            process.terminate()
            log = process.communicate()[0]
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("The negotiated protocol: h2", log)
        self.assertIn(":path: /wiki/Special:EntityData/Q9439.json", log)


def free_port():
    import socket
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def wait_for_port(port):
    import socket
    for _ in range(100):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.05)


if __name__ == "__main__":
    BUILD = os.path.abspath(sys.argv.pop(1))
    KINWALK = os.path.join(BUILD, "kinwalk")
    unittest.main()
