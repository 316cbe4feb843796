#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The bench still measures: every comparison once, as small as can be.
# Figures are not looked at, but that all programs agree is. What fails or
# takes too long is named and stops no other, and nothing is left running.
set -euo pipefail
build=$1
top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python=/usr/bin/python3
[ -x "$python" ] || python=$(command -v python3)
bench=$top/tools/bench.d/bench.py

fail() {
    echo "test_bench: $*" >&2
    cat "$work/out" "$work/err" >&2
    exit 1
}

# Does anything that was started by a bench with this folder still run?
leftovers() {
    pgrep -f -- "$1" | grep -vx $$ || true
}

"$python" -B "$bench" --build "$build" --tiny --no-record \
    --json "$work/bench.json" >"$work/out" 2>"$work/err" ||
    fail "not everything was measured"

"$python" - "$work/bench.json" <<'END'
import json
import sys

bench = json.load(open(sys.argv[1], encoding="utf-8"))
reports = {report["name"]: report for report in bench["reports"]}
assert list(reports) == ["documents", "dumps", "writing", "crawl", "exercise",
                         "latency", "memory", "answers", "graph", "lesson",
                         "growth"], list(reports)
assert bench["failed"] == {} and bench["left_out"] == [], bench
for report in reports.values():
    assert report["rows"], report["name"]
    for row in report["rows"]:
        assert len(row) == len(report["columns"]), row
points = reports["growth"]["values"]["points"]
assert [(p["what"], p["people"]) for p in points] == [
    (what, 1000) for what in ("crawl", "export", "path", "relate")], points
assert all(p["seconds"] > 0 and p["mb"] > 1 for p in points), points
# Nobody is as small as who measures, nor as large as what starts it.
rest = json.loads(json.dumps(reports["memory"]["rows"]))[0]
assert float(rest[3]) > 2, rest
print("measured:", ", ".join(reports))
END

# Points of growth are kept until the same are measured anew, and drawn;
# rounds for which there is no time are left out, and said to be.
"$python" - "$top" "$work" <<'END' || fail "growth or turns"
import os
import re
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1] + "/tools/bench.d")
import chart
import growth
from lab import Report, take_turns


class Cost:
    def __init__(self, wall_s, rss_mb):
        self.wall_s, self.rss_mb = wall_s, rss_mb


growth.KEPT = os.path.join(sys.argv[2], "growth.json")
growth.PICTURE = os.path.join(sys.argv[2], "growth.svg")
first = growth.Points(remembers=True)
first.add("path", 10000000, [Cost(3, 30), Cost(1, 31), Cost(2, 29)])
first.add("path", 1000, [Cost(0.5, 20)])
first.keep()
second = growth.Points(remembers=True)
second.add("path", 1000, [Cost(0.25, 20)])
second.add("crawl", 1000, [Cost(7, 40)])
second.keep()
third = growth.Points(remembers=True)
assert third.line("path", "seconds") == [(1000, 0.25), (10000000, 2)]
assert third.line("path", "mb") == [(1000, 20), (10000000, 31)]
assert growth.Points(False).all == {}
assert third.earlier(1000) == "", third.earlier(1000)
measured, third.today = third.today, "2999-01-01"
assert third.earlier(1000) == f"crawl, path of {measured}"
third.add("path", 1000, [Cost(0.25, 20)])
assert third.earlier(1000) == f"crawl of {measured}"
growth.draw(third)
with open(growth.PICTURE, encoding="utf-8") as file:
    picture = file.read()
assert ">10 million<" in picture and "up to 1,000." in picture, picture


# Names of lines that end at one place do not lie over each other.
svg = chart.panels("t", "", [("h", [
    ("first", [(1, 10), (100, 20)]), ("second", [(1, 30), (100, 20)]),
    ("third", [(1, 5), (100, 21)]), ("longest", [(1, 1), (10000, 2)])],
    str)], "x", str)
names = re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*font-weight="bold">'
                   r"(first|second|third)<", svg)
assert len(names) == 3, svg
for i, (x, y, name) in enumerate(names):
    for other_x, other_y, other in names[i + 1:]:
        assert (abs(float(y) - float(other_y)) >= 12 or
                float(x) + 7 * len(name) <= float(other_x) or
                float(other_x) + 7 * len(other) <= float(x)), names


class Short:
    until = time.monotonic() + 0.7

    def left_s(self):
        return self.until - time.monotonic()


report = Report("x", "x", [])
found = take_turns(Short(), {"a": lambda: time.sleep(0.3), "b": int}, 5,
                   report)
assert 1 <= len(found["a"]) == len(found["b"]) < 5, found
assert "of 5 rounds" in report.left_out[0], report.left_out
END

# One that fails is named, and stops no other. For that some programs are
# here and others are not what they should be.
mkdir "$work/broken"
ln -s "$build"/bench-* "$build/kinwalk" "$work/broken/"
ln -sf /bin/false "$work/broken/bench-read"
code=0
"$python" -B "$bench" --build "$work/broken" --tiny --no-record \
    --json "$work/bench.json" documents graph \
    >"$work/out" 2>"$work/err" || code=$?
[ "$code" = 1 ] || fail "a measurement failed, and the bench ended with $code"
grep -q '^failed: documents: bench-read ended with 1' "$work/out" ||
    fail "it does not say what failed"
"$python" - "$work/bench.json" <<'END'
import json
import sys

bench = json.load(open(sys.argv[1], encoding="utf-8"))
assert list(bench["failed"]) == ["documents"], bench["failed"]
assert [report["name"] for report in bench["reports"]] == ["graph"]
END

# Who is not installed is named, and the others are measured.
mkdir "$work/bin"
for program in bash gzip zcat grep rm; do
    ln -s "$(command -v "$program")" "$work/bin/"
done
PATH=$work/bin "$python" -B "$bench" --build "$build" --tiny --no-record \
    --json "$work/bench.json" dumps >"$work/out" 2>"$work/err" ||
    fail "who is missing spoils the others"
for peer in "jq (package jq;" "igzip (package isal;"; do
    grep -qF "not installed, and so not measured: $peer" "$work/out" ||
        fail "it does not say that this is missing: $peer"
done
grep -q 'kinwalk import' "$work/out" || fail "the others are not measured"

# One that takes too long is stopped with all that it started.
cat >"$work/broken/bench-slow" <<END
#!/bin/bash
sleep 3141 | sleep 3141
END
chmod +x "$work/broken/bench-slow"
ln -sf "$work/broken/bench-slow" "$work/broken/bench-read"
"$python" - "$top" "$work/broken" <<'END' || fail "what is slow is not stopped"
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1] + "/tools/bench.d")
from lab import Failed, Lab

lab = Lab(sys.argv[2], "tiny", 600)
try:
    lab.allow(1)
    begun = time.monotonic()
    try:
        lab.run([lab.program("read")])
        sys.exit("it was not stopped")
    except Failed as error:
        assert "was stopped after 1 s" in str(error), error
    assert time.monotonic() - begun < 30
finally:
    lab.close()
END
[ -z "$(leftovers 'sleep 3141')" ] || fail "a pipe outlives its time"

# Interrupted, it ends what it started and keeps what it found.
"$python" -B "$bench" --build "$work/broken" --tiny --no-record \
    --json "$work/bench.json" graph documents \
    >"$work/out" 2>"$work/err" &
running=$!
for _ in $(seq 300); do
    [ -n "$(leftovers 'sleep 3141')" ] && break
    sleep 0.1
done
kill -TERM "$running"
code=0
wait "$running" || code=$?
[ "$code" = 143 ] || fail "interrupted, it ended with $code"
[ -z "$(leftovers 'sleep 3141')" ] || fail "something outlives the bench"
grep -q '"name": "graph"' "$work/bench.json" || fail "what was found is lost"
