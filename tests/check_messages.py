#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every error message of the program, one row each in messages.tsv.

    check_messages.py BUILD TOP

A row is: message <tab> exit code <tab> how it is provoked. The message is
the format as it stands in the source. How:

    $ COMMAND      run by bash beside the files that fixtures() makes; its
                   standard error must hold the message
    in FILE        that test provokes it, and holds a piece of it
    within: WHY    never seen by itself: another message holds it, or it is
                   the status that counts
    never: WHY     no input provokes it: a bug of ours, memory, hardware

A message without a row fails, and so does a row without a message.
"""
import concurrent.futures
import http.server
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading

build, top = (pathlib.Path(a).resolve() for a in sys.argv[1:3])
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
CALL = re.compile(r"\b(?:kw_fail|source_fail)\s*\(")
CONVERSION = re.compile(r"%(?:PRI[a-z0-9]+|[-.*0-9]*(?:ll|l|z)?[a-zA-Z])")


def arguments(text, at):
    """The arguments of the call whose bracket opens before `at`."""
    depth, found, now = 1, [], ""
    while depth:
        if text[at] == '"':
            match = STRING.match(text, at)
            now += match.group()
            at = match.end()
            continue
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if text[at] == "," and depth == 1:
            found.append(now)
            now = ""
        elif depth:
            now += text[at]
        at += 1
    return found + [now]


def plain(literal):
    return literal[1:-1].replace('\\"', '"').replace("\\n", "\n")


def messages():
    """Each format in the source, with one place where it stands."""
    found = {}
    for path in sorted((top / "src").glob("*/*.c")):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"/\*.*?\*/", lambda m: re.sub(r"[^\n]", " ", m.group()),
                      text, flags=re.S)
        for call in CALL.finditer(text):
            parts = arguments(text, call.end())
            if len(parts) < 3 or '"' not in parts[2]:
                continue
            words = re.findall(STRING.pattern + r"|PRI\w+", parts[2])
            message = "".join(w if w.startswith("PRI") else plain(w)
                              for w in words)
            line = text.count("\n", 0, call.start()) + 1
            found.setdefault(message, f"{path.relative_to(top)}:{line}")
    return found


def pattern(message):
    """The message as printed, whatever stands in its places."""
    return ".*".join(re.escape(part) for part in CONVERSION.split(message))


def read_table():
    rows, wrong = {}, []
    table = top / "tests" / "messages.tsv"
    for number, line in enumerate(table.read_text("utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        parts = line.split("\t")
        if len(parts) != 3:
            wrong.append(f"messages.tsv:{number}: not three columns")
        elif parts[0] in rows:
            wrong.append(f"messages.tsv:{number}: a second row of it")
        else:
            rows[parts[0]] = (parts[1], parts[2])
    return rows, wrong


class Odd(http.server.BaseHTTPRequestHandler):
    """A server that answers in the way that its path names."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        way = self.path.split("/")[1]
        if "?" in self.path and "action=" not in self.path:
            way = "html"
        body = {"html": b"<html>a portal</html>",
                "error": b'{"error":{"code":"internal_error","info":"broken"}}',
                "empty": b"{}"}.get(way, b"no entry")
        status = {"403": 403, "429": 429, "404": 404, "away": 302,
                  "round": 302}.get(way, 200)
        self.send_response(status)
        if way == "away":
            self.send_header("Location", "http://elsewhere.invalid/")
        if way == "round":
            self.send_header("Location", self.path + "0")
        if way == "headers":
            for i in range(4000):
                self.send_header(f"X-{i}", "x" * 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *unused):
        pass


FIXTURES = r"""
set -e
sample=%(top)s/graphs/european-royals.jsonl
kinwalk import "$sample" --store sample.db -q >/dev/null
kinwalk export csv --sample -o csv -q
mkdir folder empty-folder config
: >empty
echo "no family" >text
printf 'a\tb\tc\n' >pairs
printf '0 HEAD\n1 SOUR x\n' >cut.ged
head -c 20000 "$sample" >cut.jsonl
head -n 3 "$sample" | gzip -n | head -c 300 >cut.jsonl.gz
printf '{"schema":"kinwalk.person/9","id":"Q1"}\n' >newer.jsonl
sqlite3 other.db 'CREATE TABLE t(x)'
cp sample.db newer.db
sqlite3 newer.db 'PRAGMA user_version = 99'
: >empty.db
cp sample.db damaged-record.db
sqlite3 damaged-record.db "UPDATE record SET claims = x'ff' WHERE key = 9682"
cp sample.db torn.db
size=$(stat -c %%s torn.db)
dd if=/dev/urandom of=torn.db bs=4096 seek=1 count=$((size / 4096 - 2)) \
    conv=notrunc status=none
"""


# A store that a row makes, and no other may write into meanwhile.
OWN_STORE = re.compile(
    r"(?<![\w./-])(?!(?:sample|other|newer|empty|damaged-record|torn)\.db)"
    r"([\w-]+)\.db\b")


def environment(work, mirror, odd):
    kept = {k: v for k, v in os.environ.items()
            if not k.startswith("KINWALK_") and k != "NO_COLOR"}
    kept.update(PATH=f"{build}:{kept['PATH']}", HOME=work,
                XDG_CONFIG_HOME=f"{work}/config", XDG_DATA_HOME=f"{work}/data",
                LC_ALL="C.UTF-8", M=mirror, O=odd, BUILD=str(build),
                TOP=str(top))
    return kept


def run(command, work, env):
    try:
        result = subprocess.run(["bash", "-c", command], cwd=work, env=env,
                                stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, timeout=60)
    except subprocess.TimeoutExpired:
        return None, "it did not end"
    return result.returncode, (result.stderr + result.stdout).decode(
        "utf-8", "replace")


def check_command(message, code, command, work, env):
    got, text = run(command, work, env)
    if got is None or str(got) != code:
        return f"exit {got}, not {code}: {command}\n  | {text[:600]}"
    if not re.search(pattern(message), text, re.S):
        return f"not told by: {command}\n  | {text[:600]}"
    return None


def check_test(message, name):
    """The test's source holds a piece of the message."""
    text = (top / "tests" / name).read_text(encoding="utf-8")
    text = re.sub(r'"\s*\n\s*"', "", text)
    pieces = [p.strip() for p in CONVERSION.split(message)]
    size = min(max(map(len, pieces)), 10)
    if any(piece[i:i + size] in text for piece in pieces
           for i in range(len(piece) - size + 1)):
        return None
    return f"tests/{name} does not speak of it"


def check_all(rows, work, env):
    wrong, jobs = [], []
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for number, (message, (code, how)) in enumerate(rows.items()):
            if how.startswith("$ "):
                # Two at once must not write into one store.
                command = OWN_STORE.sub(rf"\g<1>{number}.db", how[2:])
                jobs.append((message, pool.submit(
                    check_command, message, code, command, work, env)))
            elif how.startswith("in "):
                jobs.append((message, pool.submit(check_test, message,
                                                  how[3:])))
            elif not re.match(r"(within|never): \w", how):
                wrong.append(f"{message!r}: no way is given")
        for message, job in jobs:
            if job.result():
                wrong.append(f"{message!r}: {job.result()}")
    return wrong


def main():
    found = messages()
    rows, wrong = read_table()
    for message in found:
        if message not in rows:
            wrong.append(f"{found[message]}: {message!r} has no row in "
                         "tests/messages.tsv; its head says what a row is")
    for message in rows:
        if message not in found:
            wrong.append(f"no source says {message!r} any more")
    rows = {m: r for m, r in rows.items() if m in found}
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as work:
        mirror = subprocess.Popen(
            [build / "kinwalk-mirror",
             top / "graphs" / "european-royals.jsonl", "--port", "0",
             "--fail-ids", "Q9439"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            env = environment(work, mirror.stdout.readline().strip(),
                              f"http://127.0.0.1:{server.server_port}")
            code, text = run(FIXTURES % {"top": top}, work, env)
            if code != 0:
                sys.exit(f"the fixtures cannot be made: {text}")
            wrong += check_all(rows, work, env)
        finally:
            mirror.kill()
            mirror.wait()
            server.shutdown()
    for line in wrong:
        print(line)
    ways = [how.split()[0] for _, how in rows.values()]
    print(f"{len(found)} messages: {ways.count('$')} provoked here, "
          f"{ways.count('in')} by other tests, {ways.count('within:')} within "
          f"others, {ways.count('never:')} never; {len(wrong)} wrong")
    sys.exit(1 if wrong or len(found) < 100 else 0)


main()
