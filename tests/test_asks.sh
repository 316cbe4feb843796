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
mirror=
end() {
    [ -z "$mirror" ] || kill "$mirror" 2>/dev/null || true
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
