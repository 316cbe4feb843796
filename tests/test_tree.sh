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
"$kinwalk" tree "other_tree:I10" --ancestors 1 >"$made/out"
grep -q "2 Ivan Hill" "$made/out" || fail "the second file's ids"
same ancestors.txt "$kinwalk" tree I10 --ancestors 5

# Two fathers by birth: the first has the number, the second stands by.
cat >"$made/two.ged" <<'GED'
0 HEAD
1 GEDC
2 VERS 5.5.1
1 CHAR UTF-8
0 @P1@ INDI
1 NAME Child
1 FAMC @F1@
1 FAMC @F2@
0 @P2@ INDI
1 NAME One
1 SEX M
0 @P3@ INDI
1 NAME Two
1 SEX M
0 @F1@ FAM
1 HUSB @P2@
1 CHIL @P1@
0 @F2@ FAM
1 HUSB @P3@
1 CHIL @P1@
0 TRLR
GED
"$kinwalk" import "$made/two.ged" -q >"$made/out"
printf '%s\n' "1 Child" "├─ 2 One" "└─ - Two  named as well" >"$made/two.txt"
"$kinwalk" tree P1 >"$made/out"
diff -u "$made/two.txt" "$made/out" || fail "two fathers"

# What the program writes as GEDCOM it reads as the same parents and
# children.
links() {
    rm -rf "$made/csv"
    "$kinwalk" export csv "$@" -o "$made/csv" -q
    grep -E ",(father|mother|parent)," "$made/csv/links.csv" | sort
}
links --sample >"$made/before"
for format in gedcom gedcom7; do
    "$kinwalk" export "$format" --sample -o "$made/royals.ged" -q
    rm -f "$made"/royals.db*
    "$kinwalk" import "$made/royals.ged" --store "$made/royals.db" -q >"$made/out"
    grep -q "wrong" "$made/out" && fail "wrong lines in our own $format"
    links --store "$made/royals.db" >"$made/after"
    diff "$made/before" "$made/after" >"$made/diff" ||
        fail "$format there and back: $(head -n 3 "$made/diff")"
done

if "$kinwalk" tree I10 --ancestors 1 --descendants 1 2>"$made/err"; then
    fail "two trees at once"
fi
grep -q "one at a time" "$made/err" || fail "no word about two trees"
[ "$("$kinwalk" tree I10 --ancestors 0 | head -n 1)" = "1 Jane Hill  1975–" ] ||
    fail "no generations at all"
echo "trees are printed as they should be"
