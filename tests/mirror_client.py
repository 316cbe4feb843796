# SPDX-License-Identifier: GPL-3.0-or-later
"""Starting a mirror and talking to it byte by byte, for its tests."""
import gzip
import os
import re
import socket
import subprocess


class Mirror:
    """A running kinwalk-mirror; a context manager."""

    def __init__(self, program, *arguments):
        self.command = [program, *map(str, arguments)]

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True)
        self.url = self.process.stdout.readline().strip()
        match = re.fullmatch(r"http://127\.0\.0\.1:(\d+)", self.url)
        if not match:
            raise SystemExit("no address from " + " ".join(self.command)
                             + "\n" + self.process.stderr.read())
        self.port = int(match.group(1))
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.errors = self.process.communicate(timeout=30)[1]
        if self.process.returncode != 0:
            raise SystemExit(f"the mirror ended with "
                             f"{self.process.returncode}: {self.errors}")

    def ask(self, target, headers=(), method="GET", form=None, version="1.1",
            limit=1 << 62):
        """One request on a connection of its own."""
        lines = [f"{method} {target} HTTP/{version}",
                 f"Host: 127.0.0.1:{self.port}", "Connection: close",
                 *headers]
        body = (form or "").encode()
        if form is not None:
            lines += ["Content-Type: application/x-www-form-urlencoded",
                      f"Content-Length: {len(body)}"]
        with socket.create_connection(("127.0.0.1", self.port), 60) as sock:
            sock.sendall("\r\n".join(lines + ["", ""]).encode() + body)
            return Reply(sock, limit)

    def json(self, target):
        """The JSON of a plain reply to api.php or a path."""
        import json
        return json.loads(self.ask(target).body)


class Reply:
    """What came back: status, headers (lower case), body as it came."""

    def __init__(self, sock, limit):
        self.reset = False
        raw = b""
        try:
            while len(raw) < limit:
                some = sock.recv(1 << 16)
                if not some:
                    break
                raw += some
        except ConnectionResetError:
            self.reset = True
        head, _, body = raw.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        self.status = int(first.split()[1]) if first else 0
        self.headers = {}
        for line in rest:
            name, _, value = line.partition(":")
            self.headers[name.lower()] = value.strip()
        self.whole = True
        self.body = body
        if self.headers.get("transfer-encoding") == "chunked":
            self.unchunk()
        elif "content-length" in self.headers:
            self.whole = len(body) == int(self.headers["content-length"])
        self.plain = self.body
        if self.headers.get("content-encoding") == "gzip" and self.body:
            try:
                self.plain = gzip.decompress(self.body)
            except (EOFError, OSError):
                self.whole = False

    def unchunk(self):
        rest, self.body, self.whole = self.body, b"", False
        while rest:
            size, _, rest = rest.partition(b"\r\n")
            size = int(size, 16)
            if size == 0:
                self.whole = True
                return
            self.body += rest[:size]
            rest = rest[size + 2:]


def program(build):
    return os.path.join(build, "kinwalk-mirror")
