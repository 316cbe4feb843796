#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# GEDCOM through the program: imported twice, beside a second file whose
# ids clash, and printed as trees byte for byte, in boxes and in ASCII.
set -euo pipefail
kinwalk=$1/kinwalk
data=$(cd "$(dirname "$0")" && pwd)/data
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
export XDG_CONFIG_HOME=$made XDG_DATA_HOME=$made KINWALK_OFFLINE=1
export LC_ALL=C.UTF-8

fail() {
    echo "FAILED: $*" >&2
    exit 1
}
same() { # file, then the command
    local golden=$data/tree/$1
    shift
    "$@" >"$made/out"
    diff -u "$golden" "$made/out" || fail "$golden is not what $* prints"
}

cp "$data/gedcom/family.ged" "$made/family.ged"
"$kinwalk" import "$made/family.ged" -q --json >"$made/out"
grep -q '"people":12,"new":12' "$made/out" || fail "first import"
"$kinwalk" import "$made/family.ged" -q --json >"$made/out"
grep -q '"people":12,"new":0' "$made/out" || fail "the same file again"

same ancestors.txt "$kinwalk" tree I10 --ancestors 5
same descendants.txt "$kinwalk" tree I1 --descendants 5
same adopted.txt "$kinwalk" tree I8 --ancestors 1
same ascii.txt env LC_ALL=C "$kinwalk" tree I10 --ancestors 2
same descendants.json "$kinwalk" tree I1 --descendants 2 --json

cp "$made/family.ged" "$made/other tree.ged"
"$kinwalk" import "$made/other tree.ged" -q --json >"$made/out"
grep -q '"people":12,"new":12' "$made/out" || fail "a second file"
"$kinwalk" tree "other_tree:I10" --ancestors 1 |
    grep -q "2 Ivan Hill" || fail "the second file's ids"
same ancestors.txt "$kinwalk" tree I10 --ancestors 5

if "$kinwalk" tree I10 --ancestors 1 --descendants 1 2>"$made/err"; then
    fail "two trees at once"
fi
grep -q "one at a time" "$made/err" || fail "no word about two trees"
[ "$("$kinwalk" tree I10 --ancestors 0 | head -n 1)" = "1 Jane Hill  1975–" ] ||
    fail "no generations at all"
echo "trees are printed as they should be"
