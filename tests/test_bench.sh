#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The bench still measures: every comparison once, as small as can be.
# Figures are not looked at, but that all programs agree is.
set -euo pipefail
build=$1
top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python=/usr/bin/python3
[ -x "$python" ] || python=python3
"$python" -B "$top/tools/bench.d/bench.py" --build "$build" --tiny \
    --no-record --json "$work/bench.json" >"$work/out" 2>"$work/err" || {
    cat "$work/out" "$work/err"
    exit 1
}

"$python" - "$work/bench.json" <<'END'
import json
import sys

bench = json.load(open(sys.argv[1], encoding="utf-8"))
names = [report["name"] for report in bench["reports"]]
assert names == ["crawl", "exercise", "latency", "memory", "answers", "graph",
                 "growth", "lesson"], names
for report in bench["reports"]:
    assert report["rows"], report["name"]
    for row in report["rows"]:
        assert len(row) == len(report["columns"]), row
print("measured:", ", ".join(names))
END
