#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tree, show, draw and export --of on an empty store ask for what they
# lack, and for nobody twice; a crawl into a store that cannot be used
# says so and harms nothing.
set -euo pipefail
build=$1
here=$(cd "$(dirname "$0")/.." && pwd)
kinwalk=$build/kinwalk
folder=$(mktemp -d)
mirror='' second=''
end() {
    [ -z "$mirror$second" ] || kill $mirror $second 2>/dev/null || true
    chmod -R u+w "$folder"
    rm -rf "$folder"
}
trap end EXIT
export HOME=$folder XDG_CONFIG_HOME=$folder XDG_DATA_HOME=$folder
export LC_ALL=C.UTF-8
unset KINWALK_STORE KINWALK_ENDPOINT KINWALK_CONTACT KINWALK_OFFLINE \
    http_proxy https_proxy all_proxy 2>/dev/null || true

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

"$build/kinwalk-mirror" "$here/graphs/european-royals.jsonl" \
    --log "$folder/log" >"$folder/url" 2>/dev/null &
mirror=$!
for _ in $(seq 100); do
    [ -s "$folder/url" ] && break
    sleep 0.1
done
read -r url <"$folder/url"
asked() { wc -l <"$folder/log"; }

# asks NAME COMMAND...: from an empty store it asks, and answers as the
# shipped family does; the second time it asks nobody.
asks() {
    local name=$1 before after
    shift
    rm -f "$folder"/f.db*
    before=$(asked)
    "$kinwalk" "$@" -q --store "$folder/f.db" --endpoint "$url" \
        >"$folder/first" || fail "$name exits $?"
    after=$(asked)
    [ "$after" -gt "$before" ] || fail "$name asks nobody"
    "$kinwalk" "$@" -q --store "$folder/f.db" --endpoint "$url" \
        >"$folder/second" || fail "$name exits $?"
    [ "$(asked)" = "$after" ] || fail "$name asks twice"
    cmp "$folder/first" "$folder/second" || fail "$name changes its mind"
    echo "$name: $((after - before)) requests"
}

# Nothing but the time of reading is different from the shipped family.
like_the_sample() {
    "$kinwalk" "$@" -q --sample | sed "$cleaned" >"$folder/sample"
    sed "$cleaned" "$folder/first" | diff - "$folder/sample" ||
        fail "$1 differs from the shipped family's"
}
# Who is named but not shipped was asked for in vain: the server has them not.
cleaned='/^[Aa]s read on/d; s/     missing$/not read yet/; s/  *not read yet$/ not read yet/; s/,"read_at":"[^"]*"//; s/,"rev":[0-9]*//; s/"as_of":"[^"]*"/"as_of":null/'

asks tree tree Q9682 --ancestors 4
like_the_sample tree Q9682 --ancestors 4
asks descendants tree Q9439 --descendants 2
like_the_sample tree Q9439 --descendants 2
asks show show Q9682
grep -q 'George VI' "$folder/first" || fail "show names no father"
asks export export jsonl --of Q9682 --ancestors 3
like_the_sample export jsonl --of Q9682 --ancestors 3
asks draw draw Q9682 --ancestors 3 -o "$folder/a.svg"
"$kinwalk" draw Q9682 --ancestors 3 -o "$folder/b.svg" -q --sample
# A picture tells where and when its people were read.
drawn='s/ · as read on [0-9-]*//g; s|href="http[^"]*/wiki/|href="|g'
cmp <(sed "$drawn" "$folder/a.svg") <(sed "$drawn" "$folder/b.svg") ||
    fail "draw differs from the sample's"

# Houses, titles and positions: their names are asked for when they are to
# be seen, all in one request, and never again.
person='"schema":"kinwalk.person/1","state":"person"'
cat >"$folder/house.jsonl" <<JSON
{$person,"id":"Q101","kind":"human","labels":{"en":"Anna"},"sex":"female","statements":[{"id":"Q101\$1","p":"P53","value":"Q900","rank":"normal"},{"id":"Q101\$2","p":"P97","value":"Q901","rank":"normal"},{"id":"Q101\$3","p":"P40","value":"Q102","rank":"normal"}]}
{$person,"id":"Q102","kind":"human","labels":{"en":"Bert"},"sex":"male","statements":[{"id":"Q102\$1","p":"P53","value":"Q900","rank":"normal"},{"id":"Q102\$2","p":"P39","value":"Q903","rank":"normal"},{"id":"Q102\$3","p":"P25","value":"Q101","rank":"normal"}]}
{$person,"id":"Q900","kind":"other","labels":{"en":"House of Testland"},"statements":[]}
{$person,"id":"Q901","kind":"other","labels":{"en":"Margravine"},"statements":[]}
JSON
"$build/kinwalk-mirror" "$folder/house.jsonl" --log "$folder/house.log" \
    >"$folder/house.url" 2>/dev/null &
second=$!
for _ in $(seq 100); do
    [ -s "$folder/house.url" ] && break
    sleep 0.1
done
read -r house_url <"$folder/house.url"
named() {
    "$kinwalk" "$@" --store "$folder/house.db" --endpoint "$house_url" \
        >"$folder/out" 2>"$folder/err" || fail "$1 exits $?"
}
named show Q101
grep -q 'house  House of Testland' "$folder/out" || fail "a house has no name"
grep -q 'title  Margravine' "$folder/out" || fail "a title has no name"
grep -q 'Q900|Q901\b' "$folder/house.log" ||
    fail "not one request for both names"
[ "$(wc -l <"$folder/house.log")" = 3 ] || fail "show asks too often"
rm -f "$folder"/house.db*
named crawl Q101
! grep -q 'Q901' <(tail -n 2 "$folder/house.log") ||
    fail "crawling asks for names that nobody looks at"
named draw Q102 --ancestors 1 -o "$folder/house.svg"
for name in "House of Testland" Margravine; do
    grep -q "$name" "$folder/house.svg" || fail "no $name in the picture"
done
before=$(wc -l <"$folder/house.log")
named show Q102
grep -q 'position  *Q903' "$folder/out" || fail "who is not there has a name"
named relate Q102 Q101 --draw "$folder/line.svg"
grep -q "House of Testland" "$folder/line.svg" || fail "relate draws no house"
[ "$(wc -l <"$folder/house.log")" = "$before" ] || fail "names are asked twice"
# Without the server the answer goes without, and says so.
rm -f "$folder"/house.db*
named crawl Q101
kill "$second"
wait "$second" 2>/dev/null || true
named draw Q102 --ancestors 1 -o "$folder/house.svg"
grep -q 'without a name: 3' "$folder/err" || fail "lacking names are not told"
! grep -q "House of Testland" "$folder/house.svg" || fail "names from nowhere"
named draw Q102 --ancestors 1 -o "$folder/house.svg" --offline
! grep -q 'without a name' "$folder/err" || fail "offline asks for names"
echo "houses and titles are named"

# A store that cannot be used: exit 4, said in one line, and unharmed.
# refused NAME TEXT: a crawl into f.db
refused() {
    local code=0 before
    before=$(asked)
    cksum <"$folder/f.db" >"$folder/sum"
    "$kinwalk" crawl Q9682 --depth 1 -q --store "$folder/f.db" \
        --endpoint "$url" >"$folder/out" 2>"$folder/err" || code=$?
    [ "$code" = 4 ] || fail "$1 exits $code: $(cat "$folder/err")"
    grep -q "f.db.*$2" "$folder/err" || fail "$1 says: $(cat "$folder/err")"
    [ "$(wc -l <"$folder/err")" = 1 ] || fail "$1 says: $(cat "$folder/err")"
    cksum <"$folder/f.db" | cmp - "$folder/sum" || fail "$1 was changed"
    [ "$(asked)" = "$before" ] || fail "$1: the server was asked in vain"
}
rm -f "$folder"/f.db*
echo "a letter to the editor, by no means a family" >"$folder/f.db"
refused "another file" "name another\|not a"
rm -f "$folder"/f.db*
python3 -c '
import sqlite3, sys
sqlite3.connect(sys.argv[1]).execute("CREATE TABLE t(a)")' "$folder/f.db"
refused "another database" "another program"
rm -f "$folder"/f.db*
if [ "$(id -u)" != 0 ]; then
    "$kinwalk" crawl Q9682 --depth 0 -q --store "$folder/f.db" --endpoint "$url"
    chmod a-w "$folder/f.db"
    refused "a read-only store" "permissions"
    chmod u+w "$folder/f.db"
    rm -f "$folder"/f.db*
fi

# Damage is met amid the crawl: what was read before is still there.
"$kinwalk" crawl Q9682 --depth 2 -q --store "$folder/f.db" --endpoint "$url"
python3 - "$folder/f.db" <<'PYTHON'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("UPDATE record SET claims = x'00' WHERE key = 10633")
db.commit()
db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
PYTHON
code=0
"$kinwalk" crawl Q9682 --depth 5 -q --store "$folder/f.db" \
    --endpoint "$url" >"$folder/out" 2>"$folder/err" || code=$?
[ "$code" = 4 ] || fail "a damaged store exits $code: $(cat "$folder/err")"
grep -q 'Q10633.*damaged\|damaged.*Q10633' "$folder/err" ||
    fail "damage: $(cat "$folder/err")"
"$kinwalk" show Q151754 -q --offline --store "$folder/f.db" >"$folder/out" ||
    fail "the rest of a damaged store cannot be read"
grep -q 'Elizabeth II' "$folder/out" || fail "the rest is lost"
# What the message advises helps.
"$kinwalk" crawl Q9682 --depth 2 -q --store "$folder/new.db" \
    --endpoint "$url" || fail "a new store exits $?"
"$kinwalk" show Q9682 -q --offline --store "$folder/new.db" >"$folder/out" ||
    fail "a new store does not help"
