#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A family file of an older kinwalk is brought up to date when it is
# opened, to read or to write, and is then what today's kinwalk writes.
# data/store-version-1.sqlite was written by schema 1: Elizabeth II, three
# generations of ancestors and two of descendants. store-version-2.sqlite
# was written by schema 2: they, and somebody made up, with links of every
# kind, who names a merged and a missing id.
set -euo pipefail
build=$1
here=$(cd "$(dirname "$0")" && pwd)
kinwalk=$build/kinwalk

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export HOME=$folder XDG_CONFIG_HOME=$folder XDG_DATA_HOME=$folder
export LC_ALL=C.UTF-8 KINWALK_OFFLINE=1
cd "$folder"

links="SELECT * FROM links ORDER BY child, parent, kind"
sqlite_says() {
    python3 -c 'import sqlite3, sys
for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]):
    print(*row, sep="|")' "$1" "$2"
}

# Everything that is kept, but when it was written.
dump() {
    python3 - "$1" <<'PYTHON'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
print(db.execute("PRAGMA user_version").fetchone())
for sql in ("SELECT key, state, kind, sex, birth, death, revision, lang,"
            " label, claim_count, claims, texts FROM record ORDER BY key",
            # Places depend on the order of writing; they must lead there.
            "SELECT s.other, t.slot & 15, t.other, CASE typeof(t.said)"
            " WHEN 'blob' THEN hex(substr(t.said, 1, 1))"
            " ELSE t.said & 4095 END, p.key"
            " FROM tie AS t"
            " JOIN tie AS s ON s.slot = t.slot - (t.slot & 15)"
            " LEFT JOIN place AS p ON t.slot & 15 > 0 AND p.key = t.other"
            " AND p.place = (t.slot >> 4) + (t.said >> 12)"
            " WHERE t.slot & 15 > 0 OR typeof(t.said) = 'blob'"
            " ORDER BY 1, 2, 3",
            # Nobody is elsewhere than they should be.
            "SELECT * FROM place WHERE key IS NOT"
            " (SELECT other FROM tie WHERE slot = place * 16)",
            "SELECT * FROM redirect ORDER BY src",
            "SELECT * FROM span ORDER BY key, other",
            "SELECT id, label, kind, sex, birth, death FROM people"
            " ORDER BY id",
            "SELECT * FROM links ORDER BY child, parent, kind"):
    for row in db.execute(sql):
        print(row)
PYTHON
}

for version in 1 2; do
    old=$here/data/store-version-$version.sqlite
    rm -f ./*.db*
    cp "$old" old.db
    chmod u+w old.db
    [ "$(sqlite_says old.db 'PRAGMA user_version')" = "$version" ]
    sqlite_says old.db "$links" >links.txt
    [ "$(grep -c "child\|both\|parent" links.txt)" -gt 40 ]
    "$kinwalk" export jsonl --store old.db -q -o family.jsonl
    "$kinwalk" import family.jsonl --store new.db -q >import.txt
    dump old.db >old.txt
    dump new.db >new.txt
    grep -q '^(3,)$' old.txt
    diff old.txt new.txt
    # What other programs see is what they saw.
    sqlite_says old.db "$links" | diff links.txt -

    # Writing upgrades as well.
    cp "$old" written.db
    chmod u+w written.db
    "$kinwalk" import family.jsonl --store written.db -q >import.txt
    dump written.db | diff - new.txt
done

# Where nothing may be written it says what to do, and harms nothing.
mkdir shut
cp "$here/data/store-version-1.sqlite" shut/old.db
chmod a-w shut/old.db shut
if [ "$(id -u)" != 0 ]; then
    code=0
    "$kinwalk" status --store shut/old.db 2>told.txt || code=$?
    [ "$code" = 4 ]
    grep -q 'older kinwalk.*copy it' told.txt
fi
chmod u+w shut
cmp "$here/data/store-version-1.sqlite" shut/old.db
echo "schemas 1 and 2 became what schema 3 writes"
