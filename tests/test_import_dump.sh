#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Importing dumps: however they are packed, wherever they are wrong, and
# killed at any moment, the store holds the same people, each read once.
set -euo pipefail
build=$(cd "$1" && pwd)
root=$(cd "$(dirname "$0")/.." && pwd)
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
export HOME=$made XDG_CONFIG_HOME=$made XDG_DATA_HOME=$made
export LC_ALL=C.UTF-8 KINWALK_OFFLINE=1
cd "$made"
failed=0

fail() {
    echo "FAILED: $*"
    failed=1
}
people_of() {
    "$build/kinwalk" export jsonl --store "$1" -q | sed 's/,"read_at":"[^"]*"//'
}
# took N STORE ARGUMENTS...: imports, and so many people are taken
took() {
    local wanted=$1 store=$2 out
    shift 2
    out=$("$build/kinwalk" import "$@" --store "$store" --json 2>said) || true
    [[ $out == *"\"people\":$wanted,"* ]] ||
        fail "import $*: wanted $wanted people: $out $(head -3 said)"
}

# The royals as a dump: entities as a Wikibase writes them, with cats,
# properties and lonely humans between.
python3 - "$root/graphs/european-royals.jsonl" <<'PYTHON'
import json
import sys

FAMILY = {"P22", "P25", "P26", "P40", "P3373", "P451", "P1038", "P3448",
          "P8810"}


def snak(p, value):
    if isinstance(value, str):
        value = {"entity-type": "item", "id": value,
                 "numeric-id": int(value[1:])}
    return {"snaktype": "value", "property": p,
            "datavalue": {"value": value, "type": "any"}}


def statement(s, who, i):
    return {"mainsnak": snak(s["p"], s["value"]) if "value" in s else
            {"snaktype": s["snak"], "property": s["p"]},
            "type": "statement", "id": f"{who}${i}", "rank": s["rank"]}


def entity(who, labels, statements):
    claims = {}
    for i, s in enumerate(statements):
        if not isinstance(s.get("value"), dict):
            claims.setdefault(s["p"], []).append(statement(s, who, i))
    return {"type": "item", "id": who, "labels": {
        k: {"language": k, "value": v} for k, v in labels.items()},
        "descriptions": {}, "aliases": {}, "claims": claims or [],
        "sitelinks": {}, "lastrevid": 7}


linked = humans = 0
with open("lines", "w") as out:
    def put(*args):
        out.write(json.dumps(entity(*args), separators=(",", ":")) + "\n")

    def human(p):
        return {"p": p, "value": "Q5", "rank": "normal"}
    for n, line in enumerate(open(sys.argv[1])):
        person = json.loads(line)
        if person["state"] != "person":
            continue
        said = person.get("statements", [])
        put(person["id"], person.get("labels", {}), said)
        humans += 1
        linked += any(s["p"] in FAMILY for s in said)
        put(f"Q{10**9 + n}", {"en": "Cat"},
            [{"p": "P31", "value": "Q146", "rank": "normal"}])
        if n % 10 == 0:
            put(f"Q{10**9 + 10**6 + n}", {"en": "Żółć \u2028"}, [human("P31")])
            humans += 1
            out.write('{"type":"property","id":"P22","labels":{}}\n')
open("counts", "w").write(f"{linked} {humans}\n")
PYTHON
read -r linked humans <counts
{
    echo "["
    sed '$!s/$/,/' lines
    echo "]"
} >dump.json

# The same people, however they come.
took "$linked" plain.db dump.json
people_of plain.db >plain.txt
[ "$(wc -l <plain.txt)" = "$linked" ] || fail "not $linked people in the store"
gzip -k dump.json
bzip2 -k dump.json
zstd -q dump.json
split -n l/5 dump.json piece.
for piece in piece.*; do
    gzip -c "$piece" >>members.gz
    bzip2 -c "$piece" >>members.bz2
    zstd -qc "$piece" >>members.zst
done
head -c 512 /dev/zero >>members.gz
cp members.gz misnamed.bz2
for file in dump.json.gz dump.json.bz2 dump.json.zst members.gz members.bz2 \
    members.zst misnamed.bz2 lines; do
    took "$linked" "$file.db" "$file"
    cmp -s plain.txt <(people_of "$file.db") || fail "$file: not the same"
done
took "$linked" pipe.db - < <(cat dump.json.gz)
took "$linked" pipe2.db - < <(cat lines)
cmp -s plain.txt <(people_of pipe.db) || fail "-: not the same"
took "$humans" all.db dump.json.gz --all-humans

# `kinwalk read -` as the mapper of a job over parts of the dump: the
# records of all parts together are those of the whole.
for piece in piece.*; do
    "$build/kinwalk" read - <"$piece" >>mapped || fail "read - of $piece"
done
grep -v Q1000 mapped | grep -v '"p":"P31","value":"Q146"' >people.jsonl
"$build/kinwalk" import people.jsonl --store mapped.db -q >out
[ "$(people_of mapped.db | grep -cF -f plain.txt)" -ge "$linked" ] ||
    fail "mapped parts: $(people_of mapped.db | wc -l) people"

# What is wrong is told by its byte, and the rest is taken.
{
    head -20 dump.json
    echo '{"id":"Q1","claims":{"P22":oops}},'
    echo 'what is this'
    tail -n +21 dump.json
} >wrong.json
at=$(head -20 dump.json | wc -c)
took "$linked" wrong.db wrong.json
grep -q "wrong.json: byte $at: " said || fail "byte $at: $(cat said)"
grep -q "wrong.json: byte $((at + 35)): no JSON object" said ||
    fail "byte $((at + 35)): $(cat said)"

# What is cut short or damaged: all before it is taken, exit 4; and what
# is whole the next time goes on there.
for kind in gz bz2 zst; do
    head -c $(($(stat -c %s "members.$kind") * 2 / 3)) "members.$kind" >"cut.$kind"
    got=0
    "$build/kinwalk" import "cut.$kind" --store "cut-$kind.db" >out 2>said ||
        got=$?
    [ "$got" = 4 ] && grep -q "byte .* of the packed file: .* cut short" said ||
        fail "cut.$kind: exit $got: $(cat said)"
    part=$(people_of "cut-$kind.db" | wc -l)
    [ "$part" -gt 100 ] || fail "cut.$kind: only $part people"
done
python3 -c 'import sys
data = bytearray(open("dump.json.gz", "rb").read())
data[len(data) // 2] ^= 255
open("bad.gz", "wb").write(data)'
got=0
"$build/kinwalk" import bad.gz --store bad.db >out 2>said || got=$?
[ "$got" = 4 ] && grep -q "of the packed file: gzip" said ||
    fail "bad.gz: exit $got: $(cat said)"

# A packed GEDCOM or table is unpacked all the same.
"$build/kinwalk" export gedcom --sample -o r.ged -q
gzip r.ged
took 593 ged.db r.ged.gz

# A pipe with a name is read once, from its start, whatever is in it.
mkfifo fifo
gunzip -c r.ged.gz >fifo &
took 593 fifo.db fifo
cat dump.json.gz >fifo &
took "$linked" fifo2.db fifo
wait

# A dump is begun before the store is open; what is wrong with the store is
# told all the same, and nothing of the dump.
got=0
mkdir folder.db
"$build/kinwalk" import wrong.json --store folder.db >out 2>said || got=$?
[ "$got" = 4 ] && grep -q "folder.db: a folder" said && [ ! -s out ] &&
    [ "$(wc -l <said)" = 1 ] || fail "folder.db: exit $got: $(cat said out)"
# Also if it is not the first, or comes twice.
took $((2 * linked)) twice.db dump.json.gz dump.json.gz
took $((593 + linked)) two.db r.ged.gz dump.json

# Sanitizers are slow.
many=40000
! grep -q 'KINWALK_SANITIZE:[A-Z]*=.' "$build/CMakeCache.txt" || many=15000

# Killed at any moment, the same command goes on behind the last commit:
# the last run takes exactly those who were not in the store yet.
python3 - $many <<'PYTHON'
import sys

many = int(sys.argv[1])
with open("many.json", "w") as out:
    for n in range(1, many + 1):
        out.write('{"type":"item","id":"Q%d","labels":{},"claims":{"P31":[{'
                  '"mainsnak":{"snaktype":"value","datavalue":{"value":{"id":'
                  '"Q5"}}}}],"P22":[{"mainsnak":{"snaktype":"value","datavalue"'
                  ':{"value":{"id":"Q%d"}}}}]}}\n' % (n, n + many))
PYTHON
gzip -k many.json
"$build/kinwalk" import many.json --store whole.db -q >out
kills=0 resumed=0
stored() {
    sqlite3 -cmd '.timeout 5000' killed.db 'SELECT count(*) FROM record' \
        2>/dev/null || echo 0
}
for file in many.json many.json.gz; do
    for _ in 1 2 3; do
        before=$(stored)
        "$build/kinwalk" import "$file" --store killed.db >out 2>said &
        pid=$!
        # Just after a commit, and, some turns later, amid the next one.
        for _ in $(seq 500); do
            [ "$(stored)" = "$before" ] && kill -0 $pid 2>/dev/null || break
        done
        kill -9 $pid 2>/dev/null && kills=$((kills + 1))
        wait $pid 2>/dev/null || true
        ! grep -q "goes on at byte" said || resumed=$((resumed + 1))
    done
    before=$(stored)
    # Killed behind its last commit it was at the end, and begins anew.
    left=$((many - before))
    [ "$left" != 0 ] || left=$many
    took "$left" killed.db "$file"
    cmp -s <(people_of whole.db) <(people_of killed.db) ||
        fail "$file: killed $kills times, the store differs"
    rm -f killed.db*
done
[ "$resumed" -gt 0 ] || fail "killed $kills times, never gone on"

# Another file under the same name begins anew.
"$build/kinwalk" import many.json --store again.db >out 2>said &
pid=$!
sleep 0.4
kill -INT $pid 2>/dev/null || true
wait $pid 2>/dev/null || true
head -7 many.json >other && mv other many.json
took 7 again.db many.json

[ "$failed" = 0 ] && echo "dumps: $linked of $humans humans, $kills kills, $resumed gone on"
exit "$failed"
