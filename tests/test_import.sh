#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# import, search and show on real files: what is taken, what is told, and
# with which exit code; the SQL views as other programs see them.
set -euo pipefail
build=$1
here=$(cd "$(dirname "$0")" && pwd)
royals=$here/../graphs/european-royals.jsonl
kinwalk=$build/kinwalk

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export HOME=$folder XDG_CONFIG_HOME=$folder XDG_DATA_HOME=$folder
export LC_ALL=C.UTF-8 KINWALK_OFFLINE=1
failed=0

# says CODE TEXT COMMAND...: the exit code, and a text in what is printed.
says() {
    local code=$1 text=$2 out got=0
    shift 2
    out=$("$@" 2>&1) || got=$?
    if [ "$got" != "$code" ] || [[ $out != *"$text"* ]]; then
        echo "FAILED: $*"
        echo "  exit $got, not $code; wanted '$text' in:"
        printf '%s\n' "$out" | sed -n '1,20s/^/  | /p'
        failed=1
    fi
}

store=$folder/f.db
k() { "$kinwalk" "$@" --store "$store"; }
people=$(grep -c '"state":"person"' "$royals")

# What is taken, and once more.
says 0 "$people people taken, $people new" k import "$royals"
says 0 '"new":0' k import "$royals" --json
says 0 "\"people\":$people" k import - --json <"$royals"

# Brackets and commas of a dump, a byte order mark, blank lines.
{
    printf '\xef\xbb\xbf[\r\n\n'
    head -3 "$royals" | sed 's/$/,/'
    printf ']\n'
} >"$folder/dump.json"
says 0 '"people":3' "$kinwalk" import "$folder/dump.json" --json \
    --store "$folder/dump.db"

# Wrong lines are told by number, the rest is taken.
{
    head -2 "$royals"
    echo '{"schema":"kinwalk.person/1","id":"bad id","state":"person"}'
    echo 'not JSON at all'
    sed -n 3,4p "$royals"
} >"$folder/wrong.jsonl"
says 4 "wrong.jsonl:3: " "$kinwalk" import "$folder/wrong.jsonl" \
    --store "$folder/wrong.db"
says 4 "wrong.jsonl:4: " "$kinwalk" import "$folder/wrong.jsonl" \
    --store "$folder/wrong.db"
says 4 '"people":4' "$kinwalk" import "$folder/wrong.jsonl" --json \
    --store "$folder/wrong.db"

# A truncated file: what came before is kept.
head -c 100000 "$royals" >"$folder/cut.jsonl"
whole=$(($(wc -l <"$folder/cut.jsonl")))
says 4 "ends in the middle of this line" "$kinwalk" import \
    "$folder/cut.jsonl" --store "$folder/cut.db"
says 4 "\"people\":$whole" "$kinwalk" import "$folder/cut.jsonl" --json \
    --store "$folder/cut.db"

# Files that are none.
printf 'hello\n' >"$folder/text"
: >"$folder/nothing"
says 4 "nothing kinwalk can import" k import "$folder/text"
says 4 "empty" k import "$folder/nothing"
says 4 "cannot be opened" k import "$folder/absent"
says 2 "read-only" "$kinwalk" import --sample "$royals"

# An older revision does not overwrite a newer one.
line='{"schema":"kinwalk.person/1","id":"Q77","state":"person"'
printf '%s,"labels":{"en":"New"},"rev":9}\n' "$line" >"$folder/new.jsonl"
printf '%s,"labels":{"en":"Old"},"rev":8}\n' "$line" >"$folder/old.jsonl"
says 0 "1 new" "$kinwalk" import "$folder/new.jsonl" --store "$folder/r.db"
says 0 "left as they were" "$kinwalk" import "$folder/old.jsonl" \
    --store "$folder/r.db"
says 0 "New" "$kinwalk" search new --store "$folder/r.db"

# Tables of a query service, of other programs, and wrong ones.
wd=http://www.wikidata.org/entity
{
    printf 'child,childLabel,father,fatherLabel,mother\r\n'
    printf '%s/Q1,"Ann ""A"", B.",%s/Q2,Q2,%s/Q3\r\n' $wd $wd $wd
    printf '%s/Q1,"Ann ""A"", B.",%s/Q2,Q2,%s/Q3\r\n' $wd $wd $wd
    printf '%s/Q2,Bob,,,\r\n%s/P22,none,,,\r\n' $wd $wd
    printf 'too,few\r\n"Q4,never closed\r\nQ5,Eve,Q2,Bob,\r\n'
} >"$folder/query.csv"
says 4 '"people":3' "$kinwalk" import "$folder/query.csv" --json \
    --store "$folder/q.db"
for wrong in '5: child: "http' '6: fewer cells' '7: a quote that never'; do
    says 4 "query.csv:$wrong" "$kinwalk" import "$folder/query.csv" \
        --store "$folder/q.db"
done
says 0 'Ann "A", B.' "$kinwalk" show Q1 --store "$folder/q.db"
says 0 'Eve and Ann "A", B. are siblings' "$kinwalk" relate Q1 Q5 \
    --store "$folder/q.db" --lang en
printf '?item\t?parent\t?itemLabel\n<%s/Q1>\t<%s/Q2>\t"Ann \\"A\\""@en\n' \
    $wd $wd >"$folder/query.tsv"
says 0 "1 person taken" "$kinwalk" import "$folder/query.tsv" --store "$folder/t.db"
says 0 'Ann "A"' "$kinwalk" show Q1 --store "$folder/t.db"
printf 'colour,size\nred,3\n' >"$folder/other.csv"
says 4 "other.csv: line 1: no header that is understood (colour, size)" \
    k import "$folder/other.csv"
says 4 "without people.csv" k import "$folder"
"$kinwalk" export csv --sample -o "$folder/pair" -q
says 0 "left as they were" k import "$folder/pair"

# Search.
says 0 "Q9439" k search queen victoria
says 0 "1819–1901" k search queen victoria 1819
says 0 '"whole":"label"' k search --json "Queen Victoria"
says 1 "nobody called" k search xyzzy
says 1 "" k search xyzzy -q
says 2 "--limit" k search victoria --limit 0
says 0 "Q9439" "$kinwalk" search --sample "QUEEN  victoria"

# Show.
says 0 "Prince Albert of Saxe-Coburg and Gotha" k show Q9439
says 0 "P40" k show "Queen Victoria"
says 0 '"stated_by":"both"' k show Q9439 --json
says 5 "not read" k show Q1
says 5 "Q1: not read" k show Q9439 Q1
says 0 "born" k show - <<<'Q9439'
printf 'Q9439\n\nQ20875\n' | k show - --json >"$folder/two.jsonl"
[ "$(wc -l <"$folder/two.jsonl")" = 2 ] || { echo "FAILED: two lines"; failed=1; }
python3 -c 'import json,sys
for line in open(sys.argv[1]):
    person = json.loads(line)
    assert person["schema"] == "kinwalk.show/1", person
    for group in "parents", "partners", "children":
        assert all(r["statements"] for r in person[group]), group
' "$folder/two.jsonl" || failed=1

# Names that would steer a terminal.
printf '%s,"labels":{"en":"Evil\\u001b[31m\\u202eName"}}\n' "$line" \
    >"$folder/evil.jsonl"
"$kinwalk" import "$folder/evil.jsonl" --store "$folder/e.db" >/dev/null
for command in "show Q77" "search evil"; do
    # shellcheck disable=SC2086
    "$kinwalk" $command --store "$folder/e.db" >"$folder/told"
    if grep -q $'\033\|\u202e' "$folder/told"; then
        echo "FAILED: $command hands escapes to the terminal"
        failed=1
    fi
done

# The views are a contract.
python3 - "$store" "$people" <<'PYTHON' || failed=1
import sqlite3
import sys

db = sqlite3.connect(sys.argv[1])
columns = lambda view: [r[1] for r in db.execute(f"PRAGMA table_info({view})")]
assert columns("people") == [
    "id", "label", "kind", "sex", "birth", "birth_precision", "death",
    "death_precision", "claims", "revision", "read_at"], columns("people")
assert columns("links") == [
    "child", "parent", "kind", "role", "stated_by", "holds", "since",
    "until"], columns("links")
assert db.execute("SELECT count(*) FROM people").fetchone()[0] == \
    int(sys.argv[2])
assert db.execute("SELECT label, sex, birth, birth_precision, death FROM people"
                  " WHERE id = 'Q9439'").fetchone() == \
    ("Queen Victoria", "female", "1819-05-24", "day", "1901-01-22")
assert db.execute("SELECT kind, role, stated_by, holds FROM links"
                  " WHERE child = 'Q20875' AND parent = 'Q9439'"
                  ).fetchall() == [("mother", "birth", "both", 1)]
assert db.execute("SELECT kind, since FROM links WHERE child = 'Q9439'"
                  " AND parent = 'Q152245'").fetchall() == [("spouse", "1840")]
PYTHON

# A store in use by another writer is left alone.
python3 - "$store-claim" "$folder/held" <<'PYTHON' &
import fcntl, sys, time
f = open(sys.argv[1], "a+")
fcntl.flock(f, fcntl.LOCK_EX)
open(sys.argv[2], "w").close()
time.sleep(20)
PYTHON
holder=$!
for _ in $(seq 100); do [ -e "$folder/held" ] && break; sleep 0.1; done
says 4 "another kinwalk" k import "$royals"
kill "$holder"
wait "$holder" 2>/dev/null || true
says 0 "taken" k import "$royals" --wait

[ "$failed" = 0 ] && echo "import, search and show do what they say"
exit "$failed"
