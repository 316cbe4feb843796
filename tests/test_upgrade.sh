#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A family file of an older kinwalk is brought up to date when it is
# opened, to read or to write, and is then what today's kinwalk writes.
# data/store-version-1.sqlite was written by schema 1: Elizabeth II, three
# generations of ancestors and two of descendants.
set -euo pipefail
build=$1
here=$(cd "$(dirname "$0")" && pwd)
kinwalk=$build/kinwalk

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export HOME=$folder XDG_CONFIG_HOME=$folder XDG_DATA_HOME=$folder
export LC_ALL=C.UTF-8 KINWALK_OFFLINE=1
cd "$folder"

# Everything that is kept, but when it was written.
dump() {
    python3 - "$1" <<'PYTHON'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
print(db.execute("PRAGMA user_version").fetchone())
for sql in ("SELECT key, state, kind, sex, birth, death, revision, lang,"
            " label, claim_count, claims, texts FROM record ORDER BY key",
            "SELECT * FROM tie ORDER BY key, grp, other",
            "SELECT * FROM span ORDER BY key, other",
            "SELECT id, label, kind, sex, birth, death FROM people"
            " ORDER BY id",
            "SELECT * FROM links ORDER BY child, parent, kind"):
    for row in db.execute(sql):
        print(row)
PYTHON
}

cp "$here/data/store-version-1.sqlite" old.db
chmod u+w old.db
"$kinwalk" export jsonl --store old.db -q -o family.jsonl
"$kinwalk" import family.jsonl --store new.db -q >import.txt
dump old.db >old.txt
dump new.db >new.txt
grep -q '^(2,)$' old.txt
[ "$(grep -c "'child'\|'both'\|'parent'" new.txt)" -gt 40 ]
diff old.txt new.txt

# Writing upgrades as well.
cp "$here/data/store-version-1.sqlite" written.db
chmod u+w written.db
"$kinwalk" import family.jsonl --store written.db -q >import.txt
dump written.db | diff - new.txt

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
echo "schema 1 became what schema 2 writes"
