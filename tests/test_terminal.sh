#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What only a terminal gets: the progress line, which stays one line and is
# wiped at the end; the question which of several people is meant; and the
# question for the contact.
set -uo pipefail
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)

python3 - "$build" "$top" <<'PYTHON'
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time

build, top = sys.argv[1:]
kinwalk = os.path.join(build, "kinwalk")
failed = passed = 0


def claim(what, holds, seen=""):
    global failed, passed
    if holds:
        passed += 1
    else:
        failed += 1
        print(f"FAILED: {what}\n  | {seen!r}"[:1500])


def run(arguments, columns=80, answers=(), stdout_is_terminal=False,
        environment=None):
    """Runs kinwalk with a terminal for what is no data. `answers` are
    pairs: when the first is seen, the second is typed. Returns exit code,
    what the terminal got, stdout, and when each piece came."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ,
                struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [kinwalk, *arguments], cwd=work, env=environment or env,
        stdin=theirs, stderr=theirs,
        stdout=theirs if stdout_is_terminal else subprocess.PIPE)
    os.close(theirs)
    seen, times, answers = b"", [], list(answers)
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if not select.select([ours], [], [], 0.05)[0]:
            if process.poll() is not None:
                break
            continue
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
        times += [time.monotonic()] * piece.count(b"\r\x1b[K")
        if answers and re.search(answers[0][0], seen.decode("utf-8"), re.S):
            os.write(ours, answers.pop(0)[1].encode())
    else:
        process.kill()  # its code tells
    out = b"" if stdout_is_terminal else process.stdout.read()
    code = process.wait(timeout=30)
    os.close(ours)
    return code, seen.decode("utf-8"), out.decode("utf-8"), times


def screen(text, columns):
    """The lines that are left on a terminal so wide, and how many rows
    the cursor ever went down."""
    rows, row, column, deepest = {0: ""}, 0, 0, 0
    for part in re.findall(r"\x1b\[K|\r|\n|[^\r\n\x1b]", text):
        if part == "\x1b[K":
            rows[row] = rows.get(row, "")[:column]
        elif part == "\r":
            column = 0
        elif part == "\n":
            row += 1
        else:
            if column == columns:
                row, column = row + 1, 0
            line = rows.get(row, "").ljust(column)
            rows[row] = line[:column] + part + line[column + 1:]
            column += 1
        deepest = max(deepest, row)
    return [rows.get(i, "").rstrip() for i in range(deepest + 1)]


with tempfile.TemporaryDirectory() as work:
    env = {"PATH": os.environ["PATH"], "HOME": work, "LC_ALL": "C.UTF-8",
           "XDG_CONFIG_HOME": work + "/config", "TERM": "xterm"}
    for name in os.environ:
        if name.endswith("SAN_OPTIONS"):
            env[name] = os.environ[name]
    mirror = subprocess.Popen(
        [build + "/kinwalk-mirror", top + "/graphs/european-royals.jsonl",
         "--port", "0", "--latency", "120"], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True)
    try:
        net = ["--endpoint", mirror.stdout.readline().strip()]
        crawl = ["crawl", "Q9439", "--depth", "4", "--in-flight", "1", *net]

        # ---- progress
        for columns in (80, 40):
            code, seen, out, times = run(
                [*crawl, "--store", f"w{columns}.db"], columns)
            claim(f"{columns}: a crawl", code == 0, seen)
            claim(f"{columns}: a progress line", "people known" in
                  re.sub(r"[\r\n]", "", seen) or columns < 60, seen)
            claim(f"{columns}: drawn more than once", len(times) > 3, times)
            claim(f"{columns}: it is one line, and nothing is left of it",
                  screen(seen, columns) == [""], screen(seen, columns))
            claim(f"{columns}: the bill is on stdout alone",
                  "requests" in out and "\x1b" not in out, out)
        gaps = [b - a for a, b in zip(times, times[1:-1])]
        claim("at most ten times a second", not gaps or
              sum(gaps) / len(gaps) > 0.08, gaps)
        code, seen, out, _ = run([*crawl, "--store", "t.db"],
                                 stdout_is_terminal=True)
        left = screen(seen, 80)
        claim("on one terminal the bill follows where the line was",
              "people" in left[0] and "layer" not in "".join(left), left)
        code, seen, _, _ = run([*crawl, "--store", "n.db", "--progress",
                                "never"])
        claim("--progress never", code == 0 and seen == "", seen)
        code, seen, _, _ = run([*crawl, "--store", "q.db", "-q"])
        claim("-q", code == 0 and seen == "", seen)
        plain = subprocess.run([kinwalk, *crawl, "--store", "p.db"], cwd=work,
                               env=env, stdin=subprocess.DEVNULL,
                               capture_output=True, timeout=60)
        claim("no line without a terminal", plain.stderr == b"", plain.stderr)
        plain = subprocess.run([kinwalk, *crawl, "--store", "a.db",
                                "--progress", "always"], cwd=work, env=env,
                               stdin=subprocess.DEVNULL, capture_output=True,
                               timeout=60)
        claim("--progress always", b"people known" in plain.stderr and
              plain.stderr.endswith(b"\r\x1b[K"), plain.stderr[-80:])

        # ---- which one?
        code, seen, out, _ = run(["show", "--sample", "victoria"],
                                 answers=[("Which one", "many\n"),
                                          ("Which one.*Which one", "2\n")])
        asked = re.search(r"^ *2 +(Q\d+)", seen, re.M)
        claim("the second of several", code == 0 and asked and
              asked.group(1) in out.splitlines()[0], (seen, out))
        code, seen, out, _ = run(["show", "--sample", "victoria"],
                                 answers=[("Which one", "\n")])
        claim("no choice is no answer", code == 5 and not out, (code, seen))
        code, seen, out, _ = run(["show", "--sample", "victoria", "--json"])
        claim("--json asks nothing", code == 5 and "Which" not in seen and
              "kinwalk.candidates/1" in out, seen)

        # ---- the contact
        # No host of Wikimedia is asked: the proxy is nobody, so that the
        # question for the contact comes and then no answer.
        wikidata = ["show", "Q9439", "--store", "c.db", "--proxy",
                    "http://127.0.0.1:1"]
        code, seen, out, _ = run(wikidata, answers=[("Contact: ", "\n")])
        claim("without a contact", code == 2 and "no contact given" in seen
              and "--sample" in seen, seen)
        code, seen, out, _ = run(wikidata,
                                 answers=[("Contact: ", "me@example.org\n")])
        claim("why it is wanted is said", "how to be" in seen, seen)
        claim("with one Wikidata is tried", code == 3 and
              "cannot be asked" in seen, seen)
        kept = open(work + "/config/kinwalk/config", encoding="utf-8").read()
        claim("it is kept", "contact = me@example.org" in kept, kept)
        code, seen, out, _ = run(wikidata)
        claim("and not asked for again", code == 3 and "Contact" not in seen,
              seen)
    finally:
        mirror.kill()
        mirror.wait()
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
PYTHON
