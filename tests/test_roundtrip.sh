#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What export writes, import takes back: the same store from JSON lines,
# the same family from a GEDCOM, the same tables from a CSV pair.
set -euo pipefail
kinwalk=$(cd "$1" && pwd)/kinwalk
root=$(cd "$(dirname "$0")/.." && pwd)
shared=${KW_SHARED:-$root/../shared}
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
export XDG_CONFIG_HOME=$made XDG_DATA_HOME=$made LC_ALL=C.UTF-8
cd "$made"

# back FORMAT FROM TO: exports FROM (options of a store) and imports into TO
back() {
    "$kinwalk" export "$1" $2 --lang en -q -o "$3.$1"
    "$kinwalk" import "$3.$1" --store "$3" -q >import.txt
}

# The family as CSV; labels of a GEDCOM have no language, and it does not
# say who is human.
family() {
    "$kinwalk" export csv $1 --lang en -q -o family
    cat family/links.csv
    "${python[@]}" family/people.csv
}
python=(python3 -c 'import csv, sys
for row in csv.DictReader(open(sys.argv[1], encoding="utf-8", newline="")):
    print([v for k, v in row.items()
           if k != "kind" and not k.startswith("label_")])')

without_times() {
    sed 's/,"read_at":"[^"]*"//' "$1"
}

# round FROM NAME
round() {
    back jsonl "$1" "$2-lines.db"
    "$kinwalk" export jsonl --store "$2-lines.db" -q -o again.jsonl
    cmp <(without_times "$2-lines.db.jsonl") <(without_times again.jsonl)

    family "$1" >was.txt
    for format in gedcom gedcom7; do
        back "$format" "$1" "$2-$format.db"
        family "--store $2-$format.db" >is.txt
        cmp was.txt is.txt
    done
    for custom in plain neo4j graphframes; do
        "$kinwalk" export csv $1 --lang en -q --for "$custom" -o was
        "$kinwalk" import was --store "$2-$custom.db" -q >import.txt
        "$kinwalk" export csv --store "$2-$custom.db" --lang en -q \
            --for "$custom" -o is
        diff -r was is
    done
    # Either half finds the other.
    "$kinwalk" import was/links.csv --store "$2-half.db" -q >half.txt
    cmp import.txt half.txt
    echo "$2: $(wc -l <again.jsonl) people, the same again"
}

round --sample royals
if [ -r "$shared/data/royal92.ged" ]; then
    "$kinwalk" import "$shared/data/royal92.ged" --store royal92.db -q \
        >import.txt
    round "--store royal92.db" royal92
else
    echo "SKIPPED: royal92: no $shared/data/royal92.ged"
fi
